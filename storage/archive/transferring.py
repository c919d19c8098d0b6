"""How a household moves to another village: its records leave the old scope and stand, with all values, in the new.

A record's ops belong to the scope they were written in, and an office gets only its own scopes. So a move writes into
each scope left that the record went (`transfer_out`), and into the new one the whole state (`transfer_in`): every
living value, conflicting ones each in an op of its own, with the ids they replace and who wrote them. What is written
in the old village without knowing of the move stays there and is shown as a case “改动发生在迁出之后”.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from storage.archive.cases import OWNED
from storage.archive.columns import table_of
from storage.archive.folding import state_of
from storage.archive.ops import DELETED, HOME, TRANSFER_IN, TRANSFER_OUT, Draft, Op
from storage.archive.sqlite import Connection
from storage.archive.state import Head, RecordState
from storage.archive.writing import Writing


def write_transfer(
    connection: Connection, writing: Writing, household: str, division: str, changed: dict[str, Any]
) -> None:
    """Write the ops of a household's move within an open batch; `changed` are facets that change with it."""
    writing.flush()
    _move(connection, writing, "household", household, division, changed)
    for entity in OWNED:
        query = f"SELECT uid FROM {table_of(entity)} WHERE household = ?"  # noqa: S608
        for (uid,) in connection.execute(query, (household,)).fetchall():
            _move(connection, writing, entity, uid, division, {})


def follow(connection: Connection, writing: Writing) -> None:
    """Let everything move whose place this batch changed: a household's division, a record's household."""
    writing.flush()
    for household, division in writing.moved.items():
        write_transfer(connection, writing, household, division, {})
    for (entity, uid), household in writing.rehoused.items():
        row = connection.execute("SELECT scope FROM household WHERE uid = ?", (household,)).fetchone()
        scope = writing.moved.get(household) or (row[0] if row else "")
        own = connection.execute(f"SELECT scope FROM {table_of(entity)} WHERE uid = ?", (uid,)).fetchone()  # noqa: S608
        if scope and own and own[0] != scope and household not in writing.moved:
            _move(connection, writing, entity, uid, scope, {})


def send_home(connection: Connection, writing: Writing, entity: str, uid: str) -> None:
    """Let a record that was written in a village its household had left follow it."""
    row = connection.execute(
        f"SELECT h.scope FROM {table_of(entity)} r JOIN household h ON h.uid = r.household WHERE r.uid = ?",  # noqa: S608
        (uid,),
    ).fetchone()
    if row is not None:
        writing.flush()
        _move(connection, writing, entity, uid, row[0], {})


def _move(connection: Connection, writing: Writing, entity: str, uid: str, to: str, changed: dict[str, Any]) -> None:
    state, ops = state_of(connection, entity, uid)
    homes = _replaced(state, ops, HOME)
    for scope in dict.fromkeys(op.scope for op in ops):
        if scope != to:
            draft = Draft(entity, uid, scope, {HOME: to}, {HOME: homes} if homes else {}, kind=TRANSFER_OUT)
            homes = [*homes, writing.append(draft)]
    layers = _layers(state, changed)
    for heads in layers[:-1]:
        _carry(writing, state, ops, to, heads, None, {})
    _carry(writing, state, ops, to, layers[-1], homes, changed)


def _layers(state: RecordState, changed: dict[str, Any]) -> list[dict[str, Head]]:
    """Return the living values, each facet once a layer; the last layer holds what rules, so that it goes on ruling."""
    living = {
        facet: sorted(heads, key=lambda head: head.precedence)
        for facet, heads in state.heads.items()
        if facet != HOME and facet not in changed
    }
    depth = max((len(heads) for heads in living.values()), default=1)
    return [
        {facet: heads[-back] for facet, heads in living.items() if len(heads) >= back} for back in range(depth, 0, -1)
    ]


def _carry(
    writing: Writing,
    state: RecordState,
    ops: Sequence[Op],
    to: str,
    heads: dict[str, Head],
    homes: list[str] | None,
    changed: dict[str, Any],
) -> None:
    """Write one op with these values into the new scope; `homes` are the moves it follows, None for lower layers."""
    facets: dict[str, Any] = {facet: head.value for facet, head in heads.items()}
    facets.update(changed)
    parents = {facet: _replaced(state, ops, facet) for facet in facets}
    if homes is not None:
        facets[HOME] = to
        parents[HOME] = homes
    origins = {
        facet: head.op.origins.get(facet) or [head.op.id, head.op.user, head.op.desk, head.op.at, head.op.rank]
        for facet, head in heads.items()
        if facet not in changed
    }
    received = {key: pair for head in heads.values() for key, pair in head.op.received.items()}
    draft = Draft(
        state.entity,
        state.uid,
        to,
        facets,
        {facet: ids for facet, ids in parents.items() if ids},
        received,
        reason=writing.reason,
        kind=TRANSFER_IN,
        origins=origins,
    )
    if facets.get(DELETED):
        draft.seen = sorted({head.op.id for living in state.heads.values() for head in living})
    writing.append(draft)


def _replaced(state: RecordState, ops: Sequence[Op], facet: str) -> list[str]:
    """Return what a carried value replaces: everything that was ever written for the facet.

    An office may have some of it and lack the rest, for it comes by other scopes. Only what came too late, and what is
    set aside, stays for a person to decide.
    """
    late = {head.op.id for head in state.late.get(facet, ())}
    return [op.id for op in ops if facet in op.facets and facet not in op.held and op.id not in late]
