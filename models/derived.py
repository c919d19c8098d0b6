"""Derived values, all in one place: ages, head counts, income, dependants, working members, completeness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.catalogue import ENTITIES
from models.fields import Condition, Entity, Record
from models.household_file import HouseholdFile, YearFile
from models.income_items import GROUPS, group_of

WORKING = frozenset({"1", "2", "3"})
"""Labour codes that count as able to work: skilled, ordinary, weak or half."""


def age_on(birth_date: str | None, as_of: date) -> int | None:
    """Return the age in full years on `as_of`, or None where the birth date is empty or not a day."""
    if not birth_date:
        return None
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class IncomeYear:
    """A year of income: the dates it runs from and to, both included."""

    starts: date
    ends: date


def income_year(year: int, start_month: int) -> IncomeYear:
    """Return the income year called `year`: January–December, or with `start_month` 10 October–September."""
    if start_month == 1:
        return IncomeYear(date(year, 1, 1), date(year, 12, 31))
    starts = date(year - 1, start_month, 1)
    return IncomeYear(starts, date.fromordinal(date(year, start_month, 1).toordinal() - 1))


@dataclass(frozen=True, slots=True)
class Income:
    """A household's income of one year in fen; None where nothing is known.

    `computed` names the groups summed from items.
    """

    wage: int | None
    business: int | None
    property: int | None
    transfer: int | None
    expense: int | None
    net: int | None
    per_head: int | None
    computed: frozenset[str]


def income_of(file: HouseholdFile, year: int) -> Income:
    """Return the year's income: groups with income items from the items that count, the others as reported."""
    found = file.years.get(year)
    if found is None:
        return Income(None, None, None, None, None, None, None, frozenset())
    totals = item_totals(found)
    figures: dict[str, int | None] = {group: totals.get(group, found.values.get(GROUPS[group])) for group in GROUPS}
    known = [amount for group in ("wage", "business", "property", "transfer") if (amount := figures[group]) is not None]
    net = sum(known) - (figures["expense"] or 0) if known else None
    return Income(
        wage=figures["wage"],
        business=figures["business"],
        property=figures["property"],
        transfer=figures["transfer"],
        expense=figures["expense"],
        net=net,
        per_head=per_head(net, people_in(file, found)),
        computed=frozenset(totals),
    )


def item_totals(year: YearFile) -> dict[str, int]:
    """Return the sum in fen of the counting income items by group, for the groups that have any such item."""
    totals: dict[str, int] = {}
    for item in year.income:
        group = group_of(item.item)
        if group is not None and item.counts and item.amount is not None:
            totals[group] = totals.get(group, 0) + item.amount
    return totals


def people_in(file: HouseholdFile, year: YearFile) -> int:
    """Return the number of people the year's income is divided by: the year's count, else the active members."""
    return year.values.get("head_count_year") or len(file.active_members) or (file.household.get("head_count") or 0)


def per_head(net: int | None, people: int) -> int | None:
    """Return net income per head in fen, rounded half up to the fen; None without income or people."""
    if net is None or people <= 0:
        return None
    # whole numbers only, and halves away from zero: as a decimal rounded half up, at a tenth of the time
    share = (2 * abs(net) + people) // (2 * people)
    return share if net >= 0 else -share


def working_members(file: HouseholdFile, year: int) -> int:
    """Return how many active members can work in `year`."""
    return sum(file.year_facts(year, person["uid"]).get("labour") in WORKING for person in file.active_members)


def dependants(file: HouseholdFile, year: int) -> int:
    """Return how many active members live on the others: those who can't work or are at school."""
    return len(file.active_members) - working_members(file, year)


def latest_year(file: HouseholdFile, year: int) -> int:
    """Return `year` if the household has it, else its latest year before, else `year`."""
    if year in file.years:
        return year
    return max((candidate for candidate in file.years if candidate < year), default=year)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many of the required fields are filled."""

    filled: int
    required: int

    @property
    def percent(self) -> int:
        """Return whole per cent, rounded down so that 100 means all; 100 where nothing is required."""
        return self.filled * 100 // self.required if self.required else 100


def completeness(file: HouseholdFile, year: int) -> dict[str, Completeness]:
    """Return completeness by entity: household, member, year, member_year (required fields that apply)."""
    found = file.years.get(year)
    values: Record = found.values if found else {}
    people = file.active_members
    return {
        "household": _count(ENTITIES["household"], [file.household]),
        "member": _count(ENTITIES["member"], people),
        "year": _count(ENTITIES["year"], [values]),
        "member_year": _count(ENTITIES["member_year"], [file.year_facts(year, person["uid"]) for person in people]),
    }


def overall(parts: Iterable[Completeness]) -> Completeness:
    """Return the sum of several completeness figures."""
    listed = list(parts)
    return Completeness(sum(part.filled for part in listed), sum(part.required for part in listed))


def _count(entity: Entity, records: list[Record]) -> Completeness:
    filled = required = 0
    asked = _ASKED[entity.name]
    for record in records:
        for name, needed, shown in asked:
            if (needed is None or needed(record)) and (shown is None or shown(record)):
                required += 1
                filled += record.get(name) is not None
    return Completeness(filled, required)


_ASKED: dict[str, tuple[tuple[str, Condition | None, Condition | None], ...]] = {
    entity.name: tuple(
        (field.name, entity.required_when.get(field.name), entity.shown_when.get(field.name))
        for field in entity.fields
        if field.required or field.name in entity.required_when
    )
    for entity in ENTITIES.values()
}
"""Entity → the fields that may be required, with the conditions under which they are and apply (None = always)."""
