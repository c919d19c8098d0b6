"""What goes wrong on the way: gaps, forks, malformed ops, newer programs, clocks, a killed program."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from models.keys import new_uid
from storage.archive import lists, merging, op_exchange, records, sqlite
from storage.archive.archive import open_archive
from storage.archive.conflicts import conflicts
from storage.archive.folding import state_of
from storage.archive.ops import op_id
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.rows import read_flat
from storage.archive.verify import verify
from tests.storage.archive.merge_desks import (
    RESOURCES,
    TOWN,
    VILLAGE,
    both_ways,
    change,
    enter,
    make,
    send,
    value,
)


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
