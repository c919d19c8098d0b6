"""Fields with many options: type a code, Chinese, initials or pinyin; Enter takes the first hit and moves on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent

from models.fields import Value
from ui.editors.code_popup import ROWS_SHOWN, CodePopup
from ui.editors.line import ENTER, LineEditor
from ui.options import Option, hits
from ui.style import icon

ARROW = 22
SEPARATORS = "，,、+;； "


class CodeEdit(LineEditor):
    """One option of many. `options` is asked each time, so that they may change with the year or the household."""

    def __init__(self, options: Callable[[], Sequence[Option]]) -> None:
        """Start with nothing chosen."""
        super().__init__(ime=False)
        self._options = options
        self._popup: CodePopup | None = None
        self._pause.timeout.disconnect()
        self.setTextMargins(0, 0, ARROW - 6, 0)
        self.textEdited.connect(lambda _text: self._search())

    # values

    def show_value(self, value: Value, text: str) -> None:
        """Show a stored code as code and text; a text that is not of the list as it came."""
        known = next((option for option in self._options() if option.code == value), None) if value else None
        super().show_value(value, text if known is None else known.shown)

    def commit(self) -> None:
        """Hand over the option meant by what was typed: the one marked, else the best hit, else the text as it is."""
        meant = self._meant() if self.isModified() else None
        self.hide_popup()
        if meant is not None:
            self._take(meant)
        elif self.isModified():
            super().commit()

    def _meant(self) -> Option | None:
        query = self._query()
        if not query:
            return None
        if self._popup is not None and self._popup.current is not None:
            return self._popup.current
        return next(iter(hits(self._options(), query, 1)), None)

    def _take(self, option: Option) -> None:
        same = self._shown == option.shown
        self.setText(option.shown)
        self.setCursorPosition(0)
        self._shown = self._told = option.shown
        self.setModified(False)
        if not same:
            self.committed.emit(option.code)

    def _query(self) -> str:
        return self.text().strip()

    # the list

    def _search(self) -> None:
        query = self._query()
        if query:
            self._show(hits(self._options(), query))
        else:
            self.hide_popup()

    def open_list(self) -> None:
        """Show all options, the chosen one marked."""
        options = list(self._options())
        at = next((at for at, option in enumerate(options) if option.shown == self.text()), 0)
        self._show(options, at)

    def _show(self, options: Sequence[Option], at: int = 0) -> None:
        if self._popup is None or self._popup.parentWidget() is not self.window():
            self._popup = CodePopup(self.window())
            self._popup.chosen.connect(self._clicked)
        self._popup.show_under(self, options, at)

    @property
    def popup_is_open(self) -> bool:
        """Tell whether the list is shown."""
        return self._popup is not None and self._popup.isVisible()

    @property
    def wants_escape(self) -> bool:
        """Esc also folds the list away."""
        return self.popup_is_open or super().wants_escape

    def step_list(self, by: int) -> None:
        """Mark another option of the open list."""
        if self._popup is not None:
            self._popup.step(by)

    def hide_popup(self) -> None:
        """Fold the list away."""
        if self._popup is not None:
            self._popup.hide()

    def _clicked(self, option: Option) -> None:
        self.hide_popup()
        self._take(option)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F4 and ↓ open the list, ↑↓ move in it, Enter takes, Esc restores."""
        key = event.key()
        if self.popup_is_open and self._popup is not None:
            moves = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: ROWS_SHOWN - 1,
                Qt.Key.Key_PageUp: 1 - ROWS_SHOWN,
            }
            if key in moves:
                self._popup.step(moves[Qt.Key(key)])
                return
            if key in (Qt.Key.Key_Escape, Qt.Key.Key_F4):
                self.hide_popup()
                self.restore()
                return
            if key in ENTER:
                self._enter(event)
                return
        elif key == Qt.Key.Key_F4 or (key == Qt.Key.Key_Down and not self.isModified()):
            self.open_list()
            return
        super().keyPressEvent(event)

    def _enter(self, event: QKeyEvent) -> None:
        option = self._popup.current if self._popup is not None else None
        self.hide_popup()
        if option is not None:
            self._take(option)
        self.left.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed and fold the list away."""
        super().focusOutEvent(event)
        self.hide_popup()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the list along."""
        super().hideEvent(event)
        self.hide_popup()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow opens or closes the list."""
        super().mousePressEvent(event)
        if event.position().x() >= self.width() - ARROW and not self.isReadOnly():
            self.hide_popup() if self.popup_is_open else self.open_list()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the arrow over the field."""
        super().paintEvent(event)
        painter = QPainter(self)
        spot = QRectF(self.width() - ARROW + 1, (self.height() - 14) / 2, 14, 14).toRect()
        icon("chevron-down", "text_secondary", 14).paint(painter, spot)
        painter.end()


class CodesEdit(CodeEdit):
    """Several options: “，” “、” or a blank takes the hit and waits for the next, Enter takes it and moves on."""

    def __init__(self, options: Callable[[], Sequence[Option]]) -> None:
        """Start with nothing chosen."""
        super().__init__(options)
        self.codes: list[str] = []

    def show_value(self, value: Value, text: str) -> None:
        """Show stored codes by their texts."""
        self.codes = list(value or ())
        LineEditor.show_value(self, value, self._said() if isinstance(value, list) else text)

    def _said(self) -> str:
        known = {option.code: option.text for option in self._options()}
        return "，".join(known.get(code, code) for code in self.codes)

    def _query(self) -> str:
        parts = self.text()
        for separator in SEPARATORS:
            parts = parts.replace(separator, "，")
        return parts.rpartition("，")[2].strip()

    def commit(self) -> None:
        """Hand over all options named in the text."""
        if not self.isModified():
            self.hide_popup()
            return
        if self._query() and not self._complete():
            self.hide_popup()
            LineEditor.commit(self)
            return
        self.hide_popup()
        self._finish()

    def _finish(self) -> None:
        """Read the texts back into codes, so that what was struck out is gone."""
        by_text = {option.text: option.code for option in self._options()}
        parts = [part.strip() for part in self.text().split("，") if part.strip()]
        if all(part in by_text for part in parts):
            self.codes = list(dict.fromkeys(by_text[part] for part in parts))
            self.setText(self._said())
            self._shown = self.text()
            self.setModified(False)
            self.committed.emit("，".join(self.codes))
        else:
            LineEditor.commit(self)

    def _complete(self) -> bool:
        """Write the text of the hit in place of what was typed for it."""
        meant = self._meant()
        if meant is None:
            return False
        query = self._query()
        head = self.text().rstrip()
        self.setText(head[: len(head) - len(query)] + meant.text)
        self.setModified(True)
        return True

    def _take(self, option: Option) -> None:
        query = self._query() if self.isModified() else ""
        head = self.text().rstrip()
        kept = head[: len(head) - len(query)] if self.isModified() else head
        if kept and not kept.endswith("，"):
            kept += "，"
        self.setText(kept + option.text)
        self.setModified(True)
        self._finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A separator takes the hit; the rest is as in a field with one option."""
        if event.text() and event.text() in SEPARATORS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.hasSelectedText():
                self.deselect()
                self.end(False)
            if not self._query() or self._complete():
                self.hide_popup()
                text = self.text().rstrip("，")
                self.setText(f"{text}，" if text else "")
                self.setModified(True)
            return
        super().keyPressEvent(event)
