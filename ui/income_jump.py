"""A letter typed in the income sheet goes to an item: by its code (T02), initials (dbj) or pinyin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.editors.code_edit import CodeEdit
from ui.options import Option


class IncomeJump(CodeEdit):
    """A line over the item's title. `chosen` names the item, `given_up` says that none was."""

    chosen = Signal(str)
    given_up = Signal()

    def __init__(self, options: Callable[[], Sequence[Option]], parent: QWidget) -> None:
        """Stand hidden over `parent`."""
        super().__init__(options)
        self.setParent(parent)
        self.setProperty("cell", True)
        self.setAccessibleName("跳到收入项目")
        self._codes = options
        self._over = False
        self.committed.connect(self._committed)
        self.left.connect(lambda _step: self._end(""))
        self.hide()

    def begin(self, first: str, place: tuple[int, int, int, int]) -> None:
        """Begin with the letter that was typed, at `place` (x, y, width, height)."""
        self._over = False
        self.setGeometry(*place)
        self.show_value(None, "")
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.insert(first)
        self.setModified(True)
        self._search()

    def _committed(self, code: str) -> None:
        self._end(code if any(option.code == code for option in self._codes()) else "")

    def _end(self, code: str) -> None:
        if self._over:
            return
        self._over = True
        if code:
            self.chosen.emit(code)
        else:
            self.given_up.emit()
        self.hide()  # last: hidden with the focus, it would send the cursor on by one cell

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives up at once."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide_popup()
            self.setModified(False)
            self._end("")
        else:
            super().keyPressEvent(event)
