"""Statistical tables computed in the database: groups counted or added up, no record is loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from models.fields import Kind, Value
from models.list_fields import AGE, COLUMN_SOURCES, list_field
from models.list_filter import Condition, Filter
from models.statistics import (
    DIVISION,
    HOUSEHOLDS,
    PEOPLE,
    YEARS,
    Axis,
    Rate,
    Table,
    band_text,
    counted_filter,
    day_of,
    problem_of,
)
from models.values import show
from storage.archive import list_sql
from storage.archive.archive import Archive
from storage.archive.columns import table_of
from storage.archive.denominators import rural_people
from storage.archive.list_sql import Query
from storage.archive.problems import StorageProblem

MOST_GROUPS = 3_000
"""Groups an axis may have: more is no table anybody can read, only a list."""
NOT_FILLED = "未填"

Cells = dict[tuple[Value, Value], int]


@dataclass(frozen=True, slots=True)
class Head:
    """A row or column: what it stands for and what it is called."""

    value: Value
    text: str


@dataclass(slots=True)
class Result:
    """The numbers of a table, as they were at a moment: money in fen, everything else as counted.

    `rates` are hundredths of a per cent beside the row totals, or beside the columns of years where the table has
    them; None where there is no denominator.
    """

    table: Table
    scope: str
    year: int
    rows: list[Head]
    columns: list[Head]
    cells: Cells
    row_totals: dict[Value, int]
    column_totals: dict[Value, int]
    total: int
    sums_up: bool = True
    rates: dict[tuple[Value, Value], int | None] = field(default_factory=dict[tuple[Value, Value], int | None])
    denominators: dict[tuple[Value, Value], int] = field(default_factory=dict[tuple[Value, Value], int])

    @property
    def by_year(self) -> bool:
        """Tell whether the columns are years: then they are no parts of a whole and have no row total."""
        return self.table.columns is not None and self.table.columns.key == YEARS


def compute(archive: Archive, table: Table, scope: str = "") -> Result:
    """Compute a table for a division prefix; StorageProblem where it asks for what can't be counted."""
    problem = problem_of(table)
    if problem:
        raise StorageProblem("statistics", problem)
    working = archive.settings.year
    if table.columns is not None and table.columns.key == YEARS:
        result = _years(archive, table, scope, table.years or (working - 1, working))
    else:
        result = _one_year(archive, table, scope, table.years[-1] if table.years else working)
    _add_rates(archive, result)
    return result


def _one_year(archive: Archive, table: Table, scope: str, year: int) -> Result:
    axes = [axis for axis in (table.rows, table.columns) if axis is not None]
    cells: Cells = {}
    for *groups, number in _grouped(archive, table, scope, year, axes):
        cells[groups[0], groups[1] if len(groups) > 1 else None] = int(number or 0)
    rows = _heads(archive, table.rows, {row for row, _column in cells})
    columns = _heads(archive, table.columns, {column for _row, column in cells}) if table.columns else []
    if _adds_up(table):
        row_totals = {head.value: 0 for head in rows}
        column_totals = {head.value: 0 for head in columns}
        for (row, column), number in cells.items():
            row_totals[row] += number
            if columns:
                column_totals[column] += number
        total = sum(cells.values())
    else:
        row_totals = _totals(archive, table, scope, year, table.rows)
        column_totals = _totals(archive, table, scope, year, table.columns) if table.columns else {}
        total = _whole(archive, table, scope, year)
    return Result(table, scope, year, rows, columns, cells, row_totals, column_totals, total, _adds_up(table))


def _totals(archive: Archive, table: Table, scope: str, year: int, axis: Axis) -> dict[Value, int]:
    return {group: int(number or 0) for group, number in _grouped(archive, table, scope, year, [axis])}


def _whole(archive: Archive, table: Table, scope: str, year: int) -> int:
    return int(_grouped(archive, table, scope, year, [])[0][0] or 0)


def _years(archive: Archive, table: Table, scope: str, years: Sequence[int]) -> Result:
    cells: Cells = {}
    column_totals: dict[Value, int] = {}
    for year in years:
        found = _totals(archive, table, scope, year, table.rows)
        cells.update({(group, year): number for group, number in found.items()})
        column_totals[year] = sum(found.values()) if _adds_up(table) else _whole(archive, table, scope, year)
    rows = _heads(archive, table.rows, {row for row, _column in cells})
    columns = [Head(year, f"{year}年") for year in years]
    return Result(
        table, scope, years[-1], rows, columns, cells, {}, column_totals, column_totals[years[-1]], _adds_up(table)
    )


def _adds_up(table: Table) -> bool:
    """Tell whether every record is counted in one cell only."""
    for axis in (table.rows, table.columns):
        if axis is not None and axis.is_many:
            return False
        if axis is not None and table.base == HOUSEHOLDS and axis.source in ("member", "member_year"):
            return False
    return True


# the query


_PART = "p"
_EXTRA = {"member": "x", "member_year": "z"}


def _grouped(archive: Archive, table: Table, scope: str, year: int, axes: Sequence[Axis]) -> list[tuple[Any, ...]]:
    """Return (group, …, number) of every combination that is there."""
    made = Query(year, day_of(year, archive.settings.year, archive.settings.as_of))
    extra: set[str] = set()
    if table.base == PEOPLE:
        extra.add("member")
    wanted: list[str] = []
    many: list[str] = []
    for axis in axes:
        group = _group_of(made, extra, axis, table.base)
        if axis.is_many:
            each = f"g{len(many)}"
            many.append(f"LEFT JOIN json_each({group}) {each}")
            group = f"{each}.value"
        wanted.append(group)
    counted = _counted(made, extra, table)
    parts = _where(made, extra, table, scope, year)
    asked = f"SELECT {', '.join([*wanted, counted])} FROM {_from(made, extra, table)} {' '.join(many)}"  # noqa: S608
    if parts:
        asked += f" WHERE {' AND '.join(parts)}"
    if wanted:
        asked += f" GROUP BY {', '.join(str(at + 1) for at in range(len(wanted)))}"
    return archive.connection.execute(asked, made.values).fetchall()


def _from(made: Query, extra: set[str], table: Table) -> str:
    if "member_year" in extra:
        made.sources.add("year")
        extra.add("member")
    tables = ["household_row r", made.joins()]
    if "member" in extra:
        tables.append(f"JOIN member x ON x.household = r.uid AND {list_sql.ACTIVE}")
    if "member_year" in extra:
        tables.append("LEFT JOIN member_year z ON z.year_uid = y.uid AND z.person = x.uid")
    if table.base not in (HOUSEHOLDS, PEOPLE):
        tables.append(f"JOIN {table_of(table.base)} {_PART} ON {_PART}.household = r.uid AND {_PART}.deleted = 0")
    return " ".join(tables)


def _counted(made: Query, extra: set[str], table: Table) -> str:
    if table.measure:
        return f"total({_expression(made, extra, table.measure, table.base)})"
    if table.base == HOUSEHOLDS:
        several = extra or any(axis is not None and axis.is_many for axis in (table.rows, table.columns))
        return "count(DISTINCT r.id)" if several else "count(*)"
    if any(axis is not None and axis.is_many for axis in (table.rows, table.columns)):
        return f"count(DISTINCT {'x' if table.base == PEOPLE else _PART}.id)"
    return "count(*)"


def _expression(made: Query, extra: set[str], key: str, base: str) -> str:
    source, _colon, name = key.partition(":")
    if source in COLUMN_SOURCES:
        if name == AGE.name:
            made.sources.add(source)
            return list_sql.age(made, "m")
        return list_sql.column(made, key)
    list_field(key)
    if source in _EXTRA:
        extra.add(source)
        return list_sql.age(made, "x") if name == AGE.name else f'{_EXTRA[source]}."{name}"'
    if source != base:
        raise KeyError(key)
    return f'{_PART}."{name}"'


def _group_of(made: Query, extra: set[str], axis: Axis, base: str) -> str:
    if axis.key == DIVISION:
        return f"substr(r.division, 1, {int(axis.level)})"
    found = _expression(made, extra, axis.key, base)
    if not axis.bands:
        return f"nullif({found}, '')" if list_field(axis.key).kind in (Kind.TEXT, Kind.NAME, Kind.CODE) else found
    steps = " ".join(f"WHEN {found} >= {made.bind(low)} THEN {at}" for at, low in reversed(list(enumerate(axis.bands))))
    return f"CASE WHEN {found} IS NULL THEN NULL {steps} ELSE -1 END"


def _where(made: Query, extra: set[str], table: Table, scope: str, year: int) -> list[str]:
    parts: list[str] = []
    if scope:
        parts.append("r.division >= :scope AND r.division < :scope_end")
        made.values |= {"scope": scope, "scope_end": f"{scope}:"}
    groups = [_all_of(made, extra, group, table.base) for group in counted_filter(table, year).groups]
    if groups:
        parts.append(f"({' OR '.join(groups)})")
    return parts


def _all_of(made: Query, extra: set[str], group: Sequence[Condition], base: str) -> str:
    """Return one group of conditions; what is asked of the counted record itself is asked of it, not of any."""
    of_records: list[Condition] = []
    parts: list[str] = []
    for one in group:
        source, name = one.key.split(":", 1)
        own = (base == PEOPLE and source in _EXTRA) or source == base != HOUSEHOLDS
        if own or source in COLUMN_SOURCES:
            parts.append(list_sql.asked(made, one, _expression(made, extra, f"{source}:{name}", base)))
        else:
            of_records.append(one)
    if of_records:
        parts.append(list_sql.where(made, Filter((tuple(of_records),))))
    return f"({' AND '.join(parts)})"


# heads


def _heads(archive: Archive, axis: Axis, values: set[Value]) -> list[Head]:
    """Return the groups of an axis in the order people expect, what is not filled last."""
    if len(values) > MOST_GROUPS and axis.key != DIVISION:
        told = f"按这个字段分组有 {len(values):,} 组，太多，排不成表。请换一个字段，或先按区划缩小范围。"
        raise StorageProblem("too_many_groups", told)
    here = {value for value in values if value is not None}
    shown: list[Head]
    if axis.key == DIVISION:
        shown = [Head(value, _place(archive, value, axis.level)) for value in sorted(here)]
    elif axis.bands:
        wanted = [at for at in range(-1, len(axis.bands)) if at >= 0 or at in here]
        shown = [Head(at, _band(archive, axis, at)) for at in wanted]
    else:
        one = list_field(axis.key)
        if one.kind in (Kind.CODE, Kind.CODES):
            entries = list(archive.codes[one.codes].by_code)
            ordered = [code for code in entries if code in here] + sorted(here - set(entries), key=str)
            shown = [Head(code, archive.codes.text(one.codes, code)) for code in ordered]
        elif one.kind is Kind.YES_NO:
            shown = [Head(bool(value), "是" if value else "否") for value in sorted(here, reverse=True)]
        else:
            shown = [Head(value, show(one, value, archive.codes)) for value in sorted(here)]
    if None in values:
        shown.append(Head(None, NOT_FILLED))
    return shown


def _place(archive: Archive, code: str, level: int) -> str:
    if not code:
        return NOT_FILLED
    name = archive.divisions.name(code)
    return f"{name}（未到{'村' if level == 12 else '乡镇'}）" if len(code) < level else name


def _band(archive: Archive, axis: Axis, at: int) -> str:
    one = list_field(axis.key)

    def told(value: Value) -> str:
        return show(one, value, archive.codes)

    return f"{told(axis.bands[0])}{one.unit}以下" if at < 0 else band_text(axis, at, told)


# rates


def _add_rates(archive: Archive, result: Result) -> None:
    rate = result.table.rate
    if rate is Rate.NONE:
        return
    years = [head.value for head in result.columns] if result.by_year else [result.year]
    for year in years:
        column = year if result.by_year else None
        whole = result.column_totals[year] if result.by_year else result.total
        for head in [*result.rows, Head(ALL, "")]:
            number = whole if head.value == ALL else _number(result, head.value, column)
            if rate is Rate.SHARE:
                below: int | None = whole
            else:
                place = result.scope if head.value == ALL else str(head.value or "")
                below = rural_people(archive, year, place) if place or head.value == ALL else None
            if below:
                result.denominators[head.value, column] = below
            result.rates[head.value, column] = round(10_000 * number / below) if below else None


ALL = "合计"
"""The key of the total's rate."""


def _number(result: Result, row: Value, column: Value) -> int:
    return result.cells.get((row, column), 0) if result.by_year else result.row_totals.get(row, 0)
