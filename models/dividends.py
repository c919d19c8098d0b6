"""How a project's income is distributed: the split, each household's basis, and amounts to the cent.

Amounts are fen, shares of a whole are hundredths of a per cent (5000 = 50 %). Nothing is ever lost to rounding: an
amount is cut by **largest remainder** – everyone gets the whole fen of their exact part, and the fen left over go, one
each, to the largest remainders; equal remainders in the order of the keys, so the result doesn't depend on the order in
which households were read. A larger basis never gets less, and equal bases differ by one fen at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.derived import age_on, people_in
from models.fields import Record
from models.household_file import HouseholdFile
from models.thresholds import Thresholds

BY_UNIT, EQUAL, BY_HEAD, BY_FACTOR = "1", "2", "3", "4"
"""Codes of `dividend_method`."""

WHOLE = 10_000
"""A hundred per cent in hundredths of a per cent."""

FACTORS: dict[str, str] = {
    "household": "户",
    "person": "口人",
    "old": "名老人",
    "serious": "名大病",
    "chronic": "名慢性病",
    "disabled": "名残疾",
    "no_labour": "名无劳力",
    "student": "名在校生",
}
"""Factor → the counting word of its number; the points of each are the thresholds `dividend_point_<factor>`."""


@dataclass(frozen=True, slots=True)
class Split:
    """Where a period's income goes, in fen; the three parts add up to the income."""

    households: int
    village: int
    other: int


def split_income(income: int, right_share: int | None, household_share: int | None) -> Split:
    """Split an income: `right_share` of it takes part (None = all), of that `household_share` goes to households.

    ValueError where the income is negative or a share is not between 0 and 100 %.
    """
    right = WHOLE if right_share is None else right_share
    part = WHOLE if household_share is None else household_share
    if income < 0 or not 0 <= right <= WHOLE or not 0 <= part <= WHOLE:
        raise ValueError("income or share out of range")
    taking_part = _half_up(income * right, WHOLE)
    households = _half_up(taking_part * part, WHOLE)
    return Split(households, taking_part - households, income - taking_part)


def divide(total: int, bases: Mapping[str, int]) -> dict[str, int]:
    """Divide `total` fen by the bases (any whole numbers, not negative) with largest remainder.

    The amounts always add up to `total`. ValueError where there is something to divide and no basis above 0.
    """
    if total < 0 or any(basis < 0 for basis in bases.values()):
        raise ValueError("nothing negative can be divided")
    whole = sum(bases.values())
    if whole == 0:
        if total:
            raise ValueError("no basis to divide by")
        return dict.fromkeys(bases, 0)
    amounts = {key: total * basis // whole for key, basis in bases.items()}
    left = total - sum(amounts.values())
    ranked = sorted(bases, key=lambda key: (-(total * bases[key] % whole), key))
    for key in ranked[:left]:
        amounts[key] += 1
    return amounts


def holds_on(share: Record, day: str) -> bool:
    """Tell whether a share is held on an ISO day; an empty beginning or end is open."""
    starts, ends = share.get("starts"), share.get("ends")
    return (starts is None or starts <= day) and (ends is None or day <= ends)


def factor_counts(file: HouseholdFile, year: int, as_of: date, old_age: int) -> dict[str, int]:
    """Return how often each factor applies to a household in `year`; what isn't filled counts as not there."""
    counts = dict.fromkeys(FACTORS, 0)
    counts["household"] = 1
    for person in file.active_members:
        facts = file.year_facts(year, person["uid"])
        health: list[str] = facts.get("health") or []
        age = age_on(person.get("birth_date"), as_of)
        counts["person"] += 1
        counts["old"] += age is not None and age >= old_age
        counts["serious"] += "3" in health
        counts["chronic"] += "2" in health
        counts["disabled"] += "4" in health or bool(person.get("disability_number"))
        counts["no_labour"] += facts.get("labour") in ("4", "5")
        counts["student"] += facts.get("school_state") not in (None, "01")
    return counts


def points_of(counts: Mapping[str, int], points: Mapping[str, int]) -> int:
    """Return a household's points: each factor's count times its points."""
    return sum(count * points.get(factor, 0) for factor, count in counts.items())


def factor_points(thresholds: Thresholds, year: int, region: str) -> dict[str, int]:
    """Return the points of each factor in force in `year` at a division."""
    return {factor: thresholds.get(f"dividend_point_{factor}", year, region) or 0 for factor in FACTORS}


def explain_points(counts: Mapping[str, int]) -> str:
    """Return what a household's points come from, as a clerk reads it: “1户 4口人 2名在校生”."""
    return " ".join(f"{count}{FACTORS[factor]}" for factor, count in counts.items() if count)


def heads_of(file: HouseholdFile, year: int) -> int:
    """Return the people a household counts with in `year`: the year's count, else its active members."""
    found = file.years.get(year)
    return people_in(file, found) if found else len(file.active_members) or (file.household.get("head_count") or 0)


def _half_up(value: int, by: int) -> int:
    return (2 * value + by) // (2 * by)
