"""A table over a list of prepared rows: what history, batches, recycle bin and import lines share.

The model keeps the rows and a list of the indexes shown, so that filtering 50,000 rows moves integers only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column: title, text of a row, width in characters (0 = takes what is left), and the colour of its text."""

    title: str
    text: Callable[[T], str]
    width: int
    right: bool = False
    color: Callable[[T], QColor | None] | None = None


class ColumnsModel(QAbstractTableModel, Generic[T]):
    """What tables of declared columns share, wherever their rows come from."""

    def __init__(self, columns: Sequence[Column[T]], parent: QObject | None = None) -> None:
        """Remember the columns."""
        super().__init__(parent)
        self.columns = tuple(columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's title or a row's number."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title if orientation == Qt.Orientation.Horizontal else str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class RowsModel(ColumnsModel[T]):
    """Rows of one kind, of which `shown` are visible, in that order."""

    def __init__(self, columns: Sequence[Column[T]], parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(columns, parent)
        self.rows: Sequence[T] = []
        self._shown: Sequence[int] = range(0)

    def set_rows(self, rows: Sequence[T]) -> None:
        """Replace the rows and show all of them."""
        self.beginResetModel()
        self.rows = rows
        self._shown = range(len(rows))
        self.endResetModel()

    def show_only(self, wanted: Callable[[T], bool] | None) -> None:
        """Show the rows that `wanted` takes; None = all."""
        self.beginResetModel()
        rows = self.rows
        self._shown = range(len(rows)) if wanted is None else [at for at, row in enumerate(rows) if wanted(row)]
        self.endResetModel()

    def row(self, line: int) -> T:
        """Return the row shown in `line`."""
        return self.rows[self._shown[line]]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, alignment, colour or tool tip of a cell."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return column.text(self.row(index.row()))
        if role == Qt.ItemDataRole.TextAlignmentRole and column.right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and column.color is not None:
            return column.color(self.row(index.row()))
        return None


def table_over(model: ColumnsModel[Any], name: str, table: QTableView | None = None) -> QTableView:
    """Return a read-only table of whole rows with fixed row height, columns as wide as the model says.

    `table` is one of an heir's own class; without it a plain one is made.
    """
    table = table or QTableView()
    dress(table, model, name)
    unit = table.fontMetrics().horizontalAdvance("0")
    fit_columns(table, [column.width and unit * column.width + 10 for column in model.columns])
    return table


def dress(table: QTableView, model: QAbstractTableModel, name: str, *, several: bool = False) -> None:
    """Give a read-only table of whole rows its model and the looks they all have; with `several` rows add up."""
    modes = QAbstractItemView.SelectionMode
    table.setModel(model)
    table.setAccessibleName(name)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.setTabKeyNavigation(False)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = table.verticalHeader()
    rows.setVisible(False)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(round(table.fontMetrics().height() * 1.6))
    table.horizontalHeader().setHighlightSections(False)


def fit_columns(table: QTableView, widths: Sequence[int]) -> None:
    """Make columns so many pixels wide; 0 = takes what is left."""
    header = table.horizontalHeader()
    for at, width in enumerate(widths):
        if width:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            table.setColumnWidth(at, width)
        else:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
