"""The household list: ids sorted and filtered in SQL, rows fetched for the few that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.archive.archive import Archive
from storage.archive.search import household_ids_with
from storage.archive.steps.step_0001 import SORTED_COLUMNS


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows: a division prefix, a text, “errors”, “incomplete” … or “” for all, and the order."""

    scope: str = ""
    text: str = ""
    only: str = ""
    sort: str = "number"
    descending: bool = False


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
    "errors": "errors > 0",
    "warnings": "warnings > 0",
    "incomplete": "completeness < 100",
    "complete": "completeness = 100 AND errors = 0",
}


def list_ids(archive: Archive, query: ListQuery, limit: int = -1) -> list[int]:
    """Return the row ids in order; `limit` cuts after so many. KeyError for an unknown column or `only`."""
    where, values = _where(archive, query)
    if query.sort not in SORTED_COLUMNS:
        raise KeyError(query.sort)
    way = "DESC" if query.descending else "ASC"
    rows = archive.connection.execute(
        f"SELECT id FROM household_row {where} ORDER BY {query.sort} {way}, id {way} LIMIT ?",  # noqa: S608
        [*values, limit],
    )
    return [row[0] for row in rows]


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
    where, values = _where(archive, ListQuery(scope=scope))
    query = f"SELECT count(*), coalesce(sum(people), 0) FROM household_row {where}"  # noqa: S608
    row = archive.connection.execute(query, values).fetchone()
    return row[0], row[1]


def _where(archive: Archive, query: ListQuery) -> tuple[str, list[str]]:
    parts: list[str] = []
    values: list[str] = []
    if query.scope:
        parts.append("division >= ? AND division < ?")
        values += [query.scope, query.scope + ":"]
    if query.only:
        parts.append(_ONLY[query.only])
    if query.text.strip():
        ids = household_ids_with(archive, query.text)
        parts.append("id IN (SELECT value FROM json_each(?))")
        values.append("[" + ",".join(map(str, ids)) + "]")
    return ("WHERE " + " AND ".join(parts) if parts else ""), values
