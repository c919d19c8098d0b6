"""The line under a grid: what was just said, and the one thing that can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.field_cell import MessageLine

HEIGHT = 22
NOTHING = "没有可转到的地方"
"""What the hidden link is called."""


class NoticeLine(QWidget):
    """A message with at most one link behind it; `followed` says that the link was clicked."""

    followed = Signal()

    def __init__(self) -> None:
        """Start without a message."""
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.message = MessageLine(self, right=False)
        self.link = QPushButton()
        self.link.setProperty("flat", True)
        self.link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.link.setAccessibleName(NOTHING)
        self.link.clicked.connect(self.followed)
        self.link.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.message, 1)
        row.addWidget(self.link)

    @property
    def text(self) -> str:
        """Return what is said now."""
        return self.message.text

    def say(self, tone: str, text: str, link: str = "") -> None:
        """Say something in the colour of its tone; without `link` there is nothing to follow."""
        self.message.say(tone, text)
        self.link.setText(link)
        self.link.setAccessibleName(link or NOTHING)
        self.link.setVisible(bool(link))
