"""A table whose first columns stay when it is scrolled sideways: a second view of the same model lies over it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.lists.cell_delegate import CellDelegate
from ui.lists.table_model import ListTableModel

Index = QModelIndex | QPersistentModelIndex
LEAST_WIDTH = 36
WHOLE_KEY = Qt.Key.Key_F8


class _Lines(QTableView):
    """Lines of one height: a row that arrives only has to be painted."""

    def dataChanged(self, topLeft: Index, bottomRight: Index, roles: Sequence[int] = ()) -> None:
        """Paint what is in sight."""
        self.viewport().update()


def _dress(table: QTableView) -> None:
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.setTabKeyNavigation(False)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    rows = table.verticalHeader()
    rows.setVisible(False)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(round(table.fontMetrics().height() * 1.6))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionsClickable(True)
    header.setMinimumSectionSize(LEAST_WIDTH)
    header.setFixedHeight(round(table.fontMetrics().height() * 1.75))
    header.setSortIndicatorShown(True)
    table.setItemDelegate(CellDelegate(table))


class FrozenTable(_Lines):
    """`sort_wanted` carries the column whose title was clicked, `widths_changed` that one was dragged,
    `selection_changed` how many lines are marked, `moved` that the columns stand elsewhere,
    `whole_wanted` that F8 is held down."""

    sort_wanted = Signal(int)
    widths_changed = Signal()
    selection_changed = Signal(int)
    moved = Signal()
    whole_wanted = Signal(bool)

    def __init__(self, model: ListTableModel, name: str, parent: QWidget | None = None) -> None:
        """Show `model`; `freeze` says how many columns stay."""
        super().__init__(parent)
        self.frozen_columns = 0
        self.setAccessibleName(name)
        _dress(self)
        self.setModel(model)
        self.horizontalHeader().setStretchLastSection(True)
        self.frozen = _Lines(self)
        self.frozen.setObjectName("frozen")
        _dress(self.frozen)
        self.frozen.setModel(model)
        self.frozen.setSelectionModel(self.selectionModel())
        for view in (self, self.frozen):
            # titles ask whether their whole column is marked, line by line: they get marks of their own, never used
            for header in (view.horizontalHeader(), view.verticalHeader()):
                header.setSelectionModel(QItemSelectionModel(model, header))
        self.frozen.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.frozen.setFrameShape(QFrame.Shape.NoFrame)
        self.frozen.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.frozen.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().stackUnder(self.frozen)
        mine, theirs = self.verticalScrollBar(), self.frozen.verticalScrollBar()
        mine.valueChanged.connect(theirs.setValue)
        theirs.valueChanged.connect(mine.setValue)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.moved.emit())
        for view, other in ((self, self.frozen), (self.frozen, self)):
            view.horizontalHeader().sectionResized.connect(
                lambda at, _old, width, other=other: self._resized(other, at, width)
            )
            view.horizontalHeader().sectionClicked.connect(self.sort_wanted)
        self.frozen.activated.connect(self.activated)
        self.selectionModel().selectionChanged.connect(lambda _on, _off: self.selection_changed.emit(self.marked))
        model.modelReset.connect(self._reset)

    # selection

    @property
    def ranges(self) -> list[QItemSelectionRange]:
        """Return the marked lines as ranges, in no order; asking for every single line would stop the window."""
        chosen = self.selectionModel().selection()
        return [chosen.at(at) for at in range(chosen.count())]

    @property
    def marked(self) -> int:
        """Return how many lines are marked."""
        spans = {(one.top(), one.bottom()) for one in self.ranges}
        return sum(bottom - top + 1 for top, bottom in spans)

    def marked_lines(self) -> list[int]:
        """Return the marked lines from top to bottom."""
        spans = sorted({(one.top(), one.bottom()) for one in self.ranges})
        return [line for top, bottom in spans for line in range(top, bottom + 1)]

    def _reset(self) -> None:
        self._show_frozen()
        self.selection_changed.emit(0)

    # columns

    def freeze(self, columns: int) -> None:
        """Let the first `columns` columns stay."""
        self.frozen_columns = columns
        self._show_frozen()

    def set_widths(self, widths: Sequence[int]) -> None:
        """Give the columns these widths in pixels."""
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)
            self.frozen.setColumnWidth(at, width)
        self._place()

    def show_order(self, column: int, descending: bool) -> None:
        """Show the arrow of the order in a title."""
        way = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        for view in (self, self.frozen):
            view.horizontalHeader().setSortIndicator(column, way)

    def _resized(self, other: QTableView, at: int, width: int) -> None:
        if at == self.model().columnCount() - 1 and other is self.frozen:
            self.moved.emit()  # the last column takes what is left: nobody dragged it
        elif other.columnWidth(at) != width:
            other.setColumnWidth(at, width)
            self.widths_changed.emit()
        self._place()

    def _show_frozen(self) -> None:
        for at in range(self.model().columnCount()):
            self.frozen.setColumnHidden(at, at >= self.frozen_columns)
        self.frozen.setVisible(self.frozen_columns > 0)
        self._place()

    @property
    def frozen_width(self) -> int:
        """Return how many pixels the columns that stay take."""
        return sum(self.columnWidth(at) for at in range(min(self.frozen_columns, self.model().columnCount())))

    def _place(self) -> None:
        frame = self.frameWidth()
        height = self.viewport().height() + self.horizontalHeader().height()
        self.frozen.setGeometry(frame, frame, self.frozen_width, height)
        self.moved.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the columns that stay along."""
        super().resizeEvent(event)
        self._place()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Scroll sideways only where a column that does not stay is hidden."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        at = index.column()
        if at < self.frozen_columns:
            bar.setValue(before)
            return
        left = self.columnViewportPosition(at)
        if left < self.frozen_width:
            bar.setValue(bar.value() + left - self.frozen_width)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Hide whole numbers again when F8 is let go."""
        if event.key() == WHOLE_KEY and not event.isAutoRepeat():
            self.whole_wanted.emit(False)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide whole numbers when the keys go elsewhere."""
        self.whole_wanted.emit(False)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Home and End go to the first and last line, Enter opens (the page listens to `activated`)."""
        if event.key() == WHOLE_KEY:
            if not event.isAutoRepeat():
                self.whole_wanted.emit(True)
            return
        rows = self.model().rowCount()
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers() and rows:
            line = 0 if event.key() == Qt.Key.Key_Home else rows - 1
            self.setCurrentIndex(self.model().index(line, max(0, self.currentIndex().column())))
            return
        super().keyPressEvent(event)
