"""The state of a record as a pure function of its ops (sync.md §1.3): no database, no clock, no order of arrival."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from models.catalogue import ENTITIES
from models.fields import Record
from models.keys import INCOME_PREFIX, MEMBER_PREFIX
from storage.archive.ops import DELETED, Op


@dataclass(frozen=True, slots=True)
class Head:
    """One living value of a facet."""

    op: Op
    value: Any

    @property
    def precedence(self) -> tuple[int, int, str, str]:
        """Return what decides which of several heads is shown; never a clock."""
        return (self.op.rank, self.op.lamport, self.op.desk, self.op.id)


@dataclass(slots=True)
class RecordState:
    """A record folded from its ops. `values` are flat keys with the shown value, empty ones left out."""

    uid: str
    entity: str
    scope: str
    values: Record = field(default_factory=dict[str, Any])
    heads: dict[str, list[Head]] = field(default_factory=dict[str, list[Head]])
    received: dict[str, list[Any]] = field(default_factory=dict[str, list[Any]])
    deleted: bool = False
    conflicts: list[str] = field(default_factory=list[str])


def heads_of(ops: Iterable[Op]) -> dict[str, list[Head]]:
    """Return the living values of every facet: written and not replaced by another op."""
    listed = list(ops)
    replaced: dict[str, set[str]] = {}
    for op in listed:
        for facet, parents in op.parents.items():
            replaced.setdefault(facet, set()).update(parents)
    heads: dict[str, list[Head]] = {}
    nothing: set[str] = set()
    for op in listed:
        for facet, value in op.facets.items():
            if op.id not in replaced.get(facet, nothing):
                heads.setdefault(facet, []).append(Head(op, value))
    return heads


def fold(ops: Iterable[Op]) -> RecordState:
    """Return the state of one record; ValueError if there is no op."""
    listed = list(ops)
    if not listed:
        raise ValueError("a record without ops has no state")
    first = min(listed, key=lambda op: (op.lamport, op.id))
    state = RecordState(first.uid, first.entity, first.scope, heads=heads_of(listed))
    for facet, heads in state.heads.items():
        winner = max(heads, key=lambda head: head.precedence)
        if any(head.value != winner.value for head in heads):
            state.conflicts.append(facet)
        if facet != DELETED:
            _spread(state, facet, winner)
    state.deleted = _is_deleted(state)
    return state


def _spread(state: RecordState, facet: str, head: Head) -> None:
    values = facet_values(state.entity, facet, head.value)
    for key, value in values.items():
        if value is not None:
            state.values[key] = value
        if key in head.op.received:
            state.received[key] = head.op.received[key]


def facet_values(entity: str, facet: str, value: object) -> Record:
    """Return the flat keys and values of a facet's stored value."""
    if facet.startswith((MEMBER_PREFIX, INCOME_PREFIX)):
        return {facet: value}
    names = FACETS[entity].get(facet)
    if names is None or len(names) == 1:
        return {names[0] if names else facet: value}
    stored: Record = cast("Record", value) if isinstance(value, dict) else {}
    return {name: stored.get(name) for name in names}


def _is_deleted(state: RecordState) -> bool:
    """A record is gone if every head of `_del` says so and whoever deleted it had seen all that lives."""
    heads = state.heads.get(DELETED)
    if not heads or not all(head.value for head in heads):
        return False
    seen = {name for head in heads for name in head.op.seen}
    alive = {head.op.id for facet, listed in state.heads.items() if facet != DELETED for head in listed}
    return alive <= seen


FACETS: dict[str, dict[str, tuple[str, ...]]] = {
    name: {facet.name: facet.names for facet in entity.facets} for name, entity in ENTITIES.items()
}
"""Entity → facet → its fields, for the facets the catalogue declares."""
