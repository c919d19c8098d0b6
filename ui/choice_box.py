"""A drop-down list whose arrow takes the colours of the theme: a style sheet can't tint a picture."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox

from ui.style import icon

ARROW = 16


class ChoiceBox(QComboBox):
    """Offers texts for values; `currentData` is the value chosen."""

    def __init__(self, name: str, entries: Mapping[str, str] | None = None) -> None:
        """`name` is read out and shown as tool tip; `entries` maps values to texts."""
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(name)
        for value, text in (entries or {}).items():
            self.addItem(text, value)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the arrow."""
        super().paintEvent(event)
        painter = QPainter(self)
        token = "text_secondary" if self.isEnabled() else "hint"
        top = (self.height() - ARROW) // 2
        icon("chevron-down", token, ARROW).paint(painter, self.width() - ARROW - 7, top, ARROW, ARROW)
        painter.end()
