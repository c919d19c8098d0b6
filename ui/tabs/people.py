"""教育医疗务工: everything about one member at a time: the year's facts, certificates, accounts, state."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from models.derived import age_on
from models.fields import Section
from models.rules import Finding
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.hint_label import hint_label
from ui.household_session import HouseholdSession
from ui.record_form import RecordForm
from ui.tabs.base import PageTab, scroll_around

_IDENTITY, *_OTHERS = ENTITIES["member"].sections
FORM_WIDTH = 650
"""Pixels beside the list of members on a screen of 1366."""
_FIRST = Section("身份", _IDENTITY.names)


class PeopleTab(PageTab):
    """Members at the left, their forms at the right. Past the last field comes the next member."""

    def __init__(self, around: Surroundings) -> None:
        """Build the forms."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self._findings: Sequence[Finding] = ()
        self.list = QListWidget()
        self.list.setAccessibleName("成员")
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.currentRowChanged.connect(self._chosen)
        self.year_form = RecordForm(ENTITIES["member_year"], ENTITIES["member_year"].sections, around, width=FORM_WIDTH)
        self.own_form = RecordForm(ENTITIES["member"], [_FIRST, *_OTHERS], around, width=FORM_WIDTH)
        for form in (self.year_form, self.own_form):
            form.edited.connect(self._edited)
        self.year_form.left.connect(lambda step: self.own_form.focus_end(1) if step > 0 else self._next(-1))
        self.own_form.left.connect(lambda step: self._next(1) if step > 0 else self.year_form.focus_end(-1))
        self._arrange()
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._step(step))

    def _arrange(self) -> None:
        frame = QFrame()
        frame.setProperty("card", True)
        side = QVBoxLayout(frame)
        side.setContentsMargins(1, 7, 1, 7)
        hint = hint_label("Ctrl+PgUp/PgDn 换人")
        hint.setContentsMargins(8, 0, 0, 0)
        side.addWidget(self.list, 1)
        side.addWidget(hint)
        frame.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * 11)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.year_form)
        column.addWidget(self.own_form)
        column.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(frame)
        layout.addWidget(scroll_around(holder), 1)

    @property
    def person(self) -> str | None:
        """Return the uid of the member shown."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def bind(self, session: HouseholdSession) -> None:
        """Show another household, its first member."""
        self.session = session
        self.list.clear()
        self.refresh()

    def refresh(self) -> None:
        """Show all values anew, keeping the member shown."""
        assert self.session is not None
        kept = self.person
        self.list.blockSignals(True)
        self.list.clear()
        for member in self.session.file.members:
            age = age_on(member.get("birth_date"), self.session.office.as_of)
            name = member.get("name") or "（未填姓名）"
            item = QListWidgetItem(name if age is None else f"{name}　{age} 岁")
            item.setData(Qt.ItemDataRole.UserRole, member["uid"])
            self.list.addItem(item)
        uids = [member["uid"] for member in self.session.file.members]
        self.list.setCurrentRow(uids.index(kept) if kept in uids else 0)
        self.list.blockSignals(False)
        self._chosen(self.list.currentRow())

    def _chosen(self, _row: int) -> None:
        person = self.person
        for form in (self.year_form, self.own_form):
            form.setEnabled(person is not None)
        if person is not None and self.session is not None:
            self.year_form.commit()
            self.own_form.commit()
            self.year_form.bind(self.session, person)
            self.own_form.bind(self.session, person)
            self.show_findings(self._findings)

    def show_person(self, person: str) -> None:
        """Show one member and put the cursor on the first field."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == person:
                self.list.setCurrentRow(row)
        # after the tab itself has been shown and taken the focus
        QTimer.singleShot(0, lambda: self.year_form.focus_end(1))

    def _edited(self) -> None:
        item, member = self.list.currentItem(), None
        if item is not None and self.session is not None:
            member = next((one for one in self.session.file.members if one["uid"] == self.person), None)
        if item is not None and member is not None and self.session is not None:
            age = age_on(member.get("birth_date"), self.session.office.as_of)
            name = member.get("name") or "（未填姓名）"
            item.setText(name if age is None else f"{name}　{age} 岁")
        self.edited.emit()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields what the rules found."""
        self._findings = findings
        if self.person is not None:
            self.year_form.show_findings(findings)
            self.own_form.show_findings(findings)

    # moving

    def _step(self, step: int) -> None:
        row = self.list.currentRow() + step
        if 0 <= row < self.list.count():
            focused = self.focused_place()
            self.list.setCurrentRow(row)
            if focused is not None:
                self._form(focused.entity).focus_field(focused.field)

    def _form(self, entity: str) -> RecordForm:
        return self.own_form if entity == "member" else self.year_form

    def _next(self, step: int) -> None:
        row = self.list.currentRow() + step
        if 0 <= row < self.list.count():
            self.list.setCurrentRow(row)
            (self.year_form if step > 0 else self.own_form).focus_end(step)
        else:
            self.left.emit(step)

    def focus_place(self, place: Place) -> bool:
        """Put the cursor on a place; tell whether the tab has it."""
        if place.entity not in ("member", "member_year"):
            return False
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == place.owner:
                self.list.setCurrentRow(row)
                return self._form(place.entity).focus_field(place.field)
        return False

    def focus_end(self, step: int) -> None:
        """Put the cursor on the first field of the first member or the last of the last."""
        self.list.setCurrentRow(0 if step > 0 else self.list.count() - 1)
        (self.year_form if step > 0 else self.own_form).focus_end(step)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        for form in (self.year_form, self.own_form):
            name = form.focused()
            if name is not None:
                return form.place(name)
        return None

    def commit(self) -> None:
        """Hand over what is half typed."""
        self.year_form.commit()
        self.own_form.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in either form."""
        return self.year_form.half_typed() | self.own_form.half_typed()
