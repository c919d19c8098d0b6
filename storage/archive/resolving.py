"""Deciding the cases of the inbox: one by one, or a whole merge by one rule. Every decision is an ordinary op."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.catalogue import ENTITIES
from models.fields import Record
from storage.archive.aliases import write_edge
from storage.archive.archive import Archive
from storage.archive.cases import COLUMNS, DELETION, DUPLICATE, OWNED, Case, living_under
from storage.archive.columns import table_of
from storage.archive.conflicts import Conflict, conflict_of, count_conflicts, own_desks
from storage.archive.facet_values import FACETS, fits
from storage.archive.folding import state_of
from storage.archive.ops import DELETED, HOME, Draft
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress, silent
from storage.archive.records import write_batch
from storage.archive.roles import Power
from storage.archive.state import Head, RecordState
from storage.archive.transferring import send_home, write_transfer
from storage.archive.writing import Writing

MINE, THEIRS = "mine", "theirs"
JOIN, APART = "join", "apart"


@dataclass(frozen=True, slots=True)
class Resolved:
    """What was decided: the batch, how many cases, how many are open still."""

    batch: str
    cases: int
    left: int


def resolve(archive: Archive, name: str, take: str = "", *, value: Record | None = None, reason: str = "") -> Resolved:
    """Decide one case: `take` is mine, theirs or the id of a side's op, `value` another value by flat key.

    Of a deletion the side with `_del` deletes, the other keeps. Of a duplicate `take` is join or apart.
    StorageProblem where there is no such case or side, or more than one fits.
    """
    case = conflict_of(archive, name)
    with write_batch(archive, "resolve", "", reason or "处理冲突") as writing:
        if case.kind == DUPLICATE:
            _resolve_duplicate(archive, writing, case, take)
        elif case.kind == DELETION:
            _resolve_deletion(archive, writing, case, _chosen(case, take))
        elif value is not None:
            _put(archive, writing, case.entity, case.uid, case.facet, _facet_value(case, value))
        else:
            side = _chosen(case, take)
            state, _ops = state_of(archive.connection, case.entity, case.uid)
            chosen = next((head.value for head in _heads(state, case.facet) if head.op.id == side), None)
            _put(archive, writing, case.entity, case.uid, case.facet, chosen)
    return Resolved(writing.batch, 1, count_conflicts(archive))


def resolve_batch(archive: Archive, batch: str, rule: str, progress: Progress = silent) -> Resolved:
    """Decide every value case that a merge brought by one rule, mine or theirs; one batch, which can be undone.

    Cases with more than one value on the chosen side, deletions and duplicates stay open.
    """
    archive.require(Power.BULK_RESOLVE)
    row = archive.connection.execute("SELECT first_op, last_op FROM batch WHERE uid = ?", (batch,)).fetchone()
    if row is None:
        raise StorageProblem("no_batch", f"没有批次“{batch}”，没有改动。用“批次”列表核对编号。")
    cases = [
        Case(*found)
        for found in archive.connection.execute(
            f"SELECT {COLUMNS} FROM conflict WHERE kind = 'value' AND facet <> '{HOME}' AND uid IN "  # noqa: S608
            "(SELECT uid FROM op WHERE n BETWEEN ? AND ?) ORDER BY scope, household, id",
            tuple(row),
        ).fetchall()
    ]
    own, decided = own_desks(archive), 0
    with write_batch(archive, "resolve", "", "按批处理冲突", progress) as writing:
        for done, case in enumerate(cases):
            state, _ops = state_of(archive.connection, case.entity, case.uid)
            heads = _heads(state, case.facet)
            if not any(row[0] <= head.op.order <= row[1] for head in heads):
                continue
            fitting = [head for head in heads if (head.op.desk in own) == (rule == MINE)]
            if len({repr(head.value) for head in fitting}) != 1:
                continue
            _put(archive, writing, case.entity, case.uid, case.facet, fitting[0].value)
            decided += 1
            progress(done, len(cases), "处理冲突")
    return Resolved(writing.batch, decided, count_conflicts(archive))


def _heads(state: RecordState, facet: str) -> list[Head]:
    return [*state.heads.get(facet, ()), *state.late.get(facet, ())]


def _chosen(case: Conflict, take: str) -> str:
    """Return the op of the side that is meant."""
    if take in (MINE, THEIRS):
        sides = [side for side in case.sides if side.mine == (take == MINE)]
    else:
        sides = [side for side in case.sides if side.op == take]
    if len(sides) == 1 or (sides and case.kind == DELETION and len({DELETED in s.values for s in sides}) == 1):
        return sides[0].op
    if not sides:
        raise StorageProblem("no_side", f"冲突“{case.id}”里没有要选的一方，没有改动。请从列出的各方里选。")
    raise StorageProblem("which_side", f"冲突“{case.id}”里符合的不止一方，没有改动。请用各方的编号来选。")


def _facet_value(case: Conflict, value: Mapping[str, Any]) -> Any:
    for key, one in value.items():
        if key not in case.fields or (one is not None and not fits(case.entity, key, one)):
            raise StorageProblem("bad_value", "填的值不合这个冲突的栏目，没有改动。")
    names = FACETS[case.entity].get(case.facet)
    if names is None or len(names) == 1:
        return value.get(case.fields[0])
    return {key: one for key, one in value.items() if one is not None}


def _put(archive: Archive, writing: Writing, entity: str, uid: str, facet: str, value: Any) -> None:
    state, _ops = state_of(archive.connection, entity, uid)
    if facet == HOME:
        if entity == "household":
            write_transfer(archive.connection, writing, uid, str(value), {"division": str(value)})
        else:
            send_home(archive.connection, writing, entity, uid)
        return
    if entity == "household" and facet == "division" and value and value != state.scope:
        writing.moved[uid] = value
    if facet == "household" and isinstance(value, str):
        writing.rehoused[entity, uid] = value
    heads = _heads(state, facet)
    parents = list(dict.fromkeys(head.op.id for head in heads))
    received = {
        key: pair
        for head in heads
        if head.value == value
        for key, pair in head.op.received.items()
        if key in FACETS.get(entity, {}).get(facet, (facet,))
    }
    writing.append(Draft(entity, uid, state.scope, {facet: value}, {facet: parents}, received, reason=writing.reason))


def _resolve_deletion(archive: Archive, writing: Writing, case: Conflict, side: str) -> None:
    deletes = next(DELETED in one.values and one.values[DELETED] is True for one in case.sides if one.op == side)
    if deletes:
        for entity, uid in living_under(archive.connection, case.uid) if case.entity == "household" else ():
            writing.put_deletion(entity, uid, True)
        writing.put_deletion(case.entity, case.uid, True)
        return
    owner = case.household if ENTITIES[case.entity].owner else ""
    for entity, uid in _to_restore(archive, case, owner):
        writing.put_deletion(entity, uid, False)


def _to_restore(archive: Archive, case: Conflict, owner: str) -> list[tuple[str, str]]:
    """Return what comes back when a record is kept: it, its household, and what was deleted in the same act."""
    household = case.uid if case.entity == "household" else owner
    found = {("household", household): None} if household else {}
    state, _ops = state_of(archive.connection, "household", household) if household else (None, None)
    acts = {head.op.batch for head in state.heads.get(DELETED, ()) if head.value} if state else set[str]()
    if not acts:
        return [(case.entity, case.uid)]
    for entity in OWNED:
        query = f"SELECT uid FROM {table_of(entity)} WHERE household = ? AND deleted = 1"  # noqa: S608
        for (uid,) in archive.connection.execute(query, (household,)).fetchall():
            record, _ops = state_of(archive.connection, entity, uid)
            if any(head.op.batch in acts for head in record.heads.get(DELETED, ())):
                found[entity, uid] = None
    return list({**found, (case.entity, case.uid): None})


def _resolve_duplicate(archive: Archive, writing: Writing, case: Conflict, take: str) -> None:
    if take not in (JOIN, APART):
        raise StorageProblem("which_side", f"“{case.id}”是疑似重复的两个人：请选“同一人”或“不是同一人”。没有改动。")
    write_edge(archive, writing, case.sides[0].op, case.sides[1].op, take == JOIN)
