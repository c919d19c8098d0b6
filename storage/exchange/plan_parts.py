"""What an import plan is made of: plain data, shown on the plan page, printed as JSON, and applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.fields import Value
from models.household_file import HouseholdFile
from models.keys import split_key
from storage.archive.likeness import Look

NEW, CHANGED, SAME, CONFLICT, REFUSED = "new", "changed", "same", "conflict", "refused"
VERDICTS: tuple[str, ...] = (NEW, CHANGED, SAME, CONFLICT, REFUSED)

FILL, CHANGE, CLEAR, KEPT = "fill", "change", "clear", "kept"
"""What becomes of one field beside CONFLICT: a blank is filled, a value replaced, emptied, or kept by the policy."""

POLICIES = ("update", "fill", "add")
BLANKS = ("keep", "clear")

ROW_SPAN = 1 << 21
"""Sheets of one plan have their rows this far apart: a worksheet ends at half of it."""

AS_SAME, AS_NEW = "same", "new"
"""What a person may decide about a suspect: it is the person found, or somebody else. “” = not decided yet."""


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
    the text and year that codes came with. `person` is the member whose own record this is. `take` says whether
    applying the plan makes a new record.
    """

    entity: str
    uid: str
    new: bool
    values: dict[str, Value] = field(default_factory=dict[str, Value])
    lines: list[FieldLine] = field(default_factory=list[FieldLine])
    received: dict[str, tuple[str, int | None]] = field(default_factory=dict[str, tuple[str, int | None]])
    person: str = ""
    take: bool = True

    def taken(self) -> dict[str, Value]:
        """Return the values that applying the plan writes, by flat key."""
        if not self.new:
            return {line.key: line.new for line in self.lines if line.take}
        if not self.take:
            return {}
        values = {key: value for key, value in self.values.items() if value is not None}
        return values | {line.key: line.new for line in self.lines if line.take}


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

    @classmethod
    def of_file(cls, file: HouseholdFile, rows: Iterable[int], head_name: str | None = None) -> HouseholdPlan:
        """Return the plan, with nothing in it yet, of a household on file that these rows speak of."""
        told = file.household
        return cls(
            uid=file.uid,
            number=told.get("number") or told.get("local_number") or "",
            head_name=told.get("head_name") or "" if head_name is None else head_name,
            division=told.get("division") or "",
            rows=tuple(rows),
            verdict=SAME,
        )


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
class UnknownCode:
    """A text that its code list does not hold: the list, in which columns it stands, in how many cells."""

    list_name: str
    text: str
    columns: dict[str, None] = field(default_factory=dict[str, None])
    cells: int = 0


@dataclass(slots=True)
class Suspect:
    """A person of the sheet who may be somebody of the archive. Until a person decides, nothing of it is written.

    `rows` are the rows that wait with it: a new household waits whole. `shown` is what the row says, by heading.
    """

    row: int
    rows: tuple[int, ...]
    name: str
    number: str
    twin: Look
    reason: str
    shown: dict[str, str] = field(default_factory=dict[str, str])
    decision: str = ""


@dataclass(slots=True)
class Source:
    """One sheet of one file that a plan was made from. `year` is the year it speaks of, `made` its time."""

    path: Path
    stamp: tuple[int, int]
    sheet: str
    form: str
    title: str
    heading_row: int
    year: int
    made: str
    rows: int = 0
    unknown: list[UnknownColumn] = field(default_factory=list[UnknownColumn])
    missing: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Return file and sheet as people read them."""
        return f"{self.path.name}·{self.sheet}" if self.sheet else self.path.name


@dataclass(slots=True)
class ImportPlan:
    """What importing one sheet, or several about the same people, would do; nothing is written before it is applied.

    Row numbers in households and refusals tell rows of all sources apart: see `place`.
    """

    sources: list[Source]
    policy: str
    blank: str
    households: list[HouseholdPlan] = field(default_factory=list[HouseholdPlan])
    helpers: list[RecordPlan] = field(default_factory=list[RecordPlan])
    refused: list[Refused] = field(default_factory=list[Refused])
    suspects: list[Suspect] = field(default_factory=list[Suspect])
    codes: list[UnknownCode] = field(default_factory=list[UnknownCode])
    notes: list[str] = field(default_factory=list[str])
    speaks_of_people: bool = True
    refused_households: int = 0
    waiting_households: int = 0
    waiting_people: int = 0
    applied: bool = False

    @property
    def path(self) -> Path:
        """Return the first file."""
        return self.sources[0].path

    @property
    def stamp(self) -> tuple[int, int]:
        """Return the first file's time and size when it was read."""
        return self.sources[0].stamp

    @property
    def sheet(self) -> str:
        """Return the first sheet's name."""
        return self.sources[0].sheet

    @property
    def form(self) -> str:
        """Return which known form the first sheet is, “” for none."""
        return self.sources[0].form

    @property
    def title(self) -> str:
        """Return the first sheet's form in words."""
        return self.sources[0].title

    @property
    def heading_row(self) -> int:
        """Return the last row of the first sheet's heading."""
        return self.sources[0].heading_row

    @property
    def year(self) -> int:
        """Return the year of the first sheet."""
        return self.sources[0].year

    @property
    def made(self) -> str:
        """Return the earliest time of a sheet: what was typed after it is newer than some sheet."""
        return min(source.made for source in self.sources)

    @property
    def rows(self) -> int:
        """Return how many rows were read."""
        return sum(source.rows for source in self.sources)

    @property
    def unknown(self) -> list[UnknownColumn]:
        """Return the columns of all sheets that mean nothing known."""
        return [column for source in self.sources for column in source.unknown]

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the headings of the first sheet's form that it lacks."""
        return self.sources[0].missing if len(self.sources) == 1 else ()

    @property
    def name(self) -> str:
        """Return what the batch is called: the files."""
        names = list(dict.fromkeys(source.path.name for source in self.sources))
        return names[0] if len(names) == 1 else f"{names[0]} 等 {len(names)} 个文件"

    def place(self, row: int) -> tuple[Source, int]:
        """Return the sheet of a row and its number there, as the clerk sees it."""
        return self.sources[row // ROW_SPAN], row % ROW_SPAN

    def where(self, row: int) -> str:
        """Return where a row stands, in words; with the sheet where there are several."""
        source, number = self.place(row)
        return f"第 {number} 行" if len(self.sources) == 1 else f"{source.label} 第 {number} 行"

    def alone(self, source: int) -> ImportPlan:
        """Return what concerns one sheet, for giving it back: its refused rows under their own numbers."""
        first = source * ROW_SPAN
        refused = [replace(item, row=item.row - first) for item in self.refused if first <= item.row < first + ROW_SPAN]
        return ImportPlan([self.sources[source]], self.policy, self.blank, refused=refused)

    @property
    def refused_rows(self) -> list[int]:
        """Return the numbers of the rows that don't go in at all, in order."""
        return sorted({item.row for item in self.refused if item.whole_row})

    def household_counts(self) -> dict[str, int]:
        """Return how many households there are of each verdict; one that waits as a suspect is a conflict."""
        counts = dict.fromkeys(VERDICTS, 0)
        for household in self.households:
            counts[household.verdict] += 1
        counts[REFUSED] += self.refused_households
        counts[CONFLICT] += self.waiting_households
        return counts

    def people_counts(self) -> dict[str, int]:
        """Return how many people there are of each verdict; a refused row is a person where the sheet lists people."""
        counts = dict.fromkeys(VERDICTS, 0)
        for household in self.households:
            for person in household.people:
                counts[person.verdict] += 1
        if self.speaks_of_people:
            counts[REFUSED] += len(self.refused_rows)
        counts[CONFLICT] += self.waiting_people
        return counts

    def changes(self) -> Iterator[tuple[str, RecordPlan, dict[str, Value]]]:
        """Yield (household uid, record, values) for all that would be written, owners before what they own.

        The uid is “” for helpers. A household that is not taken takes nothing with it; a person that is not taken has
        no yearly facts and no income.
        """
        for helper in self.helpers:
            if values := helper.taken():
                yield "", helper, values
        for household in self.households:
            yield from _changes_of(household)

    @property
    def waits_for_a_person(self) -> bool:
        """Tell whether anything is left that a person must look at: refused rows or cells, conflicts, suspects."""
        if self.refused or self.waiting_people or self.waiting_households:
            return True
        return any(household.verdict == CONFLICT for household in self.households)

    def as_json(self, batch: str | None = None) -> dict[str, object]:
        """Return the plan with the keys of the command line's `import`."""
        return {
            "batch": batch,
            "sheet": self.sheet,
            "form": self.form,
            "title": self.title,
            "year": self.year,
            "sources": [
                {
                    "file": source.path.name, "sheet": source.sheet, "form": source.form, "title": source.title,
                    "year": source.year, "rows": source.rows,
                    "unknown_columns": [column.heading for column in source.unknown],
                    "missing_columns": list(source.missing),
                }
                for source in self.sources
            ],
            "households": self.household_counts(),
            "people": self.people_counts(),
            "refused_rows": [
                self._refused_json(item) for item in sorted(self.refused, key=lambda one: (one.row, not one.whole_row))
            ],
            "suspects": [
                {
                    **self._place_json(one.row), "name": one.name, "reason": one.reason, "decision": one.decision,
                    "household": one.twin.household, "person": one.twin.person,
                }
                for one in self.suspects
            ],
            "unknown_codes": [
                {"list": code.list_name, "text": code.text, "columns": list(code.columns), "cells": code.cells}
                for code in self.codes
            ],
            "unknown_columns": list(dict.fromkeys(column.heading for column in self.unknown)),
            "missing_columns": list(self.missing),
            "notes": list(self.notes),
        }  # fmt: skip

    def _place_json(self, row: int) -> dict[str, object]:
        source, number = self.place(row)
        return {"file": source.path.name, "sheet": source.sheet, "row": number}

    def _refused_json(self, item: Refused) -> dict[str, object]:
        return {
            **self._place_json(item.row),
            "column": item.column,
            "value": item.value,
            "reason": item.reason,
            "remedy": item.remedy,
            "whole_row": item.whole_row,
        }


def _changes_of(household: HouseholdPlan) -> Iterator[tuple[str, RecordPlan, dict[str, Value]]]:
    left_out: set[str] = set()
    for record in household.records:
        if record.new and not record.take:
            if record.entity == "household":
                return
            if record.entity == "member":
                left_out.add(record.uid)
    for record in household.records:
        values = record.taken()
        if left_out:
            values = {key: value for key, value in values.items() if person_in(key) not in left_out}
        if values or (record.new and record.take and record.entity == "household"):
            yield household.uid, record, values


def person_in(key: str) -> str:
    """Return the uid of the member that a flat key of a household's year is about, “” for the household itself."""
    parts = split_key(key)
    return parts[2] if parts is not None else ""
