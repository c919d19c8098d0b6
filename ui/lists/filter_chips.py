"""The line of chips above a list: what is shown at a click, and each condition of the filter with its ×."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from models.codes import CodeBook
from models.list_filter import Filter, sentence
from ui.style import icon

QUICK = (
    ("", "全部", "primary"),
    ("errors", "有错误", "error"),
    ("incomplete", "未填完", "warning"),
    ("complete", "完整", "ok"),
)
MOST_SHOWN = 4
"""Conditions with a chip of their own; more are told as a number and edited in the dialog."""
LONGEST = 22


class QuickChips(QWidget):
    """`chosen` carries the name of what is to be shown alone, “” for all."""

    chosen = Signal(str)

    def __init__(self) -> None:
        """Start at all."""
        super().__init__()
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for name, title, tone in QUICK:
            button = QPushButton(title)
            button.setCheckable(True)
            button.setProperty("chip", True)
            button.setProperty("tone", tone)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _on=False, name=name: self._choose(name))
            self.buttons[name] = button
            row.addWidget(button)
        self.mark("")

    def _choose(self, name: str) -> None:
        self.mark(name)
        self.chosen.emit(name)

    def mark(self, name: str) -> None:
        """Show what is chosen."""
        for each, button in self.buttons.items():
            button.setChecked(each == name)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Tell how many households each shows."""
        for name, title, _tone in QUICK:
            if name in counts:
                self.buttons[name].setText(f"{title} {counts[name]:,}")


class ConditionChips(QWidget):
    """`removed` carries the group and place of a condition, `edit_wanted` asks for the dialog, `cleared` for no filter,
    `list_dropped` for all households in place of those of a pasted list."""

    removed = Signal(int, int)
    edit_wanted = Signal()
    cleared = Signal()
    list_dropped = Signal()

    def __init__(self, codes: CodeBook) -> None:
        """Start without conditions."""
        super().__init__()
        self._codes = codes
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.hide()

    def show_filter(self, filter_: Filter, listed: int) -> None:
        """Show the conditions of a filter, and of how many households of a pasted list they are asked."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if listed:
            self._add(f"名单中的 {listed:,} 户", "不再只看名单中的户", self.list_dropped.emit)
        shown = 0
        for at, group in enumerate(filter_.groups):
            for place, condition in enumerate(group):
                if shown == MOST_SHOWN:
                    break
                if shown:
                    self._row.addWidget(_joint("或" if place == 0 else "且"))
                text = sentence(condition, self._codes)
                self._add(text, f"去掉条件：{text}", lambda at=at, place=place: self.removed.emit(at, place))
                shown += 1
        total = sum(map(len, filter_.groups))
        if total:
            edit = QPushButton(f"改条件（共 {total} 条）" if total > shown else "改条件")
            edit.setProperty("flat", True)
            edit.clicked.connect(self.edit_wanted)
            clear = QPushButton("清空")
            clear.setProperty("flat", True)
            clear.setAccessibleName("清空全部条件")
            clear.clicked.connect(self.cleared)
            self._row.addWidget(edit)
            self._row.addWidget(clear)
        self._row.addStretch(1)
        self.setVisible(bool(total or listed))

    def _add(self, text: str, said: str, act: object) -> None:
        short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        chip = QPushButton(f"{short} ")
        chip.setIcon(icon("x", "primary", 12))
        chip.setIconSize(QSize(12, 12))
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setProperty("chip", True)
        chip.setProperty("tone", "primary")
        chip.setProperty("set", True)
        chip.setToolTip(said)
        chip.setAccessibleName(said)
        chip.clicked.connect(act)
        self._row.addWidget(chip)


def _joint(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "hint")
    return label
