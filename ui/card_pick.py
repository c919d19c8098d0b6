"""选户: a list of households to tick for printing, filtered while typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ui.card_jobs import Candidate

_COLUMNS = ("户主", "户编号", "行政村", "人口")
Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class PickModel(QAbstractTableModel):
    """The households shown, and which of all are ticked."""

    def __init__(self, people: Sequence[Candidate], ticked: Sequence[str] = ()) -> None:
        """Show all."""
        super().__init__()
        self.everyone = list(people)
        self.shown = self.everyone
        self.ticked = set(ticked) & {one.uid for one in people}

    def rowCount(self, parent: Index = _NONE) -> int:
        """Return the number of households shown."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NONE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a text, or the tick of the first column."""
        if not index.isValid():
            return None
        one = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (one.name, one.number, one.village, str(one.people))[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if one.uid in self.ticked else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be ticked in their first column."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a tick made with the mouse."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.tick([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True

    def tick(self, rows: Sequence[int], on: bool) -> None:
        """Tick or untick rows shown."""
        for row in rows:
            (self.ticked.add if on else self.ticked.discard)(self.shown[row].uid)
        if self.shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.shown) - 1, 0))

    def filter(self, text: str) -> None:
        """Show only households with `text` in name, number or village; ticks stay."""
        plain = text.strip().casefold()
        self.beginResetModel()
        self.shown = [
            one for one in self.everyone
            if plain in one.name.casefold() or plain in one.number.casefold() or plain in one.village.casefold()
        ]  # fmt: skip
        self.endResetModel()

    def chosen(self) -> tuple[str, ...]:
        """Return the households ticked, in the order of the list."""
        return tuple(one.uid for one in self.everyone if one.uid in self.ticked)


class PickDialog(QDialog):
    """Space ticks the rows marked, Ctrl+A marks all shown; Enter prints what is ticked."""

    def __init__(self, people: Sequence[Candidate], ticked: Sequence[str] = (), parent: QWidget | None = None) -> None:
        """Show the households of the division."""
        super().__init__(parent)
        self.setWindowTitle("选择要打印的户")
        self.model = PickModel(people, ticked)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("按户主、户编号、村筛选")
        self.filter.setAccessibleName("筛选")
        self.filter.setClearButtonEnabled(True)
        self.view = QTableView()
        self.view.setAccessibleName("可打印的户")
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(27)
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        head = self.view.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setStretchLastSection(True)
        for column, letters in enumerate((9, 12, 14)):
            self.view.setColumnWidth(column, self.fontMetrics().horizontalAdvance("汉") * letters)
        self.counted = QLabel()
        self._arrange()
        self.filter.textChanged.connect(self.model.filter)
        self.model.dataChanged.connect(lambda *_range: self._count())
        self.filter.installEventFilter(self)
        self.view.installEventFilter(self)
        self._count()
        self.resize(660, 520)
        self.filter.setFocus()

    def _arrange(self) -> None:
        self.all_button, self.none_button = QPushButton("全勾"), QPushButton("全不勾")
        self.all_button.clicked.connect(lambda: self.model.tick(range(len(self.model.shown)), True))
        self.none_button.clicked.connect(lambda: self.model.tick(range(len(self.model.shown)), False))
        self.ok_button, leave = QPushButton("打印这些户"), QPushButton("取消")
        self.ok_button.setProperty("primary", True)
        self.ok_button.clicked.connect(self.accept)
        leave.clicked.connect(self.reject)
        for button in (self.all_button, self.none_button, leave):
            button.setAutoDefault(False)
        self.ok_button.setDefault(True)
        top, foot = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.filter, 1)
        top.addWidget(self.all_button)
        top.addWidget(self.none_button)
        foot.addWidget(self.counted, 1)
        foot.addWidget(leave)
        foot.addWidget(self.ok_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)

    def _count(self) -> None:
        ticked = len(self.model.ticked)
        self.counted.setText(f"已勾 {ticked:,} 户，共 {len(self.model.everyone):,} 户　空格键勾选")
        self.ok_button.setEnabled(ticked > 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space ticks the rows marked; ↓ goes from the filter into the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.view and event.key() == Qt.Key.Key_Space:
                self._tick_marked()
                return True
            if watched is self.filter and event.key() == Qt.Key.Key_Down and self.model.shown:
                self.view.setFocus()
                self.view.setCurrentIndex(self.model.index(0, 0))
                return True
        return super().eventFilter(watched, event)

    def _tick_marked(self) -> None:
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        if rows:
            on = any(self.model.shown[row].uid not in self.model.ticked for row in rows)
            self.model.tick(rows, on)
