"""The tail of a backup: what has come since a whole copy. The ops that are new, the small tables as they stand.

What can be computed from the ops (records, lists, findings, search, the inbox) is not kept, but computed again when the
tail is put on its copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from models.catalogue import RECORD_ENTITIES
from storage.archive import after_save, sqlite
from storage.archive.archive import Archive
from storage.archive.columns import table_of
from storage.archive.erased_ops import apply_erasures
from storage.archive.files_aside import build_aside
from storage.archive.merge_fold import fold_touched
from storage.archive.merge_result import MergeResult
from storage.archive.merge_review import Review
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress, silent
from storage.archive.sqlite import Connection

T = TypeVar("T")

GROWING = ("op", "audit", "kept_row", "finding_fixed", "pack_taken")
"""Tables that only get rows, numbered by `n`: the tail has those after the copy's last."""
COMPUTED = frozenset(table_of(entity) for entity in RECORD_ENTITIES) | {
    "member_year", "income_item", "household_row", "finding", "conflict", "alias", "division_list", "search_common",
}  # fmt: skip
"""Tables that follow from the ops or from the program; the others are kept whole."""
_TABLES = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"


def ends(connection: Connection) -> dict[str, list[int]]:
    """Return, for each growing table, its number of rows and the number of the last."""
    found: dict[str, list[int]] = {}
    for table in GROWING:
        row = connection.execute(f"SELECT count(*), coalesce(max(n), 0) FROM {table}").fetchone()  # noqa: S608
        found[table] = [row[0], row[1]]
    return found


def write_tail(
    connection: Connection,
    target: Path,
    key: bytes | None,
    base: Mapping[str, Sequence[int]],
    facts: Callable[[Connection], T],
) -> T | None:
    """Write the tail after the copy whose `ends` are `base`, check it, and return what `facts` reads at that moment.

    None, and nothing is written, where rows of the copy have gone since: then only a whole copy will do. `connection`
    is one of its own, not inside a transaction, that may write to other files.
    """
    read: list[T] = []

    def build(part: Path) -> None:
        part.unlink(missing_ok=True)
        connection.execute("ATTACH DATABASE ? AS tail KEY ?", (str(part), f"x'{key.hex()}'" if key else ""))
        try:
            connection.execute("BEGIN")
            if not all(_still_there(connection, table, *end) for table, end in base.items()):
                raise _Gone
            for table in _kept_tables(connection):
                where = f" WHERE n > {int(base[table][1])}" if table in base else ""
                connection.execute(f'CREATE TABLE tail."{table}" AS SELECT * FROM main."{table}"{where}')  # noqa: S608
            read.append(facts(connection))
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("DETACH DATABASE tail")
        _check(part, key)

    try:
        build_aside(target, build)
    except _Gone:
        return None
    return read[0]


class _Gone(Exception):
    """Rows of the copy are no longer there."""


def _still_there(connection: Connection, table: str, count: int, last: int) -> bool:
    query = f"SELECT count(*) FROM main.{table} WHERE n <= ?"  # noqa: S608
    return connection.execute(query, (last,)).fetchone()[0] == count


def _check(part: Path, key: bytes | None) -> None:
    tail = sqlite.connect(part, key, read_only=True, immutable=True)
    try:
        complaints = sqlite.quick_check(tail)
        tail.execute("SELECT count(*) FROM op").fetchone()
    finally:
        tail.close()
    if complaints:
        raise StorageProblem("bad_copy", f"备份没有通过检查（{complaints[0]}），没有保留。请检查磁盘后再备份一次。")


def _kept_tables(connection: Connection) -> list[str]:
    names = [row[0] for row in connection.execute(_TABLES).fetchall()]
    return sorted(
        name for name in names if name not in COMPUTED and not name.startswith(("sqlite_", "search_index", "_sqlite"))
    )


def apply_tail(archive: Archive, tail: Path, progress: Progress = silent) -> None:
    """Put a tail on the copy that `archive` was opened from, and compute what follows from it; one transaction."""
    connection = archive.connection
    key = f"x'{archive.key.hex()}'" if archive.key else ""
    connection.execute("ATTACH DATABASE ? AS tail KEY ?", (str(tail), key))
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            _apply(archive, progress)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    finally:
        connection.execute("DETACH DATABASE tail")


def _apply(archive: Archive, progress: Progress) -> None:
    connection = archive.connection
    first = 1 + (connection.execute("SELECT max(n) FROM main.op").fetchone()[0] or 0)
    tables = [row[0] for row in connection.execute("SELECT name FROM tail.sqlite_master WHERE type = 'table'")]
    changed_holds = set(connection.execute(_HOLDS.format("main", "tail")).fetchall())
    changed_holds |= set(connection.execute(_HOLDS.format("tail", "main")).fetchall())
    _copy_in(connection, tables)
    touched: dict[str, dict[str, None]] = {}
    rows: list[tuple[str, str]] = connection.execute(f"{_NAMED} WHERE n >= ?", (first,)).fetchall()
    for (name,) in changed_holds:
        rows += connection.execute(f"{_NAMED} WHERE id = ?", (name,)).fetchall()
    for entity, uids in apply_erasures(connection, first).items():
        rows += [(entity, uid) for uid in uids]
    for entity, uid in rows:
        touched.setdefault(entity, {})[uid] = None
    archive.divisions.forget()
    review = Review(archive, MergeResult(), first, "", ())
    at = connection.execute("SELECT coalesce(max(at), '') FROM batch").fetchone()[0]
    fold_touched(archive, touched, review, at, progress)
    _tell_times(connection, first)
    after_save.refresh(archive, review.touched, progress)
    _copy_in(connection, [table for table in tables if table in ("finding_fixed", "setting")])


def _tell_times(connection: Connection, first: int) -> None:
    """Let each record say when it was last written, not when it was put back."""
    times = "json_extract(CAST(header AS TEXT), '$.e'), max(json_extract(CAST(header AS TEXT), '$.t')), uid"
    rows = connection.execute(f"SELECT {times} FROM main.op WHERE n >= ? GROUP BY uid", (first,)).fetchall()  # noqa: S608
    for entity in (*RECORD_ENTITIES, "household_row"):
        own = [(at, uid) for named, at, uid in rows if named == entity.removesuffix("_row")]
        connection.executemany(f"UPDATE main.{table_of(entity)} SET updated = ? WHERE uid = ?", own)  # noqa: S608


_HOLDS = "SELECT DISTINCT op FROM (SELECT op, facet FROM {}.op_held EXCEPT SELECT op, facet FROM {}.op_held)"
_NAMED = "SELECT json_extract(CAST(header AS TEXT), '$.e'), uid FROM main.op"


def _copy_in(connection: Connection, tables: list[str]) -> None:
    for table in tables:
        columns = ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA tail.table_info('{table}')"))
        if table in GROWING:
            connection.execute(
                f'DELETE FROM main."{table}" WHERE n IN (SELECT n FROM tail."{table}")'  # noqa: S608
            )
        else:
            connection.execute(f'DELETE FROM main."{table}"')  # noqa: S608
        connection.execute(f'INSERT INTO main."{table}"({columns}) SELECT {columns} FROM tail."{table}"')  # noqa: S608
