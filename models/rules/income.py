"""Rules 90–97 and 104–108: income as a whole, wages, business (收入). Transfers are in `transfers`.

A total is what the form reports, else the sum of its income items; it is unknown where there is neither. Rules compare
known figures only: an empty figure is rule 36.
"""

from __future__ import annotations

from typing import TypeAlias

from models.derived import people_in, per_head
from models.fields import Record
from models.household_file import YearFile
from models.income_items import GROUPS, group_of
from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import CheckedHousehold
from models.rules.explain import doubt, label, plain, yuan

LEFT_POVERTY = frozenset({"1", "4"})
_RURAL_LEFT_POVERTY = frozenset({"1", "3", "10"})
INDUSTRY, JOBS, PUBLIC_POSTS = "39", "40", "42"
_SHARES = ["3905"]
"""The industry measure 入股分红 alone brings property income, not business income."""

_EARNED = ("wage", "business", "property", "transfer")
_ECOLOGY_MONEY = "T05"


def total(house: CheckedHousehold, group: str) -> int | None:
    """Return a group's total in fen, reported or else from its items; None where neither is there."""
    reported = house.values.get(GROUPS[group])
    return house.totals.get(group) if reported is None else reported


def income_per_head(house: CheckedHousehold) -> int | None:
    """Return net income per head in fen: as reported, else computed where all four kinds of income are known."""
    reported = house.values.get("income_per_head")
    return reported if reported is not None else computed_per_head(house)


def computed_per_head(house: CheckedHousehold) -> int | None:
    """Return net income per head in fen by the formula; None while a kind of income isn't known."""
    if house.year_file is None:
        return None
    net = 0
    for group in _EARNED:
        amount = total(house, group)
        if amount is None:
            return None
        net += amount
    return per_head(net - (total(house, "expense") or 0), people_in(house.file, house.year_file))


def _net(house: CheckedHousehold) -> int:
    return sum(total(house, group) or 0 for group in _EARNED) - (total(house, "expense") or 0)


def _tolerance(house: CheckedHousehold) -> int:
    return house.limit("income_tolerance") or 1


@household_rule(90, "E")
def per_head_formula(house: CheckedHousehold) -> Hit | None:
    """Income per head other than the formula gives.

    While the expense isn't filled, it may explain a reported figure that is too low, but none that is too high. Where
    the year's own head count isn't filled, people may have come or gone since: the year's members will do as well.
    """
    reported, computed = house.values.get("income_per_head"), computed_per_head(house)
    if reported is None or computed is None or house.year_file is None or abs(reported - computed) < _tolerance(house):
        return None
    if house.values.get("head_count_year") is None:
        of_the_year = per_head(_net(house), len(house.year_file.members))
        if of_the_year is not None and abs(reported - of_the_year) < _tolerance(house):
            return None
    expense = total(house, "expense")
    if expense is None and reported < computed:
        return None
    earned = " + ".join(plain(total(house, group) or 0) for group in _EARNED)
    people = people_in(house.file, house.year_file)
    sentence = (
        f"{house.year}年人均纯收入填的是 {yuan(reported)}，按四项收入减经营支出再除以人口算出来是 {yuan(computed)}"
        f"（（{earned} − {plain(expense or 0)}）÷ {people}人）"
    )
    return house.year_hit("income_per_head", sentence, "逐项核对收入、支出和人口，改正后人均会自动算出", yuan(reported))


@household_rule(91, "E")
def poor_by_income(house: CheckedHousehold) -> Hit | None:
    """Out of poverty by the checked year, but income per head under the year's line."""
    exit_year = house.record.get("exit_year")
    if house.record.get("poverty_state") not in LEFT_POVERTY or (exit_year is not None and exit_year > house.year):
        return None
    line, income = house.line("poverty_line"), income_per_head(house)
    if line is None or income is None or income >= line.value:
        return None
    state = house.text("poverty_state", house.record["poverty_state"])
    sentence = f"本户是“{state}”，{house.year}年人均纯收入却只有 {yuan(income)}，低于当年标准线 {yuan(line.value)}"
    return house.year_hit(
        "income_per_head", sentence, f"核对收入有没有漏录；属实的按返贫程序上报{doubt(line)}", yuan(income)
    )


@household_rule(92, "W", from_year=2021)
def not_monitored(house: CheckedHousehold) -> Hit | None:
    """A household out of poverty with income under the monitoring line and no monitoring record."""
    left = house.record.get("poverty_state") in LEFT_POVERTY or house.record.get("rural_type") in _RURAL_LEFT_POVERTY
    if not left or house.file.parts.get("monitoring"):
        return None
    line, income = house.line("monitor_line"), income_per_head(house)
    if line is None or income is None or income >= line.value:
        return None
    sentence = f"脱贫户{house.year}年人均纯收入 {yuan(income)}，低于监测线 {yuan(line.value)}，没有纳入监测"
    return house.year_hit(
        "income_per_head", sentence, f"核对收入；属实的入户核实风险，按程序纳入监测{doubt(line)}", yuan(income)
    )


@household_rule(93, "W", from_year=2021)
def monitored_with_high_income(house: CheckedHousehold) -> Hit | None:
    """Income per head at identification above the limit."""
    most = house.limit("monitor_income_most")
    for record in house.file.parts.get("monitoring", []):
        income = record.get("income_per_head")
        if income is not None and most is not None and income > most:
            sentence = f"识别监测时人均纯收入是 {yuan(income)}，超过 {yuan(most)}"
            return Hit(
                "monitoring",
                "income_per_head",
                yuan(income),
                sentence,
                "核对识别时收入，看有没有多录一位或没有除以人口",
            )
    return None


@household_rule(94, "W")
def wage_out_of_range(house: CheckedHousehold) -> Hit | None:
    """A year's wages of the household that are too small or too large to be true."""
    wage, least, most = total(house, "wage"), house.limit("wage_least"), house.limit("wage_most")
    if wage is None:
        return None
    if least is not None and 0 < wage < least:
        fault = f"不到 {yuan(least)}"
    elif most is not None and wage > most:
        fault = f"超过 {yuan(most)}"
    else:
        return None
    sentence = f"{house.year}年全户工资性收入是 {yuan(wage)}，{fault}"
    return house.year_hit("wage_income", sentence, "核对金额和单位（元，全年），看是不是按月填了或多了一位", yuan(wage))


@household_rule(95, "W")
def business_without_expense(house: CheckedHousehold) -> Hit | None:
    """Business income, but an expense of 0."""
    business = total(house, "business")
    if business is None or business <= 0 or total(house, "expense") != 0:
        return None
    sentence = f"{house.year}年有生产经营性收入 {yuan(business)}，生产经营性支出却是 0"
    return house.year_hit("business_expense", sentence, "补填种子、化肥、饲料、进货等支出；确实没有的注明", "0元")


@household_rule(96, "W")
def industry_without_business(house: CheckedHousehold) -> Hit | None:
    """An industry measure of the year, but business income of 0; dividends of shares are no business."""
    if total(house, "business") != 0:
        return None
    found = [record for record in _measures(house, (INDUSTRY,)) if record.get("options") != _SHARES]
    if not found:
        return None
    sentence = f"{house.year}年登记了产业帮扶{_options(house, found[0])}，生产经营性收入却是 0"
    return house.year_hit("business_income", sentence, "补填产业带来的收入；当年还没有收益的注明", "0元")


def _measures(house: CheckedHousehold, groups: tuple[str, ...]) -> list[Record]:
    return [record for record in house.measures if record.get("group") in groups]


def _options(house: CheckedHousehold, measure: Record) -> str:
    shown = "、".join(house.text("measure_option", code) for code in measure.get("options") or ())
    return f"（{shown}）" if shown else ""


@household_rule(97, "W")
def ecology_money_without_forest(house: CheckedHousehold) -> Hit | None:
    """Ecological compensation, but 0 mu of returned forest."""
    if house.year_file is None or house.values.get("returned_forest") != 0:
        return None
    amount = sum(item.amount or 0 for item in house.year_file.income if item.item == _ECOLOGY_MONEY)
    if amount <= 0:
        return None
    sentence = f"{house.year}年有生态补偿金 {yuan(amount)}，退耕还林面积却是 0"
    return house.year_hit("returned_forest", sentence, "核对退耕还林面积；补偿金来自公益林等的注明", "0亩")


@household_rule(104, "W")
def job_help_without_wage(house: CheckedHousehold) -> Hit | None:
    """A job measure or a public post in the year, but wages of 0."""
    if total(house, "wage") != 0:
        return None
    found = _measures(house, (JOBS, PUBLIC_POSTS))
    if found:
        why = f"登记了{house.text('measure_group', found[0]['group'])}{_options(house, found[0])}"
    else:
        holder = next((person for person in house.people if person.facts.get("public_post")), None)
        if holder is None:
            return None
        why = f"{holder.name}有公益性岗位"
    return house.year_hit(
        "wage_income", f"{house.year}年{why}，工资性收入却是 0", "补填务工或公益岗工资；没有上岗的改正措施", "0元"
    )


@household_rule(105, "W")
def work_without_wage(house: CheckedHousehold) -> Hit | None:
    """Somebody worked for months, but wages of 0."""
    if total(house, "wage") != 0:
        return None
    workers = [person for person in house.people if (person.facts.get("work_months") or 0) > 0]
    if not workers:
        return None
    shown = "、".join(f"{person.name} {plain(person.facts['work_months'])} 个月" for person in workers)
    sentence = f"{house.year}年有人务工（{shown}），工资性收入却是 0"
    return house.year_hit("wage_income", sentence, "补填务工工资，或改正务工时间", "0元")


@household_rule(106, "W")
def income_jump(house: CheckedHousehold) -> Hit | None:
    """Income per head below zero, or changed by more than half since the year before."""
    income, most = income_per_head(house), house.limit("income_change_most")
    if income is None:
        return None
    if income < 0:
        sentence = f"{house.year}年人均纯收入是负数：{yuan(income)}"
        return house.year_hit("income_per_head", sentence, "核对生产经营性支出，看有没有多录一位", yuan(income))
    before = _year_before(house)
    if before is None or before <= 0 or most is None or abs(income - before) * 100 <= most * before:
        return None
    way = "涨" if income > before else "降"
    percent = abs(income - before) * 100 // before
    much = f"略超过 {most}%" if percent == most else f" {percent}%"
    sentence = f"人均纯收入由{house.year - 1}年的 {yuan(before)} 变为{house.year}年的 {yuan(income)}，{way}了{much}"
    return house.year_hit(
        "income_per_head", sentence, f"核对两年的收入和人口；属实的注明原因（涨跌超过 {most}% 要说明）", yuan(income)
    )


def _year_before(house: CheckedHousehold) -> int | None:
    """Return the reported or computed income per head in fen of the year before the checked one."""
    found = house.file.years.get(house.year - 1)
    if found is None:
        return None
    reported = found.values.get("income_per_head")
    if reported is not None:
        return reported
    return computed_per_head(house.in_year(house.year - 1))


@household_rule(107, "W")
def aid_counted(house: CheckedHousehold) -> Hit | None:
    """Education, medical, housing and one-off aid that is counted as income."""
    if house.year_file is None:
        return None
    counted = [item for item in house.year_file.income if item.item.startswith("N") and item.counts and item.amount]
    if not counted:
        return None
    shown = "、".join(f"{house.text('income_item', item.item)} {yuan(item.amount or 0)}" for item in counted)
    sentence = f"{house.year}年把一般不计入收入的项目算进了收入：{shown}"
    return Hit(
        "income", counted[0].item, yuan(counted[0].amount or 0), sentence, "把“计入收入”改为“否”；县里规定计入的注明"
    )


@household_rule(108, "E")
def totals_differ(house: CheckedHousehold) -> Hit | None:
    """A reported total other than the sum of its items, or of the totals under it."""
    differing = [*_item_differences(house), *_sum_differences(house)]
    if not differing:
        return None
    shown = "；".join(
        f"{label('year', field)}填的是 {yuan(reported)}，{words} {yuan(summed)}"
        for field, reported, words, summed in differing
    )
    field, reported, _words, _summed = differing[0]
    return house.year_hit(field, f"{house.year}年合计对不上：{shown}", "核对明细，改正录错的一项或合计", yuan(reported))


Difference: TypeAlias = tuple[str, int, str, int]
"""Field of the total, the total in fen, words for the sum, the sum in fen."""


def _item_differences(house: CheckedHousehold) -> list[Difference]:
    found: list[Difference] = []
    if house.year_file is None or not house.totals:
        return found
    unclear = _unclear_groups(house.year_file)
    for group, summed in house.totals.items():
        reported = house.values.get(GROUPS[group])
        if reported is not None and group not in unclear and abs(reported - summed) >= _tolerance(house):
            found.append((GROUPS[group], reported, "明细之和是", summed))
    return found


def _unclear_groups(year: YearFile) -> set[str | None]:
    """Return the groups with an item whose amount isn't filled, or of which it isn't known whether it counts."""
    return {group_of(item.item) for item in year.income if item.counts is None or (item.counts and item.amount is None)}


def _sum_differences(house: CheckedHousehold) -> list[Difference]:
    found: list[Difference] = []
    annual: int | None = house.values.get("annual_income")
    net: int | None = house.values.get("net_income")
    expense: int | None = house.values.get("business_expense")
    reported: list[int | None] = [house.values.get(GROUPS[group]) for group in _EARNED]
    earned = [amount for amount in reported if amount is not None]
    if annual is None:
        return found
    if len(earned) == len(_EARNED) and abs(annual - sum(earned)) >= _tolerance(house):
        found.append(("annual_income", annual, "四项收入之和是", sum(earned)))
    if net is not None and expense is not None and abs(net - annual + expense) >= _tolerance(house):
        found.append(("net_income", net, "年收入减生产经营性支出是", annual - expense))
    return found


RULES: tuple[Rule, ...] = (
    per_head_formula,
    poor_by_income,
    not_monitored,
    monitored_with_high_income,
    wage_out_of_range,
    business_without_expense,
    industry_without_business,
    ecology_money_without_forest,
    job_help_without_wage,
    work_without_wage,
    income_jump,
    aid_counted,
    totals_differ,
)
