"""培训: find and mend five errors; hints on demand, and each is checked off when its household is in order."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from storage.archive.archive import Archive
from storage.archive.progress import Progress
from storage.exchange.training.tasks import TaskState, ask_hint, begin_round, task_states
from ui import message
from ui.background import ArchiveWorker
from ui.rail import on_key
from ui.rows_model import Column, RowsModel, table_over
from ui.style import color

HINTS = ("还没有提示", "村", "户主", "哪一项")


def read_tasks(archive: Archive, _progress: Progress) -> list[TaskState]:
    """Return the tasks; job for the worker."""
    return task_states(archive)


def start_round(archive: Archive, _progress: Progress) -> list[TaskState]:
    """Plant five errors; job for the worker."""
    return begin_round(archive)


def next_hint(archive: Archive, _progress: Progress, at: int) -> list[TaskState]:
    """Give a hint; job for the worker."""
    return ask_hint(archive, at)


def clue(state: TaskState) -> str:
    """Return what was given away so far."""
    if state.mended:
        return f"{state.village} {state.head} 家，{state.task.name}：{state.task.what}"
    told = (
        "在全部户里找一找：数据质量 Ctrl+4，按 F5",
        f"在 {state.village}",
        f"在 {state.village}，户主 {state.head}",
        f"在 {state.village}，户主 {state.head}，{state.task.name}：{state.title}",
    )
    return told[min(state.task.hints, len(told) - 1)]


class TrainingPage(QWidget):
    """`wanted` carries a household to open, `planted` says that records were changed."""

    wanted = Signal(str)
    planted = Signal()

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start empty; `bring_up` fills it."""
        super().__init__()
        self._worker = worker
        self.model: RowsModel[TaskState] = RowsModel(
            (
                Column("", lambda one: "√" if one.mended else "○", 4,
                       color=lambda one: color("ok" if one.mended else "hint")),
                Column("状态", lambda one: "已找到并改正" if one.mended else "还没有改正", 14,
                       color=lambda one: color("ok" if one.mended else "text_secondary")),
                Column("线索", clue, 0),
                Column("用了提示", lambda one: f"{one.task.hints} 次" if one.task.hints else "", 10),
            ),
            self,
        )  # fmt: skip
        self.table = table_over(self.model, "五个错误")
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.score = QLabel()
        self.score.setObjectName("page-title")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(200)
        self.hint_button = QPushButton("给个提示")
        self.hint_button.clicked.connect(self.hint)
        self.check_button = QPushButton("看看改对没有 F5")
        self.check_button.setProperty("primary", True)
        self.check_button.clicked.connect(self.check)
        on_key(self.check_button, "F5")
        self.again_button = QPushButton("再来一轮")
        self.again_button.clicked.connect(self.begin)
        self.start_button = QPushButton("放进五个错误，开始")
        self.start_button.setProperty("primary", True)
        self.start_button.clicked.connect(self.begin)
        self._arrange()

    def _arrange(self) -> None:
        lead = QLabel(
            "演示档案里放进了五个错误，和真实录入时常犯的一样。把它们找出来、改对：先到“数据质量”核查，"
            "或在“户列表”里筛选，打开那一户改正并保存，回到这里看结果。实在找不到，点“给个提示”。"
        )
        lead.setWordWrap(True)
        lead.setProperty("role", "secondary")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.score)
        head.addWidget(self.bar)
        head.addStretch(1)
        for part in (self.again_button, self.hint_button, self.check_button):
            head.addWidget(part)
        start = QWidget()
        middle = QVBoxLayout(start)
        middle.addStretch(1)
        told = QLabel("练习：找出五个错误\n\n在演示档案里放进五个录入错误，找出来、改对，程序逐个核对。")
        told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        told.setProperty("role", "secondary")
        middle.addWidget(told)
        middle.addSpacing(10)
        middle.addWidget(self.start_button, 0, Qt.AlignmentFlag.AlignCenter)
        middle.addStretch(2)
        tasks = QWidget()
        column = QVBoxLayout(tasks)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(lead)
        column.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(start)
        self.stack.addWidget(tasks)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self.stack)

    def bring_up(self, _scope: str) -> None:
        """Show the tasks as they stand."""
        self.check()

    def put_cursor(self) -> None:
        """Give the focus to the tasks, or to the button that begins."""
        (self.table if self.stack.currentIndex() else self.start_button).setFocus()

    def check(self) -> None:
        """Look which errors are mended."""
        self._worker.submit(read_tasks, self._show, partial(message.error, self))

    def begin(self) -> None:
        """Plant five errors."""
        self._worker.submit(start_round, self._begun, partial(message.error, self))

    def hint(self) -> None:
        """Give a hint for the marked error."""
        index = self.table.currentIndex()
        if index.isValid() and not self.model.row(index.row()).mended:
            self._worker.submit(partial(next_hint, at=index.row()), self._show, partial(message.error, self))

    def _begun(self, states: list[TaskState]) -> None:
        self._show(states)
        self.table.setFocus()
        self.planted.emit()

    def _show(self, states: list[TaskState]) -> None:
        line = max(0, self.table.currentIndex().row())
        at_start = self.start_button.hasFocus()
        self.model.set_rows(states)
        self.stack.setCurrentIndex(1 if states else 0)
        if states:
            self.table.setCurrentIndex(self.model.index(min(line, len(states) - 1), 0))
        done = sum(state.mended for state in states)
        self.bar.setRange(0, max(1, len(states)))
        self.bar.setValue(done)
        self.score.setText("√ 五个全改对了" if states and done == len(states) else f"已改正 {done} / {len(states)}")
        self.hint_button.setEnabled(done < len(states))
        if at_start and states:
            self.table.setFocus()

    def _open(self, line: int) -> None:
        """Open the household once its head is given away, or it is mended."""
        state = self.model.row(line)
        if state.mended or state.task.hints >= HINTS.index("户主"):
            self.wanted.emit(state.task.household)
