"""Joining two records that are one person, and taking it back; a pair can also be marked as two people."""

from __future__ import annotations

from storage.archive.alias_table import edge_uid, read_edges
from storage.archive.archive import Archive
from storage.archive.ops import ALIAS, SAME, Draft
from storage.archive.problems import StorageProblem
from storage.archive.records import Change, write_batch
from storage.archive.state import heads_of
from storage.archive.writing import Writing


def alias(archive: Archive, one: str, other: str, *, reason: str = "") -> Change:
    """Join two members into one person; what they differ in becomes ordinary conflicts."""
    return _join(archive, one, other, True, reason)


def unalias(archive: Archive, one: str, other: str, *, reason: str = "") -> Change:
    """Say that two members are two people: takes a join back, and closes a duplicate case."""
    return _join(archive, one, other, False, reason)


def joined(archive: Archive) -> dict[str, list[str]]:
    """Return root → all the uids of the person, the root first."""
    found: dict[str, list[str]] = {}
    for uid, root in archive.connection.execute("SELECT uid, root FROM alias ORDER BY root, uid"):
        found.setdefault(root, []).append(uid)
    return found


def _join(archive: Archive, one: str, other: str, same: bool, reason: str) -> Change:
    with write_batch(archive, "alias" if same else "unalias", "", reason) as writing:
        write_edge(archive, writing, one, other, same)
    return Change(writing.batch, tuple(writing.touched.households), tuple(writing.touched.changed))


def write_edge(archive: Archive, writing: Writing, one: str, other: str, same: bool) -> None:
    """Write the edge between two members, in the scope of each, so that both villages learn of it."""
    if one == other:
        raise StorageProblem("same_person", "两边是同一个人的同一条记录，没有改动。")
    uid = edge_uid(one, other)
    ops = read_edges(archive.connection).get(uid, [])
    scopes = list(dict.fromkeys(_scope_of(archive, person) for person in (one, other)))
    heads = [head.op.id for head in heads_of(ops).get(SAME, ())]
    for scope in scopes:
        # an office that has only this scope must see its own older ops replaced as well
        known = [op.id for op in ops if op.scope == scope]
        parents = list(dict.fromkeys([*heads, *known]))
        draft = Draft(
            ALIAS,
            uid,
            scope,
            {SAME: same},
            {SAME: parents} if parents else {},
            reason=writing.reason,
            kind="alias" if same else "unalias",
        )
        heads = [writing.append(draft)]


def _scope_of(archive: Archive, uid: str) -> str:
    row = archive.connection.execute("SELECT scope FROM member WHERE uid = ?", (uid,)).fetchone()
    if row is not None:
        return row[0]
    row = archive.connection.execute("SELECT scope FROM op WHERE uid = ? ORDER BY n DESC LIMIT 1", (uid,)).fetchone()
    if row is None:
        raise StorageProblem("not_found", f"档案里没有编号为“{uid}”的成员，没有改动。")
    return row[0]


def is_joined(archive: Archive, uid: str) -> bool:
    """Tell whether a member is one with another."""
    return bool(archive.connection.execute("SELECT 1 FROM alias WHERE uid = ?", (uid,)).fetchone())
