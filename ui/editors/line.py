"""The one-line editor every typed field shares, with the keys of data entry."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from models.fields import Value
from ui.style import set_state

TYPING_MS = 150
"""After this pause what was typed so far is stored (and checked)."""

SIDE = 10
"""Pixels of frame and padding at each side of the text."""

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.OtherFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class LineEditor(QLineEdit):
    """A line of text.

    `typed` follows the typing, `committed` ends it, `left` asks for the next (1) or previous (-1) field.
    `ime` says whether Chinese may be typed: without it the input method stays off, whatever state it is in.
    """

    typed = Signal(str)
    committed = Signal(str)
    left = Signal(int)

    def __init__(self, *, ime: bool = True, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._ime = ime
        self._shown = ""
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._tell_typing)
        self.textEdited.connect(lambda _text: self._pause.start())
        self.textChanged.connect(lambda _text: self._fit())

    def show_value(self, _value: Value, text: str) -> None:
        """Show a stored value as `text`; typing that was under way is dropped."""
        self._pause.stop()
        self._shown = self._told = text
        if self.text() != text:
            self.setText(text)
            self.setCursorPosition(0)
            if self.hasFocus():
                self.selectAll()
        self.setModified(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit a number to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Write a long number smaller rather than hide a digit of it; text scrolls as it always does."""
        if self._ime:
            return
        base = QApplication.font().pixelSize()
        margins = self.textMargins()
        room = self.width() - 2 * SIDE - margins.left() - margins.right()
        font = QFont(self.font())
        for size in (base, base - 1, base - 2, base - 3):
            font.setPixelSize(size)
            if QFontMetrics(font).horizontalAdvance(self.text()) <= room:
                break
        if font.pixelSize() != self.font().pixelSize():
            self.setFont(font)

    def show_state(self, state: str) -> None:
        """Show "", error, warning, computed or carried."""
        set_state(self, "state", state)

    def commit(self) -> None:
        """Hand over what was typed, if anything was."""
        self._pause.stop()
        if self._is_news or self.text() != self._shown:
            self.setModified(False)
            self._shown = self._told = self.text()
            self.committed.emit(self.text())

    def restore(self) -> None:
        """Take back what was typed since the field was entered."""
        self._pause.stop()
        if self._is_news or self.text() != self._shown:
            self.setText(self._shown)
            self._told = self._shown
            self.typed.emit(self._shown)
        self.setModified(False)
        self.selectAll()

    @property
    def is_half_typed(self) -> bool:
        """Tell whether something was typed that has not been handed over by `committed`."""
        return self.text() != self._shown

    @property
    def _is_news(self) -> bool:
        """Tell whether the text is not the one told last; taken back by Ctrl+Z it is news, though not modified."""
        return self.isModified() or self.text() != self._told

    def _tell_typing(self) -> None:
        if self._is_news:
            self._told = self.text()
            self.typed.emit(self._told)

    def inputMethodQuery(self, query: Qt.InputMethodQuery, argument: Any = None) -> Any:
        """Answer the input method; that a field takes none is said here, the only place where Qt looks."""
        if query == Qt.InputMethodQuery.ImEnabled and not self._ime:
            return False
        return super().inputMethodQuery(query) if argument is None else super().inputMethodQuery(query, argument)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in _BY_KEYS:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hand over what was typed, except to a menu or another window."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()

    @property
    def wants_escape(self) -> bool:
        """Tell whether Esc has something to take back here, before it means anything to the window."""
        return self.isModified() or self.is_half_typed or bool(self.property("cell"))

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z and Ctrl+Y to the household unless there is typing to take back; keep Esc where it is wanted."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        if event.key() == Qt.Key.Key_Escape and self.wants_escape:
            event.accept()
            return True
        if not self.isModified():
            control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y):
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter, ↓ and ↑ go on and back; Esc restores."""
        key = event.key()
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in ENTER:
            self.leave(-1 if back else 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.leave(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self.isModified():
            self.restore()
        else:
            super().keyPressEvent(event)

    def leave(self, step: int) -> None:
        """Hand over what was typed and ask for the next or previous field."""
        self.commit()
        self.left.emit(step)
