"""The bar at the top (place, year, search, actions) and the one at the bottom (keys, what just happened)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from ui.background import ArchiveWorker
from ui.editors.code_edit import CodeEdit
from ui.rail import on_key
from ui.search_box import SearchBox
from ui.style import icon
from ui.window_facts import WindowFacts

TOP_HEIGHT, BOTTOM_HEIGHT = 44, 26
HINT_GAP, HINT_MARGIN = 5, 12
FIRST_YEAR = 2013


class PlaceEdit(CodeEdit):
    """The division the list shows; chosen like any option, by name, initials or code."""

    chosen = Signal(str)

    def __init__(self, facts: WindowFacts) -> None:
        """Begin with the office's own division."""
        super().__init__(lambda: facts.options.divisions)
        self.setAccessibleName("区划")
        self.setToolTip("区划：只列这里的户（Ctrl+G）")
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 13)
        self.committed.connect(self.chosen)
        self.left.connect(lambda _step: self.clearFocus())


class TopBar(QWidget):
    """Place, year, search and the actions. `year_chosen` carries another working year."""

    year_chosen = Signal(int)

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build the bar."""
        super().__init__()
        self.setObjectName("top-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TOP_HEIGHT)
        self.place = PlaceEdit(facts)
        self.year = QPushButton(f"{facts.year} 年度")
        self.year.setAccessibleName(f"年度 {facts.year}")
        self.year.setMenu(self._years(facts))
        self.year.setIcon(icon("chevron-down"))
        self.year.setIconSize(QSize(14, 14))
        self.year.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.year.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.year.setEnabled(not facts.read_only)
        self.search = SearchBox(worker)
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉") * 22)
        self.add = _button("新增户", "plus", "新增户 Ctrl+N", "Ctrl+N")
        self.print = _button("打印", "printer", "打印户卡 F9", "F9")
        self.save = _button("保存 Ctrl+S", "device-floppy", "保存 Ctrl+S", "", primary=True)
        for button in (self.add, self.save):
            button.setEnabled(not facts.read_only)
        jump = QShortcut("Ctrl+G", self)
        jump.activated.connect(lambda: self.place.setFocus(Qt.FocusReason.ShortcutFocusReason))
        mark = QLabel()
        mark.setPixmap(icon("map-pin").pixmap(QSize(16, 16)))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        for part in (mark, self.place, self.year):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addStretch(1)
        for part in (self.add, self.print, self.save):
            row.addWidget(part)

    def _years(self, facts: WindowFacts) -> QMenu:
        menu = QMenu(self)
        for year in range(max(facts.year, facts.as_of.year) + 1, FIRST_YEAR - 1, -1):
            action = menu.addAction(f"{year} 年度")
            action.setCheckable(True)
            action.setChecked(year == facts.year)
            action.triggered.connect(lambda _checked=False, year=year: self.year_chosen.emit(year))
        return menu


def _button(text: str, icon_name: str, said: str, keys: str, *, primary: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setIcon(icon(icon_name, "on_primary" if primary else "text_secondary"))
    button.setIconSize(QSize(16, 16))
    button.setAccessibleName(said)
    button.setToolTip(said)
    button.setProperty("primary", primary)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if keys:
        on_key(button, keys)
    return button


class BottomBar(QWidget):
    """Keys at the left, what just happened at the right."""

    def __init__(self) -> None:
        """Start without keys."""
        super().__init__()
        self.setObjectName("status-bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(BOTTOM_HEIGHT)
        self.said = QLabel()
        self.said.setProperty("role", "secondary")
        self.said.setAccessibleName("状态")
        self._hints = QHBoxLayout()
        self._hints.setSpacing(HINT_GAP)
        self.hints: list[tuple[QLabel, QLabel]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(HINT_MARGIN, 0, HINT_MARGIN, 0)
        row.addLayout(self._hints)
        row.addStretch(1)
        row.addWidget(self.said)

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show other keys."""
        while (item := self._hints.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.hints = []
        for key, does in hints:
            cap, text = QLabel(key), QLabel(does)
            cap.setProperty("role", "key")
            cap.setFixedHeight(19)
            text.setProperty("role", "hint")
            text.setContentsMargins(0, 0, 8, 0)
            self._hints.addWidget(cap)
            self._hints.addWidget(text)
            self.hints.append((cap, text))
        self._fit()

    def say(self, text: str) -> None:
        """Tell what just happened."""
        self.said.setText(text)
        self._fit()

    def _fit(self) -> None:
        """Show as many keys as have room, none of them cut; the last one, which leads to all keys, comes first."""
        room = self.width() - 2 * HINT_MARGIN - self.said.sizeHint().width() - HINT_GAP
        widths = [cap.sizeHint().width() + text.sizeHint().width() + 2 * HINT_GAP for cap, text in self.hints]
        room -= sum(widths[-1:])
        for at, (labels, width) in enumerate(zip(self.hints, widths, strict=True)):
            if at < len(widths) - 1:
                room -= width
            for label in labels:
                label.setVisible(room >= 0 or at == len(widths) - 1)

    def minimumSizeHint(self) -> QSize:
        """Never ask the window to be wide for the sake of keys."""
        return QSize(0, BOTTOM_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the keys to the new width."""
        super().resizeEvent(event)
        self._fit()
