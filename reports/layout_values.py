"""The rows and cells that layouts name: what a table lists, and the text of each of its columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from models.benefits import received_in, total_of
from models.catalogue import ENTITIES
from models.derived import income_of
from models.fields import Kind, Record
from models.household_file import IncomeItem
from models.income_items import group_of
from reports.card_context import CardData
from reports.card_members import COMPUTED_CELLS
from reports.card_values import field_text, fields_of, money
from reports.fonts import clean


class Line(NamedTuple):
    """A row of a table: its place from 1, its record, and a second record that goes with it."""

    place: int
    record: Record
    more: Record


CellText: TypeAlias = Callable[[CardData, Line], str]

_ORDER_BY = {
    "visit": ("date",), "measure": ("year", "group"), "monitoring": ("identified",), "attachment": ("slot", "taken"),
    "assignment": ("starts",),
}  # fmt: skip
"""By what the lines of a table are sorted; others stay as entered."""


def lines_of(data: CardData, table: str, all_years: bool) -> list[Line]:
    """Return the lines of a table: people, years, income items, or the records of an entity that hang under it."""
    if table == "member":
        people = data.file.active_members
        return [Line(n, one, data.file.year_facts(data.year, one["uid"])) for n, one in enumerate(people, 1)]
    if table == "year":
        years = sorted(year for year in data.file.years if year <= data.year) if all_years else [data.year]
        return [Line(n, {"year": year}, data.file.years[year].values) for n, year in enumerate(years, 1)]
    if table == "income":
        return _income_lines(data)
    if table == "received":
        return _received_lines(data)
    records = sorted(data.file.parts.get(table, []), key=lambda record: _sort_key(table, record))
    if not all_years:
        records = [record for record in records if _of_year(table, record, data.year)]
    helpers = data.file.helpers
    return [Line(n, record, helpers.get(record.get("helper") or "", {})) for n, record in enumerate(records, 1)]


def _sort_key(table: str, record: Record) -> tuple[str, ...]:
    return tuple(str(record.get(name) or "") for name in _ORDER_BY.get(table, ()))


def _of_year(table: str, record: Record, year: int) -> bool:
    if table == "assignment":
        return (record.get("starts") or "") <= f"{year}-12-31" and (record.get("ends") or "9999") >= f"{year}-01-01"
    if table == "visit":
        return str(record.get("date") or year).startswith(str(year))
    return record.get("year") in (None, year)


def _income_lines(data: CardData) -> list[Line]:
    year = data.file.years.get(data.year)
    found = sorted(year.income, key=_income_place) if year else []
    names = ("item", "person", "amount", "counts", "note")
    return [Line(n, {name: getattr(one, name) for name in names}, {}) for n, one in enumerate(found, 1)]


def _received_lines(data: CardData) -> list[Line]:
    """What the household received in the year, and the sums below it: of what is paid, and of what waits."""
    found = received_in(data.file, data.year, data.context.codes)
    rows: list[Record] = [
        {"programme": one.title, "detail": one.detail, "date": one.date or ("待发放" if one.waiting else ""),
         "amount": one.amount, "place": n}
        for n, one in enumerate(found, 1)
    ]  # fmt: skip
    for title, waiting in (("已发放合计", False), ("待发放合计", True)):
        if found and (not waiting or any(one.waiting for one in found)):
            rows.append({"programme": title, "amount": total_of(found, waiting=waiting)})
    return [Line(n, row, {}) for n, row in enumerate(rows, 1)]


def _received(name: str) -> CellText:
    return lambda _data, line: clean(str(line.record.get(name) or ""))


def _income_place(item: IncomeItem) -> tuple[int, str, str]:
    return "WBPTNE".find(item.item[:1]), item.item, item.person or ""


_GROUP_NAMES = {"wage": "工资性收入", "business": "生产经营性收入", "property": "财产性收入", "transfer": "转移性收入",
                "expense": "生产经营性支出"}  # fmt: skip


def _income_group(_data: CardData, line: Line) -> str:
    return _GROUP_NAMES.get(group_of(line.record["item"]) or "", "")


def _measure_text(data: CardData, line: Line) -> str:
    """What a measure is: its own words, else the options ticked."""
    text = clean(line.record.get("detail") or "")
    options = field_text(_MEASURE["options"], line.record, data.context.codes)
    effect = clean(line.record.get("effect") or "")
    return "；".join(part for part in (text or options, effect) if part)


def _quantity(data: CardData, line: Line) -> str:
    amount = field_text(_MEASURE["quantity"], line.record, data.context.codes)
    return f"{amount} {clean(line.record.get('quantity_unit') or '')}".strip()


def _done_mark(data: CardData, line: Line) -> str:
    """Whether what a visit found is mended, and until when it should be."""
    done, due = line.record.get("done"), clean(line.record.get("due") or "")
    return "到位" if done else f"{due} 前" if due else "未到位" if done is False else ""


def _income_of_year(name: str) -> CellText:
    def text(data: CardData, line: Line) -> str:
        value = getattr(income_of(data.file, line.record["year"]), name)
        return money(value) if value is not None or name in ("net", "per_head") else ""

    return text


def _member_cell(name: str) -> CellText:
    cell = COMPUTED_CELLS[name]
    return lambda data, line: cell(data, line.place, line.record, line.more)


_MEASURE = fields_of("measure")
AMOUNTS = ("wage", "business", "property", "transfer", "expense", "net", "per_head")
CELLS: dict[str, CellText] = {
    "order": lambda _data, line: str(line.place),
    "year_number": lambda _data, line: str(line.record["year"]),
    "income_group": _income_group,
    "measure_text": _measure_text,
    "quantity": _quantity,
    "done_mark": _done_mark,
    "received_order": _received("place"),
    "received_programme": _received("programme"),
    "received_detail": _received("detail"),
    "received_date": _received("date"),
    "received_amount": lambda _data, line: money(line.record["amount"]),
    **{name: _income_of_year(name) for name in AMOUNTS},
    **{name: _member_cell(name) for name in ("age", "schooling", "health", "insurance")},
}
"""Computed cells by name; the others are fields of the catalogue."""

_SECOND = {"member_year", "helper", "year"}
"""Entities whose fields stand in a line's second record."""


@lru_cache(maxsize=512)
def cell_text(source: str) -> CellText:
    """Return the function for a column; KeyError where there is none, so that a wrong layout fails at once."""
    if "." not in source:
        return CELLS[source]
    entity, name = source.split(".")
    field = ENTITIES[entity].field(name)
    if field.kind is Kind.LINK:
        return lambda data, line: linked(data, line.record.get(name))
    if field.kind is Kind.MONEY:
        return lambda data, line: money(line.record[name]) if line.record.get(name) is not None else ""
    second = entity in _SECOND

    def text(data: CardData, line: Line) -> str:
        return field_text(field, line.more if second else line.record, data.context.codes, data.full)

    return text


def linked(data: CardData, uid: str | None) -> str:
    """Return the name of the member or helper a link points to; empty where it points to nobody here."""
    if not uid:
        return ""
    person = next((member for member in data.file.members if member["uid"] == uid), None)
    return clean((person or data.file.helpers.get(uid) or data.file.linked.get(uid) or {}).get("name") or "")


NUMBERS = frozenset({Kind.MONEY, Kind.DECIMAL, Kind.INTEGER})
_LONG = frozenset({Kind.NOTE})


def alignment(source: str) -> str:
    """Return how a column's texts stand: amounts to the right, long texts to the left, the rest in the middle."""
    if source in AMOUNTS or source == "received_amount":
        return "right"
    if source in ("measure_text", "received_programme", "received_detail"):
        return "left"
    if "." not in source:
        return "center"
    entity, name = source.split(".")
    kind = ENTITIES[entity].field(name).kind
    return "right" if kind is Kind.MONEY else "left" if kind in _LONG else "center"


@lru_cache(maxsize=512)
def heading(source: str, label: str) -> str:
    """Return a column's or a pair's heading: the layout's own, else the catalogue's."""
    if label or "." not in source:
        return label or source
    entity, name = source.split(".")
    field = ENTITIES[entity].field(name)
    counted = field.unit and field.kind in NUMBERS and entity != "year"
    return f"{field.label}（{field.unit}）" if counted else field.label
