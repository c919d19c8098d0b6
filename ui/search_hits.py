"""The hits of a search as a list: name, relation, village and why it matched, drawn in two lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from storage.archive.search import Hit
from ui.style import color

Index = QModelIndex | QPersistentModelIndex


class HitModel(QAbstractListModel):
    """The hits, as the delegate and a screen reader read them."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._hits: Sequence[Hit] = []
        self.text = ""

    def set_hits(self, hits: Sequence[Hit], text: str) -> None:
        """Show these hits of `text`."""
        self.beginResetModel()
        self._hits, self.text = hits, text
        self.endResetModel()

    def hit(self, index: Index) -> Hit | None:
        """Return the hit at `index`."""
        return self._hits[index.row()] if index.isValid() and index.row() < len(self._hits) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many hits there are."""
        return 0 if parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the hit as one sentence, for reading out and for tool tips."""
        hit = self.hit(index)
        if hit is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return "，".join(part for part in (hit.name, hit.relation, hit.village, hit.number, hit.why) if part)
        return None


class HitDelegate(QStyledItemDelegate):
    """Name and relation with the reason at the right; below, village and household number."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines and a little air."""
        return QSize(200, option.fontMetrics.height() * 2 + 12)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one hit."""
        model = index.model()
        hit = model.hit(index) if isinstance(model, HitModel) else None
        if hit is None:
            return
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color("selected"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("primary"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, color("hover"))
        inner = rect.adjusted(12, 5, -10, -6)
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), half)
        self._upper(painter, upper, hit, option.font)  # type: ignore[attr-defined]
        painter.setFont(option.font)  # type: ignore[attr-defined]
        painter.setPen(color("text_secondary"))
        place = "　".join(part for part in (hit.village, hit.number) if part)
        _draw(painter, lower, place, Qt.AlignmentFlag.AlignLeft)
        painter.restore()

    def _upper(self, painter: QPainter, rect: QRect, hit: Hit, font: QFont) -> None:
        painter.setFont(font)
        painter.setPen(color("primary"))
        why_width = min(painter.fontMetrics().horizontalAdvance(hit.why), rect.width() // 2)
        _draw(painter, rect.adjusted(rect.width() - why_width, 0, 0, 0), hit.why, Qt.AlignmentFlag.AlignRight)
        room = rect.adjusted(0, 0, -why_width - 8, 0)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(color("text"))
        _draw(painter, room, hit.name, Qt.AlignmentFlag.AlignLeft)
        width = painter.fontMetrics().horizontalAdvance(hit.name) + 8
        painter.setFont(font)
        painter.setPen(color("text_secondary"))
        _draw(painter, room.adjusted(width, 0, 0, 0), hit.relation, Qt.AlignmentFlag.AlignLeft)


def _draw(painter: QPainter, rect: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    if rect.width() > 0:
        fitted = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), fitted)
