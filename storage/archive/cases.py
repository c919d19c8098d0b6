"""The inbox as a table: what waits for a person, derived from the change log like the record tables.

A case has a stable id: it names the record and the facet (or the two people), not the values that stand against each
other, so that a third value joins the case that is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.catalogue import HOUSEHOLD_PARTS
from storage.archive.columns import table_of
from storage.archive.folding import Folded
from storage.archive.ops import DELETED, HOME
from storage.archive.sqlite import Connection

VALUE, DELETION, DUPLICATE = "value", "deleted", "duplicate"
OWNED = ("member", "year", *HOUSEHOLD_PARTS)


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the inbox. `other` is the second person of a duplicate; `moved` says that a value was written in a
    village the record has left."""

    id: str
    kind: str
    uid: str
    entity: str
    facet: str
    household: str
    scope: str
    other: str = ""
    moved: bool = False


COLUMNS = "id, kind, uid, entity, facet, household, scope, other, moved"
_PUT = f"INSERT OR REPLACE INTO conflict({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608


def case_id(kind: str, first: str, second: str) -> str:
    """Return the name of a case: 12 hex digits."""
    return hashlib.sha256(f"{kind}\n{first}\n{second}".encode()).hexdigest()[:12]


def cases_of(folded: Folded) -> list[Case]:
    """Return what a record's own ops leave open."""
    state = folded.state
    found: list[Case] = []
    if not state.conflicts and not state.late and not folded.is_stranded:
        return found
    for facet in dict.fromkeys((*state.conflicts, *state.late)):
        kind = DELETION if facet == DELETED else VALUE
        name = case_id(kind, state.uid, facet)
        case = Case(
            name, kind, state.uid, folded.entity, facet, folded.household, state.scope, moved=facet in state.late
        )
        found.append(case)
    if folded.is_stranded and HOME not in state.conflicts:
        name = case_id(VALUE, state.uid, HOME)
        found.append(Case(name, VALUE, state.uid, folded.entity, HOME, folded.household, state.scope, moved=True))
    return found


def stranded(connection: Connection) -> set[str]:
    """Return the records that were written in a village which their household had left."""
    return {row[0] for row in connection.execute(f"SELECT uid FROM conflict WHERE facet = '{HOME}' AND moved = 1")}  # noqa: S608


def put_cases(connection: Connection, part: Sequence[Folded]) -> list[Case]:
    """Bring the cases of folded records up to date; returns those that were not open before."""
    listed = [case for folded in part if folded.state.exists for case in cases_of(folded)]
    uids = [folded.uid for folded in part]
    marks = ",".join("?" * len(uids))
    where = f"kind <> '{DUPLICATE}' AND uid IN ({marks})"
    before = {row[0] for row in connection.execute(f"SELECT id FROM conflict WHERE {where}", uids)}  # noqa: S608
    if before:
        connection.execute(f"DELETE FROM conflict WHERE {where}", uids)  # noqa: S608
    connection.executemany(_PUT, [_row(case) for case in listed])
    return [case for case in listed if case.id not in before]


def _row(case: Case) -> tuple[object, ...]:
    return (
        case.id,
        case.kind,
        case.uid,
        case.entity,
        case.facet,
        case.household,
        case.scope,
        case.other,
        int(case.moved),
    )


def put_living_under_deleted(connection: Connection, households: Iterable[str]) -> set[str]:
    """Open a case for each of these households that is deleted while something under it lives; close what is over.

    Returns the ids that were not open before. A record under a deleted household was made or changed by someone who
    did not know of the deletion.
    """
    new: set[str] = set()
    # what stands open already is looked at again: its last living record may have left or gone
    open_ones = connection.execute("SELECT uid FROM conflict WHERE kind = ? AND entity = 'household'", (DELETION,))
    listed = list(dict.fromkeys((*households, *(row[0] for row in open_ones.fetchall()))))
    for start in range(0, len(listed), 500):
        part = listed[start : start + 500]
        marks = ",".join("?" * len(part))
        gone = connection.execute(
            f"SELECT uid, scope FROM household WHERE deleted = 1 AND uid IN ({marks})",  # noqa: S608
            part,
        ).fetchall()
        for uid, scope in gone:
            name = case_id(DELETION, uid, DELETED)
            if _has_living(connection, uid):
                if connection.execute("SELECT 1 FROM conflict WHERE id = ?", (name,)).fetchone() is None:
                    new.add(name)
                case = Case(name, DELETION, uid, "household", DELETED, uid, scope)
                connection.execute(_PUT, _row(case))
            else:
                connection.execute("DELETE FROM conflict WHERE id = ?", (name,))
    return new


def living_under(connection: Connection, household: str) -> list[tuple[str, str]]:
    """Return (entity, uid) of the records under a household that are not deleted."""
    found: list[tuple[str, str]] = []
    for entity in OWNED:
        query = f"SELECT uid FROM {table_of(entity)} WHERE household = ? AND deleted = 0"  # noqa: S608
        found += [(entity, row[0]) for row in connection.execute(query, (household,))]
    return found


def _has_living(connection: Connection, household: str) -> bool:
    for entity in OWNED:
        query = f"SELECT 1 FROM {table_of(entity)} WHERE household = ? AND deleted = 0 LIMIT 1"  # noqa: S608
        if connection.execute(query, (household,)).fetchone():
            return True
    return False
