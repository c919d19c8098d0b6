"""Sheets of every known form, filled with what each column can hold, and copies of them as people break them."""

from __future__ import annotations

import random
from typing import Any

from models.catalogue import ENTITIES
from models.fields import Kind
from models.headings import target_of
from models.sheet_forms import FORMS
from tests.models.code_book import CODES
from tests.storage.exchange.sheets import COUNTY_NAME, TOWN_NAME, people

PLACES = {"province": "山东省", "city": "济宁市", "county": COUNTY_NAME, "town": TOWN_NAME}
IDENTITY = {
    "household.number": "户编号", "household.head_count": "人数", "member.person_number": "人编号",
    "member.name": "姓名", "member.id_number": "证件号码", "member.relation": "与户主关系",
}  # fmt: skip
ESSENTIAL = frozenset(
    {*IDENTITY, "household.head_name", "household.head_id_number", "helper.name", "town", "village", "county"}
)
KINDS: dict[Kind, str] = {
    Kind.NAME: "某某", Kind.TEXT: "文字", Kind.NOTE: "说明", Kind.NUMBER_TEXT: "A001", Kind.PHONE: "13800005555",
    Kind.BANK_CARD: "6200000000000000", Kind.INTEGER: "2", Kind.DECIMAL: "3.5", Kind.MONEY: "1200",
    Kind.DATE: "20160301", Kind.MONTH: "202303", Kind.YEAR: "2016", Kind.YES_NO: "否",
}  # fmt: skip


def cell(form: str, heading: str, person: dict[str, Any], head: dict[str, Any]) -> str:
    """What a row of a form says in one column."""
    target = target_of(heading, form)
    if target is None:
        return f"原样{heading}"
    if target.kind == "place":
        return PLACES.get(target.name) or person["村"]
    if target.kind == "sheet":
        return {"row": person["序号"], "date": "20190930", "year": "2019"}[target.name]
    if target.kind in ("income", "sum"):
        return "300"
    if target.kind == "measure":
        return ""
    if target.name in IDENTITY:
        return person[IDENTITY[target.name]]
    if target.name == "household.head_name":
        return head["姓名"]
    if target.name == "household.head_id_number":
        return head["证件号码"]
    if target.name == "household.head_person_number":
        return head["人编号"]
    return of_kind(target.entity, target.field, person)


def of_kind(entity: str, name: str, person: dict[str, Any]) -> str:
    field = ENTITIES[entity].field(name)
    if name == "birth_date":
        return person["证件号码"][6:14]
    if name == "sex":
        return "男" if int(person["证件号码"][16]) % 2 else "女"
    if field.kind in (Kind.CODE, Kind.CODES):
        return CODES[field.codes].entries[0].text
    return KINDS[field.kind]


def rows_of(form: str) -> tuple[list[str], list[list[str]]]:
    """The headings of a form and its rows: people, or households where the form lists households."""
    headings = list(FORMS[form][1])
    listed = people(2, 2)
    names = {target.name for heading in headings if (target := target_of(heading, form)) is not None}
    if not names & {"member.id_number", "member.person_number"} or form.startswith("E8"):
        listed = listed[::2]
    heads = {row["户编号"]: row for row in reversed(people(2, 2))}
    return headings, [[cell(form, heading, row, heads[row["户编号"]]) for heading in headings] for row in listed]


def shuffled(headings: list[str], rows: list[list[str]], seed: str) -> tuple[list[str], list[list[str]]]:
    order = list(range(len(headings)))
    random.Random(seed).shuffle(order)
    return [headings[at] for at in order], [[row[at] for at in order] for row in rows]


def is_essential(form: str, heading: str) -> bool:
    target = target_of(heading, form)
    return target is not None and target.name in ESSENTIAL


def misspelt(heading: str) -> str:
    """The heading with its last but one character mistyped: no known name any more."""
    at = max(0, len(heading) - 2)
    return heading[:at] + "囗" + heading[at + 1 :]
