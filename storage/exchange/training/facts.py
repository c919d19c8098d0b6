"""A member's record and yearly facts, from what `people` decided."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from models.fields import Record
from models.keys import member_key
from storage.exchange.training import mix
from storage.exchange.training.identity import Numbers
from storage.exchange.training.people import AS_OF_YEAR, CHRONIC, HEALTHY, SERIOUS, Person
from storage.exchange.training.schooling import school_state

_NEAR_PLACES = ("济宁市微山县", "济宁市任城区", "济宁市邹城市", "枣庄市滕州市", "济宁市兖州区")
_FAR_PLACES = ("江苏省徐州市沛县", "江苏省昆山市", "江苏省无锡市惠山区", "浙江省宁波市鄞州区", "上海市松江区")
_EMPLOYERS = ("建筑工地", "服装加工厂", "食品加工厂", "电子厂", "物流公司", "饭店", "家具厂", "纺织厂")


@dataclass(slots=True)
class Work:
    """Where a member works: yuan a year decide the months."""

    scope: str
    place: str
    employer: str
    channel: str

    @classmethod
    def draw(cls, rng: Random) -> Work:
        """Return a job near by or far away, with a channel that fits."""
        chance = rng.random()
        employer = _EMPLOYERS[int(len(_EMPLOYERS) * rng.random())]
        if chance < 0.55:
            place = _NEAR_PLACES[int(len(_NEAR_PLACES) * rng.random())]
            scope = "3" if place.startswith("枣庄") else "2"
            return cls(scope, place, employer, "05" if chance < 0.3 else "06")
        place = _FAR_PLACES[int(len(_FAR_PLACES) * rng.random())]
        return cls("4", place, employer, "06" if chance < 0.85 else "04")


def member_values(rng: Random, numbers: Numbers, person: Person, ethnicity: str, with_phone: bool) -> Record:
    """Return the fields of the member's record.

    There are only 10,000 made-up phone numbers: those who work have none of their own, or rule 164 would find many.
    """
    found: Record = {
        "person_number": numbers.person_number(),
        "name": person.name,
        "relation": person.relation,
        "id_type": "1",
        "id_number": person.id_number,
        "sex": person.sex,
        "birth_date": person.born.isoformat(),
        "ethnicity": ethnicity,
        "soldier": False,
        "identified": "2013-12" if person.born.year <= 2013 else f"{person.born.year}-12",
        "member_state": "1",
    }
    age = person.age_in(AS_OF_YEAR)
    if age >= 18:
        found["politics"] = "01" if rng.random() < 0.03 else "13"
    elif age >= 14:
        found["politics"] = "03" if rng.random() < 0.5 else "13"
    if with_phone:
        found["phone"] = numbers.phone()
    if person.disability_type and person.disability_level:
        found["disability_number"] = person.id_number + person.disability_type + person.disability_level
        found["disability_type"] = person.disability_type
        found["disability_level"] = person.disability_level
        found["disability_year"] = max(person.born.year + 1, rng.randrange(2009, 2017))
    return found


def year_facts(person: Person, year: int, aid: str, work: Work | None, wage: int) -> Record:
    """Return the keys of the member's facts of `year`; `wage` in yuan a year. The last year has all fields."""
    facts: Record = {}
    schooled = person.kind in (mix.CHILD, mix.STUDENT)
    if schooled:
        facts["school_state"] = school_state(person.born, year, person.vocational)
    else:
        facts["education"] = person.education
    facts["health"] = person.health
    facts["labour"] = person.labour if person.age_in(year) >= 60 or not _fit_before_60(person) else "2"
    facts["medical_resident"] = True
    facts["low_income_aid"] = "2" if aid == mix.LOW_INCOME else "0"
    if aid == mix.DESTITUTE:
        facts["destitute_aid"] = "2"
    if work is not None and wage:
        facts.update(_work_facts(work, wage))
    if year == AS_OF_YEAR:
        facts.update(_closing_facts(person, aid, schooled))
    return {member_key(name, person.uid): value for name, value in facts.items()}


def _fit_before_60(person: Person) -> bool:
    return person.old and person.health == [HEALTHY]


def _work_facts(work: Work, wage: int) -> Record:
    months = max(1, min(11, round(wage / 1900)))
    return {
        "work_scope": work.scope,
        "work_place": work.place,
        "work_months": months * 100,
        "employer": work.employer,
        "works_abroad": False,
        "employ_channel": work.channel,
    }


def _closing_facts(person: Person, aid: str, schooled: bool) -> Record:
    ill = CHRONIC in person.health or SERIOUS in person.health
    found: Record = {
        "serious_illness_cover": True,
        "pension_resident": person.age_in(AS_OF_YEAR) >= 16 and not schooled,
        "destitute_aid": "2" if aid == mix.DESTITUTE else "0",
        "chronic_card": CHRONIC in person.health,
        "medical_employee": False,
        "supplement_cover": True,
        "illness_aid": SERIOUS in person.health,
        "other_health_aid": ill,
        "pension_employee": False,
        "accident_cover": True,
        "speaks_mandarin": 1947 < person.born.year < 2015,
    }
    if person.illness:
        found["illness"] = person.illness
    return found
