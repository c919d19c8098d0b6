"""One batch of changes being written: ops, table rows and everything that hangs on them, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.catalogue import ENTITIES
from models.fields import Record, Value
from models.id_numbers import person_part
from storage.archive.archive import Archive
from storage.archive.columns import FIELD_TYPES
from storage.archive.ops import DELETED, Chain, Draft, Op, ops_of
from storage.archive.problems import StorageProblem
from storage.archive.rows import RowWriter, in_parts, read_flat
from storage.archive.shared_values import MOST_SHARED, SHARING, shared_values
from storage.archive.state import heads_of, living_ids

MOST_LISTED = 20_000
"""So many changed keys are listed one by one; a whole city's would fill the memory."""

SEARCHED: dict[str, frozenset[str]] = {
    name: frozenset({field.name for field in entity.fields if field.searchable} | {DELETED})
    for name, entity in ENTITIES.items()
} | {
    "household": frozenset(
        {field.name for field in ENTITIES["household"].fields if field.searchable} | {"division", "head_name", DELETED}
    ),
    "member": frozenset(
        {field.name for field in ENTITIES["member"].fields if field.searchable} | {"relation", "member_state", DELETED}
    ),
}
"""Entity → keys whose change reaches the search index."""

SHARED_UIDS = ("year", "village_year", "division")
"""Entities whose uids say what they are about: two desks that write the same thing write the same record."""

_OWN_KEYS: dict[str, type] = {"household": str, "year": int}


@dataclass(frozen=True, slots=True)
class RecordChange:
    """New values of one record by flat key (`models.keys`); only what is named changes.

    A record that does not exist yet is made; an owned one then needs `household`. `received` keeps, by key, the text
    and the year a code came with.
    """

    entity: str
    uid: str
    values: Mapping[str, Value]
    household: str | None = None
    received: Mapping[str, tuple[str, int | None]] = field(default_factory=dict[str, tuple[str, int | None]])


@dataclass(slots=True)
class Touched:
    """What a batch has touched so far."""

    households: dict[str, None] = field(default_factory=dict[str, None])
    people: set[str] = field(default_factory=set[str])
    id_parts: set[str] = field(default_factory=set[str])
    shared: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    shares_much: bool = False
    """More than `MOST_SHARED` shared values: whatever is shared is looked up anew."""
    searchable: dict[str, None] = field(default_factory=dict[str, None])
    changed: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    divisions: bool = False
    ops: int = 0

    def add(self, other: Touched) -> None:
        """Take in what another part of the same batch touched."""
        self.households.update(other.households)
        self.people.update(other.people)
        self.id_parts.update(other.id_parts)
        self.share(other.shared)
        self.shares_much = self.shares_much or other.shares_much
        self.searchable.update(other.searchable)
        self.changed.extend(other.changed[: max(0, MOST_LISTED - len(self.changed))])
        self.divisions = self.divisions or other.divisions
        self.ops += other.ops

    def share(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note what a changed record shares with other households and villages (`shared_values`)."""
        if not self.shares_much:
            self.shared.update(pairs)
            if len(self.shared) > MOST_SHARED:
                self.shares_much = True
                self.shared.clear()


class Writing:
    """Applies changes within an open transaction; `finish` writes what is still held back."""

    def __init__(self, archive: Archive, batch: str, at: str, reason: str) -> None:
        """Start a batch."""
        self.batch = batch
        self.at = at
        self.touched = Touched()
        self.folded: dict[str, dict[str, None]] = {}
        """Entity → records whose ops were written by `append`, or whose ops count otherwise than before."""
        self.moved: dict[str, str] = {}
        """Household → its new division, where that is not the scope it lives in."""
        self.rehoused: dict[tuple[str, str], str] = {}
        """(entity, uid) → its new household."""
        self.points: list[str] = []
        """Entries of shop points that were written or deleted."""
        self._archive = archive
        self._connection = archive.connection
        self.reason = reason
        self._chain = Chain(self._connection, archive.author, batch, at)
        self._rows = RowWriter(self._connection, at)
        self._fresh: set[str] = set()
        self._rowless: set[str] = set()
        self.first_op = 1 + (self._connection.execute("SELECT max(n) FROM op").fetchone()[0] or 0)
        self._scopes: dict[str, str] = {}
        self._living: set[str] = set()

    def apply(self, changes: Sequence[RecordChange]) -> None:
        """Write a handful of changes (some hundreds at a time are best)."""
        by_entity: dict[str, list[str]] = {}
        for change in changes:
            by_entity.setdefault(change.entity, []).append(change.uid)
        before = {entity: read_flat(self._connection, entity, uids) for entity, uids in by_entity.items()}
        known = [change.uid for change in changes if change.uid in before[change.entity]]
        ops = ops_of(self._connection, known) if known else {}
        self._rowless = self._without_row(by_entity, before)
        for change in changes:
            self._apply_one(change, before[change.entity], ops)
        self.flush()
        self._fresh.clear()

    def _without_row(self, by_entity: Mapping[str, list[str]], before: Mapping[str, Mapping[str, Record]]) -> set[str]:
        """Return the records that have ops but no row: set aside, or lacking something that has not come.

        Only uids that every desk makes alike (a household's year …) can be written anew by someone who sees no record;
        such a record is folded from all its ops.
        """
        wanted = [uid for entity in SHARED_UIDS for uid in by_entity.get(entity, ()) if uid not in before[entity]]
        found: set[str] = set()
        for part in in_parts(wanted):
            marks = ",".join("?" * len(part))
            rows = self._connection.execute(f"SELECT DISTINCT uid FROM op WHERE uid IN ({marks})", part)  # noqa: S608
            found.update(row[0] for row in rows)
        return found

    def flush(self) -> None:
        """Write the ops and rows gathered so far."""
        self._chain.flush()
        self._rows.flush()

    def close(self) -> None:
        """Write everything, chain ends and clock included."""
        self._rows.flush()
        self._chain.close()

    def append(self, draft: Draft) -> str:
        """Write an op as it is; its record is folded anew once the batch is whole. Returns the op's id."""
        self.folded.setdefault(draft.entity, {})[draft.uid] = None
        self.touched.ops += 1
        return self._chain.append(draft)

    def mark_deleted(self, entity: str, uid: str, deleted: bool) -> None:
        """Write a deletion, or take one back."""
        self.flush()
        ops = ops_of(self._connection, [uid])[uid]
        heads = heads_of(ops)
        current = read_flat(self._connection, entity, [uid])[uid]
        parents = [head.op.id for head in heads.get(DELETED, ())]
        seen = sorted({head.op.id for facet, listed in heads.items() if facet != DELETED for head in listed})
        draft = Draft(
            entity,
            uid,
            current["scope"],
            {DELETED: deleted},
            {DELETED: parents} if parents else {},
            seen=seen if deleted else [],
            reason=self.reason,
            kind="del" if deleted else "undel",
        )
        self._chain.append(draft)
        self._rows.set_deleted(entity, uid, deleted)
        self._living.discard(uid)
        self._note(entity, uid, current, {DELETED: deleted})

    def put_deletion(self, entity: str, uid: str, deleted: bool) -> None:
        """Write a deletion or its opposite where a case of the inbox stands on it; the record is folded anew."""
        self.mark_deleted(entity, uid, deleted)
        self.folded.setdefault(entity, {})[uid] = None

    def _apply_one(self, change: RecordChange, before: dict[str, Record], ops: Mapping[str, Sequence[Op]]) -> None:
        if change.uid in self._fresh:
            self.flush()
            before[change.uid] = read_flat(self._connection, change.entity, [change.uid])[change.uid]
            ops = {**ops, **ops_of(self._connection, [change.uid])}
        current = before.get(change.uid)
        if current is not None and current["deleted"] == 2:
            raise StorageProblem("moved_away", "要改的记录已迁往别的村，没有写入。请在迁入的村改，或先迁回。")
        if current is not None and current["deleted"]:
            raise StorageProblem("deleted", "要改的记录在回收站里，没有写入。请先从回收站恢复，再改。")
        if ENTITIES[change.entity].owner:
            self._need_living(change.household or (current or {}).get("household"))
        values = self._complete(change, current)
        changed = _difference(change.entity, current or {}, values)
        if current is not None and not changed:
            return
        merged: Record = {**current, **changed} if current is not None else changed
        scope = self._scope(change, merged, current)
        facets = _facets(change.entity, changed, merged)
        parents = living_ids(ops.get(change.uid, ()), facets) if current is not None else {}
        received = {key: list(pair) for key, pair in change.received.items() if key in changed}
        draft = Draft(change.entity, change.uid, scope, facets, parents, received, reason=self.reason)
        self._chain.append(draft)
        if current is None and change.uid in self._rowless:
            self.folded.setdefault(change.entity, {})[change.uid] = None
        elif current is None:
            self._rows.insert(change.entity, change.uid, scope, merged, received)
        else:
            self._rows.update(change.entity, change.uid, current, changed, received)
            if changed.get("household"):
                self.rehoused[change.entity, change.uid] = changed["household"]
            if change.entity == "household" and changed.get("division") and changed["division"] != scope:
                self.moved[change.uid] = changed["division"]
        if change.uid not in self._rowless:
            self._fresh.add(change.uid)
        self._note(change.entity, change.uid, current or merged, changed)

    def _complete(self, change: RecordChange, current: Record | None) -> Mapping[str, Value]:
        if current is not None or not ENTITIES[change.entity].owner:
            return change.values
        if change.household is None:
            raise ValueError(f"new {change.entity} {change.uid} needs a household")
        values = {**change.values, "household": change.household}
        if change.entity == "year" and "year" not in values:
            values["year"] = int(change.uid.rsplit(".", 1)[1])
        return values

    def _scope(self, change: RecordChange, merged: Record, current: Record | None) -> str:
        """A record keeps its scope for life: the household's division when it was made, or the office's."""
        if current is not None:
            return current["scope"]
        if change.entity == "household":
            scope = merged.get("division") or self._archive.office.division
            self._scopes[change.uid] = scope
            return scope
        if change.household is not None:
            return self._household_scope(change.household)
        # helpers, divisions and the like belong to no household: whoever is above or below that division gets them
        return "@" + (merged.get("code") or merged.get("division") or self._archive.office.division)

    def _household_scope(self, household: str) -> str:
        scope = self._scopes.get(household)
        if scope is None:
            row = self._connection.execute("SELECT scope FROM household WHERE uid = ?", (household,)).fetchone()
            if row is None:
                raise ValueError(f"household {household} does not exist")
            scope = self._scopes[household] = row[0]
        return scope

    def _need_living(self, household: str | None) -> None:
        """Raise StorageProblem where the household lies in the recycle bin: nobody would see what stands under it."""
        if household is None or household in self._living:
            return
        row = self._connection.execute("SELECT deleted FROM household WHERE uid = ?", (household,)).fetchone()
        if row is not None and row[0]:
            raise StorageProblem("owner_deleted", "这一户在回收站里，没有写入。请先从回收站恢复该户，再改。")
        self._living.add(household)

    def _note(self, entity: str, uid: str, current: Record, changed: Mapping[str, Value]) -> None:
        touched = self.touched
        touched.ops += 1
        if len(touched.changed) < MOST_LISTED:
            touched.changed.extend((uid, key) for key in changed)
        touched.divisions = touched.divisions or entity == "division"
        if entity in SHARING and not SHARING[entity].isdisjoint(changed):
            touched.share(shared_values(entity, uid, current, {**current, **changed}, changed.keys()))
        household = uid if entity == "household" else current.get("household")
        if household:
            touched.households[household] = None
            if not SEARCHED[entity].isdisjoint(changed):
                touched.searchable[household] = None
        if changed.get("household"):
            touched.households[changed["household"]] = None
            if entity == "member":
                touched.searchable[changed["household"]] = None
        if entity == "shop_points":
            self.points.append(uid)
        elif entity == "member":
            touched.people.add(uid)
            for number in (current.get("id_number"), changed.get("id_number")):
                if number and ("id_number" in changed or DELETED in changed or "member_state" in changed):
                    touched.id_parts.add(person_part(number))


def _difference(entity: str, current: Record, values: Mapping[str, Value]) -> Record:
    changed: Record = {}
    type_of = FIELD_TYPES[entity].get
    before = current.get
    for key, value in values.items():
        if value is not None:
            expected = type_of(key) or _other_type(entity, key)
            if value.__class__ is not expected:
                raise TypeError(f"{entity}.{key} takes {expected.__name__}, not {type(value).__name__}")
            if not value and (expected is list or expected is str):
                value = None  # an empty text or list is an empty field
        if value != before(key):
            changed[key] = value
    return changed


def _other_type(entity: str, key: str) -> type:
    """Return the type of a key that is no plain field; KeyError where the catalogue has no such key: that is a bug."""
    if entity == "year":
        if key.startswith("year:"):
            return FIELD_TYPES["member_year"][key.split(":", 2)[1]]
        if key.startswith("income:"):
            return dict
    return _OWN_KEYS[key]


def _facets(entity: str, changed: Record, merged: Record) -> dict[str, Any]:
    grouped = _GROUPED[entity]
    if grouped.keys().isdisjoint(changed):
        return changed
    facets: dict[str, Any] = {}
    for key, value in changed.items():
        names = grouped.get(key)
        if names is None:
            facets[key] = value
        elif names[0] not in facets:
            facet, fields = names
            facets[facet] = {name: merged[name] for name in fields if merged.get(name) is not None}
    return facets


_GROUPED: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    entity.name: {
        name: (facet.name, facet.names) for facet in entity.facets if len(facet.names) > 1 for name in facet.names
    }
    for entity in ENTITIES.values()
}
"""Entity → field → its facet and that facet's fields, for facets of several fields."""
