"""The columns of our own sheets: what goes out can come in again, row by row, by the mark each row carries.

A sheet that we wrote is known by its last column, `MARK`. Its other headings are the catalogue's labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Entity, Field, Kind
from models.headings import Target
from storage.exchange.sheet_layout import HEADING_ROWS, OWN_MARK, Column, Layout
from storage.exchange.sheet_writer import SheetColumn

MARK = OWN_MARK
CORRECTED = "（更正为）"
"""Ends the heading of the empty column beside a printed value in a correction sheet."""
FORM = "OWN-"
TIME_SAID = "导出时间："

KINDS: tuple[str, ...] = ("household", "member", "year", "income", "helper", *HOUSEHOLD_PARTS)
"""The kinds of sheets that can be written, each an entity of the catalogue."""

WHO: tuple[str, ...] = ("户编号", "本地户号", "县（市、区）", "乡镇（街道）", "行政村", "户主姓名")
"""Headings of the leading columns: which household a row is about. Changing them changes nothing."""
_WHO_TARGETS = (
    Target("field", "household.number"),
    Target("field", "household.local_number"),
    Target("place", "county"),
    Target("place", "town"),
    Target("place", "village"),
    Target("field", "household.head_name"),
)
LEFT_OUT = {"household": frozenset({"number", "local_number", "division", "head_name"})}
"""Fields that stand in the leading columns already."""

YEAR_ONLY = Entity("sheet", "年度", (Field("year", "年度", Kind.YEAR),), ())
"""The year that a row's yearly values speak of."""
_STAMP = re.compile(r"写出于 (\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3})")


def parts_of(kind: str) -> list[Entity]:
    """Return the entities side by side in one line of a kind's sheet."""
    entity = ENTITIES[kind]
    if kind == "member":
        return [entity, YEAR_ONLY, ENTITIES["member_year"]]
    if kind == "household":
        return [entity, YEAR_ONLY, ENTITIES["year"]]
    if kind in ("year", "income"):
        return [YEAR_ONLY, entity]
    return [entity]


def fields_of(entity: Entity) -> list[Field]:
    """Return the fields of an entity that have a column of their own."""
    left_out = LEFT_OUT.get(entity.name, frozenset[str]())
    return [one for one in entity.fields if one.name not in left_out]


def columns_of(kind: str) -> Iterator[tuple[Entity, Field, str]]:
    """Yield (entity, field, heading) of a kind's own columns; no heading stands twice."""
    seen = set(WHO)
    for entity in parts_of(kind):
        for one in fields_of(entity):
            heading = one.label if one.label not in seen else f"{entity.label}{one.label}"
            seen.add(heading)
            yield entity, one, heading


def mark_column() -> SheetColumn:
    """Return the last column, with the exact time above it: what is typed later than that may be a conflict."""
    return SheetColumn(MARK, hidden=True, above=f"写出于 {datetime.now().isoformat(' ', 'milliseconds')}")


def stamp_of(titles: str) -> str:
    """Return when a sheet of ours was written, as local ISO time, “” where its title row is gone."""
    found = _STAMP.search(titles)
    return found[1].replace(" ", "T") if found else ""


def own_layout(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Return the layout of a sheet that we wrote, None for any other. `rows` are its first rows as text."""
    for number, row in enumerate(rows[:HEADING_ROWS], 1):
        if MARK in row:
            kind = _kind_of(row)
            targets = [_target(kind, heading, row) for heading in row]
            columns = tuple(
                Column(place, heading, target) for place, (heading, target) in enumerate(zip(row, targets, strict=True))
            )
            titles = " ".join(text for above in rows[: number - 1] for text in above if text)
            return Layout(FORM + kind, ENTITIES[kind].label, number, columns, (), titles)
    return None


def _kind_of(row: Sequence[str]) -> str:
    present = {heading.removesuffix(CORRECTED) for heading in row}

    def fitting(kind: str) -> tuple[int, int]:
        own = {heading for _entity, _field, heading in columns_of(kind)}
        return len(own & present), -len(own)

    return max(KINDS, key=fitting)


def _target(kind: str, heading: str, row: Sequence[str]) -> Target | None:
    if heading == MARK:
        return Target("sheet", "mark")
    if heading in WHO:
        return _WHO_TARGETS[WHO.index(heading)]
    if heading + CORRECTED in row:
        return Target("sheet", "printed")  # the value as it was, beside the column to write in
    plain = heading.removesuffix(CORRECTED)
    for entity, one, own in columns_of(kind):
        if own == plain:
            return Target("sheet", "year") if entity is YEAR_ONLY else Target("field", f"{entity.name}.{one.name}")
    return None
