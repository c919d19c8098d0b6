"""The rail at the left: one button per page that is built, and at the bottom what concerns the window itself.

Where the window is low the buttons become flatter; where even that is not enough the pages scroll and the ends say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QLabel,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.pages import PageSpec
from ui.style import THEMES, current_theme, icon, pixmap, set_state

WIDTH = 72
TALL, LOW = 52, 42
"""Heights of a button: with room, and where the window is low."""
BETWEEN = 9
"""Height of the line between two groups of pages."""


def on_key(button: QAbstractButton, keys: str) -> None:
    """Let keys press a button at once; its own shortcut would show it pressed for a tenth of a second first."""
    QShortcut(QKeySequence(keys), button).activated.connect(button.click)


class Rail(QWidget):
    """Buttons by page name. `chosen` names a page, `asked` one of the bottom actions."""

    chosen = Signal(str)
    asked = Signal(str)

    def __init__(self, pages: Sequence[PageSpec], actions: Sequence[tuple[str, str, str, str]]) -> None:
        """Build from the pages, and (name, title, icon, key) of the bottom actions."""
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._lines: list[QFrame] = []
        self.pages = QWidget()
        self.pages.setObjectName("rail-pages")
        self._add_pages(pages)
        self.area = QScrollArea()
        self.area.setObjectName("rail-area")
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self.pages)
        self.more = QLabel("更多 ↓")
        self.more.setObjectName("rail-more")
        self.more.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.more.setToolTip("滚动鼠标看其余页面，或按 Ctrl+数字")
        self.area.verticalScrollBar().valueChanged.connect(lambda _value: self._tell_more())
        self.area.viewport().installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 6)
        layout.setSpacing(2)
        layout.addWidget(self._mark())
        layout.addWidget(self.area, 1)
        layout.addWidget(self.more)
        self._bottom: list[QToolButton] = []
        for name, title, icon_name, keys in actions:
            button = self._button(title, icon_name, f"{title} {keys}".strip())
            button.clicked.connect(lambda _checked=False, name=name: self.asked.emit(name))
            if keys:
                on_key(button, keys)
            self.buttons[name] = button
            self._bottom.append(button)
            layout.addWidget(button)
        self._fit()

    def _add_pages(self, pages: Sequence[PageSpec]) -> None:
        self._specs = {spec.name: spec for spec in pages}
        layout = QVBoxLayout(self.pages)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        before = ""
        for spec in pages:
            if before and spec.group != before:
                line = QFrame()
                line.setObjectName("rail-line")
                line.setFixedSize(WIDTH, BETWEEN)
                self._lines.append(line)
                layout.addWidget(line)
            before = spec.group
            button = self._button(spec.title, spec.icon, _said(spec))
            button.setCheckable(True)
            if spec.digit:
                on_key(button, f"Ctrl+{spec.digit}")
            button.clicked.connect(lambda _checked=False, name=spec.name: self.chosen.emit(name))
            self._group.addButton(button)
            self.buttons[spec.name] = button
            layout.addWidget(button)
        layout.addStretch(1)

    def _mark(self) -> QLabel:
        mark = QLabel()
        mark.setPixmap(pixmap("home-heart", THEMES[current_theme()]["rail_text"], 26, 2))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark.setFixedHeight(32)
        return mark

    def _button(self, title: str, icon_name: str, said: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("rail", True)
        button.setText(title)
        button.setIcon(icon(icon_name, "rail_text", 20))
        button.setIconSize(QSize(20, 20))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setFixedSize(WIDTH, TALL)
        button.setAccessibleName(said)
        button.setToolTip(said)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        font = QFont(button.font())
        font.setPixelSize(12)
        button.setFont(font)
        return button

    def show_count(self, name: str, count: int) -> None:
        """Say at a page's button how many things wait there; 0 says nothing."""
        button, spec = self.buttons[name], self._specs[name]
        title = spec.title
        button.setText(f"{title} {count if count < 1000 else '999+'}" if count else title)
        said = _said(spec)
        button.setAccessibleName(f"{said}，{count} 处" if count else said)
        button.setToolTip(f"{said}，{count:,} 处" if count else said)
        set_state(button, "waiting", bool(count))

    def mark(self, name: str) -> None:
        """Show which page is in front."""
        button = self.buttons[name]
        button.setChecked(True)
        if button.parent() is self.pages:
            self.area.ensureWidgetVisible(button, 0, BETWEEN)

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the buttons as tall as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell anew whether pages are hidden when the area got another height."""
        if event.type() == QEvent.Type.Resize:
            self._tell_more()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        count = len(self.buttons)
        needed = 32 + 16 + count * (TALL + 2) + len(self._lines) * (BETWEEN + 2)
        low = self.height() < needed
        for button in self.buttons.values():
            button.setFixedHeight(LOW if low else TALL)
            button.setIconSize(QSize(18, 18) if low else QSize(20, 20))
            set_state(button, "low", low)
        least = 32 + 16 + count * (LOW + 2) + len(self._lines) * (BETWEEN + 2)
        self.more.setVisible(self.height() < least)
        self._tell_more()

    def _tell_more(self) -> None:
        bar = self.area.verticalScrollBar()
        self.more.setText("更多 ↑" if bar.maximum() and bar.value() == bar.maximum() else "更多 ↓")


def _said(spec: PageSpec) -> str:
    return f"{spec.title} Ctrl+{spec.digit}" if spec.digit else spec.title
