"""Rules 98–103: transfer income, kind by kind (收入).

An income item that isn't there counts as 0 only where other transfer items of the year are: then the year's transfers
were written down one by one. Otherwise nothing is known and the rules are silent.
"""

from __future__ import annotations

from models.income_items import group_of
from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import AIDED, CheckedHousehold
from models.rules.explain import yuan
from models.rules.income import total

FAMILY_PLANNING, LOW_INCOME, DESTITUTE = ("T01",), ("T02",), ("T03",)
PENSION = ("T04", "T31")
_DISABILITY_ALLOWANCE = "4805"


def received(house: CheckedHousehold, items: tuple[str, ...]) -> int | None:
    """Return the year's sum in fen of these transfer items of all members; None where it isn't known."""
    if house.year_file is None:
        return None
    amounts = [item.amount for item in house.year_file.income if item.item in items]
    if not amounts:
        return 0 if any(group_of(item.item) == "transfer" and item.counts for item in house.year_file.income) else None
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if len(known) == len(amounts) else None


def _too_small(house: CheckedHousehold, items: tuple[str, ...], key: str, name: str) -> Hit | None:
    amount, least = received(house, items), house.limit(key)
    if amount is None or least is None or not 0 < amount < least:
        return None
    sentence = f"{house.year}年全户{name}只有 {yuan(amount)}，不到 {yuan(least)}"
    return Hit("income", items[0], yuan(amount), sentence, "核对金额和单位（元，全年），看是不是按月填了")


@household_rule(98, "E")
def low_income_money(house: CheckedHousehold) -> Hit | None:
    """低保 household with 0 or too little 低保金."""
    if house.low_income is not True:
        return None
    if received(house, LOW_INCOME) == 0:
        sentence = f"本户登记为低保户，{house.year}年低保金却是 0"
        return Hit("income", LOW_INCOME[0], "0元", sentence, "查一卡通发放记录补填低保金；已退出低保的改正低保情况")
    return _too_small(house, LOW_INCOME, "low_income_least", "低保金")


@household_rule(99, "E")
def money_without_low_income(house: CheckedHousehold) -> Hit | None:
    """低保金 although by type and every member's aid the household has no 低保."""
    amount = received(house, LOW_INCOME)
    if house.low_income is not False or amount is None or amount <= 0:
        return None
    sentence = f"本户没有人登记享受低保，{house.year}年却有低保金 {yuan(amount)}"
    return Hit("income", LOW_INCOME[0], yuan(amount), sentence, "对照民政名单补填成员低保情况，或更正收入项目")


@household_rule(100, "W")
def family_planning_money(house: CheckedHousehold) -> Hit | None:
    """Family planning money that is too little to be a year's."""
    return _too_small(house, FAMILY_PLANNING, "family_planning_least", "计划生育金")


@household_rule(101, "W")
def pension_money(house: CheckedHousehold) -> Hit | None:
    """Pension that is too little to be a year's, or 0 although somebody is 60 or older."""
    old = house.limit("old_age")
    if received(house, PENSION) == 0 and old is not None:
        elders = [person for person in house.people if person.age is not None and person.age >= old]
        if elders:
            sentence = f"{elders[0].name}已 {elders[0].age} 岁，{house.year}年全户养老保险金却是 0"
            return Hit("income", PENSION[0], "0元", sentence, "查养老金发放记录补填；没有领取的注明原因")
        return None
    return _too_small(house, PENSION, "pension_least", "养老保险金")


@household_rule(102, "W")
def destitute_money(house: CheckedHousehold) -> Hit | None:
    """特困供养金 that is too little to be a year's, or 0 in a 特困 household."""
    if house.destitute is True and received(house, DESTITUTE) == 0:
        sentence = f"本户登记为特困供养户，{house.year}年特困供养金却是 0"
        return Hit("income", DESTITUTE[0], "0元", sentence, "查发放记录补填特困供养金；已退出的改正特困情况")
    return _too_small(house, DESTITUTE, "destitute_least", "特困供养金")


@household_rule(103, "E")
def aid_without_transfers(house: CheckedHousehold) -> Hit | None:
    """低保, 特困 or a disability allowance, but transfer income of 0."""
    if total(house, "transfer") != 0 or not (why := _aid(house)):
        return None
    sentence = f"{why}，{house.year}年转移性收入却是 0"
    return house.year_hit("transfer_income", sentence, "查一卡通发放记录，补填低保金、特困供养金、残疾补贴等", "0元")


def _aid(house: CheckedHousehold) -> str:
    for person in house.people:
        if person.facts.get("low_income_aid") in AIDED:
            return f"{person.name}享受低保"
        if person.facts.get("destitute_aid") in AIDED:
            return f"{person.name}享受特困供养"
    if house.low_income:
        return "本户登记为低保户"
    if house.destitute:
        return "本户登记为特困供养户"
    allowed = any(_DISABILITY_ALLOWANCE in (record.get("options") or ()) for record in house.measures)
    return "帮扶措施登记了残疾人补贴" if allowed else ""


RULES: tuple[Rule, ...] = (
    low_income_money,
    money_without_low_income,
    family_planning_money,
    pension_money,
    destitute_money,
    aid_without_transfers,
)
