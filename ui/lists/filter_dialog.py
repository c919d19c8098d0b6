"""Builds a filter: as many conditions as wanted, each joined by 且 or 或; the number of households is told at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from models.list_fields import SOURCES, fields_of, title_of
from models.list_filter import NO_FILTER, Condition, Filter, filter_sentence, whole
from storage.archive.lists import ListQuery, Totals
from storage.archive.pinyin import spellings
from ui.background import ArchiveWorker, Job
from ui.editors.table import Surroundings
from ui.lists.condition_line import AND, OR, ConditionLine
from ui.lists.jobs import load_totals
from ui.options import Option, option_of
from ui.style import icon

COUNT_MS = 250


def field_options() -> list[Option]:
    """Return every field that can be asked, found by its title."""
    keys = [f"{source}:{field.name}" for source in SOURCES if source != "head" for field in fields_of(source)]
    keys += [f"head:{field.name}" for field in fields_of("head")]
    # what the list keeps ready stands under the same label as the household's own field: one of them is enough
    ready = {title_of(key) for key in keys if key.startswith("row:")}
    wanted = [key for key in keys if not (key.startswith("household:") and title_of(key) in ready)]
    return [replace(option_of(key, title_of(key), spellings), code_is_said=False) for key in wanted]


class FilterDialog(QDialog):
    """`filter` is what was built; `query` is counted with it while it is built."""

    def __init__(
        self, worker: ArchiveWorker, around: Surroundings, query: ListQuery, parent: QWidget | None = None
    ) -> None:
        """Begin with the filter of `query`, or one empty condition."""
        super().__init__(parent)
        self.setWindowTitle("筛选")
        self._worker = worker
        self._around = around
        self._query = query
        self._fields = field_options()
        self._job: Job | None = None
        self.lines: list[ConditionLine] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(COUNT_MS)
        self._timer.timeout.connect(self._count)
        self._build()
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.more.click)
        for group in query.filter.groups:
            for at, condition in enumerate(group):
                self.add(condition, OR if at == 0 else AND)
        if not self.lines:
            self.add()
        self._changed()

    def _build(self) -> None:
        unit = self.fontMetrics().height()
        self.resize(unit * 46, unit * 24)
        title = QLabel("筛选条件")
        title.setObjectName("dialog-title")
        lead = QLabel("“且”要同时满足，“或”满足一边就行；“且”先算。同一组里问成员的几个条件，要同一个人都满足。")
        lead.setWordWrap(True)
        lead.setProperty("role", "secondary")
        held = QWidget()
        held.setObjectName("condition-lines")
        self.column = QVBoxLayout(held)
        self.column.setContentsMargins(0, 0, 6, 0)
        self.column.setSpacing(8)
        self.column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(held)
        self.more = _button("添加条件 Ctrl+Enter", "plus")
        self.more.clicked.connect(lambda: self.add().field.setFocus())
        self.sentence = QLabel()
        self.sentence.setWordWrap(True)
        self.sentence.setProperty("role", "secondary")
        self.sentence.setMinimumHeight(unit * 3)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(10)
        layout.addWidget(title)
        layout.addWidget(lead)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.sentence)
        layout.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        self.count = QLabel()
        self.count.setProperty("role", "title")
        self.clear = _button("全部去掉", "")
        self.clear.clicked.connect(self._clear)
        cancel = _button("取消 Esc", "")
        cancel.clicked.connect(self.reject)
        self.ok = QPushButton("筛选 Enter")
        self.ok.setProperty("primary", True)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.count, 1)
        for part in (self.clear, cancel, self.ok):
            buttons.addWidget(part)
        return buttons

    # lines

    def add(self, condition: Condition | None = None, joint: str = AND) -> ConditionLine:
        """Add a line and return it."""
        line = ConditionLine(self._fields, self._around, first=not self.lines)
        self.lines.append(line)
        self.column.insertWidget(self.column.count() - 1, line)
        line.show()
        if condition is not None:
            line.show_condition(condition, joint)
        line.changed.connect(self._changed)
        line.removed.connect(lambda: self._remove(line))
        line.left.connect(self._line_left)
        return line

    def _remove(self, line: ConditionLine) -> None:
        self.lines.remove(line)
        line.hide()
        line.deleteLater()
        if not self.lines:
            self.add()
        self.lines[0].set_first(True)
        self.lines[-1].field.setFocus()
        self._changed()

    def _clear(self) -> None:
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = []
        self.add().field.setFocus()
        self._changed()

    def _line_left(self) -> None:
        self.ok.setFocus()

    # the filter

    @property
    def filter(self) -> Filter:
        """Return the filter built so far, without what is not whole."""
        groups: list[list[Condition]] = []
        for at, line in enumerate(self.lines):
            if at == 0 or line.is_or or not groups:
                groups.append([])
            if line.condition is not None:
                groups[-1].append(line.condition)
        return whole(Filter(tuple(tuple(group) for group in groups)))

    def _changed(self) -> None:
        told = filter_sentence(self.filter, self._around.codes)
        self.sentence.setText(told or "还没有条件：列出全部。")
        self._timer.start()

    def _count(self) -> None:
        if self._job is not None:
            self._job.cancel()
        query = replace(self._query, filter=self.filter or NO_FILTER)
        self.count.setText("正在数…")
        self._job = self._worker.submit(partial(load_totals, query=query, columns=()), self._counted, _drop)

    def _counted(self, told: tuple[ListQuery, Totals]) -> None:
        query, totals = told
        if query.filter == self.filter:
            self.count.setText(f"筛出 {totals.lines:,} 户")

    def done(self, result: int) -> None:
        """Stop counting when the dialog goes."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        super().done(result)


def _drop(_problem: Exception) -> None:
    """A count that was stopped or failed is not worth a message: the list itself tells."""


def _button(text: str, icon_name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    if icon_name:
        button.setIcon(icon(icon_name))
    return button
