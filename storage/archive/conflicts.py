"""The inbox as people see it: each case with its sides, who said what and when, and the older value both began with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from models.fields import Record
from storage.archive.archive import Archive
from storage.archive.cases import COLUMNS, DELETION, DUPLICATE, Case, living_under
from storage.archive.facet_values import facet_values
from storage.archive.folding import plain, state_of
from storage.archive.incarnation import former_desks
from storage.archive.ops import DELETED, HOME, LAST, Op, ops_of
from storage.archive.problems import StorageProblem
from storage.archive.rows import read_flat
from storage.archive.state import Head, RecordState, normal

EARLIEST = "2010"
"""A clock that claims an earlier year is wrong: the files are younger."""
TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that stand against each other; `values` by flat key, as stored.

    `op` names it (for `resolve`). `clock_wrong`: the time claimed can't be. `moved`: written in a village that the
    record had left.
    """

    op: str
    values: Record
    user: str
    desk: str
    office: str
    at: str
    rank: int
    mine: bool
    clock_wrong: bool
    moved: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """One case. `kind` is value, deleted or duplicate; `fields` the flat keys it is about; `base` the value
    before both.

    Of a deletion one side has `{"_del": True}`. Of a duplicate there is a side for each person, with the person's
    uid as `op` and the identity as values; `near` says that only name and birthday agree.
    """

    id: str
    kind: str
    household: str
    person: str
    entity: str
    uid: str
    facet: str
    scope: str
    fields: tuple[str, ...]
    base: Record
    sides: tuple[Side, ...]
    near: bool = False


def conflicts(
    archive: Archive, village: str = "", *, offices: Mapping[str, str] | None = None, limit: int = -1, start: int = 0
) -> list[Conflict]:
    """Return the open cases of the scopes that begin with `village`, by village and household.

    `offices` is desk id → name of the office, for the sides.
    """
    rows = archive.connection.execute(
        f"SELECT {COLUMNS} FROM conflict WHERE scope >= ? AND scope < ? "  # noqa: S608
        "ORDER BY scope, household, entity, uid, facet, id LIMIT ? OFFSET ?",
        (village, village + LAST, limit, start),
    )
    return _described(archive, [Case(*row) for row in rows.fetchall()], offices or {})


def count_conflicts(archive: Archive, village: str = "") -> int:
    """Return how many cases are open."""
    row = archive.connection.execute(
        "SELECT count(*) FROM conflict WHERE scope >= ? AND scope < ?", (village, village + LAST)
    ).fetchone()
    return int(row[0])


def conflicts_of(archive: Archive, household: str, *, offices: Mapping[str, str] | None = None) -> list[Conflict]:
    """Return the open cases of one household and what hangs under it: the page marks them “待核”."""
    rows = archive.connection.execute(f"SELECT {COLUMNS} FROM conflict WHERE household = ? ORDER BY id", (household,))  # noqa: S608
    return _described(archive, [Case(*row) for row in rows.fetchall()], offices or {})


def conflict_of(archive: Archive, name: str, *, offices: Mapping[str, str] | None = None) -> Conflict:
    """Return one open case; StorageProblem where there is none of this id."""
    row = archive.connection.execute(f"SELECT {COLUMNS} FROM conflict WHERE id = ?", (name,)).fetchone()  # noqa: S608
    if row is None:
        raise StorageProblem("no_conflict", f"待处理里没有编号“{name}”，可能已经处理过。没有改动。")
    return _described(archive, [Case(*row)], offices or {})[0]


def own_desks(archive: Archive) -> set[str]:
    """Return the desk ids under which this archive has written."""
    return {archive.office.desk, *(one["desk"] for one in former_desks(archive))}


def _described(archive: Archive, listed: Sequence[Case], offices: Mapping[str, str]) -> list[Conflict]:
    describe = _Describe(archive, offices)
    return [describe.case(case) for case in listed]


class _Describe:
    def __init__(self, archive: Archive, offices: Mapping[str, str]) -> None:
        self._archive = archive
        self._offices = offices
        self._own = own_desks(archive)
        self._now = datetime.now(UTC)

    def case(self, case: Case) -> Conflict:
        if case.kind == DUPLICATE:
            return self._duplicate(case)
        state, ops = state_of(self._archive.connection, case.entity, case.uid)
        heads = [*state.heads.get(case.facet, ()), *state.late.get(case.facet, ())]
        if case.facet == HOME and len(heads) < 2:
            # nobody says otherwise: it was written where its household no longer lives
            heads = [Head(max(ops, key=lambda op: (op.lamport, op.id)), state.scope)]
        shown = max(state.heads.get(case.facet, heads), key=lambda head: head.precedence, default=None)
        if case.kind == DELETION:
            heads = [*heads, *self._edits(case, state)]
        fields = tuple(facet_values(case.entity, case.facet, None)) if case.kind != DELETION else (DELETED,)
        by_id = {op.id: op for op in ops}
        base = _base(by_id, case.facet, [head.op for head in heads]) if case.kind != DELETION else None
        return Conflict(
            id=case.id,
            kind=case.kind,
            household=case.household,
            person=case.uid if case.entity == "member" else _person_of(case.facet),
            entity=case.entity,
            uid=case.uid,
            facet=case.facet,
            scope=case.scope,
            fields=fields,
            base=self._values(case, base),
            sides=tuple(self._side(case, head, state, head is shown, by_id) for head in _distinct(heads)),
        )

    def _edits(self, case: Case, state: RecordState) -> list[Head]:
        """Return what the person who deleted had not seen: of the record itself, else of what hangs under it."""
        seen = {name for head in state.heads.get(DELETED, ()) for name in head.op.seen}
        unseen = [
            head
            for facet, living in state.heads.items()
            if facet not in (DELETED, HOME)
            for head in living
            if head.op.id not in seen
        ]
        if not unseen and case.entity == "household":
            for entity, uid in living_under(self._archive.connection, case.uid):
                under, _ops = state_of(self._archive.connection, entity, uid)
                newest = max(
                    (head for living in under.heads.values() for head in living),
                    key=lambda head: head.op.lamport,
                    default=None,
                )
                if newest is not None:
                    unseen.append(Head(newest.op, {f"{entity}:{uid}": True}))
        return unseen

    def _values(self, case: Case, value: Any) -> Record:
        if value is None:
            return {}
        if case.facet in (DELETED, HOME):
            return {case.facet: value}
        return {key: one for key, one in facet_values(case.entity, case.facet, value).items() if one is not None}

    def _side(self, case: Case, head: Head, state: RecordState, shown: bool, by_id: Mapping[str, Op]) -> Side:
        op = head.op
        origin = op.origins.get(case.facet)
        user, desk, at = (origin[1], origin[2], origin[3]) if origin else (op.user, op.desk, op.at)
        if case.kind == DELETION and DELETED not in op.facets:
            values = {key: one for facet, one in op.facets.items() for key, one in _flat(op, facet, one)}
        else:
            values = self._values(case, head.value)
        return Side(
            op=op.id,
            values=values,
            user=user,
            desk=desk,
            office=self._archive.office.name if desk in self._own else self._offices.get(desk, ""),
            at=at,
            rank=op.rank,
            mine=desk in self._own,
            clock_wrong=self._is_absurd(op, case.facet, by_id),
            moved=op.scope != state.scope,
            shown=shown,
        )

    def _is_absurd(self, op: Op, facet: str, by_id: Mapping[str, Op]) -> bool:
        """Tell whether the time claimed can't be: to come, before the files began, or before what it replaced."""
        at = _time(op.at)
        if at is None or op.at < EARLIEST or at > self._now + TOLERANCE:
            return True
        older = [_time(by_id[name].at) for name in op.parents.get(facet, ()) if name in by_id]
        return any(one is not None and at + TOLERANCE < one <= self._now + TOLERANCE for one in older)

    def _duplicate(self, case: Case) -> Conflict:
        sides: list[Side] = []
        found = read_flat(self._archive.connection, "member", [case.uid, case.other])
        for uid in (case.uid, case.other):
            ops = ops_of(self._archive.connection, [uid])[uid]
            first = min(ops, key=lambda op: (op.lamport, op.id)) if ops else None
            values = plain(found.get(uid, {}))
            sides.append(
                Side(
                    op=uid,
                    values=values,
                    user=first.user if first else "",
                    desk=first.desk if first else "",
                    office=self._archive.office.name
                    if first and first.desk in self._own
                    else self._offices.get(first.desk if first else "", ""),
                    at=first.at if first else "",
                    rank=first.rank if first else 0,
                    mine=bool(first and first.desk in self._own),
                    clock_wrong=False,
                    moved=False,
                    shown=True,
                )
            )
        return Conflict(
            id=case.id,
            kind=case.kind,
            household=case.household,
            person=case.uid,
            entity=case.entity,
            uid=case.uid,
            facet=case.facet,
            scope=case.scope,
            fields=("name", "id_number", "birth_date"),
            base={},
            sides=tuple(sides),
            near=case.facet == "near",
        )


def _flat(op: Op, facet: str, value: Any) -> Iterable[tuple[str, Any]]:
    return [(key, one) for key, one in facet_values(op.entity, facet, value).items() if one is not None]


def _distinct(heads: Iterable[Head]) -> list[Head]:
    """Return one head for every value, the ruling one of equals; the ruling value first."""
    found: list[Head] = []
    for head in sorted(heads, key=lambda head: head.precedence, reverse=True):
        if not any(normal(one.value) == normal(head.value) and _same_act(one, head) for one in found):
            found.append(head)
    return found


def _same_act(one: Head, other: Head) -> bool:
    """Tell whether two heads are of one kind: edits against a deletion stand for themselves, each op once."""
    return (DELETED in one.op.facets) == (DELETED in other.op.facets) or one.op.id == other.op.id


def _base(by_id: Mapping[str, Op], facet: str, ops: Sequence[Op]) -> Any:
    """Return the newest value that every side was built on, None where there is none."""
    common: set[str] | None = None
    for op in ops:
        before = _ancestors(by_id, facet, op)
        common = before if common is None else common & before
    shared = [by_id[name] for name in common or () if facet in by_id[name].facets]
    newest = max(shared, key=lambda op: (op.lamport, op.id), default=None)
    return newest.facets[facet] if newest is not None else None


def _ancestors(by_id: Mapping[str, Op], facet: str, op: Op) -> set[str]:
    found: set[str] = set()
    open_ends = list(op.parents.get(facet, ()))
    while open_ends:
        name = open_ends.pop()
        if name in by_id and name not in found:
            found.add(name)
            open_ends += by_id[name].parents.get(facet, ())
    return found


def _person_of(facet: str) -> str:
    return facet.rpartition(":")[2] if ":" in facet else ""


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
