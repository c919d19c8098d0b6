"""The lines of a plan as a table: numbers in memory, texts fetched page by page, a tick in the first column."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt

from ui.background import ArchiveWorker
from ui.import_jobs import Planned, show_lines
from ui.plan_lines import Outcome, PlanLine
from ui.rows_model import Column, Index
from ui.style import color
from ui.ticked_model import TICK, TickedModel

OUTCOME_COLORS = {
    Outcome.NEW: "primary",
    Outcome.CHANGED: "warning",
    Outcome.FILLED: "ok",
    Outcome.SAME: "text_secondary",
    Outcome.CONFLICT: "error",
    Outcome.SUSPECT: "warning",
    Outcome.REFUSED: "error",
}
"""Outcome → style token of its word."""

COLUMNS: tuple[Column[PlanLine], ...] = (
    Column("", lambda _line: "", 2),
    Column("结果", lambda line: line.outcome.value, 5, color=lambda line: color(OUTCOME_COLORS[line.outcome])),
    Column("表内位置", lambda line: line.place, 9),
    Column("户", lambda line: line.household, 14),
    Column("人", lambda line: line.person, 5),
    Column("字段", lambda line: line.field, 12),
    Column("原值", lambda line: line.old, 10),
    Column("新值", lambda line: line.new, 0),
    Column("依据 / 原因", lambda line: line.basis, 17),
)
"""Widths in Chinese characters; 0 = takes what is left."""


class PlanModel(TickedModel[PlanLine]):
    """The lines of a plan; ticked ones are written."""

    def __init__(self, worker: ArchiveWorker, parent: QObject | None = None) -> None:
        """Start empty."""
        super().__init__(worker, COLUMNS, parent)
        self.planned: Planned | None = None

    def show(self, planned: Planned | None, numbers: array[int]) -> None:
        """Show these lines of a plan."""
        self.planned = planned
        self.show_numbers(
            numbers, partial(show_lines, planned=planned, numbers=numbers) if planned is not None else None
        )

    def is_ticked(self, row: int) -> bool | None:
        """Return whether a shown row is ticked; None where it can't be."""
        if self.planned is None:
            return None
        line = self.planned.index.line(self.numbers[row])
        return line.taken if line.can_be_taken else None

    def take(self, numbers: Sequence[int], take: bool) -> None:
        """Tick or untick lines."""
        if self.planned is not None:
            self.planned.index.tick(numbers, take)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return tick, text, colour or tool tip of a cell; the text of a line that won't be written is grey."""
        if not index.isValid() or index.column() == TICK:
            return super().data(index, role)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and index.column() == 1:
            return super().data(index, role) or "…"
        if role == Qt.ItemDataRole.ForegroundRole and index.column() != 1 and self.is_ticked(index.row()) is False:
            return color("hint")
        return super().data(index, role)
