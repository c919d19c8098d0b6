"""One made-up household as record changes: household, members, five years, helpers' assignments, visits, measures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from models.fields import Record
from models.keys import year_uid
from storage.archive.writing import RecordChange
from storage.exchange.training import mix, support
from storage.exchange.training.facts import Work, member_values, year_facts
from storage.exchange.training.identity import Numbers, household_number
from storage.exchange.training.income import YEARS, IncomeYear, fill_up, fixed_items, path_per_head
from storage.exchange.training.living import Conditions, cropland_of
from storage.exchange.training.mix import Slot
from storage.exchange.training.people import AS_OF_YEAR, Person, make_people
from storage.exchange.training.places import Village
from storage.exchange.training.schooling import at_vocational_school
from storage.exchange.training.support import Helper

_TYPES = {
    (mix.PLAIN, False): "01", (mix.LOW_INCOME, False): "04", (mix.DESTITUTE, False): "06",
    (mix.PLAIN, True): "05", (mix.LOW_INCOME, True): "02", (mix.DESTITUTE, True): "03",
}  # fmt: skip
_SCHOOLED = (mix.CHILD, mix.STUDENT)
_CAUSE_TEXTS = {
    "01": "家中有人患病，长期吃药花费大。", "02": "家中有人残疾，不能正常劳动。",
    "03": "孩子上学，学费和生活费负担重。",
    "04": "前些年受灾减产，家底薄。", "05": "地少，种地收入低。", "07": "没有技术，只能打零工或种地。",
    "08": "年老体弱，没有劳动力。", "09": "想发展生产，缺少本钱。", "11": "收入来源少，发展办法不多。",
    "13": "家中主要劳动力去世，生活困难。",
}  # fmt: skip


@dataclass(slots=True)
class Surroundings:
    """What the households of one village share."""

    village: Village
    surnames: list[str]
    hamlets: list[str]
    helpers: list[Helper]
    lines: Mapping[int, int]


@dataclass(slots=True)
class Made:
    """One household made: its changes and what the shares are counted from."""

    uid: str
    slot: Slot
    people: list[Person]
    changes: list[RecordChange]


def make_household(rng: Random, numbers: Numbers, slot: Slot, around: Surroundings, count: int) -> Made:
    """Return the household; `count` is its place in the archive, from 1."""
    uid = numbers.uid()
    people = make_people(rng, numbers, slot, around.surnames)
    cropland = cropland_of(rng, len(people))
    conditions = Conditions(rng, len(people), cropland)
    helper = around.helpers[count % len(around.helpers)]
    ethnicity = "03" if rng.random() < 0.008 else "01"
    changes = [
        RecordChange("household", uid, _household_values(rng, numbers, slot, people, around, helper, count)),
        *(
            RecordChange(
                "member",
                person.uid,
                member_values(rng, numbers, person, ethnicity, index == 0 and not person.able),
                uid,
            )
            for index, person in enumerate(people)
        ),
    ]
    incomes = _years(rng, uid, slot, people, cropland, conditions, around, changes)
    _add_support(rng, numbers, uid, slot, people, around, helper, incomes, conditions.rebuilt, changes)
    return Made(uid, slot, people, changes)


def _household_values(
    rng: Random, numbers: Numbers, slot: Slot, people: list[Person], around: Surroundings, helper: Helper, count: int
) -> Record:
    head = people[0]
    hamlet = around.hamlets[int(len(around.hamlets) * rng.random())]
    left = slot.exit_year > 0
    found: Record = {
        "number": household_number(count),
        "division": around.village.code,
        "hamlet": hamlet,
        "address": f"{around.village.path}{hamlet}{rng.randrange(1, 200)}号",
        "phone": numbers.phone(),
        "head_name": head.name,
        "head_id_number": head.id_number,
        "bank_name": "农村商业银行",
        "bank_card": numbers.bank_card(),
        "bank_holder": head.name,
        "line_used": "02",
        "household_type": _TYPES[slot.aid, left],
        "poverty_state": "1" if left else "0",
        "main_cause": slot.cause,
        "cause_detail": _CAUSE_TEXTS.get(slot.cause),
        "martyr_family": False,
        "only_child_family": False,
        "two_daughter_family": False,
        "no_labour_backstop": not any(person.able for person in people),
        "head_count": len(people),
        "planned_exit_year": slot.exit_year or 2018,
        "identified_year": 2014,
        "first_identified": "2013-12",
        "valid": True,
        "relocated": False,
        "collector": helper.name,
        "collector_phone": helper.phone,
        "form_filler": helper.name,
        "form_date": f"2017-{rng.randrange(10, 13)}-{rng.randrange(1, 29):02d}",
        "signed_by": head.name,
    }
    if left:
        found["exit_year"] = slot.exit_year
    second = _second_cause(people, slot.cause)
    if second and rng.random() < 0.4:
        found["other_causes"] = [second]
    if around.village.code.startswith("370811002"):
        found["managing_unit"] = "太白湖新区"
    return found


def _second_cause(people: list[Person], main: str) -> str | None:
    """Return a further cause that the members bear out."""
    if main != mix.SCHOOL and any(person.kind == mix.STUDENT for person in people):
        return mix.SCHOOL
    if main in (mix.ILLNESS, mix.DISABILITY) and not any(person.able for person in people):
        return "08"
    return "09" if main not in ("08", "09") and any(person.kind == mix.ABLE for person in people) else None


def _years(
    rng: Random,
    uid: str,
    slot: Slot,
    people: list[Person],
    cropland: int,
    conditions: Conditions,
    around: Surroundings,
    changes: list[RecordChange],
) -> IncomeYear:
    """Add the five years and return the income of the last."""
    path = path_per_head(rng, slot.exit_year, around.lines)
    workers = [person for person in people if person.kind == mix.ABLE]
    work = {worker.uid: Work.draw(rng) for worker in workers}
    shares = 50 * rng.randrange(6, 17) if rng.random() < 0.35 else 0
    income = IncomeYear(0)
    for year in YEARS:
        present = [person for person in people if person.age_in(year) >= 0]
        target = int(path[year] * len(present))
        income = fixed_items(year, present, slot.aid, cropland, target - 400 * len(present), shares)
        missing = target - income.total("T") - income.total("P")
        fill_up(rng, income, missing, present, slot.aid, workers, cropland > 0)
        _add_aid_that_does_not_count(income, present, year)
        values: Record = {
            "head_count_start": len(present),
            "head_count_end": len(present),
            "head_count_year": len(present),
            **conditions.in_year(year),
            **income.values(),
        }
        wages = {uid: yuan for item, uid, yuan, _counts, _note in income.items if item == "W01" and uid}
        for person in present:
            values.update(year_facts(person, year, slot.aid, work.get(person.uid), wages.get(person.uid, 0)))
        changes.append(RecordChange("year", year_uid(uid, year), values, uid))
    return income


def _add_aid_that_does_not_count(income: IncomeYear, people: list[Person], year: int) -> None:
    for person in people:
        if year >= 2016 and person.kind in _SCHOOLED and at_vocational_school(person.born, year, person.vocational):
            income.add("N01", person.uid, 3000, False)
        elif year >= 2016 and person.kind == mix.STUDENT:
            income.add("N02", person.uid, 2000, False)


def _add_support(
    rng: Random,
    numbers: Numbers,
    uid: str,
    slot: Slot,
    people: list[Person],
    around: Surroundings,
    helper: Helper,
    last: IncomeYear,
    rebuilt: int,
    changes: list[RecordChange],
) -> None:
    other = around.helpers[int(len(around.helpers) * rng.random())]
    vocational = any(
        person.kind in _SCHOOLED and at_vocational_school(person.born, AS_OF_YEAR, person.vocational)
        for person in people
    )
    for entity, listed in (
        ("assignment", support.assignments(rng, helper, other)),
        ("visit", support.visits(rng, helper)),
        ("measure", support.measures(people, slot.cause, slot.aid, last, rebuilt, vocational)),
    ):
        changes.extend(RecordChange(entity, numbers.uid(), values, uid) for values in listed)
