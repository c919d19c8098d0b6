"""Several desks that write, send packs, lose and repeat them, are restored and copied: with an oracle beside them.

The oracle keeps the true history by itself: who knew what when a value was written. It reads ids of ops only to learn
which event a pack carries; what a record must say follows from its own happens-before, not from the code under test.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from models.fields import Policy
from storage.archive import (
    incarnation,
    merging,
    op_exchange,
)
from storage.archive.archive import DATABASE_NAME, Archive, open_archive
from storage.archive.conflicts import conflict_of
from storage.archive.facet_values import facet_values, policy_of
from storage.archive.op_exchange import Tip
from storage.archive.ops import DELETED, parse_op
from storage.archive.problems import StorageProblem
from storage.archive.rows import read_flat
from storage.archive.state import normal
from storage.archive.verify import verify
from tests.storage.archive.merge_chance import Chance
from tests.storage.archive.merge_compare import classes_of, copy_database, template_of, transaction

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
TOWN = "370826111"
VILLAGES = ("370826111214", "370826111213")
COUNTY = "370826"
CLOCKS = (0, 8 / 24, -3, 365 * 3, -365 * 20, -365 * 50, 365 * 73)
"""Days by which the desks' clocks are off."""


@dataclass(frozen=True)
class Event:
    """One value written for one facet: by the oracle's own count, with all that its desk knew then."""

    number: int
    op: str
    entity: str
    uid: str
    facet: str
    value: Any
    knew: frozenset[int]
    scope: str
    kind: str
    speaks_of: frozenset[str]
    """The uids that were this person at the desk when it wrote."""


@dataclass
class Pack:
    """A file on its way: the ops as bytes, and the sender's tips."""

    source: int
    receiver: int
    scope: str
    ops: list[tuple[bytes, bytes | None]]
    tips: list[Tip]


@dataclass
class Desk:
    """One database with the oracle's account of it. `stated` is what each other desk last said to this one."""

    place: int
    name: str
    division: str
    folder: Path
    archive: Archive
    scope: str
    clock: float
    known: set[str] = field(default_factory=set)
    held: set[tuple[str, str]] = field(default_factory=set)
    stated: dict[int, list[Tip]] = field(default_factory=dict)
    backups: list[tuple[Path, frozenset[str], dict[int, list[Tip]]]] = field(default_factory=list)


class World:
    """The desks, the packs on their way, and the oracle's events."""

    def __init__(self, folder: Path, chance: Chance, desks: int) -> None:
        self.folder = folder
        self.chance = chance
        self.random = chance.random
        self.desks: list[Desk] = []
        self.packs: list[Pack] = []
        self.events: dict[str, list[Event]] = {}
        self.events_of: dict[tuple[str, str], list[Event]] = {}
        self.lamports: dict[str, int] = {}
        self.desks_of: dict[str, str] = {}
        self.numbers = itertools.count()
        self.households: list[str] = []
        self.members: list[tuple[str, str]] = []
        self.moved: set[str] = set()
        self.joined: set[frozenset[str]] = set()
        self.counts: dict[str, int] = {}
        self.log: list[str] = []
        self.unseen: set[str] = set()
        one, other = VILLAGES
        layout = [(TOWN, ""), (one, one), (COUNTY, ""), (other, other), (TOWN, ""), (one, one)]
        for place in range(desks):
            self.desks.append(self._make(place, *layout[place]))

    def _make(self, place: int, division: str, scope: str) -> Desk:
        folder = self.folder / f"desk-{place}"
        template = template_of(self.folder, division)
        shutil.copytree(template, folder)
        archive = self.open(folder)
        with transaction(archive):
            incarnation.renew(archive, "test")
        incarnation.read_again(archive)
        return Desk(place, f"d{place}", division, folder, archive, scope, self.random.choice(CLOCKS))

    def open(self, folder: Path) -> Archive:
        archive = open_archive(folder, user="王芳", resources=RESOURCES)
        archive.connection.execute("PRAGMA synchronous=OFF")
        return archive

    def close(self) -> None:
        for desk in self.desks:
            desk.archive.close()

    def did(self, what: str) -> None:
        self.counts[what] = self.counts.get(what, 0) + 1

    @contextmanager
    def at(self, desk: Desk) -> Iterator[None]:
        """Let a desk's clock tell its own time."""
        self.chance.offset = timedelta(days=desk.clock)
        try:
            yield
        finally:
            self.chance.offset = timedelta()

    # what a clerk does

    def write(self, desk: Desk, work) -> bool:
        """Let a desk write; whatever ops came of it become events."""
        last = desk.archive.connection.execute("SELECT coalesce(max(n), 0) FROM op").fetchone()[0]
        years = {uid for entity, uid in self.events_of if entity == "year"}
        # a record without its row is seen by nobody
        self.unseen = years - read_flat(desk.archive.connection, "year", sorted(years)).keys()
        try:
            with self.at(desk):
                work()
        except StorageProblem:
            return False
        self._note(desk, last)
        self._read_held(desk)
        self.check(desk)
        return True

    def _read_held(self, desk: Desk) -> None:
        rows = desk.archive.connection.execute("SELECT op, facet FROM op_held").fetchall()
        desk.held = {(name.hex(), facet) for name, facet in rows}

    def _note(self, desk: Desk, last: int) -> None:
        rows = desk.archive.connection.execute("SELECT id, header, payload FROM op WHERE n > ? ORDER BY n", (last,))
        knew = frozenset(
            event.number
            for known in desk.known
            for event in self.events[known]
            if (event.op, event.facet) not in desk.held and event.uid not in self.unseen
        )
        classes = classes_of(desk.archive)
        begun = sum(len(found) for found in self.events.values())
        latest = max((self.lamports[known] for known in desk.known), default=0)
        for name, header, payload in rows.fetchall():
            op = parse_op(0, name, header, payload)
            # a move carries on what its own batch has just written
            own = {
                e.number for e in self.events_of.get((op.entity, op.uid), ()) if e.number >= begun and e.kind == "set"
            }
            found = [
                Event(
                    next(self.numbers),
                    op.id,
                    op.entity,
                    op.uid,
                    facet,
                    value,
                    knew | own if op.kind == "transfer_in" else knew,
                    op.scope,
                    op.kind,
                    classes.get(op.uid, frozenset({op.uid})),
                )
                for facet, value in op.facets.items()
            ]
            self.events[op.id] = found
            assert op.lamport > latest, "an op is not later than all its desk knew"
            self.lamports[op.id], self.desks_of[op.id] = op.lamport, op.desk
            for event in found:
                self.events_of.setdefault((event.entity, event.uid), []).append(event)
            desk.known.add(op.id)

    def heads(self, desk: Desk, entity: str, uid: str) -> dict[str, list[Event]]:
        """Return, by the oracle, the values of each facet that nobody who knew them has replaced, at a desk."""
        found: dict[str, list[Event]] = {}
        for event in self.events_of.get((entity, uid), ()):
            if event.op in desk.known and (event.op, event.facet) not in desk.held:
                found.setdefault(event.facet, []).append(event)
        return {
            facet: [one for one in listed if not any(one.number in other.knew for other in listed)]
            for facet, listed in found.items()
        }

    def joined_heads(self, desk: Desk, entity: str, uid: str, roots: dict[str, str]) -> dict[str, list[Event]]:
        """Return a record's heads where people are joined: what was written of one replaces what it knew of all."""
        heads = self.heads(desk, entity, uid)
        if entity == "member" and uid in roots:
            others = [
                event
                for one, root in roots.items()
                if root == roots[uid] and one != uid
                for event in self.events_of.get((entity, one), ())
            ]
        elif entity == "year" and roots:
            others = self.events_of[entity, uid]
        else:
            return heads
        here = [one for one in others if one.op in desk.known and (one.op, one.facet) not in desk.held]

        def is_replaced(event: Event) -> bool:
            named = self._joined_name(event.facet, roots)
            return any(
                event.number in other.knew
                and self._joined_name(other.facet, roots) == named
                and (entity == "year" or uid in other.speaks_of)
                for other in here
            )

        return {facet: [one for one in living if not is_replaced(one)] for facet, living in heads.items()}

    # packs

    def pack(self, sender: Desk, receiver: Desk, full: bool) -> None:
        scope = receiver.scope or sender.scope
        if receiver.scope and sender.scope and receiver.scope != sender.scope:
            return
        stated = None if full else sender.stated.get(receiver.place)
        sent = list(op_exchange.ops_after(sender.archive, stated, scope))
        self.packs.append(Pack(sender.place, receiver.place, scope, sent, op_exchange.tips(sender.archive)))
        self.did("packs")
        if self.random.random() < 0.4:
            # “视为已收到”: only an assumption, which the receiver's next statement corrects
            sender.stated[receiver.place] = op_exchange.tips(sender.archive, scope)
            self.did("assumed received")

    def take(self, desk: Desk, pack: Pack, leave: Iterable[tuple[str, str]] = ()) -> None:
        sender = self.desks[pack.source]
        if sender is desk:
            return
        before, name = set(desk.known), desk.archive.office.desk
        dry = merging.merge(desk.archive, pack.ops, source="pack", dry_run=True)
        assert self.ids(desk) == desk.known, "a dry run wrote"
        with self.at(desk):
            result = merging.merge(desk.archive, pack.ops, source="pack", leave=leave)
        assert leave or not result.counts.held
        if not leave:
            assert dry.counts == result.counts
        self._arrive(desk)
        self._read_held(desk)
        assert result.ops == len(desk.known - before)
        own = any(self.desks_of[op] == name for op in desk.known - before)
        assert (result.new_desk, desk.archive.office.desk != name) == (own, own)
        if result.new_desk:
            self.did("forks noticed")
        if result.waiting:
            self.did("gaps")
        desk.stated[pack.source] = pack.tips
        self.did("merges")
        self.check(desk)
        again = merging.merge(desk.archive, pack.ops, source="pack")
        assert again.ops == 0
        assert again.batch == ""
        assert self.ids(desk) == desk.known

    def ids(self, desk: Desk) -> set[str]:
        return {row[0].hex() for row in desk.archive.connection.execute("SELECT id FROM op")}

    def _arrive(self, desk: Desk) -> None:
        ids = self.ids(desk)
        assert desk.known <= ids, "a known op is gone"
        assert ids <= self.events.keys(), "an op that nobody wrote"
        desk.known = ids

    # restores and copies

    def back_up(self, desk: Desk) -> None:
        path = self.folder / f"backup-{desk.place}-{next(self.numbers)}.db"
        copy_database(desk.archive, path)
        desk.backups.append((path, frozenset(desk.known), dict(desk.stated)))

    def restore(self, desk: Desk, noticed: bool) -> None:
        path, known, stated = self.random.choice(desk.backups)
        desk.archive.close()
        for old in desk.folder.glob(f"{DATABASE_NAME}*"):
            old.unlink()
        shutil.copy(path, desk.folder / DATABASE_NAME)
        desk.archive = self.open(desk.folder)
        desk.known, desk.stated = set(known), dict(stated)
        self._read_held(desk)
        if noticed:
            with transaction(desk.archive):
                incarnation.renew(desk.archive, "restored")
            incarnation.read_again(desk.archive)
        self.did("restores noticed" if noticed else "restores unnoticed")
        self.check(desk)

    def clone(self, desk: Desk) -> None:
        if len(self.desks) >= 7:
            return
        place = len(self.desks)
        folder = self.folder / f"desk-{place}"
        folder.mkdir()
        copy_database(desk.archive, folder / DATABASE_NAME)
        twin = Desk(place, f"d{place}", desk.division, folder, self.open(folder), desk.scope, desk.clock)
        twin.known, twin.stated, twin.held = set(desk.known), dict(desk.stated), set(desk.held)
        self.desks.append(twin)
        self.did("clones")

    # what must hold

    def check(self, desk: Desk) -> None:
        """After every write and merge: the tables are what the log says, and the log is what the oracle says."""
        verified = verify(desk.archive)
        rows = desk.archive.connection.execute("SELECT * FROM conflict").fetchall()
        assert verified.ok, (verified.problems, rows)
        for entity, uid in list(self.events_of):
            if entity in ("household", "member", "year", "measure"):
                self.check_record(desk, entity, uid)

    def check_record(self, desk: Desk, entity: str, uid: str) -> None:
        if uid in self.moved or any(uid in pair for pair in self.joined) or uid.split(".")[0] in self.moved:
            return  # their own checks are at the end
        heads = self.heads(desk, entity, uid)
        if any(event.value in self.moved for event in heads.get("household", ())):
            return
        row = read_flat(desk.archive.connection, entity, [uid]).get(uid)
        if not heads or not self._has_place(entity, heads):
            assert row is None
            return
        assert row is not None, (entity, uid, heads)
        open_cases = {
            row[0]: row[1]
            for row in desk.archive.connection.execute(
                "SELECT facet, id FROM conflict WHERE uid = ? AND kind IN ('value', 'deleted')", (uid,)
            )
        }
        for facet, living in heads.items():
            values = {repr(normal(event.value)) for event in living}
            if facet == DELETED or any(facet.rpartition(":")[2] in pair for pair in self.joined):
                continue
            policy = policy_of(entity, facet)
            if policy is Policy.ASK:
                assert (facet in open_cases) == (len(values) > 1), (entity, facet, living, open_cases)
            shown = {key: row.get(key) for key in facet_values(entity, facet, None)}
            if policy is not Policy.UNION:
                assert any(
                    shown == {**dict.fromkeys(shown), **facet_values(entity, facet, event.value)} for event in living
                ), (facet, shown, living)
            else:
                wanted = {one for event in living for one in (event.value or [])}
                assert set(row.get(facet) or []) == wanted
            if facet in open_cases:
                sides = conflict_of(desk.archive, open_cases[facet]).sides
                assert {side.op for side in sides} <= {event.op for event in living}
                assert len(sides) == len(values)
        self._check_deletion(desk, entity, uid, heads, row, open_cases)

    def _has_place(self, entity: str, heads: dict[str, list[Event]]) -> bool:
        """A record needs its household, a year its year: either may be set aside here, or not have come."""
        needed = {"household": (), "year": ("household", "year")}.get(entity, ("household",))
        return all(any(event.value for event in heads.get(name, ())) for name in needed)

    def _check_deletion(self, desk, entity, uid, heads, row, open_cases) -> None:
        deletions = heads.get(DELETED, [])
        alive = [event for facet, living in heads.items() if facet != DELETED for event in living]
        if not any(event.value for event in deletions):
            assert row["deleted"] == 0
            return
        unseen = [event for event in alive if not any(event.number in one.knew for one in deletions if one.value)]
        gone = all(event.value for event in deletions) and not unseen
        assert bool(row["deleted"]) == gone, (uid, deletions, unseen)
        if entity != "household":
            assert (DELETED in open_cases) == (not gone)
        elif not gone:
            assert DELETED in open_cases
