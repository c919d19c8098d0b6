"""The lines of a preview as a table: texts fetched page by page, a tick in the first column."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from ui.background import ArchiveWorker
from ui.exchange.preview_jobs import Preview, show_lines
from ui.exchange.preview_lines import Effect, PreviewLine
from ui.paged_model import Index, PagedModel
from ui.rows_model import Column
from ui.style import color

EFFECT_COLORS = {
    Effect.NEW: "primary",
    Effect.FILLED: "ok",
    Effect.CHANGED: "warning",
    Effect.CONFLICT: "error",
    Effect.DUPLICATE: "warning",
    Effect.DELETED: "error",
    Effect.RESTORED: "ok",
    Effect.MOVED: "primary",
    Effect.HELD: "text_secondary",
}
"""Effect → style token of its word."""

COLUMNS: tuple[Column[PreviewLine], ...] = (
    Column("", lambda _line: "", 4),
    Column("结果", lambda line: line.effect.value, 9, color=lambda line: color(EFFECT_COLORS[line.effect])),
    Column("村", lambda line: line.village, 11),
    Column("户", lambda line: line.household, 23),
    Column("人", lambda line: line.person, 8),
    Column("字段", lambda line: line.field, 15),
    Column("本机现值", lambda line: line.old, 18),
    Column("来件的值", lambda line: line.new, 0),
    Column("谁改的", lambda line: line.source, 29),
    Column(
        "时间", lambda line: line.when, 13, color=lambda line: color("warning") if "不准" in line.when else None
    ),
)  # fmt: skip
TICK = 0


class PreviewModel(PagedModel[PreviewLine]):
    """`numbers` are the lines shown. `ticked` says that a tick changed."""

    ticked = Signal()

    def __init__(self, worker: ArchiveWorker, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(worker, COLUMNS, parent)
        self.preview: Preview | None = None
        self.numbers = array("i")
        self.locked = False

    def show(self, preview: Preview | None, numbers: array[int]) -> None:
        """Show these lines of a preview."""
        self.preview, self.numbers = preview, numbers
        fetch = partial(show_lines, preview=preview, numbers=numbers) if preview is not None else None
        self.set_source(len(numbers), fetch)

    def is_ticked(self, row: int) -> bool | None:
        """Tell whether a line is taken; None where that can't be chosen."""
        if self.preview is None:
            return None
        number = self.numbers[row]
        return not self.preview.left[number] if self.preview.can_leave(number) else None

    def tick(self, rows: Sequence[int], take: bool) -> None:
        """Take lines, or leave them for now."""
        if self.preview is None or self.locked:
            return
        self.preview.leave([self.numbers[row] for row in rows], not take)
        self.show_ticks()

    def show_ticks(self) -> None:
        """Paint the ticks anew and tell whoever counts them."""
        if self.numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.numbers) - 1, self.columnCount() - 1))
        self.ticked.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A line can be chosen; its tick can be set."""
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
        """Return tick, text, colour or tool tip of a cell; what is left for now is grey."""
        if not index.isValid():
            return None
        if index.column() == TICK:
            if role == Qt.ItemDataRole.CheckStateRole:
                ticked = self.is_ticked(index.row())
                return None if ticked is None else (Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked).value
            return None
        if role == Qt.ItemDataRole.ForegroundRole and self.is_ticked(index.row()) is False:
            return color("hint")
        if role == Qt.ItemDataRole.DisplayRole and index.column() == 1 and self.is_ticked(index.row()) is False:
            return "先放着"
        return super().data(index, role)
