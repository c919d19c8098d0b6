"""二次录入核对: key fields typed blind a second time, for one household or a random sample; differences, figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QSpinBox, QStackedWidget, QVBoxLayout, QWidget

from models.keys import new_uid
from storage.archive.records import Change
from storage.archive.second_keying import Compared, Result, Statistics
from ui import message
from ui.background import ArchiveWorker
from ui.second_keying_jobs import Paper, draw, figures, keep_answers, paper_of, take_value
from ui.second_keying_pages import DifferencesPage, FiguresPage, KeyingPage

USUAL_SAMPLE, MOST_SAMPLE = 20, 2000


class SecondKeyingDialog(QDialog):
    """`changed` carries what a decision wrote."""

    changed = Signal(object)

    def __init__(self, worker: ArchiveWorker, scope: str, household: str = "", parent: QWidget | None = None) -> None:
        """Offer the household shown (uid, "" = none) and a sample of the division `scope`."""
        super().__init__(parent)
        self.setWindowTitle("二次录入核对")
        self._worker, self._scope, self._household = worker, scope, household
        self._round = new_uid()
        self._queue: list[str] = []
        self._total = 0
        self.paper: Paper | None = None
        self.keying, self.differences, self.figures = KeyingPage(), DifferencesPage(), FiguresPage()
        self.keying.done.connect(self.compare)
        self.differences.table.decided.connect(self._decide)
        self.differences.table.passed.connect(self._next)
        self.start_page = self._make_start()
        self.stack = QStackedWidget()
        for page in (self.start_page, self.keying, self.differences, self.figures):
            self.stack.addWidget(page)
        self.close_button = QPushButton("关闭 Esc")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.on_button = QPushButton("比对，下一户 Ctrl+Enter")
        self.on_button.setShortcut("Ctrl+Return")
        self.on_button.setProperty("primary", True)
        self.on_button.setAutoDefault(False)
        self.on_button.clicked.connect(self._go_on)
        buttons = QHBoxLayout()
        buttons.addWidget(self.close_button)
        buttons.addStretch(1)
        buttons.addWidget(self.on_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 14)
        layout.setSpacing(10)
        layout.addWidget(self.stack, 1)
        layout.addLayout(buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 48, unit * 28)
        self._show(self.start_page)
        self.load_figures()

    def _make_start(self) -> QWidget:
        page = QWidget()
        title = QLabel("二次录入核对")
        title.setObjectName("dialog-title")
        about = QLabel(
            "另一个人照着纸再录一遍证件号码、银行卡号、电话和各项金额，看不到第一次录的内容。"
            "两次不一样的列出来，逐项定用哪个；谁录的、错了多少，都记下来。"
        )
        about.setWordWrap(True)
        about.setProperty("role", "secondary")
        self.this_button = QPushButton("核对这一户 Enter")
        self.this_button.setDefault(True)
        self.this_button.setEnabled(bool(self._household))
        self.this_button.clicked.connect(lambda: self.begin([self._household]))
        self.how_many = QSpinBox()
        self.how_many.setRange(1, MOST_SAMPLE)
        self.how_many.setValue(USUAL_SAMPLE)
        self.how_many.setSuffix(" 户")
        self.how_many.setAccessibleName("抽查户数")
        self.sample_button = QPushButton("随机抽查")
        self.sample_button.clicked.connect(self.draw_sample)
        self.open_button = QPushButton("待定的不一致")
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(self._show_open)
        self.open_lines: list[Compared] = []
        self.so_far = QLabel()
        self.so_far.setProperty("role", "secondary")
        row = QHBoxLayout()
        for part in (self.this_button, self.how_many, self.sample_button, self.open_button):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for part in (title, about):
            column.addWidget(part)
        column.addLayout(row)
        column.addWidget(self.so_far)
        column.addStretch(1)
        return page

    def _show(self, page: QWidget) -> None:
        self.stack.setCurrentWidget(page)
        texts = {self.keying: "比对 Ctrl+Enter", self.differences: "下一户 Ctrl+Enter", self.figures: "再核对一批"}
        self.on_button.setVisible(page is not self.start_page)
        self.on_button.setText(texts.get(page, ""))
        self.on_button.setShortcut("Ctrl+Return")

    def _go_on(self) -> None:
        page = self.stack.currentWidget()
        if page is self.keying:
            self.compare()
        elif page is self.differences:
            self._next()
        else:
            self._show(self.start_page)

    # what to check

    def draw_sample(self) -> None:
        """Draw households of the division at random and begin with the first."""
        job = partial(draw, scope=self._scope, how_many=self.how_many.value())
        self._worker.submit(job, self.begin, partial(message.error, self))

    def begin(self, households: Sequence[str]) -> None:
        """Go through these households."""
        self._queue, self._total = list(households), len(households)
        self._next()

    def _next(self) -> None:
        if not self._queue:
            self.paper = None
            self._show(self.figures)
            self.load_figures()
            return
        job = partial(paper_of, household=self._queue.pop(0))
        self._worker.submit(job, self._ask, partial(message.error, self))

    def _ask(self, paper: Paper | None) -> None:
        if paper is None or not paper.fields:
            self._next()
            return
        self.paper = paper
        self._show(self.keying)
        self.keying.show_paper(paper, self._total - len(self._queue), self._total)

    # comparing

    def compare(self) -> None:
        """Compare what was typed with what the archive holds, and keep both."""
        if self.paper is None or self.stack.currentWidget() is not self.keying:
            return
        job = partial(keep_answers, round_=self._round, household=self.paper.household, answers=self.keying.answers())
        self._worker.submit(job, self._compared, partial(message.error, self))

    def _compared(self, lines: list[Compared]) -> None:
        wrong = [one for one in lines if one.result is Result.DIFFERS]
        if wrong:
            title = self.paper.title if self.paper is not None else ""
            self._show(self.differences)
            self.differences.show_lines(f"{title}　{len(wrong)} 项不一致", wrong)
        else:
            self._next()

    def _show_open(self) -> None:
        self._queue, self._total = [], 0
        self._show(self.differences)
        self.differences.show_lines(f"待定的不一致 {len(self.open_lines)} 项", self.open_lines)

    def _decide(self, one: Compared, take: str) -> None:
        if not one.taken:
            job = partial(take_value, one=one, take=take)
            self._worker.submit(job, partial(self._decided, one, take), partial(message.error, self))

    def _decided(self, one: Compared, take: str, change: Change | None) -> None:
        rows = [replace(row, taken=take) if row.number == one.number else row for row in self.differences.model.rows]
        self.differences.show_lines(self.differences.title.text(), rows)
        if change is not None:
            self.changed.emit(change)
        if all(row.taken for row in rows) and self._total:
            self._next()

    # figures

    def load_figures(self) -> None:
        """Load the figures of all second keying."""
        self._worker.submit(figures, self._figured, partial(message.error, self))

    def _figured(self, found: tuple[Statistics, list[Compared]]) -> None:
        told, self.open_lines = found
        self.figures.show_figures(told)
        self.so_far.setText(self.figures.said.text() if told.total.compared else "还没有核对过。")
        self.open_button.setEnabled(bool(self.open_lines))
        if self.stack.currentWidget() is self.figures:
            self.on_button.setFocus(Qt.FocusReason.OtherFocusReason)
