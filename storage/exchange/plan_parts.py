"""What an import plan is made of: plain data, shown on the plan page, printed as JSON, and applied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.fields import Value

NEW, CHANGED, SAME, CONFLICT, REFUSED = "new", "changed", "same", "conflict", "refused"
VERDICTS: tuple[str, ...] = (NEW, CHANGED, SAME, CONFLICT, REFUSED)

FILL, CHANGE, CLEAR, KEPT = "fill", "change", "clear", "kept"
"""What becomes of one field beside CONFLICT: a blank is filled, a value replaced, emptied, or kept by the policy."""

POLICIES = ("update", "fill", "add")
BLANKS = ("keep", "clear")


@dataclass(slots=True)
class FieldLine:
    """One field where sheet and archive differ. `take` says whether applying the plan writes it.

    `verdict` is FILL, CHANGE, CLEAR, KEPT or CONFLICT; `why` tells what a conflict is about.
    """

    key: str
    old: Value
    new: Value
    verdict: str
    take: bool
    why: str = ""


@dataclass(slots=True)
class RecordPlan:
    """What the sheet means for one record.

    A new record has `values` by flat key; a known one has `lines`, one for each field that differs. `received` keeps
    the text and year that codes came with. `person` is the member whose own record this is.
    """

    entity: str
    uid: str
    new: bool
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    lines: list[FieldLine] = field(default_factory=list[FieldLine])
    received: dict[str, tuple[str, int | None]] = field(default_factory=dict[str, tuple[str, int | None]])
    person: str = ""

    def taken(self) -> dict[str, Value]:
        """Return the values that applying the plan writes, by flat key."""
        if self.new:
            return {key: value for key, value in self.values.items() if value is not None}
        return {line.key: line.new for line in self.lines if line.take}


@dataclass(slots=True)
class PersonPlan:
    """One person of the sheet: rows as the clerk sees them, and what becomes of the person."""

    uid: str
    name: str
    rows: tuple[int, ...]
    verdict: str


@dataclass(slots=True)
class HouseholdPlan:
    """One household of the sheet. `verdict` covers the household with its people and years."""

    uid: str
    number: str
    head_name: str
    division: str
    rows: tuple[int, ...]
    verdict: str
    people: list[PersonPlan] = field(default_factory=list[PersonPlan])
    records: list[RecordPlan] = field(default_factory=list[RecordPlan])
    gets_local_number: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """A row, or one cell of it (`whole_row` false: the row goes in without it), that can't be taken, and why."""

    row: int
    column: str
    letter: str
    value: str
    reason: str
    remedy: str
    whole_row: bool = True


@dataclass(slots=True)
class UnknownColumn:
    """A column that means nothing known: kept here as it came, by row."""

    heading: str
    letter: str
    values: dict[int, str] = field(default_factory=dict[int, str])


@dataclass(slots=True)
class ImportPlan:
    """What importing a sheet would do; nothing is written before it is applied."""

    path: Path
    stamp: tuple[int, int]
    sheet: str
    form: str
    title: str
    heading_row: int
    year: int
    made: str
    policy: str
    blank: str
    households: list[HouseholdPlan] = field(default_factory=list[HouseholdPlan])
    helpers: list[RecordPlan] = field(default_factory=list[RecordPlan])
    refused: list[Refused] = field(default_factory=list[Refused])
    unknown: list[UnknownColumn] = field(default_factory=list[UnknownColumn])
    missing: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list[str])
    rows: int = 0
    speaks_of_people: bool = True
    refused_households: int = 0
    applied: bool = False

    @property
    def refused_rows(self) -> list[int]:
        """Return the numbers of the rows that don't go in at all, in order."""
        return sorted({item.row for item in self.refused if item.whole_row})

    def household_counts(self) -> dict[str, int]:
        """Return how many households there are of each verdict."""
        counts = dict.fromkeys(VERDICTS, 0)
        for household in self.households:
            counts[household.verdict] += 1
        counts[REFUSED] += self.refused_households
        return counts

    def people_counts(self) -> dict[str, int]:
        """Return how many people there are of each verdict; a refused row is a person where the sheet lists people."""
        counts = dict.fromkeys(VERDICTS, 0)
        for household in self.households:
            for person in household.people:
                counts[person.verdict] += 1
        if self.speaks_of_people:
            counts[REFUSED] += len(self.refused_rows)
        return counts

    def changes(self) -> Iterator[tuple[str, RecordPlan]]:
        """Yield (household uid, record) for all that would be written, owners before what they own; “” for helpers."""
        for helper in self.helpers:
            if helper.taken():
                yield "", helper
        for household in self.households:
            for record in household.records:
                if record.new or record.taken():
                    yield household.uid, record

    @property
    def waits_for_a_person(self) -> bool:
        """Tell whether anything is left that a person must look at: refused rows or cells, conflicts."""
        return bool(self.refused) or any(household.verdict == CONFLICT for household in self.households)

    def as_json(self, batch: str | None = None) -> dict[str, object]:
        """Return the plan with the keys of the command line's `import`."""
        return {
            "batch": batch,
            "sheet": self.sheet,
            "form": self.form,
            "title": self.title,
            "year": self.year,
            "households": self.household_counts(),
            "people": self.people_counts(),
            "refused_rows": [
                {
                    "sheet": self.sheet,
                    "row": item.row,
                    "column": item.column,
                    "value": item.value,
                    "reason": item.reason,
                    "remedy": item.remedy,
                    "whole_row": item.whole_row,
                }
                for item in sorted(self.refused, key=lambda item: (item.row, not item.whole_row))
            ],
            "unknown_columns": [column.heading for column in self.unknown],
            "missing_columns": list(self.missing),
            "notes": list(self.notes),
        }
