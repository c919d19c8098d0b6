"""Rules 171–175 and 177–183: whether a monitored household has the measures that its risks call for (监测帮扶)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from models.derived import WORKING
from models.fields import Record
from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import CheckedHousehold, codes_of
from models.rules.monitoring import DISABILITY, HOUSING, ILLNESS, SCHOOL, WATER, hit, risk_text, since
from models.rules.months import full_months

DEVELOPMENT = frozenset({"39", "40", "41", "42"})
"""开发式: industry, jobs, finance, public posts."""

SAFETY = "48"
_SAFETY_ONLY = frozenset({SAFETY})
_DONE, _NOT_YET = "1", "2"
_EMPTY_WORDS = frozenset({"3999", "4003", "4099", "4199", "4299"})
"""Options that say nothing of development: “其他” and training."""


def _groups(house: CheckedHousehold, record: Record) -> frozenset[str]:
    """Return the groups of the measures since the household was identified."""
    found = house.measures_since(record.get("identified"))
    return frozenset(measure["group"] for measure in found if measure.get("group"))


def _able(house: CheckedHousehold) -> bool:
    return any(person.labour in WORKING for person in house.people)


@household_rule(171, "E")
def no_measure_yet(house: CheckedHousehold) -> Hit | None:
    """Identified more than a month ago, but no measure at all."""
    most = house.limit("measure_months_most")
    for record in house.open_monitoring:
        months = full_months(record.get("identified"), house.ages_on)
        if months is None or most is None or months < most or house.measures_since(record.get("identified")):
            continue
        sentence = f"{since(record)}已满 {months} 个月，没有登记任何帮扶措施"
        return Hit("measure", "group", "", sentence, "按风险类型登记并落实帮扶措施")
    return None


@household_rule(172, "E")
def no_development_yet(house: CheckedHousehold) -> Hit | None:
    """Identified more than six months ago, somebody can work, but only other measures; none at all is rule 171."""
    most = house.limit("development_months_most")
    for record in house.open_monitoring:
        months = full_months(record.get("identified"), house.ages_on)
        groups = _groups(house, record)
        if months is None or most is None or months < most or not groups or groups & DEVELOPMENT or not _able(house):
            continue
        if groups == _SAFETY_ONLY:  # rule 173
            continue
        sentence = f"{since(record)}已满 {months} 个月，家里有劳动力，没有产业、就业、金融、公益岗位帮扶"
        return Hit("measure", "group", "", sentence, "落实一项开发式帮扶措施并登记")
    return None


@household_rule(173, "W")
def safety_only(house: CheckedHousehold) -> Hit | None:
    """Only 综合保障, although somebody can work."""
    for record in house.open_monitoring:
        if _groups(house, record) == _SAFETY_ONLY and _able(house):
            shown = house.text("measure_group", SAFETY)
            sentence = f"{since(record)}家里有劳动力，帮扶措施只有“{shown}”一项"
            return Hit("measure", "group", shown, sentence, "再落实一项产业、就业、金融或公益岗位帮扶")
    return None


@household_rule(174, "E")
def development_denied(house: CheckedHousehold) -> Hit | None:
    """Measures of development stand, but they are marked as not begun."""
    for record in house.open_monitoring:
        groups = _groups(house, record) & DEVELOPMENT
        if record.get("development_measures") == _NOT_YET and groups:
            shown = "、".join(house.text("measure_group", group) for group in sorted(groups))
            sentence = f"{since(record)}已登记{shown}，实施开发式帮扶措施情况却是“尚未实施”"
            return hit("development_measures", sentence, "已落实的改为“是”；还没有落实的改正措施", "尚未实施")
    return None


@household_rule(175, "W")
def development_in_name(house: CheckedHousehold) -> Hit | None:
    """Marked as begun, but all that stands is “其他” or training."""
    for record in house.open_monitoring:
        listed = [one for one in house.measures_since(record.get("identified")) if one.get("group") in DEVELOPMENT]
        options = [option for one in listed for option in codes_of(one, "options")]
        if record.get("development_measures") != _DONE or not options or not _EMPTY_WORDS.issuperset(options):
            continue
        shown = "、".join(house.text("measure_option", option) for option in options)
        sentence = f"{since(record)}标着已实施开发式帮扶，措施却只有{shown}"
        return hit("development_measures", sentence, "写明实际的产业、就业措施；没有的改为“尚未实施”", "是")
    return None


def _lacking(house: CheckedHousehold, wanted: Collection[str]) -> Iterator[tuple[Record, str]]:
    """Yield monitoring records that have measures, but none of the groups in `wanted`, and the groups' names.

    Without any measure it is rule 171.
    """
    names = "、".join(house.text("measure_group", group) for group in wanted)
    for record in house.open_monitoring:
        groups = _groups(house, record)
        if groups and groups.isdisjoint(wanted):
            yield record, names


def _for_risk(house: CheckedHousehold, risk: str, wanted: Collection[str], question: str = "") -> Hit | None:
    for record, names in _lacking(house, wanted):
        if risk in codes_of(record, "risks"):
            return _need(record, f"风险有“{risk_text(house, risk)}”", names)
        if question and record.get(question) is True:
            return _need(record, _ASKED[question], names)
    return None


_ASKED = {
    "dropout": "有失学辍学",
    "house_problem": "住房出现安全问题",
    "water_problem": "饮水出现安全问题",
    "uninsured": "有家庭成员未参加医保",
}


def _need(record: Record, why: str, names: str) -> Hit:
    sentence = f"{since(record)}{why}，帮扶措施里没有{names}"
    return Hit("measure", "group", "", sentence, f"登记一项对应的措施（{names}），或改正风险")


@household_rule(177, "E")
def illness_unattended(house: CheckedHousehold) -> Hit | None:
    """因病 without 健康帮扶, 社会帮扶 or 综合保障."""
    return _for_risk(house, ILLNESS, ("45", "52", SAFETY))


@household_rule(178, "E")
def school_unattended(house: CheckedHousehold) -> Hit | None:
    """因学 without 义务教育保障, 教育帮扶 or 社会帮扶."""
    return _for_risk(house, SCHOOL, ("46", "47", "52"))


@household_rule(179, "E")
def disability_unattended(house: CheckedHousehold) -> Hit | None:
    """因残 without 综合保障 or 社会帮扶."""
    return _for_risk(house, DISABILITY, (SAFETY, "52"))


@household_rule(180, "E")
def housing_unattended(house: CheckedHousehold) -> Hit | None:
    """因安全住房 without 住房安全保障 or 搬迁."""
    return _for_risk(house, HOUSING, ("50", "53"), "house_problem")


@household_rule(181, "E")
def dropout_unattended(house: CheckedHousehold) -> Hit | None:
    """A child out of school without 义务教育保障."""
    for record, names in _lacking(house, ("46",)):
        if record.get("dropout") is True:
            return _need(record, _ASKED["dropout"], names)
    return None


@household_rule(182, "E")
def water_unattended(house: CheckedHousehold) -> Hit | None:
    """因安全饮水 without 饮水安全保障."""
    return _for_risk(house, WATER, ("51",), "water_problem")


@household_rule(183, "E")
def uninsured_unattended(house: CheckedHousehold) -> Hit | None:
    """Somebody isn't insured, without 健康帮扶 or 社会帮扶."""
    for record, names in _lacking(house, ("45", "52")):
        if record.get("uninsured") is True:
            return _need(record, _ASKED["uninsured"], names)
    return None


RULES: tuple[Rule, ...] = (
    no_measure_yet,
    no_development_yet,
    safety_only,
    development_denied,
    development_in_name,
    illness_unattended,
    school_unattended,
    disability_unattended,
    housing_unattended,
    dropout_unattended,
    water_unattended,
    uninsured_unattended,
)
