"""Another value for a case: the editors of the fields' own kinds, filled with what the chosen side says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QVBoxLayout, QWidget

from models.fields import Field, Kind, Record, Value
from models.keys import INCOME_PREFIX
from models.values import ValueProblem
from storage.exchange.inbox import Card, field_of_key
from ui.editors.table import Editor, Surroundings, make_editor, shown_text
from ui.exchange.steps_dialog import push, words
from ui.household_session import read_typed
from ui.inbox.case_view import title_of

AMOUNT = Field("amount", "金额", Kind.MONEY, unit="元")
NOT_TYPED = frozenset({Kind.LINK})
"""Kinds that are chosen on the household's page, where there is something to choose from."""


@dataclass(slots=True)
class _Cell:
    key: str
    field: Field
    editor: Editor
    value: Value
    typed: str | None = None


def fields_of(card: Card) -> dict[str, Field]:
    """Return the fields of a case by flat key, empty where another value can't be typed."""
    case = card.conflict
    found: dict[str, Field] = {}
    for key in case.fields:
        field = AMOUNT if key.startswith(INCOME_PREFIX) else field_of_key(case.entity, key)
        if field is None or field.kind in NOT_TYPED:
            return {}
        found[key] = field
    return found if case.kind == "value" else {}


class ValueDialog(QDialog):
    """`value` is what was typed, by flat key, once the dialog was accepted."""

    def __init__(self, card: Card, chosen: int, around: Surroundings, parent: QWidget | None = None) -> None:
        """Begin with the values of the side `chosen`."""
        super().__init__(parent)
        self.setWindowTitle("另填一个值")
        self.value: Record = {}
        self._around = around
        self._side = card.sides[min(chosen, len(card.sides) - 1)].side.values
        self.cells: list[_Cell] = []
        form = QFormLayout()
        form.setHorizontalSpacing(10)
        form.setVerticalSpacing(10)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for key, field in fields_of(card).items():
            form.addRow(QLabel(field.label + (f"（{field.unit}）" if field.unit else "")), self._cell(key, field))
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.take_button = push("采用这个值 Enter")
        self.take_button.setProperty("primary", True)
        self.take_button.clicked.connect(self.take)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(12)
        layout.addWidget(words("　".join(part for part in (card.person, title_of(card)) if part), name="dialog-title"))
        layout.addWidget(words("两边都不对时用：填核实过的值，两边原来的值仍在变更痕迹里。", "secondary"))
        layout.addLayout(form)
        layout.addWidget(self.trouble)
        layout.addStretch(1)
        layout.addWidget(self.take_button, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(self.fontMetrics().height() * 26)
        if self.cells:
            self.cells[0].editor.setFocus(Qt.FocusReason.TabFocusReason)

    def _cell(self, key: str, field: Field) -> Editor:
        value = self._side.get(key)
        if field is AMOUNT and isinstance(value, dict):
            value = cast("Record", value).get("amount")
        editor = make_editor(field, self._around, 320)
        editor.show_value(value, shown_text(field, value, self._around))
        cell = _Cell(key, field, editor, value)
        editor.committed.connect(lambda text: setattr(cell, "typed", text))
        editor.left.connect(lambda step: self._step(cell, step))
        self.cells.append(cell)
        return editor

    def _step(self, cell: _Cell, step: int) -> None:
        cell.editor.commit()
        at = self.cells.index(cell) + step
        if at >= len(self.cells):
            self.take()
        elif at >= 0:
            self.cells[at].editor.setFocus(Qt.FocusReason.TabFocusReason)

    def take(self) -> None:
        """Read what was typed, and close where it can be read."""
        found: Record = {}
        for cell in self.cells:
            cell.editor.commit()
            try:
                found[cell.key] = self._read(cell)
            except ValueProblem as problem:
                self.trouble.setText(f"{problem}。{problem.remedy}。")
                self.trouble.show()
                cell.editor.show_state("error")
                cell.editor.setFocus()
                return
        self.value = found
        self.accept()

    def _read(self, cell: _Cell) -> Value:
        around = self._around
        value = cell.value
        if cell.typed is not None:
            if cell.field.kind is Kind.YES_NO:
                value = {"1": True, "0": False}.get(cell.typed)
            else:
                value = read_typed(cell.field, cell.typed, around.codes, around.year)
        if cell.field is not AMOUNT:
            return value
        side = self._side.get(cell.key)
        rest: Record = side if isinstance(side, dict) else {"counts": True, "note": None}
        return {**rest, "amount": value} if value is not None else None
