"""What is asked for each kind of event, and the plan that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QListWidget, QListWidgetItem, QPushButton, QWidget

from models.fields import Record, Value
from models.household_events import JOINING, LEAVING, EventPlan, change_head, join, leave, merge, split
from models.household_file import HouseholdFile
from models.id_numbers import clean_id_number
from ui.choice_box import ChoiceBox
from ui.editors.code_edit import CodeEdit
from ui.window_facts import WindowFacts


class EventForm(QWidget):
    """Fields of one kind of event. `changed` whenever another plan follows."""

    changed = Signal()

    def __init__(self, file: HouseholdFile, facts: WindowFacts) -> None:
        """Keep the household; heirs add their fields."""
        super().__init__()
        self.file, self.facts = file, facts
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setHorizontalSpacing(12)
        self.form.setVerticalSpacing(8)

    def plan(self, day: str) -> EventPlan | None:
        """Return what the event changes; EventProblem where something is missing. None = nothing is known yet."""
        raise NotImplementedError

    def _line(self, label: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(label)
        line.textChanged.connect(lambda _text: self.changed.emit())
        self.form.addRow(label, line)
        return line

    def _box(self, label: str, entries: dict[str, str]) -> ChoiceBox:
        box = ChoiceBox(label, entries)
        box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.form.addRow(label, box)
        return box

    def _codes(self, label: str, name: str, codes: Sequence[str] | None = None, first: str = "") -> ChoiceBox:
        listed = self.facts.codes[name].entries
        entries = {"": first} if first else {}
        entries |= {one.code: one.text for one in listed if codes is None or one.code in codes}
        return self._box(label, entries)

    def _relation(self, label: str) -> ChoiceBox:
        codes = [one.code for one in self.facts.codes["relation"].entries if one.code != "01"]
        return self._codes(label, "relation", codes, "请选择")

    def _people(self, keep: Callable[[Record], bool] = lambda _member: True) -> dict[str, str]:
        texts = self.facts.codes
        return {
            member["uid"]: f"{member['name']}　{texts.text('relation', member.get('relation') or '')}"
            for member in self.file.active_members
            if keep(member)
        }


class JoinForm(EventForm):
    """Somebody joins."""

    def __init__(self, file: HouseholdFile, facts: WindowFacts) -> None:
        """Ask for reason, name, number and relation."""
        super().__init__(file, facts)
        self.reason = self._codes("原因", "change_reason", JOINING)
        self.name = self._line("姓名")
        self.number = self._line("证件号码")
        self.relation = self._relation("与户主关系")
        self.sex = self._codes("性别", "sex", first="由证件号码带出")

    def plan(self, day: str) -> EventPlan:
        """Return what joining changes."""
        person: dict[str, Value] = {
            "name": self.name.text().strip() or None, "id_number": clean_id_number(self.number.text()) or None,
            "relation": self.relation.currentData() or None, "sex": self.sex.currentData() or None,
        }  # fmt: skip
        told = {key: value for key, value in person.items() if value is not None}
        return join(self.file, self.reason.currentData(), day, told)


class LeaveForm(EventForm):
    """Somebody dies, marries out or moves away."""

    def __init__(self, file: HouseholdFile, facts: WindowFacts) -> None:
        """Ask who, why, and for a new head where it is the head."""
        super().__init__(file, facts)
        self.person = self._box("谁", self._people())
        self.reason = self._codes("原因", "change_reason", tuple(LEAVING))
        self.head = self._box("新户主", {"": "请选择"} | self._people(lambda one: one.get("relation") != "01"))
        self.changed.connect(self._ask_for_head)
        self._ask_for_head()

    def _ask_for_head(self) -> None:
        head = self.file.head
        self.form.setRowVisible(self.head, head is not None and self.person.currentData() == head["uid"])

    def plan(self, day: str) -> EventPlan:
        """Return what leaving changes."""
        return leave(self.file, self.person.currentData(), self.reason.currentData(), day, self.head.currentData())


class HeadForm(EventForm):
    """Another member becomes the head."""

    def __init__(self, file: HouseholdFile, facts: WindowFacts) -> None:
        """Ask who."""
        super().__init__(file, facts)
        self.head = self._box("新户主", self._people(lambda one: one.get("relation") != "01"))

    def plan(self, day: str) -> EventPlan | None:
        """Return what another head changes."""
        return change_head(self.file, self.head.currentData()) if self.head.count() else None


class SplitForm(EventForm):
    """Some members found a household of their own."""

    def __init__(self, file: HouseholdFile, facts: WindowFacts) -> None:
        """Ask who goes, and who is the new head."""
        super().__init__(file, facts)
        self.people = QListWidget()
        self.people.setAccessibleName("分出去的人，空格勾选")
        self.people.setMaximumHeight(self.fontMetrics().height() * 9)
        for uid, text in self._people(lambda one: one.get("relation") != "01").items():
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, uid)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.people.addItem(item)
        self.form.addRow("分出去的人", self.people)
        self.head = self._box("新户户主", self._people(lambda one: one.get("relation") != "01"))
        self.people.itemChanged.connect(lambda _item: self._checked())

    def chosen(self) -> list[str]:
        """Return the members who go."""
        items = [self.people.item(row) for row in range(self.people.count())]
        return [
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked
        ]

    def _checked(self) -> None:
        going = self.chosen()
        if going and self.head.currentData() not in going:
            self.head.setCurrentIndex(self.head.findData(going[0]))
        self.changed.emit()

    def plan(self, day: str) -> EventPlan:
        """Return what splitting changes."""
        return split(self.file, self.chosen(), self.head.currentData() or "", day)


class MergeForm(EventForm):
    """Another household joins this one. `wanted` carries the text that names it."""

    wanted = Signal(str)

    def __init__(self, file: HouseholdFile, facts: WindowFacts) -> None:
        """Ask which household, and what its head is to this one's."""
        super().__init__(file, facts)
        self.other: HouseholdFile | None = None
        self.number = self._line("并入的户")
        self.number.setPlaceholderText("户编号，或其中一人的证件号码，按 Enter 查找")
        self.find_button = QPushButton("查找")
        self.number.returnPressed.connect(self._find)
        self.find_button.clicked.connect(self._find)
        self.form.addRow("", self.find_button)
        self.relation = self._relation("那一户的户主是本户户主的")

    def _find(self) -> None:
        if self.number.text().strip():
            self.wanted.emit(self.number.text().strip())

    def set_other(self, other: HouseholdFile | None) -> None:
        """Take the household that was found."""
        self.other = other
        self.changed.emit()

    def plan(self, day: str) -> EventPlan | None:
        """Return what merging changes; None until the other household is found."""
        return merge(self.file, self.other, self.relation.currentData(), day) if self.other is not None else None


class MoveForm(EventForm):
    """The whole household moves to another village."""

    def __init__(self, file: HouseholdFile, facts: WindowFacts) -> None:
        """Ask where to."""
        super().__init__(file, facts)
        self.place = CodeEdit(lambda: facts.options.divisions)
        self.place.setAccessibleName("迁到")
        self.division = ""
        self.place.committed.connect(self._placed)
        self.form.addRow("迁到", self.place)

    def _placed(self, division: str) -> None:
        self.division = division
        self.changed.emit()

    def plan(self, day: str) -> EventPlan | None:
        """Return nothing: a move is told by a sentence."""
        return None


FORMS: dict[str, tuple[str, type[EventForm]]] = {
    "join": ("增加成员：新生、婚入、迁入…", JoinForm),
    "leave": ("减少成员：死亡、婚出、迁出…", LeaveForm),
    "head": ("户主变更", HeadForm),
    "split": ("分户", SplitForm),
    "merge": ("合户", MergeForm),
    "move": ("整户迁移", MoveForm),
}
"""Kind → its title and form, in the order they are offered."""
