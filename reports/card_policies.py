"""What the household receives, policy by policy, with a mark before each: only what the file says.

Three values stay three: a tick is 是, a dash is 否, an open box is “not on file” and can be ticked by pen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

from models.fields import Record
from reports.card_context import CardData
from reports.card_values import field_text, fields_of, money
from reports.drawing import DASH, GAP, OPEN, TICK
from reports.fonts import clean

Part: TypeAlias = Callable[[CardData], Iterable[str]]

_MEASURE = fields_of("measure")
_MARKS: dict[bool | None, str] = {True: TICK, False: DASH, None: OPEN}


def marked(state: bool | None, text: str) -> str:
    """Return an entry with its mark: True tick, False dash, None open box."""
    return _MARKS[state] + text


def _yuan(amount: int) -> str:
    return f"{money(amount).removesuffix('.00')} 元"


def _measures(*groups: str) -> Part:
    def part(data: CardData) -> Iterable[str]:
        return [_measure(data, measure) for measure in _of_the_year(data) if measure.get("group") in groups]

    return part


def _or_blank(label: str, *parts: Part) -> Part:
    """Give an open box with `label` where none of the parts has anything."""

    def part(data: CardData) -> Iterable[str]:
        return [entry for one in parts for entry in one(data)] or [marked(None, label)]

    return part


def measures_of(data: CardData, group: str) -> list[Record]:
    """Return the measures of the card's year that belong to a group."""
    return [measure for measure in _of_the_year(data) if measure.get("group") == group]


def _of_the_year(data: CardData) -> list[Record]:
    return [measure for measure in data.file.parts.get("measure", []) if measure.get("year") == data.year]


def _measure(data: CardData, measure: Record) -> str:
    codes = data.context.codes
    text = (
        clean(measure.get("detail") or "")
        or field_text(_MEASURE["options"], measure, codes)
        or field_text(_MEASURE["group"], measure, codes)
    )
    quantity, unit = field_text(_MEASURE["quantity"], measure, codes), clean(measure.get("quantity_unit") or "")
    amount = measure.get("amount")
    details = [text, f"{quantity} {unit}".strip() if quantity else "", _yuan(amount) if amount is not None else ""]
    done, planned = _day(measure.get("done")), _day(measure.get("planned"))
    is_done = done is not None and done <= data.context.as_of
    plan = f"（计划 {planned.year}-{planned.month:02d}）" if planned is not None and not is_done else ""
    return marked(is_done or None, " ".join(part for part in details if part) + plan)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _income(label: str, *items: str) -> Part:
    def part(data: CardData) -> Iterable[str]:
        year = data.file.years.get(data.year)
        amounts = [line.amount for line in year.income if line.item in items and line.amount] if year else []
        return [marked(True, f"{label} {_yuan(sum(amounts))}")] if amounts else []

    return part


def _people(label: str, *fields: str) -> Part:
    """Count the members of whom one of the facts is true; a dash only where it is denied of every one."""

    def part(data: CardData) -> Iterable[str]:
        answers = [_any(facts, fields) for facts in _facts(data)]
        receiving = sum(answer is True for answer in answers)
        if receiving:
            return [marked(True, f"{label} {receiving} 人")]
        return [marked(False if answers and all(answer is False for answer in answers) else None, label)]

    return part


def _facts(data: CardData) -> list[Record]:
    return [data.file.year_facts(data.year, person["uid"]) for person in data.file.active_members]


def _any(facts: Record, fields: tuple[str, ...]) -> bool | None:
    values = [facts.get(field) for field in fields]
    if any(values):
        return True
    return None if None in values else False


def _allowance(label: str, field: str, names: dict[str, str], item: str) -> Part:
    """Count the members by kind of allowance, with the year's money behind it."""

    def part(data: CardData) -> Iterable[str]:
        values = [facts.get(field) for facts in _facts(data)]
        kinds = [value for value in values if value not in (None, "0")]
        if not kinds:
            return [marked(False if values and all(value == "0" for value in values) else None, label)]
        counted = "、".join(f"{names.get(kind, label)} {kinds.count(kind)} 人" for kind in dict.fromkeys(kinds))
        year = data.file.years.get(data.year)
        total = sum(line.amount or 0 for line in year.income if line.item == item) if year else 0
        return [marked(True, f"{counted}，年 {_yuan(total)}" if total else counted)]

    return part


def _fact(label: str, field: str) -> Part:
    def part(data: CardData) -> Iterable[str]:
        return [marked(data.facts.get(field), label)]

    return part


def _rebuilt(data: CardData) -> Iterable[str]:
    year = data.facts.get("house_rebuilt_year")
    return [marked(True, f"危房改造 {year} 年")] if year else []


_LISTED = ("39", "40", "41", "42", "45", "46", "47", "48", "50", "51", "53")


def _others(data: CardData) -> Iterable[str]:
    return [_measure(data, measure) for measure in _of_the_year(data) if measure.get("group") not in _LISTED]


_LOW_INCOME = {"1": "城市低保", "2": "农村低保"}
_DESTITUTE = {"1": "城市特困供养", "2": "农村特困供养"}

_PARTS: dict[str, tuple[Part, ...]] = {
    "industry": (
        _or_blank("产业项目", _measures("39"), _income("资产收益分红", "P01"), _income("产业奖补", "N05")),
    ),
    "employment": (_or_blank("就业服务", _measures("40")), _measures("42"), _people("公益岗位", "public_post")),
    "education": (
        _or_blank("教育资助", _measures("46", "47"), _income("雨露计划", "N01"), _income("教育资助", "N02")),
    ),
    "medical": (
        _people("基本医保", "medical_resident", "medical_employee"),
        _people("大病保险", "serious_illness_cover"),
        _people("补充医保", "supplement_cover"),
        _measures("45"),
        _income("医疗救助", "N03"),
    ),
    "housing": (_or_blank("危房改造", _measures("50", "53"), _rebuilt, _income("住房补助", "N04")),),
    "water": (_fact("饮水安全", "water_safe"), _fact("自来水入户", "tap_water"), _measures("51")),
    "allowances": (
        _allowance("低保", "low_income_aid", _LOW_INCOME, "T02"),
        _allowance("特困供养", "destitute_aid", _DESTITUTE, "T03"),
        _measures("48"),
    ),
    "care": (
        _people("养老保险", "pension_resident", "pension_employee"),
        _income("养老金", "T04"),
        _income("高龄补贴", "T06"),
        _income("残疾人补贴", "T07", "T08"),
        _income("孤儿生活费", "T09"),
    ),
    "finance": (_or_blank("小额信贷", _measures("41")),),
    "other_help": (_or_blank("社会帮扶", _others, _income("临时救助", "N06"), _income("捐赠慰问", "N08")),),
}
POLICY_NAMES = frozenset(_PARTS)


def policy(name: str) -> Callable[[CardData], str]:
    """Return the function for a policy's cell; KeyError where there is none of that name."""
    parts = _PARTS[name]

    def text(data: CardData) -> str:
        return GAP.join(entry for part in parts for entry in part(data))

    return text
