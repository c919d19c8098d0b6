"""The household list as a model: all ids, and the rows of the pages that are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QStringListModel, Qt, Signal

from storage.archive.archive import Archive
from storage.archive.lists import HouseholdRow, list_rows
from storage.archive.progress import Progress
from ui.background import ArchiveWorker
from ui.page_cache import PageCache, Tell

Index = QModelIndex | QPersistentModelIndex
PAGE = 60
PAGES_KEPT = 80
MOST_ASKED = 6
"""Pages fetched at once: while someone scrolls fast, only the last ones are worth fetching."""

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""The `HouseholdRow` of a line, None while it is being fetched."""


def fetch_rows(archive: Archive, _progress: Progress, pages: list[list[int]]) -> list[list[HouseholdRow]]:
    """Return the rows of several pages of ids; job for the worker."""
    return [list_rows(archive, ids) for ids in pages]


class HouseholdListModel(QStringListModel):
    """Ids in order; `fetched` says that rows arrived.

    Qt's own list of (empty) texts counts the lines: the view asks for their number once per line whenever it lays them
    out, and 142,000 answers from Python would stop the window for half a second.
    """

    fetched = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._worker = worker
        self.ids: Sequence[int] = ()
        self._at: dict[int, int] | None = None
        self._pages: PageCache[dict[int, HouseholdRow]] = PageCache(
            self._ask, kept=PAGES_KEPT, at_once=MOST_ASKED, parent=self
        )
        self._pages.came.connect(self._came)
        self._pages.fetched.connect(self.fetched)

    def set_ids(self, ids: Sequence[int]) -> None:
        """Show other households."""
        self.ids = ids
        self._at = None
        self._pages.forget()
        self.setStringList([""] * len(ids))

    def line_of(self, row_id: int) -> int | None:
        """Return the line of an id."""
        if self._at is None:
            self._at = {one: line for line, one in enumerate(self.ids)}
        return self._at.get(row_id)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A line can be chosen; its text is not typed here and nothing is dropped on it."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def row(self, line: int) -> HouseholdRow | None:
        """Return a line's row if it is here, else None and fetch it."""
        rows = self._pages.get(line // PAGE)
        return None if rows is None else rows.get(self.ids[line])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row, or its text for a screen reader."""
        if not index.isValid() or index.row() >= len(self.ids):
            return None
        if role == ROW_ROLE:
            return self.row(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.row(index.row())
            return f"{row.head_name}，{row.number}，{row.people} 人" if row is not None else ""
        return None

    def forget(self, lines: Sequence[int]) -> None:
        """Fetch the rows of some lines anew, because they changed."""
        for line in lines:
            self._pages.drop(line // PAGE)
            self.dataChanged.emit(self.index(line), self.index(line))

    def _ask(self, pages: list[int], tell: Tell[dict[int, HouseholdRow]]) -> None:
        listed = [list(self.ids[page * PAGE : (page + 1) * PAGE]) for page in pages]
        self._worker.submit(
            partial(fetch_rows, pages=listed),
            lambda found: tell(pages, [{row.id: row for row in rows} for rows in found]),
        )

    def _came(self, page: int) -> None:
        first, last = page * PAGE, min(len(self.ids), (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(first), self.index(last))
