"""Rules 16–38: fields that must be filled, and code lists (必填与代码)."""

from __future__ import annotations

import re

from models.catalogue import ENTITIES
from models.income_items import GROUPS
from models.rules.base import Hit, Rule, household_rule, person_rule
from models.rules.checked import CheckedHousehold, CheckedPerson, codes_of
from models.rules.explain import label, labels

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE_DIGITS = 11
_LEFT_POVERTY = frozenset({"1", "4"})
_MEMBER_YEAR = ENTITIES["member_year"]
_LISTS = {field: field for field in ("labour", "relation", "politics", "education", "school_state")}
"""The code list of each field that these rules compare."""

_LAND = ("cropland", "forest_land", "returned_forest", "orchard", "pasture", "water_area")
_LIVING = ("house_area", "house_unsafe", "water_safe", "toilet")
_YES_NO_ASKED = (
    "speaks_mandarin", "supplement_cover", "works_abroad", "illness_aid", "other_health_aid", "low_income_aid",
    "destitute_aid",
)  # fmt: skip


def _empty(person: CheckedPerson, field: str, remedy: str) -> Hit | None:
    entity, held = person.held(field)
    if held is not None:
        return None
    return person.hit(field, f"{person.name}的{label(entity, field)}没有填", remedy)


def _not_in_list(house: CheckedHousehold, person: CheckedPerson, field: str) -> Hit | None:
    """Return a hit where the field holds a text that its code list doesn't know; empty fields are another matter."""
    entity, held = person.held(field)
    if held is None or house.knows(_LISTS[field], held):
        return None
    title = label(entity, field)
    return person.hit(field, f"{person.name}的{title}“{held}”不在选项里", "从列表里选一项最接近的")


@person_rule(16, "E")
def ethnicity_empty(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """No ethnicity."""
    return _empty(person, "ethnicity", "对照户口簿补填民族")


@person_rule(17, "E")
def health_empty(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """No health."""
    return _empty(person, "health", "问清后选健康、长期慢性病、患有大病或残疾")


@person_rule(18, "E")
def labour_unknown(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Labour empty or not in the list."""
    if person.labour is not None:
        return None
    return _empty(person, "labour", "按年龄和健康状况选劳动能力") or _not_in_list(house, person, "labour")


@person_rule(19, "E")
def relation_unknown(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Relation to the head empty or not one of the 28."""
    return _empty(person, "relation", "对照户口簿补填与户主关系") or _not_in_list(house, person, "relation")


@person_rule(20, "W")
def politics_unknown(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Political status not in the list."""
    return _not_in_list(house, person, "politics")


@person_rule(21, "W")
def education_unknown(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Education not in the list."""
    return _not_in_list(house, person, "education")


@person_rule(22, "E")
def school_state_unknown(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """School state not in the list."""
    return _not_in_list(house, person, "school_state")


@person_rule(23, "E")
def schooling_empty(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Education, school state and reason of being out of school all empty."""
    facts = person.facts
    if any(facts.get(field) is not None for field in ("education", "school_state", "out_of_school_reason")):
        return None
    sentence = f"{person.name}的文化程度、在校生状况、未上学原因都没有填"
    return person.hit("education", sentence, "不在校的填文化程度，在校的填在校生状况，适龄未上学的填原因")


@person_rule(24, "E")
def education_and_school(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Education and school state both filled."""
    education, school = person.facts.get("education"), person.facts.get("school_state")
    if education is None or school is None:
        return None
    shown = house.text("education", education)
    sentence = f"{person.name}同时填了文化程度“{shown}”和在校生状况“{house.text('school_state', school)}”"
    return person.hit("education", sentence, "在校的只填在校生状况，不在校的只填文化程度，清空另一项", shown)


@person_rule(25, "E")
def serious_illness_cover_empty(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Not known whether the person has serious illness insurance."""
    return _empty(person, "serious_illness_cover", "查参保记录后填“是”或“否”")


@person_rule(26, "E")
def pension_empty(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Both pension insurances empty."""
    if person.facts.get("pension_resident") is not None or person.facts.get("pension_employee") is not None:
        return None
    sentence = f"{person.name}的城乡居民养老保险和城镇职工养老保险都没有填"
    return person.hit("pension_resident", sentence, "查参保记录后填“是”或“否”；未到参保年龄的填“否”")


@person_rule(27, "E")
def medical_none(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Both basic medical insurances empty, or both denied."""
    resident, employee = person.facts.get("medical_resident"), person.facts.get("medical_employee")
    if resident is None and employee is None:
        sentence = f"{person.name}的城乡居民医保和城镇职工医保都没有填"
        return person.hit("medical_resident", sentence, "查参保记录，参加的一项填“是”")
    if resident is False and employee is False:
        sentence = f"{person.name}的城乡居民医保和城镇职工医保都是“否”，没有参加基本医保"
        return person.hit("medical_resident", sentence, "查参保记录；确实未参保的动员参保", "否")
    return None


@person_rule(28, "E")
def medical_both(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Both basic medical insurances claimed."""
    if person.facts.get("medical_resident") is not True or person.facts.get("medical_employee") is not True:
        return None
    sentence = f"{person.name}的城乡居民医保和城镇职工医保都是“是”，两项只能参加一项"
    return person.hit("medical_employee", sentence, "查参保记录，只留实际参加的一项", "是")


@person_rule(29, "W")
def yes_no_empty(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Yes-or-no questions without an answer; work abroad is asked of people who work only."""
    facts = person.facts
    empty = [field for field in _YES_NO_ASKED if facts.get(field) is None and _MEMBER_YEAR.is_shown(field, facts)]
    if not empty:
        return None
    return person.hit(
        empty[0],
        f"{person.name}还有几项没有填：{labels('member_year', empty)}",
        "逐项问清后选填；没有的选“否”或“未享受”",
    )


@household_rule(30, "E")
def household_phone(house: CheckedHousehold) -> Hit | None:
    """The household's phone empty or not of 11 digits."""
    phone = house.record.get("phone")
    if phone is None:
        return house.hit("phone", "户联系电话没有填", "补填户主或家人的电话；确实没有电话的注明")
    if len(phone) == _PHONE_DIGITS and phone.isdecimal():
        return None
    return house.hit("phone", f"户联系电话 {phone} 有 {len(phone)} 位，应为 11 位数字", "打一遍电话，核对号码")


@person_rule(31, "W")
def mobile_number(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A member's phone that is no mobile number; of somebody who works, one without 11 digits is rule 165."""
    phone = person.record.get("phone")
    if phone is None or _MOBILE.fullmatch(phone):
        return None
    if person.works and not (len(phone) == _PHONE_DIGITS and phone.isdecimal()):
        return None
    sentence = f"{person.name}的联系电话 {phone} 不是手机号（应为 1 开头的 11 位数字）"
    return person.hit("phone", sentence, "打一遍电话，核对号码")


@household_rule(32, "E")
def land_empty(house: CheckedHousehold) -> Hit | None:
    """An area of land not filled."""
    return _empty_in_year(house, _LAND, "没有这类土地的填 0，不要留空")


@household_rule(33, "E")
def living_empty(house: CheckedHousehold) -> Hit | None:
    """Housing, water, toilet or road not filled; whether the road is hard answers for its type."""
    empty = [field for field in _LIVING if house.values.get(field) is None]
    if house.values.get("road_type") is None and house.values.get("road_hardened") is None:
        empty.append("road_type")
    return _empty_in_year(house, empty, "入户看过后逐项填写；无房的住房面积填 0")


def _empty_in_year(house: CheckedHousehold, fields: tuple[str, ...] | list[str], remedy: str) -> Hit | None:
    empty = [field for field in fields if house.values.get(field) is None]
    return house.year_hit(empty[0], f"{house.year}年的{labels('year', empty)}没有填", remedy) if empty else None


@household_rule(34, "E")
def road_distance(house: CheckedHousehold) -> Hit | None:
    """The distance to the village's main road empty or no number."""
    distance: object = house.values.get("road_distance")
    if isinstance(distance, int):
        return None
    if distance is None:
        return house.year_hit("road_distance", f"{house.year}年的与村主干路距离没有填", "填公里数，就在路边的填 0")
    return house.year_hit("road_distance", f"与村主干路距离“{distance}”不是数字", "只填公里数，例如 0.5", str(distance))


@household_rule(35, "E")
def power_empty(house: CheckedHousehold) -> Hit | None:
    """Not known whether the household has electricity."""
    return _empty_in_year(house, ("household_power",), "填“是”或“否”")


@household_rule(36, "E")
def standing_and_income_empty(house: CheckedHousehold) -> Hit | None:
    """Line, main cause or an income total not filled; totals that income items give count as filled."""
    empty = [("household", field) for field in ("line_used", "main_cause") if house.record.get(field) is None]
    income = [
        GROUPS[group]
        for group in ("wage", "business", "property", "transfer")
        if house.values.get(GROUPS[group]) is None and group not in house.totals
    ]
    if income:  # with all four known the program works out the sums itself
        income += [field for field in ("annual_income", "net_income") if house.values.get(field) is None]
    empty += [("year", field) for field in income]
    if not empty:
        return None
    entity, field = empty[0]
    shown = "、".join((f"{house.year}年" if of == "year" else "") + label(of, name) for of, name in empty)
    return Hit(entity, field, "", f"本户的{shown}没有填", "逐项补填；没有某项收入的填 0")


@household_rule(37, "E")
def exit_year_empty(house: CheckedHousehold) -> Hit | None:
    """Out of poverty, but no year."""
    state = house.record.get("poverty_state")
    if state not in _LEFT_POVERTY or house.record.get("exit_year") is not None:
        return None
    sentence = f"脱贫状态是“{house.text('poverty_state', state)}”，但脱贫年度没有填"
    return house.hit("exit_year", sentence, "查脱贫公示或明白卡，补填脱贫年度")


@household_rule(38, "W")
def other_causes(house: CheckedHousehold) -> Hit | None:
    """The main cause stands again among the others, or there are too many others."""
    main, others = house.record.get("main_cause"), codes_of(house.record, "other_causes")
    most = house.limit("other_causes_most")
    shown = "，".join(house.text("cause", code) for code in others)
    if main is not None and main in others:
        sentence = f"其他致贫原因（{shown}）里又有主要致贫原因“{house.text('cause', main)}”"
        return house.hit("other_causes", sentence, "从其他致贫原因里去掉重复的一项", shown)
    if most is not None and len(others) > most:
        return house.hit(
            "other_causes", f"其他致贫原因有 {len(others)} 项（{shown}），最多 {most} 项", "只留最主要的", shown
        )
    return None


RULES: tuple[Rule, ...] = (
    ethnicity_empty,
    health_empty,
    labour_unknown,
    relation_unknown,
    politics_unknown,
    education_unknown,
    school_state_unknown,
    schooling_empty,
    education_and_school,
    serious_illness_cover_empty,
    pension_empty,
    medical_none,
    medical_both,
    yes_no_empty,
    household_phone,
    mobile_number,
    land_empty,
    living_empty,
    road_distance,
    power_empty,
    standing_and_income_empty,
    exit_year_empty,
    other_causes,
)
