"""The list of the checks panel: model, drawing and view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.note_groups import Heading, Note, with_headings
from ui.style import color, icon

Index = QModelIndex | QPersistentModelIndex
STYLE = {
    "E": ("error_bg", "error_bg", "circle-x", "error"),
    "M": ("surface", "error", "info-circle", "error"),
    "W": ("warning_bg", "warning_bg", "alert-triangle", "warning"),
    "Q": ("primary_soft", "primary_soft", "bulb", "primary"),
}
"""Group → ground, frame, icon and colour of the icon. M is an E that only says that a field is empty."""


class NotesModel(QAbstractListModel):
    """The lines of the panel: `notes` are the findings, between them stand headings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.notes: list[Note] = []
        self.lines: list[Note | Heading] = []

    def set_notes(self, notes: list[Note]) -> bool:
        """Show these lines; tell whether anything changed."""
        if notes == self.notes:
            return False
        self.beginResetModel()
        self.notes = notes
        self.lines = with_headings(notes)
        self.endResetModel()
        return True

    def line_of(self, note: Note) -> int:
        """Return the line a note stands in."""
        return self.lines.index(note)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let notes be marked, headings not."""
        heading = index.isValid() and isinstance(self.lines[index.row()], Heading)
        return Qt.ItemFlag.ItemIsEnabled if heading else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line as one sentence."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{line.title} {line.notes} 条" if isinstance(line, Heading) else f"{line.title}：{line.text}"
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Note):
            return line.finding.remedy if line.finding is not None else ""
        return None


class NoteDelegate(QStyledItemDelegate):
    """Draws a note as a tinted card: icon, title, wrapped text; a heading as a small line."""

    MARGINS = (30, 5, 8, 6)
    GAP = 5

    def _fonts(self, font: QFont) -> tuple[QFont, QFont]:
        bold, small = QFont(font), QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        small.setPixelSize(max(10, font.pixelSize() - 1))
        return bold, small

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As high as the wrapped text asks."""
        model = index.model()
        view = self.parent()
        assert isinstance(model, NotesModel)
        assert isinstance(view, QListView)
        width = view.viewport().width()
        bold, small = self._fonts(option.font)  # type: ignore[attr-defined]
        line = model.lines[index.row()]
        if isinstance(line, Heading):
            return QSize(width, QFontMetrics(small).height() + self.GAP)
        left, top, right, bottom = self.MARGINS
        room = QRect(0, 0, max(40, width - left - right), 2000)
        text = QFontMetrics(small).boundingRect(room, int(Qt.TextFlag.TextWordWrap), line.text)
        return QSize(width, QFontMetrics(bold).height() + text.height() + top + bottom + self.GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one line."""
        model = index.model()
        assert isinstance(model, NotesModel)
        line = model.lines[index.row()]
        rect = QRect(option.rect).adjusted(0, 0, -1, -self.GAP)  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        bold, small = self._fonts(option.font)  # type: ignore[attr-defined]
        painter.save()
        if isinstance(line, Heading):
            painter.setFont(small)
            painter.setPen(color("hint"))
            middle = int(Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(rect.adjusted(2, 0, -2, 0), middle, line.title)
            painter.drawText(rect.adjusted(2, 0, -2, 0), middle | int(Qt.AlignmentFlag.AlignRight), str(line.notes))
        else:
            self._draw_note(painter, rect, line, state, bold, small)
        painter.restore()

    def _draw_note(
        self, painter: QPainter, rect: QRect, note: Note, state: QStyle.StateFlag, bold: QFont, small: QFont
    ) -> None:
        ground, frame, sign, tint = STYLE[note.group]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(QPen(color("primary" if marked else "input_border" if over else frame), 1))
        painter.setBrush(color(ground))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        icon(sign, tint).paint(painter, QRect(rect.left() + 8, rect.top() + 6, 16, 16))
        left, top, right, bottom = self.MARGINS
        inner = rect.adjusted(left, top, -right, -bottom + self.GAP)
        painter.setFont(bold)
        painter.setPen(color("text"))
        title = painter.fontMetrics().elidedText(note.title, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignTop), title)
        painter.setFont(small)
        painter.setPen(color("text_secondary" if note.group == "M" else "text"))
        below = inner.adjusted(0, QFontMetrics(bold).height(), 0, 0)
        painter.drawText(below, int(Qt.TextFlag.TextWordWrap), note.text)


class NotesView(QListView):
    """The list of lines; their heights follow its width. `below` tells how many notes lie below what is in sight."""

    below = Signal(int)

    def __init__(self, model: NotesModel) -> None:
        """Show a model."""
        super().__init__()
        self.lines = model
        self.setModel(model)
        self.setItemDelegate(NoteDelegate(self))
        self.setAccessibleName("实时核查")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(lambda _value: self._tell_below())
        bar.rangeChanged.connect(lambda _least, _most: self._tell_below())

    def _tell_below(self) -> None:
        bar = self.verticalScrollBar()
        hidden = 0
        if bar.value() < bar.maximum():
            bottom = self.viewport().height()
            for row in range(len(self.lines.lines) - 1, -1, -1):
                if self.visualRect(self.lines.index(row)).bottom() <= bottom:
                    break
                hidden += isinstance(self.lines.lines[row], Note)
        self.below.emit(hidden)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
        self._tell_below()
