"""Press and hold to see whole numbers: a button, or F8 in the table; the trail says who looked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton

from storage.archive import audit
from storage.archive.archive import Archive
from storage.archive.audit import Kind
from storage.archive.progress import Progress
from ui.background import ArchiveWorker


def note_reveal(archive: Archive, _progress: Progress, where: str, lines: int) -> None:
    """Write down that whole numbers were looked at; job for the worker."""
    if not archive.on_read_only_drive:
        audit.note(archive, Kind.REVEAL, f"查看完整号码：{where}", f"{lines} 行")


class RevealButton(QPushButton):
    """`revealed` carries True while the button, or F8 in the table (`hold`), is held down."""

    revealed = Signal(bool)

    def __init__(self, worker: ArchiveWorker, where: str, shown_lines: Callable[[], int]) -> None:
        """`where` names the page for the trail, `shown_lines` says how many lines are in sight."""
        super().__init__("按住看全号 F8")
        self.setToolTip("按住鼠标或 F8 显示完整号码，松开就遮上；谁看过会记入操作日志")
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._worker, self._where, self._lines = worker, where, shown_lines
        self.held = False
        self.pressed.connect(partial(self.hold, True))
        self.released.connect(partial(self.hold, False))

    def hold(self, on: bool) -> None:
        """Show or hide the numbers."""
        if on == self.held or (on and not self.isVisibleTo(self.window())):
            return
        self.held = on
        if on:
            self._worker.submit(partial(note_reveal, where=self._where, lines=self._lines()))
        self.revealed.emit(on)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide the numbers with the page."""
        self.hold(False)
        super().hideEvent(event)
