"""Two records that may be one person: found after every merge and kept as cases, never joined by themselves.

An ID number typed wrongly must not swallow another person (sync.md §1.3): the same normalised number is a case, and so
are two people of the same name and birthday of whom one has no number, or whose numbers differ as mistyped ones do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storage.archive.alias_table import ends_of, read_edges
from storage.archive.archive import Archive
from storage.archive.cases import COLUMNS, DUPLICATE, case_id
from storage.archive.ops import SAME
from storage.archive.sqlite import Connection
from storage.archive.state import heads_of

MOST_TYPOS = 2
"""So many places may differ in two numbers that are taken for one mistyped."""

SAME_NUMBER, NEAR = "identity", "near"
"""What a case stands on, kept as its facet."""

_MANY = 5000
_ANY_DOUBLED = (
    "SELECT 1 FROM member WHERE deleted = 0 AND id_number IS NOT NULL "
    "GROUP BY substr(id_number, 1, 18) HAVING count(*) > 1 LIMIT 1"
)
_SAME_ID = (
    "SELECT a.uid, b.uid FROM asked q JOIN member a ON a.uid = q.uid "
    "JOIN member b ON substr(b.id_number, 1, 18) = substr(a.id_number, 1, 18) AND b.uid <> a.uid "
    "WHERE a.id_number IS NOT NULL AND b.id_number IS NOT NULL AND a.deleted = 0 AND b.deleted = 0 "
    "AND (a.member_state IS NULL OR a.member_state = '1') AND (b.member_state IS NULL OR b.member_state = '1')"
)
_SAME_NAME = (
    "SELECT a.uid, b.uid, substr(a.id_number, 1, 18), substr(b.id_number, 1, 18) FROM member b "
    "JOIN asked_name q ON q.name = b.name AND q.birth = b.birth_date JOIN member a ON a.uid = q.uid "
    "WHERE b.uid <> a.uid AND a.deleted = 0 AND b.deleted = 0 "
    "AND (a.member_state IS NULL OR a.member_state = '1') AND (b.member_state IS NULL OR b.member_state = '1')"
)


def refresh(archive: Archive, people: Iterable[str], *, near: Iterable[str] = ()) -> set[str]:
    """Bring the duplicate cases of these people up to date; returns the ids of those that were not open before.

    The few of `near` are also compared by name and birthday, which reads the names of the whole archive.
    """
    connection = archive.connection
    listed = list(people)
    if not listed:
        return set()
    _ask(connection, listed)
    before = dict(
        connection.execute(
            "SELECT id, facet FROM conflict WHERE kind = 'duplicate' AND (uid IN (SELECT uid FROM asked) "
            "OR other IN (SELECT uid FROM asked))"
        ).fetchall()
    )
    same = {_pair(row[0], row[1]) for row in connection.execute(_SAME_ID).fetchall()}
    alike = _near(connection, [*near, *(uid for uid in listed if NEAR in before.values())]) - same
    return _put(connection, before, {SAME_NUMBER: same, NEAR: alike})


def refresh_all(archive: Archive, alike: set[tuple[str, str]]) -> set[str]:
    """Bring all duplicate cases up to date, and open those of pairs found otherwise; returns the new ones' ids."""
    connection = archive.connection
    listed = [row[0] for row in connection.execute("SELECT uid FROM member WHERE deleted = 0").fetchall()]
    _ask(connection, listed)
    before = dict(connection.execute("SELECT id, facet FROM conflict WHERE kind = 'duplicate'").fetchall())
    same = {_pair(row[0], row[1]) for row in connection.execute(_SAME_ID).fetchall()}
    return _put(connection, before, {SAME_NUMBER: same, NEAR: (_near(connection, listed) | alike) - same})


def refresh_numbers(archive: Archive, id_parts: Iterable[str], people: Iterable[str]) -> None:
    """Open a case for people of a local batch whose number stands elsewhere too; few of them, or none at all."""
    listed = list(id_parts)
    if len(listed) > _MANY and archive.connection.execute(_ANY_DOUBLED).fetchone() is None:
        return
    refresh(archive, people)


def _put(connection: Connection, before: dict[str, str], pairs: dict[str, set[tuple[str, str]]]) -> set[str]:
    decided = _decided(connection) if any(pairs.values()) else set[tuple[str, str]]()
    found = {
        case_id(DUPLICATE, one, other): (facet, one, other)
        for facet, listed in pairs.items()
        for one, other in listed - decided
    }
    connection.executemany("DELETE FROM conflict WHERE id = ?", [(name,) for name in before.keys() - found.keys()])
    connection.executemany(
        f"INSERT OR REPLACE INTO conflict({COLUMNS}) "  # noqa: S608
        "SELECT ?, 'duplicate', uid, 'member', ?, household, scope, ?, 0 FROM member WHERE uid = ?",
        [(name, facet, other, one) for name, (facet, one, other) in found.items()],
    )
    return found.keys() - before.keys()


def _ask(connection: Connection, people: Sequence[str]) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS asked (uid TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.execute("DELETE FROM asked")
    connection.executemany("INSERT OR IGNORE INTO asked(uid) VALUES (?)", [(uid,) for uid in people])


def _near(connection: Connection, people: Iterable[str]) -> set[tuple[str, str]]:
    listed = [(uid,) for uid in people]
    if not listed:
        return set()
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS asked_name (name TEXT, birth TEXT, uid TEXT, PRIMARY KEY (name, birth, uid)) "
        "WITHOUT ROWID"
    )
    connection.execute("DELETE FROM asked_name")
    connection.execute(
        "INSERT OR IGNORE INTO asked_name(name, birth, uid) SELECT m.name, m.birth_date, m.uid FROM asked q "
        "JOIN member m ON m.uid = q.uid WHERE m.name IS NOT NULL AND m.birth_date IS NOT NULL AND m.deleted = 0"
    )
    if connection.execute("SELECT 1 FROM asked_name LIMIT 1").fetchone() is None:
        return set()
    rows = connection.execute(_SAME_NAME).fetchall()
    return {_pair(one, other) for one, other, its, theirs in rows if looks_mistyped(its, theirs)}


def looks_mistyped(one: str | None, other: str | None) -> bool:
    """Tell whether two ID numbers may be one: one is missing, or at most two places differ."""
    if not one or not other:
        return True
    if len(one) != len(other):
        return abs(len(one) - len(other)) == 1
    return sum(left != right for left, right in zip(one, other, strict=True)) <= MOST_TYPOS


def _decided(connection: Connection) -> set[tuple[str, str]]:
    """Return the pairs of which a person has said that they are two."""
    found: set[tuple[str, str]] = set()
    for uid, ops in read_edges(connection).items():
        heads = heads_of(ops).get(SAME, ())
        if heads and all(head.value is False for head in heads):
            found.add(ends_of(uid))
    return found


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)
