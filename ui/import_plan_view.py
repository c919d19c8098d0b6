"""The plan of an import: chips with counts, filters and bulk ticks over a table of lines; suspects side by side."""

from __future__ import annotations

from array import array
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from storage.exchange.plan_index import CONFLICT_GROUP, REFUSED_GROUP, SAME_GROUP, SUSPECT_GROUP
from storage.exchange.plan_parts import AS_NEW, AS_SAME, Suspect
from ui.background import ArchiveWorker, Job
from ui.buttons import filter_chip, push
from ui.choice_box import ChoiceBox
from ui.import_jobs import Planned, find_lines, tick_lines
from ui.plan_lines import Outcome
from ui.plan_model import OUTCOME_COLORS, PlanModel
from ui.rows_model import dress, fit_columns
from ui.suspect_panel import SuspectPanel

OUTCOMES = tuple(Outcome)
TYPING_MS = 250
FIELDS_OFFERED = 80


class PlanTable(QTableView):
    """Whole rows; Space ticks the marked ones and S, N, W decide a suspect."""

    toggled = Signal()
    decided = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick, decide, or move."""
        decisions = {Qt.Key.Key_S: AS_SAME, Qt.Key.Key_N: AS_NEW, Qt.Key.Key_W: ""}
        if event.key() == Qt.Key.Key_Space:
            self.toggled.emit()
        elif event.key() in decisions and not event.modifiers():
            self.decided.emit(decisions[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class PlanView(QWidget):
    """`line_opened` carries the line that Enter or a double click opened, `counted` says that ticks changed.

    `decided` carries suspect rows and a decision about them.
    """

    line_opened = Signal(object)
    counted = Signal()
    decided = Signal(object, str)

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Start empty; `set_plan` fills it."""
        super().__init__(parent)
        self._worker = worker
        self._job: Job | None = None
        self.planned: Planned | None = None
        self.model = PlanModel(worker, self)
        self.table = PlanTable()
        self._make_table()
        self.chips: dict[Outcome, QPushButton] = {}
        self.field_box = ChoiceBox("只看一个字段")
        self.field_box.activated.connect(lambda _at: self._filter())
        self.text = QLineEdit()
        self.text.setPlaceholderText("筛选：户、人、字段、值、原因")
        self.text.setAccessibleName("筛选明细")
        self.text.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._filter)
        self.text.textChanged.connect(lambda _text: self._pause.start())
        self.tick_button = push("勾选这些")
        self.untick_button = push("不勾这些")
        self.all_same_button = push("疑似的都是同一人")
        self.all_new_button = push("疑似的都不是同一人")
        self.tick_button.clicked.connect(lambda: self._tick_all(True))
        self.untick_button.clicked.connect(lambda: self._tick_all(False))
        self.all_same_button.clicked.connect(lambda: self._decide_all(AS_SAME))
        self.all_new_button.clicked.connect(lambda: self._decide_all(AS_NEW))
        self.detail = QLabel()
        self.detail.setWordWrap(True)
        self.detail.setProperty("role", "secondary")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.panel = SuspectPanel()
        self.panel.decided.connect(lambda suspect, told: self.decided.emit([suspect], told))
        self.empty = QLabel()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setProperty("role", "hint")
        self._arrange()
        self.set_plan(None)

    def _make_table(self) -> None:
        table = self.table
        dress(table, self.model, "导入预检明细", several=True)
        table.horizontalHeader().setMinimumSectionSize(24)
        unit = table.fontMetrics().horizontalAdvance("汉")
        fit_columns(table, [column.width and unit * column.width + 14 for column in self.model.columns])
        table.activated.connect(self._opened)
        table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._tell())
        table.toggled.connect(self._toggle)
        table.decided.connect(self._decide_marked)
        self.model.arrived.connect(self._tell)
        self.model.ticked.connect(self._count)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        for outcome in Outcome:
            self.chips[outcome] = filter_chip(OUTCOME_COLORS[outcome])
            self.chips[outcome].toggled.connect(lambda _on: self._filter())
            head.addWidget(self.chips[outcome])
        head.addStretch(1)
        bulk = QHBoxLayout()
        bulk.setSpacing(6)
        self.field_box.setMinimumWidth(self.fontMetrics().height() * 12)
        self.text.setMinimumWidth(self.fontMetrics().height() * 14)
        for widget in (self.field_box, self.text, self.tick_button, self.untick_button):
            bulk.addWidget(widget)
        bulk.addStretch(1)
        for widget in (self.all_same_button, self.all_new_button):
            bulk.addWidget(widget)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addLayout(bulk)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.panel)
        layout.addWidget(self.detail)

    # showing

    def set_plan(self, planned: Planned | None) -> None:
        """Show a plan; what needs a person is chosen first, “same” stays folded away."""
        self.planned = planned
        self.model.locked = False
        self.model.show(planned, array("i"))
        self.field_box.clear()
        self.field_box.addItem("所有字段", None)
        for number, name, lines in (planned.fields if planned is not None else ())[:FIELDS_OFFERED]:
            self.field_box.addItem(f"{name}（{lines:,}）", number)
        total = planned.index.total if planned is not None else [0] * len(OUTCOMES)
        urgent = [group for group in (SUSPECT_GROUP, CONFLICT_GROUP, REFUSED_GROUP) if total[group]]
        for group, outcome in enumerate(OUTCOMES):
            chip = self.chips[outcome]
            chip.blockSignals(True)
            chip.setEnabled(total[group] > 0)
            chip.setChecked(group in urgent)
            chip.blockSignals(False)
        self.text.blockSignals(True)
        self.text.clear()
        self.text.blockSignals(False)
        self._count()
        self._filter()

    def lock(self) -> None:
        """Show what was written; nothing is ticked any more."""
        self.model.locked = True
        for widget in (self.tick_button, self.untick_button, self.all_same_button, self.all_new_button):
            widget.hide()
        self.panel.hide()

    def refresh(self) -> None:
        """Make the texts anew, after decisions."""
        self.model.forget()
        self.table.viewport().update()
        self._tell()

    def show_only(self, *outcomes: Outcome) -> None:
        """Press exactly these chips; none = everything but 相同."""
        for outcome, chip in self.chips.items():
            chip.blockSignals(True)
            chip.setChecked(outcome in outcomes and chip.isEnabled())
            chip.blockSignals(False)
        self._filter()

    def _count(self) -> None:
        if self.planned is None:
            for outcome, chip in self.chips.items():
                chip.setText(f"{outcome.value} 0")
            return
        index = self.planned.index
        for group, outcome in enumerate(OUTCOMES):
            total, ticked = index.total[group], index.ticked[group]
            partly = group not in (SAME_GROUP, REFUSED_GROUP, SUSPECT_GROUP) and ticked != total
            text = f"{outcome.value} {ticked:,}/{total:,}" if partly else f"{outcome.value} {total:,}"
            self.chips[outcome].setText(text)
            self.chips[outcome].setAccessibleName(f"{outcome.value} {total} 条，打勾 {ticked} 条，按下只看这一类")
        waiting = any(not one.decision for one in self.planned.plan.suspects)
        self.all_same_button.setVisible(waiting and not self.model.locked)
        self.all_new_button.setVisible(waiting and not self.model.locked)
        for widget in (self.tick_button, self.untick_button):
            widget.setVisible(not self.model.locked)
        self.counted.emit()

    # filtering

    def _filter(self) -> None:
        planned = self.planned
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if planned is None:
            self._found(None, array("i"))
            return
        pressed = [group for group, outcome in enumerate(OUTCOMES) if self.chips[outcome].isChecked()]
        groups = pressed or [group for group in range(len(OUTCOMES)) if group != SAME_GROUP]
        job = partial(
            find_lines,
            planned=planned,
            groups=groups,
            field=self.field_box.currentData(),
            text=self.text.text().strip(),
        )
        self._job = self._worker.submit(job, partial(self._found, planned), lambda _problem: None)

    def _found(self, planned: Planned | None, lines: array[int]) -> None:
        if planned is not self.planned:
            return
        self._job = None
        self.model.show(planned, lines)
        self.stack.setCurrentWidget(self.table if lines else self.empty)
        self.empty.setText(self._nothing())
        if lines:
            self.table.selectRow(0)
        self._tell()

    @property
    def settled(self) -> bool:
        """Tell whether the lines asked for are shown."""
        return self._job is None

    def _nothing(self) -> str:
        if self.planned is None:
            return ""
        if not len(self.planned.index):
            return "这个文件里没有可导入的行。"
        if self.text.text().strip() or self.field_box.currentData() is not None:
            return "没有符合筛选的行。"
        return "没有要改动的内容：文件里的值与档案完全相同。"

    def _tell(self) -> None:
        row = self.table.currentIndex().row()
        planned = self.planned
        if planned is None or not 0 <= row < self.model.rowCount():
            self.detail.clear()
            self.panel.hide()
            return
        suspect = planned.index.line(self.model.numbers[row]).suspect
        one = self.model.row(row)
        if suspect is not None and not self.model.locked:
            self.panel.set_suspect(suspect, one.village if one is not None else "")
        else:
            self.panel.hide()
        self.detail.setVisible(self.panel.isHidden())
        if one is None:
            self.detail.clear()
            return
        who = " ".join(part for part in (one.place, one.household, one.person, one.field) if part)
        change = f"{one.old or '（空）'} → {one.new or '（空）'}" if one.outcome is not Outcome.REFUSED else one.new
        self.detail.setText("　".join(part for part in (who, change, one.basis, one.remedy) if part))

    # doing

    def _marked(self) -> list[int]:
        return sorted({index.row() for index in self.table.selectionModel().selectedRows()})

    def _toggle(self) -> None:
        rows = [row for row in self._marked() if self.model.is_ticked(row) is not None]
        if rows:
            self.model.tick(rows, not all(self.model.is_ticked(row) for row in rows))

    def _tick_all(self, take: bool) -> None:
        planned = self.planned
        if planned is not None:
            job = partial(tick_lines, planned=planned, lines=self.model.numbers, take=take)
            self._worker.submit(job, lambda _changed: self.model.show_ticks())

    def _suspects(self, rows: list[int]) -> list[Suspect]:
        planned = self.planned
        if planned is None:
            return []
        found = (planned.index.line(self.model.numbers[row]).suspect for row in rows)
        return [suspect for suspect in found if suspect is not None]

    def _decide_marked(self, decision: str) -> None:
        suspects = self._suspects(self._marked())
        if suspects and not self.model.locked:
            self.decided.emit(suspects, decision)

    def _decide_all(self, decision: str) -> None:
        if self.planned is not None:
            self.decided.emit([one for one in self.planned.plan.suspects if not one.decision], decision)

    def _opened(self, index: QModelIndex) -> None:
        line = self.model.row(index.row())
        if line is not None:
            self.line_opened.emit(line)
