"""Merging two and three desks as a clerk sees it: preview, conflicts, deletions, leaving, undoing, gaps, forks."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import orjson
import pytest

from models.keys import income_key, member_key, new_uid, year_uid
from storage.archive import batches, held, lists, merging, op_exchange, records, search
from storage.archive.archive import Archive, create_archive
from storage.archive.conflicts import conflict_of, conflicts, conflicts_of
from storage.archive.folding import state_of
from storage.archive.ops import op_id
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.resolving import resolve, resolve_batch
from storage.archive.rows import read_flat
from storage.archive.verify import digest_of, verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
VILLAGE, OTHER, TOWN = "370826111214", "370826111213", "370826111"


def make(folder: Path, division: str, user: str) -> Archive:
    archive = create_archive(folder, division=division, office=user, desk=user, user=user, resources=RESOURCES)
    archive.connection.execute("PRAGMA synchronous=OFF")
    return archive


@pytest.fixture
def village(tmp_path):
    with make(tmp_path / "village", VILLAGE, "李梅") as opened:
        yield opened


@pytest.fixture
def town(tmp_path):
    with make(tmp_path / "town", TOWN, "王强") as opened:
        yield opened


def send(sender: Archive, receiver: Archive, **options):
    ops = op_exchange.ops_after(sender, op_exchange.tips(receiver), "")
    return merging.merge(receiver, ops, source="pack", office=sender.office.name, **options)


def enter(archive: Archive, **values: object) -> tuple[str, str]:
    household, person = new_uid(), new_uid()
    records.save(
        archive,
        [
            RecordChange("household", household, {"division": VILLAGE, "phone": "13800000001", **values}),
            RecordChange("member", person, {"name": "孔令田", "relation": "01"}, household),
            RecordChange(
                "year",
                year_uid(household, 2020),
                {
                    member_key("education", person): "01",
                    income_key("01", None): {"amount": 100, "counts": True, "note": None},
                },
                household,
            ),
        ],
    )
    return household, person


def change(archive: Archive, uid: str, entity: str = "household", **values: object) -> None:
    records.save(archive, [RecordChange(entity, uid, values)])


def value(archive: Archive, uid: str, key: str, entity: str = "household") -> object:
    return read_flat(archive.connection, entity, [uid])[uid].get(key)


def both_ways(one: Archive, other: Archive) -> None:
    send(one, other)
    send(other, one)
    for archive in (one, other):
        assert verify(archive).problems == []
    assert verify(one).digest == verify(other).digest == digest_of(one)


def test_a_dry_run_tells_what_the_merge_then_does_and_writes_nothing(village, town):
    enter(village)
    plan = send(village, town, dry_run=True)
    assert town.connection.execute("SELECT count(*) FROM op").fetchone()[0] == 0
    assert plan.batch == ""
    done = send(village, town)
    assert (plan.counts, list(plan.lines)) == (done.counts, list(done.lines))
    assert done.counts.new == 3
    line = done.lines.page(0, 10)[0]
    assert (line.kind, line.entity, line.who, line.office, line.title) == ("new", "household", "李梅", "李梅", "孔令田")
    assert lists.count(town) == (1, 1)
    assert search.find(town, "孔令田")[1] == 1
    assert verify(town).ok


def test_the_same_again_is_nothing(village, town):
    enter(village)
    ops = list(op_exchange.ops_after(village, None, ""))
    merging.merge(town, ops, source="pack")
    again = merging.merge(town, ops, source="pack")
    assert (again.ops, again.known, again.batch, len(again.lines)) == (0, len(ops), "", 0)


def test_filled_changed_and_equal_values_are_told_apart_from_conflicts(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002", address="村东", hamlet="一组")
    change(town, household, phone="13800000003", hamlet="一组")
    result = send(village, town)
    kinds = {line.facet: (line.kind, line.old, line.new) for line in result.lines}
    assert kinds == {
        "phone": ("conflict", {"phone": "13800000003"}, {"phone": "13800000002"}),
        "address": ("filled", {}, {"address": "村东"}),
    }
    assert value(town, household, "phone") == "13800000003"  # the town outranks the village until someone decides
    send(town, village)
    assert value(village, household, "phone") == "13800000003"
    assert len(conflicts(village)) == len(conflicts(town)) == 1


def test_the_sides_of_a_conflict_and_their_common_older_value(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002")
    change(town, household, phone="13800000003")
    send(village, town)
    case = conflicts(town, VILLAGE, offices={village.office.desk: "西张阿村"})[0]
    assert (case.kind, case.facet, case.household, case.base) == ("value", "phone", household, {"phone": "13800000001"})
    assert {(side.user, side.office, side.mine, side.values["phone"], side.shown) for side in case.sides} == {
        ("李梅", "西张阿村", False, "13800000002", False),
        ("王强", "王强", True, "13800000003", True),
    }
    assert conflicts_of(town, household) == [conflict_of(town, case.id)]
    assert conflicts(town, OTHER) == []


@pytest.mark.parametrize(
    ("take", "chosen"), [("mine", "13800000003"), ("theirs", "13800000002"), ("", "13800000009")]
)
def test_a_decision_travels_and_closes_the_case_everywhere(village, town, take, chosen):
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002")
    change(town, household, phone="13800000003")
    both_ways(village, town)
    case = conflicts(town)[0]
    left = resolve(town, case.id, take, value=None if take else {"phone": chosen}).left
    assert left == 0
    both_ways(village, town)
    assert conflicts(village) == []
    assert value(village, household, "phone") == chosen
    with pytest.raises(StorageProblem, match="可能已经处理过"):
        resolve(village, case.id, "mine")


def test_typing_over_a_conflict_settles_it(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002")
    change(town, household, phone="13800000003")
    send(village, town)
    change(town, household, phone="13800000004")
    assert conflicts(town) == []
    assert verify(town).ok


def test_a_rule_for_the_whole_batch_can_be_undone(village, town):
    households = [enter(village)[0] for _number in range(3)]
    both_ways(village, town)
    for household in households:
        change(village, household, phone="13800000002")
        change(town, household, phone="13800000003")
    batch = send(village, town).batch
    assert len(conflicts(town)) == 3
    decided = resolve_batch(town, batch, "theirs")
    assert (decided.cases, decided.left) == (3, 0)
    assert {value(town, household, "phone") for household in households} == {"13800000002"}
    batches.undo_batch(town, decided.batch)
    assert len(conflicts(town)) == 3
    assert {value(town, household, "phone") for household in households} == {"13800000003"}
    both_ways(village, town)
    assert len(conflicts(village)) == 3


def test_three_desks_give_three_sides(village, town, tmp_path):
    household, _person = enter(village)
    with make(tmp_path / "county", "370826", "县里") as county:
        both_ways(village, town)
        both_ways(town, county)
        for archive, phone in ((village, "1"), (town, "2"), (county, "3")):
            change(archive, household, phone=phone)
        send(village, town)
        send(county, town)
        case = conflicts(town)[0]
        assert sorted(side.values["phone"] for side in case.sides) == ["1", "2", "3"]
        with pytest.raises(StorageProblem, match="不止一方"):
            resolve(town, case.id, "theirs")
        village_side = next(side for side in case.sides if side.values["phone"] == "1")
        assert resolve(town, case.id, village_side.op).left == 0
        assert value(town, household, "phone") == "1"


def test_deleted_against_edited_is_a_case_and_the_record_stays(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    records.delete(town, household, reason="重复建档")
    change(village, household, phone="13800000002")
    both_ways(village, town)
    case = next(one for one in conflicts(town) if one.entity == "household")
    assert case.kind == "deleted"
    assert value(town, household, "deleted") == 0
    keep = next(side for side in case.sides if "_del" not in side.values)
    resolve(town, case.id, keep.op)
    both_ways(village, town)
    assert conflicts(town) == conflicts(village) == []
    assert lists.count(village) == (1, 1)


def test_something_new_under_a_deleted_household_is_a_case(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    records.delete(town, household, reason="重复建档")
    child = new_uid()
    records.save(village, [RecordChange("member", child, {"name": "孔小"}, household)])
    both_ways(village, town)
    case = conflicts(town)[0]
    assert (case.kind, case.household) == ("deleted", household)
    deletes = next(side for side in case.sides if side.values.get("_del"))
    resolve(town, case.id, deletes.op)
    both_ways(village, town)
    assert conflicts(village) == []
    assert value(village, child, "deleted", "member") == 1


def test_a_line_left_for_now_is_not_written_back_and_can_be_taken_up(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002", address="村东")
    result = send(village, town, leave={(household, "phone")})
    assert result.counts.held == 1
    assert (value(town, household, "phone"), value(town, household, "address")) == ("13800000001", "村东")
    assert [(one.facet, one.values) for one in held.held_facets(town)] == [("phone", {"phone": "13800000002"})]
    assert verify(town).ok
    assert send(town, village).ops == 0
    assert value(village, household, "phone") == "13800000002"
    held.take_up(town, {(household, "phone")})
    assert value(town, household, "phone") == "13800000002"
    both_ways(village, town)


def test_a_whole_household_left_for_now_leaves_nothing_behind(village, town):
    household, _person = enter(village)
    plan = send(village, town, dry_run=True, leave={(household, "")})
    assert plan.counts.new == 0
    send(village, town, leave={(household, "")})
    assert lists.count(town) == (0, 0)
    assert verify(town).ok
    held.take_up(town, {(one.uid, "") for one in held.held_facets(town)})
    both_ways(village, town)
    assert lists.count(town) == (1, 1)


def test_undoing_a_merge_keeps_what_was_written_over_and_reverts_nobody_elsewhere(village, town):
    household, person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002", address="村东")
    new_household, _head = enter(village, address="新户")
    batch = send(village, town).batch
    change(town, household, address="村西")
    undone = batches.undo_batch(town, batch)
    assert [(kept.record, kept.field) for kept in undone.kept] == [(household, "详细地址")]
    assert (value(town, household, "phone"), value(town, household, "address")) == ("13800000001", "村西")
    assert lists.count(town) == (1, 1)
    assert new_household not in read_flat(town.connection, "household", [new_household])
    assert verify(town).ok
    send(town, village)
    assert value(village, household, "phone") == "13800000002"
    batches.undo_batch(town, undone.batch)
    assert value(town, household, "phone") == "13800000002"
    both_ways(village, town)
    assert lists.count(town) == (2, 2)
    assert value(town, person, "name", "member") == "孔令田"


def test_merging_an_undone_pack_again_takes_it_up(village, town):
    enter(village)
    ops = list(op_exchange.ops_after(village, None, ""))
    batches.undo_batch(town, merging.merge(town, ops, source="pack").batch)
    assert merging.merge(town, ops, source="pack").batch == ""
    again = merging.merge(town, ops, source="pack", take_up=True)
    assert again.counts.new == 3
    assert verify(town).digest == verify(village).digest
    batches.undo_batch(town, again.batch)
    assert lists.count(town) == (0, 0)


def test_what_was_built_on_a_value_set_aside_does_not_raise_the_older_one(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002")
    send(village, town, leave={(household, "phone")})
    change(village, household, phone="13800000003")
    send(village, town)
    assert value(town, household, "phone") == "13800000003"
    assert conflicts(town) == []


def test_a_lost_pack_is_a_gap_that_the_next_one_closes(village, town):
    enter(village)
    first = op_exchange.tips(village)
    household, _person = enter(village)
    later = list(op_exchange.ops_after(village, first, ""))
    result = merging.merge(town, later, source="pack 2")
    assert (result.ops, result.waiting) == (0, 3)
    assert [(gap.scope, gap.desk, gap.first, gap.last) for gap in result.missing] == [
        (VILLAGE, village.office.desk, 1, 3)
    ]
    assert verify(town).ok
    whole = send(village, town)
    assert (whole.missing, whole.counts.new) == ([], 6)
    assert value(town, household, "phone") == "13800000001"
    assert verify(town).digest == verify(village).digest


def test_members_may_come_before_their_household(village, town):
    household, person = enter(village)
    ops = list(op_exchange.ops_after(village, None, ""))
    # another desk of the village writes on the member in a chain of its own, which comes first
    send(village, town)
    change(town, person, "member", phone="13800000005")
    third = make(town.folder.parent / "third", "370826", "县里")
    with third:
        own = [one for one in op_exchange.ops_after(town, None, "") if orjson.loads(one[0])["d"] == town.office.desk]
        merging.merge(third, own, source="half")
        assert verify(third).ok
        assert read_flat(third.connection, "member", [person]) == {}
        merging.merge(third, ops, source="rest")
        assert value(third, person, "phone", "member") == "13800000005"
        assert lists.count(third) == (1, 1)
        assert verify(third).digest == verify(town).digest
    assert household


def test_newer_facets_kinds_and_entities_are_kept_and_passed_on_byte_for_byte(village, town, tmp_path):
    """T10: a program one version ahead writes what this one does not know."""
    household, _person = enter(village)
    desk = "ab" * 12
    made: list[tuple[bytes, bytes]] = []

    def newer(entity: str, uid: str, kind: str, facets: dict[str, object], version: int = 1) -> None:
        payload = orjson.dumps({"n": "00", "set": facets, "p": {}, "future": [1, {"a": None}]})
        header = {
            "v": version, "s": VILLAGE, "d": desk, "q": len(made) + 1, "h": op_id(made[-1][0]).hex() if made else "",
            "l": 900 + len(made), "t": "2030-01-01T00:00:00+00:00", "u": "未来", "k": 0, "r": uid, "e": entity,
            "kind": kind, "b": "x", "ph": hashlib.sha256(payload).hexdigest(), "new": "kept",
        }  # fmt: skip
        made.append((orjson.dumps(header), payload))

    newer("household", household, "set", {"solar_roof": {"kw": 5}, "hamlet": "二组", "phone": 13800000001})
    newer("household", household, "seal", {"phone": "0"})
    newer("drone", new_uid(), "set", {"range": 3})
    newer("household", household, "set", {"solar_roof": {"kw": 6}})
    merging.merge(village, made, source="newer")
    assert value(village, household, "hamlet") == "二组"
    assert orjson.loads(read_flat(village.connection, "household", [household])[household]["extra"]) == {
        "phone": 13800000001, "solar_roof": {"kw": 6},
    }  # fmt: skip
    change(village, household, address="村东")
    assert verify(village).ok
    send(village, town)
    passed_on = [one for one in op_exchange.ops_after(town, None, "") if orjson.loads(one[0])["d"] == desk]
    assert passed_on == made
    assert verify(town).digest == verify(village).digest


def test_a_restored_desk_finds_its_own_other_life_and_takes_a_new_name(village, town, tmp_path):
    household, _person = enter(village)
    copy = tmp_path / "old.db"
    from storage.archive import sqlite
    from storage.archive.archive import open_archive

    kept = sqlite.connect_bare(str(copy))
    village.connection.backup(kept)
    kept.close()
    change(village, household, phone="13800000002")
    send(village, town)
    village.close()
    for old in village.folder.glob("archive.db*"):
        old.unlink()
    copy.rename(village.folder / "archive.db")
    os.environ["HUDANG_STATE"], before = str(tmp_path / "blind"), os.environ["HUDANG_STATE"]
    try:
        with open_archive(village.folder, resources=RESOURCES) as restored:
            old_desk = restored.office.desk
            change(restored, household, address="村东")
            result = send(town, restored)
            assert result.new_desk
            assert restored.office.desk != old_desk
            assert {tip.desk for tip in op_exchange.forks(restored)} == {old_desk}
            both_ways(restored, town)
            assert (value(town, household, "phone"), value(town, household, "address")) == ("13800000002", "村东")
    finally:
        os.environ["HUDANG_STATE"] = before


@pytest.mark.parametrize(
    "fault",
    [
        lambda head: head.update(q="x"), lambda head: head.update(h="zz"), lambda head: head.update(d="../../x"),
        lambda head: head.update(l=1 << 60), lambda head: head.update(r="u" * 300), lambda head: head.pop("e"),
        lambda head: head.update(ph="0" * 64), lambda head: head.update(q=7), lambda head: head.update(k=-1),
        lambda head: head.update(s="abc"), lambda head: head.update(v="1"), lambda head: head.update(u=None),
    ],
)  # fmt: skip
def test_a_malformed_op_changes_nothing(village, town, fault):
    enter(village)
    ops = list(op_exchange.ops_after(village, None, ""))
    head = orjson.loads(ops[1][0])
    fault(head)
    ops[1] = (orjson.dumps(head), ops[1][1])
    with pytest.raises(StorageProblem, match="没有接收，档案没有改动"):
        merging.merge(town, ops, source="pack")
    assert town.connection.execute("SELECT count(*) FROM op").fetchone()[0] == 0


KILLED = """
import os, sys, threading, time
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from storage.archive import merging, op_exchange
from storage.archive.archive import open_archive
with open_archive(Path(sys.argv[1]), resources=Path(sys.argv[3])) as source:
    ops = list(op_exchange.ops_after(source, None, ""))
archive = open_archive(Path(sys.argv[2]), resources=Path(sys.argv[3]))
print("ready", flush=True)
merging.merge(archive, ops, source="pack")
print("done", flush=True)
"""


def kill_once(village: Path, town: Path, delay: float) -> tuple[bool, int]:
    """Start a merge, kill it after `delay` seconds; returns whether it said “done” and how many ops are there then."""
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(village), str(town), str(RESOURCES)]
    process = subprocess.Popen([*command, str(RESOURCES.parent)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    said = process.stdout.read()
    process.wait()
    process.stdout.close()
    from storage.archive.archive import open_archive

    with open_archive(town, resources=RESOURCES) as archive:
        assert verify(archive).ok
        return "done" in said, archive.connection.execute("SELECT count(*) FROM op").fetchone()[0]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_merge_that_is_killed_is_whole_or_not_at_all(village, town):
    for _number in range(30):
        enter(village)
    number = village.connection.execute("SELECT count(*) FROM op").fetchone()[0]
    village.close()
    town.close()
    for delay in (0.0, 0.01, 0.03, 0.06, 0.1):
        said_done, ops = kill_once(village.folder, town.folder, delay)
        assert ops in (0, number)
        assert ops == number or not said_done


def test_wrong_clocks_change_nothing_but_what_is_told(tmp_path, monkeypatch):
    """T9: the same history under other clocks gives the same records and the same cases."""
    from datetime import UTC, datetime

    outcomes = []
    for run, years in enumerate([(0, 0), (-50, 73)]):
        with make(tmp_path / f"v{run}", VILLAGE, "李梅") as village, make(tmp_path / f"t{run}", TOWN, "王强") as town:
            household = f"h-{1}"

            def at(offset: int):
                class Clock(datetime):
                    @classmethod
                    def now(cls, tz=None):
                        real = datetime.now(tz or UTC)
                        return real.replace(year=real.year + offset, day=min(real.day, 28))

                return Clock

            monkeypatch.setattr(records, "datetime", at(years[0]))
            records.save(village, [RecordChange("household", household, {"division": VILLAGE, "phone": "1"})])
            send(village, town)
            change(village, household, phone="2")
            change(village, household, phone="3")
            monkeypatch.setattr(records, "datetime", at(years[1]))
            change(town, household, phone="4")
            both_ways(village, town)
            case = conflicts(town)[0]
            assert [side.clock_wrong for side in case.sides] == ([False, False] if run == 0 else [True, True])
            outcomes.append((verify(town).digest, case.id, sorted(side.values["phone"] for side in case.sides)))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][2] == ["3", "4"]


def test_the_state_does_not_depend_on_the_order_of_arrival(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    change(town, household, phone="13800000003")
    change(village, household, phone="13800000002")
    both_ways(village, town)
    one, other = state_of(village.connection, "household", household), state_of(town.connection, "household", household)
    assert one[0].values == other[0].values
    assert [op.id for op in one[1]] != [op.id for op in other[1]]
