"""What a rule, a finding and the surroundings of a check are.

A rule is a small function of one household (`household_rule`) or of one person of it (`person_rule`) that returns a
`Hit` where the record is wrong, else None. Title, object and source of every rule, written or not, stand in
`resources/rules.csv` (`models.rules.rule_book`); the level stands at the function because a finding needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from models.codes import CodeBook
from models.housing_standards import Standards
from models.thresholds import Thresholds

if TYPE_CHECKING:
    from models.rules.checked import CheckedHousehold, CheckedPerson
    from models.rules.checked_project import CheckedProject
    from models.rules.checked_village import CheckedVillage

Level: TypeAlias = Literal["E", "W", "Q"]
"""E must be put right, W put right or explained, Q to be compared with another office or on the spot."""


class Finding(NamedTuple):
    """One hit of a rule, in plain Chinese.

    `rule` is the number of the rule book. `entity` and `field` say where the cursor goes: a field of the catalogue;
    for entity "income" the code of the income item. `person` is a member's uid where the finding is about one.
    `value` is what stands in the field, as people read it, "" where it is empty. A finding about a village has its
    division code in `village` and no household.
    """

    rule: int
    level: Level
    entity: str
    household: str
    person: str | None
    field: str
    value: str
    sentence: str
    remedy: str
    village: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """An active member of another household who has the same ID number (first 18 characters), phone or bank card."""

    household: str
    person: str
    name: str | None
    household_number: str


SameId: TypeAlias = Callable[[str, str], list[Twin]]
"""(first 18 characters, household uid) → other active people with them; people of that household are left out."""


def no_twins(_person_part: str, _household: str) -> list[Twin]:
    """Find nobody: for checks without an archive."""
    return []


Load: TypeAlias = Callable[[str], int]
"""Helper uid → how many households the helper is assigned to now."""


def no_load(_helper: str) -> int:
    """Count nothing: for checks without an archive."""
    return 0


NO_STANDARDS = Standards(())
"""A table of subsidies without lines: for checks without an archive."""


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What the rules need besides the household: the year checked, the day ages count on, lists and thresholds."""

    year: int
    as_of: date
    codes: CodeBook
    thresholds: Thresholds
    same_id: SameId = no_twins
    same_phone: SameId = no_twins
    same_card: SameId = no_twins
    helper_load: Load = no_load
    places: frozenset[str] = frozenset()
    """Names of provinces and prefectures, long and short: a place of work that ends with one says no county."""
    same_house: SameId = no_twins
    """Like `same_id`, only households whose house renovation was approved."""
    standards: Standards = NO_STANDARDS


class Hit(NamedTuple):
    """What a rule found; `person` only where a household rule points at one member."""

    entity: str
    field: str
    value: str
    sentence: str
    remedy: str
    person: str | None = None


HouseholdCheck: TypeAlias = "Callable[[CheckedHousehold], Hit | None]"
PersonCheck: TypeAlias = "Callable[[CheckedHousehold, CheckedPerson], Hit | None]"
VillageCheck: TypeAlias = "Callable[[CheckedVillage], Hit | None]"
ProjectCheck: TypeAlias = "Callable[[CheckedProject], Hit | None]"


@dataclass(frozen=True, slots=True)
class HouseholdRule:
    """A rule about a household as a whole; it holds for checked years `from_year` to `to_year`, None = open."""

    number: int
    level: Level
    check: HouseholdCheck
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class PersonRule:
    """A rule about each active member; it holds for checked years `from_year` to `to_year`, None = open.

    With `former` it is also asked of members who have left the register.
    """

    number: int
    level: Level
    check: PersonCheck
    from_year: int | None = None
    to_year: int | None = None
    former: bool = False


@dataclass(frozen=True, slots=True)
class VillageRule:
    """A rule about a village in one year; it holds for checked years `from_year` to `to_year`, None = open."""

    number: int
    level: Level
    check: VillageCheck
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectRule:
    """A rule about a project; it holds for checked years `from_year` to `to_year`, None = open."""

    number: int
    level: Level
    check: ProjectCheck
    from_year: int | None = None
    to_year: int | None = None


Rule: TypeAlias = HouseholdRule | PersonRule | VillageRule | ProjectRule


def household_rule(
    number: int, level: Level, *, from_year: int | None = None, to_year: int | None = None
) -> Callable[[HouseholdCheck], HouseholdRule]:
    """Make the decorated function the household rule `number` of the rule book."""
    return lambda check: HouseholdRule(number, level, check, from_year, to_year)


def person_rule(
    number: int, level: Level, *, from_year: int | None = None, to_year: int | None = None, former: bool = False
) -> Callable[[PersonCheck], PersonRule]:
    """Make the decorated function the person rule `number` of the rule book."""
    return lambda check: PersonRule(number, level, check, from_year, to_year, former)


def village_rule(
    number: int, level: Level, *, from_year: int | None = None, to_year: int | None = None
) -> Callable[[VillageCheck], VillageRule]:
    """Make the decorated function the village rule `number` of the rule book."""
    return lambda check: VillageRule(number, level, check, from_year, to_year)


def project_rule(
    number: int, level: Level, *, from_year: int | None = None, to_year: int | None = None
) -> Callable[[ProjectCheck], ProjectRule]:
    """Make the decorated function the project rule `number` of the rule book."""
    return lambda check: ProjectRule(number, level, check, from_year, to_year)


def holds_in(rule: Rule, year: int) -> bool:
    """Tell whether the rule is in force for the checked year."""
    return (rule.from_year is None or rule.from_year <= year) and (rule.to_year is None or year <= rule.to_year)
