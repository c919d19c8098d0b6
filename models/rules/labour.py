"""Rules 54–70: age, labour and health (年龄、劳动、健康)."""

from __future__ import annotations

from collections.abc import Callable

from models.derived import WORKING
from models.rules.base import Hit, Rule, household_rule, person_rule
from models.rules.checked import (
    CHRONIC,
    HEALTHY,
    LOST_LABOUR,
    NO_LABOUR,
    ORDINARY,
    SERIOUS,
    SKILLED,
    WEAK,
    CheckedHousehold,
    CheckedPerson,
    codes_of,
)

FULL = frozenset({SKILLED, ORDINARY})
CAUSE_ILLNESS, CAUSE_DISABILITY, CAUSE_SCHOOL, CAUSE_LABOUR = "01", "02", "03", "08"
RISK_ILLNESS, RISK_DISABILITY, RISK_LABOUR = "01", "03", "08"
_LIMBS = "4"
_SEVERE = frozenset({"1", "2"})
_RECHECK = "核对年龄、健康状况和在校生状况，改正劳动能力"


def _labour_hit(house: CheckedHousehold, person: CheckedPerson, why: str, remedy: str) -> Hit:
    shown = house.text("labour", person.labour or "")
    return person.hit("labour", f"{person.name}{why}，劳动能力却是“{shown}”", remedy, shown)


def _aged(house: CheckedHousehold, person: CheckedPerson) -> str:
    """Return "35 岁" with the day the age counts on where that isn't the office's own day."""
    on = house.ages_on
    return f"{person.age} 岁" if on == house.context.as_of else f"{person.age} 岁（算到{on.year}年底）"


def _of_working_age(house: CheckedHousehold, person: CheckedPerson) -> bool:
    least, old = house.limit("working_age"), house.limit("old_age")
    return person.age is not None and least is not None and old is not None and least <= person.age < old


@person_rule(54, "E")
def child_with_labour(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A child who counts as able to work."""
    if person.labour in (None, NO_LABOUR) or not _under_age(house, person):
        return None
    return _labour_hit(
        house, person, f"只有 {_aged(house, person)}", f"不满 {house.limit('working_age')} 岁的应为“无劳动力”"
    )


def _under_age(house: CheckedHousehold, person: CheckedPerson) -> bool:
    least = house.limit("working_age")
    return person.age is not None and least is not None and person.age < least


def _fit_but(house: CheckedHousehold, person: CheckedPerson, labour: str) -> Hit | None:
    """Return a hit where a healthy person of working age who isn't at school has this labour."""
    if person.labour != labour or person.healthy is not True or person.at_school is not False:
        return None
    if not _of_working_age(house, person):
        return None
    return _labour_hit(house, person, f" {_aged(house, person)}、健康、不在校", _RECHECK)


@person_rule(55, "E")
def fit_but_lost_labour(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Healthy, of working age, not at school, but 丧失劳动力."""
    return _fit_but(house, person, LOST_LABOUR)


@person_rule(56, "E")
def fit_but_no_labour(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Healthy, of working age, not at school, but 无劳动力."""
    return _fit_but(house, person, NO_LABOUR)


@person_rule(57, "W")
def fit_but_weak(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Healthy, of working age, not at school, but 弱劳动力或半劳动力."""
    return _fit_but(house, person, WEAK)


@person_rule(58, "W")
def old_but_working(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Sixty or older, but 普通 or 技能劳动力."""
    old = house.limit("old_age")
    if person.labour not in FULL or person.age is None or old is None or person.age < old:
        return None
    return _labour_hit(
        house, person, f"已经 {_aged(house, person)}", "按身体状况改为弱劳动力、丧失劳动力或无劳动力；属实的注明"
    )


@person_rule(59, "W")
def pupil_with_labour(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """At school, but able to work; a child under working age is rule 54."""
    if person.at_school is not True or person.labour in (None, NO_LABOUR) or _under_age(house, person):
        return None
    state = house.text("school_state", person.facts["school_state"])
    return _labour_hit(
        house, person, f"是在校生（{state}）", "在校生应为“无劳动力”；已毕业的清空在校生状况、补填文化程度"
    )


@person_rule(60, "Q")
def unwell_but_working(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Ill or disabled, of working age, but 普通 or 技能劳动力."""
    if person.labour not in FULL or person.healthy is not False or not _of_working_age(house, person):
        return None
    shown = "，".join(house.text("health", code) for code in person.facts["health"])
    return _labour_hit(
        house, person, f" {_aged(house, person)}，健康状况是“{shown}”", "入户看本人能不能正常劳动，再定劳动能力"
    )


@person_rule(61, "E")
def severely_disabled_but_working(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Limbs disabled of level one or two, by certificate or by type and level, but 普通劳动力."""
    if person.labour != ORDINARY:
        return None
    number = person.certificate
    if len(number) in (20, 22):
        kind, level = number[18], number[19]
    else:
        kind, level = person.record.get("disability_type"), person.record.get("disability_level")
    if kind != _LIMBS or level not in _SEVERE:
        return None
    shown = f"{house.text('disability_type', kind)}{house.text('disability_level', level)}"
    return _labour_hit(
        house,
        person,
        f"是肢体重度残疾（{shown}{'，证号 ' + number if number else ''}）",
        "核对残疾人证，改为弱劳动力、丧失劳动力或无劳动力",
    )


@person_rule(62, "E")
def healthy_and_not(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """健康 together with an illness or a disability."""
    listed = codes_of(person.facts, "health")
    if HEALTHY not in listed or len(listed) < 2:
        return None
    shown = "，".join(house.text("health", code) for code in listed)
    return person.hit(
        "health",
        f"{person.name}的健康状况同时有“健康”和其他项：{shown}",
        "健康的只留“健康”，有病或残疾的去掉“健康”",
        shown,
    )


def _reason(house: CheckedHousehold, cause: str, risk: str) -> tuple[Hit, str] | None:
    """Return where the household names this cause or open risk, as a hit without words, and how to call it."""
    for field, title in (
        ("main_cause", "主要致贫原因"),
        ("other_causes", "其他致贫原因"),
        ("return_cause", "返贫原因"),
    ):
        held = house.record.get(field)
        if held == cause or (isinstance(held, list) and cause in held):
            text = house.text("cause", cause)
            return house.hit(field, "", "", text), f"{title}有“{text}”"
    for record in house.open_monitoring if risk else ():
        if risk in (record.get("risks") or ()):
            text = house.text("risk", risk)
            return Hit("monitoring", "risks", text, "", ""), f"返贫风险有“{text}”"
    return None


def _unfounded(
    house: CheckedHousehold,
    cause: str,
    risk: str,
    said: Callable[[CheckedPerson], bool | None],
    fault: str,
    remedy: str,
) -> Hit | None:
    """Return a hit where the household names the cause and it is known of every member that it isn't so."""
    if not house.people or any(said(person) is not False for person in house.people):
        return None
    found = _reason(house, cause, risk)
    return _worded(found, fault, remedy) if found else None


def _worded(found: tuple[Hit, str], fault: str, remedy: str) -> Hit:
    at, title = found
    return Hit(at.entity, at.field, at.value, f"{title}，但{fault}", remedy)


@household_rule(63, "E")
def disability_unfounded(house: CheckedHousehold) -> Hit | None:
    """因残 without a disabled member; silent while anybody's health isn't known."""
    remedy = "补登残疾成员的健康状况和残疾证，或改正致贫原因、风险"
    return _unfounded(
        house, CAUSE_DISABILITY, RISK_DISABILITY, lambda person: person.disabled, "家里没有人登记为残疾", remedy
    )


@household_rule(64, "E")
def illness_unfounded(house: CheckedHousehold) -> Hit | None:
    """因病 without an ill member; silent while anybody's health isn't known."""
    remedy = "补登病人的健康状况，或改正致贫原因、风险；病已治好的注明"
    return _unfounded(house, CAUSE_ILLNESS, RISK_ILLNESS, _ill, "家里没有人登记为大病或慢性病", remedy)


def _ill(person: CheckedPerson) -> bool | None:
    return None if person.health is None else CHRONIC in person.health or SERIOUS in person.health


@household_rule(65, "E")
def schooling_unfounded(house: CheckedHousehold) -> Hit | None:
    """因学 without a member at school; silent while it isn't known of everybody."""
    remedy = "补填学生的在校生状况，或改正致贫原因；学生已毕业的注明"
    return _unfounded(house, CAUSE_SCHOOL, "", lambda person: person.at_school, "家里没有在校生", remedy)


@household_rule(66, "E")
def labour_not_short(house: CheckedHousehold) -> Hit | None:
    """缺劳力 although every member is fully able to work."""
    if not _all_working(house):
        return None
    found = _reason(house, CAUSE_LABOUR, RISK_LABOUR)
    return (
        _worded(
            found, f" {len(house.people)} 名成员都是普通劳动力或技能劳动力", "核对成员劳动能力，或改正致贫原因、风险"
        )
        if found
        else None
    )


def _all_working(house: CheckedHousehold) -> bool:
    return bool(house.people) and all(person.labour in FULL for person in house.people)


def _labour_known(house: CheckedHousehold) -> bool:
    return bool(house.people) and all(person.labour is not None for person in house.people)


@household_rule(67, "W")
def labour_share(house: CheckedHousehold) -> Hit | None:
    """缺劳动力 although more than a quarter is fully able to work; all of them is rule 66."""
    most = house.limit("labour_share_most")
    if most is None or not _labour_known(house) or _all_working(house):
        return None
    able = sum(person.labour in FULL for person in house.people)
    if able * 100 <= most * len(house.people):
        return None
    found = _reason(house, CAUSE_LABOUR, RISK_LABOUR)
    fault = f" {len(house.people)} 人里有 {able} 人是普通或技能劳动力，超过 {most}%"
    return _worded(found, fault, "核对是不是真缺劳动力；属实的注明原因") if found else None


@household_rule(68, "W")
def half_can_work(house: CheckedHousehold) -> Hit | None:
    """缺劳动力 in a household of four or more, half of whom can work, weak labour included; all of them is rule 66."""
    people, share = house.limit("labour_half_people"), house.limit("labour_half_share")
    if people is None or share is None or len(house.people) < people or not _labour_known(house) or _all_working(house):
        return None
    able = sum(person.labour in WORKING for person in house.people)
    if able * 100 < share * len(house.people):
        return None
    found = _reason(house, CAUSE_LABOUR, RISK_LABOUR)
    fault = f" {len(house.people)} 人里有 {able} 人有劳动力，达到一半"
    return _worded(found, fault, "核对是不是真缺劳动力；属实的注明原因") if found else None


@household_rule(69, "W")
def no_labour_no_aid(house: CheckedHousehold) -> Hit | None:
    """Nobody can work, and it is known that nobody has 低保 or 特困供养."""
    if not house.all_without_labour or house.low_income is not False or house.destitute is True:
        return None
    sentence = f"整户 {len(house.people)} 人都没有劳动力，但没有人享受低保或特困供养"
    return house.people[0].hit(
        "low_income_aid", sentence, "对照民政名单补填低保情况；符合条件没有享受的帮助申请", "未享受"
    )


@household_rule(70, "W", from_year=2021)
def backstop_not_marked(house: CheckedHousehold) -> Hit | None:
    """Nobody can work, but 整户无劳动能力兜底保障户 isn't marked: on a monitored household, or elsewhere denied."""
    if not house.all_without_labour or house.record.get("no_labour_backstop") is True:
        return None
    marks = [record.get("no_labour_backstop") for record in house.open_monitoring]
    sentence = f"整户 {len(house.people)} 人都没有劳动力，但没有标“整户无劳动能力兜底保障户”"
    remedy = "核对后把“整户无劳动能力兜底保障户”选为“是”，或改正成员劳动能力"
    if marks:
        shown = "否" if marks[-1] is False else ""
        return None if True in marks else Hit("monitoring", "no_labour_backstop", shown, sentence, remedy)
    if house.record.get("no_labour_backstop") is None:
        return None
    return house.hit("no_labour_backstop", sentence, remedy, "否")


RULES: tuple[Rule, ...] = (
    child_with_labour,
    fit_but_lost_labour,
    fit_but_no_labour,
    fit_but_weak,
    old_but_working,
    pupil_with_labour,
    unwell_but_working,
    severely_disabled_but_working,
    healthy_and_not,
    disability_unfounded,
    illness_unfounded,
    schooling_unfounded,
    labour_not_short,
    labour_share,
    half_can_work,
    no_labour_no_aid,
    backstop_not_marked,
)
