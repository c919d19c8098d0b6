"""A table of which only the rows in sight are fetched, page by page, by the archive worker: any number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from storage.archive.archive import Archive
from storage.archive.progress import Progress
from ui.background import ArchiveWorker
from ui.page_cache import PageCache, Tell
from ui.rows_model import Column, ColumnsModel, Index

T = TypeVar("T")
PAGE = 200
PAGES_KEPT = 60
MOST_ASKED = 4


class Fetch(Protocol):
    """Job for the worker: rows from number `start` on, `count` of them."""

    def __call__(self, archive: Archive, progress: Progress, /, *, start: int, count: int) -> list[Any]:
        """Return the rows."""
        ...


class PagedModel(ColumnsModel[T]):
    """Rows by number. `arrived` says that rows came."""

    arrived = Signal()

    def __init__(
        self, worker: ArchiveWorker, columns: Sequence[Column[T]], parent: QObject | None = None, *, page: int = PAGE
    ) -> None:
        """Start empty; `page` rows are fetched together."""
        super().__init__(columns, parent)
        self._worker = worker
        self._page = page
        self._count = 0
        self._fetch_rows: Fetch | None = None
        self._pages: PageCache[list[T]] = PageCache(self._ask, kept=PAGES_KEPT, at_once=MOST_ASKED, parent=self)
        self._pages.came.connect(self._came)
        self._pages.fetched.connect(self.arrived)

    def set_source(self, count: int, fetch: Fetch | None) -> None:
        """Show `count` rows that `fetch` brings."""
        self.beginResetModel()
        self._count, self._fetch_rows = count, fetch
        self.forget()
        self.endResetModel()

    def forget(self) -> None:
        """Fetch the rows anew."""
        self._pages.forget()

    def row(self, at: int) -> T | None:
        """Return a row if it is here, else None and fetch it."""
        page, place = divmod(at, self._page)
        known = self._pages.get(page)
        return known[place] if known is not None and place < len(known) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many rows are shown."""
        return 0 if parent.isValid() else self._count

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

    def _ask(self, pages: list[int], tell: Tell[list[T]]) -> None:
        fetch = self._fetch_rows
        if fetch is None:
            return
        for page in pages:
            start = page * self._page
            job = partial(fetch, start=start, count=min(self._page, self._count - start))
            self._worker.submit(job, partial(_tell_one, tell, page))

    def _came(self, page: int) -> None:
        last = min(self._count, (page + 1) * self._page) - 1
        if last >= page * self._page:
            self.dataChanged.emit(self.index(page * self._page, 0), self.index(last, len(self.columns) - 1))


def _tell_one(tell: Tell[list[T]], page: int, rows: list[T]) -> None:
    tell([page], [rows])
