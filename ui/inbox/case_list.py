"""The list of open cases beside the case at hand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from storage.exchange.inbox import Card
from ui.inbox.case_view import title_of
from ui.paged_model import PagedModel
from ui.rows_model import Column
from ui.style import color

SHORT = {"value": "冲突", "deleted": "删改", "duplicate": "同人?"}
TONES = {"value": "warning", "deleted": "error", "duplicate": "primary"}


def columns() -> tuple[Column[Card], ...]:
    """Return the columns of the list."""
    return (
        Column("", lambda card: SHORT[card.conflict.kind], 5, color=lambda card: color(TONES[card.conflict.kind])),
        Column("户", lambda card: card.head or card.household, 9),
        Column("人", lambda card: card.person, 9),
        Column("栏目", title_of, 0),
        Column("村", lambda card: card.village.rpartition(" ")[2], 11),
    )


def case_table(model: PagedModel[Card]) -> QTableView:
    """Return the table; keys that decide belong to the case, here only ↑↓ and Enter count."""
    table = QTableView()
    table.setModel(model)
    table.setAccessibleName("待处理列表")
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setTextElideMode(Qt.TextElideMode.ElideRight)
    table.setTabKeyNavigation(False)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    metrics = table.fontMetrics()
    rows = table.verticalHeader()
    rows.setVisible(False)
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(round(metrics.height() * 1.6))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    for at, column in enumerate(model.columns):
        if column.width:
            table.setColumnWidth(at, metrics.horizontalAdvance("0") * column.width + 10)
        else:
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
    return table
