"""The lines of a plan as a table: numbers in memory, texts fetched page by page, a tick in the first column."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from ui.background import ArchiveWorker
from ui.import_jobs import Planned, show_lines
from ui.plan_lines import Outcome, PlanLine
from ui.style import color

Index = QModelIndex | QPersistentModelIndex
PAGE = 200
PAGES_KEPT = 60
MOST_ASKED = 4

OUTCOME_COLORS = {
    Outcome.NEW: "primary",
    Outcome.CHANGED: "warning",
    Outcome.FILLED: "ok",
    Outcome.SAME: "text_secondary",
    Outcome.CONFLICT: "error",
    Outcome.SUSPECT: "warning",
    Outcome.REFUSED: "error",
}
"""Outcome → style token of its word."""

TITLES = ("", "结果", "表内位置", "户", "人", "字段", "原值", "新值", "依据 / 原因")
WIDTHS = (2, 5, 9, 14, 5, 12, 10, 0, 17)
"""Widths in Chinese characters; 0 = takes what is left."""


class PlanModel(QAbstractTableModel):
    """Lines by number. `ticked` says that a tick changed, `arrived` that texts came."""

    ticked = Signal()
    arrived = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._worker = worker
        self.planned: Planned | None = None
        self.lines: array[int] = array("i")
        self.locked = False
        self._pages: OrderedDict[int, list[PlanLine]] = OrderedDict()
        self._wanted: list[int] = []
        self._generation = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._fetch)

    def set_lines(self, planned: Planned | None, lines: array[int]) -> None:
        """Show these lines of a plan."""
        self.beginResetModel()
        self.planned, self.lines = planned, lines
        self.forget()
        self.endResetModel()

    def forget(self) -> None:
        """Fetch the texts anew."""
        self._pages.clear()
        self._wanted.clear()
        self._generation += 1

    def line(self, at: int) -> PlanLine | None:
        """Return a line's text if it is here, else None and fetch it."""
        page, place = divmod(at, PAGE)
        known = self._pages.get(page)
        if known is None:
            self._want(page)
            return None
        return known[place]

    def tick(self, rows: Sequence[int], take: bool) -> None:
        """Tick or untick shown rows."""
        if self.planned is None or self.locked:
            return
        self.planned.index.tick([self.lines[row] for row in rows], take)
        self.show_ticks()

    def show_ticks(self) -> None:
        """Paint the ticks anew and tell whoever counts them."""
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, 0))
        self.ticked.emit()

    def is_ticked(self, row: int) -> bool | None:
        """Return whether a shown row is ticked; None where it can't be."""
        if self.planned is None:
            return None
        line = self.planned.index.line(self.lines[row])
        return line.taken if line.can_be_taken else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many lines are shown."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A line can be chosen; its tick can be set where it would be written."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() == 0 and not self.locked and self.is_ticked(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, _value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Turn a tick round, as a click does."""
        if role != Qt.ItemDataRole.CheckStateRole or self.locked:
            return False
        self.tick([index.row()], not self.is_ticked(index.row()))
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return tick, text, colour or tool tip of a cell."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if column == 0:
            if role == Qt.ItemDataRole.CheckStateRole:
                ticked = self.is_ticked(row)
                state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
                return None if ticked is None else state.value
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            line = self.line(row)
            return _cell(line, column) if line is not None else "…" if column == 1 else ""
        if role == Qt.ItemDataRole.ForegroundRole and column == 1:
            line = self.line(row)
            return color(OUTCOME_COLORS[line.outcome]) if line is not None else None
        if role == Qt.ItemDataRole.ForegroundRole and self.is_ticked(row) is False:
            return color("hint")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
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
        planned = self.planned
        if planned is None:
            return
        pages, self._wanted = self._wanted, []
        for page in pages:
            part = self.lines[page * PAGE : (page + 1) * PAGE].tolist()
            self._worker.submit(
                partial(show_lines, planned=planned, lines=part), partial(self._came, self._generation, page)
            )

    def _came(self, generation: int, page: int, lines: list[PlanLine]) -> None:
        if generation != self._generation:
            return
        self._pages[page] = lines
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        last = min(len(self.lines), (page + 1) * PAGE) - 1
        self.dataChanged.emit(self.index(page * PAGE, 0), self.index(last, len(TITLES) - 1))
        self.arrived.emit()


def _cell(line: PlanLine, column: int) -> str:
    return (line.outcome.value, line.place, line.household, line.person, line.field, line.old, line.new, line.basis)[
        column - 1
    ]
