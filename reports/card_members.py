"""The texts of a member's row on the household card."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from models.catalogue import ENTITIES
from models.derived import age_on
from models.fields import Record
from reports.card_context import CardData
from reports.card_layouts import MEMBERS
from reports.card_values import NOT_DERIVED, field_text, fields_of

Cell: TypeAlias = Callable[[CardData, int, Record, Record], str]
"""Text of a cell from the data, the member's place in the list (from 1), the member and the member's yearly facts."""

_MEMBER, _FACTS = fields_of("member"), fields_of("member_year")
_DISABLED = "4"


def _order(_data: CardData, place: int, _person: Record, _facts: Record) -> str:
    return str(place)


def _age(data: CardData, _place: int, person: Record, _facts: Record) -> str:
    age = age_on(person.get("birth_date"), data.context.as_of)
    return NOT_DERIVED if age is None or age < 0 else str(age)


def _schooling(data: CardData, _place: int, _person: Record, facts: Record) -> str:
    school = field_text(_FACTS["school_state"], facts, data.context.codes)
    return school or field_text(_FACTS["education"], facts, data.context.codes)


def _health(data: CardData, _place: int, person: Record, facts: Record) -> str:
    codes = facts.get("health")
    if not codes:
        return ""
    book = data.context.codes
    return "、".join(_disability(data, person) if code == _DISABLED else book.text("health", code) for code in codes)


def _disability(data: CardData, person: Record) -> str:
    kind = field_text(_MEMBER["disability_type"], person, data.context.codes).removesuffix("残疾")
    level = field_text(_MEMBER["disability_level"], person, data.context.codes)
    return f"残疾（{kind}{level}）" if kind or level else "残疾"


def _insurance(_data: CardData, _place: int, _person: Record, facts: Record) -> str:
    resident, employee = facts.get("medical_resident"), facts.get("medical_employee")
    parts = [
        "居民医保" if resident else "",
        "职工医保" if employee else "",
        "补充医保" if facts.get("supplement_cover") else "",
    ]
    shown = " ".join(part for part in parts if part)
    return shown or ("未参保" if resident is False else "")


COMPUTED_CELLS: dict[str, Cell] = {
    "order": _order, "age": _age, "schooling": _schooling, "health": _health, "insurance": _insurance,
}


def _cell(source: str) -> Cell:
    if "." not in source:
        return COMPUTED_CELLS[source]
    entity, name = source.split(".")
    field = ENTITIES[entity].field(name)
    if entity == "member":
        return lambda data, _place, person, _facts: field_text(field, person, data.context.codes, data.full)
    return lambda data, _place, _person, facts: field_text(field, facts, data.context.codes, data.full)


_CELLS: tuple[Cell, ...] = tuple(_cell(column.source) for column in MEMBERS)


def member_rows(data: CardData) -> list[tuple[str, ...]]:
    """Return the texts of the members on the register, a row each, as wide as `card_layouts.MEMBERS`."""
    file, year = data.file, data.year
    return [
        tuple(cell(data, place, person, file.year_facts(year, person["uid"])) for cell in _CELLS)
        for place, person in enumerate(file.active_members, 1)
    ]
