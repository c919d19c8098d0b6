"""The columns of the member grid: which field of which entity each shows, and what may be typed there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from models.catalogue import ENTITIES
from models.fields import Field, Kind


@dataclass(frozen=True)
class GridColumn:
    """A column: title, entity and field, width in pixels at normal size. Computed columns are shown only."""

    title: str
    entity: str
    field: str
    width: int
    computed: bool = False

    @cached_property
    def declared(self) -> Field | None:
        """Return the field's declaration; the age has none."""
        return None if self.field == "age" else ENTITIES[self.entity].field(self.field)

    @property
    def kind(self) -> Kind | None:
        """Return the kind of value."""
        return self.declared.kind if self.declared is not None else None

    @property
    def names(self) -> frozenset[str]:
        """Return what the column is called in a pasted heading."""
        labels = {self.title}
        if self.declared is not None:
            labels.add(self.declared.label)
        return frozenset(labels | ALIASES.get(self.field, frozenset()))


ALIASES: dict[str, frozenset[str]] = {
    "name": frozenset({"成员姓名"}),
    "relation": frozenset({"与户主关系", "关系"}),
    "id_number": frozenset({"身份证号", "身份证号码", "证件号", "公民身份号码"}),
    "school_state": frozenset({"在校状况", "在校情况", "在校生情况"}),
    "labour": frozenset({"劳动技能", "劳动力状况"}),
    "medical_resident": frozenset({"医保", "居民医保", "是否参加城乡居民基本医疗保险"}),
}
"""What people call the columns in their own sheets."""

COLUMNS: tuple[GridColumn, ...] = (
    GridColumn("姓名", "member", "name", 64),
    GridColumn("关系", "member", "relation", 72),
    GridColumn("证件号码", "member", "id_number", 144),
    GridColumn("性别", "member", "sex", 36, computed=True),
    GridColumn("年龄", "member", "age", 36, computed=True),
    GridColumn("民族", "member", "ethnicity", 62),
    GridColumn("文化程度", "member_year", "education", 68),
    GridColumn("在校状况", "member_year", "school_state", 74),
    GridColumn("健康状况", "member_year", "health", 84),
    GridColumn("劳动能力", "member_year", "labour", 92),
    GridColumn("医保", "member_year", "medical_resident", 44),
)

NAME, ID_NUMBER = 0, 2
ENTERED: tuple[int, ...] = tuple(at for at, column in enumerate(COLUMNS) if not column.computed)
"""The columns the cursor stops at."""

ONE_PERSON_ONLY = frozenset({"name", "id_number"})
"""What is never copied from the row above together with the rest."""


LEAST_SHARE = 0.7
"""Of its usual width a column of text keeps at least this much, and room for its title; numbers are never cut."""
TITLE_MARGIN, HAN = 9, 13
"""Pixels beside a title, and of one of its characters, at the usual size."""


def fitted_widths(room: int, scale: float) -> list[int]:
    """Return the widths of the columns in `room` pixels: what is left over or missing is shared by the columns of text.

    `scale` is the size of the text against the usual one. Where even the least widths don't fit, they are returned.
    """
    usual = [column.width * scale for column in COLUMNS]
    least = [_least(column) * scale for column in COLUMNS]
    spare = room - sum(least)
    if room >= sum(usual):
        shares = [0.0 if least[at] == usual[at] else usual[at] for at in range(len(COLUMNS))]
        least, spare = usual, room - sum(usual)
    else:
        shares = [most - few for most, few in zip(usual, least, strict=True)]
    total = sum(shares) or 1
    widths = [int(width + max(0, spare) * share / total) for width, share in zip(least, shares, strict=True)]
    if spare >= 0:
        widths[-1] += room - sum(widths)
    return widths


def _least(column: GridColumn) -> float:
    if column.computed or column.field == "id_number":
        return column.width
    return max(LEAST_SHARE * column.width, len(column.title) * HAN + TITLE_MARGIN)


def next_column(at: int, step: int) -> int | None:
    """Return the next (1) or previous (-1) column the cursor stops at, or None beyond the end of the row."""
    rest = [column for column in ENTERED if (column > at if step > 0 else column < at)]
    return (rest[0] if step > 0 else rest[-1]) if rest else None


def columns_of_heading(cells: Sequence[str]) -> list[int | None] | None:
    """Return the grid column of each heading cell if the row is a heading (two or more known names), else None."""
    found = [_column_called(cell) for cell in cells]
    return found if sum(at is not None for at in found) >= 2 else None


def _column_called(cell: str) -> int | None:
    plain = "".join(cell.split()).strip("*＊")
    return next((at for at, column in enumerate(COLUMNS) if plain in column.names), None)


def columns_from(start: int, width: int, first_row: Sequence[str]) -> list[int | None]:
    """Return the grid column of each pasted column, beginning at `start`.

    A block that brings sex and age along (its cell over 性别 says so) is laid one to one, those two being ignored;
    any other block skips the computed columns.
    """
    sex = next(at for at, column in enumerate(COLUMNS) if column.field == "sex")
    offset = sex - start
    brings = 0 <= offset < width and offset < len(first_row) and first_row[offset].strip() in ("男", "女", "1", "2", "")
    if start == sex or brings:
        return [start + at if start + at < len(COLUMNS) else None for at in range(width)]
    places = [column for column in ENTERED if column >= start]
    return [places[at] if at < len(places) else None for at in range(width)]
