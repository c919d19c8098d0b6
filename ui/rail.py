"""The rail at the left: one button per page that is built, and at the bottom what concerns the window itself."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.style import THEMES, current_theme, icon, pixmap

WIDTH = 72


def on_key(button: QAbstractButton, keys: str) -> None:
    """Let keys press a button at once; its own shortcut would show it pressed for a tenth of a second first."""
    QShortcut(QKeySequence(keys), button).activated.connect(button.click)


class Rail(QWidget):
    """Buttons by page name. `chosen` names a page, `asked` one of the bottom actions."""

    chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, pages: tuple[tuple[str, str, str], ...], actions: tuple[tuple[str, str, str], ...]) -> None:
        """Build from (name, title, icon) of pages and actions."""
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 6)
        layout.setSpacing(2)
        mark = QLabel()
        mark.setPixmap(pixmap("home-heart", THEMES[current_theme()]["rail_text"], 26, 2))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark.setFixedHeight(32)
        layout.addWidget(mark)
        for at, (name, title, icon_name) in enumerate(pages, 1):
            button = self._button(title, icon_name, f"{title} Ctrl+{at}")
            button.setCheckable(True)
            on_key(button, f"Ctrl+{at}")
            button.clicked.connect(lambda _checked=False, name=name: self.chosen.emit(name))
            group.addButton(button)
            self.buttons[name] = button
            layout.addWidget(button)
        layout.addStretch(1)
        for name, title, icon_name in actions:
            button = self._button(title, icon_name, title)
            button.clicked.connect(lambda _checked=False, name=name: self.asked.emit(name))
            self.buttons[name] = button
            layout.addWidget(button)

    def _button(self, title: str, icon_name: str, said: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("rail", True)
        button.setText(title)
        button.setIcon(icon(icon_name, "rail_text", 20))
        button.setIconSize(QSize(20, 20))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(WIDTH, 52)
        button.setAccessibleName(said)
        button.setToolTip(said)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        font = QFont(button.font())
        font.setPixelSize(12)
        button.setFont(font)
        return button

    def mark(self, name: str) -> None:
        """Show which page is in front."""
        self.buttons[name].setChecked(True)
