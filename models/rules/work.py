"""Rules 150–167 that need no spells of work: who works where, for how long, for what wage (务工)."""

from __future__ import annotations

from models.rules.base import Hit, Rule, household_rule, person_rule
from models.rules.checked import LOST_LABOUR, NO_LABOUR, SKILLED, WEAK, CheckedHousehold, CheckedPerson, codes_of
from models.rules.explain import labels, plain, yuan

JOBS = "40"
LABOUR_EXPORT, WORK_SUBSIDY = "4001", "4002"
WAGES = "W01"
_BEYOND_COUNTY = frozenset({"3", "4"})
_AT_HOME_CHANNELS = frozenset({"01", "02"})
_PHONE_DIGITS = 11


@household_rule(150, "W")
def jobs_without_labour(house: CheckedHousehold) -> Hit | None:
    """A measure of jobs in a household where nobody can work."""
    if not house.all_without_labour or not any(record.get("group") == JOBS for record in house.measures):
        return None
    shown = house.text("measure_group", JOBS)
    sentence = f"整户 {len(house.people)} 人都没有劳动力，{house.year}年却登记了“{shown}”"
    return Hit("measure", "group", shown, sentence, "核对成员劳动能力，或改正帮扶措施")


@person_rule(151, "W")
def unable_but_away(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Without or with weak ability to work, but works away from home; a child is rule 152."""
    if person.labour not in (WEAK, LOST_LABOUR, NO_LABOUR) or not person.works_away or _under_age(house, person):
        return None
    if person.at_school is True:  # rule 80
        return None
    shown = house.text("labour", person.labour)
    sentence = f"{person.name}是“{shown}”，却登记了外出务工"
    return person.hit("labour", sentence, "核对劳动能力和务工情况，改正其中一项；属实的注明", shown)


def _under_age(house: CheckedHousehold, person: CheckedPerson) -> bool:
    least = house.limit("working_age")
    return person.age is not None and least is not None and person.age < least


@person_rule(152, "E")
def child_at_work(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Works although still under working age at the end of the year; somebody at school is rule 80."""
    if not person.works or person.at_school is True or not _under_age(house, person):
        return None
    field = _first_of_work(person)
    sentence = f"{person.name}只有 {person.age} 岁，不满 {house.limit('working_age')} 岁，却登记了务工"
    return person.hit(field, sentence, "核对出生日期；务工的是别人的，移到本人名下")


def _first_of_work(person: CheckedPerson) -> str:
    return next(name for name in ("work_months", "work_scope", "work_place") if person.facts.get(name) is not None)


@person_rule(153, "E")
def place_without_county(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A place of work that names a province or a prefecture and no county."""
    place = person.facts.get("work_place")
    if not isinstance(place, str) or not _ends_above_county(place, house.context.places):
        return None
    sentence = f"{person.name}的务工所在地“{place}”没有写到县"
    return person.hit("work_place", sentence, "问清后写到县（市、区），例如“江苏省徐州市沛县”", place)


def _ends_above_county(place: str, places: frozenset[str]) -> bool:
    """Tell whether the text is a province, a prefecture, or a province followed by a prefecture."""
    plain_place = "".join(place.split())
    if plain_place in places:
        return True
    return any(plain_place[:cut] in places and plain_place[cut:] in places for cut in range(2, len(plain_place) - 1))


@person_rule(154, "W")
def work_incomplete(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Works, but employer or channel isn't filled."""
    facts = person.facts
    if not facts.get("work_months"):
        return None
    empty = [field for field in ("employer", "employ_channel") if facts.get(field) is None]
    if not empty:
        return None
    sentence = f"{person.name}务工 {plain(facts['work_months'])} 个月，{labels('member_year', empty)}没有填"
    return person.hit(empty[0], sentence, "打电话问清后补填；打零工的就业渠道选“灵活就业”")


@person_rule(155, "W")
def monthly_wage_odd(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """The year's wage by the months of work is too little for a month or too much."""
    months = person.facts.get("work_months")
    if not months or house.year_file is None:
        return None
    amounts = [item.amount for item in house.year_file.income if item.item == WAGES and item.person == person.uid]
    if not amounts or any(amount is None for amount in amounts):
        return None
    wages = sum(amount or 0 for amount in amounts)
    monthly = wages * 100 // months
    least, hint, most = (house.limit(f"month_wage_{key}") for key in ("least", "hint", "most"))
    if monthly <= 0 or least is None or hint is None or most is None or hint <= monthly <= most:
        return None
    said = (
        f"低于 {yuan(least)}" if monthly < least else f"低于 {yuan(hint)}" if monthly < hint else f"高于 {yuan(most)}"
    )
    sentence = f"{person.name}务工 {plain(months)} 个月、务工工资 {yuan(wages)}，每月 {yuan(monthly)}，{said}"
    return person.hit("work_months", sentence, "核对务工月数和务工工资的单位（元）", plain(months))


@person_rule(156, "E")
def months_or_place_missing(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Months of work without a place, or a place without months; in a child rule 152 speaks."""
    facts = person.facts
    months = facts.get("work_months")
    place = facts.get("work_place") or facts.get("work_scope")
    if months and place is None:
        sentence = f"{person.name}务工 {plain(months)} 个月，务工所在地没有填"
        return person.hit("work_place", sentence, "问清后补填务工所在地；没有务工的月数填 0")
    if place is not None and not months:
        shown = facts.get("work_place") or house.text("work_scope", place)
        said = "没有填" if months is None else "是 0"
        sentence = f"{person.name}的务工地是“{shown}”，务工时间{said}"
        return person.hit(
            "work_months", sentence, "补填本年务工月数；没有务工的清空务工地", "" if months is None else "0"
        )
    return None


@person_rule(157, "E")
def more_than_a_year(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """More months of work than a year has."""
    months, most = person.facts.get("work_months"), house.limit("work_months_most")
    if months is None or most is None or months <= most * 100:
        return None
    sentence = f"{person.name}的务工时间是 {plain(months)} 个月，一年最多 {most} 个月"
    return person.hit("work_months", sentence, "按本年实际务工月数填写，不要填天数", plain(months))


@person_rule(161, "E")
def away_by_home_channel(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Works beyond the county, but found the work through a public post or a workshop at home."""
    channel = person.facts.get("employ_channel")
    if channel not in _AT_HOME_CHANNELS or person.facts.get("work_scope") not in _BEYOND_COUNTY:
        return None
    shown, scope = house.text("employ_channel", channel), house.text("work_scope", person.facts["work_scope"])
    sentence = f"{person.name}在{scope}务工，就业渠道却是“{shown}”"
    return person.hit("employ_channel", sentence, "核对务工状况和就业渠道，改正其中一项", shown)


@person_rule(162, "Q")
def skilled_without_work(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Skilled, of working age, but neither work nor a public post is entered."""
    if person.labour != SKILLED or person.works or person.facts.get("public_post") or person.at_school is True:
        return None
    old = house.limit("old_age")
    if person.age is None or old is None or person.age >= old:
        return None
    shown = house.text("labour", SKILLED)
    sentence = f"{person.name} {person.age} 岁，是“{shown}”，没有登记务工"
    return person.hit("work_months", sentence, "入户问清在哪里做工，补登务工情况；在家务农的注明")


@person_rule(164, "Q")
def phone_of_others(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A worker's phone stands at somebody of another household, or at one of this who works somewhere else."""
    phone = person.record.get("phone")
    if not phone or not person.works:
        return None
    place = person.facts.get("work_place")
    for other in house.people:
        elsewhere = other.facts.get("work_place")
        if other is person or other.record.get("phone") != phone or not other.works:
            continue
        if place is not None and elsewhere is not None and place != elsewhere:
            sentence = f"{person.name}在“{place}”、{other.name}在“{elsewhere}”务工，登记的是同一个电话 {phone}"
            return person.hit("phone", sentence, "打一遍电话，各填本人的号码", phone)
    twins = house.same_phone(phone)
    if not twins:
        return None
    twin = twins[0]
    sentence = f"务工人员{person.name}的电话 {phone}，和{twin.household_number or '另一'}户{twin.name or '成员'}的相同"
    return person.hit("phone", sentence, "打一遍电话，各填本人的号码", phone)


@person_rule(165, "E")
def worker_phone_length(_house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A worker's phone that hasn't 11 digits."""
    phone = person.record.get("phone")
    if phone is None or not person.works or (len(phone) == _PHONE_DIGITS and phone.isdecimal()):
        return None
    sentence = f"务工人员{person.name}的联系电话 {phone} 有 {len(phone)} 位，应为 11 位数字"
    return person.hit("phone", sentence, "打一遍电话，核对号码", phone)


def _of_option(house: CheckedHousehold, *options: str) -> str | None:
    """Return the first of these options that a measure of the year has."""
    return next((option for option in options if option in house.options), None)


@household_rule(166, "W")
def export_without_worker(house: CheckedHousehold) -> Hit | None:
    """A measure for working away, but nobody works beyond the county."""
    option = _of_option(house, LABOUR_EXPORT, WORK_SUBSIDY)
    if option is None or any(_may_be_beyond(person) for person in house.people):
        return None
    shown = house.text("measure_option", option)
    sentence = f"{house.year}年就业帮扶措施有“{shown}”，家里没有人登记县外务工"
    return Hit("measure", "options", shown, sentence, "补登务工人员的务工状况，或去掉这项措施")


def _may_be_beyond(person: CheckedPerson) -> bool:
    """Tell whether somebody works beyond the county, or works and it isn't said where."""
    scope = person.facts.get("work_scope")
    return scope in _BEYOND_COUNTY or (bool(person.works) and scope is None)


@household_rule(167, "W")
def subsidy_without_amount(house: CheckedHousehold) -> Hit | None:
    """A measure 外出务工补贴 without any amount."""
    for record in house.measures:
        if WORK_SUBSIDY in codes_of(record, "options") and not record.get("amount"):
            said = "没有填" if record.get("amount") is None else "是 0"
            sentence = f"{house.year}年就业帮扶措施有“外出务工补贴”，金额{said}"
            return Hit("measure", "amount", "", sentence, "按发放表补填交通费补助金额；没有发放的去掉这项措施")
    return None


RULES: tuple[Rule, ...] = (
    jobs_without_labour,
    unable_but_away,
    child_at_work,
    place_without_county,
    work_incomplete,
    monthly_wage_odd,
    months_or_place_missing,
    more_than_a_year,
    away_by_home_channel,
    skilled_without_work,
    phone_of_others,
    worker_phone_length,
    export_without_worker,
    subsidy_without_amount,
)
