"""批量修改: one field of many households, with what stands now before anything is written, and one undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.fields import Field, Value
from models.values import ValueProblem, show
from storage.archive.archive import Archive
from storage.archive.batches import Undone, undo_batch
from storage.archive.bulk_change import BulkPlan, OldValue, change_all, changeable_fields, plan_change
from storage.archive.pinyin import spellings
from storage.archive.progress import Cancelled, Progress
from storage.archive.records import Change
from ui import message
from ui.background import ArchiveWorker, Job
from ui.editors.code_edit import CodeEdit
from ui.editors.table import Editor, Surroundings, make_editor
from ui.household_session import read_typed
from ui.options import option_of
from ui.rows_model import Column, RowsModel, table_over
from ui.window_facts import WindowFacts

EMPTY = "（空）"


def _plan(archive: Archive, progress: Progress, uids: Sequence[str], entity: str, name: str, value: Value,
          only_empty: bool) -> BulkPlan:  # fmt: skip
    return plan_change(archive, uids, entity, name, value, only_empty=only_empty, progress=progress)


def _write(archive: Archive, progress: Progress, plan: BulkPlan, entity: str, name: str, value: Value,
           reason: str) -> Change:  # fmt: skip
    return change_all(archive, plan, entity, name, value, reason=reason, progress=progress)


def _take_back(archive: Archive, progress: Progress, batch: str) -> Undone:
    return undo_batch(archive, batch, progress)


class BatchDialog(QDialog):
    """Field, new value, what stands now; then written as one batch. `change` is what was written, None before."""

    def __init__(
        self, worker: ArchiveWorker, facts: WindowFacts, uids: Sequence[str], parent: QWidget | None = None
    ) -> None:
        """Ask what to change in the households `uids`."""
        super().__init__(parent)
        self.setWindowTitle("批量修改")
        self.change: Change | None = None
        self.plan: BulkPlan | None = None
        self._worker, self._facts, self._uids = worker, facts, tuple(uids)
        self._around = Surroundings(facts.codes, facts.options, facts.year, facts.as_of, {})
        self._fields = {f"{entity}.{field.name}": (entity, field) for entity, field in changeable_fields()}
        self._options = [option_of(key, self._title(key), spellings) for key in self._fields]
        self._chosen: tuple[str, Field] | None = None
        self._job: Job | None = None
        self._text = ""
        self.editor: Editor | None = None
        self.field = CodeEdit(lambda: self._options)
        self.field.setAccessibleName("要改的字段")
        self.field.committed.connect(self._field_chosen)
        self.field.left.connect(lambda step: self.editor.setFocus() if self.editor is not None and step > 0 else None)
        self.only_empty = QCheckBox("只填空项，已有的值不动")
        self.only_empty.toggled.connect(lambda _on: self._preview())
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("可不填，写进变更痕迹")
        self.reason.setAccessibleName("原因")
        self.said = QLabel("先选字段，再填新值。写入之前，这里列出现在是什么。")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "secondary")
        columns: tuple[Column[OldValue], ...] = (
            Column("原值", lambda one: one.text or EMPTY, 0),
            Column("新值", lambda _one: self._new_text(), 22),
            Column("户数", lambda one: f"{one.households:,}", 9, right=True),
        )
        self.model: RowsModel[OldValue] = RowsModel(columns, self)
        self.table = table_over(self.model, "原值和新值")
        self.undo_button, self.write_button = QPushButton("撤销这一批"), QPushButton("写入 Ctrl+Enter")
        self._arrange()

    def _title(self, key: str) -> str:
        entity, field = self._fields[key]
        return field.label if entity == "household" else f"{field.label}（{self._facts.year} 年度）"

    def _arrange(self) -> None:
        unit = self.fontMetrics().height()
        self.resize(unit * 38, unit * 27)
        title = QLabel(f"批量修改 {len(self._uids):,} 户")
        title.setObjectName("dialog-title")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        for row, (text, widget) in enumerate((("字段", self.field), ("新值", None), ("原因", self.reason))):
            label = QLabel(text)
            label.setProperty("role", "secondary")
            self._grid.addWidget(label, row, 0)
            if widget is not None:
                widget.setFixedHeight(28)
                self._grid.addWidget(widget, row, 1)
        self._grid.setRowMinimumHeight(1, 28)
        self._grid.addWidget(self.only_empty, 0, 2)
        self._grid.setColumnStretch(1, 1)
        close = QPushButton("关闭 Esc")
        close.clicked.connect(self.reject)
        self.undo_button.setVisible(False)
        self.undo_button.clicked.connect(self.undo)
        self.write_button.setProperty("primary", True)
        self.write_button.setEnabled(False)
        self.write_button.clicked.connect(self.write)
        for button in (close, self.undo_button, self.write_button):
            button.setAutoDefault(False)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.write)
        buttons = QHBoxLayout()
        buttons.addWidget(self.undo_button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.write_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addLayout(self._grid)
        layout.addWidget(self.said)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.field.setFocus()

    # what to change

    def _field_chosen(self, key: str) -> None:
        if key not in self._fields:
            self.said.setText(f"没有叫“{key}”的字段可以批量改；打名称、拼音首字母都行。")
            return
        self._chosen = self._fields[key]
        self._forget_plan()
        if self.editor is not None:
            self._grid.removeWidget(self.editor)
            self.editor.deleteLater()
        _entity, field = self._chosen
        editor = make_editor(field, self._around, 260)
        editor.setFixedHeight(28)
        editor.committed.connect(self._take_text)
        editor.left.connect(lambda step: self._after_value() if step > 0 else self.field.setFocus())
        self.editor, self._text = editor, ""
        self._grid.addWidget(editor, 1, 1)
        QWidget.setTabOrder(self.field, editor)
        QWidget.setTabOrder(editor, self.reason)
        self.said.setText(f"填“{field.label}”的新值；留空并按 Enter 是清空原值。")

    def _take_text(self, text: str) -> None:
        self._text = text
        self._preview()

    def _after_value(self) -> None:
        if self.plan is None and self._job is None:
            self._preview()
        self.reason.setFocus()

    def _value(self) -> Value:
        """Return the new value; ValueProblem where it can't be read."""
        assert self._chosen is not None
        return read_typed(self._chosen[1], self._text, self._facts.codes, self._facts.year)

    def _new_text(self) -> str:
        assert self._chosen is not None
        try:
            return show(self._chosen[1], self._value(), self._facts.codes) or EMPTY
        except ValueProblem:
            return ""

    def _forget_plan(self) -> None:
        self.plan = None
        self.model.set_rows([])
        self.write_button.setEnabled(False)

    def _preview(self) -> None:
        if self._chosen is None or self.editor is None or self.change is not None:
            return
        self._forget_plan()
        entity, field = self._chosen
        try:
            value = self._value()
        except ValueProblem as problem:
            self.said.setText(f"× {problem}，{problem.remedy}")
            return
        if self._job is not None:
            self._job.cancel()
        job = partial(_plan, uids=self._uids, entity=entity, name=field.name, value=value,
                      only_empty=self.only_empty.isChecked())  # fmt: skip
        self._job = self._worker.submit(job, self._planned, self._not_planned)

    def _not_planned(self, problem: Exception) -> None:
        if not isinstance(problem, Cancelled):  # another preview has taken its place
            message.error(self, problem)

    def _planned(self, plan: BulkPlan) -> None:
        self._job = None
        self.plan = plan
        self.model.set_rows(plan.old)
        left = len(self._uids) - len(plan.uids) - plan.same
        more = f"；{left:,} 户不改" if left else ""
        self.said.setText(f"将改 {len(plan.uids):,} 户，已是新值 {plan.same:,} 户{more}。现在还没有写入。")
        self.write_button.setEnabled(bool(plan.uids))

    # writing

    def write(self) -> None:
        """Write it as one batch."""
        if self.plan is None or not self.plan.uids or self._chosen is None or self.change is not None:
            return
        entity, field = self._chosen
        self.write_button.setEnabled(False)
        job = partial(_write, plan=self.plan, entity=entity, name=field.name, value=self._value(),
                      reason=self.reason.text().strip())  # fmt: skip
        self._worker.submit(job, self._written, partial(message.error, self), self._progress)

    def _progress(self, done: int, total: int, text: str) -> None:
        self.said.setText(f"{text} {done:,} / {total:,}" if total else text)

    def _written(self, change: Change) -> None:
        self.change = change
        self.said.setText(f"√ 已改 {len(change.households):,} 户。改错了可以撤销这一批，以后在“批次”里也能撤。")
        for widget in (self.field, self.editor, self.only_empty, self.reason):
            if widget is not None:
                widget.setEnabled(False)
        self.undo_button.setVisible(True)
        self.undo_button.setFocus()

    def undo(self) -> None:
        """Take the batch back."""
        if self.change is not None:
            self.undo_button.setEnabled(False)
            job = partial(_take_back, batch=self.change.batch)
            self._worker.submit(job, self._undone, partial(message.error, self))

    def _undone(self, undone: Undone) -> None:
        kept = f"，{len(undone.kept):,} 处此后另有人改过，保留现值" if undone.kept else ""
        self.said.setText(f"√ 已撤销，改回 {undone.reverted:,} 处{kept}。")
