"""The household's photos in one row under its members, where the page is high enough for it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from models.fields import Record
from ui.photo_thumbnails import Thumbnails
from ui.style import color

HEIGHT, GAP = 68, 6
ROOM = 700
"""Logical pixels of the tab below which members come before photos."""


class PhotoStrip(QWidget):
    """`clicked` names the attachment that was clicked."""

    clicked = Signal(str)

    def __init__(self, thumbnails: Thumbnails) -> None:
        """Start hidden."""
        super().__init__()
        self._thumbnails = thumbnails
        self._records: list[Record] = []
        self._cells: list[tuple[QRect, str]] = []
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        thumbnails.arrived.connect(lambda _content: self.update())
        self.hide()

    def sizeHint(self) -> QSize:
        """One row."""
        return QSize(200, HEIGHT)

    def show_records(self, records: Sequence[Record], room: int) -> None:
        """Show these attachments if a tab of `room` pixels has place for them."""
        self._records = [one for one in records if one.get("content_hash")]
        self.setAccessibleName(f"照片 {len(self._records)} 张")
        self.setVisible(bool(self._records) and room >= ROOM)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as many photos as fit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, self._cells = 0, []
        for record in self._records:
            pixmap = self._thumbnails.get(record["content_hash"])
            side = self.height() - 2
            known = pixmap is not None and not pixmap.isNull()
            width = round(side * pixmap.width() / pixmap.height()) if known and pixmap is not None else side
            cell = QRect(left, 1, width, side)
            if cell.right() > self.width():
                break
            painter.fillRect(cell, color("computed"))
            if known and pixmap is not None:
                painter.drawPixmap(cell, pixmap)
            painter.setPen(color("border"))
            painter.drawRect(cell.adjusted(0, 0, -1, -1))
            self._cells.append((cell, record["uid"]))
            left += width + GAP
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Name the photo that was clicked."""
        uid = next((uid for cell, uid in self._cells if cell.contains(event.position().toPoint())), None)
        if uid is not None:
            self.clicked.emit(uid)
