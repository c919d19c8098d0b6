"""One household being worked on, without Qt: the file, every edit with undo, drafts, checks and what is to be saved."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.derived import Completeness, completeness
from models.fields import Field, Kind, Record, Value
from models.household_file import HouseholdFile
from models.id_numbers import clean_id_number, person_part, read_id_number
from models.income_items import counts_by_default
from models.keys import new_uid
from models.rules import Finding, RuleContext, Twin, check_household
from models.thresholds import Thresholds
from models.values import ValueProblem, parse
from ui import session_changes
from ui.edits import AddRecord, DropRecord, Edit, Place, SetValue, Step, get_value, put_value, record_at, records_of

MOST_UNDO = 500


@dataclass(frozen=True, slots=True)
class Office:
    """What a session needs to know of the archive: lists, thresholds, working year and as-of date."""

    codes: CodeBook
    thresholds: Thresholds
    year: int
    as_of: date


@dataclass(slots=True)
class HouseholdSession:
    """A household file with its edits.

    `saved` is the file as the archive holds it, `unparsed` are texts that could not be read, `gone` records that a save
    of this session deleted, `twins` people of other households by the first 18 characters of their number, as far as
    asked for.
    """

    file: HouseholdFile
    office: Office
    is_new: bool = False
    saved: HouseholdFile = field(init=False)
    unparsed: dict[Place, str] = field(default_factory=dict[Place, str])
    twins: dict[str, list[Twin]] = field(default_factory=dict[str, list[Twin]])
    gone: set[str] = field(default_factory=set[str])
    version: int = 0
    _done: list[Edit] = field(default_factory=list[Edit])
    _undone: list[Edit] = field(default_factory=list[Edit])
    _macro: Edit | None = None

    def __post_init__(self) -> None:
        """Remember the file as it came."""
        self.saved = copy.deepcopy(self.file)

    @property
    def year(self) -> int:
        """Return the working year."""
        return self.office.year

    # values

    def get(self, place: Place) -> Value:
        """Return the value at a place."""
        return get_value(self.file, self.year, place)

    def text_at(self, place: Place) -> str | None:
        """Return the text typed at a place that could not be read, or None."""
        return self.unparsed.get(place)

    def set(self, place: Place, value: Value, *, typing: bool = False) -> bool:
        """Store a value; tell whether anything changed. With `typing`, edits of one place melt into one undo."""
        step = SetValue(place, self.get(place), value, self.unparsed.get(place), None)
        if step.old == step.new and step.old_text is None:
            return False
        self._do(f"修改{_label(place)}", [step, *self._follow(place, value)], place if typing else None)
        return True

    def set_text(self, place: Place, text: str, *, typing: bool = False) -> ValueProblem | None:
        """Read what was typed and store it; text that can't be read is kept beside the old value and returned."""
        declared = ENTITIES[place.entity].field("amount" if place.entity == "income" else place.field)
        try:
            value = read_typed(declared, text, self.office.codes, self.year)
        except ValueProblem as problem:
            current = self.get(place)
            if self.unparsed.get(place) != text:
                step = SetValue(place, current, current, self.unparsed.get(place), text)
                self._do(f"修改{_label(place)}", [step], place if typing else None)
            return problem
        if place.entity == "income":
            value = self._income_value(place, value)
        self.set(place, value, typing=typing)
        return None

    def _income_value(self, place: Place, fen: int | None) -> Value:
        """Return an income item with a new amount: a known one keeps its flag, a new one counts as its kind does."""
        if fen is None:
            return None
        known = self.get(place)
        if known is not None:
            return {**known, "amount": fen}
        return {"amount": fen, "counts": self.counts_of(place.field), "note": None}

    def counts_of(self, item: str) -> bool:
        """Tell whether an income item counts here: as its amounts say, else as its kind usually does."""
        found = self.file.years.get(self.year)
        flags = [one.counts for one in found.income if one.item == item] if found else []
        stated = next((flag for flag in flags if flag is not None), None)
        return counts_by_default(item) if stated is None else stated

    def seal(self) -> None:
        """End the typing in one place: the next change there is an undo of its own."""
        if self._done:
            self._done[-1].open_for = None

    def _follow(self, place: Place, value: Value) -> list[Step]:
        """Return what a change brings along: an ID number gives sex and birth date, the head's row gives the form."""
        steps: list[Step] = []
        if place.entity == "member" and place.field == "id_number":
            old, new = read_id_number(self.get(place) or ""), read_id_number(value or "")
            if new is not None:
                for name in ("sex", "birth_date"):
                    there = Place("member", place.owner, name)
                    current = self.get(there)
                    if current is None or (old is not None and current == getattr(old, name)):
                        steps.append(SetValue(there, current, getattr(new, name), self.unparsed.get(there)))
        head_field = HEAD_FIELDS.get(place.field) if place.entity == "member" else None
        if head_field and self._is_head(place.owner):
            there = Place("household", "", head_field)
            steps.append(SetValue(there, self.get(there), value))
        if place.entity == "member" and place.field == "relation" and value == "01":
            record = record_at(self.file, self.year, place) or {}
            for name, head_field in HEAD_FIELDS.items():
                there = Place("household", "", head_field)
                steps.append(SetValue(there, self.get(there), record.get(name)))
        return [step for step in steps if isinstance(step, SetValue) and step.old != step.new]

    def _is_head(self, person: str) -> bool:
        head = self.file.head
        return head is not None and head["uid"] == person

    # records

    def add_record(self, entity: str, values: Record | None = None, *, at: int | None = None) -> str:
        """Put a new member or part into the file and return its uid."""
        listed = records_of(self.file, entity)
        record: Record = {"uid": new_uid(), "household": self.file.uid, **(values or {})}
        position = len(listed) if at is None else at
        self._do(f"新增{ENTITIES[entity].label}", [AddRecord(entity, position, record)])
        return record["uid"]

    def drop_record(self, entity: str, uid: str) -> None:
        """Take a member or part out of the file; it goes to the recycle bin when the household is saved."""
        listed = records_of(self.file, entity)
        at = next(at for at, record in enumerate(listed) if record["uid"] == uid)
        self._do(f"删除{ENTITIES[entity].label}", [DropRecord(entity, at, listed[at])])

    # undo

    @contextmanager
    def macro(self, name: str) -> Iterator[None]:
        """Join all edits inside into one undo called `name`."""
        if self._macro is not None:
            yield
            return
        self._macro = Edit(name)
        try:
            yield
        finally:
            made, self._macro = self._macro, None
            if made.steps:
                self._push(made)

    def _do(self, name: str, steps: list[Step], typing: Place | None = None) -> None:
        for step in steps:
            self._apply(step)
        self.version += 1
        if self._macro is not None:
            self._macro.steps += steps
            return
        last = self._done[-1] if self._done else None
        if typing is not None and last is not None and last.open_for == typing:
            last.steps += steps
            return
        self._push(Edit(name, steps, typing))

    def _push(self, edit: Edit) -> None:
        self._done.append(edit)
        del self._done[:-MOST_UNDO]
        self._undone.clear()

    @property
    def undo_name(self) -> str:
        """Return what the next undo takes back, "" where there is nothing."""
        return self._done[-1].name if self._done else ""

    @property
    def redo_name(self) -> str:
        """Return what the next redo brings back, "" where there is nothing."""
        return self._undone[-1].name if self._undone else ""

    def undo(self) -> Place | None:
        """Take back the last edit; return a place it touched, for the cursor."""
        if not self._done:
            return None
        edit = self._done.pop()
        for step in reversed(edit.steps):
            self._apply(_turned(step))
        edit.open_for = None
        self._undone.append(edit)
        self.version += 1
        return _first_place(edit)

    def redo(self) -> Place | None:
        """Bring back what was undone last; return a place it touched, for the cursor."""
        if not self._undone:
            return None
        edit = self._undone.pop()
        for step in edit.steps:
            self._apply(step)
        self._done.append(edit)
        self.version += 1
        return _first_place(edit)

    def _apply(self, step: Step) -> None:
        if isinstance(step, SetValue):
            put_value(self.file, self.year, step.place, step.new)
            if step.new_text is None:
                self.unparsed.pop(step.place, None)
            else:
                self.unparsed[step.place] = step.new_text
        elif isinstance(step, AddRecord):
            records_of(self.file, step.entity).insert(step.at, step.record)
        else:
            listed = records_of(self.file, step.entity)
            listed[:] = [record for record in listed if record["uid"] != step.record["uid"]]

    # what it amounts to

    @property
    def is_blank(self) -> bool:
        """Tell whether this is a new household in which nothing was entered, or all of it taken back."""
        return self.is_new and not self._done and not self.unparsed and not self.file.members

    @property
    def is_dirty(self) -> bool:
        """Tell whether anything differs from what the archive holds, unread texts included."""
        if self.is_blank:
            return False
        return bool(self.unparsed) or session_changes.differs(self.saved, self.file, self.is_new)

    def pending(self) -> session_changes.Pending:
        """Return what a save has to write and delete."""
        return session_changes.pending(self.saved, self.file, self.is_new, self.gone)

    def mark_saved(self, pending: session_changes.Pending) -> None:
        """Take what was handed out by `pending` as saved; edits made since stay edits."""
        self.saved = pending.after
        self.is_new = False
        self.gone -= {uid for _entity, uid in pending.restored}
        self.gone |= {uid for _entity, uid in pending.removed}
        number = pending.after.household.get("local_number")
        if number and not self.file.household.get("local_number"):
            self.file.household["local_number"] = number

    def findings(self) -> list[Finding]:
        """Return what the rules find in the household as it stands now."""
        return check_household(self.file, self._context())

    def _context(self) -> RuleContext:
        def same_id(part: str, _household: str) -> list[Twin]:
            return self.twins.get(part, [])

        office = self.office
        return RuleContext(office.year, office.as_of, office.codes, office.thresholds, same_id)

    def completeness(self) -> dict[str, Completeness]:
        """Return completeness by entity in the working year."""
        return completeness(self.file, self.year)

    def draft(self, half_typed: Mapping[Place, str] | None = None) -> dict[str, Any]:
        """Return the unsaved edits and what is `half_typed` as a JSON value; empty where there are none."""
        texts = {**self.unparsed, **(half_typed or {})}
        if not (texts or self.is_dirty):
            return {}
        return session_changes.to_draft(self.pending(), texts, self.year)

    def take_over(self, other: HouseholdSession) -> None:
        """Go on with the undo of an earlier session of this household, if it left off where this one begins."""
        same = other.file.uid == self.file.uid and other.year == self.year and not other.is_new
        if same and not any(
            session_changes.differs(*pair, False) for pair in ((self.saved, other.file), (other.file, self.saved))
        ):
            self._done, self._undone, self.gone = other._done, other._undone, other.gone

    def restore(self, draft: dict[str, Any]) -> None:
        """Put a draft's edits into the file as one undoable edit."""
        with self.macro("恢复草稿"):
            session_changes.from_draft(self, draft)


HEAD_FIELDS = {"name": "head_name", "id_number": "head_id_number", "person_number": "head_person_number"}
"""What the head's row in the member grid also fills in the household (edited once)."""


def read_typed(declared: Field, text: str, codes: CodeBook, year: int) -> Value:
    """Return what a typed text says; ValueProblem where it can't be read.

    A code that was typed must be of its list (one that came from a sheet may stay as it came).
    """
    value = parse(declared, text, codes, year)
    if declared.codes and value is not None:
        listed = codes[declared.codes].by_code
        unknown = [code for code in ([value] if declared.kind is Kind.CODE else value) if code not in listed]
        if unknown:
            raise ValueProblem(f"“{unknown[0]}”不在{declared.label}的选项里", "按 F4 从列表里选")
    return value


def twin_of(session: HouseholdSession, text: str) -> Twin | None:
    """Return a person of another household who has this ID number, as far as the archive was asked."""
    return next(iter(session.twins.get(person_part(clean_id_number(text)), ())), None)


def where_of(twin: Twin) -> str:
    """Return in words in which household a person is."""
    return f"第 {twin.household_number} 户" if twin.household_number else "另一户"


def _label(place: Place) -> str:
    if place.entity == "income":
        return "收入明细"
    return ENTITIES[place.entity].field(place.field).label


def _turned(step: Step) -> Step:
    if isinstance(step, SetValue):
        return SetValue(step.place, step.new, step.old, step.new_text, step.old_text)
    if isinstance(step, AddRecord):
        return DropRecord(*step)
    return AddRecord(*step)


def _first_place(edit: Edit) -> Place | None:
    for step in edit.steps:
        if isinstance(step, SetValue):
            return step.place
        if step.entity == "member":
            return Place("member", step.record["uid"], "name")
    return None
