"""The household list: ids sorted and filtered in SQL, rows fetched for the few that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from models.fields import HUNDREDTHS, Kind, Value
from models.list_fields import list_field
from models.list_filter import NO_FILTER, Filter
from storage.archive import list_sql
from storage.archive.archive import Archive
from storage.archive.columns import reader_of
from storage.archive.search import household_ids_with
from storage.archive.steps.step_0001 import SORTED_COLUMNS


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows: a division prefix, a text, “errors”, “incomplete” … or “” for all, a filter, and the order.

    `sort` is a figure of the row (“number”, “income_per_head” …) or any field that can be a column (`year:house_area`).
    `only_uids` names the households to choose from, none = all.
    """

    scope: str = ""
    text: str = ""
    only: str = ""
    sort: str = "number"
    descending: bool = False
    filter: Filter = NO_FILTER
    only_uids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """One line of the household list. `income_per_head` in fen, `completeness` in per cent."""

    id: int
    uid: str
    number: str
    head_name: str
    division: str
    village: str
    head_count: int | None
    people: int
    household_type: str | None
    main_cause: str | None
    poverty_state: str | None
    income_per_head: int | None
    completeness: int
    errors: int
    warnings: int
    updated: str


_COLUMNS = ", ".join(HouseholdRow.__slots__)
_ONLY = {
    "errors": "r.errors > 0",
    "warnings": "r.warnings > 0",
    "incomplete": "r.completeness < 100",
    "complete": "r.completeness = 100 AND r.errors = 0",
}


def list_ids(archive: Archive, query: ListQuery, limit: int = -1) -> list[int]:
    """Return the row ids in order; `limit` cuts after so many. KeyError for an unknown column or `only`.

    By a figure of the row the order comes from an index; any other column is joined and sorted, empty ones last.
    """
    made = _query(archive)
    where = _where(archive, query, made)
    way = "DESC" if query.descending else "ASC"
    if query.sort in SORTED_COLUMNS:
        order = f"r.{query.sort} {way}, r.id {way}"
    else:
        sorted_by = list_sql.column(made, query.sort)
        order = f"{sorted_by} IS NULL, {sorted_by} {way}, r.id {way}"
    made.values["most"] = limit
    asked = f"SELECT r.id FROM household_row r {made.joins()} {where} ORDER BY {order} LIMIT :most"  # noqa: S608
    return [row[0] for row in archive.connection.execute(asked, made.values)]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table: the household and a value per column asked for, as records hold it."""

    id: int
    uid: str
    values: tuple[Value, ...]


def table_rows(archive: Archive, ids: Sequence[int], columns: Sequence[str]) -> list[TableRow]:
    """Return the values of `columns` (`models.list_fields`) of `ids`, in their order; ids now gone are left out."""
    made = _query(archive)
    wanted = ", ".join(["r.id", "r.uid", *(list_sql.column(made, key) for key in columns)])
    marks = ",".join(map(str, map(int, ids)))
    query = f"SELECT {wanted} FROM household_row r {made.joins()} WHERE r.id IN ({marks})"  # noqa: S608
    read = [reader_of(list_field(key).kind) for key in columns]
    found: dict[int, TableRow] = {}
    for row_id, uid, *values in archive.connection.execute(query, made.values):
        found[row_id] = TableRow(row_id, uid, tuple(one(value) for one, value in zip(read, values, strict=True)))
    return [found[row_id] for row_id in ids if row_id in found]


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures of all lines of a query: how many, and per numeric column the sum and how many are filled."""

    lines: int
    sums: dict[str, tuple[int, int]]


SUMMED = HUNDREDTHS | {Kind.INTEGER}
"""Kinds that can be added up."""


def totals(archive: Archive, query: ListQuery, columns: Sequence[str]) -> Totals:
    """Return the figures of all lines of a query for its numeric columns."""
    made = _query(archive)
    where = _where(archive, query, made)
    keys = [key for key in columns if list_field(key).kind in SUMMED]
    parts = ["count(*)"]
    for key in keys:
        one = list_sql.column(made, key)
        parts += [f"total({one})", f"count({one})"]
    asked = f"SELECT {', '.join(parts)} FROM household_row r {made.joins()} {where}"  # noqa: S608
    row = archive.connection.execute(asked, made.values).fetchone()
    sums = {key: (int(row[1 + 2 * at]), row[2 + 2 * at]) for at, key in enumerate(keys)}
    return Totals(row[0], sums)


def uids_of(archive: Archive, ids: Sequence[int]) -> list[str]:
    """Return the households' uids, in the order of `ids`."""
    marks = ",".join(map(str, map(int, ids)))
    found = dict(archive.connection.execute(f"SELECT id, uid FROM household_row WHERE id IN ({marks})").fetchall())  # noqa: S608
    return [found[row_id] for row_id in ids if row_id in found]


def list_rows(archive: Archive, ids: Sequence[int]) -> list[HouseholdRow]:
    """Return the rows of `ids`, in their order; ids that are gone meanwhile are left out."""
    marks = ",".join("?" * len(ids))
    query = f"SELECT {_COLUMNS} FROM household_row WHERE id IN ({marks})"  # noqa: S608
    found = {row[0]: HouseholdRow(*row) for row in archive.connection.execute(query, list(ids))}
    return [found[row_id] for row_id in ids if row_id in found]


def row_of(archive: Archive, uid: str) -> HouseholdRow | None:
    """Return the row of a household, or None."""
    row = archive.connection.execute(f"SELECT {_COLUMNS} FROM household_row WHERE uid = ?", (uid,)).fetchone()  # noqa: S608
    return HouseholdRow(*row) if row else None


def id_of(archive: Archive, uid: str) -> int | None:
    """Return the row id of a household, or None."""
    row = archive.connection.execute("SELECT id FROM household_row WHERE uid = ?", (uid,)).fetchone()
    return row[0] if row else None


def count(archive: Archive, scope: str = "") -> tuple[int, int]:
    """Return the numbers of households and of people on the register under a division prefix."""
    made = _query(archive)
    where = _where(archive, ListQuery(scope=scope), made)
    query = f"SELECT count(*), coalesce(sum(people), 0) FROM household_row r {where}"  # noqa: S608
    row = archive.connection.execute(query, made.values).fetchone()
    return row[0], row[1]


def _query(archive: Archive) -> list_sql.Query:
    return list_sql.Query(archive.settings.year, archive.settings.as_of)


def _where(archive: Archive, query: ListQuery, made: list_sql.Query) -> str:
    parts: list[str] = []
    if query.scope:
        parts.append("r.division >= :scope AND r.division < :scope_end")
        made.values |= {"scope": query.scope, "scope_end": f"{query.scope}:"}
    if query.only:
        parts.append(_ONLY[query.only])
    if query.text.strip():
        ids = household_ids_with(archive, query.text)
        parts.append("r.id IN (SELECT value FROM json_each(:found))")
        made.values["found"] = "[" + ",".join(map(str, ids)) + "]"
    if query.only_uids:
        parts.append("r.uid IN (SELECT value FROM json_each(:uids))")
        made.values["uids"] = orjson.dumps(query.only_uids).decode()
    filtered = list_sql.where(made, query.filter)
    if filtered:
        parts.append(filtered)
    return "WHERE " + " AND ".join(parts) if parts else ""
