"""The one way in: every change to a record goes through here, as an op of a batch, in one transaction."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Record
from models.keys import new_uid
from storage.archive import after_save, audit, housing_cases
from storage.archive.archive import Archive
from storage.archive.cases import living_under
from storage.archive.columns import RowReader, table_of
from storage.archive.points_guard import refuse_overdrawn
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress, silent
from storage.archive.settling import settle
from storage.archive.transaction import record_transaction
from storage.archive.transferring import follow
from storage.archive.writing import RecordChange, Writing

__all__ = [
    "Change",
    "RecordChange",
    "change_of",
    "delete",
    "load",
    "new_local_number",
    "restore_record",
    "save",
    "write_batch",
]

PART = 500
"""Changes applied together in bulk."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a write did: its batch ("" where nothing changed), the households touched, and (uid, key) that changed."""

    batch: str
    households: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]


NOTHING = Change("", (), ())


def save(
    archive: Archive,
    changes: Iterable[RecordChange],
    *,
    reason: str = "",
    kind: str = "entry",
    source: str = "",
    progress: Progress = silent,
    total: int = 0,
) -> Change:
    """Write the changes as one batch: all of them or none. Values equal to the stored ones write nothing.

    `kind` is entry, bulk, import or demo; `source` names the file it came from; `total` is the number of changes, for
    the progress. StorageProblem where the disk refuses; Cancelled where `progress` raises it.
    """
    with write_batch(archive, kind, source, reason, progress) as writing:
        done = 0
        rest = iter(changes)
        while part := list(islice(rest, PART)):
            writing.apply(housing_cases.prepared(archive, part, kind, reason))
            done += len(part)
            if done > PART:
                progress(done, total, "写入档案")
    return change_of(writing)


def delete(archive: Archive, uid: str, *, reason: str) -> Change:
    """Put a record into the recycle bin; a household takes along all that hangs under it."""
    entity = _entity_of(archive, uid)
    if _is_deleted(archive, entity, uid):
        raise StorageProblem("deleted", "这条记录已经在回收站里，没有改动。")
    with write_batch(archive, "delete", "", reason) as writing:
        for part, part_uid in living_under(archive.connection, uid) if entity == "household" else ():
            writing.mark_deleted(part, part_uid, True)
        writing.mark_deleted(entity, uid, True)
    return change_of(writing)


def restore_record(archive: Archive, uid: str, *, reason: str = "") -> Change:
    """Take a record out of the recycle bin; a household brings back all that went with it."""
    entity = _entity_of(archive, uid)
    if not _is_deleted(archive, entity, uid):
        raise StorageProblem("not_deleted", "这条记录不在回收站里，没有改动。")
    if entity != "household" and ENTITIES[entity].owner:
        _need_living_owner(archive, entity, uid)
    with write_batch(archive, "restore", "", reason) as writing:
        parts = _gone_with(archive, uid) if entity == "household" else []
        writing.mark_deleted(entity, uid, False)
        for part, part_uid in parts:
            writing.mark_deleted(part, part_uid, False)
    return change_of(writing)


def load(archive: Archive, entity: str, uid: str) -> Record | None:
    """Return one record, or None where there is none or it is deleted."""
    leading = ("uid", "household") if ENTITIES[entity].owner else ("uid",)
    reader = RowReader(ENTITIES[entity], leading)
    row = archive.connection.execute(
        f"SELECT {reader.columns} FROM {table_of(entity)} WHERE uid = ? AND deleted = 0",  # noqa: S608
        (uid,),
    ).fetchone()
    return reader.record(row) if row else None


def new_local_number(archive: Archive) -> str:
    """Return the next local household number of this desk: L, six digits of the desk, five of the count, a check digit.

    The check digit is the ISO 7064 MOD 11-2 character over all hexadecimal digits before it, as in an ID number.
    """
    connection = archive.connection
    connection.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'local_numbers'")
    count = int(connection.execute("SELECT value FROM meta WHERE key = 'local_numbers'").fetchone()[0])
    body = f"{archive.office.desk[:6].upper()}{count:05d}"
    return f"L{body}{_check_character(body)}"


def _check_character(body: str) -> str:
    total = 0
    for character in body:
        total = (total + int(character, 16)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


@contextmanager
def write_batch(
    archive: Archive, kind: str, source: str, reason: str, progress: Progress = silent, undoes: str = ""
) -> Generator[Writing]:
    """Open one batch: everything written inside stands or falls together."""
    archive.refuse_read_only()
    batch, at = new_uid(), datetime.now(UTC).isoformat(timespec="milliseconds")
    with record_transaction(archive, (batch, kind, source, at)):
        writing = Writing(archive, batch, at, reason)
        yield writing
        if writing.moved or writing.rehoused:
            follow(archive.connection, writing)
        writing.close()
        if writing.touched.ops == 0:
            archive.connection.rollback()
            writing.batch = ""
        else:
            settle(archive, writing, progress)
            refuse_overdrawn(archive.connection, _points(writing, kind))
            after_save.refresh(archive, writing.touched, progress)
            _record_batch(archive, writing, kind, source, undoes)
            if kind == "import":
                figures = f"{len(writing.touched.households)} 户"
                audit.note(archive, audit.Kind.IMPORT, "导入表格", figures)


def _points(writing: Writing, kind: str) -> list[str]:
    """Return the entries of shop points a desk itself writes; what came from others is taken as it happened."""
    undone = writing.folded.get("shop_points", ()) if kind == "undo" else ()
    return [*writing.points, *undone]


def _record_batch(archive: Archive, writing: Writing, kind: str, source: str, undoes: str) -> None:
    touched = writing.touched
    archive.connection.execute(
        "INSERT INTO batch(uid, kind, source, at, user, households, people, first_op, last_op, undoes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, (SELECT max(n) FROM op), ?)",
        (
            writing.batch,
            kind,
            source,
            writing.at,
            archive.user,
            len(touched.households),
            len(touched.people),
            writing.first_op,
            undoes or None,
        ),
    )
    if undoes:
        archive.connection.execute("UPDATE batch SET undone_by = ? WHERE uid = ?", (writing.batch, undoes))
        archive.connection.execute(
            "UPDATE batch SET undone_by = NULL WHERE uid = (SELECT undoes FROM batch WHERE uid = ?)", (undoes,)
        )


def change_of(writing: Writing) -> Change:
    """Return what a closed batch did."""
    if not writing.batch:
        return NOTHING
    touched = writing.touched
    return Change(writing.batch, tuple(touched.households), tuple(touched.changed))


def _entity_of(archive: Archive, uid: str) -> str:
    for name, entity in ENTITIES.items():
        if (
            not entity.part_of
            and archive.connection.execute(
                f"SELECT 1 FROM {table_of(name)} WHERE uid = ?",  # noqa: S608
                (uid,),
            ).fetchone()
        ):
            return name
    raise StorageProblem("not_found", f"档案里没有编号为“{uid}”的记录，没有改动。")


def _is_deleted(archive: Archive, entity: str, uid: str) -> bool:
    row = archive.connection.execute(f"SELECT deleted FROM {table_of(entity)} WHERE uid = ?", (uid,)).fetchone()  # noqa: S608
    return bool(row and row[0])


def _need_living_owner(archive: Archive, entity: str, uid: str) -> None:
    row = archive.connection.execute(
        f"SELECT h.deleted FROM {table_of(entity)} r JOIN household h ON h.uid = r.household WHERE r.uid = ?",  # noqa: S608
        (uid,),
    ).fetchone()
    if row and row[0]:
        raise StorageProblem("owner_deleted", "这条记录所属的户也在回收站里。请先恢复该户。")


def _gone_with(archive: Archive, household: str) -> list[tuple[str, str]]:
    """Return (entity, uid) of what went in the same batch as the household: all that hung under it."""
    last = "SELECT batch FROM op WHERE uid = ? ORDER BY n DESC LIMIT 1"
    connection = archive.connection
    batch = connection.execute(last, (household,)).fetchone()
    found: list[tuple[str, str]] = []
    for name in ("member", "year", *HOUSEHOLD_PARTS):
        query = f"SELECT uid FROM {table_of(name)} WHERE household = ? AND deleted = 1"  # noqa: S608
        uids = [row[0] for row in connection.execute(query, (household,)).fetchall()]
        found += [(name, uid) for uid in uids if connection.execute(last, (uid,)).fetchone() == batch]
    return found
