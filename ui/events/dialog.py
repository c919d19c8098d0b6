"""户内变动: what happened, all that it changes before anything is written, and one undo afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from models.catalogue import ENTITIES
from models.household_events import EventPlan, EventProblem, PlannedRecord
from models.household_file import HouseholdFile
from models.values import ValueProblem, parse, show
from storage.archive.records import Change
from ui import message
from ui.background import ArchiveWorker
from ui.choice_box import ChoiceBox
from ui.events.forms import FORMS, MergeForm, MoveForm
from ui.events.jobs import find, move, write
from ui.rail import on_key
from ui.rows_model import Column, RowsModel, table_over
from ui.window_facts import WindowFacts

_DAY = ENTITIES["member"].field("change_date")


@dataclass(frozen=True, slots=True)
class Touches:
    """One value that an event changes, as people read it."""

    who: str
    field: str
    before: str
    after: str


COLUMNS: tuple[Column[Touches], ...] = (
    Column("谁", lambda one: one.who, 14),
    Column("项目", lambda one: one.field, 16),
    Column("原来", lambda one: one.before, 24),
    Column("改为", lambda one: one.after, 0),
)


class EventDialog(QDialog):
    """`changed` carries what was written."""

    changed = Signal(object)

    def __init__(
        self, worker: ArchiveWorker, facts: WindowFacts, file: HouseholdFile, parent: QWidget | None = None
    ) -> None:
        """Ask what happened to a household."""
        super().__init__(parent)
        self.setWindowTitle("户内变动")
        self._worker, self._facts, self._file = worker, facts, file
        self.current: EventPlan | None = None
        self.kinds = ChoiceBox("发生了什么", {key: title for key, (title, _form) in FORMS.items()})
        self.day = QLineEdit(facts.as_of.isoformat())
        self.day.setAccessibleName("发生日期")
        self.day.textChanged.connect(lambda _text: self._preview())
        self.forms = {key: form(file, facts) for key, (_title, form) in FORMS.items()}
        self.stack = QStackedWidget()
        for form in self.forms.values():
            form.changed.connect(self._preview)
            self.stack.addWidget(form)
        merging = self.forms["merge"]
        assert isinstance(merging, MergeForm)
        self._merging = merging
        merging.wanted.connect(self._find)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "secondary")
        self.doubts = QLabel()
        self.doubts.setWordWrap(True)
        self.doubts.setProperty("tone", "warning")
        self.model: RowsModel[Touches] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "会改动的内容")
        self.write_button = QPushButton("写入 Ctrl+Enter")
        self.write_button.setProperty("primary", True)
        self.write_button.setAutoDefault(False)
        on_key(self.write_button, "Ctrl+Return")
        self.write_button.clicked.connect(self.write)
        self.kinds.currentIndexChanged.connect(self._choose)
        self._arrange()
        self._preview()

    def _arrange(self) -> None:
        unit = self.fontMetrics().height()
        self.resize(unit * 52, unit * 32)
        head = self._file.household.get("head_name") or "（未填户主）"
        title = QLabel(f"{head}户　{len(self._file.active_members)} 人　户内变动")
        title.setObjectName("dialog-title")
        line = QHBoxLayout()
        line.setSpacing(12)
        for text, part in (("发生了什么", self.kinds), ("日期", self.day)):
            label = QLabel(text)
            label.setBuddy(part)
            line.addWidget(label)
            line.addWidget(part)
        line.addStretch(1)
        close = QPushButton("关闭 Esc")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.write_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(10)
        for part in (title, line, self.stack, self.said, self.doubts):
            layout.addLayout(part) if isinstance(part, QHBoxLayout) else layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

    # what it would do

    def _choose(self, place: int) -> None:
        self.stack.setCurrentIndex(place)
        self._preview()

    def _preview(self) -> None:
        """Show all that would change, or what is still missing."""
        form = self.forms[self.kinds.currentData()]
        self.current, told = None, ""
        try:
            day = str(parse(_DAY, self.day.text(), self._facts.codes) or "")
            self.current = form.plan(day)
            if isinstance(form, MoveForm):
                told = "选好迁到的村；户里的人和历年情况一起迁走，编号不变。"
            elif self.current is None:
                told = "先查找要并入的户。" if form is self._merging else "没有可选的人。"
            else:
                told = f"{self.current.title}。写入前请看一遍：下面就是全部改动，以前年度的情况不变，写入后可一次撤销。"
        except (EventProblem, ValueProblem) as problem:
            told = str(problem)
        self.said.setText(told)
        doubts = self.current.doubts if self.current is not None else []
        self.doubts.setText("⚠ 写入后请核对：" + "；".join(doubts) if doubts else "")
        self.doubts.setVisible(bool(doubts))
        self.model.set_rows(self._touched(self.current) if self.current is not None else [])
        self.write_button.setEnabled(self.current is not None or bool(self._division()))

    def _touched(self, plan: EventPlan) -> list[Touches]:
        return [one for record in plan.records for one in self._lines(record)]

    def _lines(self, record: PlannedRecord) -> list[Touches]:
        fields, codes = ENTITIES[record.entity], self._facts.codes
        lines: list[Touches] = []
        if record.household is not None and not record.is_new:
            away = record.household != self._file.uid
            lines.append(Touches(record.who, "所在户", "本户" if away else "并入的户", "新户" if away else "本户"))
        for name, value in record.values.items():
            old = record.before.get(name)
            if value is None or value == old:
                continue
            field = fields.field(name)
            lines.append(Touches(record.who, field.label, show(field, old, codes), show(field, value, codes)))
        return lines

    def _find(self, text: str) -> None:
        self._worker.submit(partial(find, text=text), self._found, partial(message.error, self))

    def _found(self, other: HouseholdFile | None) -> None:
        self._merging.set_other(other)
        if other is None:
            self.said.setText("没有找到这一户，或不止一户。请核对户编号或证件号码。")

    def _division(self) -> str:
        form = self.forms[self.kinds.currentData()]
        return form.division if isinstance(form, MoveForm) else ""

    # writing

    def write(self) -> None:
        """Write the event as one batch."""
        division = self._division()
        if division:
            job = partial(move, household=self._file.uid, division=division, reason=f"整户迁移 {self.day.text()}")
        elif self.current is not None:
            job = partial(write, plan=self.current)
        else:
            return
        self.write_button.setEnabled(False)
        self._worker.submit(job, self._written, self._failed)

    def _written(self, change: Change) -> None:
        self.changed.emit(change)
        self.accept()

    def _failed(self, problem: Exception) -> None:
        self.write_button.setEnabled(True)
        message.error(self, problem)
