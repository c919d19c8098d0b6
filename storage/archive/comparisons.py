"""Comparisons with other offices' lists: our people as they are compared, and the lines that were found, kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from models.catalogue import ENTITIES
from models.comparison import Ours
from models.comparison_kinds import Outcome
from storage.archive.archive import Archive
from storage.archive.columns import reader_of
from storage.archive.progress import Progress, silent
from storage.archive.transaction import transaction

_TABLES = {"household": "h", "member": "m", "year": "y", "member_year": "my"}
COMPARABLE = frozenset(_TABLES)
"""Entities whose fields can be compared: one record for each person or household and year."""
_WHO = (
    "m.household, m.uid, coalesce(m.name, ''), coalesce(m.id_number, ''), coalesce(m.person_number, ''), "
    "coalesce(h.number, h.local_number, ''), coalesce(h.division, ''), coalesce(m.member_state, '1'), "
    "coalesce(m.relation = '01', 0), coalesce(m.birth_date, '')"
)


def people_to_compare(
    archive: Archive, fields: Iterable[str], *, scope: str = "", year: int, progress: Progress = silent
) -> list[Ours]:
    """Return all people of a place with some fields (“entity.field”), as they stand in a year.

    People who have left or died are there too, with their state.
    """
    keys = sorted(set(fields))
    picked = [(key, *key.split(".", 1)) for key in keys]
    columns = "".join(f', {_TABLES[entity]}."{name}"' for _key, entity, name in picked)
    readers = [
        None if (reader := reader_of(ENTITIES[entity].field(name).kind)) is _PLAIN else reader
        for _key, entity, name in picked
    ]
    rows = archive.connection.execute(
        f"SELECT {_WHO}{columns} FROM member m JOIN household h ON h.uid = m.household "  # noqa: S608
        "LEFT JOIN year y ON y.household = m.household AND y.year = ? AND y.deleted = 0 "
        "LEFT JOIN member_year my ON my.household = m.household AND my.year = ? AND my.person = m.uid "
        "WHERE m.deleted = 0 AND h.deleted = 0 AND coalesce(h.division, '') LIKE ?",
        (year, year, f"{scope}%"),
    )
    people: list[Ours] = []
    for done, row in enumerate(rows):
        values = dict(zip(keys, row[10:], strict=True))
        for key, reader in zip(keys, readers, strict=True):
            if reader is not None:
                values[key] = reader(values[key])
        home, uid, name, id_number, person_number, number, division, state, is_head, born = row[:10]
        people.append(
            Ours(home, uid, name, id_number, person_number, number, division, state, bool(is_head), born, values)
        )
        if done % 5000 == 0:
            progress(done, 0, "读取档案")
    return people


_PLAIN = reader_of(ENTITIES["member"].field("name").kind)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One list that was compared. `at` UTC; `counts` by outcome, `open_counts` those not handled yet."""

    id: int
    kind: str
    file: str
    sheet: str
    scope: str
    year: int
    at: str
    user: str
    rows: int
    same: int
    others: int
    notes: tuple[str, ...]
    counts: dict[str, int]
    open_counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One difference as it is kept: `mine` and `theirs` as people read them, `told` the list's own other columns."""

    comparison: int
    n: int
    outcome: str
    row: int
    household: str
    person: str
    division: str
    number: str
    name: str
    id_number: str
    their_name: str
    their_id: str
    field: str
    mine: str
    theirs: str
    reason: str
    told: str
    handled: str = ""
    handled_by: str = ""
    note: str = ""


_KEPT = ("n", "outcome", "row", "household", "person", "division", "number", "name", "id_number", "their_name",
         "their_id", "field", "mine", "theirs", "reason", "told")  # fmt: skip


def keep_comparison(
    archive: Archive,
    kind: str,
    source: tuple[str, str],
    *,
    scope: str,
    year: int,
    counts: tuple[int, int, int],
    notes: Sequence[str],
    lines: Iterable[ComparedLine],
) -> int:
    """Keep a comparison and return its id; what was handled in the last one of its kind and place stays handled.

    `source` is (file, sheet), `counts` (lines of the list, the same, not ours).
    """
    with transaction(archive) as connection:
        found = connection.execute(
            "SELECT id FROM comparison WHERE kind = ? AND scope = ? ORDER BY id DESC LIMIT 1", (kind, scope)
        ).fetchone()
        marks: dict[bytes, tuple[str, str, str]] = {}
        if found is not None:
            query = (
                "SELECT key, handled, handled_by, note FROM comparison_line "
                "WHERE comparison = ? AND handled IS NOT NULL"
            )
            marks = {row[0]: row[1:] for row in connection.execute(query, found)}
        cursor = connection.execute(
            "INSERT INTO comparison(kind, file, sheet, scope, year, at, user, rows, same, others, notes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (kind, *source, scope, year, _now(), archive.user, *counts, "\n".join(notes)),
        )
        made = cursor.lastrowid or 0
        columns = ", ".join(_KEPT)
        connection.executemany(
            f"INSERT INTO comparison_line(comparison, {columns}, key, handled, handled_by, note) "  # noqa: S608
            f"VALUES ({', '.join('?' * (len(_KEPT) + 5))})",
            (_row(made, line, marks) for line in lines),
        )
    return made


def _row(made: int, line: ComparedLine, marks: dict[bytes, tuple[str, str, str]]) -> tuple[object, ...]:
    told = (line.outcome, line.person, line.their_id or line.their_name, line.field, line.mine, line.theirs)
    key = hashlib.blake2b("\n".join(told).encode(), digest_size=8).digest()
    return (made, *(getattr(line, name) for name in _KEPT), key, *marks.get(key, (None, None, None)))


def comparisons(archive: Archive, kind: str = "") -> list[Comparison]:
    """Return the comparisons that were made, the latest first."""
    rows = archive.connection.execute(
        "SELECT id, kind, file, sheet, scope, year, at, user, rows, same, others, notes FROM comparison "
        "WHERE ? = '' OR kind = ? ORDER BY id DESC",
        (kind, kind),
    ).fetchall()
    return [_comparison(archive, row) for row in rows]


def comparison(archive: Archive, number: int) -> Comparison | None:
    """Return one comparison, or None."""
    row = archive.connection.execute(
        "SELECT id, kind, file, sheet, scope, year, at, user, rows, same, others, notes FROM comparison WHERE id = ?",
        (number,),
    ).fetchone()
    return _comparison(archive, row) if row is not None else None


def _comparison(archive: Archive, row: tuple[int, str, str, str, str, int, str, str, int, int, int, str]) -> Comparison:
    counted: list[tuple[str, int, int]] = archive.connection.execute(
        "SELECT outcome, count(*), count(*) - count(handled) FROM comparison_line WHERE comparison = ? "
        "GROUP BY outcome",
        (row[0],),
    ).fetchall()
    order = {outcome: place for place, outcome in enumerate(Outcome)}
    counted.sort(key=lambda one: order[Outcome(one[0])])
    notes = tuple(row[11].split("\n")) if row[11] else ()
    return Comparison(
        *row[:11], notes, {name: all_ for name, all_, _open in counted}, {name: left for name, _all, left in counted}
    )


def comparison_lines(
    archive: Archive, number: int, *, outcome: str = "", only_open: bool = False, by_household: bool = False
) -> list[ComparedLine]:
    """Return the lines of a comparison in their order, or household by household."""
    order = "division, number, household, person, n" if by_household else "n"
    rows = archive.connection.execute(
        f"SELECT comparison, {', '.join(_KEPT)}, coalesce(handled, ''), coalesce(handled_by, ''), coalesce(note, '') "  # noqa: S608
        "FROM comparison_line WHERE comparison = ? AND (? = '' OR outcome = ?) AND (NOT ? OR handled IS NULL) "
        f"ORDER BY {order}",
        (number, outcome, outcome, only_open),
    )
    return [ComparedLine(*row) for row in rows]


def handle_lines(archive: Archive, number: int, lines: Iterable[int], note: str, *, handled: bool = True) -> int:
    """Mark lines as handled, with a note; or, with `handled` False, as open again. Returns how many."""
    at = _now() if handled else None
    values = [(at, archive.user if handled else None, note if handled else None, number, n) for n in lines]
    with transaction(archive) as connection:
        connection.executemany(
            "UPDATE comparison_line SET handled = ?, handled_by = ?, note = ? WHERE comparison = ? AND n = ?", values
        )
    return len(values)


def drop_comparison(archive: Archive, number: int) -> None:
    """Forget a comparison with all its lines."""
    with transaction(archive) as connection:
        connection.execute("DELETE FROM comparison_line WHERE comparison = ?", (number,))
        connection.execute("DELETE FROM comparison WHERE id = ?", (number,))


def drift(archive: Archive, number: int) -> list[tuple[str, int, int]]:
    """Return (division, differences, open ones) of our people by village, the most open first."""
    rows = archive.connection.execute(
        "SELECT division, count(*), count(*) - count(handled) AS left FROM comparison_line "
        "WHERE comparison = ? AND division <> '' GROUP BY division ORDER BY left DESC, division",
        (number,),
    )
    return [(division, all_, left) for division, all_, left in rows]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
