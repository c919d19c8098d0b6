"""A form made from the catalogue: sections as cards, three columns, one rhythm, one chain of Enter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.fields import Entity, Kind, Record, Section
from models.rules import Finding
from models.values import ValueProblem
from ui.editors.id_number import IdNumberEdit
from ui.editors.line import LineEditor
from ui.editors.note import NoteEditor
from ui.editors.table import STRIP_ROOM, Surroundings, make_editor, shown_text
from ui.edits import Place, record_at
from ui.field_cell import FIELD_HEIGHT, MESSAGE_HEIGHT, NOTE_HEIGHT, FieldCell, label_width
from ui.household_session import HouseholdSession

LEVELS = {"E": ("error", "×"), "W": ("warning", "⚠"), "Q": ("warning", "⚠")}
RANK = {"E": 0, "W": 1, "Q": 2}
LEAST_WIDTH = 812
"""Room inside a card on a screen of 1366 pixels."""
LEAST_ROOM = 106
"""Pixels an editor needs; with less, a section has fewer columns."""
USUAL_COLUMNS = 3
CARD_SIDES = 22
"""Pixels of a card's margins and frame."""
COLUMN_GAP = 12
UNIT_GAP = 5
LONGEST_OPENING = 8
"""Characters before the field's name in a sentence that may be left out: “孔令田的”, “本户的”."""
COLUMN_PARTS = 4
"""Grid columns of one field: label, editor, unit, gap."""


def card(title: str, extra: QWidget | None = None) -> tuple[QFrame, QVBoxLayout]:
    """Return a card with a title, and the layout below the title."""
    frame = QFrame()
    frame.setProperty("card", True)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(10, 7, 10, 7)
    layout.setSpacing(6)
    if title:
        head = QHBoxLayout()
        head.setSpacing(8)
        label = QLabel(title)
        label.setProperty("role", "section")
        label.setFixedHeight(22)
        head.addWidget(label)
        head.addStretch(1)
        if extra is not None:
            head.addWidget(extra)
        layout.addLayout(head)
    return frame, layout


@dataclass(slots=True)
class FormGrid:
    """A section's fields and the grid they stand in; `unit` is the width of its widest unit, in pixels."""

    grid: QGridLayout
    cells: list[FieldCell]
    unit: int
    columns: int = 0


class RecordForm(QWidget):
    """The fields of some sections of an entity, for one record of a session.

    `edited` follows every change, `left` asks for what stands before (-1) or after (1) the form, `entered` names the
    field that got the focus.
    """

    edited = Signal()
    left = Signal(int)

    def __init__(
        self,
        entity: Entity,
        sections: Sequence[Section],
        around: Surroundings,
        *,
        read_only: Iterable[str] = (),
        hidden: Iterable[str] = (),
        columns: int = 3,
        extra: QWidget | None = None,
        titles: bool = True,
        width: int = LEAST_WIDTH,
    ) -> None:
        """Build the sections for `width` pixels; `read_only` fields are shown as computed, `hidden` ones not at all."""
        super().__init__()
        self.entity = entity
        self.cells: dict[str, FieldCell] = {}
        self.session: HouseholdSession | None = None
        self.owner = ""
        self.carried: set[str] = set()
        self._around = around
        self._read_only = frozenset(read_only)
        self._hidden = frozenset(hidden)
        self._columns = columns
        self._width = width
        self._grids: list[FormGrid] = []
        names = [name for section in sections for name in section.names if name not in self._hidden]
        metrics = self.fontMetrics()
        self._label = max((label_width(entity.field(name).label, metrics) for name in names), default=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for at, section in enumerate(sections):
            frame, inner = card(section.title if titles else "", extra if at == 0 else None)
            inner.addWidget(self._build(section))
            layout.addWidget(frame)

    # building

    def _build(self, section: Section) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        names = [name for name in section.names if name not in self._hidden]
        fields = [self.entity.field(name) for name in names]
        metrics = self.fontMetrics()
        unit = max((metrics.horizontalAdvance(one.unit) + UNIT_GAP for one in fields if one.unit), default=0)
        room = self._room(self._width, self._columns_for(self._width, unit), unit)
        cells = [self._cell(name, holder, room) for name in names]
        self._grids.append(FormGrid(grid, cells, unit))
        self._lay_out(self._grids[-1], self._width)
        return holder

    def _room(self, width: int, columns: int, unit: int) -> int:
        """Return the pixels an editor gets in `columns` columns of a form of `width` pixels."""
        return width // columns - self._label - unit - COLUMN_GAP

    def _columns_for(self, width: int, unit: int) -> int:
        columns = self._columns
        if self._columns == USUAL_COLUMNS and self._room(width, columns + 1, unit) >= STRIP_ROOM:
            columns += 1
        while columns > 1 and self._room(width, columns, unit) < LEAST_ROOM:
            columns -= 1
        return columns

    def _lay_out(self, form_grid: FormGrid, width: int) -> None:
        """Give a section as many columns as its width has room for, and put its fields into them."""
        columns = self._columns_for(width, form_grid.unit)
        if columns == form_grid.columns:
            return
        grid, form_grid.columns = form_grid.grid, columns
        for column in range(max(columns, grid.columnCount() // COLUMN_PARTS)):
            start, used = column * COLUMN_PARTS, column < columns
            grid.setColumnMinimumWidth(start, self._label if used else 0)
            grid.setColumnStretch(start + 1, 1 if used else 0)
            grid.setColumnMinimumWidth(start + 2, form_grid.unit if used else 0)
            grid.setColumnMinimumWidth(start + 3, COLUMN_GAP if column < columns - 1 else 0)
        self._place(grid, form_grid.cells, columns)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take another column where there is room for it, or do with fewer."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            for form_grid in self._grids:
                self._lay_out(form_grid, event.size().width() - CARD_SIDES)

    def _cell(self, name: str, holder: QWidget, room: int) -> FieldCell:
        declared = self.entity.field(name)
        editor = make_editor(declared, self._around, room)
        if name in self._read_only:
            editor.setEnabled(False)
            editor.show_state("computed")
        editor.setFixedHeight(NOTE_HEIGHT if declared.kind is Kind.NOTE else FIELD_HEIGHT)
        cell = FieldCell(declared, editor, holder)
        editor.typed.connect(lambda text, name=name: self._typed(name, text))
        editor.committed.connect(lambda text, name=name: self._committed(name, text))
        editor.left.connect(lambda step, name=name: self.step_from(name, step))
        self.cells[name] = cell
        return cell

    def _place(self, grid: QGridLayout, cells: Sequence[FieldCell], columns: int) -> None:
        """Put the shown fields into the grid, row by row; a note takes a whole row."""
        for row in range(grid.rowCount()):
            grid.setRowMinimumHeight(row, 0)
        row, column = 0, 0
        for cell in cells:
            if not cell.shown:
                continue
            wide = cell.declared.kind is Kind.NOTE
            if wide and column:
                row, column = row + 1, 0
            self._put(grid, cell, row, column, columns)
            column += columns if wide else 1
            if column >= columns:
                row, column = row + 1, 0

    def _put(self, grid: QGridLayout, cell: FieldCell, row: int, column: int, columns: int) -> None:
        start, line = column * COLUMN_PARTS, row * 2
        wide = cell.declared.kind is Kind.NOTE
        last = wide or column == columns - 1
        to_end = columns * COLUMN_PARTS - start - 1
        side = Qt.AlignmentFlag.AlignTop if wide else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(cell.label, line, start, side)
        grid.addWidget(cell.editor, line, start + 1, 1, to_end if wide else 1 if cell.unit else 2)
        if cell.unit is not None:
            cell.unit.setContentsMargins(UNIT_GAP, 0, 0, 0)
            grid.addWidget(cell.unit, line, start + 2)
        grid.setRowMinimumHeight(line, NOTE_HEIGHT if wide else FIELD_HEIGHT)
        grid.setRowMinimumHeight(line + 1, MESSAGE_HEIGHT + 1)
        cell.right = last and column > 0
        cell.message_at = (line + 1, start + (0 if cell.right else 1), to_end if wide else 3 if cell.right else 4)
        if cell.message is not None:
            at, begin, span = cell.message_at
            grid.addWidget(cell.message, at, begin, 1, span)
            cell.message.set_right(cell.right)

    # values

    def bind(self, session: HouseholdSession, owner: str = "") -> None:
        """Show a record of a session."""
        self.session, self.owner = session, owner
        self.carried.clear()
        self.refresh()

    def place(self, name: str) -> Place:
        """Return the place of a field."""
        return Place(self.entity.name, self.owner, name)

    def record(self) -> Record:
        """Return the record shown, empty where there is none yet."""
        assert self.session is not None
        return record_at(self.session.file, self.session.year, self.place("")) or {}

    def refresh(self) -> None:
        """Show all values as the session holds them."""
        if self.session is None:
            return
        record = self.record()
        for name, cell in self.cells.items():
            value, text = record.get(name), self.session.text_at(self.place(name))
            cell.editor.show_value(value, shown_text(cell.declared, value, self._around) if text is None else text)
        self._follow_conditions(record)

    def _follow_conditions(self, record: Record) -> None:
        for form_grid in self._grids:
            moved = False
            for cell in form_grid.cells:
                known = record.get(cell.name) is not None
                shown = known or (self.entity.is_shown(cell.name, record) and cell.name not in self._read_only)
                if shown != cell.shown:
                    cell.set_shown(shown)
                    moved = True
                cell.label.set_required(shown and self.entity.is_required(cell.name, record))
            if moved:
                self._place(form_grid.grid, form_grid.cells, form_grid.columns)

    def _typed(self, name: str, text: str) -> None:
        if self.session is None:
            return
        cell = self.cells[name]
        self.session.set_text(self.place(name), text, typing=True)
        if isinstance(cell.editor, IdNumberEdit):
            state, said = cell.editor.live(text)
            cell.say("error" if state == "error" else "", state, said)
        self.edited.emit()

    def _committed(self, name: str, text: str) -> None:
        if self.session is None:
            return
        self.carried.discard(name)
        problem = self.session.set_text(self.place(name), text)
        self.session.seal()
        self._show_one(name, problem)
        self._follow_conditions(self.record())
        self.edited.emit()

    def _show_one(self, name: str, problem: ValueProblem | None) -> None:
        assert self.session is not None
        cell = self.cells[name]
        if problem is not None:
            cell.say("error", "error", _said(problem))
            return
        value = self.session.get(self.place(name))
        cell.editor.show_value(value, shown_text(cell.declared, value, self._around))

    # findings

    def show_findings(self, findings: Iterable[Finding]) -> None:
        """Show at each field the worst of what the rules found there, or why its text can't be read."""
        worst: dict[str, Finding] = {}
        for finding in findings:
            if finding.entity == self.entity.name and finding.field in self.cells:
                if self.owner and finding.person != self.owner:
                    continue
                known = worst.get(finding.field)
                if known is None or RANK[finding.level] < RANK[known.level]:
                    worst[finding.field] = finding
        for name, cell in self.cells.items():
            self._show_state(name, cell, worst.get(name))

    def _show_state(self, name: str, cell: FieldCell, finding: Finding | None) -> None:
        if self.session is None:
            return
        text = self.session.text_at(self.place(name))
        computed = "computed" if name in self._read_only else ""
        if text is not None:
            cell.say("error", "error", f"× “{text}”没看懂，没有写入")
        elif finding is not None:
            state, sign = LEVELS[finding.level]
            empty = self.session.get(self.place(name)) is None
            said = "未填" if empty else _short(finding.sentence, cell.declared.label)
            cell.say(computed or state, state, f"{sign} {said}")
        elif name in self.carried:
            cell.say("carried", "carried", "同上一户，可改")
        else:
            cell.say(computed, "", "")

    # moving

    def names(self) -> list[str]:
        """Return the fields that can be entered now, in order."""
        return [name for name, cell in self.cells.items() if cell.shown and cell.editor.isEnabled()]

    def step_from(self, name: str, step: int) -> None:
        """Move to the next or previous field, or ask for what stands beyond the form."""
        names = self.names()
        at = names.index(name) + step
        if 0 <= at < len(names):
            self.focus_field(names[at])
        else:
            self.left.emit(step)

    def focus_field(self, name: str) -> bool:
        """Give a field the focus; tell whether the form has it."""
        cell = self.cells.get(name)
        if cell is None or not cell.shown:
            return False
        cell.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def focus_end(self, step: int) -> None:
        """Give the focus to the first field (coming from above, 1) or the last (-1)."""
        names = self.names()
        if names:
            self.focus_field(names[0 if step > 0 else -1])

    def focused(self) -> str | None:
        """Return the field that has the focus."""
        return next((name for name, cell in self.cells.items() if cell.editor.hasFocus()), None)

    def commit(self) -> None:
        """Hand over what is half typed."""
        name = self.focused()
        if name is not None:
            self.cells[name].editor.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what stands in the field with the cursor and has not been handed over."""
        name = self.focused()
        editor = self.cells[name].editor if name is not None else None
        if name is None or not isinstance(editor, LineEditor | NoteEditor) or not editor.is_half_typed:
            return {}
        return {self.place(name): editor.text()}

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be typed, or let it again."""
        for name, cell in self.cells.items():
            if isinstance(cell.editor, LineEditor):
                cell.editor.setReadOnly(read_only)
            elif name not in self._read_only:
                cell.editor.setEnabled(not read_only)


def _short(sentence: str, label: str) -> str:
    """Return a sentence without what the field itself already says: whose and which value it is about."""
    before, found, after = sentence.partition(label)
    return after.lstrip(" 是为") if found and after and len(before) <= LONGEST_OPENING else sentence


def _said(problem: ValueProblem) -> str:
    return f"× {problem}，{problem.remedy}" if problem.remedy else f"× {problem}"
