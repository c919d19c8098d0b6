"""查对名单: a pasted list of numbers or names, told line by line: on the register, not, or who may be meant."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from models.fields import Field, Kind
from models.pasted_list import read_list
from models.values import mask
from storage.archive.archive import Archive
from storage.archive.lookup import Looked, Verdict, look_up
from storage.archive.progress import Cancelled, Progress
from storage.exchange.list_out import write_answers
from ui import message
from ui.background import ArchiveWorker, Job
from ui.message import Message
from ui.rows_model import Column, RowsModel, table_over
from ui.style import color, icon, set_state

TONES = {Verdict.FOUND: "ok", Verdict.LEFT: "warning", Verdict.SUSPECT: "warning", Verdict.MISSING: "error"}
SIGNS = {Verdict.FOUND: "√", Verdict.LEFT: "⚠", Verdict.SUSPECT: "？", Verdict.MISSING: "×"}
_ID = Field("id_number", "证件号码", Kind.ID_NUMBER, sensitive=True)


def answers_to(archive: Archive, progress: Progress, text: str) -> list[Looked]:
    """Look the lines of a text up; job for the worker."""
    return look_up(archive, read_list(text), progress)


def write_out(archive: Archive, _progress: Progress, out: Path, answers: list[Looked], masked: bool) -> int:
    """Write the answers as a workbook; job for the worker."""
    return write_answers(archive, out, answers, masked=masked)


class LookupPane(QWidget):
    """`wanted` carries the household to open, `listed` the uids to show in the list, `closed` that one goes back."""

    wanted = Signal(str)
    listed = Signal(object)
    closed = Signal()

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start with an empty list."""
        super().__init__()
        self._worker = worker
        self._job: Job | None = None
        self.masked = False
        self.answers: list[Looked] = []
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("名单")
        self.text.setPlaceholderText(
            "把名单粘贴到这里，一行一人。\n\n身份证号、姓名、电话、户编号都行；从 Excel 整块复制也行，多余的列不碍事。"
        )
        self.text.setTabChangesFocus(True)
        self.model: RowsModel[Looked] = RowsModel(self._columns(), self)
        self.table = table_over(self.model, "查对结果")
        self.table.activated.connect(lambda index: self._open(index.row()))
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._tell(now.row()))
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.setMinimumHeight(self.fontMetrics().height() * 2)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.chips: dict[Verdict | None, QPushButton] = {}
        self._only: Verdict | None = None
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setMaximumWidth(160)
        self.bar.hide()
        self._arrange()
        self._show_counts()

    def _columns(self) -> tuple[Column[Looked], ...]:
        return (
            Column("行", lambda one: str(one.asked.line), 6, right=True),
            Column("名单原文", lambda one: one.asked.text.replace("\t", " "), 26),
            Column(
                "结果",
                lambda one: f"{SIGNS[one.verdict]} {one.verdict.value}",
                11,
                color=lambda one: color(TONES[one.verdict]),
            ),
            Column("说明", lambda one: one.why, 0),
            Column("姓名", lambda one: one.name, 9),
            Column("证件号码", lambda one: mask(_ID, one.id_number) if self.masked else one.id_number, 21),
            Column("村", lambda one: one.village, 11),
            Column("户编号", lambda one: one.number, 18),
        )

    def _arrange(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._make_chips())
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.text)
        both.addWidget(right)
        both.setChildrenCollapsible(False)
        both.setSizes([260, 1000])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(self._make_head())
        layout.addWidget(both, 1)
        for keys, act in (("Ctrl+Return", self.look), ("Ctrl+Enter", self.look), ("Esc", self.closed.emit)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _make_head(self) -> QHBoxLayout:
        back = QPushButton("返回列表 Esc")
        back.setIcon(icon("arrow-left"))
        back.clicked.connect(self.closed)
        title = QLabel("查对名单")
        title.setObjectName("page-title")
        self.check = QPushButton("查对 Ctrl+Enter")
        self.check.setProperty("primary", True)
        self.check.clicked.connect(self.look)
        self.only_these = QPushButton("在列表中只看这些户")
        self.only_these.clicked.connect(self._list_them)
        self.export_button = QPushButton("导出 Excel…")
        self.export_button.setIcon(icon("file-export"))
        self.export_button.clicked.connect(self.export)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(back)
        head.addWidget(title)
        head.addStretch(1)
        for part in (self.bar, self.only_these, self.export_button, self.check):
            head.addWidget(part)
        return head

    def _make_chips(self) -> QHBoxLayout:
        chips = QHBoxLayout()
        chips.setSpacing(8)
        for verdict in (None, *Verdict):
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setProperty("chip", True)
            chip.setProperty("tone", TONES[verdict] if verdict is not None else "primary")
            chip.clicked.connect(lambda _on=False, verdict=verdict: self.show_only(verdict))
            self.chips[verdict] = chip
            chips.addWidget(chip)
        chips.addStretch(1)
        return chips

    def put_cursor(self) -> None:
        """Begin in the text, or in the answers where there are some."""
        (self.table if self.answers else self.text).setFocus()

    # looking

    def look(self) -> None:
        """Look the list up; pressing again while it runs stops it."""
        if self._job is not None:
            self._job.cancel()
            return
        text = self.text.toPlainText()
        if not read_list(text):
            self.text.setFocus()
            return
        self.check.setText("停止")
        self.bar.setRange(0, 0)
        self.bar.show()
        self._job = self._worker.submit(partial(answers_to, text=text), self._arrived, self._failed, self._report)

    def _report(self, done: int, total: int, _text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _ended(self) -> None:
        self._job = None
        self.bar.hide()
        self.check.setText("查对 Ctrl+Enter")

    def _failed(self, problem: Exception) -> None:
        self._ended()
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def _arrived(self, answers: list[Looked]) -> None:
        self._ended()
        self.answers = answers
        self.model.set_rows(answers)
        self.show_only(None)
        self.table.setFocus()
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def show_only(self, verdict: Verdict | None) -> None:
        """Show the answers of one kind, or all."""
        self._only = verdict
        self.model.show_only(None if verdict is None else lambda one: one.verdict is verdict)
        self._show_counts()

    def _show_counts(self) -> None:
        counts = Counter(one.verdict for one in self.answers)
        for verdict, chip in self.chips.items():
            number = len(self.answers) if verdict is None else counts[verdict]
            chip.setText(f"{'全部' if verdict is None else verdict.value} {number:,}")
            chip.setEnabled(bool(number))
            chip.setChecked(verdict is self._only)
            set_state(chip, "tone", TONES[verdict] if verdict is not None else "primary")
        for button in (self.only_these, self.export_button):
            button.setEnabled(bool(self.answers))

    def _tell(self, line: int) -> None:
        """Write out in full what became of the marked line."""
        if not 0 <= line < self.model.rowCount():
            self.told.clear()
            return
        one = self.model.row(line)
        then = "Enter 打开这一户" if one.household else "Enter 在列表里看这些户" if one.candidates else ""
        self.told.setText(f"{SIGNS[one.verdict]} {one.why}{'　' + then if then else ''}")

    # going on

    def _open(self, line: int) -> None:
        one = self.model.row(line)
        if one.household:
            self.wanted.emit(one.household)
        elif one.candidates:
            self.listed.emit(list(one.candidates))

    def _list_them(self) -> None:
        shown = [self.model.row(line) for line in range(self.model.rowCount())]
        self.listed.emit(list(dict.fromkeys(uid for one in shown for uid in one.candidates)))

    def export(self) -> None:
        """Write the answers as a workbook the person names."""
        name, _kind = QFileDialog.getSaveFileName(self, "导出查对结果", "名单比对.xlsx", "Excel (*.xlsx)")
        if name:
            out = Path(name if name.lower().endswith(".xlsx") else f"{name}.xlsx")
            job = partial(write_out, out=out, answers=self.answers, masked=self.masked)
            self._worker.submit(job, partial(self._exported, out), partial(message.error, self))

    def _exported(self, out: Path, lines: int) -> None:
        message.info(self, Message(f"已导出 {lines:,} 行。", now=str(out)))
