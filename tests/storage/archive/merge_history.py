"""Histories of many desks: steps drawn at random, and what must hold at the end."""

from __future__ import annotations

from pathlib import Path

from models.fields import Policy
from models.keys import income_key, member_key, year_uid
from storage.archive import (
    aliases,
    batches,
    held,
    merging,
    moves,
    op_exchange,
    records,
    resolving,
)
from storage.archive.conflicts import conflicts
from storage.archive.facet_values import facet_values, policy_of
from storage.archive.ops import ALIAS, DELETED, HOME
from storage.archive.records import RecordChange
from storage.archive.rows import read_flat
from storage.archive.verify import verify
from tests.storage.archive.merge_chance import Chance
from tests.storage.archive.merge_compare import differences
from tests.storage.archive.merge_world import TOWN, VILLAGES, Desk, Pack, World


class History(World):
    """A world in which things happen."""

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

    def do_quarrel(self, desk: Desk) -> None:
        """Let two desks write the same facet of the same record, each without knowing of the other."""
        other = self.random.choice(self.desks)
        entity, fields = self.random.choice(
            [("household", ["phone", "bank_card", "address"]), ("member", ["name", "phone", "bank_card"])]
        )
        shared = sorted(set(self._here(desk, entity)) & set(self._here(other, entity)))
        if other is not desk and shared:
            uid, field = self.random.choice(shared[:3]), self.random.choice(fields)
            for one in (desk, other):
                self.save(one, RecordChange(entity, uid, {field: self._word()}))

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

    def do_lose(self, desk: Desk) -> None:
        """Lose a pack that was assumed to be received: the next one leaves a gap."""
        other = self.random.choice(self.desks)
        scope = other.scope or desk.scope
        if other is desk or (other.scope and desk.scope and other.scope != desk.scope):
            return
        self.do_edit(desk)
        desk.stated[other.place] = op_exchange.tips(desk.archive, scope)
        self.do_edit(desk)
        self.pack(desk, other, full=False)
        self.take(other, self.packs[-1])

    def do_take(self, desk: Desk) -> None:
        """Take a pack, mostly one meant for this desk, in any order and perhaps again."""
        if self.packs:
            meant = [pack for pack in self.packs if pack.receiver == desk.place] or self.packs
            pack = self.random.choice(meant[-4:] if self.random.random() < 0.7 else self.packs[-8:])
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
        self._exchange()
        for _number in range(4):  # now that everybody knows of every quarrel, some are settled, here and there
            desk = self.random.choice(self.desks)
            self.do_resolve(desk)
            self.do_quarrel(desk)
            self.do_resolve(self.random.choice(self.desks))
        self._exchange()
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

    def _exchange(self) -> None:
        for _round in range(8):
            if not self._exchange_once():
                return
        raise AssertionError("exchange does not come to an end")

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
                    self.take(
                        receiver, Pack(sender.place, receiver.place, scope, sent, op_exchange.tips(sender.archive))
                    )
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
            # what still waits, waits for an op that a restore has wiped out everywhere
            rows = desk.archive.connection.execute(
                "SELECT prev FROM op_wait WHERE prev NOT IN (SELECT id FROM op_wait)"
            )
            assert not {row[0].hex() for row in rows} & set().union(*(one.known for one in self.desks))

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
    "edit": 12,
    "quarrel": 18,
    "edit_member": 8,
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
    "lose": 4,
    "take": 20,
    "leave": 2,
    "back_up": 5,
    "restore": 5,
    "clone": 2,
}


def run_history(folder: Path, seed: int, steps: int) -> History:
    """Run one history of so many steps to its end; AssertionError where something does not hold."""
    chance = Chance(seed)
    with chance.ruling():
        world = History(folder, chance, chance.random.randint(2, 6))
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
