"""One household, whole: what forms, checks, cards and statistics read."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.fields import Record

_ACTIVE = (None, "1")


@dataclass(slots=True)
class IncomeItem:
    """One income item of one year. `amount` in fen; `person` is a member's uid or None for the whole household."""

    item: str
    person: str | None
    amount: int | None
    counts: bool | None
    note: str | None = None


@dataclass(slots=True)
class YearFile:
    """One year of a household: its own fields, its members' yearly facts by member uid, its income items."""

    uid: str
    year: int
    values: Record = field(default_factory=dict[str, object])
    members: dict[str, Record] = field(default_factory=dict[str, Record])
    income: list[IncomeItem] = field(default_factory=list[IncomeItem])


@dataclass(slots=True)
class HouseholdFile:
    """One household with members (in the order 户主, 配偶, others), years, and what hangs under it.

    `parts` maps an entity of `catalogue.HOUSEHOLD_PARTS` to its records; `helpers` maps a helper's uid to its record,
    for the helpers that `parts["assignment"]` names; `linked` maps projects that shares and dividends name to theirs.
    """

    household: Record
    members: list[Record] = field(default_factory=list[Record])
    years: dict[int, YearFile] = field(default_factory=dict[int, YearFile])
    parts: dict[str, list[Record]] = field(default_factory=dict[str, list[Record]])
    helpers: dict[str, Record] = field(default_factory=dict[str, Record])
    linked: dict[str, Record] = field(default_factory=dict[str, Record])

    @property
    def uid(self) -> str:
        """Return the household's uid."""
        return self.household["uid"]

    @property
    def active_members(self) -> list[Record]:
        """Return the members on the register: state empty or 正常."""
        return [member for member in self.members if member.get("member_state") in _ACTIVE]

    @property
    def head(self) -> Record | None:
        """Return the first active member whose relation is 户主, or None."""
        return next((member for member in self.active_members if member.get("relation") == "01"), None)

    def year_facts(self, year: int, person: str) -> Record:
        """Return a member's facts of `year`, empty where the year or the member has none."""
        found = self.years.get(year)
        return found.members.get(person, {}) if found else {}
