"""Five years of income of one household: items that add up to a path per head above or below the year's line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeAlias

from models.derived import per_head
from models.fields import Record
from models.keys import income_key
from storage.exchange.training import mix
from storage.exchange.training.people import DISABLED, Person

YEARS = (2013, 2014, 2015, 2016, 2017)
YUAN = 100

_PENSION = {2013: 660, 2014: 780, 2015: 1020, 2016: 1200, 2017: 1416}
"""Basic pension of one person over 60 in yuan a year: an assumption for practice data, in the region's magnitude."""

_HIGH_AGE, _DISABLED_LIVING, _DISABLED_CARE = 600, 960, 960
_FARM_SUBSIDY = 125  # yuan a mu
_LEAST_AID = 300  # yuan a head and year: what 低保 or 特困 must leave room for
_LEAST_EARNED = 400

Item: TypeAlias = tuple[str, str | None, int, bool, str | None]
"""Code, member's uid or None for the household, yuan, counts as income, note."""


@dataclass(slots=True)
class IncomeYear:
    """One year: its items, and what they add up to."""

    people: int
    items: list[Item] = field(default_factory=list[Item])

    def add(self, item: str, person: str | None, yuan: int, counts: bool = True, note: str | None = None) -> None:
        """Add an item; amounts of 0 are left out."""
        if yuan > 0:
            self.items.append((item, person, yuan, counts, note))

    def total(self, letter: str) -> int:
        """Return the counting yuan of the group that the letter stands for."""
        return sum(yuan for item, _person, yuan, counts, _note in self.items if counts and item[0] == letter)

    def has(self, item: str) -> bool:
        """Tell whether the year has the item."""
        return any(entry[0] == item for entry in self.items)

    def values(self) -> Record:
        """Return the fields and keys of the household-year: totals in fen, then the items."""
        wage, business, owned, transfer, expense = (self.total(letter) * YUAN for letter in "WBPTE")
        annual = wage + business + owned + transfer
        found: Record = {
            "wage_income": wage,
            "business_income": business,
            "property_income": owned,
            "transfer_income": transfer,
            "business_expense": expense,
            "annual_income": annual,
            "net_income": annual - expense,
            "income_per_head": per_head(annual - expense, self.people),
        }
        for item, person, yuan, counts, note in self.items:
            found[income_key(item, person)] = {"amount": yuan * YUAN, "counts": counts, "note": note}
        return found


def path_per_head(rng: Random, exit_year: int, lines: Mapping[int, int]) -> dict[int, float]:
    """Return net income per head in yuan for each year: under the line while poor, over it from the exit on.

    No year differs from the one before by half or more. `lines` are the years' poverty lines in yuan.
    """
    found: dict[int, float] = {}
    level = rng.uniform(2080, 2330) if exit_year else rng.uniform(1900, 2150)
    for year in YEARS:
        if year > YEARS[0]:
            level *= rng.uniform(1.04, 1.12) if not exit_year or year < exit_year else rng.uniform(1.06, 1.2)
        if exit_year == year:
            level = rng.uniform(lines[year] * 1.04, max(lines[year] * 1.1, min(found[year - 1] * 1.42, 3900)))
        elif not exit_year or year < exit_year:
            level = min(level, lines[year] * 0.98)
        found[year] = level
    return found


def fixed_items(year: int, people: list[Person], aid: str, cropland: int, room: float, shares: int) -> IncomeYear:
    """Return the year's income that follows from rules: pensions, allowances, farm subsidy, dividends.

    `cropland` in hundredths of a mu, `room` yuan that may be used up, `shares` yuan of dividends. Pensions always
    come; the others only while there is room, as a household near the line shows.
    """
    found = IncomeYear(len(people))
    for person in people:
        if person.age_in(year) >= 60:
            found.add("T04", person.uid, _PENSION[year])
    room -= found.total("T")
    optional: list[tuple[str, str | None, int]] = []
    for person in people:
        if DISABLED in person.health and year >= 2016:
            if aid:
                optional.append(("T07", person.uid, _DISABLED_LIVING))
            if person.disability_level in ("1", "2"):
                optional.append(("T08", person.uid, _DISABLED_CARE))
        elif person.age_in(year) >= 80:
            optional.append(("T06", person.uid, _HIGH_AGE))
    optional.append(("T10", None, cropland * _FARM_SUBSIDY // 100))
    if year >= 2016:
        optional.append(("P01", None, shares))
    for item, uid, yuan in optional:
        if 0 < yuan <= room:
            found.add(item, uid, yuan)
            room -= yuan
    return found


def fill_up(
    rng: Random, found: IncomeYear, rest: int, people: list[Person], aid: str, workers: list[Person], farms: bool
) -> None:
    """Add what is still missing to the year's net income, `rest` yuan: aid first, then work, farming or rent.

    `farms` tells whether the household has cropland; without it it keeps animals.
    """
    able = any(person.able for person in people)
    if aid == mix.DESTITUTE:
        found.add("T03", people[0].uid, rest)
        return
    if aid == mix.LOW_INCOME:
        granted = rest if not able else min(rest, max(_LEAST_AID * len(people), int(rest * 0.4)))
        for number, person in enumerate(people):
            found.add("T02", person.uid, granted // len(people) + (number < granted % len(people)))
        rest -= granted
    if workers and rest >= 2 * _LEAST_EARNED:
        wage = rest if rng.random() < 0.5 else int(rest * rng.uniform(0.6, 0.9))
        for number, worker in enumerate(workers):
            found.add("W01", worker.uid, wage // len(workers) + (number < wage % len(workers)))
        rest -= wage
    _farm(rng, found, rest, farms)


def _farm(rng: Random, found: IncomeYear, rest: int, farms: bool) -> None:
    """Add farming whose income less its expense is `rest`; a small rest is rent for land or a transfer."""
    if rest < _LEAST_EARNED:
        found.add("P02" if farms else "T19", None, rest)
        return
    expense = max(100, int(rest * rng.uniform(0.25, 0.6)))
    crops = rest + expense if farms else 0
    if farms and rng.random() < 0.4:
        crops = int(crops * rng.uniform(0.55, 0.95))
    found.add("B01", None, crops)
    found.add("B02", None, rest + expense - crops)
    found.add("E01", None, expense)
