"""Batches: what came in or was changed together, and taking it back later, even after other edits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Value
from storage.archive import dividend_undo, held
from storage.archive.archive import Archive
from storage.archive.columns import table_of
from storage.archive.facet_values import facet_values
from storage.archive.history import label_of
from storage.archive.ops import ALIAS, DELETED, HOME, SAME, TRANSFER_IN, TRANSFER_OUT, Draft, Op, ops_of
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress, silent
from storage.archive.records import write_batch
from storage.archive.roles import Power
from storage.archive.rows import read_flat
from storage.archive.state import Head, heads_of
from storage.archive.writing import RecordChange, Writing

KIND_TEXTS = {
    "entry": "录入",
    "bulk": "批量修改",
    "event": "户内变动",
    "import": "导入",
    "demo": "培训数据",
    "delete": "删除",
    "restore": "恢复",
    "undo": "撤销",
    "merge": "合并",
    "resolve": "处理冲突",
    "take_up": "取用搁置",
    "alias": "合为一人",
    "unalias": "分为两人",
    "transfer": "迁移",
    "erase": "抹去",
    "dividend": "收益分配",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch. `at` is UTC, ISO; `source` the file it came from."""

    uid: str
    kind: str
    source: str
    at: str
    user: str
    households: int
    people: int
    undone: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that undo left as it is, and why."""

    record: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: how many fields it put back, what it kept."""

    batch: str
    reverted: int
    kept: tuple[Kept, ...]


def list_batches(archive: Archive, limit: int = 200, *, bulk_only: bool = False) -> list[Batch]:
    """Return the latest batches, newest first; `bulk_only` leaves out single entries."""
    where = "WHERE kind <> 'entry'" if bulk_only else ""
    rows = archive.connection.execute(
        f"SELECT uid, kind, source, at, user, households, people, undone_by IS NOT NULL FROM batch {where} "  # noqa: S608
        "ORDER BY at DESC, uid DESC LIMIT ?",
        (limit,),
    )
    return [Batch(*row[:-1], undone=bool(row[-1])) for row in rows]


def undo_batch(archive: Archive, batch: str, progress: Progress = silent) -> Undone:
    """Put back what a batch changed. What was changed again since then is kept and listed.

    The undo is a batch itself and can be undone. StorageProblem where there is no such batch or it is undone already.
    """
    row = archive.connection.execute(
        "SELECT undone_by, first_op, last_op, kind, user FROM batch WHERE uid = ?", (batch,)
    ).fetchone()
    if row is None:
        raise StorageProblem("no_batch", f"没有批次“{batch}”，没有改动。用“批次”列表核对编号。")
    if row[0]:
        raise StorageProblem("undone", "这一批已经撤销过，没有重复撤销。")
    _undone_by, first_op, last_op, kind, user = row
    if user != archive.user:
        archive.require(Power.UNDO_OTHERS)
    with write_batch(archive, "undo", "", f"撤销批次 {batch}", progress, undoes=batch) as writing:
        undo = _Undo(archive, batch, writing)
        if kind == "merge":
            undo.reverted = held.take_back_merge(archive, writing, batch, first_op, last_op, undo.keep, _who)
        elif (turn := dividend_undo.turn_of(archive, batch)) is not None:
            undo.reverted = turn(archive, writing, (first_op, last_op), undo.keep, progress)
        else:
            undo.take_all_back(first_op, last_op, progress)
            undo.reverted += held.turn_back(archive.connection, writing, batch)
    return Undone(writing.batch, undo.reverted, tuple(undo.kept))


class _Undo:
    """Takes records back, one after the other, what hangs under a household before the household."""

    def __init__(self, archive: Archive, batch: str, writing: Writing) -> None:
        self._archive = archive
        self._batch = batch
        self._writing = writing
        self._undoing = {
            row[0] for row in archive.connection.execute("SELECT uid FROM batch WHERE kind = 'undo'").fetchall()
        }
        self._later: dict[str, list[Op]] = {}
        self.reverted = 0
        self.kept: list[Kept] = []

    def take_all_back(self, first_op: int, last_op: int, progress: Progress) -> None:
        """Take back every record of the batch's ops."""
        rows = self._archive.connection.execute(
            "SELECT uid FROM op WHERE n BETWEEN ? AND ? GROUP BY uid ORDER BY max(n) DESC", (first_op, last_op)
        )
        uids = [row[0] for row in rows]
        for start in range(0, len(uids), 500):
            self.take_back(uids[start : start + 500])
            progress(start, len(uids), "撤销")

    def keep(self, uid: str, entity: str, facet: str, reason: str) -> None:
        """List what stays; facet "" for a whole record."""
        if entity not in ENTITIES:
            self.kept.append(Kept(uid, "合为一人" if entity == ALIAS else entity, reason))
        elif facet:
            self._keep(uid, entity, facet, reason)
        else:
            self.kept.append(Kept(uid, ENTITIES[entity].label, reason))

    def take_back(self, uids: list[str]) -> None:
        for uid, ops in ops_of(self._archive.connection, uids).items():
            mine = [op for op in ops if op.batch == self._batch]
            if not mine:
                continue
            if ops[0].batch != self._batch:
                # what only moved with its household moves back with it, by the household's division
                mine = [op for op in mine if op.kind not in (TRANSFER_OUT, TRANSFER_IN)]
                if not mine:
                    continue
            if mine[0].entity == ALIAS:
                self._rejoin(uid, ops, mine)
            elif ops[0].batch == self._batch:
                self._remove(uid, ops, mine)
            else:
                self._revert(uid, ops, mine)

    def _remove(self, uid: str, ops: list[Op], mine: list[Op]) -> None:
        """The batch made this record: it goes, unless someone has worked on it since, on its household or under it."""
        entity = mine[0].entity
        later = self._later_in(uid) if entity == "household" else list(self._worked(ops).values())
        if later:
            self.kept.append(Kept(uid, ENTITIES[entity].label, f"此后又被改动（{_who(later[-1])}），整条保留"))
            return
        if ENTITIES[entity].owner and (household := self._made_too(entity, uid)) and self._later_in(household):
            self.kept.append(Kept(uid, ENTITIES[entity].label, "所属的户此后又被改动，户保留，这条随户保留"))
            return
        if not self._deleted(entity, uid):
            self._writing.mark_deleted(entity, uid, True)
        self.reverted += sum(len(op.facets) for op in mine)

    def _made_too(self, entity: str, uid: str) -> str:
        """Return the household of a record where this batch made that too, else ""."""
        query = f"SELECT household FROM {table_of(entity)} WHERE uid = ?"  # noqa: S608
        row = self._archive.connection.execute(query, (uid,)).fetchone()
        first = "SELECT batch FROM op WHERE uid = ? ORDER BY n LIMIT 1"
        made_by = self._archive.connection.execute(first, row).fetchone() if row else None
        return row[0] if row and made_by == (self._batch,) else ""

    def _later_in(self, household: str) -> list[Op]:
        """Return by what someone has since worked on a household or on anything under it: then all of it stays.

        Members without their household, or a household without its members, would help nobody. Asked and kept before
        anything of the household goes.
        """
        if household not in self._later:
            ops = ops_of(self._archive.connection, [household])[household]
            self._later[household] = list(self._worked(ops).values()) or self._later_under(household)
        return self._later[household]

    def _rejoin(self, uid: str, ops: list[Op], mine: list[Op]) -> None:
        """Put back what an edge between two people said before, in each scope it was written in."""
        before = _value_before(ops, mine, SAME)
        living = [head.op.id for head in heads_of(ops).get(SAME, ())]
        for scope in dict.fromkeys(op.scope for op in mine):
            known = [op.id for op in ops if op.scope == scope]
            parents = list(dict.fromkeys([*living, *known]))
            kind = "alias" if before else "unalias"
            facets = {SAME: before}
            living = [self._writing.append(Draft(ALIAS, uid, scope, facets, {SAME: parents}, kind=kind))]
        self.reverted += 1

    def _worked(self, ops: list[Op]) -> dict[str, Op]:
        """Return, by facet, the op by which someone else changed what the batch wrote, or wrote beside it.

        What another undo put back to the very value of this batch is nobody's work: import, undo, undo of the undo
        leaves the import as it was, and it can be undone once more.
        """
        written = {facet: value for op in ops if op.batch == self._batch for facet, value in op.facets.items()}
        written.setdefault(DELETED, False)
        return {
            facet: head.op
            for facet, heads in heads_of(ops).items()
            for head in heads
            if head.op.batch not in (self._batch, self._writing.batch)
            and not (head.op.batch in self._undoing and _same(head.value, written.get(facet)))
        }

    def _later_under(self, household: str) -> list[Op]:
        later: list[Op] = []
        for name in ("member", "year", *HOUSEHOLD_PARTS):
            rows = self._archive.connection.execute(
                f"SELECT uid FROM {table_of(name)} WHERE household = ? AND deleted = 0",  # noqa: S608
                (household,),
            ).fetchall()
            for ops in ops_of(self._archive.connection, [row[0] for row in rows]).values():
                later += self._worked(ops).values()
        return later

    def _deleted(self, entity: str, uid: str) -> bool:
        row = self._archive.connection.execute(
            f"SELECT deleted FROM {table_of(entity)} WHERE uid = ?",  # noqa: S608
            (uid,),
        ).fetchone()
        return bool(row and row[0])

    def _revert(self, uid: str, ops: list[Op], mine: list[Op]) -> None:
        entity = mine[0].entity
        others = self._worked(ops)
        old: dict[str, Value] = {}
        for facet in dict.fromkeys(facet for op in mine for facet in op.facets):
            if facet in others:
                self._keep(uid, entity, facet, f"此后又被改动（{_who(others[facet])}）")
            elif self._reopen(uid, entity, facet, ops, mine):
                self.reverted += 1
            else:
                old[facet] = _value_before(ops, mine, facet)
        gone = old.pop(DELETED, None)
        if gone is not None and not gone:
            self._bring_back(uid, entity)
        if old:
            self._put_back(uid, entity, old)
        if gone and entity == "household" and self._later_under(uid):
            self._keep(uid, entity, DELETED, "其下此后又有新增或改动，这一户保留")
        elif gone:
            self._writing.mark_deleted(entity, uid, True)
            self.reverted += 1

    def _reopen(self, uid: str, entity: str, facet: str, ops: list[Op], mine: list[Op]) -> bool:
        """Where the batch replaced several values that stood against each other, let them stand so again."""
        if facet == HOME:
            return False
        before = _heads_before(ops, mine, facet)
        if len({repr(head.value) for head in before}) < 2:
            return False
        living = list(dict.fromkeys(head.op.id for head in heads_of(ops)[facet]))
        scope = read_flat(self._archive.connection, entity, [uid])[uid]["scope"]
        for head in sorted(before, key=lambda head: head.precedence):
            op = head.op
            origin = op.origins.get(facet) or [op.id, op.user, op.desk, op.at, op.rank]
            seen = op.seen if facet == DELETED and head.value else []
            draft = Draft(entity, uid, scope, {facet: head.value}, {facet: living}, seen=seen, origins={facet: origin})
            self._writing.append(draft)
        return True

    def _bring_back(self, uid: str, entity: str) -> None:
        if self._owner_deleted(entity, uid):
            self._keep(uid, entity, DELETED, "所属的户在回收站里，先恢复该户")
            return
        self._writing.mark_deleted(entity, uid, False)
        self.reverted += 1

    def _put_back(self, uid: str, entity: str, old: dict[str, Value]) -> None:
        binned = "所属的户" if self._owner_deleted(entity, uid) else "这条记录" if self._deleted(entity, uid) else ""
        if binned:
            for facet in old:
                self._keep(uid, entity, facet, f"{binned}在回收站里，先恢复{'该户' if binned == '所属的户' else '它'}")
            return
        values: dict[str, Value] = {}
        for facet, value in old.items():
            values.update(facet_values(entity, facet, value))
        current = read_flat(self._archive.connection, entity, [uid])[uid]
        self._writing.apply([RecordChange(entity, uid, values, household=current.get("household"))])
        self.reverted += len(old)

    def _owner_deleted(self, entity: str, uid: str) -> bool:
        if not ENTITIES[entity].owner:
            return False
        record = f"SELECT household FROM {table_of(entity)} WHERE uid = ?"  # noqa: S608
        query = f"SELECT 1 FROM household WHERE deleted = 1 AND uid = ({record})"  # noqa: S608
        return self._archive.connection.execute(query, (uid,)).fetchone() is not None

    def _keep(self, uid: str, entity: str, facet: str, reason: str) -> None:
        self.kept.append(Kept(uid, self._label(entity, facet, uid), reason))

    def _label(self, entity: str, facet: str, uid: str) -> str:
        if facet == DELETED:
            return "删除"
        keys = list(facet_values(entity, facet, None))
        return "、".join(label_of(self._archive, entity, key, uid) for key in keys)


def _same(one: object, other: object) -> bool:
    """Tell whether two values of a facet are equal; a facet of several fields without any is as empty as None."""
    return one == other or ({} in (one, other) and None in (one, other))


def _value_before(ops: list[Op], mine: list[Op], facet: str) -> Any:
    """Return what stood before the batch: the shown one of the values that its first op replaced, None where none."""
    heads = _heads_before(ops, mine, facet)
    if heads:
        return max(heads, key=lambda head: head.precedence).value
    return False if facet == DELETED else None


def _heads_before(ops: list[Op], mine: list[Op], facet: str) -> list[Head]:
    replaced = next(op for op in mine if facet in op.facets).parents.get(facet, ())
    return [Head(op, op.facets[facet]) for op in ops if op.id in replaced and facet in op.facets]


def _who(op: Op) -> str:
    at = datetime.fromisoformat(op.at).astimezone()
    return f"{op.user or '未署名'} {at:%Y-%m-%d %H:%M}"
