"""Statistical tables an archive offers: shipped ones and the office's own; results frozen when handed up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from models.fields import Value
from models.statistics import Table, from_stored
from storage.archive.archive import Archive
from storage.archive.statistics import ALL, Result, compute

SETTING = "statistics"
FROZEN = "statistics_frozen"
MOST_FROZEN = 200


def shipped_tables(archive: Archive) -> list[Table]:
    """Return the tables every archive has."""
    stored = json.loads((archive.resources / "statistics.json").read_text("utf-8"))
    found = [table for one in stored if (table := from_stored(one)) is not None]
    if len(found) != len(stored):
        raise ValueError("resources/statistics.json declares a table the catalogue can't answer")
    return found


def own_tables(archive: Archive) -> list[Table]:
    """Return the tables the office declared itself, in the order they were kept."""
    stored = archive.settings.get(SETTING, [])
    listed = cast("list[Any]", stored) if isinstance(stored, list) else []
    return [table for one in listed if (table := from_stored(one)) is not None]


def all_tables(archive: Archive) -> list[Table]:
    """Return own tables first, then the shipped ones."""
    return [*own_tables(archive), *shipped_tables(archive)]


def save_own_tables(archive: Archive, tables: Sequence[Table]) -> None:
    """Keep the office's own tables."""
    archive.settings.set(SETTING, [table.to_json() for table in tables])


def find_table(archive: Archive, text: str) -> Table | None:
    """Return the table of a name or title."""
    return next((one for one in all_tables(archive) if text in (one.name, one.title)), None)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A result as it was handed up. `numbers` holds a cell's two headings and its number."""

    title: str
    at: str
    user: str
    scope: str
    table: Table
    numbers: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not what it was when handed up."""

    row: str
    column: str
    before: int
    now: int


def numbers_of(result: Result) -> dict[tuple[str, str], int]:
    """Return every number of a result by its headings, totals under 合计."""
    columns: dict[Value, str] = {head.value: head.text for head in result.columns}
    rows = {head.value: head.text for head in result.rows}
    found: dict[tuple[str, str], int] = {}
    if columns:
        found |= {(rows[row], columns[column]): number for (row, column), number in result.cells.items()}
        found |= {(ALL, columns[column]): number for column, number in result.column_totals.items()}
    if not result.by_year:
        found |= {(rows[row], ALL): number for row, number in result.row_totals.items()}
        found[ALL, ALL] = result.total
    return found


def freeze(archive: Archive, result: Result, at: str, user: str) -> Frozen:
    """Keep a result as it is handed up; `at` is the time of day in ISO. The oldest of very many give way."""
    made = Frozen(result.table.title, at, user, result.scope, result.table, numbers_of(result))
    kept = [*frozen(archive), made][-MOST_FROZEN:]
    archive.settings.set(FROZEN, [_stored(one) for one in kept])
    return made


def frozen(archive: Archive) -> list[Frozen]:
    """Return what was handed up, oldest first."""
    stored = archive.settings.get(FROZEN, [])
    listed = cast("list[dict[str, Any]]", stored) if isinstance(stored, list) else []
    found: list[Frozen] = []
    for one in listed:
        table = from_stored(one.get("table"))
        if table is not None:
            numbers = {(str(row), str(column)): int(number) for row, column, number in one["numbers"]}
            found.append(Frozen(table.title, one["at"], one["user"], one["scope"], table, numbers))
    return found


def _stored(one: Frozen) -> dict[str, Any]:
    return {
        "at": one.at, "user": one.user, "scope": one.scope, "table": one.table.to_json(),
        "numbers": [[row, column, number] for (row, column), number in one.numbers.items()],
    }  # fmt: skip


def changed_since(archive: Archive, one: Frozen) -> list[Difference]:
    """Return the cells that differ from what was handed up, computed anew by the same declaration."""
    now = numbers_of(compute(archive, one.table, one.scope))
    keys = [*one.numbers, *(key for key in now if key not in one.numbers)]
    pairs = ((key, one.numbers.get(key, 0), now.get(key, 0)) for key in keys)
    return [Difference(*key, before, after) for key, before, after in pairs if before != after]
