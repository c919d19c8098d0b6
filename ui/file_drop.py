"""A frame that takes dropped files, or opens the file dialog on Enter, Space or click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame


def local_files(data: QMimeData) -> list[Path]:
    """Return the files in what is being dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class FileDrop(QFrame):
    """`dropped` carries the paths; `chosen` asks for the file dialog. Heirs say what they show, and what they take."""

    dropped = Signal(object)
    chosen = Signal()

    def __init__(self, name: str, description: str) -> None:
        """Build the frame with what a screen reader says."""
        super().__init__()
        self.setObjectName("drop-zone")
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def welcome(self, data: QMimeData) -> list[Path]:
        """Return the files that may be dropped here."""
        return local_files(data)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space ask for the file dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """So does a click."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and show that they are welcome."""
        if self.welcome(event.mimeData()):
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        super().dragLeaveEvent(event)
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        self._mark(False)
        paths = self.welcome(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _mark(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)
