"""Several desks that write, send packs, lose and repeat them, are restored and copied: with an oracle beside them.

The oracle keeps the true history by itself: who knew what when a value was written. It reads ids of ops only to learn
which event a pack carries; what a record must say follows from its own happens-before, not from the code under test.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from models.catalogue import RECORD_ENTITIES
from models.fields import Policy
from models.keys import income_key, member_key, year_uid
from storage.archive import (
    aliases,
    batches,
    held,
    incarnation,
    incarnation_guard,
    merging,
    moves,
    op_exchange,
    ops,
    records,
    resolving,
    sqlite,
)
from storage.archive.archive import DATABASE_NAME, Archive, create_archive, open_archive
from storage.archive.conflicts import conflict_of, conflicts
from storage.archive.op_exchange import Tip
from storage.archive.ops import ALIAS, DELETED, HOME, parse_op
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.rows import read_flat
from storage.archive.state import facet_values, normal, policy_of
from storage.archive.verify import verify

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


def _admit_all(*_ignored: object, **_named: object) -> None:
    """Stand for the guard at opening: a history says itself which restores and copies are noticed."""


class Chance:
    """All chance and time of one history, so that its seed tells everything: uids, nonces, desk ids, keys, clocks."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.offset = timedelta()
        self._ticks = itertools.count()

    def now(self, tz: Any = None) -> datetime:
        return datetime(2026, 3, 1, tzinfo=tz or UTC) + timedelta(minutes=next(self._ticks)) + self.offset

    def uid(self) -> str:
        return f"{next(self._ticks):08x}-{self.random.getrandbits(48):012x}"

    def hex(self, size: int) -> str:
        return self.random.randbytes(size).hex()

    @contextmanager
    def ruling(self) -> Iterator[None]:
        """Rule over the modules that write, while the block runs."""
        own = SimpleNamespace(now=self.now, fromisoformat=datetime.fromisoformat)
        patches = [
            (ops, "os", SimpleNamespace(urandom=self.random.randbytes)),
            (incarnation, "secrets", SimpleNamespace(token_hex=self.hex)),
            *((module, "new_uid", self.uid) for module in (records, merging)),
            *((module, "datetime", own) for module in (records, merging)),
            (incarnation_guard, "admit", _admit_all),
            (incarnation_guard, "note", _admit_all),
        ]
        before = [(module, name, getattr(module, name)) for module, name, _new in patches]
        for module, name, new in patches:
            setattr(module, name, new)
        try:
            yield
        finally:
            for module, name, old in before:
                setattr(module, name, old)


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
        self.numbers = itertools.count()
        self.households: list[str] = []
        self.members: list[tuple[str, str]] = []
        self.moved: set[str] = set()
        self.joined: set[frozenset[str]] = set()
        self.counts: dict[str, int] = {}
        self.log: list[str] = []
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
            if (event.op, event.facet) not in desk.held
        )
        classes = classes_of(desk.archive)
        for name, header, payload in rows.fetchall():
            op = parse_op(0, name, header, payload)
            found = [
                Event(
                    next(self.numbers),
                    op.id,
                    op.entity,
                    op.uid,
                    facet,
                    value,
                    knew,
                    op.scope,
                    op.kind,
                    classes.get(op.uid, frozenset({op.uid})),
                )
                for facet, value in op.facets.items()
            ]
            self.events[op.id] = found
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
        self.packs.append(Pack(sender.place, scope, sent, op_exchange.tips(sender.archive)))
        self.did("packs")

    def take(self, desk: Desk, pack: Pack, leave: Iterable[tuple[str, str]] = ()) -> None:
        sender = self.desks[pack.source]
        if sender is desk:
            return
        before = len(desk.known)
        dry = merging.merge(desk.archive, pack.ops, source="pack", dry_run=True)
        assert self.ids(desk) == desk.known, "a dry run wrote"
        with self.at(desk):
            result = merging.merge(desk.archive, pack.ops, source="pack", leave=leave)
        if not leave:
            assert dry.counts == result.counts
        self._arrive(desk)
        self._read_held(desk)
        assert result.ops == len(desk.known) - before
        if result.new_desk:
            self.did("forks noticed")
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
        copy = sqlite.connect_bare(str(path))
        desk.archive.connection.backup(copy)
        copy.close()
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
        copy = sqlite.connect_bare(str(folder / DATABASE_NAME))
        desk.archive.connection.backup(copy)
        copy.close()
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
        if not heads or (entity != "household" and not self._has_owner(heads)):
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

    def _has_owner(self, heads: dict[str, list[Event]]) -> bool:
        return any(event.value for event in heads.get("household", ()))

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

    # steps drawn at random

    def begin(self) -> None:
        """Give everybody a few households to quarrel about."""
        for _number in range(2):
            self.do_household(self.desks[0])
        self.do_year(self.desks[0])
        for desk in self.desks[1:]:
            self.pack(self.desks[0], desk, full=True)
            self.take(desk, self.packs[-1])

    def step(self, kinds: list[str] | None = None) -> None:
        """Do one thing, drawn by weight, or the first of `kinds`."""
        desk = self.random.choice(self.desks)
        names = list(WEIGHTS)
        kind = kinds[0] if kinds else self.random.choices(names, [WEIGHTS[name] for name in names])[0]
        self.log.append(f"{kind} {desk.name}")
        getattr(self, f"do_{kind}")(desk)

    def _here(self, desk: Desk, table: str, more: str = "deleted = 0") -> list[str]:
        rows = desk.archive.connection.execute(f"SELECT uid FROM {table} WHERE {more} ORDER BY uid")
        return [row[0] for row in rows]

    def _village(self, desk: Desk) -> str:
        return desk.division if len(desk.division) == 12 else self.random.choice([*VILLAGES, *VILLAGES, TOWN])

    def save(self, desk: Desk, *changes: RecordChange) -> None:
        if self.write(desk, lambda: records.save(desk.archive, changes)):
            self.did("edits")

    def do_household(self, desk: Desk) -> None:
        uid, member = self.chance.uid(), self.chance.uid()
        self.save(
            desk,
            RecordChange("household", uid, {"division": self._village(desk), "phone": self._word()}),
            RecordChange("member", member, {"name": self._word(), "relation": "01"}, household=uid),
        )
        self.households.append(uid)

    def do_member(self, desk: Desk) -> None:
        households = self._here(desk, "household")
        if households:
            number = f"99000019800101{self.random.randrange(4):04d}"
            values = {"name": self._word(), "id_type": "01", "id_number": number}
            self.save(desk, RecordChange("member", self.chance.uid(), values, household=self.random.choice(households)))

    def do_edit(self, desk: Desk) -> None:
        households = self._here(desk, "household")
        if households:
            uid = self.random.choice(households)
            field, value = self.random.choice(
                [
                    ("phone", self._word()),
                    ("note", self._word()),
                    ("bank_card", self._word()),
                    ("bank_name", self._word()),
                    ("other_causes", [self._word()]),
                    ("relocated", self.random.choice([True, False, None])),
                ]
            )
            self.save(desk, RecordChange("household", uid, {field: value}))

    def do_edit_member(self, desk: Desk) -> None:
        members = self._here(desk, "member")
        if members:
            field = self.random.choice(["name", "phone", "sex", "politics", "id_number"])
            self.save(desk, RecordChange("member", self.random.choice(members), {field: self._word()}))

    def do_year(self, desk: Desk) -> None:
        members = desk.archive.connection.execute(
            "SELECT m.uid, m.household FROM member m JOIN household h ON h.uid = m.household "
            "WHERE m.deleted = 0 AND h.deleted = 0 ORDER BY m.uid"
        ).fetchall()
        if members:
            person, household = self.random.choice(members)
            amount = self.random.choice([None, {"amount": self.random.randrange(9), "counts": True, "note": None}])
            values = {
                member_key("education", person): self._word(),
                income_key("01", None): amount,
                self.random.choice(["cropland", "net_income"]): self.random.randrange(9),
            }
            self.save(desk, RecordChange("year", year_uid(household, 2020), values, household=household))

    def do_measure(self, desk: Desk) -> None:
        households, measures = self._here(desk, "household"), self._here(desk, "measure")
        if measures and self.random.random() < 0.7:
            options = [self._word() for _ in range(self.random.randrange(3))]
            self.save(desk, RecordChange("measure", self.random.choice(measures), {"options": options or None}))
        elif households:
            values = {"year": 2020, "group": "39", "options": [self._word()]}
            household = self.random.choice(households)
            self.save(desk, RecordChange("measure", self.chance.uid(), values, household=household))

    def do_delete(self, desk: Desk) -> None:
        table = self.random.choice(["household", "member", "member", "measure"])
        uids = self._here(desk, table)
        if uids:
            uid = self.random.choice(uids)
            if self.write(desk, lambda: records.delete(desk.archive, uid, reason="重复")):
                self.did("deletes")

    def do_restore_record(self, desk: Desk) -> None:
        uids = self._here(desk, self.random.choice(["household", "member"]), "deleted = 1")
        if uids:
            uid = self.random.choice(uids)
            if self.write(desk, lambda: records.restore_record(desk.archive, uid)):
                self.did("undeletes")

    def do_transfer(self, desk: Desk) -> None:
        households = self._here(desk, "household")
        if households:
            uid, to = self.random.choice(households), self.random.choice(VILLAGES)
            self.moved.add(uid)
            self.moved |= {
                row[0]
                for table in ("member", "measure", "year")
                for row in desk.archive.connection.execute(f"SELECT uid FROM {table} WHERE household = ?", (uid,))
            }
            if self.write(desk, lambda: moves.transfer(desk.archive, uid, to)):
                self.did("transfers")

    def do_alias(self, desk: Desk) -> None:
        rows = desk.archive.connection.execute(
            "SELECT a.uid, b.uid FROM member a JOIN member b ON a.scope = b.scope AND a.uid < b.uid "
            "WHERE a.deleted = 0 AND b.deleted = 0"
        ).fetchall()
        if rows:
            one, other = self.random.choice(rows)
            self.joined.add(frozenset((one, other)))
            if self.write(desk, lambda: aliases.alias(desk.archive, one, other)):
                self.did("aliases")

    def do_unalias(self, desk: Desk) -> None:
        if self.joined:
            one, other = sorted(self.random.choice(sorted(self.joined, key=sorted)))
            if self.write(desk, lambda: aliases.unalias(desk.archive, one, other)):
                self.did("unaliases")

    def do_resolve(self, desk: Desk) -> None:
        cases = [case for case in conflicts(desk.archive) if case.kind != "duplicate" and case.sides]
        if cases:
            case = self.random.choice(cases)
            side = self.random.choice(case.sides)
            if case.facet == HOME:
                self.moved.add(case.uid)
            if self.write(desk, lambda: resolving.resolve(desk.archive, case.id, side.op)):
                self.did("resolutions")
                left = {one.id for one in conflicts(desk.archive)}
                assert case.id not in left, case

    def do_undo(self, desk: Desk) -> None:
        listed = [one for one in batches.list_batches(desk.archive) if not one.undone and one.kind != "transfer"]
        if listed:
            batch = self.random.choice(listed[:6])
            if self.write(desk, lambda: batches.undo_batch(desk.archive, batch.uid)):
                self.did(f"undone {batch.kind}")

    def do_take_up(self, desk: Desk) -> None:
        aside = held.held_facets(desk.archive)
        if aside:
            one = self.random.choice(aside)
            if self.write(desk, lambda: held.take_up(desk.archive, {(one.uid, one.facet)})):
                self.did("taken up")

    def do_pack(self, desk: Desk) -> None:
        self.pack(desk, self.random.choice(self.desks), full=self.random.random() < 0.2)

    def do_take(self, desk: Desk) -> None:
        if self.packs:
            pack = self.random.choice(self.packs[-8:])
            if not desk.scope or pack.scope == desk.scope:
                self.take(desk, pack)

    def do_leave(self, desk: Desk) -> None:
        if self.packs:
            pack = self.random.choice(self.packs[-8:])
            if desk.scope and pack.scope != desk.scope:
                return
            plan = merging.merge(desk.archive, pack.ops, source="pack", dry_run=True)
            lines = list(plan.lines)
            if lines:
                line = self.random.choice(lines)
                self.take(desk, pack, {(line.uid, line.facet)})
                self.did("left lines")

    def do_back_up(self, desk: Desk) -> None:
        self.back_up(desk)

    def do_restore(self, desk: Desk) -> None:
        if desk.backups:
            self.restore(desk, noticed=self.random.random() < 0.5)

    def do_clone(self, desk: Desk) -> None:
        self.clone(desk)

    def _word(self) -> str:
        return self.random.choice("甲乙丙丁戊")

    # the end

    def finish(self) -> None:
        """Let everybody tell everybody what they have until nothing is new; then all must be equal and nothing lost."""
        for desk in self.desks:
            aside = {(one.uid, "") for one in held.held_facets(desk.archive)}
            if aside:
                self.write(desk, lambda desk=desk, aside=aside: held.take_up(desk.archive, aside))
        for _round in range(8):
            if not self._exchange_once():
                break
        else:
            raise AssertionError("exchange does not come to an end")
        whole = [desk for desk in self.desks if not desk.scope]
        first = whole[0]
        for desk in whole[1:]:
            assert desk.known == first.known
            found = list(differences(desk.archive, first.archive))
            assert not found, (desk.name, found)
            assert verify(desk.archive).digest == verify(first.archive).digest
            assert self._cases(desk) == self._cases(first)
        self._check_villages(first)
        self._check_nothing_lost(first)
        self.did("with a fork" if op_exchange.forks(first.archive) else "without a fork")

    def _exchange_once(self) -> bool:
        grew = False
        for receiver in self.desks:
            for sender in self.desks:
                scope = receiver.scope or sender.scope
                if sender is receiver or (receiver.scope and sender.scope and receiver.scope != sender.scope):
                    continue
                stated = op_exchange.tips(receiver.archive, scope)
                sent = list(op_exchange.ops_after(sender.archive, stated, scope))
                if sent:
                    self.take(receiver, Pack(sender.place, scope, sent, op_exchange.tips(sender.archive)))
                    grew = True
        return grew

    def _cases(self, desk: Desk) -> set[str]:
        return {row[0] for row in desk.archive.connection.execute("SELECT id FROM conflict WHERE kind <> 'duplicate'")}

    def _check_villages(self, whole: Desk) -> None:
        digests = verify(whole.archive).villages
        across = any(len(self._scopes(pair)) > 1 for pair in self.joined)
        # two villages that each took the household in know of no quarrel, until someone decides it
        torn = any(case.facet == HOME and len(case.sides) > 1 for case in conflicts(whole.archive))
        for desk in self.desks:
            if desk.scope and not across and not torn:
                found = [one for one in differences(desk.archive, whole.archive) if desk.scope in self._places(one[1])]
                assert verify(desk.archive).villages.get(desk.scope) == digests.get(desk.scope), (desk.name, found)
            assert desk.archive.connection.execute("SELECT count(*) FROM op_wait").fetchone()[0] == 0

    def _places(self, uid: object) -> set[str]:
        return {event.scope for (_entity, one), listed in self.events_of.items() if one == uid for event in listed}

    def _scopes(self, pair: frozenset[str]) -> set[str]:
        return {event.scope for uid in pair for event in self.events_of.get(("member", uid), ())}

    def _check_nothing_lost(self, desk: Desk) -> None:
        """Every value that nobody replaced knowing it is on the screen or in the inbox."""
        roots = dict(desk.archive.connection.execute("SELECT uid, root FROM alias").fetchall())
        cases: dict[tuple[str, str], set[str]] = {}
        for case in conflicts(desk.archive):
            for side in case.sides:
                cases.setdefault((case.uid, case.facet), set()).add(repr(side.values))
        for entity, uid in self.events_of:
            if entity == ALIAS:
                continue
            root = roots.get(uid, uid)
            row = read_flat(desk.archive.connection, entity, [root]).get(root)
            for facet, living in self.joined_heads(desk, entity, uid, roots).items():
                if facet in (DELETED, HOME) or policy_of(entity, facet) is not Policy.ASK:
                    continue
                named = self._joined_name(facet, roots)
                for event in living:
                    values = {k: v for k, v in facet_values(entity, named, event.value).items() if v is not None}
                    shown = {k: row.get(k) for k in facet_values(entity, named, None) if row and row.get(k) is not None}
                    assert values == shown or repr(values) in cases.get((root, named), set()), (event, shown)

    def _joined_name(self, facet: str, roots: dict[str, str]) -> str:
        place, colon, person = facet.rpartition(":")
        return f"{place}:{roots[person]}" if colon and person in roots else facet


WEIGHTS = {
    "household": 3,
    "member": 4,
    "edit": 20,
    "edit_member": 10,
    "year": 6,
    "measure": 5,
    "delete": 3,
    "restore_record": 2,
    "transfer": 2,
    "alias": 1,
    "unalias": 1,
    "resolve": 8,
    "undo": 3,
    "take_up": 2,
    "pack": 16,
    "take": 20,
    "leave": 2,
    "back_up": 5,
    "restore": 5,
    "clone": 2,
}


def run_history(folder: Path, seed: int, steps: int) -> World:
    """Run one history of so many steps to its end; AssertionError where something does not hold."""
    chance = Chance(seed)
    with chance.ruling():
        world = World(folder, chance, chance.random.randint(2, 6))
        try:
            world.begin()
            for _step in range(steps):
                world.step()
            world.finish()
        except BaseException as error:
            error.add_note(f"seed {seed}; " + "; ".join(world.log[-30:]))
            raise
        finally:
            world.close()
    return world


def differences(one: Archive, other: Archive) -> Iterator[tuple[object, ...]]:
    """Yield what differs between the records of two archives."""
    for entity in RECORD_ENTITIES:
        rows: list[dict[str, Any]] = []
        for archive in (one, other):
            uids = [row[0] for row in archive.connection.execute(f"SELECT uid FROM {entity}")]
            rows.append(read_flat(archive.connection, entity, uids))
        for uid in rows[0].keys() | rows[1].keys():
            left, right = (side.get(uid, {}) for side in rows)
            for key in (left.keys() | right.keys()) - {"received"}:
                if left.get(key) != right.get(key):
                    yield entity, uid, key, left.get(key), right.get(key)


def classes_of(archive: Archive) -> dict[str, frozenset[str]]:
    """Return uid → all uids of the same person, for those that are joined."""
    found: dict[str, set[str]] = {}
    rows = archive.connection.execute("SELECT uid, root FROM alias").fetchall()
    for uid, root in rows:
        found.setdefault(root, set()).add(uid)
    return {uid: frozenset(found[root]) for uid, root in rows}


@contextmanager
def transaction(archive: Archive):
    archive.connection.execute("BEGIN IMMEDIATE")
    yield
    archive.connection.commit()


def template_of(folder: Path, division: str) -> Path:
    """Return an empty archive of an office, made once for all worlds under the same parent."""
    template = folder.parent / f"template-{division}"
    if not template.exists():
        create_archive(template, division=division, office=division, user="王芳", resources=RESOURCES).close()
    return template
