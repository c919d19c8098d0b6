"""A table of which only the rows in sight are fetched, page by page, by the archive worker: any number of rows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from storage.archive.archive import Archive
from storage.archive.progress import Progress
from ui.background import ArchiveWorker
from ui.rows_model import Column

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex
PAGE = 200
PAGES_KEPT = 60
MOST_ASKED = 4


class Fetch(Protocol):
    """Job for the worker: rows from number `start` on, `count` of them."""

    def __call__(self, archive: Archive, progress: Progress, /, *, start: int, count: int) -> list[Any]:
        """Return the rows."""
        ...


class PagedModel(QAbstractTableModel, Generic[T]):
    """Rows by number. `arrived` says that rows came."""

    arrived = Signal()

    def __init__(
        self, worker: ArchiveWorker, columns: Sequence[Column[T]], parent: QObject | None = None, *, page: int = PAGE
    ) -> None:
        """Start empty; `page` rows are fetched together."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._worker = worker
        self._page = page
        self._count = 0
        self._fetch_rows: Fetch | None = None
        self._pages: OrderedDict[int, list[T]] = OrderedDict()
        self._wanted: list[int] = []
        self._generation = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch)

    def set_source(self, count: int, fetch: Fetch | None) -> None:
        """Show `count` rows that `fetch` brings."""
        self.beginResetModel()
        self._count, self._fetch_rows = count, fetch
        self._pages.clear()
        self._wanted.clear()
        self._generation += 1
        self.endResetModel()

    def row(self, at: int) -> T | None:
        """Return a row if it is here, else None and fetch it."""
        page, place = divmod(at, self._page)
        known = self._pages.get(page)
        if known is None:
            self._want(page)
            return None
        return known[place] if place < len(known) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many rows are shown."""
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, alignment, colour or tool tip of a cell."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) if column.right else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.ForegroundRole):
            row = self.row(index.row())
            if role == Qt.ItemDataRole.ForegroundRole:
                return column.color(row) if row is not None and column.color is not None else None
            return column.text(row) if row is not None else ""
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _want(self, page: int) -> None:
        if page not in self._wanted:
            self._wanted.append(page)
            del self._wanted[:-MOST_ASKED]
            if not self._timer.isActive():
                self._timer.start()

    def _fetch(self) -> None:
        fetch, pages = self._fetch_rows, self._wanted
        self._wanted = []
        if fetch is None:
            return
        for page in pages:
            start = page * self._page
            job = partial(fetch, start=start, count=min(self._page, self._count - start))
            self._worker.submit(job, partial(self._came, self._generation, page))

    def _came(self, generation: int, page: int, rows: list[T]) -> None:
        if generation != self._generation:
            return
        self._pages[page] = rows
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(self._count, (page + 1) * self._page) - 1
        if last >= page * self._page:
            self.dataChanged.emit(self.index(page * self._page, 0), self.index(last, len(self.columns) - 1))
        self.arrived.emit()
