"""The framed area of the import page that takes sheets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout

from ui.file_drop import FileDrop, local_files
from ui.style import icon

SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".et"})


def dropped_files(data: QMimeData) -> list[Path]:
    """Return the sheets in what is being dragged."""
    return [file for file in local_files(data) if file.suffix.lower() in SUFFIXES]


class DropZone(FileDrop):
    """Takes sheets only."""

    def __init__(self) -> None:
        """Build icon and two lines of text."""
        super().__init__("选择要导入的表格", "按回车选择文件，或把文件拖到这里")
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

    def welcome(self, data: QMimeData) -> list[Path]:
        """Return the sheets that may be dropped here."""
        return dropped_files(data)
