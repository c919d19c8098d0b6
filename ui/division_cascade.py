"""Choosing a division from the shipped list: 省 → 市 → 县 → 乡 → 村, narrowed by typing, by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from storage.archive.divisions import Division, plain_name

LEVELS = {0: "省级", 2: "市级", 4: "县级", 6: "乡级", 9: "村级"}
"""Digits of the chosen code → the level of what lies below it (a few cities have no counties between)."""

VILLAGE_DIGITS = 12
LINE_HEIGHT = 1.5
NOTHING = "没有符合的区划。可输入名称中的字、拼音首字母（如 wsx）或代码。"


def office_name(path: Sequence[Division]) -> str:
    """Return the name proposed for the office that works at the end of `path`."""
    if not path:
        return ""
    last, digits = path[-1], len(path[-1].code)
    if digits == VILLAGE_DIGITS:
        return plain_name(last.name)
    return f"{last.name}乡村振兴办公室" if digits > 6 else f"{last.name}乡村振兴局"


class DivisionCascade(QWidget):
    """A filter line over the list of the divisions below the chosen one.

    Typing narrows by name, code or pinyin initials; Enter goes down into the marked division, or takes the chosen one
    where the marked line says so; Backspace in the empty line goes up again.
    """

    path_changed = Signal()
    accepted = Signal()

    def __init__(
        self,
        children: Callable[[str], list[Division]],
        initials: Callable[[str], Sequence[str]],
        parent: QWidget | None = None,
    ) -> None:
        """`children` gives the divisions below a code (“” = provinces); `initials` the ways to read a name's."""
        super().__init__(parent)
        self._children = children
        self._initials = initials
        self.path: list[Division] = []
        self._offered: list[Division] = []
        self.trail = QLabel()
        self.trail.setObjectName("division-trail")
        self.trail.setWordWrap(True)
        self.up_button = QPushButton("上一级 Backspace")
        self.up_button.setAutoDefault(False)
        self.up_button.clicked.connect(self.go_up)
        self.filter = QLineEdit()
        self.filter.setAccessibleName("筛选区划")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._refill)
        self.filter.installEventFilter(self)
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        self.list.setAccessibleName("区划列表")
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.itemClicked.connect(self._take)
        self.setFocusProxy(self.filter)
        head = QHBoxLayout()
        head.addWidget(self.trail, 1)
        head.addWidget(self.up_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        self._reload()

    @property
    def division(self) -> Division | None:
        """Return the division chosen so far."""
        return self.path[-1] if self.path else None

    def choose(self, path: Sequence[Division]) -> None:
        """Stand at `path`."""
        self.path = list(path)
        self._reload()
        self.path_changed.emit()

    def go_up(self) -> None:
        """Leave the lowest level chosen."""
        if self.path:
            self.choose(self.path[:-1])
        self.filter.setFocus()

    def _reload(self) -> None:
        code = self.path[-1].code if self.path else ""
        self._offered = self._children(code) if len(code) in LEVELS else []
        self.trail.setText(" › ".join(["全国", *(plain_name(one.name) for one in self.path)]))
        self.up_button.setVisible(bool(self.path))
        level = LEVELS.get(len(code), "")
        self.filter.setPlaceholderText(
            f"输入名称、拼音首字母或代码筛选{level}区划，Enter 进入" if self._offered else "已到最低一级，Enter 选定"
        )
        self.filter.clear()
        self._refill("")

    def _refill(self, text: str) -> None:
        self.list.clear()
        wanted = text.strip().casefold()
        if self.path and not wanted:
            self._add(f"√ 单位就设在：{plain_name(self.path[-1].name)}", self.path[-1])
        for one in self._offered:
            if self._fits(one, wanted):
                self._add(f"{plain_name(one.name)}　{one.code}", one)
        if self.list.count():
            self.list.setCurrentRow(0)
        else:
            self._add(NOTHING, None)

    def _add(self, text: str, division: Division | None) -> None:
        """Add a line, as high as all others; one without a division only tells something."""
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(0, round(self.list.fontMetrics().height() * LINE_HEIGHT)))
        if division is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            item.setData(Qt.ItemDataRole.UserRole, division)
        self.list.addItem(item)

    def _fits(self, one: Division, wanted: str) -> bool:
        if not wanted or wanted in one.name or one.code.startswith(wanted):
            return True
        # spelling names is slow, so only what was typed in letters asks for it
        return (
            wanted.isascii()
            and wanted.isalpha()
            and any(way.startswith(wanted) for way in self._initials(plain_name(one.name)))
        )

    def take_current(self) -> None:
        """Go into the marked division, or accept the chosen one where that line is marked."""
        item = self.list.currentItem()
        if item is not None:
            self._take(item)

    def _take(self, item: QListWidgetItem) -> None:
        taken: Division | None = item.data(Qt.ItemDataRole.UserRole)
        if taken is None:
            return
        if self.path and taken == self.path[-1]:
            self.accepted.emit()
            return
        self.choose([*self.path, taken])
        self.filter.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the filter line move in the list and go up and down the levels."""
        if watched is self.filter and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take_current()
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = -1 if key == Qt.Key.Key_Up else 1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
            return True
        if key == Qt.Key.Key_Backspace and not self.filter.text() and self.path:
            self.go_up()
            return True
        return False
