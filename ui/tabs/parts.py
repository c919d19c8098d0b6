"""帮扶: assignments, measures, visits and monitoring: a list of records and the form of the one marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from models.fields import Kind, Record
from models.rules import Finding
from ui.editors.table import Surroundings, shown_text
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.record_form import RecordForm, card
from ui.rows_model import Column, RowsModel, table_over
from ui.style import icon
from ui.tabs.base import PageTab, scroll_around

PartColumns: TypeAlias = Sequence[tuple[str, int]]

COLUMNS: dict[str, PartColumns] = {
    "assignment": (("helper", 20), ("starts", 13), ("ends", 13), ("note", 0)),
    "measure": (("year", 8), ("group", 16), ("options", 26), ("amount", 12), ("detail", 0)),
    "visit": (("date", 13), ("visitor", 12), ("content", 0)),
    "monitoring": (("monitor_type", 20), ("identified", 12), ("risks", 0), ("risk_cleared", 14)),
    "housing": (("plan_year", 10), ("number", 26), ("grade", 10), ("method", 16), ("accepted", 0)),
}
"""Entity → the fields shown in its list with widths in characters."""


class PartList(QWidget):
    """The records of one entity and the form of the one marked; `columns` are fields with widths in characters."""

    def __init__(self, entity: str, columns: PartColumns, around: Surroundings, tab: PartsTab) -> None:
        """Build list and form."""
        super().__init__()
        self._sorted_by = columns[1 if entity in ("assignment", "monitoring") else 0][0]
        self.entity = ENTITIES[entity]
        self.session: HouseholdSession | None = None
        self._lacking: Place | None = None
        self._around = around
        self._tab = tab
        self.model: RowsModel[Record] = RowsModel([self._column(name, width) for name, width in columns], self)
        self.table = table_over(self.model, self.entity.label)
        self.table.setFixedHeight(27 * 6)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_marked())
        self.form = RecordForm(self.entity, self.entity.sections, around)
        self.form.edited.connect(self._edited)
        self.form.left.connect(tab.left)
        self.add_button = QPushButton(f"新增{self.entity.label}")
        self.add_button.setIcon(icon("plus"))
        self.add_button.clicked.connect(self.add)
        self.delete_button = QPushButton("删除这条")
        self.delete_button.clicked.connect(self.delete)
        self.empty = QLabel(f"还没有{self.entity.label}")
        self.empty.setProperty("role", "hint")
        self._arrange()

    def _arrange(self) -> None:
        frame, inner = card("")
        head = QHBoxLayout()
        head.addWidget(self.add_button)
        head.addWidget(self.empty)
        head.addStretch(1)
        head.addWidget(self.delete_button)
        inner.addLayout(head)
        inner.addWidget(self.table)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(frame)
        column.addWidget(self.form)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll_around(holder))

    def _column(self, name: str, width: int) -> Column[Record]:
        declared = self.entity.field(name)
        return Column(declared.label, lambda record: self._text(name, record), width, declared.kind is Kind.MONEY)

    def _text(self, name: str, record: Record) -> str:
        declared, value = self.entity.field(name), record.get(name)
        if declared.kind is Kind.LINK and value is not None:
            known = next((one.text for one in self._around.links.get(name, tuple)() if one.code == value), None)
            return known or "（已不在名单里）"
        return shown_text(declared, value, self._around).replace("\n", " ")

    # values

    def bind(self, session: HouseholdSession) -> None:
        """Show another household's records."""
        self.session = session
        self.refresh()

    @property
    def records(self) -> list[Record]:
        """Return the records shown, those with the latest date first."""
        assert self.session is not None
        first = self._sorted_by
        listed = self.session.file.parts.get(self.entity.name, [])
        return sorted(listed, key=lambda record: str(record.get(first) or "9"), reverse=True)

    def refresh(self, mark: str | None = None) -> None:
        """Show the records anew, keeping the mark or setting it on the record `mark`."""
        kept = mark or self.form.owner
        records = self.records
        self.model.set_rows(records)
        uids = [record["uid"] for record in records]
        has = bool(uids)
        self.form.setVisible(has)
        self.table.setVisible(has)
        self.delete_button.setVisible(has)
        self.empty.setVisible(not has)
        if has:
            self.table.selectRow(uids.index(kept) if kept in uids else 0)
            self._show_marked()

    @property
    def marked(self) -> Record | None:
        """Return the record marked."""
        at = self.table.currentIndex()
        return self.model.row(at.row()) if at.isValid() and at.row() < self.model.rowCount() else None

    def _show_marked(self) -> None:
        record = self.marked
        if record is not None and self.session is not None:
            self.form.bind(self.session, record["uid"])

    def _edited(self) -> None:
        if self.model.rowCount():
            last = self.model.index(self.model.rowCount() - 1, self.model.columnCount() - 1)
            self.model.dataChanged.emit(self.model.index(0, 0), last)
        self._tab.note_edit()

    def add(self) -> None:
        """Make a record and put the cursor on its first field."""
        if self.session is None:
            return
        values: Record = {"year": self.session.year} if any(one.name == "year" for one in self.entity.fields) else {}
        uid = self.session.add_record(self.entity.name, values)
        self.refresh(uid)
        self._tab.note_edit()
        self.form.focus_end(1)

    def delete(self) -> None:
        """Take the marked record out; Ctrl+Z brings it back."""
        record = self.marked
        if record is not None and self.session is not None:
            self.session.drop_record(self.entity.name, record["uid"])
            self.refresh()
            self._tab.note_edit()

    def focus_record(self, place: Place) -> bool:
        """Mark a record and put the cursor on a field of it, or on the button that adds it where it is lacking."""
        uids = [record["uid"] for record in self.model.rows]
        if not place.owner:
            self._lacking = place
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if place.owner in uids:
            self.table.selectRow(uids.index(place.owner))
        if not uids:  # what is wrong is that there is none: Enter makes one
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return self.form.isVisibleTo(self) and self.form.focus_field(place.field)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on; on the button that adds a record it is that of the one lacking."""
        if self.add_button.hasFocus():
            return self._lacking
        name = self.form.focused()
        return self.form.place(name) if name else None


class PartsTab(PageTab):
    """One list per entity behind a small tab bar; lists are built when first shown."""

    def __init__(self, around: Surroundings, columns: Mapping[str, PartColumns] = COLUMNS, title: str = "帮扶") -> None:
        """Build the bar: one tab per entity of `columns`."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self.columns = columns
        self._around = around
        self._lists: dict[str, PartList] = {}
        self.bar = QTabBar()
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(title)
        self.stack = QStackedWidget()
        for name in columns:
            self.bar.addTab(ENTITIES[name].label)
        self.bar.currentChanged.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)

    def list_of(self, entity: str) -> PartList:
        """Return the list of an entity, built and filled."""
        if entity not in self._lists:
            made = PartList(entity, self.columns[entity], self._around, self)
            self._lists[entity] = made
            self.stack.addWidget(made)
            if self.session is not None:
                made.bind(self.session)
        return self._lists[entity]

    @property
    def shown(self) -> PartList:
        """Return the list in front."""
        return self.list_of(list(self.columns)[self.bar.currentIndex()])

    def _show(self, _at: int) -> None:
        self.stack.setCurrentWidget(self.shown)

    def note_edit(self) -> None:
        """Tell that something changed here."""
        self._titles()
        self.edited.emit()

    def _titles(self) -> None:
        for at, name in enumerate(self.columns):
            count = len(self.session.file.parts.get(name, ())) if self.session is not None else 0
            self.bar.setTabText(at, ENTITIES[name].label + (f" {count}" if count else ""))

    def bind(self, session: HouseholdSession) -> None:
        """Show another household."""
        self.session = session
        for one in self._lists.values():
            one.bind(session)
        self._titles()
        self._show(0)

    def refresh(self) -> None:
        """Show all values anew."""
        for one in self._lists.values():
            one.refresh()
        self._titles()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields what the rules found."""
        for one in self._lists.values():
            if one.marked is not None:
                one.form.show_findings(findings)

    def focus_place(self, place: Place) -> bool:
        """Put the cursor on a place; tell whether the tab has it."""
        if place.entity not in self.columns:
            return False
        self.bar.setCurrentIndex(list(self.columns).index(place.entity))
        return self.shown.focus_record(place)

    def focus_end(self, step: int) -> None:
        """Put the cursor on the form in front, or on its button where there is no record."""
        if self.shown.marked is not None:
            self.shown.form.focus_end(step)
        else:
            self.shown.add_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        return self.shown.focused_place()

    def commit(self) -> None:
        """Hand over what is half typed."""
        for one in self._lists.values():
            one.form.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in the form in front."""
        return self.shown.form.half_typed()
