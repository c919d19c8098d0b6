"""The checks panel folded on a narrow window: a strip with the counts; a click draws the panel over the page."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from ui.style import color, icon

WIDTH = 40
ROW = 52


class ChecksStrip(QFrame):
    """Counts of errors, empty fields and warnings. `clicked` asks for the panel."""

    clicked = Signal()

    def __init__(self) -> None:
        """Start hidden, with nothing found."""
        super().__init__()
        self.setProperty("card", True)
        self.setFixedWidth(WIDTH)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.counts = (0, 0, 0)
        self.hide()

    def show_counts(self, errors: int, missing: int, warnings: int, said: str) -> None:
        """Show how much was found; `said` is the same in words."""
        self.counts = (errors, missing, warnings)
        self.setAccessibleName(f"实时核查：{said}")
        self.setToolTip(f"{said}。Ctrl+K 展开")
        self.update()

    def sizeHint(self) -> QSize:
        """Narrow, and as high as there is room."""
        return QSize(WIDTH, ROW * 4)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Ask for the panel."""
        self.clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon and number of each kind, and at the top the arrow that opens the panel."""
        super().paintEvent(event)
        painter = QPainter(self)
        icon("chevron-left", "text_secondary", 16).paint(painter, QRect((WIDTH - 16) // 2, 8, 16, 16))
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        kinds = (("circle-x", "error"), ("info-circle", "text_secondary"), ("alert-triangle", "warning"))
        shown = [(sign, tint, count) for (sign, tint), count in zip(kinds, self.counts, strict=True) if count]
        top = 36
        for sign, tint, count in shown or [("circle-check", "ok", 0)]:
            icon(sign, tint, 18).paint(painter, QRect((WIDTH - 18) // 2, top, 18, 18))
            if count:
                painter.setPen(color(tint))
                painter.drawText(QRect(0, top + 20, WIDTH, 18), int(Qt.AlignmentFlag.AlignHCenter), str(count))
            top += ROW
        painter.end()
