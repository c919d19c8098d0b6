"""How a household looks in the list: name, people and type above, number and badge below."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from models.codes import CodeBook
from storage.archive.lists import HouseholdRow
from ui.list_model import ROW_ROLE, Index
from ui.style import color

ROW_HEIGHT = 46


def badge_of(row: HouseholdRow) -> tuple[str, str]:
    """Return (tone, text) of a household's badge."""
    if row.errors:
        return "error", f"× {row.errors} 处"
    if row.completeness >= 100:
        return "ok", "√ 完整"
    return "", f"{row.completeness}%"


class HouseholdDelegate(QStyledItemDelegate):
    """Name, people and type above; number and badge below."""

    def __init__(self, codes: CodeBook, parent: QListView) -> None:
        """Read types from `codes`."""
        super().__init__(parent)
        self._codes = codes

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(100, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one household."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        row: HouseholdRow | None = index.data(ROW_ROLE)
        painter.save()
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, color("selected"))
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), color("primary"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, color("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), color("divider"))
        inner = rect.adjusted(11, 3, -5, -4)
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), half)
        if row is None:
            painter.setPen(color("hint"))
            painter.drawText(upper, int(Qt.AlignmentFlag.AlignVCenter), "…")
        else:
            self._upper(painter, upper, row, option.font)  # type: ignore[attr-defined]
            self._lower(painter, lower, row, option.font)  # type: ignore[attr-defined]
        painter.restore()

    def _upper(self, painter: QPainter, rect: QRect, row: HouseholdRow, font: QFont) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        small = _smaller(font)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        kind = self._codes.text("household_type", row.household_type) if row.household_type else ""
        about = f"{row.people}人 {_short(kind)}".strip()
        about_width = QFontMetrics(small).horizontalAdvance(about) + 6
        painter.setFont(bold)
        painter.setPen(color("text"))
        metrics = QFontMetrics(bold)
        room = max(rect.width() - about_width, rect.width() // 3)
        name = metrics.elidedText(row.head_name or "（未填户主）", Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, middle, name)
        left = metrics.horizontalAdvance(name) + 7
        painter.setFont(small)
        painter.setPen(color("text_secondary"))
        rest = rect.adjusted(left, 0, 0, 0)
        painter.drawText(rest, middle, QFontMetrics(small).elidedText(about, Qt.TextElideMode.ElideRight, rest.width()))

    def _lower(self, painter: QPainter, rect: QRect, row: HouseholdRow, font: QFont) -> None:
        painter.setFont(_smaller(font))
        metrics = painter.fontMetrics()
        tone, text = badge_of(row)
        width = metrics.horizontalAdvance(text) + 8
        spot = QRectF(rect.right() - width, rect.top() + 1, width, rect.height() - 2)
        if tone:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(f"{tone}_bg"))
            painter.drawRoundedRect(spot, 3, 3)
        painter.setPen(color(tone or "text_secondary"))
        painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), text)
        painter.setPen(color("text_secondary"))
        room = rect.width() - width - 6
        number = metrics.elidedText(row.number or "", Qt.TextElideMode.ElideLeft, room)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter), number)


def _smaller(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(max(10, font.pixelSize() - 1))
    return small


def _short(kind: str) -> str:
    return kind.removesuffix("贫困户").removesuffix("户") or kind
