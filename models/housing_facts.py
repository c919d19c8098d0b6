"""What an accepted renovation changes in the household's housing facts of a year."""

from __future__ import annotations

from models.fields import Record

NOT_PASSED = "3"
"""Result of an acceptance: 不合格."""


def is_accepted(case: Record) -> bool:
    """Tell whether the house was accepted and passed."""
    return bool(case.get("accepted")) and case.get("acceptance") != NOT_PASSED


def facts_after(case: Record, year: Record) -> Record:
    """Return the fields of a household-year that differ once the case is accepted, with their new values.

    The house is no unsafe one any more and its grade is gone; year of renovation, structure and area follow the case.
    """
    wanted: Record = {"house_unsafe": False, "house_grade": None, "has_house": True}
    wanted["house_rebuilt_year"] = int(case["accepted"][:4])
    for mine, theirs in (("new_area", "house_area"), ("new_structure", "house_structure")):
        if case.get(mine) is not None:
            wanted[theirs] = case[mine]
    return {name: value for name, value in wanted.items() if year.get(name) != value}
