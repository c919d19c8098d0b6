"""Rules 71–86: who goes to school, and in which class at what age (教育)."""

from __future__ import annotations

from datetime import date

from models.derived import age_on
from models.rules.base import Hit, PersonRule, Rule, person_rule
from models.rules.checked import HEALTHY, LOST_LABOUR, NO_LABOUR, CheckedHousehold, CheckedPerson, codes_of

PRE_SCHOOL = frozenset({"01", "02"})
PRIMARY = frozenset({"03"})
JUNIOR = frozenset({"04", "05", "06"})
SENIOR = frozenset({"07", "08", "09", "10", "11", "12"})
HIGHER = frozenset({"13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"})
MASTER = frozenset({"25"})
VOCATIONAL = frozenset({"10", "11", "12", "13", "14", "15", "16", "17", "18", "19"})
"""中职, 高职高专 and 技师学院: those for whom 雨露计划 is meant."""

RAIN_AND_DEW, RAIN_AND_DEW_MONEY = "4701", "N01"
_LITTLE = frozenset({"1", "2"})
_COLLEGE = frozenset({"5", "6"})
_ILL_OR_DISABLED = frozenset({"1", "2"})
_TERM = (9, 1)
_CHECK_AGE = "核对出生日期和在校生状况；晚读、跳级、休学属实的注明"


def _age_at_term(house: CheckedHousehold, person: CheckedPerson) -> int | None:
    """Return the age on the first of September of the checked year."""
    return age_on(person.born.isoformat(), date(house.year, *_TERM)) if person.born else None


@person_rule(71, "E")
def out_of_school(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Of school age, neither at school nor a reason; with no education it is rule 23, with 初中 school is over."""
    facts = person.facts
    if facts.get("school_state") is not None or facts.get("out_of_school_reason") is not None:
        return None
    least, below = house.limit("school_age_least"), house.limit("school_age_below")
    age = _age_at_term(house, person)
    if (
        facts.get("education") not in _LITTLE
        or age is None
        or least is None
        or below is None
        or not least <= age < below
    ):
        return None
    sentence = f"{person.name}到{house.year}年9月1日 {age} 岁，在校生状况和未上学原因都没有填"
    return person.hit("school_state", sentence, "在校的选在校生状况并清空文化程度；没有上学的填原因并劝返")


@person_rule(72, "E")
def too_old_for_kindergarten(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Seven or older, healthy, but below school age or in kindergarten."""
    state, least = person.facts.get("school_state"), house.limit("kindergarten_age_below")
    if state not in PRE_SCHOOL or person.age is None or least is None or person.age < least:
        return None
    if person.healthy is not True:
        return None
    shown = house.text("school_state", state)
    sentence = f"{person.name}已经 {person.age} 岁、健康，在校生状况却还是“{shown}”"
    return person.hit("school_state", sentence, "核对后改为小学；没有上学的填未上学原因并劝返", shown)


def _wrong_age(house: CheckedHousehold, person: CheckedPerson, stage: frozenset[str], key: str) -> Hit | None:
    """Return a hit where somebody at this stage is younger or older than its limits, as far as there are any."""
    state = person.facts.get("school_state")
    if state not in stage or person.age is None:
        return None
    least = house.limit(f"{key}_age_least")
    most = house.limit(f"{key}_age_most") if key in _BOUNDED else None
    shown = house.text("school_state", state)
    if least is not None and person.age < least:
        sentence = f"{person.name}只有 {person.age} 岁，在校生状况却是“{shown}”（一般不小于 {least} 岁）"
    elif most is not None and person.age > most:
        sentence = f"{person.name}已经 {person.age} 岁，在校生状况还是“{shown}”（一般不超过 {most} 岁）"
    else:
        return None
    return person.hit("school_state", sentence, _CHECK_AGE, shown)


_BOUNDED = frozenset({"primary", "junior", "senior"})


def _stage(number: int, stage: frozenset[str], key: str) -> PersonRule:
    return person_rule(number, "W")(lambda house, person: _wrong_age(house, person, stage, key))


primary_age = _stage(73, PRIMARY, "primary")
junior_age = _stage(74, JUNIOR, "junior")
senior_age = _stage(75, SENIOR, "senior")
higher_age = _stage(76, HIGHER, "higher")
master_age = _stage(77, MASTER, "master")


@person_rule(78, "W")
def young_with_little_schooling(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Between 16 and 22 with primary school at most, and not at school."""
    least, most = house.limit("young_age_least"), house.limit("young_age_most")
    education = person.facts.get("education")
    if education not in _LITTLE or person.age is None or least is None or most is None or person.at_school is True:
        return None
    if not least <= person.age <= most:
        return None
    shown = house.text("education", education)
    sentence = f"{person.name} {person.age} 岁，文化程度只有“{shown}”"
    return person.hit("education", sentence, "核对文化程度；属实的注明义务教育没有读完的原因", shown)


@person_rule(79, "E")
def healthy_but_absent_for_illness(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Out of school for illness or disability, but healthy."""
    reason = person.facts.get("out_of_school_reason")
    if reason not in _ILL_OR_DISABLED or codes_of(person.facts, "health") != [HEALTHY]:
        return None
    shown = house.text("out_of_school_reason", reason)
    sentence = f"{person.name}的未上学原因是“{shown}”，健康状况却是“健康”"
    return person.hit("out_of_school_reason", sentence, "核对健康状况和未上学原因，改正其中一项", shown)


@person_rule(80, "E")
def pupil_at_work(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """At school, but registered as working."""
    if person.at_school is not True or not person.works:
        return None
    field = next(name for name in ("work_months", "work_scope", "work_place") if person.facts.get(name) is not None)
    state = house.text("school_state", person.facts["school_state"])
    sentence = f"{person.name}是在校生（{state}），却登记了务工"
    return person.hit(field, sentence, "在校生不填务工，清空务工各项；已毕业的清空在校生状况")


@person_rule(83, "E")
def rain_and_dew_for_others(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """雨露计划 for somebody who isn't at a vocational school, or in a household where nobody is (told of the head)."""
    for record in house.measures:
        if RAIN_AND_DEW in codes_of(record, "options"):
            found = _misplaced(house, person, record.get("person"), "帮扶措施里有“雨露计划”")
            if found:
                return Hit("measure", "options", "雨露计划", *found)
    for item in house.year_file.income if house.year_file else ():
        if item.item == RAIN_AND_DEW_MONEY and item.amount:
            found = _misplaced(house, person, item.person, "收入明细里有“雨露计划”")
            if found:
                return Hit("income", RAIN_AND_DEW_MONEY, "", *found)
    return None


def _misplaced(
    house: CheckedHousehold, person: CheckedPerson, named: str | None, where: str
) -> tuple[str, str, str] | None:
    remedy = "核对受益学生和在校生状况；不是中职、高职在校生的，改正措施或收入项目"
    if named is None:
        if person is not house.head or any(one.facts.get("school_state") in VOCATIONAL for one in house.people):
            return None
        if any(one.at_school is None for one in house.people):
            return None
        return f"{house.year}年{where}，家里却没有中职、高职在校生", remedy, person.uid
    if named != person.uid or person.at_school is None or person.facts.get("school_state") in VOCATIONAL:
        return None
    return f"{house.year}年{person.name}的{where}，本人却不是中职、高职在校生", remedy, person.uid


@person_rule(84, "W")
def vocational_without_aid(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """At a vocational school, but the household has no 雨露计划 at all this year."""
    state = person.facts.get("school_state")
    if state not in VOCATIONAL or RAIN_AND_DEW in house.options:
        return None
    if house.year_file and any(item.item == RAIN_AND_DEW_MONEY for item in house.year_file.income):
        return None
    shown = house.text("school_state", state)
    sentence = f"{person.name}是{shown}学生，{house.year}年户内没有雨露计划记录"
    return person.hit("school_state", sentence, "帮助申请雨露计划，已享受的补登帮扶措施", shown)


@person_rule(85, "W")
def class_not_raised(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """In the same class as a year before although September has passed; only states that are one class."""
    state = person.facts.get("school_state")
    before = house.file.year_facts(house.year - 1, person.uid).get("school_state")
    if state is None or state != before or state not in (JUNIOR | SENIOR | HIGHER):
        return None
    if (house.ages_on.month, house.ages_on.day) < _TERM:
        return None
    shown = house.text("school_state", state)
    sentence = f"{person.name}{house.year - 1}年是“{shown}”，{house.year}年9月以后还是“{shown}”"
    return person.hit(
        "school_state", sentence, "9月开学后年级加一，毕业的清空在校生状况、补填文化程度；留级休学的注明", shown
    )


@person_rule(86, "W")
def graduate_without_work(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A graduate young enough to look for work, healthy, without work and without the reason."""
    facts, most = person.facts, house.limit("graduate_age_most")
    if facts.get("education") not in _COLLEGE or person.at_school is not False or facts.get("graduate_jobless_reason"):
        return None
    if person.works or facts.get("public_post") or person.age is None or most is None or person.age > most:
        return None
    if person.healthy is not True or person.labour in (None, LOST_LABOUR, NO_LABOUR):
        return None
    shown = house.text("education", facts["education"])
    sentence = f"{person.name} {person.age} 岁、{shown}，没有登记务工，也没有填未就业原因"
    return person.hit("graduate_jobless_reason", sentence, "已就业的补登务工情况，没有就业的填原因并推荐岗位")


RULES: tuple[Rule, ...] = (
    out_of_school,
    too_old_for_kindergarten,
    primary_age,
    junior_age,
    senior_age,
    higher_age,
    master_age,
    young_with_little_schooling,
    healthy_but_absent_for_illness,
    pupil_at_work,
    rain_and_dew_for_others,
    vocational_without_aid,
    class_not_raised,
    graduate_without_work,
)
