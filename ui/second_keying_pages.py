"""The pages of the second keying: what to check, typing blind, what differs, the figures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QTableView, QVBoxLayout, QWidget

from models.fields import Kind
from models.key_fields import KeyField
from storage.archive.second_keying import Compared, Statistics, Tally
from ui.editors.line import ENTER, LineEditor
from ui.rows_model import Column, RowsModel, table_over
from ui.second_keying_jobs import Paper
from ui.tabs.base import scroll_around

EMPTY = "（空）"
ID_WIDTH, AMOUNT_WIDTH = 24, 16
"""Characters of the lines numbers and amounts are typed in."""


class KeyingPage(QWidget):
    """The key fields of one household, empty: nothing on the page says what the archive holds. `done` = all typed."""

    done = Signal()

    def __init__(self) -> None:
        """Start without a household."""
        super().__init__()
        self.title = QLabel()
        self.title.setObjectName("household-name")
        self.hint = QLabel("照着纸上的重新输一遍。看不到第一次录的是什么；纸上没有的留空，按 Enter 往下。")
        self.hint.setProperty("role", "hint")
        self.lines: list[LineEditor] = []
        self._fields: Sequence[KeyField] = ()
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.hint)
        self._area = scroll_around(self._holder)
        layout.addWidget(self._area, 1)

    def show_paper(self, paper: Paper, at: int, total: int) -> None:
        """Ask for the fields of a household."""
        self.title.setText(paper.title + (f"　{at} / {total}" if total > 1 else ""))
        self._clear()
        self._fields = paper.fields
        self.lines = [self._line(row, field) for row, field in enumerate(paper.fields)]
        self._grid.setColumnStretch(2, 1)
        self._grid.setRowStretch(len(paper.fields), 1)
        if self.lines:
            self.lines[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        """Begin with an empty page: nothing typed for one household is left for the next."""
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        self._area.setWidget(self._holder)  # which deletes the one before

    def _line(self, row: int, field: KeyField) -> LineEditor:
        text = f"{field.owner}　{field.label}" if field.owner else field.label
        label, line = QLabel(text), LineEditor(ime=False)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        label.setBuddy(line)
        label.setProperty("role", "secondary")
        wide = field.declared.kind is not Kind.MONEY
        line.setFixedSize(self.fontMetrics().horizontalAdvance("0") * (ID_WIDTH if wide else AMOUNT_WIDTH) + 20, 28)
        line.setAccessibleName(text)
        line.left.connect(lambda step, row=row: self._go(row + step))
        self._grid.addWidget(label, row, 0)
        holder = QHBoxLayout()
        holder.addWidget(line)
        unit = QLabel(field.declared.unit)
        unit.setProperty("role", "hint")
        holder.addWidget(unit)
        holder.addStretch(1)
        self._grid.addLayout(holder, row, 1)
        return line

    def _go(self, row: int) -> None:
        if row >= len(self.lines):
            self.done.emit()
        elif row >= 0:
            self.lines[row].setFocus(Qt.FocusReason.OtherFocusReason)

    def answers(self) -> list[tuple[KeyField, str]]:
        """Return each field with what was typed for it."""
        return [(field, line.text()) for field, line in zip(self._fields, self.lines, strict=True)]


class DifferencesTable(QTableView):
    """Differences line by line: 1 takes the new value, 2 keeps the old one, Enter goes on. `decided`: (line, take)."""

    decided = Signal(object, str)
    passed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 and 2 decide the marked line, Enter goes on."""
        model = self.model()
        at = self.currentIndex()
        if event.text() in ("1", "2") and at.isValid() and isinstance(model, RowsModel):
            self.decided.emit(model.row(at.row()), "second" if event.text() == "1" else "first")
        elif event.key() in ENTER:
            self.passed.emit()
        else:
            super().keyPressEvent(event)


def where_they_differ(first: str, second: str) -> str:
    """Return in words where two texts differ: the places of the digits, or that there are more or fewer."""
    if not first or len(first) != len(second):
        return f"位数不同，差 {abs(len(first) - len(second))} 位" if first else "原来没有填"
    places = [at for at, (one, other) in enumerate(zip(first, second, strict=True), 1) if one != other]
    return "第 " + "、".join(map(str, places[:3])) + (" 位" if len(places) <= 3 else f" …共 {len(places)} 位")


TAKEN = {"": "还没定", "second": "采用新录的", "first": "保留原来的"}
DIFFERENCES: tuple[Column[Compared], ...] = (
    Column("字段", lambda one: one.label, 30),
    Column("第一次录的", lambda one: one.first or EMPTY, 22),
    Column("这一次录的", lambda one: one.second or EMPTY, 22),
    Column("不同在", lambda one: where_they_differ(one.first, one.second), 14),
    Column("第一次录入人", lambda one: one.first_user, 12),
    Column("采用", lambda one: TAKEN[one.taken], 0),
)
TALLIES: tuple[Column[Tally], ...] = (
    Column("", lambda one: one.name or "（未知）", 0),
    Column("核对", lambda one: f"{one.compared:,} 项", 10, right=True),
    Column("不一致", lambda one: f"{one.differed:,} 项", 10, right=True),
    Column("差错率", lambda one: f"{one.rate:.2f}%", 9, right=True),
)


class DifferencesPage(QWidget):
    """What differs, with both values side by side."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.title = QLabel()
        self.title.setObjectName("household-name")
        self.hint = QLabel("1 采用新录的　2 保留原来的　Enter 下一户")
        self.hint.setProperty("role", "hint")
        self.model: RowsModel[Compared] = RowsModel(DIFFERENCES, self)
        plain = table_over(self.model, "两次录入不一致的字段")
        self.table = DifferencesTable()
        _dress_like(self.table, plain)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.title)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)

    def show_lines(self, title: str, lines: Sequence[Compared]) -> None:
        """Show these differences, the first undecided one marked."""
        self.title.setText(title)
        self.model.set_rows(list(lines))
        at = next((row for row, one in enumerate(lines) if not one.taken), 0)
        self.table.selectRow(at)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


class FiguresPage(QWidget):
    """The figures of all second keying: by who typed first, by field."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.said = QLabel()
        self.said.setObjectName("household-name")
        self.people: RowsModel[Tally] = RowsModel((Column("第一次录入人", *_rest(TALLIES[0])), *TALLIES[1:]), self)
        self.fields: RowsModel[Tally] = RowsModel((Column("字段", *_rest(TALLIES[0])), *TALLIES[1:]), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.said)
        layout.addWidget(table_over(self.people, "按第一次录入人"), 1)
        layout.addWidget(table_over(self.fields, "按字段"), 1)

    def show_figures(self, found: Statistics) -> None:
        """Show them."""
        total = found.total
        self.said.setText(
            f"已核对 {found.households:,} 户 {total.compared:,} 项，不一致 {total.differed:,} 项（{total.rate:.2f}%），"
            f"待定 {found.open:,} 项"
        )
        self.people.set_rows(list(found.first_typists))
        self.fields.set_rows(list(found.fields))


def _rest(column: Column[Tally]) -> tuple:
    return column.text, column.width, column.right


def _dress_like(table: QTableView, plain: QTableView) -> None:
    """Give a table of our own class the looks of the usual one."""
    table.setModel(plain.model())
    table.setAccessibleName(plain.accessibleName())
    table.setSelectionBehavior(plain.selectionBehavior())
    table.setSelectionMode(plain.selectionMode())
    table.setEditTriggers(plain.editTriggers())
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().setVisible(False)
    table.verticalHeader().setDefaultSectionSize(plain.verticalHeader().defaultSectionSize())
    for at in range(plain.model().columnCount()):
        table.horizontalHeader().setSectionResizeMode(at, plain.horizontalHeader().sectionResizeMode(at))
        table.setColumnWidth(at, plain.columnWidth(at))
