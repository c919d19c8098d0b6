"""Import: choose files, map columns and options where needed, read the plan, write it as one batch, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from storage.archive.batches import Undone
from storage.archive.progress import Cancelled
from storage.exchange.column_mapping import ColumnMapping
from storage.exchange.plan_parts import Suspect, UnknownCode
from storage.exchange.proposals import SheetLook
from ui import message
from ui.background import ArchiveWorker
from ui.batches_page import BatchesPage, take_back, undone_message
from ui.drop_zone import DropZone, dropped_files
from ui.import_codes_view import CodesView
from ui.import_jobs import (
    ImportOrder,
    MappingLook,
    Planned,
    Written,
    answer_codes,
    give_back,
    keep_mapping,
    look_at,
    make_plan,
    plan_again,
    write_plan,
)
from ui.import_mapping_view import MappingView
from ui.import_plan_view import PlanView
from ui.import_shown import ALL_SHEETS, PlanFrame, ProgressStrip, below_strip, stacked
from ui.message import Message
from ui.one_job import OneJob
from ui.plan_lines import Outcome, PlanLine

KINDS_OF_FILE = "表格 (*.xlsx *.xls *.xlsm *.csv *.et);;所有文件 (*)"


class ImportPage(QWidget):
    """One page in four states: waiting for files, mapping columns, mapping options, showing a plan.

    `data_changed` says that the archive changed, `codes_changed` that a code list grew.
    """

    data_changed = Signal()
    codes_changed = Signal()
    household_wanted = Signal(str)

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Wait for files."""
        super().__init__(parent)
        self._worker = worker
        self.order: ImportOrder | None = None
        self.planned: Planned | None = None
        self.written: Written | None = None
        self._unmapped: list[Path] = []
        self._decisions: dict[int, str] = {}
        self._undecided = False
        self._asked_codes = False
        self.setAcceptDrops(True)
        self.drop_zone = DropZone()
        self.batches = BatchesPage(worker)
        self.mapping_view = MappingView()
        self.codes_view = CodesView()
        self.plan_view = PlanView(worker)
        self.frame = PlanFrame(self.plan_view)
        self.strip = ProgressStrip()
        self.job = OneJob(worker, self.strip, self._enable, self._job_failed)
        self._name_parts()
        self._arrange()
        self._connect()

    def _name_parts(self) -> None:
        frame, strip = self.frame, self.strip
        self.file_label, self.form_label, self.summary, self.unknown = (
            frame.file_label, frame.form_label, frame.summary, frame.notes)  # fmt: skip
        self.sheet_box, self.policy_box, self.blank_box = frame.sheet_box, frame.policy_box, frame.blank_box
        self.other_button, self.write_button = frame.other_button, frame.write_button
        self.undo_button, self.marked_button = frame.undo_button, frame.marked_button
        self.progress, self.cancel_button = strip, strip.cancel_button

    def _arrange(self) -> None:
        self.stack = QStackedWidget()
        for part in (stacked(self.drop_zone, self.batches), self.frame, self.mapping_view, self.codes_view):
            self.stack.addWidget(part)
        below_strip(self, self.strip, self.stack)

    def _connect(self) -> None:
        self.drop_zone.chosen.connect(self.choose_file)
        self.drop_zone.dropped.connect(self.open_files)
        self.other_button.clicked.connect(self.start_over)
        self.cancel_button.clicked.connect(self.cancel)
        self.write_button.clicked.connect(self.write)
        self.undo_button.clicked.connect(self.undo)
        self.marked_button.clicked.connect(self.save_marked)
        self.frame.mapping_button.clicked.connect(self.change_mapping)
        self.frame.codes_button.clicked.connect(self._ask_codes)
        self.sheet_box.activated.connect(lambda _at: self._read_again())
        for box in (self.policy_box, self.blank_box):
            box.activated.connect(lambda _at: self._replan())
        self.batches.data_changed.connect(self.data_changed)
        self.plan_view.line_opened.connect(self._open_line)
        self.plan_view.counted.connect(self._enable)
        self.plan_view.decided.connect(self._decide)
        self.mapping_view.done.connect(self._mapped)
        self.mapping_view.left.connect(self.start_over)
        self.mapping_view.row_wanted.connect(self._look_again)
        self.codes_view.done.connect(self._answered)
        self.codes_view.skipped.connect(self._show_plan)
        choose = QShortcut(QKeySequence("Ctrl+O"), self)
        choose.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        choose.activated.connect(self.choose_file)

    # choosing files

    def reload(self) -> None:
        """Refresh what the page shows when it comes to the front."""
        self.batches.reload()

    def put_cursor(self) -> None:
        """Give the focus to what is done next: choosing a file, or what was left here."""
        shown = self.stack.currentWidget()
        if shown is self.mapping_view:
            self.mapping_view.table.setFocus()
        elif shown is self.codes_view:
            self.codes_view.table.setFocus()
        elif shown is not self.frame:
            self.drop_zone.setFocus()
        elif self.written is not None:
            self.other_button.setFocus()
        else:
            self.plan_view.table.setFocus()

    def start_over(self) -> None:
        """Leave the files and wait for others."""
        self.cancel()
        self.order = self.planned = self.written = None
        self.plan_view.set_plan(None)
        self.stack.setCurrentIndex(0)
        self.batches.reload()
        self.drop_zone.setFocus()

    def choose_file(self) -> None:
        """Ask for files."""
        names, _kind = QFileDialog.getOpenFileNames(self, "选择要导入的表格（可以选几个）", "", KINDS_OF_FILE)
        if names:
            self.open_files([Path(name) for name in names])

    def open_file(self, path: Path) -> None:
        """Make the plan of a file; nothing is written."""
        self.open_files([path])

    def open_files(self, paths: Sequence[Path]) -> None:
        """Look at files, ask what their columns mean where that isn't known, and plan them together."""
        self.cancel()
        self.sheet_box.clear()
        self.planned = self.written = None
        self._decisions, self._undecided, self._asked_codes = {}, False, False
        self.order = ImportOrder(tuple(paths))
        self._unmapped = list(paths)
        self.file_label.setText(paths[0].name if len(paths) == 1 else f"{paths[0].name} 等 {len(paths)} 个文件")
        self._look_at_next()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files from anywhere over the page."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped files."""
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.open_files(paths)

    # columns

    def _look_at_next(self) -> None:
        order = self.order
        if order is None:
            return
        if not self._unmapped:
            self._read()
            return
        path = self._unmapped[0]
        self.job.start(f"正在看 {path.name}…", partial(look_at, path=path, sheet=order.sheet), self._looked)

    def _looked(self, mapping: MappingLook) -> None:
        if mapping.look.known:
            self._unmapped.pop(0)
            self._look_at_next()
        else:
            self.mapping_view.set_look(mapping)
            self._show(self.mapping_view)

    def change_mapping(self) -> None:
        """Show what the columns of the first file mean, to have it changed."""
        order = self.order
        if order is not None:
            self._unmapped = [order.paths[0]]
            sheet = self.planned.plan.sheet or None if self.planned is not None else order.sheet
            job = partial(look_at, path=order.paths[0], sheet=sheet)
            self.job.start("正在看列名…", job, self._show_mapping)

    def _show_mapping(self, mapping: MappingLook) -> None:
        self.mapping_view.set_look(mapping)
        self._show(self.mapping_view)

    def _look_again(self, row: int) -> None:
        look = self.mapping_view.look
        if look is not None:
            job = partial(look_at, path=look.path, sheet=look.sheet, heading_row=row)
            self.job.start("正在看列名…", job, self._show_mapping)

    def _mapped(self, look: SheetLook, mapping: ColumnMapping, remember: bool) -> None:
        order = self.order
        if order is None:
            return
        one_sheet = replace(order, sheet=look.sheet if len(order.paths) == 1 else order.sheet, all_sheets=False)
        self.order = replace(one_sheet, mappings={**(order.mappings or {}), look.path: mapping})
        self._unmapped = self._unmapped[1:]
        if remember:
            self.job.start(
                "记住列对应…", partial(keep_mapping, look=look, mapping=mapping), lambda _: self._look_at_next()
            )
        else:
            self._look_at_next()

    # options

    def _ask_codes(self) -> None:
        if self.planned is not None and self.planned.questions:
            self.codes_view.set_questions(self.planned.questions)
            self._show(self.codes_view)

    def _answered(self, answers: list[tuple[UnknownCode, str]]) -> None:
        if self.planned is None:
            return
        job = partial(answer_codes, answers=answers, year=self.planned.plan.year)
        self.job.start("记住选项对照…", job, self._codes_kept)

    def _codes_kept(self, added: int) -> None:
        if added:
            self.codes_changed.emit()
        self._asked_codes = True
        self._read()

    # plan

    def _read(self) -> None:
        order = self.order
        if order is not None:
            self.job.start(f"正在读取 {order.paths[0].name}…", partial(make_plan, order=order), self._plan_arrived)

    def _read_again(self) -> None:
        if self.order is None:
            return
        sheet = self.sheet_box.currentData()
        everything = sheet == ALL_SHEETS
        self.order = replace(self.order, sheet=None if everything else sheet, all_sheets=everything, mappings=None)
        self._decisions, self._undecided, self._asked_codes = {}, False, False
        if everything:
            self._read()
        else:
            self._unmapped = list(self.order.paths)
            self._look_at_next()

    def _replan(self) -> None:
        if self.order is None:
            return
        order = self.order = replace(
            self.order, policy=self.policy_box.currentData(), blank=self.blank_box.currentData()
        )
        self._undecided = False
        if self.planned is None:
            self._read()
            return
        job = partial(plan_again, order=order, reading=self.planned.reading, decisions=dict(self._decisions))
        self.job.start("重新预检…", job, self._plan_arrived)

    def _plan_arrived(self, planned: Planned) -> None:
        first = self.planned is None
        self.planned, self.written = planned, None
        self.frame.show_plan(planned)
        self.plan_view.set_plan(planned)
        if planned.questions and first and not self._asked_codes:
            self._asked_codes = True
            self._ask_codes()
        else:
            self._show_plan()

    def _show_plan(self) -> None:
        self._show(self.frame)
        self.plan_view.table.setFocus()

    def _decide(self, suspects: list[Suspect], decision: str) -> None:
        """Take down what suspects are; the plan is made anew before anything is written."""
        for suspect in suspects:
            suspect.decision = decision
            self._decisions[suspect.row] = decision
        self._undecided = True
        self.plan_view.refresh()
        self._enable()
        if not any(not one.decision for one in (self.planned.plan.suspects if self.planned else ())):
            self._replan()

    def _open_line(self, line: PlanLine) -> None:
        """Go to the household of a line, if the archive has it; one that is only planned can't be shown yet."""
        if line.uid and (self.written is not None or line.outcome is not Outcome.NEW):
            self.household_wanted.emit(line.uid)

    # writing

    def write(self) -> None:
        """Write the plan as one batch; decisions that the plan doesn't hold yet are worked in first."""
        if self.planned is None or self.written is not None or self.job.running is not None:
            return
        if self._undecided:
            self._replan()
            return
        self.job.start("正在写入…", partial(write_plan, planned=self.planned), self._write_done, self._write_failed)

    def _write_done(self, written: Written) -> None:
        self.written = written
        self.summary.setText(written.summary)
        self.plan_view.lock()
        self._enable()
        self.data_changed.emit()
        (self.undo_button if written.batch else self.other_button).setFocus()

    def _write_failed(self, problem: Exception) -> None:
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
        self.job.start("正在撤销…", partial(take_back, batch=batch), self._undone)

    def _undone(self, undone: Undone) -> None:
        self.data_changed.emit()
        message.info(self, undone_message(undone))
        self._replan()

    def save_marked(self) -> None:
        """Save the clerk's own workbook with the reasons at the refused rows."""
        if self.planned is None:
            return
        path = self.planned.plan.path
        proposed = path.with_name(f"{path.stem}-退回.xlsx")
        name, _kind = QFileDialog.getSaveFileName(self, "退回原表", str(proposed), "Excel (*.xlsx)")
        if name:
            target = Path(name if name.lower().endswith(".xlsx") else f"{name}.xlsx")
            self.job.start("写退回的表…", partial(give_back, planned=self.planned, target=target), self._given_back)

    def _given_back(self, files: list[Path]) -> None:
        listed = "、".join(str(file) for file in files)
        message.info(
            self, Message(f"已存为 {listed}", "拒收的行都写明了错误原因。", "交给填表人改好后，再导入这份表即可。")
        )

    # jobs

    def _job_failed(self, problem: Exception) -> None:
        if self.planned is None and self.stack.currentWidget() is not self.mapping_view:
            self.start_over()
        if not isinstance(problem, Cancelled):
            message.error(self, problem)

    def cancel(self) -> None:
        """Ask the running job to stop; nothing of it is kept."""
        self.job.cancel()

    def _show(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        self._enable()

    def _enable(self) -> None:
        shown = self.stack.currentWidget()
        self.mapping_view.next_button.setShortcut("Ctrl+Return" if shown is self.mapping_view else "")
        self.codes_view.next_button.setShortcut("Ctrl+Return" if shown is self.codes_view else "")
        self.frame.enable(self.planned, self.written, idle=self.job.running is None, undecided=self._undecided)
