"""Statistical tables as declarations: what is counted, by which two fields, for which years, against which denominator.

A cell of a table is never more than a question about households, so each can be asked again as a filter of the list
(`cell_filter`): that is how a number on paper is traced to its records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise, product
from typing import Any, cast

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import HUNDREDTHS, Field, Kind, Value
from models.list_fields import COLUMN_SOURCES, SOURCES, list_field
from models.list_filter import NO_FILTER, Ask, Condition, Filter, Group, from_json, to_json

DIVISION = "division"
YEARS = "years"
"""Keys of axes that are no field: places of a level, and the years of the table side by side."""

LEVELS: dict[int, str] = {4: "市", 6: "县（市、区）", 9: "乡镇（街道）", 12: "村"}
"""Digits of a division code → what a roll-up to them is called."""

HOUSEHOLDS, PEOPLE = "household", "member"
BASES: dict[str, str] = {HOUSEHOLDS: "户", PEOPLE: "人", **dict.fromkeys(HOUSEHOLD_PARTS, "条")}
"""What a table counts → the unit of its numbers."""

USUAL_BANDS: dict[str, tuple[int, ...]] = {
    "age": (0, 6, 16, 60, 80),
    "people": (1, 2, 3, 4, 5),
    "completeness": (0, 60, 80, 100),
    "income_per_head": (0, 3_000_00, 5_000_00, 8_000_00, 10_000_00),
}
"""Field → lower limits of the bands nobody has chosen yet (money in fen)."""

_GROUPED = frozenset(
    {Kind.TEXT, Kind.NAME, Kind.YEAR, Kind.YES_NO, Kind.CODE, Kind.CODES, Kind.INTEGER, Kind.MONEY, Kind.DECIMAL}
)


class State(StrEnum):
    """Whose turn it is: the households a table looks at, by the years they came on file and left."""

    ALL = "all"
    POOR_AT_START = "poor_start"
    POOR_AT_END = "poor_end"
    LEFT = "left"


STATE_TEXTS: dict[State, str] = {
    State.ALL: "全部在册",
    State.POOR_AT_START: "年初贫困",
    State.POOR_AT_END: "年末贫困",
    State.LEFT: "当年脱贫",
}


class Rate(StrEnum):
    """What stands beside the numbers."""

    NONE = ""
    SHARE = "share"
    INCIDENCE = "incidence"


@dataclass(frozen=True, slots=True)
class Axis:
    """What rows or columns stand for: a field (`source:name`), `division` to a level, or `years`.

    `bands` are lower limits in the field's stored unit; the last one is open upwards.
    """

    key: str
    bands: tuple[int, ...] = ()
    level: int = 0

    @property
    def field(self) -> Field | None:
        """Return the field, None for places and years."""
        return None if self.key in (DIVISION, YEARS) else list_field(self.key)

    @property
    def source(self) -> str:
        """Return where the field comes from, “row” for places."""
        return self.key.partition(":")[0] if ":" in self.key else "row"

    @property
    def is_many(self) -> bool:
        """Tell whether one record can stand in several groups, so that totals are no sums."""
        field = self.field
        return field is not None and field.kind is Kind.CODES


def field_axis(key: str) -> Axis:
    """Return the axis of a field with its usual bands; KeyError for a field that can't be grouped."""
    field = list_field(key)
    if not can_group(field):
        raise KeyError(key)
    numeric = field.kind in HUNDREDTHS or field.kind is Kind.INTEGER
    usual = (0, 100_00, 1_000_00, 5_000_00, 10_000_00) if field.kind is Kind.MONEY else (0, 1, 5, 10, 50)
    scale = 100 if field.kind is Kind.DECIMAL else 1
    bands = USUAL_BANDS.get(field.name) or tuple(one * scale for one in usual)
    return Axis(key, bands if numeric else ())


def can_group(field: Field) -> bool:
    """Tell whether a field can be rows or columns: no personal numbers, no long texts."""
    return field.kind in _GROUPED and not field.sensitive


def group_sources(base: str) -> tuple[str, ...]:
    """Return the sources whose fields may be rows or columns where `base` is counted."""
    if base == HOUSEHOLDS:
        return (*COLUMN_SOURCES, "member", "member_year")
    return (*COLUMN_SOURCES, "member", "member_year") if base == PEOPLE else (*COLUMN_SOURCES, base)


def measures_of(base: str) -> list[str]:
    """Return the fields that can be added up where `base` is counted."""
    own = {HOUSEHOLDS: ("row", "household", "year"), PEOPLE: ("member_year",)}.get(base, (base,))
    found: list[str] = []
    for source in own:
        fields = () if source == "row" else ENTITIES[source].fields
        found += [f"{source}:{one.name}" for one in fields if one.kind in HUNDREDTHS or one.kind is Kind.INTEGER]
    return found


@dataclass(frozen=True, slots=True)
class Table:
    """One statistical table. `measure` is added up instead of counting; `years` empty = the working year."""

    name: str
    title: str
    base: str = HOUSEHOLDS
    rows: Axis = Axis(DIVISION, level=9)
    columns: Axis | None = None
    measure: str = ""
    years: tuple[int, ...] = ()
    state: State = State.ALL
    rate: Rate = Rate.NONE
    filter: Filter = NO_FILTER
    note: str = ""

    @property
    def unit(self) -> str:
        """Return the unit of the numbers."""
        return list_field(self.measure).unit if self.measure else BASES[self.base]

    def to_json(self) -> dict[str, Any]:
        """Return the declaration as plain values, for keeping."""
        axes = {"rows": self.rows, "columns": self.columns}
        return {
            "name": self.name, "title": self.title, "base": self.base, "measure": self.measure,
            "years": list(self.years), "state": self.state.value, "rate": self.rate.value,
            "filter": to_json(self.filter), "note": self.note,
            **{
                name: {"key": axis.key, "bands": list(axis.bands), "level": axis.level} if axis else None
                for name, axis in axes.items()
            },
        }  # fmt: skip


def problem_of(table: Table) -> str:
    """Return in Chinese why a table can't be computed, “” where it can."""
    allowed = group_sources(table.base)
    for axis in (table.rows, table.columns):
        if axis is not None and axis.key not in (DIVISION, YEARS) and axis.source not in allowed:
            return f"按“{SOURCES[axis.source]}”的字段分组时，不能数{ENTITIES[table.base].label}。"
    if table.rows.key == YEARS:
        return "年度只能放在列上。"
    if table.measure and table.base == HOUSEHOLDS:
        for axis in (table.rows, table.columns):
            if axis is not None and axis.source in ("member", "member_year"):
                return "按户合计的数不能按成员的字段分，一户会被算几次。请换成按人数。"
    if table.rate is Rate.INCIDENCE and (table.base != PEOPLE or table.measure):
        return "发生率是人口的比例，请选按人数。"
    if table.rate is Rate.INCIDENCE and table.rows.key != DIVISION and table.columns is not None:
        return "发生率要有分母：行请选区划。"
    return ""


def from_stored(stored: object) -> Table | None:
    """Return a kept declaration, None where this program does not know what it asks for."""
    if not isinstance(stored, dict):
        return None
    told = cast("dict[str, Any]", stored)
    try:
        rows, columns = _axis(told["rows"]), _axis(told["columns"]) if told.get("columns") else None
        measure, base = str(told.get("measure") or ""), str(told["base"])
        if base not in BASES or (measure and measure not in measures_of(base)):
            return None
        kept, unknown = from_json(told.get("filter"))
        if unknown:
            return None
        return Table(
            str(told["name"]), str(told["title"]), base, rows, columns, measure,
            tuple(int(year) for year in told.get("years") or ()), State(told.get("state") or "all"),
            Rate(told.get("rate") or ""), kept, str(told.get("note") or ""),
        )  # fmt: skip
    except (KeyError, ValueError, TypeError):
        return None


def _axis(stored: dict[str, Any]) -> Axis:
    key = str(stored["key"])
    bands = tuple(int(one) for one in stored.get("bands") or ())
    if key == DIVISION:
        level = int(stored.get("level") or 9)
        if level not in LEVELS:
            raise ValueError(key)
        return Axis(key, level=level)
    if key == YEARS:
        return Axis(key)
    usual = field_axis(key)
    return Axis(key, bands if len(bands) > 1 and all(low < high for low, high in pairwise(bands)) else usual.bands)


# groups as conditions


def band_text(axis: Axis, at: int, show: Any) -> str:
    """Return what a band is called: 16—59 岁; `show` turns a stored value into text."""
    field = axis.field
    unit = field.unit if field else ""
    low = axis.bands[at]
    if at + 1 == len(axis.bands):
        return f"{show(low)}{unit}及以上"
    step = 1 if field is not None and field.kind is Kind.INTEGER else 0
    high = axis.bands[at + 1] - step
    if step and high == low:
        return f"{show(low)}{unit}"
    return f"{show(low)}—{show(high)}{unit}" if step else f"{show(low)}—{show(high)}{unit}（不含）"


def group_condition(axis: Axis, value: Value) -> Condition | None:
    """Return the condition that a list must hold for a group of an axis; None for years and for all."""
    if axis.key == YEARS:
        return None
    if axis.key == DIVISION:
        if not value:
            return Condition("household:division", Ask.EMPTY)
        whole = len(value) >= axis.level  # a household known to its township only is not in any village
        return Condition("household:division", Ask.STARTS if whole else Ask.IS, (value,))
    if value is None:
        return Condition(axis.key, Ask.EMPTY)
    if axis.bands:
        at = int(value)
        low = axis.bands[at] if at >= 0 else None
        high = axis.bands[at + 1] - 1 if at + 1 < len(axis.bands) else None
        if low is None:
            return Condition(axis.key, Ask.MOST, (high,))
        return Condition(axis.key, Ask.LEAST, (low,)) if high is None else Condition(axis.key, Ask.BETWEEN, (low, high))
    field = list_field(axis.key)
    if field.kind is Kind.YES_NO:
        return Condition(axis.key, Ask.YES if value else Ask.NO)
    return Condition(axis.key, Ask.ONE_OF if field.kind in (Kind.CODE, Kind.CODES) else Ask.IS, (value,))


def state_filter(state: State, year: int) -> Filter:
    """Return the households in a state in a year: on file by then, and left after it or not at all."""
    exit_year, returned = "household:exit_year", "household:return_year"
    if state is State.ALL:
        return NO_FILTER
    if state is State.LEFT:
        return Filter(((Condition(exit_year, Ask.IS, (year,)),),))
    last = year if state is State.POOR_AT_END else year - 1
    on_file = (
        Condition("household:identified_year", Ask.EMPTY),
        Condition("household:identified_year", Ask.MOST, (last,)),
    )
    poor: tuple[Group, ...] = (
        (Condition(exit_year, Ask.EMPTY),),
        (Condition(exit_year, Ask.LEAST, (last + 1,)),),
        (Condition(exit_year, Ask.MOST, (last,)), Condition(returned, Ask.MOST, (last,)),
         Condition("household:poverty_state", Ask.ONE_OF, ("3",))),
    )  # fmt: skip
    return Filter(tuple((one, *group) for group, one in product(poor, on_file)))


def cell_filter(table: Table, year: int, groups: Sequence[tuple[Axis, Value]]) -> Filter:
    """Return the filter of the list that holds the households behind a cell (or a total: fewer groups)."""
    state = state_filter(table.state, year)
    conditions = [one for axis, value in groups if (one := group_condition(axis, value)) is not None]
    joined = _both(table.filter, state)
    return joined.also(*conditions) if conditions else joined


def counted_filter(table: Table, year: int) -> Filter:
    """Return which records a table counts in a year at all."""
    return _both(table.filter, state_filter(table.state, year))


def _both(first: Filter, second: Filter) -> Filter:
    if not first or not second:
        return first or second
    return Filter(tuple((*one, *other) for one, other in product(first.groups, second.groups)))


def day_of(year: int, working_year: int, as_of: date) -> date:
    """Return the day ages of a year are told for: the archive's own in the working year, else its last day."""
    return as_of if year == working_year else date(year, 12, 31)
