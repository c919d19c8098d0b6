"""A table of whole rows with one column that is chosen from a list, by keyboard: arrows move, Enter or typing picks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.editors.code_edit import CodeEdit
from ui.editors.line import ENTER
from ui.options import Option
from ui.style import color

Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class PickRow:
    """One row: texts of the other columns, the code chosen (“” = nothing), what can be chosen, and a mark.

    `mark` is a style token for the choice: warning where a guess wants a look, “” where nothing is to be said.
    """

    texts: tuple[str, ...]
    choice: str
    options: Sequence[Option]
    mark: str = ""
    shown: dict[str, str] = field(default_factory=dict[str, str])

    def text(self) -> str:
        """Return the chosen option as people read it."""
        if not self.shown:
            self.shown = {option.code: option.shown for option in self.options}
        return self.shown.get(self.choice, self.choice)


class PickModel(QAbstractTableModel):
    """Rows with one column to choose; `nothing` is said where nothing is chosen. `picked` carries the row's number."""

    picked = Signal(int)

    def __init__(self, titles: Sequence[str], pick_column: int, nothing: str, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(parent)
        self.titles = tuple(titles)
        self.pick_column = pick_column
        self.nothing = nothing
        self.rows: list[PickRow] = []

    def set_rows(self, rows: list[PickRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def choose(self, at: int, code: str) -> None:
        """Choose an option of a row; “” for nothing."""
        row = self.rows[at]
        row.choice, row.mark = code, ""
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.titles) - 1))
        self.picked.emit(at)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.titles)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The chosen column can be edited."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == self.pick_column else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, colour or tool tip of a cell."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if column == self.pick_column:
                return row.text() if row.choice else self.nothing
            return row.texts[column if column < self.pick_column else column - 1]
        if role == Qt.ItemDataRole.ForegroundRole:
            if column == self.pick_column:
                return color(row.mark or ("text" if row.choice else "hint"))
            return color(row.mark) if row.mark and column > self.pick_column else None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None


class _PickDelegate(QStyledItemDelegate):
    """Edits the chosen column with the field for many options."""

    moved = Signal(int)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:  # type: ignore[override]
        """Return the field; it is found by text, initials or pinyin."""
        model = index.model()
        assert isinstance(model, PickModel)
        row = model.rows[index.row()]
        editor = CodeEdit(lambda: row.options)
        editor.setParent(parent)
        editor.setProperty("cell", True)
        editor.setAccessibleName(f"{model.titles[model.pick_column]}：{row.texts[1] if len(row.texts) > 1 else ''}")
        at = index.row()
        known = {option.code for option in row.options}
        editor.committed.connect(lambda code: model.choose(at, code) if code in known or not code else None)
        editor.left.connect(lambda step: self._leave(editor, step))
        return editor

    def _leave(self, editor: CodeEdit, step: int) -> None:
        editor.commit()
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.moved.emit(step)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what is chosen, unless something is being typed."""
        model = index.model()
        if isinstance(model, PickModel) and isinstance(editor, CodeEdit) and not editor.isModified():
            row = model.rows[index.row()]
            editor.show_value(row.choice, row.text() if row.choice else "")
            editor.selectAll()

    def setModelData(self, editor: QWidget, _model: object, _index: Index) -> None:  # type: ignore[override]
        """Hand over what was typed."""
        if isinstance(editor, CodeEdit):
            editor.commit()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Fill the cell."""
        editor.setGeometry(QRect(option.rect))  # type: ignore[attr-defined]

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let the field have its own keys; Esc closes it with nothing changed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(editor, CodeEdit):
            if event.key() == Qt.Key.Key_Escape and not editor.popup_is_open:
                editor.restore()
                self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)
                return True
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self._leave(editor, 1 if event.key() == Qt.Key.Key_Tab else -1)
                return True
            return False
        return super().eventFilter(editor, event)


class PickTable(QTableView):
    """The table: ↑↓ move, Enter, F4 or typing open the list of a row, Delete chooses nothing."""

    def __init__(self, model: PickModel, name: str, widths: Sequence[int]) -> None:
        """Show a model; `widths` are in characters, 0 = takes what is left."""
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self._pick = _PickDelegate(self)
        self._pick.moved.connect(self._move)
        self.setItemDelegateForColumn(model.pick_column, self._pick)
        rows = self.verticalHeader()
        rows.setVisible(False)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(round(self.fontMetrics().height() * 1.7))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        for at, width in enumerate(widths):
            if width:
                self.setColumnWidth(at, self.fontMetrics().horizontalAdvance("汉") * width + 16)
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    @property
    def picks(self) -> PickModel:
        """Return the model."""
        model = self.model()
        assert isinstance(model, PickModel)
        return model

    def _move(self, step: int) -> None:
        at = self.currentIndex().row() + step
        if 0 <= at < self.picks.rowCount():
            self.setCurrentIndex(self.picks.index(at, self.picks.pick_column))
        self.setFocus()

    def _open(self, typed: str = "") -> None:
        index = self.picks.index(self.currentIndex().row(), self.picks.pick_column)
        if not index.isValid():
            return
        self.setCurrentIndex(index)
        self.edit(index)
        editor = self.indexWidget(index) or self.focusWidget()
        if isinstance(editor, CodeEdit):
            if typed:
                editor.setText("")
                editor.insert(typed)
                editor.textEdited.emit(typed)
            else:
                editor.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list, choose nothing, or move."""
        if self.currentIndex().row() < 0:
            super().keyPressEvent(event)
        elif event.key() in (*ENTER, Qt.Key.Key_F4, Qt.Key.Key_F2) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier
        ):
            self._open()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.picks.choose(self.currentIndex().row(), "")
        elif (
            event.text().isprintable()
            and event.text().strip()
            and not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        ):
            self._open(event.text())
        else:
            super().keyPressEvent(event)
