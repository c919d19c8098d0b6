"""The income sheet as a table: items down, people across, sum and 计入 at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui import income_lines
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.income_lines import Line, PersonColumn, money

Index = QModelIndex | QPersistentModelIndex
STATE_ROLE = Qt.ItemDataRole.UserRole + 1
"""“group”, “computed”, “error” or "" of a cell."""
ITEM = 0


class IncomeModel(QAbstractTableModel):
    """The sheet of a session's year. `written` follows every change made here."""

    written = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a household."""
        super().__init__(parent)
        self.session: HouseholdSession | None = None
        self.lines: list[Line] = []
        self.people: list[PersonColumn] = []
        self.all_items = True

    def set_session(self, session: HouseholdSession) -> None:
        """Show another household."""
        self.session = session
        self.refresh()

    def refresh(self) -> None:
        """Build lines and columns anew."""
        if self.session is None:
            return
        self.beginResetModel()
        used = income_lines.used_items(self.session)
        office = self.session.office
        self.lines = income_lines.lines_of(office.codes, office.year, used, all_items=self.all_items)
        self.people = income_lines.columns_of(self.session)
        self.endResetModel()

    @property
    def total_column(self) -> int:
        """Return the column of the sums."""
        return len(self.people) + 1

    @property
    def counts_column(self) -> int:
        """Return the column that says whether an item counts."""
        return len(self.people) + 2

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return item, people, sum and flag."""
        return 0 if parent.isValid() or self.session is None else len(self.people) + 3

    def place(self, row: int, column: int) -> Place | None:
        """Return where the amount of a cell stands, None for cells without one."""
        line = self.lines[row]
        if line.is_group or not 1 <= column <= len(self.people):
            return None
        return Place("income", self.people[column - 1].uid, line.code)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let amounts and flags be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsEditable if self.place(index.row(), index.column()) else base

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, alignment or state of a cell."""
        if not index.isValid() or self.session is None:
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = 1 <= column <= self.total_column
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            centred = Qt.AlignmentFlag.AlignHCenter
            return int((centred if column == self.counts_column else side) | Qt.AlignmentFlag.AlignVCenter)
        if role == STATE_ROLE:
            return self._state(row, column)
        return None

    def _state(self, row: int, column: int) -> str:
        if self.lines[row].is_group:
            return "group"
        place = self.place(row, column)
        assert self.session is not None
        if place is not None:
            return "error" if self.session.text_at(place) is not None else ""
        return "computed" if column == self.total_column else ""

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        session, line = self.session, self.lines[row]
        assert session is not None
        if column == ITEM:
            return line.text if line.is_group else f"{line.code} {line.text}"
        if column == self.total_column:
            return money(income_lines.line_total(session, line, self.people))
        if line.is_group:
            return ""
        if column == self.counts_column:
            return "计入" if session.counts_of(line.code) else "不计"
        place = self.place(row, column)
        assert place is not None
        unread = session.text_at(place)
        return money(income_lines.amount_at(session, line.code, place.owner)) if unread is None else unread

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return 项目, the people's names, 合计 and 计入收入."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return ("项目", *(column.title for column in self.people), "合计", "计入收入")[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            right = 1 <= section <= self.total_column
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Store an amount as typed."""
        place = self.place(index.row(), index.column()) if index.isValid() else None
        if place is None or self.session is None or role != Qt.ItemDataRole.EditRole:
            return False
        self.session.set_text(place, str(value))
        self._written()
        return True

    def toggle_counts(self, row: int, counts: bool | None = None) -> None:
        """Turn an item's flag, or set it."""
        line = self.lines[row]
        if self.session is None or line.is_group or line.code not in income_lines.used_items(self.session):
            return
        wanted = not self.session.counts_of(line.code) if counts is None else counts
        income_lines.set_counts(self.session, line.code, wanted)
        self._written()

    def _written(self) -> None:
        last = self.index(self.rowCount() - 1, self.columnCount() - 1)
        self.dataChanged.emit(self.index(0, 0), last)
        self.written.emit()
