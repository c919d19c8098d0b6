"""All ids of a list in order, and the rows of the pages that are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from models.codes import CodeBook
from models.list_fields import list_field, title_of
from storage.archive.lists import TableRow
from ui.background import ArchiveWorker
from ui.lists.cells import RIGHT, cell_text
from ui.lists.jobs import load_rows
from ui.page_cache import PageCache, Tell
from ui.style import color

Index = QModelIndex | QPersistentModelIndex
PAGE = 50
PAGES_KEPT = 60
MOST_ASKED = 4
"""Pages fetched at once: while someone scrolls fast, only the last ones are worth fetching."""

_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_AT_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
EN_SPACE = "\u2002"
_TONES = {"row:errors": "error", "row:warnings": "warning"}


class ListTableModel(QAbstractTableModel):
    """`fetched` says that rows arrived. `masked` hides the middle of numbers that say who somebody is."""

    fetched = Signal()

    def __init__(self, worker: ArchiveWorker, codes: CodeBook, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._worker = worker
        self._codes = codes
        self.masked = False
        self.ids: Sequence[int] = ()
        self.columns: tuple[str, ...] = ()
        self._fields: list[Any] = []
        self._at: dict[int, int] | None = None
        self._pages: PageCache[dict[int, TableRow]] = PageCache(
            self._ask, kept=PAGES_KEPT, at_once=MOST_ASKED, parent=self
        )
        self._pages.came.connect(self._came)
        self._pages.fetched.connect(self.fetched)

    def mask(self, masked: bool) -> None:
        """Hide or show the middle of numbers in what is in sight."""
        self.masked = masked
        if self.ids and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def set_columns(self, columns: Sequence[str]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._fields = [list_field(key) for key in columns]
        self._pages.forget()
        self.endResetModel()

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show other households; the same ones are only fetched anew, so that selection and place stay."""
        if list(ids) == list(self.ids):
            self.refresh()
            return
        self.beginResetModel()
        self.ids = ids
        self._at = None
        self._pages.forget()
        self.endResetModel()

    def refresh(self) -> None:
        """Fetch what is in sight anew, because it may have changed."""
        self._pages.forget()
        if self.ids and self.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def line_of(self, row_id: int) -> int | None:
        """Return the line of an id."""
        if self._at is None:
            self._at = {one: line for line, one in enumerate(self.ids)}
        return self._at.get(row_id)

    def row(self, line: int) -> TableRow | None:
        """Return a line's row if it is here, else None and fetch it."""
        rows = self._pages.get(line // PAGE)
        return None if rows is None else rows.get(self.ids[line])

    # what the views ask

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many households there are."""
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns are shown."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, alignment or colour of a cell."""
        if not index.isValid() or index.row() >= len(self.ids):
            return None
        at = index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _AT_RIGHT if self._fields[at].kind in RIGHT else _AT_LEFT
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self.row(index.row())
            if row is None:
                return "…" if at == 0 and role == Qt.ItemDataRole.DisplayRole else ""
            return cell_text(self._fields[at], row.values[at], self._codes, masked=self.masked)
        if role == Qt.ItemDataRole.ForegroundRole and (tone := _TONES.get(self.columns[at])) is not None:
            row = self.row(index.row())
            return color(tone) if row is not None and row.values[at] else color("hint")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title or a line's number."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return f"{section + 1:,}"
            title = title_of(self.columns[section])
            return f"{title}{EN_SPACE}" if self._fields[section].kind in RIGHT else title
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return _AT_RIGHT if self._fields[section].kind in RIGHT else _AT_LEFT
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return f"{title_of(self.columns[section])}：点一下排序，再点一下倒过来"
        return None

    # fetching

    def _ask(self, pages: list[int], tell: Tell[dict[int, TableRow]]) -> None:
        listed = [list(self.ids[page * PAGE : (page + 1) * PAGE]) for page in pages]
        self._worker.submit(
            partial(load_rows, pages=listed, columns=self.columns),
            lambda found: tell(pages, [{row.id: row for row in rows} for rows in found]),
        )

    def _came(self, page: int) -> None:
        first, last = page * PAGE, min(len(self.ids), (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
