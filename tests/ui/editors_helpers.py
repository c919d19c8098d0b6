"""Typing Chinese in tests: qtbot.keyClicks with Han characters aborts the process."""

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget


def compose(widget: QWidget | None, text: str) -> None:
    """Send `text` as an input method commits it."""
    assert widget is not None, "nothing has the focus"
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def focus(qtbot, widget: QWidget) -> None:
    """Give the widget the focus and wait until it has it."""
    widget.window().activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
