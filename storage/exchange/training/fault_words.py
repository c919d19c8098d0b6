"""Words of the fault lists: whom a fault suits, and how it is planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from models.fields import Record, Value
from storage.exchange.training.fault_house import House

Pick: TypeAlias = Callable[[House], Record | None]
Plant: TypeAlias = Callable[[House, Record], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule's number, what is planted (Chinese), who suits it, how it is planted.

    `year` is the working year in which it is found, 0 = the archive's own: a rule of later years is planted in a year
    added to the household.
    """

    rule: int
    what: str
    pick: Pick
    plant: Plant
    year: int = 0


def head(house: House) -> Record | None:
    """Pick the head of any household."""
    return house.people[0]


def who(wanted: Callable[[House, Record], bool], also: Callable[[House], bool] = lambda _house: True) -> Pick:
    """Pick the first member that is wanted, of a household that suits."""
    return lambda house: house.first(lambda person: wanted(house, person)) if also(house) else None


def both(*plants: Plant) -> Plant:
    """Plant one after the other."""

    def plant(house: House, person: Record) -> None:
        for one in plants:
            one(house, person)

    return plant


def fit(house: House, person: Record) -> bool:
    """Tell whether a member is healthy, of working age and not at school."""
    at_school = house.facts(person).get("school_state")
    return house.facts(person)["health"] == ["1"] and 16 <= house.age(person) < 60 and not at_school


def old(house: House, person: Record) -> bool:
    """Tell whether a member is 60 or older."""
    return house.age(person) >= 60


def pupil(house: House, person: Record) -> bool:
    """Tell whether a member under 16 goes to school or kindergarten."""
    return house.facts(person).get("school_state", "01") not in (None, "01") and house.age(person) < 16


def student(house: House, person: Record) -> bool:
    """Tell whether a member of 16 or older is at school."""
    return bool(house.facts(person).get("school_state")) and house.age(person) >= 16


def disabled(_house: House, person: Record) -> bool:
    """Tell whether a member has a certificate of disability."""
    return bool(person.get("disability_number"))


def grown(house: House, person: Record) -> bool:
    """Tell whether a member has an education."""
    return bool(house.facts(person).get("education"))


def other(_house: House, person: Record) -> bool:
    """Tell whether a member is neither head nor spouse."""
    return person["relation"] not in ("01", "02")


def child(_house: House, person: Record) -> bool:
    """Tell whether a member is a child of the head."""
    return person["relation"] in ("03", "04")


def spouse(_house: House, person: Record) -> bool:
    """Tell whether a member is the head's spouse."""
    return person["relation"] == "02"


def suits(condition: Callable[[House], bool]) -> Pick:
    """Pick the head of a household that suits."""
    return lambda house: house.people[0] if condition(house) else None


def member(**values: Value) -> Plant:
    """Change a member."""
    return lambda house, person: house.set_member(person, **values)


def facts(**values: Value) -> Plant:
    """Change a member's facts of the year."""
    return lambda house, person: house.set_facts(person, **values)


def household(**values: Value) -> Plant:
    """Change the household."""
    return lambda house, _person: house.set_household(**values)


def year(**values: Value) -> Plant:
    """Change the household's year."""
    return lambda house, _person: house.set_year(dict(values))
