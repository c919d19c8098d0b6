"""What the small dialogs of the exchange share: title, words, pages one after the other, the way on at the foot."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from storage.archive.archive import Archive
from storage.archive.progress import Cancelled, Progress
from ui.background import ArchiveWorker, Job
from ui.import_shown import ProgressStrip
from ui.message import of_exception


class StepsDialog(QDialog):
    """Pages in a stack; a job runs with progress and cancel, and what goes wrong is said on the page itself."""

    def __init__(self, worker: ArchiveWorker, title: str, parent: QWidget | None = None) -> None:
        """Build the frame; the heirs add pages and call `show_step`."""
        super().__init__(parent)
        self._worker = worker
        self._job: Job | None = None
        self.setWindowTitle(title)
        self.stack = QStackedWidget()
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.trouble.hide()
        self.strip = ProgressStrip()
        self.strip.cancel_button.clicked.connect(self.cancel)
        self.back_button = push("返回")
        self.close_button = push("关闭 Esc")
        self.close_button.clicked.connect(self.reject)
        self.on_button = push("")
        self.on_button.setProperty("primary", True)
        self.on_button.setDefault(True)
        self.buttons = QHBoxLayout()
        self.buttons.addWidget(self.back_button)
        self.buttons.addStretch(1)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.on_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(12)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.trouble)
        layout.addWidget(self.strip)
        layout.addLayout(self.buttons)
        unit = self.fontMetrics().height()
        self.resize(unit * 34, unit * 20)

    @property
    def idle(self) -> bool:
        """Tell whether no job is under way."""
        return self._job is None

    def show_step(self, page: QWidget, way_on: str, *, back: bool = False) -> None:
        """Bring a page to the front; `way_on` is what the main button says."""
        self.trouble.hide()
        self.stack.setCurrentWidget(page)
        self.on_button.setText(way_on)
        self.on_button.setVisible(bool(way_on))
        self.back_button.setVisible(back)
        self.close_button.setText("关闭 Esc" if way_on else "完成")

    def say_trouble(self, text: str) -> None:
        """Say on the page what went wrong."""
        self.trouble.setText(text)
        self.trouble.setVisible(bool(text))

    def start(self, text: str, job: Callable[[Archive, Progress], Any], done: Callable[[Any], None]) -> None:
        """Do a job; its failure is said on the page."""
        if self._job is not None:
            return
        self.trouble.hide()
        self.strip.report(0, 0, text)
        self.on_button.setEnabled(False)
        self.back_button.setEnabled(False)
        self._job = self._worker.submit(job, partial(self._done, done), self._failed, self.strip.report)

    def _end(self) -> None:
        self._job = None
        self.strip.hide()
        self.on_button.setEnabled(True)
        self.back_button.setEnabled(True)

    def _done(self, done: Callable[[Any], None], result: object) -> None:
        self._end()
        done(result)

    def _failed(self, problem: Exception) -> None:
        self._end()
        if isinstance(problem, Cancelled):
            self.say_trouble("已取消，没有写出文件。")
            return
        told = of_exception(problem)
        self.say_trouble(" ".join(part for part in (told.what, told.safe, told.now) if part))

    def cancel(self) -> None:
        """Ask the job under way to stop."""
        if self._job is not None:
            self._job.cancel()

    def reject(self) -> None:
        """Close, but not over a job: that is asked to stop first."""
        if self._job is not None:
            self.cancel()
            return
        super().reject()


def push(text: str) -> QPushButton:
    """Return a button that Enter doesn't press by itself."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    return button


def words(text: str, role: str = "", name: str = "") -> QLabel:
    """Return a line or paragraph that wraps and can be copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    if name:
        label.setObjectName(name)
    return label


def open_folder_of(file: Path) -> None:
    """Show the folder of a file in the machine's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))
