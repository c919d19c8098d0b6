"""Chooses the columns of a list, their order and how many of them stay when it is scrolled sideways."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.list_fields import COLUMN_SOURCES, FIRST_COLUMNS, SOURCES, can_be_column, fields_of, title_of
from storage.archive.pinyin import spellings
from ui.choice_box import ChoiceBox
from ui.options import Option, hits, option_of

KEY = Qt.ItemDataRole.UserRole
MOST_FROZEN = 5


def column_options() -> list[Option]:
    """Return every field that can be a column; a label of the list's own figures stands once."""
    keys = [f"{source}:{field.name}" for source in COLUMN_SOURCES for field in fields_of(source)]
    ready = {title_of(key) for key in keys if key.startswith("row:")}
    return [
        option_of(key, title_of(key), spellings)
        for key in keys
        if can_be_column(key) and not (key.startswith("household:") and title_of(key) in ready)
    ]


class _Chosen(QListWidget):
    """The chosen columns: dragged or Alt+↑↓ to move, Del to take out."""

    taken_out = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move or take out the marked column."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.shift(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken_out.emit()
        else:
            super().keyPressEvent(event)

    def shift(self, step: int) -> None:
        """Move the marked column up or down."""
        at = self.currentRow()
        to = at + step
        if 0 <= at < self.count() and 0 <= to < self.count():
            item = self.takeItem(at)
            self.insertItem(to, item)
            self.setCurrentRow(to)


class ColumnDialog(QDialog):
    """`columns` and `frozen` are what was chosen."""

    def __init__(self, columns: Sequence[str], frozen: int, parent: QWidget | None = None) -> None:
        """Begin with the columns shown now."""
        super().__init__(parent)
        self.setWindowTitle("列")
        self._options = column_options()
        self.search = QLineEdit()
        self.search.setPlaceholderText("找字段：汉字或拼音首字母")
        self.search.setAccessibleName("找字段")
        self.search.setClearButtonEnabled(True)
        self.offered = QListWidget()
        self.offered.setProperty("framed", True)
        self.offered.setAccessibleName("可加的列")
        self.chosen = _Chosen()
        self.chosen.setProperty("framed", True)
        self.chosen.setAccessibleName("显示的列")
        self.chosen.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.freeze = ChoiceBox("左边不动的列", {str(at): _frozen_text(at) for at in range(MOST_FROZEN + 1)})
        self._arrange()
        self._connect()
        self._fill(columns, frozen)

    def _arrange(self) -> None:
        unit = self.fontMetrics().height()
        self.resize(unit * 38, unit * 30)
        left = QVBoxLayout()
        left.addWidget(QLabel("可加的列（Enter 加上）"))
        left.addWidget(self.search)
        left.addWidget(self.offered, 1)
        right = QVBoxLayout()
        right.addWidget(QLabel("显示的列（Alt+↑↓ 换位置，Del 去掉）"))
        right.addWidget(self.chosen, 1)
        row = QHBoxLayout()
        row.addWidget(QLabel("左边不动的列"))
        row.addWidget(self.freeze, 1)
        right.addLayout(row)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        self.usual = QPushButton("恢复常用列")
        cancel = QPushButton("取消 Esc")
        self.ok = QPushButton("确定")
        self.ok.setProperty("primary", True)
        for button in (self.usual, cancel, self.ok):
            button.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.usual)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(12)
        layout.addLayout(both, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._offer())
        self.search.returnPressed.connect(self._add_first)
        self.offered.itemActivated.connect(self._add)
        self.chosen.taken_out.connect(self._take_out)
        self.chosen.itemDoubleClicked.connect(lambda _item: self._take_out())
        self.usual.clicked.connect(lambda: self._fill(FIRST_COLUMNS, 2))
        self.ok.clicked.connect(self.accept)

    def _fill(self, columns: Sequence[str], frozen: int) -> None:
        self.chosen.clear()
        for key in columns:
            self._put(key)
        self.chosen.setCurrentRow(0)
        self.freeze.setCurrentIndex(self.freeze.findData(str(frozen)))
        self._offer()

    def _put(self, key: str) -> None:
        item = QListWidgetItem(title_of(key))
        item.setData(KEY, key)
        self.chosen.addItem(item)

    def _offer(self) -> None:
        shown = set(self.columns)
        self.offered.clear()
        for option in hits(self._options, self.search.text(), 400):
            if option.code in shown:
                continue
            source = option.code.partition(":")[0]
            item = QListWidgetItem(option.text if source == "head" else f"{option.text}　{SOURCES[source]}")
            item.setData(KEY, option.code)
            self.offered.addItem(item)
        self.offered.setCurrentRow(0)

    def _add_first(self) -> None:
        item = self.offered.item(0)
        if item is not None:
            self._add(item)
            self.search.selectAll()

    def _add(self, item: QListWidgetItem) -> None:
        self._put(item.data(KEY))
        self.chosen.setCurrentRow(self.chosen.count() - 1)
        self._offer()

    def _take_out(self) -> None:
        if self.chosen.count() > 1:
            self.chosen.takeItem(self.chosen.currentRow())
            self._offer()

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the columns in their order."""
        return tuple(self.chosen.item(at).data(KEY) for at in range(self.chosen.count()))

    @property
    def frozen(self) -> int:
        """Return how many columns stay."""
        return int(self.freeze.currentData())


def _frozen_text(count: int) -> str:
    return f"前 {count} 列" if count else "没有"
