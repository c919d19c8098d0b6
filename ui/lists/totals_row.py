"""The line below a table: how many lines there are, and the sum or average of each numeric column, under the column."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from models.list_fields import list_field
from storage.archive.lists import Totals
from ui.lists.cells import total_text
from ui.lists.frozen_table import FrozenTable
from ui.style import color

GAP = 4


class TotalsRow(QWidget):
    """Follows the columns of a table; `show_totals(None)` says that figures are being counted."""

    def __init__(self, table: FrozenTable) -> None:
        """Start without figures."""
        super().__init__()
        self._table = table
        self._totals: Totals | None = None
        self.setFixedHeight(round(self.fontMetrics().height() * 1.7))
        self.setAccessibleName("合计")
        table.moved.connect(self.update)

    def sizeHint(self) -> QSize:
        """Take the width there is."""
        return QSize(100, self.height())

    def show_totals(self, totals: Totals | None) -> None:
        """Show other figures."""
        self._totals = totals
        self.setAccessibleDescription("，".join(self.texts()))
        self.update()

    def texts(self) -> list[str]:
        """Return what stands below each column."""
        if self._totals is None:
            return []
        columns = self._table.model().columns  # type: ignore[attr-defined]
        sums = self._totals.sums
        made = [total_text(key, list_field(key), sums[key]) if key in sums else "" for key in columns]
        if made:
            made[0] = f"合计 {self._totals.lines:,} 户"
        return made

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the figures, those of the columns that stay last."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), color("raised"))
        painter.setPen(color("border"))
        painter.drawRect(self.rect().adjusted(0, -1, -1, -1))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        texts = self.texts()
        frozen = self._table.frozen_columns
        left = self._table.frameWidth()
        painter.save()
        painter.setClipRect(QRect(left + self._table.frozen_width, 0, self.width(), self.height()))
        for at in range(frozen, len(texts)):
            start = left + self._table.columnViewportPosition(at)
            self._cell(painter, texts[at], start, self._table.columnWidth(at), at)
        painter.restore()
        for at in range(min(frozen, len(texts))):
            room = self._table.frozen_width if at == 0 else self._table.columnWidth(at)
            self._cell(painter, texts[at], left, room, at)
            left += self._table.columnWidth(at)
        painter.end()

    def _cell(self, painter: QPainter, text: str, left: int, width: int, at: int) -> None:
        if not text:
            return
        side = Qt.AlignmentFlag.AlignLeft if at == 0 else Qt.AlignmentFlag.AlignRight
        spot = QRect(left + GAP, 0, width - (2 if at == 0 else 3) * GAP, self.height())
        painter.setPen(color("text"))
        elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, spot.width())
        painter.drawText(spot, int(side | Qt.AlignmentFlag.AlignVCenter), elided)
