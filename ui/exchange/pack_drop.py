"""The low strip of the exchange page that takes packs, whatever their names: a wrong one gets its sentence there."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout

from ui.file_drop import FileDrop
from ui.style import icon


class PackDrop(FileDrop):
    """Takes any file."""

    def __init__(self) -> None:
        """Build picture and two lines of text."""
        super().__init__("取用收到的包", "按回车选择文件，或把包拖到这里")
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
