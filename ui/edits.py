"""Edits of a household file in memory: where a value stands, and steps that can be taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from models.catalogue import HOUSEHOLD_PARTS
from models.fields import Record, Value
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.keys import year_uid


class Place(NamedTuple):
    """Where a value stands.

    `owner` is the person's uid for entities member and member_year, the record's uid for a part (assignment, visit …),
    the person's uid or "" for income; "" for household and year. `field` is the field's name, for income the item.
    """

    entity: str
    owner: str
    field: str


def year_file(file: HouseholdFile, year: int) -> YearFile:
    """Return the file's year, made if it isn't there."""
    if year not in file.years:
        file.years[year] = YearFile(year_uid(file.uid, year), year)
    return file.years[year]


def record_at(file: HouseholdFile, year: int, place: Place, *, make: bool = False) -> Record | None:
    """Return the record that holds `place`, or None; with `make` a year or a person's year is made."""
    if place.entity == "household":
        return file.household
    if place.entity == "member":
        return next((member for member in file.members if member["uid"] == place.owner), None)
    if place.entity in HOUSEHOLD_PARTS:
        return next((one for one in file.parts.get(place.entity, ()) if one["uid"] == place.owner), None)
    found = year_file(file, year) if make else file.years.get(year)
    if found is None:
        return None
    if place.entity == "year":
        return found.values
    return found.members.setdefault(place.owner, {}) if make else found.members.get(place.owner)


def get_value(file: HouseholdFile, year: int, place: Place) -> Value:
    """Return the value at `place`; an income item comes as {"amount", "counts", "note"}, None where there is none."""
    if place.entity == "income":
        item = _income(file, year, place)
        return {"amount": item.amount, "counts": item.counts, "note": item.note} if item is not None else None
    record = record_at(file, year, place)
    return record.get(place.field) if record is not None else None


def put_value(file: HouseholdFile, year: int, place: Place, value: Value) -> None:
    """Store a value at `place`; None empties it, and removes an income item."""
    if place.entity == "income":
        _put_income(year_file(file, year), place, value)
        return
    record = record_at(file, year, place, make=True)
    if record is not None:
        record[place.field] = value


def _income(file: HouseholdFile, year: int, place: Place) -> IncomeItem | None:
    found = file.years.get(year)
    wanted = (place.field, place.owner or None)
    return next((one for one in found.income if (one.item, one.person) == wanted), None) if found else None


def _put_income(found: YearFile, place: Place, value: Value) -> None:
    wanted = (place.field, place.owner or None)
    at = next((at for at, one in enumerate(found.income) if (one.item, one.person) == wanted), None)
    if value is None:
        if at is not None:
            del found.income[at]
        return
    made = IncomeItem(place.field, place.owner or None, value["amount"], value["counts"], value.get("note"))
    if at is None:
        found.income.append(made)
    else:
        found.income[at] = made


class SetValue(NamedTuple):
    """A step: a value, or the text typed in its place that can't be read, becomes another."""

    place: Place
    old: Value
    new: Value
    old_text: str | None = None
    new_text: str | None = None


class AddRecord(NamedTuple):
    """A step: a member or a part is put into the file at a position (or, undone, taken out)."""

    entity: str
    at: int
    record: Record


class DropRecord(NamedTuple):
    """A step: a member or a part is taken out of the file (or, undone, put back)."""

    entity: str
    at: int
    record: Record


Step = SetValue | AddRecord | DropRecord


@dataclass(slots=True)
class Edit:
    """What one undo takes back: its name in Chinese and its steps. `open_for` lets typing go on in one place."""

    name: str
    steps: list[Step] = field(default_factory=list[Step])
    open_for: Place | None = None


def records_of(file: HouseholdFile, entity: str) -> list[Record]:
    """Return the file's list of an entity's records."""
    return file.members if entity == "member" else file.parts.setdefault(entity, [])
