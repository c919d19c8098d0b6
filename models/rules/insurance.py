"""Rules 129–140 that compare with no other office: insurance and social aid (医保、社保)."""

from __future__ import annotations

from models.rules.base import Hit, Rule, household_rule, person_rule
from models.rules.checked import AIDED, CheckedHousehold, CheckedPerson

LOW_INCOME, DESTITUTE, DISABLED_AID = "4801", "4802", "4805"
SAFETY = "48"
_DISABLED_MONEY = frozenset({"T07", "T08", "N11"})
_SEVERE = frozenset({"1", "2"})


@person_rule(129, "E")
def not_insured(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Known not to be insured by one scheme, the other left empty; both empty or both denied is rule 27."""
    resident, employee = person.facts.get("medical_resident"), person.facts.get("medical_employee")
    if {resident, employee} != {False, None}:
        return None
    field, other = ("medical_employee", "城乡居民") if resident is False else ("medical_resident", "城镇职工")
    sentence = f"{person.name}没有参加{other}医保，另一项医保没有填，看不出参加了任何基本医保"
    return person.hit(field, sentence, "查参保记录，参加的填“是”；确实未参保的动员参保")


@person_rule(130, "W")
def no_serious_illness_cover(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """No serious illness insurance, and the household isn't monitored."""
    if person.facts.get("serious_illness_cover") is not False or house.open_monitoring:
        return None
    sentence = f"{person.name}没有参加大病保险，本户也不是监测对象"
    return person.hit("serious_illness_cover", sentence, "查参保记录；参加居民医保的一般同时有大病保险", "否")


@person_rule(132, "W")
def aided_without_insurance(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """In no basic medical insurance, but received medical aid."""
    facts = person.facts
    if facts.get("illness_aid") is not True:
        return None
    if facts.get("medical_resident") is not False or facts.get("medical_employee") is not False:
        return None
    sentence = f"{person.name}两项基本医保都没有参加，却接受了大病医疗救助"
    return person.hit("illness_aid", sentence, "查参保和救助记录，改正其中一项", "是")


def _aided(person: CheckedPerson, field: str) -> bool:
    return person.facts.get(field) in AIDED


@person_rule(134, "W")
def fit_but_destitute(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """特困供养 for somebody grown, under sixty, healthy and not at school."""
    adult, old = house.limit("adult_age"), house.limit("old_age")
    if not _aided(person, "destitute_aid") or person.healthy is not True or person.at_school is not False:
        return None
    if person.age is None or adult is None or old is None or not adult <= person.age < old:
        return None
    shown = house.text("destitute_aid", person.facts["destitute_aid"])
    sentence = f"{person.name} {person.age} 岁、健康、不在校，却享受“{shown}”"
    return person.hit("destitute_aid", sentence, "对照民政名单，核对特困供养和健康状况", shown)


@person_rule(135, "W")
def destitute_but_working(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """特困供养, but works away from home."""
    if not _aided(person, "destitute_aid") or not person.works_away:
        return None
    shown = house.text("destitute_aid", person.facts["destitute_aid"])
    sentence = f"{person.name}享受“{shown}”，却登记了外出务工"
    return person.hit("destitute_aid", sentence, "对照民政名单，核对特困供养和务工情况", shown)


@person_rule(136, "E")
def low_income_and_destitute(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """低保 and 特困供养 for one person."""
    if not _aided(person, "low_income_aid") or not _aided(person, "destitute_aid"):
        return None
    low = house.text("low_income_aid", person.facts["low_income_aid"])
    shown = house.text("destitute_aid", person.facts["destitute_aid"])
    sentence = f"{person.name}同时享受“{low}”和“{shown}”，两项只能享受一项"
    return person.hit("destitute_aid", sentence, "对照民政名单，只留实际享受的一项", shown)


@person_rule(137, "W")
def severe_without_allowance(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Disabled of level one or two, but no allowance among the income or the measures of the year, if it has any."""
    level = person.severity
    if level not in _SEVERE or DISABLED_AID in house.options or house.year_file is None:
        return None
    items = house.year_file.income
    if not items and not house.measures:
        return None
    if any(item.item in _DISABLED_MONEY and item.person in (None, person.uid) for item in items):
        return None
    shown = house.text("disability_level", level)
    sentence = f"{person.name}是残疾{shown}，{house.year}年没有登记残疾人补贴"
    return person.hit("disability_level", sentence, "查残联发放名单，补登补贴或措施；没有享受的帮助申请", shown)


def _option_hit(sentence: str, remedy: str, value: str) -> Hit:
    return Hit("measure", "options", value, sentence, remedy)


@household_rule(138, "E")
def allowance_without_disabled(house: CheckedHousehold) -> Hit | None:
    """A measure 残疾人补贴, but it is known that nobody is disabled."""
    if DISABLED_AID not in house.options or not house.people:
        return None
    if any(person.disabled is not False for person in house.people):
        return None
    sentence = f"{house.year}年综合保障措施有“残疾人补贴”，家里却没有人登记为残疾"
    return _option_hit(sentence, "补登残疾成员的健康状况和残疾证，或去掉这项措施", "残疾人补贴")


def _two_ways(house: CheckedHousehold, field: str, option: str, name: str) -> Hit | None:
    """Return a hit where members' aid and the measures of the year, if there are any, don't say the same."""
    aided = [person for person in house.people if _aided(person, field)]
    if option in house.options:
        if aided or not house.people or any(person.facts.get(field) != "0" for person in house.people):
            return None
        sentence = f"{house.year}年综合保障措施勾了“{name}”，家里却没有人享受{name}"
        return _option_hit(sentence, f"对照民政名单，补填成员的{name}情况或去掉这项措施", name)
    if not aided or not house.measures:
        return None
    sentence = f"{'、'.join(person.name for person in aided)}享受{name}，{house.year}年综合保障措施没有勾“{name}”"
    return _option_hit(sentence, f"在综合保障措施里补勾“{name}”；没有享受的改正成员的{name}情况", "")


@household_rule(139, "E")
def low_income_both_ways(house: CheckedHousehold) -> Hit | None:
    """低保 of members and among the measures of the year."""
    return _two_ways(house, "low_income_aid", LOW_INCOME, "低保")


@household_rule(140, "E")
def destitute_both_ways(house: CheckedHousehold) -> Hit | None:
    """特困供养 of members and among the measures of the year."""
    return _two_ways(house, "destitute_aid", DESTITUTE, "特困供养")


RULES: tuple[Rule, ...] = (
    not_insured,
    no_serious_illness_cover,
    aided_without_insurance,
    fit_but_destitute,
    destitute_but_working,
    low_income_and_destitute,
    severe_without_allowance,
    allowance_without_disabled,
    low_income_both_ways,
    destitute_both_ways,
)
