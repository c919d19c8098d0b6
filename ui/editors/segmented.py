"""Two to five short options side by side: a digit picks and moves on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleValueChangeEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from models.fields import Value
from ui.editors.line import ENTER
from ui.options import Option
from ui.style import color

PADDING = 4
SMALLER = 1
"""Pixels by which the text of a strip is smaller than that of other fields."""


def digit_of(option: Option, at: int) -> str:
    """Return the key that picks an option: its own code where that is one digit, else its position."""
    code = option.code.lstrip("0") or option.code
    return code if len(code) == 1 and code.isdecimal() else str(at + 1)


class SegmentedChoice(QWidget):
    """A strip of options; the signals are those of `LineEditor`. `shorts` are the texts drawn."""

    typed = Signal(str)
    committed = Signal(str)
    left = Signal(int)

    def __init__(self, options: Sequence[Option], shorts: Sequence[str], parent: QWidget | None = None) -> None:
        """Start with nothing chosen."""
        super().__init__(parent)
        self.options = tuple(options)
        self._shorts = tuple(shorts)
        self.digits = tuple(digit_of(option, at) for at, option in enumerate(options))
        self.chosen: int | None = None
        self._foreign = ""
        self._state = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip("　".join(f"{digit} {option.text}" for digit, option in zip(self.digits, options, strict=True)))

    @staticmethod
    def width_needed(options: Sequence[Option], shorts: Sequence[str], metrics: QFontMetrics) -> int:
        """Return how wide a strip of these options must be to cut nothing."""
        digit = metrics.horizontalAdvance("0")
        return sum(digit + 3 + metrics.horizontalAdvance(text) + 2 * PADDING for text in shorts) + 2

    def text(self) -> str:
        """Return the code chosen, "" for none."""
        return self._foreign if self.chosen is None else self.options[self.chosen].code

    def show_value(self, value: Value, text: str) -> None:
        """Show the stored value; True and False stand for the codes 1 and 0."""
        code = {True: "1", False: "0"}[value] if isinstance(value, bool) else value
        self.chosen = next((at for at, option in enumerate(self.options) if option.code == code), None)
        self._foreign = text if self.chosen is None and value is not None else ""
        self._say()

    def _say(self) -> None:
        said = self.options[self.chosen].text if self.chosen is not None else self._foreign or "未选"
        self.setAccessibleDescription(said)
        self.update()
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self, said))

    def show_state(self, state: str) -> None:
        """Show "", error, warning, computed or carried."""
        if state != self._state:
            self._state = state
            self.update()

    def commit(self) -> None:
        """A strip has nothing half typed."""

    def pick(self, at: int | None) -> None:
        """Choose an option, or none."""
        if at != self.chosen or self._foreign:
            self.chosen, self._foreign = at, ""
            self._say()
            self.committed.emit(self.text())

    def leave(self, step: int) -> None:
        """Ask for the next or previous field."""
        self.left.emit(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits pick and move on, ←→ change, Del empties, Enter and ↑↓ move."""
        key, typed = event.key(), event.text()
        if typed and typed in self.digits:
            self.pick(self.digits.index(typed))
            self.left.emit(1)
        elif key in ENTER:
            self.left.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.left.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.pick(None)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        last = len(self.options) - 1
        if self.chosen is None:
            self.pick(0 if step > 0 else last)
        else:
            self.pick(max(0, min(last, self.chosen + step)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click picks; a click on what is chosen takes the choice back."""
        at = next((at for at, cell in enumerate(self._cells()) if cell.contains(event.position())), None)
        if at is not None and self.isEnabled():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.pick(None if at == self.chosen else at)

    def sizeHint(self) -> QSize:
        """As high as any field."""
        return QSize(self.width_needed(self.options, self._shorts, self._metrics()), 28)

    def minimumSizeHint(self) -> QSize:
        """A strip gives way to its neighbours."""
        return QSize(60, 28)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(10, self.font().pixelSize() - SMALLER))
        return font

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._font())

    def _cells(self) -> list[QRectF]:
        """Return the cells, each as wide as its text asks, together as wide as the strip."""
        metrics = self._metrics()
        wants = [metrics.horizontalAdvance(short) + metrics.horizontalAdvance("0") + 3 for short in self._shorts]
        spare = (self.width() - 2 - sum(wants)) / len(wants)
        cells, x = [], 1.0
        for want in wants:
            cells.append(QRectF(x, 1, want + spare, self.height() - 2))
            x += want + spare
        return cells

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame, the options and the one chosen."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        self._draw_frame(painter)
        if self._foreign:
            painter.setPen(color("error"))
            painter.drawText(self.rect().adjusted(8, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, self._foreign)
        else:
            for at, cell in enumerate(self._cells()):
                self._draw_cell(painter, at, cell)
        painter.end()

    def _draw_frame(self, painter: QPainter) -> None:
        focused = self.hasFocus()
        edge = {"error": "error", "warning": "warning", "computed": "border"}.get(self._state, "input_border")
        ground = {"error": "error_bg", "warning": "warning_bg", "computed": "computed", "carried": "carried_bg"}
        token = "primary" if focused else "input_hover" if self.underMouse() and edge == "input_border" else edge
        painter.setPen(QPen(color(token), 2 if focused else 1))
        painter.setBrush(color(ground.get(self._state, "surface")))
        inset = 1.0 if focused else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 3, 3)

    def _draw_cell(self, painter: QPainter, at: int, cell: QRectF) -> None:
        chosen = at == self.chosen
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected"))
            painter.drawRoundedRect(cell.adjusted(2, 2, -2, -2), 2, 2)
        elif at and self.chosen != at - 1:
            painter.setPen(QPen(color("divider"), 1))
            painter.drawLine(QLineF(cell.left(), cell.top() + 6, cell.left(), cell.bottom() - 6))
        font = self._font()
        font.setWeight(QFont.Weight.DemiBold if chosen else QFont.Weight.Normal)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        digit, short = self.digits[at], self._shorts[at]
        wide = metrics.horizontalAdvance(digit) + 3
        short = metrics.elidedText(short, Qt.TextElideMode.ElideRight, int(cell.width() - wide - 2))
        start = cell.left() + (cell.width() - wide - metrics.horizontalAdvance(short)) / 2
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        strong = color("carried") if self._state == "carried" else color("primary") if chosen else color("text")
        painter.setPen(color("primary" if chosen else "hint"))
        painter.drawText(QRectF(start, cell.top(), wide, cell.height()), middle, digit)
        painter.setPen(strong if self.isEnabled() else color("hint"))
        painter.drawText(QRectF(start + wide, cell.top(), cell.right() - start - wide, cell.height()), middle, short)
