"""Rules 168–170, 176, 184–192: households that are monitored, and how the risk was cleared (防返贫监测)."""

from __future__ import annotations

from models.fields import Record
from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import LOST_LABOUR, NO_LABOUR, CheckedHousehold, codes_of
from models.rules.explain import doubt, labels, yuan
from models.rules.months import months_between, year_of

ILLNESS, SCHOOL, DISABILITY, DISASTER, JOBS, HOUSING, WATER, OTHER = "01", "02", "03", "04", "07", "09", "10", "99"
"""Codes of the list 致贫/返贫风险."""

INSURANCE_SUBSIDY = "4501"
RELOCATION = "53"
_BY_HELP = "1"
_MONITORED_FROM = 2021
_AFTER = (
    "cleared_dropout", "cleared_house_damaged", "cleared_uninsured", "cleared_water_damaged", "cleared_wage_income",
    "cleared_property_income", "cleared_transfer_income", "cleared_business_income", "cleared_business_expense",
    "cleared_net_income", "cleared_income_per_head", "cleared_claim_income", "cleared_self_paid",
)  # fmt: skip
_STILL = {
    "cleared_dropout": "仍有失学辍学",
    "cleared_house_damaged": "住房损毁",
    "cleared_uninsured": "仍有人未参保",
    "cleared_water_damaged": "饮水设施损毁",
}


def hit(field: str, sentence: str, remedy: str, value: str = "") -> Hit:
    """Return a hit at a field of monitoring."""
    return Hit("monitoring", field, value, sentence, remedy)


def since(record: Record) -> str:
    """Return "2022-03识别的监测对象", or without the month where it isn't filled."""
    month = record.get("identified")
    return f"{month} 识别的监测对象" if month else "监测对象"


def risk_text(house: CheckedHousehold, code: str) -> str:
    """Return the name of a risk."""
    return house.text("risk", code)


@household_rule(168, "E")
def without_risk(house: CheckedHousehold) -> Hit | None:
    """Monitored, but no risk is named."""
    for record in house.file.parts.get("monitoring", ()):
        if not codes_of(record, "risks"):
            return hit("risks", f"{since(record)}没有填风险类型", "补填致贫/返贫风险，最多五项")
    return None


@household_rule(169, "E")
def risk_unexplained(house: CheckedHousehold) -> Hit | None:
    """Risk 其他 without a note, or a natural disaster without its kind."""
    for record in house.file.parts.get("monitoring", ()):
        risks = codes_of(record, "risks")
        if OTHER in risks and not record.get("risk_note"):
            return hit("risk_note", f"{since(record)}的风险有“其他”，没有写备注", "在风险备注里写明是什么风险")
        if DISASTER in risks and record.get("disaster_kind") is None:
            return hit("disaster_kind", f"{since(record)}的风险有“因自然灾害”，没有选是哪种灾害", "补选自然灾害子项")
    return None


@household_rule(170, "W")
def job_risk_unfounded(house: CheckedHousehold) -> Hit | None:
    """Risk of unsteady work, but nobody can work, or nobody is entered as working."""
    for record in house.open_monitoring:
        if JOBS not in codes_of(record, "risks") or not house.people:
            continue
        shown = risk_text(house, JOBS)
        if house.all_without_labour:
            why = f"{len(house.people)} 名成员都没有劳动力"
        elif not any(
            person.works or (person.works is None and person.facts.get("public_post")) for person in house.people
        ):
            why = "家里没有人登记务工"
        else:
            continue
        sentence = f"{since(record)}的风险有“{shown}”，但{why}"
        return hit("risks", sentence, "补登务工情况，或改正风险类型", shown)
    return None


@household_rule(176, "W")
def illness_without_bill(house: CheckedHousehold) -> Hit | None:
    """Risk of illness, but nothing was paid out of the own pocket when the household was identified."""
    for record in house.open_monitoring:
        if ILLNESS in codes_of(record, "risks") and record.get("self_paid") == 0:
            sentence = f"{since(record)}的风险有“{risk_text(house, ILLNESS)}”，识别时合规自付支出却是 0"
            return hit("self_paid", sentence, "查报销单据，补填识别前一年的合规自付支出", "0元")
    return None


@household_rule(184, "E")
def cleared_too_soon(house: CheckedHousehold) -> Hit | None:
    """Cleared less than six months after identification."""
    least = house.limit("clearing_months_least")
    for record in house.cleared_monitoring:
        identified: str | None = record.get("identified")
        cleared: str = record.get("cleared") or ""
        months = months_between(identified, cleared) if identified and cleared else None
        if months is None or least is None or months >= least:
            continue
        said = "早于识别时间" if months < 0 else f"只隔 {months} 个月" if months else "就在识别当月"
        sentence = f"{identified} 识别、{cleared} 消除，{said}，不满 {least} 个月"
        return hit("cleared", sentence, "核对两个时间；不满半年的先不要标注风险消除", cleared)
    return None


@household_rule(185, "E")
def values_after_empty(house: CheckedHousehold) -> Hit | None:
    """Cleared, but not all of the thirteen values after clearing are filled."""
    for record in house.cleared_monitoring:
        empty = [field for field in _AFTER if record.get(field) is None]
        if empty:
            sentence = f"{since(record)}已标注风险消除，还有 {len(empty)} 项没有填：{labels('monitoring', empty)}"
            return hit(empty[0], sentence, "按消除时的入户核实表逐项补填；没有的填 0 或“否”")
    return None


@household_rule(186, "E")
def cleared_but_problem(house: CheckedHousehold) -> Hit | None:
    """Cleared, but one of the guarantees is still missing: as entered, or in the year's conditions."""
    for record in house.cleared_monitoring:
        for field, said in _STILL.items():
            if record.get(field) is True:
                sentence = f"{since(record)}已标注风险消除，却填着“{said}”"
                return hit(field, sentence, "问题解决后再消除；已解决的改为“否”", "是")
        if house.year < (year_of(record.get("cleared")) or 0):
            continue
        if house.values.get("house_unsafe") is True:
            return _still_in_year(house, record, "house_unsafe", "仍是危房户", "是")
        if house.values.get("water_safe") is False:
            return _still_in_year(house, record, "water_safe", "没有解决安全饮用水", "否")
    return None


def _still_in_year(house: CheckedHousehold, record: Record, field: str, said: str, value: str) -> Hit:
    sentence = f"{since(record)}已标注风险消除，{house.year}年{said}"
    return house.year_hit(field, sentence, "问题解决后再消除；已解决的改正年度情况", value)


@household_rule(187, "E")
def cleared_without_measure(house: CheckedHousehold) -> Hit | None:
    """Cleared by help, but no measure since identification."""
    for record in house.cleared_monitoring:
        if record.get("clearing_way") == _BY_HELP and not house.measures_since(record.get("identified")):
            sentence = f"{since(record)}是“帮扶消除”，识别以来却没有登记任何帮扶措施"
            return hit("clearing_way", sentence, "补登帮扶措施；没有帮扶的改为“自然消除”", "帮扶消除")
    return None


@household_rule(188, "E")
def cleared_below_line(house: CheckedHousehold) -> Hit | None:
    """Cleared by help, but with an income per head below the line of that year."""
    for record in house.cleared_monitoring:
        amount, month = record.get("cleared_income_per_head"), record.get("cleared")
        year = year_of(month)
        if record.get("clearing_way") != _BY_HELP or amount is None or year is None:
            continue
        line = house.line("monitor_line", year) or house.line("poverty_line", year)
        if line is None or amount >= line.value:
            continue
        sentence = f"{month} 帮扶消除时人均纯收入 {yuan(amount)}，低于 {yuan(line.value)}"
        remedy = "核对消除后人均纯收入；确实低于标准的不能消除" + doubt(line)
        return hit("cleared_income_per_head", sentence, remedy, yuan(amount))
    return None


@household_rule(189, "W")
def cleared_without_labour(house: CheckedHousehold) -> Hit | None:
    """Nobody can work, but the risk is cleared."""
    for record in house.cleared_monitoring:
        if house.people and all(person.labour in (LOST_LABOUR, NO_LABOUR) for person in house.people):
            sentence = f"{since(record)}整户 {len(house.people)} 人都没有劳动力，却已标注风险消除"
            return hit("risk_cleared", sentence, "落实兜底保障后一般暂不标注消除；属实的注明", "是")
    return None


@household_rule(190, "W")
def no_contact(house: CheckedHousehold) -> Hit | None:
    """Cleared, but nobody to ask."""
    for record in house.cleared_monitoring:
        if not record.get("contact"):
            return hit("contact", f"{since(record)}已标注风险消除，没有填监测联系人", "补填监测联系人和电话")
    return None


@household_rule(191, "W")
def relocated_while_monitored(house: CheckedHousehold) -> Hit | None:
    """Monitored from 2021 on, but with a measure of relocation: that programme was over by then."""
    for record in house.file.parts.get("monitoring", ()):
        month = record.get("identified")
        if not month or (year_of(month) or 0) < _MONITORED_FROM:
            continue
        if any(one.get("group") == RELOCATION for one in house.measures_since(month)):
            shown = house.text("measure_group", RELOCATION)
            sentence = f"{since(record)}登记了“{shown}”措施，2021年起一般不再搬迁"
            return Hit("measure", "group", shown, sentence, "核对措施类别；住房问题的改为“住房安全保障”")
    return None


@household_rule(192, "W")
def subsidy_before_identified(house: CheckedHousehold) -> Hit | None:
    """Insurance subsidised in a year whose deadline had passed, or that was over, when the household was identified."""
    closing = house.limit("insurance_month_last")
    records = house.file.parts.get("monitoring", ())
    if closing is None or not records or any(record.get("left_poverty") is not False for record in records):
        return None  # who was a poor household before has the subsidy in its own right
    months = [record["identified"] for record in records if record.get("identified")]
    first = min(months, default=None)
    if first is None or len(months) < len(records):
        return None
    for measure in house.file.parts.get("measure", ()):
        year = measure.get("year")
        if year is None or INSURANCE_SUBSIDY not in codes_of(measure, "options") or first <= f"{year}-{closing:02d}":
            continue
        sentence = f"{first} 才识别为监测对象，{year}年却有医保个人缴费补贴（当年截止 {closing} 月）"
        return Hit("measure", "year", str(year), sentence, "核对补贴年度和识别监测时间，改正其中一项")
    return None


RULES: tuple[Rule, ...] = (
    without_risk,
    risk_unexplained,
    job_risk_unfounded,
    illness_without_bill,
    cleared_too_soon,
    values_after_empty,
    cleared_but_problem,
    cleared_without_measure,
    cleared_below_line,
    cleared_without_labour,
    no_contact,
    relocated_while_monitored,
    subsidy_before_identified,
)
