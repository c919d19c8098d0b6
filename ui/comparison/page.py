"""Comparing: say whose list it is, drop the file, map columns where needed, work the differences off line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from models.comparison_kinds import KINDS
from storage.archive.comparisons import ComparedLine, Comparison
from storage.archive.progress import Cancelled
from storage.exchange.column_mapping import ColumnMapping
from storage.exchange.proposals import SheetLook
from ui import message
from ui.background import ArchiveWorker
from ui.comparison.jobs import Order, Shown, drop, export, handle, list_made, run, show
from ui.comparison.result_view import ResultView
from ui.comparison.start_view import StartView
from ui.drop_zone import dropped_files
from ui.import_jobs import MappingLook, keep_mapping, look_at
from ui.import_mapping_view import MappingView
from ui.import_shown import ProgressStrip, below_strip
from ui.one_job import OneJob

KINDS_OF_FILE = "表格 (*.xlsx *.xlsm *.xls *.et *.csv)"


class ComparisonPage(QWidget):
    """One page in three states: choosing kind and file, mapping columns, the differences.

    `household_wanted` carries the uid of a household to be shown.
    """

    household_wanted = Signal(str)

    def __init__(self, worker: ArchiveWorker) -> None:
        """Wait for a file."""
        super().__init__()
        self._worker = worker
        self._scope = ""
        self.order: Order | None = None
        self.setAcceptDrops(True)
        self.start_view = StartView()
        self.mapping_view = MappingView()
        self.mapping_view.next_button.setText("按此对应比对 Ctrl+Enter")
        self.mapping_view.next_button.setShortcut("")
        self.result_view = ResultView()
        self.strip = ProgressStrip()
        self.job = OneJob(worker, self.strip, self._enable, self._failed)
        self.stack = QStackedWidget()
        for part in (self.start_view, self.mapping_view, self.result_view):
            self.stack.addWidget(part)
        below_strip(self, self.strip, self.stack)
        self._connect()

    def _connect(self) -> None:
        start, result = self.start_view, self.result_view
        start.drop_zone.chosen.connect(self.choose_file)
        start.drop_zone.dropped.connect(lambda paths: self.open_file(paths[0]))
        start.opened.connect(self.show_made)
        start.dropped.connect(self.forget)
        self.strip.cancel_button.clicked.connect(self.job.cancel)
        self.mapping_view.done.connect(self._mapped)
        self.mapping_view.left.connect(self.start_over)
        self.mapping_view.row_wanted.connect(self._look_again)
        result.left.connect(self.start_over)
        result.handled.connect(self._handle)
        result.export_wanted.connect(self.export)
        result.opened.connect(self.household_wanted)
        choose = QShortcut(QKeySequence("Ctrl+O"), self)
        choose.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        choose.activated.connect(self.choose_file)

    # coming to the front

    def bring_up(self, scope: str) -> None:
        """Compare with the people of a place from now on, and list what was compared before."""
        self._scope = scope
        self._list()

    def put_cursor(self) -> None:
        """Give the focus to what is worked in."""
        shown = self.stack.currentWidget()
        if shown is self.result_view:
            self.result_view.table.setFocus()
        elif shown is self.mapping_view:
            self.mapping_view.table.setFocus()
        else:
            self.start_view.kinds.setFocus()

    def start_over(self) -> None:
        """Leave what is shown and wait for another file."""
        self.job.cancel()
        self.order = None
        self._show(self.start_view)
        self._list()

    def _list(self) -> None:
        self._worker.submit(list_made, self.start_view.set_made, partial(message.error, self))

    # from file to result

    def choose_file(self) -> None:
        """Ask for a list."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择要比对的名单", "", KINDS_OF_FILE)
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Look at a list, ask what its columns mean where that isn't known, and compare it."""
        self.order = Order(path, self.start_view.kind)
        self.job.start(f"正在看 {path.name}…", partial(look_at, path=path, sheet=None), self._looked)

    def _looked(self, mapping: MappingLook) -> None:
        if mapping.look.known:
            self._compare()
        else:
            self._show_mapping(mapping)

    def _show_mapping(self, mapping: MappingLook) -> None:
        self.mapping_view.set_look(mapping)
        self._show(self.mapping_view)

    def _look_again(self, row: int) -> None:
        look = self.mapping_view.look
        if look is not None:
            job = partial(look_at, path=look.path, sheet=look.sheet, heading_row=row)
            self.job.start("正在看列名…", job, self._show_mapping)

    def _mapped(self, look: SheetLook, mapping: ColumnMapping, remember: bool) -> None:
        if self.order is None:
            return
        self.order = replace(self.order, sheet=look.sheet, mapping=mapping)
        if remember:
            job = partial(keep_mapping, look=look, mapping=mapping)
            self.job.start("记住列对应…", job, lambda _none: self._compare())
        else:
            self._compare()

    def _compare(self) -> None:
        if self.order is not None:
            job = partial(run, order=self.order, scope=self._scope)
            self.job.start("正在比对…", job, self._arrived, self._compare_failed)

    def _compare_failed(self, problem: Exception) -> None:
        """Go back to where a file is chosen: what failed is told, the archive is as it was."""
        self._show(self.start_view)
        self._failed(problem)

    def _arrived(self, shown: Shown | None) -> None:
        if shown is None:
            self.start_over()
            return
        self.result_view.set_shown(shown)
        self._show(self.result_view)

    # results

    def show_made(self, made: Comparison) -> None:
        """Show a comparison that was made before."""
        self.job.start("打开比对结果…", partial(show, number=made.id), self._arrived)

    def forget(self, made: Comparison) -> None:
        """Forget a comparison, after a question."""
        told = message.Message(
            f"删除“{KINDS[made.kind].title}”（{made.file}）的比对结果？",
            "只删除结果和处理标记，档案里的户和人不变。",
            "名单还在的话，可以再比一次；已处理的标记会丢失。",
        )
        if message.question(self, told, yes="删除结果", no="保留"):
            self._worker.submit(
                partial(drop, number=made.id), self.start_view.set_made, partial(message.error, self)
            )

    def _handle(self, number: int, lines: Sequence[ComparedLine], note: str, handled: bool) -> None:
        job = partial(handle, number=number, lines=[line.n for line in lines], note=note, handled=handled)
        self._worker.submit(job, self._handled, partial(message.error, self))

    def _handled(self, shown: Shown | None) -> None:
        if shown is not None:
            self.result_view.set_shown(shown, keep_line=True)

    def export(self) -> None:
        """Write the result as a workbook."""
        shown = self.result_view.shown
        if shown is None:
            return
        name, _kind = QFileDialog.getSaveFileName(
            self, "导出比对结果", f"{KINDS[shown.made.kind].title}比对结果.xlsx", "Excel (*.xlsx)"
        )
        if name:
            job = partial(export, number=shown.made.id, out=Path(name))
            self.job.start("正在导出…", job, lambda rows: self.result_view.say(f"已导出 {rows:,} 行：{name}"))

    # the rest

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file from anywhere over the page."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the dropped file."""
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.open_file(paths[0])

    def _show(self, part: QWidget) -> None:
        self.stack.setCurrentWidget(part)
        self.mapping_view.next_button.setShortcut("Ctrl+Return" if part is self.mapping_view else "")
        self.put_cursor()

    def _enable(self) -> None:
        self.stack.setEnabled(self.job.running is None)
        if self.job.running is None and self.isVisible():
            self.put_cursor()

    def _failed(self, problem: Exception) -> None:
        if not isinstance(problem, Cancelled):
            message.error(self, problem)


