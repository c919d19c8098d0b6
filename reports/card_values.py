"""The texts of the household card: each value by name, from the household's file.

An empty value is an empty text, so that it can be filled in by pen; a derived one that can't be derived is “—”.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.derived import income_of, working_members
from models.fields import Field, Kind, Record, Value
from models.values import hundredths, mask
from reports.card_context import CardData
from reports.fonts import clean

NOT_DERIVED = "—"

Show: TypeAlias = Callable[[Field, Value, CodeBook], str]


def _text(_field: Field, value: Value, _codes: CodeBook) -> str:
    return clean(str(value))


def _money(_field: Field, value: Value, _codes: CodeBook) -> str:
    return money(value)


def _decimal(_field: Field, value: Value, _codes: CodeBook) -> str:
    whole = hundredths(value)
    return whole.rstrip("0").rstrip(".")


def _yes_no(_field: Field, value: Value, _codes: CodeBook) -> str:
    return "是" if value else "否"


def _code(field: Field, value: Value, codes: CodeBook) -> str:
    return clean(codes.text(field.codes, value))


def _codes_text(field: Field, value: Value, codes: CodeBook) -> str:
    return "、".join(_code(field, code, codes) for code in value)


def _day(_field: Field, value: Value, _codes: CodeBook) -> str:
    return clean(str(value))


def _month(_field: Field, value: Value, _codes: CodeBook) -> str:
    year, _, month = str(value).partition("-")
    return f"{year} 年 {int(month)} 月" if month.isdecimal() else clean(str(value))


def _year(_field: Field, value: Value, _codes: CodeBook) -> str:
    return f"{value} 年"


SHOW: dict[Kind, Show] = {
    Kind.NAME: _text,
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.NUMBER_TEXT: _text,
    Kind.ID_NUMBER: _text,
    Kind.PHONE: _text,
    Kind.BANK_CARD: _text,
    Kind.INTEGER: _text,
    Kind.DECIMAL: _decimal,
    Kind.MONEY: _money,
    Kind.DATE: _day,
    Kind.MONTH: _month,
    Kind.YEAR: _year,
    Kind.YES_NO: _yes_no,
    Kind.CODE: _code,
    Kind.CODES: _codes_text,
    Kind.DIVISION: _text,
    Kind.LINK: _text,
}
"""How a card writes a value of each kind."""


def money(value: int | None) -> str:
    """Return fen as yuan with thousands marks: 164100000 → 1,641,000.00; None → “—”."""
    if value is None:
        return NOT_DERIVED
    sign, whole = ("-", -value) if value < 0 else ("", value)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def fields_of(entity: str) -> dict[str, Field]:
    """Return an entity's fields by name, for looking up many times."""
    return {field.name: field for field in ENTITIES[entity].fields}


def field_text(field: Field, record: Record, codes: CodeBook, full: bool = False) -> str:
    """Return a field of a record as printed, with its unit; masked unless `full`; empty for None."""
    value = record.get(field.name)
    if value is None:
        return ""
    if not full and field.sensitive:
        value = mask(field, value)
    text = SHOW[field.kind](field, value, codes)
    return f"{text} {field.unit}" if field.unit else text


def getter(source: str) -> Callable[[CardData], str]:
    """Return the function for a value's name; KeyError where there is none, so that a wrong layout fails at once."""
    if "." not in source:
        return COMPUTED[source]
    entity, name = source.split(".")
    field = ENTITIES[entity].field(name)
    if entity == "household":
        return lambda data: field_text(field, data.file.household, data.context.codes, data.full)
    if entity == "year":
        return lambda data: field_text(field, data.facts, data.context.codes, data.full)
    raise KeyError(source)


_HOUSEHOLD, _MEMBER, _YEAR = fields_of("household"), fields_of("member"), fields_of("year")


def _household(data: CardData, name: str) -> str:
    return field_text(_HOUSEHOLD[name], data.file.household, data.context.codes, data.full)


def _of_year(data: CardData, name: str) -> str:
    return field_text(_YEAR[name], data.facts, data.context.codes)


def number(data: CardData) -> str:
    """Return the household number that is shown: the national one, else the local one."""
    household = data.file.household
    return clean(household.get("number") or household.get("local_number") or "")


def place(data: CardData) -> str:
    """Return county, town and village."""
    code = data.file.household.get("division")
    return clean(data.context.division_path(code)) if code else ""


def head_name(data: CardData) -> str:
    """Return the name of the head: the member who is, else what the household says."""
    head = data.file.head
    return clean(head.get("name") or "") if head else _household(data, "head_name")


def _head_id_number(data: CardData) -> str:
    head = data.file.head
    shown = field_text(_MEMBER["id_number"], head, data.context.codes, data.full) if head else ""
    return shown or _household(data, "head_id_number")


def _phone(data: CardData) -> str:
    head = data.file.head
    own = field_text(_MEMBER["phone"], head, data.context.codes, data.full) if head else ""
    return _household(data, "phone") or own


def _people(data: CardData) -> str:
    people = data.file.active_members
    count = len(people) or data.file.household.get("head_count")
    if not count:
        return NOT_DERIVED
    known = any(data.file.year_facts(data.year, person["uid"]).get("labour") is not None for person in people)
    return f"{count} 人（劳动力 {working_members(data.file, data.year)} 人）" if known else f"{count} 人"


def _address(data: CardData) -> str:
    hamlet, address = _household(data, "hamlet"), _household(data, "address")
    return address if address.startswith(hamlet) else f"{hamlet} {address}".strip()


def _standing(data: CardData) -> str:
    names = ("rural_type", "household_type") if data.year >= 2021 else ("household_type", "rural_type")
    return _household(data, names[0]) or _household(data, names[1])


def _state(data: CardData) -> str:
    state, exit_year = _household(data, "poverty_state"), _household(data, "exit_year")
    return "，".join(part for part in (state, exit_year) if part)


def _causes(data: CardData) -> str:
    main, others = _household(data, "main_cause"), _household(data, "other_causes")
    return f"{main}（其他：{others}）" if main and others else main or others


def _house(data: CardData) -> str:
    facts = data.facts
    if facts.get("has_house") is False:
        return "无住房"
    danger = {True: "危房", False: "安全", None: ""}[facts.get("house_unsafe")]
    grade = facts.get("house_grade")
    if grade and facts.get("house_unsafe") is not False:
        danger = f"{grade} 级危房" if facts.get("house_unsafe") else f"{grade} 级"
    parts = [danger, _of_year(data, "house_structure"), _of_year(data, "house_area")]
    return "，".join(part for part in parts if part)


def _income(name: str) -> Callable[[CardData], str]:
    derived = name in ("net", "per_head")

    def text(data: CardData) -> str:
        value = getattr(income_of(data.file, data.year), name)
        return "" if value is None and not derived else money(value)

    return text


def _helpers(name: str) -> Callable[[CardData], str]:
    field = ENTITIES["helper"].field(name)

    def text(data: CardData) -> str:
        shown = [field_text(field, helper, data.context.codes, data.full) for helper in current_helpers(data)]
        return "；".join(dict.fromkeys(part for part in shown if part))

    return text


def current_helpers(data: CardData) -> list[Record]:
    """Return the helpers whose assignment runs on the card's as-of date, in the order they began."""
    day = data.context.as_of.isoformat()
    running = [
        assignment
        for assignment in data.file.parts.get("assignment", [])
        if (assignment.get("starts") or "") <= day <= (assignment.get("ends") or "9999")
    ]
    running.sort(key=lambda assignment: assignment.get("starts") or "")
    found = (data.file.helpers.get(assignment.get("helper") or "") for assignment in running)
    return [helper for helper in found if helper is not None]


COMPUTED: dict[str, Callable[[CardData], str]] = {
    "place": place,
    "head_name": head_name,
    "head_id_number": _head_id_number,
    "phone": _phone,
    "people": _people,
    "address": _address,
    "standing": _standing,
    "state": _state,
    "causes": _causes,
    "house": _house,
    "helper_names": _helpers("name"),
    "helper_units": _helpers("unit"),
    "helper_phones": _helpers("phone"),
    **{name: _income(name) for name in ("wage", "business", "property", "transfer", "expense", "net", "per_head")},
}


