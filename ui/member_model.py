"""The members of a household as a table: one row each, and an empty one at the bottom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from models.derived import age_on
from models.fields import Kind, Record
from models.rules import Finding
from ui.editors.table import YES_NO, Surroundings, shown_text
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.member_columns import COLUMNS, ENTERED, ONE_PERSON_ONLY, columns_from, columns_of_heading

Index = QModelIndex | QPersistentModelIndex
LEVEL_ROLE = Qt.ItemDataRole.UserRole + 1
"""“E”, “W”, “Q” or "" of a cell."""
NEW_ROW_TEXT = "录入…"
CENTRED = (Kind.YES_NO,)


@dataclass(slots=True)
class PasteReport:
    """What a paste did: rows and cells filled, cells whose text could not be read (row from 1, column, text)."""

    rows: int = 0
    cells: int = 0
    unread: list[tuple[int, int, str]] = field(default_factory=list[tuple[int, int, str]])
    beyond: int = 0

    def sentence(self) -> str:
        """Return the report in words; nothing is left out silently."""
        said = f"已贴 {self.rows} 行 {self.cells} 格"
        if self.unread:
            listed = "、".join(f"第 {row} 行{COLUMNS[at].title}“{text}”" for row, at, text in self.unread[:3])
            more = f" 等 {len(self.unread)} 格" if len(self.unread) > 3 else ""
            said += f"；没看懂 {listed}{more}，原文留在格里标红，改好才写入"
        if self.beyond:
            said += f"；右边多出 {self.beyond} 列没有位置，未贴"
        return said


class MemberModel(QAbstractTableModel):
    """Members of a session. Every change goes through the session, so that undo and drafts see it.

    `written` follows every change made here.
    """

    written = Signal()

    def __init__(self, around: Surroundings, parent: QObject | None = None) -> None:
        """Start without a household."""
        super().__init__(parent)
        self.session: HouseholdSession | None = None
        self._around = around
        self._levels: dict[tuple[str, str], tuple[str, str]] = {}

    def set_session(self, session: HouseholdSession) -> None:
        """Show another household."""
        self.beginResetModel()
        self.session = session
        self._levels = {}
        self.endResetModel()

    def refresh(self) -> None:
        """Show the members anew after undo, paste or a change elsewhere."""
        self.beginResetModel()
        self.endResetModel()

    # shape

    @property
    def members(self) -> list[Record]:
        """Return the members shown."""
        return self.session.file.members if self.session is not None else []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return one row more than there are members."""
        return 0 if parent.isValid() or self.session is None else len(self.members) + 1

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(COLUMNS)

    def is_new_row(self, row: int) -> bool:
        """Tell whether a row is the empty one at the bottom."""
        return row == len(self.members)

    def row_of(self, person: str) -> int | None:
        """Return the row of a person."""
        return next((row for row, member in enumerate(self.members) if member["uid"] == person), None)

    def place(self, row: int, column: int) -> Place | None:
        """Return where the value of a cell stands, None for the empty row."""
        if self.is_new_row(row):
            return None
        one = COLUMNS[column]
        return Place(one.entity, self.members[row]["uid"], one.field)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let everything but computed columns be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base if COLUMNS[index.column()].computed else base | Qt.ItemFlag.ItemIsEditable

    # reading

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the text, alignment, level or tool tip of a cell."""
        if not index.isValid() or self.session is None:
            return None
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            centred = COLUMNS[column].computed or COLUMNS[column].kind in CENTRED
            side = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == LEVEL_ROLE:
            return self._level(row, column)[0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._level(row, column)[1] or self.text(row, column)
        return None

    def text(self, row: int, column: int) -> str:
        """Return what a cell shows: codes with their text, text that was not understood as it was typed."""
        place, one = self.place(row, column), COLUMNS[column]
        if place is None or self.session is None:
            return NEW_ROW_TEXT if column == 0 else ""
        if one.declared is None:
            age = age_on(self.members[row].get("birth_date"), self.session.office.as_of)
            return "" if age is None else str(age)
        unread = self.session.text_at(place)
        if unread is not None:
            return unread
        value = self.session.get(place)
        if one.kind is Kind.CODE and value is not None and not one.computed:
            return self._around.options.shown(one.declared.codes, value)
        return shown_text(one.declared, value, self._around)

    def _level(self, row: int, column: int) -> tuple[str, str]:
        place = self.place(row, column)
        if place is None or self.session is None:
            return "", ""
        unread = self.session.text_at(place)
        if unread is not None:
            return "E", f"“{unread}”没看懂，没有写入；按 F4 从列表里选，或改正"
        return self._levels.get((place.owner, place.field), ("", ""))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title or a row's number, + for the empty row."""
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return COLUMNS[section].title
            return "+" if self.is_new_row(section) else str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = Qt.AlignmentFlag.AlignHCenter if COLUMNS[section].computed else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Mark the cells that the rules found something at, the worst first."""
        levels: dict[tuple[str, str], tuple[str, str]] = {}
        for finding in findings:
            if finding.person is not None and finding.entity in ("member", "member_year"):
                key = (finding.person, finding.field)
                if key not in levels or finding.level == "E":
                    levels[key] = (finding.level, f"{finding.sentence}。{finding.remedy}")
        if levels != self._levels:
            self._levels = levels
            self._tell_all_changed()

    def _written(self) -> None:
        self._tell_all_changed()
        self.written.emit()

    def _tell_all_changed(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(COLUMNS) - 1))

    # writing

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Store what was typed in a cell; typing in the empty row makes a member."""
        if role != Qt.ItemDataRole.EditRole or self.session is None or not index.isValid():
            return False
        row, column = index.row(), index.column()
        if self.is_new_row(row):
            if not str(value).strip():
                return False
            with self.session.macro("新增成员"):
                self._append()
                self._put(row, column, str(value))
        else:
            self._put(row, column, str(value))
        self._written()
        return True

    def _append(self) -> None:
        assert self.session is not None
        last = len(self.members) + 1  # the empty row becomes the member, and a new empty one comes after it
        self.beginInsertRows(QModelIndex(), last, last)
        self.session.add_record("member")
        self.endInsertRows()
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, last)

    def _put(self, row: int, column: int, text: str) -> bool:
        """Store a text; tell whether it could be read."""
        place = self.place(row, column)
        assert self.session is not None
        assert place is not None
        return self.session.set_text(place, self._known_word(column, text)) is None

    def _known_word(self, column: int, text: str) -> str:
        """Return the code a text was matched to before, else the text."""
        declared = COLUMNS[column].declared
        return self._around.words.get(declared.codes, {}).get(text, text) if declared is not None else text

    def take_word(self, column: int, text: str, code: str) -> None:
        """Put an option in place of a text that was not understood, in all cells of the column; one undo."""
        declared = COLUMNS[column].declared
        if self.session is None or declared is None:
            return
        self._around.words.setdefault(declared.codes, {})[text] = code
        with self.session.macro("选项对照"):
            for row in range(len(self.members)):
                place = self.place(row, column)
                if place is not None and self.session.text_at(place) == text:
                    self.session.set_text(place, code)
        self._written()

    def remove_rows(self, rows: Iterable[int]) -> None:
        """Take members out of the household."""
        if self.session is None:
            return
        with self.session.macro("删除成员"):
            for row in sorted(set(rows), reverse=True):
                if not self.is_new_row(row):
                    self.beginRemoveRows(QModelIndex(), row, row)
                    self.session.drop_record("member", self.members[row]["uid"])
                    self.endRemoveRows()
        self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self.members))
        self._written()

    def clear(self, cells: Iterable[tuple[int, int]]) -> None:
        """Empty cells."""
        if self.session is None:
            return
        with self.session.macro("清空"):
            for row, column in cells:
                if not self.is_new_row(row) and not COLUMNS[column].computed:
                    self._put(row, column, "")
        self._written()

    def copy_from_above(self, row: int, columns: Iterable[int]) -> bool:
        """Copy cells from the row above; tell whether there was one."""
        if self.session is None or row == 0:
            return False
        with self.session.macro("同上一行"):
            if self.is_new_row(row):
                self._append()
            for column in columns:
                above, here = self.place(row - 1, column), self.place(row, column)
                if above is not None and here is not None and not COLUMNS[column].computed:
                    self.session.set(here, self.session.get(above))
        self._written()
        return True

    def copy_row_from_above(self, row: int) -> bool:
        """Copy all cells from the row above except name and number."""
        wanted = [column for column in ENTERED if COLUMNS[column].field not in ONE_PERSON_ONLY]
        return self.copy_from_above(row, wanted)

    def paste(self, row: int, column: int, block: list[list[str]]) -> PasteReport:
        """Put a block of texts into the table from a cell on, growing it; one undo takes it all back."""
        report = PasteReport()
        assert self.session is not None
        by_heading = columns_of_heading(block[0]) if block else None
        rows = block[1:] if by_heading is not None else block
        width = max((len(cells) for cells in block), default=0)
        columns = by_heading or columns_from(column, width, rows[0] if rows else [])
        report.beyond = 0 if by_heading is not None else sum(at is None for at in columns)
        with self.session.macro("粘贴"):
            for at, cells in enumerate(rows):
                if any(text.strip() for text in cells):
                    self._paste_row(row + at, columns, cells, report)
        self._written()
        return report

    def _paste_row(self, row: int, columns: list[int | None], cells: list[str], report: PasteReport) -> None:
        if row >= len(self.members):
            row = len(self.members)
            self._append()
        report.rows += 1
        for column, text in zip(columns, cells, strict=False):
            if column is None or COLUMNS[column].computed or not text.strip():
                continue
            if self._put(row, column, text.strip()):
                report.cells += 1
            else:
                report.unread.append((row + 1, column, text.strip()))

    # keys that pick

    def digit_choice(self, column: int, key: str) -> str | None:
        """Return the code a key picks at once in a column of few options, or None."""
        one = COLUMNS[column]
        if one.kind is Kind.YES_NO:
            return {"1": YES_NO[0].code, "0": YES_NO[1].code, "2": YES_NO[1].code}.get(key)
        if one.declared is None or one.kind not in (Kind.CODE, Kind.CODES):
            return None
        options = self._around.options.of(one.declared.codes, self._around.year)
        short = {option.code.lstrip("0") or "0": option.code for option in options}
        return short.get(key) if all(len(code) == 1 for code in short) else None
