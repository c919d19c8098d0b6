"""Paints the cells of a table: room between a number and the text beside it, one line under the cell in focus."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.lists.table_model import Index
from ui.style import color

PADDING = 5


class CellDelegate(QStyledItemDelegate):
    """Background by state, then the text cut to the cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("selected"))
        elif index.row() % 2:
            painter.fillRect(rect, color("zebra"))
        text = index.data()
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), color("primary"))
        if not text:
            return
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole) or color("text"))
        spot = rect.adjusted(PADDING, 0, -PADDING, 0)
        metrics = option.fontMetrics  # type: ignore[attr-defined]
        if metrics.horizontalAdvance(text) > spot.width():
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, spot.width())
        painter.drawText(spot, index.data(Qt.ItemDataRole.TextAlignmentRole), text)
