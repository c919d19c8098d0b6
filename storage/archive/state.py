"""The state of a record as a pure function of its ops (sync.md §1.3): no database, no clock, no order of arrival.

An op may set a facet aside here (`Op.held`): then neither its value nor what it replaces counts, unless a later op
that does count was built on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

from models.catalogue import ENTITIES, RECORD_ENTITIES
from models.fields import Policy, Record
from models.keys import MEMBER_PREFIX
from storage.archive.facet_values import BIGGEST, SINGLE_TYPES, facet_values, fits, policy_of
from storage.archive.ops import DELETED, HOME, Op


class Head(NamedTuple):
    """One living value of a facet."""

    op: Op
    value: Any

    @property
    def precedence(self) -> tuple[int, int, str, str]:
        """Return what decides which of several heads is shown; never a clock."""
        return (self.op.rank, self.op.lamport, self.op.desk, self.op.id)


@dataclass(slots=True)
class RecordState:
    """A record folded from its ops. `values` are flat keys with the shown value, empty ones left out.

    `extra` holds what this program's catalogue has no place for. `late` are facets that were also written in a village
    the record has left, with another value; `moved_to` is the scope it went to where nothing of it is known there yet.
    """

    uid: str
    entity: str
    scope: str
    values: Record = field(default_factory=dict[str, Any])
    extra: Record = field(default_factory=dict[str, Any])
    living: dict[str, list[Head]] | None = None
    only: Op | None = None
    received: dict[str, list[Any]] = field(default_factory=dict[str, "list[Any]"])
    deleted: bool = False
    conflicts: list[str] = field(default_factory=list[str])
    late: dict[str, list[Head]] = field(default_factory=dict[str, "list[Head]"])
    moved_to: str = ""

    @property
    def heads(self) -> dict[str, list[Head]]:
        """Return the living values of each facet (those at home, where a record has moved)."""
        if self.living is None:
            self.living = heads_of([self.only]) if self.only else {}
        return self.living

    @property
    def exists(self) -> bool:
        """Tell whether there is anything to keep as a row: not all set aside, and an owned record has its owner."""
        if (self.only is None and not self.living) or self.entity not in RECORD_ENTITIES:
            return False
        if self.entity == "year" and "year" not in self.values:
            return False
        return not ENTITIES[self.entity].owner or "household" in self.values


def heads_of(ops: Iterable[Op]) -> dict[str, list[Head]]:
    """Return the living values of every facet: written and not replaced by another op."""
    listed = list(ops)
    if len(listed) == 1 and not listed[0].held and not listed[0].twins:
        only = listed[0]
        return {facet: [Head(only, value)] for facet, value in only.facets.items()}
    replaced: dict[str, set[str]] = {}
    held: list[Op] = []
    for op in listed:
        if op.held:
            held.append(op)
        for facet, parents in op.parents.items():
            if facet not in op.held:
                replaced.setdefault(facet, set()).update(parents)
    if held:
        _replace_through(held, replaced)
    heads: dict[str, list[Head]] = {}
    nothing: set[str] = set()
    for op in listed:
        for facet, value in op.facets.items():
            if facet not in op.held and op.id not in replaced.get(facet, nothing):
                heads.setdefault(facet, []).append(Head(op, value))
                if facet in op.twins:
                    heads[facet] += [Head(op, twin) for twin in op.twins[facet]]
    return heads


def living_ids(ops: Sequence[Op], facets: Iterable[str]) -> dict[str, list[str]]:
    """Return facet → the ops whose value lives (`heads_of`), for these facets only: what a new value replaces."""
    if any(op.held for op in ops):
        heads = heads_of(ops)
        return {facet: list(dict.fromkeys(head.op.id for head in heads[facet])) for facet in facets if facet in heads}
    found: dict[str, list[str]] = {}
    for facet in facets:
        writers = [op.id for op in ops if facet in op.facets]
        if writers:
            replaced = {name for op in ops for name in op.parents.get(facet, ())}
            found[facet] = [name for name in writers if name not in replaced]
    return {facet: listed for facet, listed in found.items() if listed}


def _replace_through(held: Sequence[Op], replaced: dict[str, set[str]]) -> None:
    """What was built on a value set aside also replaces what that value replaced."""
    grew = True
    while grew:
        grew = False
        for op in held:
            for facet in op.held:
                parents = op.parents.get(facet, ())
                names = replaced.get(facet, set())
                if op.id in names and not names.issuperset(parents):
                    names.update(parents)
                    grew = True


def fold(ops: Iterable[Op], owner_scope: str | None = None) -> RecordState:
    """Return the state of one record; ValueError if there is no op.

    `owner_scope` is the scope of the household an owned record hangs under, for records written in several scopes.
    """
    listed = list(ops)
    if not listed:
        raise ValueError("a record without ops has no state")
    first = listed[0] if len(listed) == 1 else min(listed, key=lambda op: (op.lamport, op.id))
    if len(listed) == 1 and first.facets and not first.held and not first.twins and HOME not in first.facets:
        return _fold_only(first)
    state = RecordState(first.uid, first.entity, first.scope, living=heads_of(listed))
    _settle_scope(state, listed, owner_scope)
    for facet, living in state.heads.items():
        if len(living) == 1:
            shown = living[0]
        else:
            shown = max(living, key=lambda head: head.precedence)
            shown = _decide(state, facet, living, shown)
        if facet not in (DELETED, HOME):
            _spread(state, facet, shown.op, shown.value)
    if DELETED in state.heads:
        _settle_deletion(state)
    return state


def _settle_deletion(state: RecordState) -> None:
    state.deleted = _is_deleted(state)
    if not state.deleted and any(head.value for head in state.heads[DELETED]) and DELETED not in state.conflicts:
        state.conflicts.append(DELETED)


def _fold_only(op: Op) -> RecordState:
    """Return the state of a record that was written once: most records of a first pack."""
    state = RecordState(op.uid, op.entity, op.scope, only=op)
    values = state.values
    if op.received:
        for facet, value in op.facets.items():
            if facet != DELETED:
                _spread(state, facet, op, value)
    else:
        types, facts = SINGLE_TYPES.get(op.entity, _NO_TYPES), _facts_of(op.entity)
        for facet, value in op.facets.items():
            if value is None:
                continue
            kind = value.__class__
            expected = types.get(facet)
            if expected is None and facet[:5] == MEMBER_PREFIX:
                # the many yearly facts of members
                end = facet.find(":", 5)
                expected = facts.get(facet[5:end]) if end > 0 else None
            if kind is expected and (kind is not int or -BIGGEST <= value < BIGGEST):
                values[facet] = value
            elif facet != DELETED:
                _spread(state, facet, op, value)
    if DELETED in op.facets:
        _settle_deletion(state)
    return state


def _settle_scope(state: RecordState, ops: Sequence[Op], owner_scope: str | None) -> None:
    """Find the scope a record lives in; what was written elsewhere and is still alive came too late."""
    scopes = {op.scope for op in ops if not op.joined} or {op.scope for op in ops}
    homes = state.heads.get(HOME)
    if len(scopes) == 1 and not homes:
        return
    home = max(homes, key=_home_precedence).value if homes else state.scope
    if not homes and owner_scope is not None and owner_scope in scopes:
        state.scope = owner_scope
    elif home in scopes:
        state.scope = home
    elif isinstance(home, str):
        # what it was at the old place is all we have
        state.moved_to = home
    if len(scopes) > 1:
        _part_late(state)


def _home_precedence(head: Head) -> tuple[int, str, int, str]:
    """Order moves by their batch: it is the same in the village left and in the new one, unlike lamport and id.

    By its hash, for a batch's name begins with a clock.
    """
    op = head.op
    return (op.rank, hashlib.sha256(op.batch.encode()).hexdigest(), op.lamport, op.id)


def _part_late(state: RecordState) -> None:
    for facet, living in list(state.heads.items()):
        if facet == HOME:
            continue
        at_home = [head for head in living if head.op.scope == state.scope or head.op.joined]
        if len(at_home) == len(living):
            continue
        elsewhere = [head for head in living if head not in at_home]
        if at_home:
            state.heads[facet] = at_home
        else:
            del state.heads[facet]
        values = [normal(head.value) for head in at_home]
        differing = [head for head in elsewhere if normal(head.value) not in values]
        only_kept = facet == DELETED and not at_home and not any(head.value for head in differing)
        if differing and not only_kept:
            # those that agree belong to the case as well: the decision must replace them too
            state.late[facet] = elsewhere


def _decide(state: RecordState, facet: str, living: list[Head], ruling: Head) -> Head:
    """Return what is shown of several living values, and note a conflict where a person must decide."""
    ruled = normal(ruling.value)
    if all(normal(head.value) == ruled for head in living):
        return ruling
    policy = policy_of(state.entity, facet)
    if policy is Policy.ASK:
        state.conflicts.append(facet)
        return ruling
    if policy is Policy.UNION:
        return Head(ruling.op, _joined(living))
    if policy is Policy.MAX:
        return max(living, key=lambda head: (_size(head.value), head.precedence))
    return ruling


def _joined(living: list[Head]) -> Any:
    """Return the values of all lists, in order of precedence from the lowest, each once; None where all are empty."""
    found: dict[str, None] = {}
    for head in sorted(living, key=lambda head: head.precedence):
        if isinstance(head.value, list):
            found.update(dict.fromkeys(one for one in cast("list[Any]", head.value) if isinstance(one, str)))
    return list(found) or None


def _size(value: Any) -> tuple[int, float, str]:
    """Order values of any kind: nothing, numbers, texts."""
    if isinstance(value, int | float):
        return (1, value, "")
    return (2, 0, value) if isinstance(value, str) else (0, 0, "")


def normal(value: Any) -> Any:
    """Return a value as it is compared: an object without its empty entries, an empty one as None."""
    if isinstance(value, dict):
        kept = {key: one for key, one in cast("Record", value).items() if one is not None}
        return kept or None
    return None if value in ("", []) else value


def _spread(state: RecordState, facet: str, op: Op, value: Any) -> None:
    """Put a facet's value under its flat keys; what has no place in the tables goes to `extra`."""
    received, entity = op.received, state.entity
    if not received and ":" in facet and value is not None and fits(entity, facet, value):
        state.values[facet] = value
        return
    for key, one in facet_values(entity, facet, value).items():
        if one is not None:
            if fits(entity, key, one):
                state.values[key] = one
            else:
                state.extra[key] = one
        if received and key in received:
            state.received[key] = received[key]


def _is_deleted(state: RecordState) -> bool:
    """A record is gone if every head of `_del` says so and whoever deleted it had seen all that lives."""
    heads = state.heads.get(DELETED)
    if not heads or not all(head.value for head in heads):
        return False
    seen = {name for head in heads for name in head.op.seen}
    alive = {head.op.id for facet, listed in state.heads.items() if facet not in (DELETED, HOME) for head in listed}
    return alive <= seen


_NO_TYPES: dict[str, type] = {}


def _facts_of(entity: str) -> dict[str, type]:
    return SINGLE_TYPES["member_year"] if entity == "year" else _NO_TYPES
