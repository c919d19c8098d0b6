"""One field of a form: label with its star, editor, unit, and the line of text below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from models.fields import Field
from ui.editors.table import Editor
from ui.style import color

FIELD_HEIGHT = 28
MESSAGE_HEIGHT = 15
NOTE_HEIGHT = 56
STAR_ROOM = 9
LONGEST_LABEL = 8
"""Characters; a longer label stands in two lines of smaller text, so that no field narrows all others."""
TONES = {"error": "error", "warning": "warning", "ok": "ok", "typing": "hint", "carried": "carried", "hint": "hint"}


def label_width(text: str, metrics: QFontMetrics) -> int:
    """Return how wide a label must be: the text and a star, or as much as half of a long text takes."""
    return min(metrics.horizontalAdvance(text), metrics.horizontalAdvance("汉") * LONGEST_LABEL) + STAR_ROOM


class FieldLabel(QLabel):
    """A label at the right of its room, with a red star where the field must be filled."""

    def __init__(self, text: str, buddy: QWidget) -> None:
        """Belong to an editor."""
        super().__init__(text)
        self.setBuddy(buddy)
        self.required = False

    def set_required(self, required: bool) -> None:
        """Show or hide the star."""
        if required != self.required:
            self.required = required
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as the text and a star; a long text stands in two lines."""
        return QSize(label_width(self.text(), self.fontMetrics()), FIELD_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Never cut a label."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text, and the star in the room kept for it."""
        painter = QPainter(self)
        painter.setPen(color("text_secondary") if self.isEnabled() else color("hint"))
        room = self.rect().adjusted(0, 0, -STAR_ROOM, 0)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if self.fontMetrics().horizontalAdvance(self.text()) > room.width():
            small = QFont(self.font())
            small.setPixelSize(max(10, small.pixelSize() - 2))
            painter.setFont(small)
            half = (len(self.text()) + 1) // 2
            lines = f"{self.text()[:half]}\n{self.text()[half:]}"
            painter.drawText(room.adjusted(-40, -4, 0, 4), int(flags), lines)
            painter.setFont(self.font())
        else:
            painter.drawText(room, int(flags), self.text())
        if self.required:
            painter.setPen(color("error"))
            star = self.rect().adjusted(self.width() - STAR_ROOM + 2, -1, 0, 0)
            painter.drawText(star, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), "*")
        painter.end()


class MessageLine(QWidget):
    """The line under a field; what doesn't fit is cut with … and stands whole in the tool tip and the side panel."""

    def __init__(self, parent: QWidget, *, right: bool) -> None:
        """Start without a message; the last column's messages stand at the right, where they have room."""
        super().__init__(parent)
        self.text = ""
        self._tone = ""
        self._side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(MESSAGE_HEIGHT)
        font = QFont(self.font())
        font.setPixelSize(max(10, font.pixelSize() - 1))
        self.setFont(font)

    def set_right(self, right: bool) -> None:
        """Stand at the right end of the room, or at the left."""
        self._side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft

    def say(self, tone: str, text: str) -> None:
        """Show a message in the colour of its tone, or nothing."""
        if (tone, text) != (self._tone, self.text):
            self._tone, self.text = tone, text
            self.setToolTip(text)
            self.update()

    def sizeHint(self) -> QSize:
        """Take the room there is."""
        return QSize(40, MESSAGE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the text."""
        if not self.text:
            return
        painter = QPainter(self)
        painter.setPen(color(TONES.get(self._tone, "hint")))
        metrics = QFontMetrics(self.font())
        shown = metrics.elidedText(self.text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), int(self._side | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()


class FieldCell:
    """The widgets of one field. The message line is made when there is something to say."""

    def __init__(self, declared: Field, editor: Editor, parent: QWidget) -> None:
        """Make label and unit for an editor."""
        self.declared = declared
        self.editor = editor
        self.label = FieldLabel(declared.label, editor)
        self.unit: QLabel | None = None
        if declared.unit:
            self.unit = QLabel(declared.unit)
            self.unit.setProperty("role", "hint")
        self.message: MessageLine | None = None
        self.message_at: tuple[int, int, int] = (0, 0, 1)
        self.right = False
        self.shown = True
        self._parent = parent
        for widget in (self.label, editor, self.unit):
            if widget is not None:
                widget.setParent(parent)

    @property
    def name(self) -> str:
        """Return the field's name."""
        return self.declared.name

    def set_shown(self, shown: bool) -> None:
        """Show or hide all of the field."""
        self.shown = shown
        for widget in (self.label, self.editor, self.unit, self.message):
            if widget is not None:
                widget.setVisible(shown)

    def say(self, state: str, tone: str, text: str) -> None:
        """Give the editor a state and the line below a text."""
        self.editor.show_state(state)
        if self.message is None and text:
            self.message = MessageLine(self._parent, right=self.right)
            layout = self._parent.layout()
            row, column, span = self.message_at
            layout.addWidget(self.message, row, column, 1, span)  # type: ignore[union-attr,call-arg]
            self.message.setVisible(self.shown)
        if self.message is not None:
            self.message.say(tone, text)
        self.editor.setAccessibleDescription(text or self.declared.help)
