"""A household prepared for the rules: what many of them ask is worked out once per check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property

from models.catalogue import ENTITIES
from models.derived import Income, age_on, income_of, item_totals, latest_year
from models.fields import Record, Value
from models.household_file import HouseholdFile
from models.id_numbers import NO_NUMBER_PREFIX, IdFacts, read_id_number
from models.rules.base import Hit, RuleContext, Twin
from models.rules.months import year_of
from models.thresholds import Threshold
from models.values import show

HEALTHY, CHRONIC, SERIOUS, DISABLED = "1", "2", "3", "4"
SKILLED, ORDINARY, WEAK, LOST_LABOUR, NO_LABOUR = "1", "2", "3", "4", "5"
PRE_SCHOOL = "01"
ID_LENGTH = 18
AIDED = frozenset({"1", "2"})
"""Codes of low_income_aid and destitute_aid that mean the person receives it."""

LOW_INCOME_TYPES = frozenset({"02", "04", "07", "08", "A2", "A4", "B2", "D1", "D2"})
DESTITUTE_TYPES = frozenset({"03", "06", "07", "08", "A3"})
"""Values of 贫困户属性, of all years, that say 低保 and 特困 or 五保 (dictionary §1.2)."""

_HEALTH = frozenset({HEALTHY, CHRONIC, SERIOUS, DISABLED})
_LABOUR = frozenset({SKILLED, ORDINARY, WEAK, LOST_LABOUR, NO_LABOUR})
_MEMBER_FIELDS = frozenset(field.name for field in ENTITIES["member"].fields)


def codes_of(record: Record, field: str) -> list[str]:
    """Return the codes of a field of several codes, [] where it is empty."""
    return record.get(field) or []


class CheckedPerson:
    """One active member with the yearly facts of the checked year; None means not known."""

    __slots__ = (
        "age", "at_school", "born", "certificate", "codes", "facts", "health", "id_facts", "labour", "name", "number",
        "record", "sex", "stand_in", "uid",
    )  # fmt: skip

    def __init__(self, record: Record, facts: Record, house: CheckedHousehold) -> None:
        """Read the record once."""
        self.codes = house.context.codes
        self.record = record
        self.facts = facts
        self.uid: str = record["uid"]
        self.name = _name_of(record, house)
        self.number: str = record.get("id_number") or ""
        self.stand_in = self.number.startswith(NO_NUMBER_PREFIX)
        self.id_facts: IdFacts | None = None
        if self.number and not self.stand_in:
            self.id_facts = read_id_number(self.number)
        birth_date = record.get("birth_date") or (self.id_facts.birth_date if self.id_facts else None)
        self.age = age_on(birth_date, house.ages_on)
        self.born = date.fromisoformat(birth_date) if self.age is not None and birth_date else None
        sex = record.get("sex")
        self.sex: str | None = sex if sex in ("1", "2") else None
        self.certificate = _certificate_of(record, self.number)
        self.labour: str | None = facts.get("labour") if facts.get("labour") in _LABOUR else None
        listed = codes_of(facts, "health")
        self.health: frozenset[str] | None = frozenset(listed) if listed and _HEALTH.issuperset(listed) else None
        self.at_school = _at_school(facts, house)

    @property
    def healthy(self) -> bool | None:
        """Tell whether 健康 is all that is said of the person's health; None where nothing or both is said."""
        if self.health is None:
            return None
        if HEALTHY in self.health:
            return True if len(self.health) == 1 else None
        return False

    @property
    def works(self) -> bool | None:
        """Tell whether the person has work by months, reach or place; None where nothing is said of it."""
        facts = self.facts
        months = facts.get("work_months")
        if months or facts.get("work_scope") is not None or facts.get("work_place") is not None:
            return True
        return False if months == 0 else None

    @property
    def works_away(self) -> bool:
        """Tell whether the person works outside the township."""
        return bool(self.works) and self.facts.get("work_scope") != "1"

    @property
    def severity(self) -> str | None:
        """Return the level of disability: by the certificate where there is one, else as entered."""
        if len(self.certificate) in (20, 22):
            return self.certificate[19]
        return self.record.get("disability_level")

    @property
    def disabled(self) -> bool | None:
        """Tell whether health or a certificate says the person is disabled; None where health isn't filled."""
        if self.certificate or self.record.get("id_type") == "2":
            return True
        return None if self.health is None else DISABLED in self.health

    def held(self, field: str) -> tuple[str, Value]:
        """Return the entity that has the field, member or member_year, and the field's value."""
        if field in _MEMBER_FIELDS:
            return "member", self.record.get(field)
        return "member_year", self.facts.get(field)

    def hit(self, field: str, sentence: str, remedy: str, value: str | None = None) -> Hit:
        """Return a hit at a field of the person or of the person's year; `value` is the field's text if not given."""
        entity, held = self.held(field)
        shown = show(ENTITIES[entity].field(field), held, self.codes) if value is None else value
        return Hit(entity, field, shown, sentence, remedy, self.uid)


class CheckedHousehold:
    """A household file seen in one year: the context's, or the latest before it that the household has."""

    def __init__(self, file: HouseholdFile, context: RuleContext) -> None:
        """Gather members and facts."""
        self.file = file
        self.context = context
        self.record = file.household
        self.year = latest_year(file, context.year)
        self.year_file = file.years.get(self.year)
        self.values: Record = self.year_file.values if self.year_file else {}
        self.ages_on = context.as_of if context.as_of.year == self.year else date(self.year, 12, 31)
        """The day ages count on: the office's day in its own year, the last of December in others."""
        facts = self.year_file.members if self.year_file else {}
        self.people = [CheckedPerson(person, facts.get(person["uid"], {}), self) for person in file.active_members]
        self.heads = [person for person in self.people if person.record.get("relation") == "01"]
        self.head = self.heads[0] if self.heads else None
        self._twins: dict[str, list[Twin]] = {}
        self.region: str = self.record.get("division") or ""

    @cached_property
    def former(self) -> list[CheckedPerson]:
        """Return the members who have left the register."""
        if len(self.people) == len(self.file.members):
            return []
        facts = self.year_file.members if self.year_file else {}
        active = {person.uid for person in self.people}
        return [
            CheckedPerson(person, facts.get(person["uid"], {}), self)
            for person in self.file.members
            if person["uid"] not in active
        ]

    def in_year(self, year: int) -> CheckedHousehold:
        """Return the same household seen in another year that it has."""
        return CheckedHousehold(self.file, replace(self.context, year=year))

    def twins(self, part: str) -> list[Twin]:
        """Return the active members of other households with these first 18 characters; asked once per number."""
        if len(part) < ID_LENGTH:
            return []
        if part not in self._twins:
            found = self.context.same_id(part, self.file.uid)
            self._twins[part] = [twin for twin in found if twin.household != self.file.uid]
        return self._twins[part]

    def same_phone(self, phone: str) -> list[Twin]:
        """Return the active members of other households with this phone."""
        return [twin for twin in self.context.same_phone(phone, self.file.uid) if twin.household != self.file.uid]

    def same_card(self, card: str) -> list[Twin]:
        """Return the active members, or the heads, of other households with this bank card."""
        return [twin for twin in self.context.same_card(card, self.file.uid) if twin.household != self.file.uid]

    def limit(self, key: str) -> int | None:
        """Return the threshold in force for the household in the checked year, or None."""
        return self.context.thresholds.get(key, self.year, self.region)

    def line(self, key: str, year: int | None = None) -> Threshold | None:
        """Return the whole threshold row in force in `year` (None = the checked year), or None."""
        return self.context.thresholds.entry(key, self.year if year is None else year, self.region)

    def knows(self, codes: str, code: str) -> bool:
        """Tell whether `code` stands in the code list; True where the list isn't there at all."""
        listed = self.context.codes.lists.get(codes)
        return listed is None or code in listed.by_code

    def text(self, codes: str, code: str) -> str:
        """Return the text of `code`, or the code itself."""
        listed = self.context.codes.lists.get(codes)
        return listed.text(code) if listed is not None else code

    def hit(self, field: str, sentence: str, remedy: str, value: str | None = None) -> Hit:
        """Return a hit at a field of the household; `value` is the field's text if not given."""
        if value is None:
            value = show(ENTITIES["household"].field(field), self.record.get(field), self.context.codes)
        return Hit("household", field, value, sentence, remedy)

    def year_hit(self, field: str, sentence: str, remedy: str, value: str = "") -> Hit:
        """Return a hit at a field of the household's year."""
        return Hit("year", field, value, sentence, remedy)

    @cached_property
    def open_monitoring(self) -> list[Record]:
        """Return the monitoring records whose risk isn't cleared."""
        return [record for record in self.file.parts.get("monitoring", []) if record.get("risk_cleared") is not True]

    @cached_property
    def cleared_monitoring(self) -> list[Record]:
        """Return the monitoring records whose risk is cleared."""
        return [record for record in self.file.parts.get("monitoring", []) if record.get("risk_cleared") is True]

    @cached_property
    def measures(self) -> list[Record]:
        """Return the measures of the checked year."""
        return [record for record in self.file.parts.get("measure", []) if record.get("year") == self.year]

    @cached_property
    def options(self) -> frozenset[str]:
        """Return the options of all measures of the checked year."""
        return frozenset(option for record in self.measures for option in codes_of(record, "options"))

    def measures_since(self, month: str | None) -> list[Record]:
        """Return the measures of the year of `month` (yyyy-mm) and later that weren't done before it; None = all."""
        listed = self.file.parts.get("measure", [])
        year = year_of(month)
        if month is None or year is None:
            return listed
        return [
            record
            for record in listed
            if (record.get("year") or 0) >= year and (record.get("done") is None or record["done"][:7] >= month)
        ]

    @cached_property
    def income(self) -> Income:
        """Return the derived income of the checked year."""
        return income_of(self.file, self.year)

    @cached_property
    def totals(self) -> dict[str, int]:
        """Return the sums in fen of the counting income items by group."""
        return item_totals(self.year_file) if self.year_file else {}

    @cached_property
    def all_without_labour(self) -> bool:
        """Tell whether every member's labour is known and none can work at all."""
        return bool(self.people) and all(person.labour in (LOST_LABOUR, NO_LABOUR) for person in self.people)

    @cached_property
    def low_income(self) -> bool | None:
        """Tell whether the household has 低保 by its type or a member; None where members' aid isn't all filled."""
        listed = self.record.get("household_type") in LOW_INCOME_TYPES or self.record.get("rural_type") == "7"
        return True if listed else self._any_aided("low_income_aid")

    @cached_property
    def destitute(self) -> bool | None:
        """Tell whether the household has 特困供养 by its type or a member; None where members' aid isn't all filled."""
        listed = self.record.get("household_type") in DESTITUTE_TYPES or self.record.get("rural_type") == "8"
        return True if listed else self._any_aided("destitute_aid")

    def _any_aided(self, field: str) -> bool | None:
        values = [person.facts.get(field) for person in self.people]
        if any(value in AIDED for value in values):
            return True
        return False if values and all(value == "0" for value in values) else None


def _name_of(record: Record, house: CheckedHousehold) -> str:
    name = record.get("name")
    if name:
        return name
    relation = record.get("relation")
    return f"一名成员（{house.text('relation', relation)}，未填姓名）" if relation else "一名未填姓名的成员"


def _certificate_of(record: Record, number: str) -> str:
    """Return the disability certificate's number, wherever it was entered, else ""."""
    return record.get("disability_number") or (number if len(number) in (20, 22) else "")


def _at_school(facts: Record, house: CheckedHousehold) -> bool | None:
    state = facts.get("school_state")
    if state is not None:
        return state != PRE_SCHOOL if house.knows("school_state", state) else None
    known = facts.get("education") is not None or facts.get("out_of_school_reason") is not None
    return False if known else None
