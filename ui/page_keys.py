"""The keys of the household page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from ui.editors.code_edit import CodeEdit
from ui.editors.code_popup import ROWS_SHOWN

if TYPE_CHECKING:
    from ui.household_page import HouseholdPage


def bind_keys(page: HouseholdPage, around: QWidget) -> None:
    """Bind the keys of the page; those that need no cursor in a field also work beside it, anywhere in `around`."""

    def turn(step: int) -> None:
        """PgUp and PgDn go to another household, or through an open list of options."""
        field = QApplication.focusWidget()
        if isinstance(field, CodeEdit) and field.popup_is_open:
            field.step_list(step * (ROWS_SHOWN - 1))
        else:
            page.stepped.emit(step)

    anywhere = {
        "Ctrl+S": page.save,
        "Ctrl+Z": page.undo,
        "Ctrl+Y": page.redo,
        "Ctrl+Shift+Z": page.redo,
        "F6": page.repeat_previous,
        "F8": lambda: page.next_error(1),
        "Shift+F8": lambda: page.next_error(-1),
        "Ctrl+Shift+K": page.second_keying_wanted.emit,
        "Ctrl+Tab": lambda: page.tabs.step(1),
        "Ctrl+Shift+Tab": lambda: page.tabs.step(-1),
    }
    in_page = {
        "Ctrl+D": page.ditto,
        "Ctrl+J": page.go_to_twin,
        "F7": page.tabs.like_last_year,
        "Ctrl+M": page.tabs.answer_match,
        "PgDown": lambda: turn(1),
        "PgUp": lambda: turn(-1),
    }
    for host, keys in ((around, anywhere), (page, in_page)):
        for sequence, act in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), host)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
