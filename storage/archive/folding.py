"""Brings the record tables in line with the change log for given records: the state is folded anew and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from models.catalogue import ENTITIES, RECORD_ENTITIES
from models.fields import Record
from storage.archive.archive import Archive
from storage.archive.ops import HOME, Op, ops_of
from storage.archive.rows import BOOKKEEPING, PART, RowWriter, in_parts, read_flat
from storage.archive.sqlite import Connection
from storage.archive.state import RecordState, fold

ALIVE, DELETED_HERE, AWAY = 0, 1, 2
"""What the column `deleted` holds: on the register, in the recycle bin, moved to a village that is not ours."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Where the household of a record lives, and whether it has left this office's villages."""

    scope: str
    away: bool


@dataclass(slots=True)
class Folded:
    """One record folded: its row before (None where there was none), its state and its ops."""

    entity: str
    uid: str
    before: Record | None
    state: RecordState
    ops: Sequence[Op]
    owner: Owner | None = None
    standing: int = ALIVE
    changed: bool = False

    @property
    def is_stranded(self) -> bool:
        """Tell whether the household lives elsewhere: the record was written in a village which that had left."""
        return self.owner is not None and self.state.exists and self.owner.scope != self.state.scope

    @property
    def household(self) -> str:
        """Return the household the record is or hangs under, before or after; "" where none."""
        if self.entity == "household":
            return self.uid
        return self.state.values.get("household") or (self.before or {}).get("household") or ""


HomeOf: TypeAlias = "Callable[[str], str | None]"
"""Household uid → the scope it lives in, None where it is not here."""


def states_of(connection: Connection, entity: str, ops: dict[str, list[Op]]) -> dict[str, RecordState]:
    """Return the states of records of one entity by their ops; those without ops of this entity are left out."""

    def home_of(household: str) -> str | None:
        row = connection.execute("SELECT scope FROM household WHERE uid = ?", (household,)).fetchone()
        return row[0] if row is not None else None

    return states_at_home(entity, ops, home_of)


def states_at_home(entity: str, ops: Mapping[str, list[Op]], home_of: HomeOf) -> dict[str, RecordState]:
    """Return the same where `home_of` tells the homes of households: no database is asked."""
    found: dict[str, RecordState] = {}
    several: dict[str, list[Op]] = {}
    for uid, listed in ops.items():
        own = listed if all(op.entity == entity for op in listed) else [op for op in listed if op.entity == entity]
        if not own:
            continue
        if ENTITIES[entity].owner and len(own) > 1 and len({op.scope for op in own}) > 1:
            several[uid] = own
        else:
            found[uid] = fold(own)
    for uid, own in several.items():
        found[uid] = _fold_owned(home_of, own)
    return found


def state_of(connection: Connection, entity: str, uid: str) -> tuple[RecordState, list[Op]]:
    """Return a record's state and ops; KeyError where it has none."""
    ops = ops_of(connection, [uid])
    return states_of(connection, entity, ops)[uid], ops[uid]


def _fold_owned(home_of: HomeOf, ops: list[Op]) -> RecordState:
    """Fold a record written in several villages: it lives where its household lives."""
    first = fold(ops)
    said = [*first.heads.get("household", ()), *first.late.get("household", ())]
    # never by order of arrival: where people of two households are joined, more than one is named
    homes = [head.value for head in sorted(said, key=lambda head: head.precedence, reverse=True)]
    for household in homes:
        home = home_of(household)
        if home is not None:
            return fold(ops, home)
    return first


def standing_of(state: RecordState, division: str, owner: Owner | None = None) -> int:
    """Return what stands in the column `deleted` at an office of this division."""
    if state.deleted:
        return DELETED_HERE
    place = state.moved_to or (state.scope if state.only is None and HOME in state.heads else "")
    return AWAY if (place and not place.startswith(division)) or (owner and owner.away) else ALIVE


def owners_of(connection: Connection, states: Iterable[RecordState]) -> dict[str, Owner]:
    """Return household uid → owner for the owned ones of these records."""
    uids = {state.values["household"] for state in states if "household" in state.values}
    found: dict[str, Owner] = {}
    for part in in_parts(sorted(uids)):
        marks = ",".join("?" * len(part))
        rows = connection.execute(f"SELECT uid, scope, deleted FROM household WHERE uid IN ({marks})", part)  # noqa: S608
        found.update({uid: Owner(scope, deleted == AWAY) for uid, scope, deleted in rows})
    return found


def fold_records(
    archive: Archive, entity: str, uids: Iterable[str], at: str, review: Callable[[list[Folded]], list[Folded]]
) -> None:
    """Fold records of one entity and write those that differ from their rows.

    `review` sees each part of at most 500 before it is written and returns what is to be written.
    """
    if entity not in RECORD_ENTITIES:
        return
    listed = list(uids)
    writer = RowWriter(archive.connection, at)
    for start in range(0, len(listed), PART):
        part = listed[start : start + PART]
        for folded in review(refold(archive, entity, part)):
            if folded.changed:
                _write(writer, folded)
        writer.flush()


def refold(archive: Archive, entity: str, uids: Sequence[str]) -> list[Folded]:
    """Fold records of one entity, writing nothing."""
    connection = archive.connection
    ops = ops_of(connection, uids)
    before = read_flat(connection, entity, uids)
    states = states_of(connection, entity, ops)
    owners = owners_of(connection, states.values()) if ENTITIES[entity].owner else {}
    found: list[Folded] = []
    for uid in uids:
        row = before.get(uid)
        state = states.get(uid) or RecordState(uid, entity, "")
        owner = owners.get(state.values.get("household", ""))
        standing = standing_of(state, archive.office.division, owner)
        folded = Folded(entity, uid, row, state, ops[uid], owner, standing, differs(row, state, standing))
        found.append(folded)
    return found


def differs(row: Record | None, state: RecordState, standing: int) -> bool:
    """Tell whether a row does not say what the state says."""
    if row is None or not state.exists:
        return (row is not None) or state.exists
    return (
        row["deleted"] != standing
        or row["scope"] != state.scope
        or plain(row) != state.values
        or extra_of(row) != state.extra
        or _object(row.get("received")) != state.received
    )


def plain(row: Record) -> Record:
    """Return a row's flat values without the bookkeeping."""
    return {key: value for key, value in row.items() if key not in BOOKKEEPING}


def extra_of(row: Record) -> Record:
    """Return what a row keeps of facets that this program does not know."""
    return _object(row.get("extra"))


def _object(text: Any) -> dict[str, Any]:
    return orjson.loads(text) if text else {}


def _write(writer: RowWriter, folded: Folded) -> None:
    state = folded.state
    if not state.exists:
        writer.remove(folded.entity, folded.uid)
        return
    put = writer.insert if folded.before is None else writer.replace
    put(
        folded.entity,
        folded.uid,
        state.scope,
        state.values,
        state.received,
        extra=state.extra,
        deleted=folded.standing,
    )
