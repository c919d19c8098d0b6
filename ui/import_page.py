"""Import: drop or choose a file, read the plan, write it as one batch, take it back, give refused rows back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from storage.archive.batches import Undone
from storage.archive.progress import Cancelled
from ui import message
from ui.background import ArchiveWorker, Job
from ui.batches_page import BatchesPage, take_back, undone_message
from ui.choice_box import ChoiceBox
from ui.drop_zone import DropZone, dropped_file
from ui.import_jobs import BLANKS, POLICIES, ImportOrder, Planned, Written, give_back, make_plan, write_plan
from ui.import_plan_view import Outcome, PlanLine, PlanView
from ui.message import Message

KINDS_OF_FILE = "表格 (*.xlsx *.xls *.xlsm *.csv *.et);;所有文件 (*)"


class ImportPage(QWidget):
    """One page in two states: waiting for a file (with the earlier batches below), or showing a file's plan."""

    data_changed = Signal()
    household_wanted = Signal(str)

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Wait for a file."""
        super().__init__(parent)
        self._worker = worker
        self._job: Job | None = None
        self.order: ImportOrder | None = None
        self.planned: Planned | None = None
        self.written: Written | None = None
        self.setAcceptDrops(True)
        self.drop_zone = DropZone()
        self.batches = BatchesPage(worker)
        self.plan_view = PlanView()
        self._make_head()
        self._make_progress()
        self._arrange()
        self._connect()

    # building

    def _make_head(self) -> None:
        self.file_label = QLabel()
        self.file_label.setProperty("role", "title")
        self.form_label = QLabel()
        self.form_label.setProperty("role", "secondary")
        self.form_label.setWordWrap(True)
        self.sheet_box = ChoiceBox("工作表")
        self.policy_box = ChoiceBox("已有户的处理", POLICIES)
        self.blank_box = ChoiceBox("空单元格的处理", BLANKS)
        self.other_button = _button("换一个文件")
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.unknown = QLabel()
        self.unknown.setWordWrap(True)
        self.unknown.setProperty("notice", True)
        self.marked_button = _button("退回原表（带错误原因）…")
        self.write_button = _button("写入 Ctrl+Enter")
        self.write_button.setProperty("primary", True)
        self.write_button.setShortcut("Ctrl+Return")
        self.undo_button = _button("撤销本批")

    def _make_progress(self) -> None:
        self.progress = QWidget()
        self.progress_text = QLabel()
        self.progress_bar = QProgressBar()
        self.progress_bar.setAccessibleName("进度")
        self.progress_bar.setTextVisible(False)
        self.cancel_button = _button("取消")
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.progress_text)
        row.addWidget(self.progress_bar, 1)
        row.addWidget(self.cancel_button)
        self.progress.hide()

    def _arrange(self) -> None:
        waiting = QWidget()
        below = QVBoxLayout(waiting)
        below.setContentsMargins(12, 12, 12, 12)
        below.setSpacing(10)
        below.addWidget(self.drop_zone, 2)
        below.addWidget(self.batches, 3)
        shown = QWidget()
        layout = QVBoxLayout(shown)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(8)
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.file_label)
        names.addWidget(self.form_label)
        head.addLayout(names, 1)
        for box in (self.sheet_box, self.policy_box, self.blank_box):
            head.addWidget(box)
        head.addWidget(self.other_button)
        layout.addLayout(head)
        layout.addWidget(self.summary)
        layout.addWidget(self.unknown)
        layout.addWidget(self.plan_view, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.marked_button)
        foot.addStretch(1)
        foot.addWidget(self.undo_button)
        foot.addWidget(self.write_button)
        layout.addLayout(foot)
        self.stack = QStackedWidget()
        self.stack.addWidget(waiting)
        self.stack.addWidget(shown)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        bar = QVBoxLayout()
        bar.setContentsMargins(14, 6, 14, 0)
        bar.addWidget(self.progress)
        page.addLayout(bar)
        page.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self.drop_zone.chosen.connect(self.choose_file)
        self.drop_zone.dropped.connect(self.open_file)
        self.other_button.clicked.connect(self.start_over)
        self.cancel_button.clicked.connect(self.cancel)
        self.write_button.clicked.connect(self.write)
        self.undo_button.clicked.connect(self.undo)
        self.marked_button.clicked.connect(self.save_marked)
        for box in (self.sheet_box, self.policy_box, self.blank_box):
            box.activated.connect(lambda _at: self._replan())
        self.batches.data_changed.connect(self.data_changed)
        self.plan_view.line_opened.connect(self._open_line)
        choose = QShortcut(QKeySequence("Ctrl+O"), self)
        choose.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        choose.activated.connect(self.choose_file)

    # choosing a file

    def reload(self) -> None:
        """Refresh what the page shows when it comes to the front."""
        self.batches.reload()

    def put_cursor(self) -> None:
        """Give the focus to what is done next: choosing a file, or the plan that was left here."""
        if self.stack.currentIndex() == 0:
            self.drop_zone.setFocus()
        elif self.written is not None:
            self.other_button.setFocus()
        else:
            (self.write_button if self.write_button.isEnabled() else self.other_button).setFocus()

    def start_over(self) -> None:
        """Leave the file and wait for another one."""
        self.cancel()
        self.order = self.planned = self.written = None
        self.stack.setCurrentIndex(0)
        self.batches.reload()
        self.drop_zone.setFocus()

    def choose_file(self) -> None:
        """Ask for a file."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择要导入的表格", "", KINDS_OF_FILE)
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Make the plan of a file; nothing is written."""
        self.sheet_box.clear()
        self._plan(ImportOrder(path, None, "update", "keep"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file from anywhere over the page."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped file."""
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)

    # plan

    def _replan(self) -> None:
        if self.order is not None:
            self._plan(
                ImportOrder(
                    self.order.path,
                    self.sheet_box.currentData(),
                    self.policy_box.currentData(),
                    self.blank_box.currentData(),
                )
            )

    def _plan(self, order: ImportOrder) -> None:
        self.cancel()
        self.order, self.planned, self.written = order, None, None
        self.policy_box.setCurrentIndex(self.policy_box.findData(order.policy))
        self.blank_box.setCurrentIndex(self.blank_box.findData(order.blank))
        self.file_label.setText(order.path.name)
        self._report(0, 0, f"正在读取 {order.path.name}…")
        self._job = self._worker.submit(
            partial(make_plan, order=order),
            partial(self._plan_arrived, order),
            partial(self._plan_failed, order),
            self._report,
        )
        self._enable()

    def _plan_arrived(self, order: ImportOrder, planned: Planned) -> None:
        if order is not self.order:
            return
        self._finish_job()
        self.planned = planned
        self.stack.setCurrentIndex(1)
        self.form_label.setText(planned.form)
        if not self.sheet_box.count():
            for sheet in planned.sheets:
                self.sheet_box.addItem(sheet, sheet)
            self.sheet_box.setCurrentIndex(max(0, self.sheet_box.findData(planned.sheet)))
        self.sheet_box.setVisible(len(planned.sheets) > 1)
        self.summary.setText(planned.summary)
        self.unknown.setText(planned.unknown)
        self.unknown.setVisible(bool(planned.unknown))
        self.plan_view.set_lines(planned.lines)
        self._enable()
        self.write_button.setFocus()

    def _plan_failed(self, order: ImportOrder, problem: Exception) -> None:
        if order is not self.order:
            return
        self._finish_job()
        self.start_over()
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def _open_line(self, line: PlanLine) -> None:
        """Go to the household of a line, if the archive has it; one that is only planned can't be shown yet."""
        if line.uid and (self.written is not None or line.outcome is not Outcome.NEW):
            self.household_wanted.emit(line.uid)

    # writing

    def write(self) -> None:
        """Write the plan as one batch."""
        if self.planned is None or self.written is not None or self._job is not None:
            return
        self._report(0, 0, "正在写入…")
        job = partial(write_plan, planned=self.planned)
        self._job = self._worker.submit(job, self._write_done, self._write_failed, self._report)
        self._enable()

    def _write_done(self, written: Written) -> None:
        self._finish_job()
        self.written = written
        self.summary.setText(written.summary)
        self._enable()
        self.data_changed.emit()
        (self.undo_button if written.batch else self.other_button).setFocus()

    def _write_failed(self, problem: Exception) -> None:
        self._finish_job()
        self._enable()
        if isinstance(problem, Cancelled):
            self.summary.setText("已取消，没有写入任何数据。可以再按“写入”。")
        else:
            message.error(self, problem)

    def undo(self) -> None:
        """Take the batch just written back, after asking."""
        batch = self.written.batch if self.written is not None else None
        if batch is None or not message.question(
            self,
            Message("撤销刚才写入的这一批？", "本批的改动将改回原值；之后又改过的地方保留现值并逐条列出。"),
            yes="撤销本批",
        ):
            return
        self._worker.submit(partial(take_back, batch=batch), self._undone, partial(message.error, self))

    def _undone(self, undone: Undone) -> None:
        self.data_changed.emit()
        message.info(self, undone_message(undone))
        self._replan()

    def save_marked(self) -> None:
        """Save the clerk's own workbook with the reasons at the refused rows."""
        if self.planned is None or self.order is None:
            return
        proposed = self.order.path.with_name(f"{self.order.path.stem}-退回.xlsx")
        name, _kind = QFileDialog.getSaveFileName(self, "退回原表", str(proposed), "Excel (*.xlsx)")
        if name:
            target = Path(name if name.lower().endswith(".xlsx") else f"{name}.xlsx")
            job = partial(give_back, planned=self.planned, target=target)
            self._worker.submit(job, self._given_back, partial(message.error, self))

    def _given_back(self, target: Path) -> None:
        message.info(
            self, Message(f"已存为 {target}", "拒收的行都写明了错误原因。", "交给填表人改好后，再导入这份表即可。")
        )

    # progress

    def _report(self, done: int, total: int, text: str) -> None:
        self.progress_bar.setRange(0, total)
        self.progress_bar.setValue(done)
        self.progress_text.setText(text)
        self.progress.show()

    def _finish_job(self) -> None:
        self._job = None
        self.progress.hide()

    def cancel(self) -> None:
        """Ask the running job to stop; nothing of it is kept."""
        if self._job is not None:
            self._job.cancel()

    def _enable(self) -> None:
        idle = self._job is None
        planned, written = self.planned, self.written
        self.write_button.setVisible(written is None)
        self.write_button.setEnabled(idle and planned is not None and planned.writes > 0)
        self.undo_button.setVisible(written is not None and written.batch is not None)
        self.undo_button.setEnabled(idle)
        self.marked_button.setVisible(planned is not None and planned.refused > 0)
        self.marked_button.setEnabled(idle)
        for widget in (self.policy_box, self.blank_box, self.sheet_box):
            widget.setEnabled(idle and written is None)
        self.other_button.setEnabled(idle)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button
