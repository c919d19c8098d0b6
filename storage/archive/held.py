"""Ops set aside here: what a person left for now at a merge, and merges taken back.

Taking back what another office wrote must not write over it there. So nothing is written: the op stays in its chain
and is passed on, and the fold of this archive leaves out the facets of it that are listed in `op_held`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from models.catalogue import ENTITIES, RECORD_ENTITIES
from storage.archive.archive import Archive
from storage.archive.cases import OWNED
from storage.archive.columns import table_of
from storage.archive.facet_values import facet_values
from storage.archive.ops import ALIAS, DELETED, HOME, LAST, Op, ops_of
from storage.archive.records import Change, write_batch
from storage.archive.rows import in_parts
from storage.archive.sqlite import Connection
from storage.archive.writing import Writing


@dataclass(frozen=True, slots=True)
class Held:
    """One facet of a record that is set aside; `values` by flat key as they came, the newest of several."""

    uid: str
    entity: str
    household: str
    scope: str
    facet: str
    values: dict[str, Any]
    user: str
    desk: str
    at: str
    batch: str


Keep = Callable[[str, str, str, str], None]
"""Told of (uid, entity, facet or "", reason) what stays."""


def held_facets(archive: Archive, village: str = "", limit: int = -1) -> list[Held]:
    """Return what is set aside in the scopes that begin with `village`, by record: “已搁置” of the inbox."""
    connection = archive.connection
    rows = connection.execute(
        "SELECT DISTINCT o.uid, h.facet, h.batch FROM op_held h JOIN op o ON o.id = h.op "
        "WHERE o.scope >= ? AND o.scope < ? ORDER BY o.scope, o.uid, h.facet LIMIT ?",
        (village, village + LAST, limit),
    ).fetchall()
    found: list[Held] = []
    for part in in_parts(list(dict.fromkeys(row[0] for row in rows))):
        ops = ops_of(connection, part)
        for uid, facet, batch in rows:
            newest = _newest(ops.get(uid, ()), facet)
            if newest is not None:
                found.append(_held(uid, facet, batch, newest))
    return found


def _newest(ops: Iterable[Op], facet: str) -> Op | None:
    aside = [op for op in ops if facet in op.held and facet in op.facets]
    return max(aside, key=lambda op: (op.lamport, op.id), default=None)


def _held(uid: str, facet: str, batch: str, op: Op) -> Held:
    value = op.facets[facet]
    values = {facet: value} if facet in (DELETED, HOME) else facet_values(op.entity, facet, value)
    household = uid if op.entity == "household" else op.facets.get("household") or ""
    return Held(uid, op.entity, household, op.scope, facet, values, op.user, op.desk, op.at, batch)


def take_up(archive: Archive, wanted: Collection[tuple[str, str]]) -> Change:
    """Let what was set aside count again, by (uid, facet) or (uid, "") for all of a record; one batch."""
    with write_batch(archive, "take_up", "", "取用搁置的内容") as writing:
        for uid, facet in wanted:
            rows = archive.connection.execute(
                "SELECT h.op, h.facet FROM op_held h JOIN op o ON o.id = h.op WHERE o.uid = ? AND ? IN ('', h.facet)",
                (uid, facet),
            ).fetchall()
            _release(archive.connection, writing, rows)
    return Change(writing.batch, tuple(writing.touched.households), tuple(writing.touched.changed))


def turn_back(connection: Connection, writing: Writing, batch: str) -> int:
    """Undo what an undo or a taking-up did with ops set aside: those of `batch` count again, or no longer."""
    aside = connection.execute("SELECT op, facet FROM op_held WHERE batch = ?", (batch,)).fetchall()
    _release(connection, writing, aside)
    again = connection.execute("SELECT op, facet FROM op_taken_up WHERE batch = ?", (batch,)).fetchall()
    _hold(connection, writing, again)
    return len(aside) + len(again)


def take_back_merge(
    archive: Archive, writing: Writing, batch: str, first_op: int, last_op: int, keep: Keep, who: Callable[[Op], str]
) -> int:
    """Set aside what a merge brought and nobody has written over since; returns how many facets. `keep` hears the rest.

    A record that the merge made goes as a whole or not at all.
    """
    job = _TakeBack(archive, batch, first_op, last_op, keep, who)
    uids = job.touched()
    for entity in (*reversed(RECORD_ENTITIES), ALIAS):
        for part in in_parts(uids.get(entity, [])):
            _hold(archive.connection, writing, job.rows_of(entity, part))
    return job.facets


class _TakeBack:
    """Decides facet by facet what of a merge can be set aside; what hangs under a household before the household."""

    def __init__(
        self, archive: Archive, batch: str, first_op: int, last_op: int, keep: Keep, who: Callable[[Op], str]
    ) -> None:
        self._connection = archive.connection
        self._first, self._last = first_op, last_op
        self._keep = keep
        self._who = who
        rows = self._connection.execute("SELECT op, facet FROM op_taken_up WHERE batch = ?", (batch,)).fetchall()
        self._taken_up = {(name.hex(), facet) for name, facet in rows}
        self.facets = 0

    def touched(self) -> dict[str, list[str]]:
        """Return entity → uids of what the merge brought."""
        names = [bytes.fromhex(name) for name in {name for name, _facet in self._taken_up}]
        rows = self._connection.execute(
            "SELECT header FROM op WHERE n BETWEEN ? AND ?", (self._first, self._last)
        ).fetchall()
        for name in names:
            rows += self._connection.execute("SELECT header FROM op WHERE id = ?", (name,)).fetchall()
        found: dict[str, dict[str, None]] = {}
        for (header,) in rows:
            head = orjson.loads(header)
            found.setdefault(head["e"], {})[head["r"]] = None
        return {entity: list(uids) for entity, uids in found.items()}

    def rows_of(self, entity: str, uids: Sequence[str]) -> list[tuple[bytes, str]]:
        """Return (op, facet) of these records to be set aside."""
        rows: list[tuple[bytes, str]] = []
        for uid, ops in ops_of(self._connection, uids).items():
            listed = [op for op in ops if op.entity == entity]
            brought = [
                (op, facet) for op in listed for facet in op.facets if self._came(op, facet) and facet not in op.held
            ]
            rows += self._of_record(entity, uid, listed, brought)
        return rows

    def _came(self, op: Op, facet: str) -> bool:
        return self._first <= op.order <= self._last or (op.id, facet) in self._taken_up

    def _of_record(
        self, entity: str, uid: str, ops: list[Op], brought: list[tuple[Op, str]]
    ) -> list[tuple[bytes, str]]:
        names = {(op.id, facet) for op, facet in brought}
        others = [op for op in ops for facet in op.facets if (op.id, facet) not in names and facet not in op.held]
        made_here = entity in ENTITIES and not any(op.order < self._first for op in others)
        if made_here and (others or (entity == "household" and self._later_under(uid))):
            by = f"（{self._who(max(others, key=lambda op: op.order))}）" if others else ""
            self._keep(uid, entity, "", f"此后又被改动{by}，整条保留")
            return []
        over = {
            facet: op
            for op in ops
            for facet, parents in op.parents.items()
            if (op.id, facet) not in names and facet not in op.held and any((one, facet) in names for one in parents)
        }
        for facet, op in over.items():
            self._keep(uid, entity, facet, f"此后又被改动（{self._who(op)}）")
        rows = [(bytes.fromhex(op.id), facet) for op, facet in brought if facet not in over]
        self.facets += len({facet for _op, facet in rows})
        return rows

    def _later_under(self, household: str) -> bool:
        """Tell whether something lives under a household that the merge did not bring."""
        for entity in OWNED:
            query = f"SELECT uid FROM {table_of(entity)} WHERE household = ? AND deleted = 0"  # noqa: S608
            uids = [row[0] for row in self._connection.execute(query, (household,)).fetchall()]
            for part in in_parts(uids):
                for ops in ops_of(self._connection, part).values():
                    if any(not self._came(op, facet) for op in ops for facet in op.facets):
                        return True
        return False


def _release(connection: Connection, writing: Writing, rows: Collection[tuple[bytes, str]]) -> None:
    connection.executemany("DELETE FROM op_held WHERE op = ? AND facet = ?", rows)
    connection.executemany(
        "INSERT OR IGNORE INTO op_taken_up(batch, op, facet) VALUES (?, ?, ?)",
        [(writing.batch, name, facet) for name, facet in rows],
    )
    _touch(connection, writing, rows)


def _hold(connection: Connection, writing: Writing, rows: Collection[tuple[bytes, str]]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO op_held(op, facet, batch) VALUES (?, ?, ?)",
        [(name, facet, writing.batch) for name, facet in rows],
    )
    _touch(connection, writing, rows)


def _touch(connection: Connection, writing: Writing, rows: Collection[tuple[bytes, str]]) -> None:
    """Have the records folded anew. The batch counts even where it wrote no op."""
    for name in dict.fromkeys(name for name, _facet in rows):
        header = connection.execute("SELECT header FROM op WHERE id = ?", (name,)).fetchone()[0]
        head = orjson.loads(header)
        writing.folded.setdefault(head["e"], {})[head["r"]] = None
        writing.touched.ops += 1
