"""The editor for several lines of text: Enter is a new line, Ctrl+Enter leaves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from models.fields import Value
from ui.editors.line import ENTER, TYPING_MS
from ui.style import set_state


class NoteEditor(QPlainTextEdit):
    """Several lines; the signals are those of `LineEditor`."""

    typed = Signal(str)
    committed = Signal(str)
    left = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self._shown = ""
        self._told = ""
        self.setTabChangesFocus(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._tell_typing)
        self.textChanged.connect(self._note_typing)

    def text(self) -> str:
        """Return what stands in the editor."""
        return self.toPlainText()

    def show_value(self, _value: Value, text: str) -> None:
        """Show a stored value."""
        self._shown = self._told = text
        if self.toPlainText() != text:
            self.setPlainText(text)
        self._pause.stop()

    def show_state(self, state: str) -> None:
        """Show "", error, warning, computed or carried."""
        set_state(self, "state", state)

    def commit(self) -> None:
        """Hand over what was typed, if anything was."""
        self._pause.stop()
        text = self.toPlainText()
        if text != self._shown or text != self._told:
            self._shown = self._told = text
            self.committed.emit(text)

    @property
    def is_half_typed(self) -> bool:
        """Tell whether something was typed that has not been handed over by `committed`."""
        return self.toPlainText() != self._shown

    def _tell_typing(self) -> None:
        self._told = self.toPlainText()
        self.typed.emit(self._told)

    def _note_typing(self) -> None:
        if self.hasFocus():
            self._pause.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hand over what was typed."""
        super().focusOutEvent(event)
        self.commit()

    def event(self, event: QEvent) -> bool:
        """Keep Esc where there is typing to take back, before it means anything to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            escape = event.key() == Qt.Key.Key_Escape and self.is_half_typed
            if escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter goes on, Shift+Enter goes back, Esc restores."""
        if event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.leave(1)
        elif event.key() in ENTER and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.leave(-1)
        elif event.key() == Qt.Key.Key_Escape and self.toPlainText() != self._shown:
            self.setPlainText(self._shown)
        else:
            super().keyPressEvent(event)

    def leave(self, step: int) -> None:
        """Hand over what was typed and ask for the next or previous field."""
        self.commit()
        self.left.emit(step)
