"""A person's right to deletion: what was ever written about them is dropped from the change log, here and elsewhere.

An `erase` op names the ops whose payloads go; it travels like any op. The chains still hold, for a header names its
payload by hash only. Values of others that stood in the same op are written anew first. Who erased, when and why stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

from models.catalogue import HOUSEHOLD_PARTS
from storage.archive import audit
from storage.archive.archive import DATABASE_NAME, Archive
from storage.archive.attachments import drop_files, hashes_of
from storage.archive.audit import Kind
from storage.archive.columns import table_of
from storage.archive.erased_ops import apply_erasures
from storage.archive.ops import DELETED, ERASE, HOME, Draft, Op, ops_of
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.records import write_batch
from storage.archive.roles import Power
from storage.archive.rows import read_flat
from storage.archive.state import heads_of
from storage.archive.writing import Writing

LARGEST_CLEANED = 512 << 20
"""Bytes of a database that is rewritten after erasing: it passes through the memory."""
_OWNED = ("member", "year", *HOUSEHOLD_PARTS)
_NAMING = ("name", "id_number", "person_number")
"""Fields of a person that stand in the household's own record where they lead it."""


LEFT = (
    "已经给出去的导出表、打印件和 U 盘上的旧包里还有；以前的备份里也有，会随时间清掉。"
    "交换后，收到的单位也会抹去；没有再交换的单位不会。"
)
"""What erasing does not reach, told each time."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: how many changes, and the attachments' files that were removed."""

    batch: str
    ops: int
    files: int


def erase(archive: Archive, uid: str, reason: str) -> Erased:
    """Erase the household or person of that uid; StorageProblem where it is neither."""
    for entity, job in (("household", erase_household), ("member", erase_person)):
        if uid in read_flat(archive.connection, entity, [uid]):
            return job(archive, uid, reason)
    raise StorageProblem("not_in_bin", "回收站里没有这一户或这个人，没有抹去。")


def erase_household(archive: Archive, uid: str, reason: str) -> Erased:
    """Erase a household that lies in the recycle bin, with all its people and everything under it."""
    _check(archive, "household", uid, reason)
    wanted = [("household", uid), *_under(archive, uid)]
    return _erase(archive, reason, wanted, lambda _writing: None)


def erase_person(archive: Archive, uid: str, reason: str) -> Erased:
    """Erase a person who lies in the recycle bin: their record, yearly facts, income, and what names only them.

    StorageProblem where they are joined with another record, or the household has open conflicts or was moved: there
    the values of the others can't be told apart safely.
    """
    row = _check(archive, "member", uid, reason)
    household = row["household"]
    connection = archive.connection
    joined = connection.execute("SELECT 1 FROM alias WHERE uid = ? OR root = ?", (uid, uid)).fetchone()
    if joined:
        raise StorageProblem("joined", "这个人与另一条记录合为一人，没有抹去。请先在“待处理”里分开，再抹去。")
    others = _under(archive, household)
    wanted = [("member", uid)]
    rewritten: list[tuple[str, str]] = [("household", household)]
    for entity, other in others:
        if entity == "year":
            rewritten.append((entity, other))
        elif entity != "member" and _is_about(archive, entity, other, uid):
            wanted.append((entity, other))
    names = {str(row[name]) for name in _NAMING if row.get(name)}

    def keep_the_others(writing: Writing) -> None:
        for entity, other in rewritten:
            _part(archive, writing, entity, other, uid, names if entity == "household" else set())

    return _erase(archive, reason, wanted, keep_the_others)


def _check(archive: Archive, entity: str, uid: str, reason: str) -> dict[str, Any]:
    archive.refuse_read_only()
    archive.require(Power.ERASE)
    if not reason.strip():
        raise StorageProblem("no_reason", "抹去要写依据（例如本人申请、哪一天、经谁同意），没有抹去。")
    row = read_flat(archive.connection, entity, [uid]).get(uid)
    if row is None or row["deleted"] != 1:
        raise StorageProblem("not_in_bin", "只能抹去已在回收站里的记录，没有抹去。请先删除，再到回收站抹去。")
    return row


def _under(archive: Archive, household: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entity in _OWNED:
        query = f"SELECT uid FROM {table_of(entity)} WHERE household = ?"  # noqa: S608
        found += [(entity, row[0]) for row in archive.connection.execute(query, (household,)).fetchall()]
    return found


def _is_about(archive: Archive, entity: str, uid: str, person: str) -> bool:
    row = read_flat(archive.connection, entity, [uid]).get(uid) or {}
    return row.get("person") == person


def _erase(
    archive: Archive, reason: str, wanted: Iterable[tuple[str, str]], before: Callable[[Writing], None]
) -> Erased:
    connection = archive.connection
    connection.execute("PRAGMA secure_delete = ON")
    named, files = 0, list[str]()
    with write_batch(archive, "erase", "", reason) as writing:
        before(writing)
        for entity, uid in wanted:
            ops = ops_of(connection, [uid])[uid]
            if entity == "attachment":
                files += hashes_of(connection, [uid])
            named += _write(writing, entity, uid, ops)
        writing.flush()
        for entity, uids in apply_erasures(connection, writing.first_op).items():
            writing.folded.setdefault(entity, {}).update(uids)
    gone = drop_files(archive, files)
    audit.note(archive, Kind.ERASE, "抹去", f"{named} 条改动")
    _clean(archive)
    return Erased(writing.batch, named, gone)


def _clean(archive: Archive) -> None:
    """Leave nothing of it in the index, in freed room of the database, or in the log beside it.

    A full disk or a very large archive keeps the freed room until it is used again.
    """
    connection = archive.connection
    with suppress(StorageProblem), known_problems():
        connection.execute("INSERT INTO search_index(search_index) VALUES('optimize')")
        if (archive.folder / DATABASE_NAME).stat().st_size < LARGEST_CLEANED:
            connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write(writing: Writing, entity: str, uid: str, ops: list[Op]) -> int:
    """Write the op that names a record's ops, in each scope that has some: whoever has one of them gets to know."""
    listed = [op for op in ops if op.kind != ERASE]
    for scope in dict.fromkeys(op.scope for op in listed):
        seen = sorted(op.id for op in listed if op.scope == scope)
        writing.append(Draft(entity, uid, scope, {}, seen=seen, reason=writing.reason, kind=ERASE))
    return len(listed)


def _part(archive: Archive, writing: Writing, entity: str, uid: str, person: str, names: set[str]) -> None:
    """Write anew what others' values stood in ops that also speak of the person, then name those ops."""
    ops = ops_of(archive.connection, [uid])[uid]
    speaking = [op for op in ops if any(_speaks(facet, value, person, names) for facet, value in op.facets.items())]
    if not speaking:
        return
    heads = heads_of(ops)
    if any(len(head) > 1 for head in heads.values()):
        raise StorageProblem("open_conflict", "这一户有没处理完的冲突，没有抹去。请先到“待处理”处理，再抹去。")
    if HOME in heads or len({op.scope for op in ops}) > 1:
        raise StorageProblem("moved_away", "这一户迁移过，不能只抹去其中一人，没有抹去。请县里或镇里抹去整户后重录。")
    facets: dict[str, Any] = {}
    parents: dict[str, list[str]] = {}
    for facet in dict.fromkeys(facet for op in speaking for facet in (*op.facets, *op.parents)):
        head = heads.get(facet)
        if head and facet != DELETED and not _speaks(facet, head[0].value, person, names):
            facets[facet] = head[0].value
            # all who ever wrote it: what an erased op had replaced must not come back to life
            parents[facet] = sorted(op.id for op in ops if facet in op.facets)
    if facets:
        received = {key: pair for op in ops for key, pair in op.received.items() if key in facets}
        writing.append(Draft(entity, uid, ops[0].scope, facets, parents, received, reason=writing.reason))
    seen = sorted(op.id for op in speaking)
    writing.append(Draft(entity, uid, ops[0].scope, {}, seen=seen, reason=writing.reason, kind=ERASE))


def _speaks(facet: str, value: object, person: str, names: set[str]) -> bool:
    """Tell whether a facet is about a person: keyed by them, or holding one of their names."""
    if facet.endswith(f":{person}"):
        return True
    values = cast("dict[str, object]", value).values() if isinstance(value, dict) else [value]
    return bool(names) and any(isinstance(one, str) and one in names for one in values)
