"""A low framed strip that takes packs by drop, or opens the file dialog on Enter, Space or click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from ui.style import icon


def dropped_packs(data: QMimeData) -> list[Path]:
    """Return the files being dragged, whatever their names say: a wrong one gets its sentence in the preview."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class PackDrop(QFrame):
    """`dropped` carries the paths; `chosen` asks for the file dialog."""

    dropped = Signal(object)
    chosen = Signal()

    def __init__(self) -> None:
        """Build picture and two lines of text."""
        super().__init__()
        self.setObjectName("drop-zone")
        self.setAccessibleName("取用收到的包")
        self.setAccessibleDescription("按回车选择文件，或把包拖到这里")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        picture = QLabel()
        size = round(self.fontMetrics().height() * 1.8)
        picture.setPixmap(icon("usb", "primary", size).pixmap(size, size))
        lead = QLabel("取用收到的包：拖到这里，或按 Ctrl+O 选文件（可以选几个）")
        lead.setProperty("role", "title")
        more = QLabel("先看预览再合并，写入前什么都不会变；合并后可整批撤销。同一个包取用两次不会重复。")
        more.setProperty("role", "secondary")
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (lead, more):
            label.setWordWrap(True)
            words.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(14)
        layout.addWidget(picture)
        layout.addLayout(words, 1)

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
        if dropped_packs(event.mimeData()):
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        super().dragLeaveEvent(event)
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        self._mark(False)
        paths = dropped_packs(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _mark(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)
