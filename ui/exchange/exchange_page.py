"""交换: the board of partner offices, packs made and taken, the preview before a merge and the way back after it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from storage.archive.archive import Archive
from storage.archive.batches import Undone
from storage.archive.pack_log import Sent
from storage.archive.progress import Cancelled, Progress
from storage.archive.records import Change
from storage.exchange.pack_format import ENDING
from ui import message
from ui.background import ArchiveWorker, Job
from ui.batches_page import undone_message
from ui.exchange.board_jobs import Look, assume, look, take_held
from ui.exchange.board_view import BoardView
from ui.exchange.meet_dialog import MeetDialog
from ui.exchange.pack_dialog import PackDialog
from ui.exchange.pack_drop import dropped_packs
from ui.exchange.passphrase_dialog import ask_passphrase
from ui.exchange.preview_jobs import Merged, Preview, in_order, note_refused, take_now, try_packs, undo_merge
from ui.exchange.preview_view import PreviewView
from ui.exchange.slip_list import print_slips
from ui.exchange.sticks import first_folder
from ui.exchange.take_frame import TakeFrame
from ui.import_shown import ProgressStrip
from ui.message import Message

PACKS = f"户档包和回执 (*{ENDING});;所有文件 (*)"


class ExchangePage(QWidget):
    """Board or preview. `data_changed` says that the archive changed, `inbox_wanted` asks for the conflict inbox."""

    data_changed = Signal()
    inbox_wanted = Signal()
    household_wanted = Signal(str)

    def __init__(self, worker: ArchiveWorker, parent: QWidget | None = None) -> None:
        """Start at the board; `reload` fills it."""
        super().__init__(parent)
        self._worker = worker
        self._job: Job | None = None
        self.now: Look | None = None
        self.preview: Preview | None = None
        self.merged: Merged | None = None
        self._wrong: set[Path] = set()
        self.setAcceptDrops(True)
        self.board = BoardView()
        self.view = PreviewView(worker)
        self.frame = TakeFrame(self.view)
        self.strip = ProgressStrip()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.board)
        self.stack.addWidget(self.frame)
        bar = QVBoxLayout()
        bar.setContentsMargins(14, 6, 14, 0)
        bar.addWidget(self.strip)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addWidget(self.stack, 1)
        self._connect()

    def _connect(self) -> None:
        board, frame = self.board, self.frame
        board.taking.connect(self.choose_packs)
        board.dropped.connect(self.open_packs)
        board.meeting.connect(self.meet)
        board.packing.connect(self.pack)
        board.assuming.connect(self.assume)
        board.printing.connect(self.print_slips)
        board.taking_up.connect(self.take_up)
        board.inbox_wanted.connect(self.inbox_wanted)
        frame.packs.unlock.connect(self.unlock)
        frame.back_button.clicked.connect(self.go_back)
        frame.merge_button.clicked.connect(self.merge)
        frame.undo_button.clicked.connect(self.undo)
        frame.inbox_button.clicked.connect(self.inbox_wanted)
        self.view.counted.connect(self._enable)
        self.view.opened.connect(self.household_wanted)
        self.strip.cancel_button.clicked.connect(self.cancel)
        for keys, act in (("Ctrl+O", self.choose_packs), ("Ctrl+P", self._pack_marked)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # the board

    def reload(self) -> None:
        """Read the board anew."""
        self._worker.submit(look, self._looked, partial(message.error, self))

    def _looked(self, now: Look) -> None:
        self.now = now
        self.board.show_look(now)

    def put_cursor(self) -> None:
        """Give the focus to what is worked in."""
        if self.stack.currentWidget() is self.board:
            self.board.put_cursor()
        elif self.merged is not None:
            self.frame.back_button.setFocus()
        else:
            self.view.table.setFocus()

    def meet(self) -> None:
        """Get to know another office."""
        if self.now is None:
            return
        dialog = MeetDialog(self._worker, self.now, self)
        dialog.met.connect(self.reload)
        dialog.exec()
        self.reload()

    def _pack_marked(self) -> None:
        if self.stack.currentWidget() is self.board and self.board.pack_button.isEnabled():
            self.pack(self.board.marked.division if self.board.marked is not None else "")

    def pack(self, division: str) -> None:
        """Make a pack for an office."""
        if self.now is None:
            return
        dialog = PackDialog(self._worker, self.now, division, self)
        dialog.made.connect(self.reload)
        dialog.exec()

    def assume(self, division: str) -> None:
        """“视为已收到”, after asking."""
        line = next((line for line in self.now.offices if line.division == division), None) if self.now else None
        if line is None or not line.unacknowledged:
            return
        last = line.unacknowledged[0]
        told = Message(
            f"“{line.office}”已经取用了第 {last.number} 号包？",
            "只改一个估计，不改数据：以后的包从这一个之后打起，会小一些。",
            "对方其实没收到也不要紧：下次对方的包一到，就以对方说的为准，缺的会补上。",
        )
        if message.question(self, told, yes="视为已收到"):
            job = partial(assume, office=division, number=last.number)
            self._worker.submit(job, self._assumed, partial(message.error, self))

    def _assumed(self, _sent: Sent) -> None:
        self.reload()

    def take_up(self, wanted: frozenset[tuple[str, str]]) -> None:
        """Let lines that were left for now count again."""
        self._start("正在取用搁置的内容…", partial(take_held, wanted=wanted), self._taken_up)

    def _taken_up(self, _change: Change) -> None:
        self.reload()
        self.data_changed.emit()

    def print_slips(self) -> None:
        """Put the slips on paper."""
        if self.now is not None:
            print_slips(self, self._worker, self.now.slips)

    # taking packs

    def choose_packs(self) -> None:
        """Ask for packs."""
        if self.now is not None and self.now.read_only:
            return
        folder = first_folder(self.now.folder if self.now is not None else "")
        names, _kind = QFileDialog.getOpenFileNames(self, "选收到的包（可以选几个）", folder, PACKS)
        if names:
            self.open_packs([Path(name) for name in names])

    def open_packs(self, files: Sequence[Path]) -> None:
        """Show what packs would change; nothing is written."""
        self._wrong.clear()
        self._try(in_order(files), {})

    def _try(self, files: tuple[Path, ...], passphrases: dict[Path, str]) -> None:
        self.cancel()
        self._start("正在看包里的内容…", partial(try_packs, files=files, passphrases=passphrases), self._tried)

    def _tried(self, preview: Preview) -> None:
        self.preview, self.merged = preview, None
        self._wrong = {one.file for one in preview.taken if one.code == "wrong_passphrase"}
        self.frame.show_preview(preview)
        self.stack.setCurrentWidget(self.frame)
        self._enable()
        if not preview.good:
            self._worker.submit(partial(note_refused, preview=preview), lambda _none: None, lambda _problem: None)
            self.frame.back_button.setFocus()
        else:
            self.view.table.setFocus()
        locked = [one.file for one in preview.taken if one.code == "passphrase_needed"]
        if len(preview.taken) == 1 and locked:
            self.unlock(locked[0])

    def unlock(self, file: Path) -> None:
        """Ask for a passphrase and look again."""
        preview = self.preview
        if preview is None:
            return
        typed = ask_passphrase(self, file.name, wrong=file in self._wrong)
        if typed:
            self._try(preview.files, preview.passphrases | {file: typed})

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files from anywhere over the page."""
        if dropped_packs(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the dropped packs."""
        paths = dropped_packs(event.mimeData())
        if paths and self.now is not None and not self.now.read_only:
            event.acceptProposedAction()
            self.open_packs(paths)

    def merge(self) -> None:
        """Take the packs, leaving what is marked to be left."""
        if self.preview is None or self.merged is not None or self._job is not None or not self.preview.good:
            return
        self._start("正在合并…", partial(take_now, preview=self.preview), self._was_merged)

    def _was_merged(self, merged: Merged) -> None:
        self.merged = merged
        self.frame.show_merged(merged)
        self._enable()
        self.data_changed.emit()
        (self.frame.inbox_button if merged.waiting and merged.batches else self.frame.back_button).setFocus()

    def undo(self) -> None:
        """Take the merge back, after asking."""
        merged = self.merged
        if merged is None or not merged.batches:
            return
        told = Message(
            "撤销这次合并？",
            "来件带来的改动先放到一边，不算数；之后又改过的地方保留现值并逐条列出。",
            "对方那边不受影响。以后再取用同一个包，就又算数了。",
        )
        if message.question(self, told, yes="撤销合并"):
            self._start("正在撤销…", partial(undo_merge, batches=merged.batches), self._undone)

    def _undone(self, undone: Undone) -> None:
        self.data_changed.emit()
        message.info(self, undone_message(undone))
        self.go_back()

    def escape(self) -> None:
        """Esc stops a job, else leaves the preview."""
        if self._job is not None:
            self.cancel()
        else:
            self.go_back()

    def go_back(self) -> None:
        """Leave the preview for the board."""
        if self.stack.currentWidget() is self.board or self._job is not None:
            return
        self.preview = self.merged = None
        self.view.set_preview(None)
        self.stack.setCurrentWidget(self.board)
        self._enable()
        self.reload()
        self.board.put_cursor()

    # jobs

    def _start(self, text: str, job: Callable[[Archive, Progress], Any], done: Callable[[Any], None]) -> None:
        """Do a job with progress and cancel."""
        if self._job is not None:
            return
        self.strip.report(0, 0, text)

        def finished(result: object) -> None:
            self._end()
            done(result)

        self._job = self._worker.submit(job, finished, self._failed, self.strip.report)
        self._enable()

    def _failed(self, problem: Exception) -> None:
        self._end()
        if isinstance(problem, Cancelled):
            self.frame.summary.setText("已取消，正在处理的包没有写入；之前已取用的包保留。可以再按“合并”。")
        else:
            message.error(self, problem)

    def _end(self) -> None:
        self._job = None
        self.strip.hide()
        self._enable()

    def cancel(self) -> None:
        """Ask the running job to stop; nothing of the pack at hand is kept."""
        if self._job is not None:
            self._job.cancel()

    @property
    def idle(self) -> bool:
        """Tell whether no job of the page is under way."""
        return self._job is None

    def _enable(self) -> None:
        shown = self.stack.currentWidget() is self.frame
        self.frame.enable(self.preview, self.merged, idle=self._job is None, shown=shown)
        self.board.setEnabled(self._job is None)
