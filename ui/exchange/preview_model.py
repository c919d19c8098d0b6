"""The lines of a preview as a table: texts fetched page by page, a tick in the first column."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt

from ui.background import ArchiveWorker
from ui.exchange.preview_jobs import Preview, show_lines
from ui.exchange.preview_lines import Effect, PreviewLine
from ui.rows_model import Column, Index
from ui.style import color
from ui.ticked_model import TICK, TickedModel

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


class PreviewModel(TickedModel[PreviewLine]):
    """The lines of a preview; unticked ones are left for now."""

    def __init__(self, worker: ArchiveWorker, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(worker, COLUMNS, parent)
        self.preview: Preview | None = None

    def show(self, preview: Preview | None, numbers: array[int]) -> None:
        """Show these lines of a preview."""
        self.preview = preview
        self.show_numbers(
            numbers, partial(show_lines, preview=preview, numbers=numbers) if preview is not None else None
        )

    def is_ticked(self, row: int) -> bool | None:
        """Tell whether a line is taken; None where that can't be chosen."""
        if self.preview is None:
            return None
        number = self.numbers[row]
        return not self.preview.left[number] if self.preview.can_leave(number) else None

    def take(self, numbers: Sequence[int], take: bool) -> None:
        """Take lines, or leave them for now."""
        if self.preview is not None:
            self.preview.leave(numbers, not take)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return tick, text, colour or tool tip of a cell; what is left for now is grey."""
        if index.isValid() and index.column() != TICK and self.is_ticked(index.row()) is False:
            if role == Qt.ItemDataRole.ForegroundRole:
                return color("hint")
            if role == Qt.ItemDataRole.DisplayRole and index.column() == 1:
                return "先放着"
        return super().data(index, role)
