"""Settings that offices share by pack: lines and amounts, code lists, import mappings, templates.

One generic table: a named table holds values by key, and every desk that set a value has its own row, which only it
writes. The value in force is that of the highest rank, then the highest version, then the desk: the same everywhere,
whatever the order of arrival, and no clock decides. What is not in force is kept and seen by `rows`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from storage.archive.archive import Archive
from storage.archive.transaction import transaction


@dataclass(frozen=True, slots=True)
class SharedRow:
    """A value as one desk set it; `value` is JSON text, None where the desk took its own back. `at` UTC, ISO."""

    name: str
    key: str
    desk: str
    rank: int
    version: int
    value: str | None
    at: str
    user: str


_COLUMNS = "name, key, desk, rank, version, value, at, user"
_ORDER = "rank DESC, version DESC, desk DESC"


def put(archive: Archive, name: str, key: str, value: Any) -> None:
    """Set a value of a named table, here and for those who get our packs; None takes it back, so that others' count."""
    with transaction(archive) as connection:
        newest = connection.execute("SELECT max(version) FROM shared_row WHERE name = ? AND key = ?", (name, key))
        author = archive.author
        row = SharedRow(
            name,
            key,
            author.desk,
            author.rank,
            1 + (newest.fetchone()[0] or 0),
            None if value is None else orjson.dumps(value).decode(),
            datetime.now(UTC).isoformat(timespec="seconds"),
            author.user,
        )
        _write(archive, [row])


def take(archive: Archive, rows: Iterable[SharedRow]) -> int:
    """Take in rows of other desks; a row replaces only an older one of the same desk. Returns how many were newer."""
    with transaction(archive):
        newer = [row for row in rows if row.version > _version(archive, row)]
        _write(archive, newer)
        return len(newer)


def _version(archive: Archive, row: SharedRow) -> int:
    found = archive.connection.execute(
        "SELECT version FROM shared_row WHERE name = ? AND key = ? AND desk = ?", (row.name, row.key, row.desk)
    ).fetchone()
    return found[0] if found else 0


def _write(archive: Archive, rows: Iterable[SharedRow]) -> None:
    archive.connection.executemany(
        f"INSERT OR REPLACE INTO shared_row({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(r.name, r.key, r.desk, r.rank, r.version, r.value, r.at, r.user) for r in rows],
    )


def in_force(archive: Archive, name: str) -> dict[str, Any]:
    """Return the values in force of a named table, by key."""
    found: dict[str, Any] = {}
    for row in rows(archive, name):
        if row.value is not None and row.key not in found:
            found[row.key] = orjson.loads(row.value)
    return found


def rows(archive: Archive, name: str = "") -> list[SharedRow]:
    """Return all rows of a named table (of all tables for ""), for each key the one in force first."""
    where, values = ("WHERE name = ?", [name]) if name else ("", [])
    listed = archive.connection.execute(
        f"SELECT {_COLUMNS} FROM shared_row {where} ORDER BY name, key, {_ORDER}",  # noqa: S608
        values,
    )
    return [SharedRow(*row) for row in listed]
