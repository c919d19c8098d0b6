"""Paged lines with a tick in the first column: what is taken of a plan or a pack, and what is not."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from ui.background import ArchiveWorker
from ui.paged_model import Fetch, Index, PagedModel
from ui.rows_model import Column

T = TypeVar("T")
TICK = 0
"""The column of the tick."""


class TickedModel(PagedModel[T]):
    """`numbers` are the lines shown. `ticked` says that a tick changed; while `locked` none does."""

    ticked = Signal()

    def __init__(self, worker: ArchiveWorker, columns: Sequence[Column[T]], parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(worker, columns, parent)
        self.numbers: array[int] = array("i")
        self.locked = False

    def show_numbers(self, numbers: array[int], fetch: Fetch | None) -> None:
        """Show these lines, whose texts `fetch` brings."""
        self.numbers = numbers
        self.set_source(len(numbers), fetch)

    def is_ticked(self, row: int) -> bool | None:
        """Return whether a shown row is ticked; None where it can't be."""
        raise NotImplementedError

    def take(self, numbers: Sequence[int], take: bool) -> None:
        """Tick or untick lines."""
        raise NotImplementedError

    def tick(self, rows: Sequence[int], take: bool) -> None:
        """Tick or untick shown rows."""
        if self.numbers and not self.locked:
            self.take([self.numbers[row] for row in rows], take)
            self.show_ticks()

    def show_ticks(self) -> None:
        """Paint the ticks anew and tell whoever counts them."""
        if self.numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.numbers) - 1, self.columnCount() - 1))
        self.ticked.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A line can be chosen; its tick can be set where that means something."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() == TICK and not self.locked and self.is_ticked(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def setData(self, index: Index, _value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Turn a tick round, as a click does."""
        if role != Qt.ItemDataRole.CheckStateRole or self.locked:
            return False
        self.tick([index.row()], not self.is_ticked(index.row()))
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return tick, text, colour or tool tip of a cell."""
        if index.isValid() and index.column() == TICK:
            ticked = self.is_ticked(index.row()) if role == Qt.ItemDataRole.CheckStateRole else None
            return None if ticked is None else (Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked).value
        return super().data(index, role)
