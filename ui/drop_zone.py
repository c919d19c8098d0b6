"""A framed area that takes a dropped file, or opens the file dialog on Enter, Space or click."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from ui.style import icon

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".et"})


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the sheets in what is being dragged."""
    files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return [file for file in files if file.suffix.lower() in SUFFIXES]


class DropZone(QFrame):
    """`dropped` carries the paths; `chosen` asks for the file dialog."""

    dropped = Signal(object)
    chosen = Signal()

    def __init__(self) -> None:
        """Build icon and two lines of text."""
        super().__init__()
        self.setObjectName("drop-zone")
        self.setAccessibleName("选择要导入的表格")
        self.setAccessibleDescription("按回车选择文件，或把文件拖到这里")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        picture = QLabel()
        size = self.fontMetrics().height() * 2
        picture.setPixmap(icon("file-import", "primary", size).pixmap(size, size))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lead = QLabel("把 Excel 或 CSV 文件拖到这里，或按 Enter 选择文件")
        lead.setProperty("role", "title")
        more = QLabel(
            "表头自动识别，认不出的列可以指定一次、以后记住；先看预检结果再写入，写入后可整批撤销。"
            "同一批人的几张表可以一起选，按户编号、证件号码合在一起。"
        )
        more.setProperty("role", "secondary")
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        layout.addWidget(picture)
        for label in (lead, more):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch(1)

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
        """Take sheets and show that they are welcome."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._mark(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        super().dragLeaveEvent(event)
        self._mark(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which files were dropped."""
        self._mark(False)
        paths = dropped_files(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def _mark(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)
