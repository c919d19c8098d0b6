"""The differences of one comparison: filtered, opened, ticked off with a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from models.comparison_kinds import KINDS, Outcome
from storage.archive.comparisons import ComparedLine
from storage.exchange.compare_list import datetime_text, field_text
from ui import message
from ui.choice_box import ChoiceBox
from ui.comparison.jobs import Shown
from ui.rail import on_key
from ui.rows_model import Column, RowsModel, table_over
from ui.style import THEMES, current_theme

OPEN, DONE = "open", "done"
TO_TYPE = "to_type"
"""Filter of a national export: what is to be typed into that system."""


def _hint(line: ComparedLine) -> QColor | None:
    return QColor(THEMES[current_theme()]["hint"]) if line.handled else None


def _column(title: str, text: Callable[[ComparedLine], str], width: int) -> Column[ComparedLine]:
    return Column(title, text, width, color=_hint)


def _told(line: ComparedLine) -> str:
    if line.field:
        return f"{line.reason}　{line.told}".strip()
    return "　".join(part for part in (line.reason, line.told) if part)


def _theirs(line: ComparedLine) -> str:
    """Return what the list says: its value, or of a suspect its number where that is another."""
    if line.field or not line.household or line.their_id == line.id_number:
        return line.theirs
    return line.their_id


COLUMNS: tuple[Column[ComparedLine], ...] = (
    _column("√", lambda line: "√" if line.handled else "", 3),
    _column("结果", lambda line: line.outcome, 18),
    _column("户号", lambda line: line.number, 18),
    _column("姓名", lambda line: line.name or line.their_name, 9),
    _column("证件号码", lambda line: line.id_number or line.their_id, 20),
    _column("项目", lambda line: field_text(line.field), 16),
    _column("档案里", lambda line: line.mine, 16),
    _column("名单里", _theirs, 20),
    _column("说明", _told, 0),
    _column("处理说明", lambda line: line.note, 14),
)


_SELDOM = ("项目", "档案里", "名单里", "处理说明")
"""Columns that are shown only where some line fills them."""


class ResultView(QWidget):
    """`handled` carries comparison, lines, note and whether they are; `opened` the uid of a household."""

    handled = Signal(int, object, str, bool)
    opened = Signal(str)
    export_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.shown: Shown | None = None
        self.title = QLabel()
        self.title.setObjectName("page-title")
        self.count = QLabel()
        self.count.setProperty("role", "secondary")
        self.notes = QLabel()
        self.notes.setProperty("role", "secondary")
        self.notes.setWordWrap(True)
        self.outcomes = ChoiceBox("看哪种结果")
        self.states = ChoiceBox("处理情况", {OPEN: "未处理", DONE: "已处理", "": "全部"})
        self.villages = ChoiceBox("按村筛选")
        for box in (self.outcomes, self.states, self.villages):
            box.currentIndexChanged.connect(lambda _at: self._filter())
        self.model: RowsModel[ComparedLine] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "比对结果")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.activated.connect(self._open)
        self.empty = QLabel()
        self.empty.setProperty("role", "hint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tick_button = QPushButton("标记已处理 空格")
        self.tick_button.setProperty("primary", True)
        self.tick_button.clicked.connect(lambda: self.tick(ask=False))
        self.note_button = QPushButton("已处理并写说明 F2")
        on_key(self.note_button, "F2")
        self.note_button.clicked.connect(lambda: self.tick(ask=True))
        self.export_button = QPushButton("导出 Ctrl+E")
        on_key(self.export_button, "Ctrl+E")
        self.export_button.clicked.connect(self.export_wanted)
        self.back_button = QPushButton("换一个名单 Esc")
        on_key(self.back_button, "Esc")
        self.back_button.clicked.connect(self.left)
        space = QShortcut(QKeySequence("Space"), self.table)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(lambda: self.tick(ask=False))
        self._arrange()

    def _arrange(self) -> None:
        head, line = QHBoxLayout(), QHBoxLayout()
        for row in (head, line):
            row.setSpacing(12)
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        for button in (self.back_button, self.export_button, self.note_button, self.tick_button):
            head.addWidget(button)
        for box in (self.outcomes, self.states, self.villages):
            line.addWidget(box)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addLayout(line)
        layout.addWidget(self.notes)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.empty, 1)

    def set_shown(self, shown: Shown, *, keep_line: bool = False) -> None:
        """Show a comparison; with `keep_line` the filters and the cursor's line stay."""
        at = self.table.currentIndex().row()
        self.shown = shown
        made, kind = shown.made, KINDS[shown.made.kind]
        self.title.setText(kind.title)
        self.notes.setText("\n".join(made.notes))
        self.notes.setVisible(bool(made.notes))
        self._fill(shown, keep_line)
        self.model.set_rows(shown.lines)
        for place, column in enumerate(COLUMNS):
            needed = column.title not in _SELDOM or any(column.text(line) for line in shown.lines)
            self.table.setColumnHidden(place, not needed)
        self._filter()
        if self.model.rowCount():
            self.table.selectRow(min(max(at, 0), self.model.rowCount() - 1) if keep_line else 0)
        self.say("")

    def say(self, told: str) -> None:
        """Tell what just happened; “” = the numbers of the comparison."""
        if self.shown is None:
            return
        made = self.shown.made
        others = f"　不是本档案的人 {made.others:,}" if made.others else ""
        left = sum(made.open_counts.values())
        numbers = f"{made.rows:,} 行　一致 {made.same:,}　未处理 {left:,}{others}"
        self.count.setText(told or f"{made.file}　{datetime_text(made.at)}　{numbers}")
        self.count.setToolTip(self.count.text())

    def _fill(self, shown: Shown, keep: bool) -> None:
        made, kind = shown.made, KINDS[shown.made.kind]
        entries = {"": f"全部差异（{sum(made.open_counts.values()):,}）"}
        if kind.every_field:
            number = made.open_counts.get(Outcome.MINE, 0) + made.open_counts.get(Outcome.DIFFERS, 0)
            entries[TO_TYPE] = f"待录入清单（{number:,}）"
        for name, left in made.open_counts.items():
            entries[name] = f"{name}（{left:,}）"
        villages = Counter(line.division for line in shown.lines if not line.handled)
        places = {"": "各村"} | {
            code: f"{shown.villages.get(code, code)}（{number:,}）" for code, number in villages.most_common() if code
        }
        for box, offered in ((self.outcomes, entries), (self.villages, places)):
            chosen = box.currentData() if keep else ""
            box.blockSignals(True)
            box.clear()
            for value, text in offered.items():
                box.addItem(text, value)
            box.setCurrentIndex(max(0, box.findData(chosen)))
            box.blockSignals(False)
        if not keep:
            self.states.setCurrentIndex(0)

    def _filter(self) -> None:
        outcome, state, village = (box.currentData() for box in (self.outcomes, self.states, self.villages))

        def wanted(line: ComparedLine) -> bool:
            typed = line.outcome in (Outcome.MINE, Outcome.DIFFERS)
            return (
                (not outcome or line.outcome == outcome or (outcome == TO_TYPE and typed))
                and (not state or bool(line.handled) == (state == DONE))
                and (not village or line.division == village)
            )

        self.model.show_only(wanted)
        there = self.model.rowCount() > 0
        self.table.setVisible(there)
        self.empty.setVisible(not there)
        done = self.shown is not None and not sum(self.shown.made.open_counts.values())
        self.empty.setText("√ 没有未处理的差异" if done else "这样筛选没有差异。")
        self.tick_button.setText("取消已处理 空格" if state == DONE else "标记已处理 空格")

    def chosen(self) -> list[ComparedLine]:
        """Return the lines that are selected."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self.model.row(row) for row in rows]

    def tick(self, *, ask: bool) -> None:
        """Mark the selected lines as handled, with a note where asked; those that are handled become open again."""
        lines = self.chosen()
        if not lines or self.shown is None:
            self.say("先在表里选一行或几行，再标记。")
            return
        handled = ask or not all(line.handled for line in lines)
        note = lines[0].note
        if ask:
            told = message.Message(f"写明怎么处理的（{len(lines):,} 行）", "说明和结果一起保存，下次再比时还在。", "")
            answer = message.ask_reason(self, told, yes="标记已处理")
            if answer is None:
                return
            note = answer
        self.handled.emit(self.shown.made.id, lines, note, handled)

    def _open(self) -> None:
        lines = self.chosen()
        if lines and lines[0].household:
            self.opened.emit(lines[0].household)
        else:
            self.say("这一行档案里没有对应的户。")
