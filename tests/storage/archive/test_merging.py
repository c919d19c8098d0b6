"""Merging desks as a clerk sees it: preview, conflicts, decisions, deletions."""

from __future__ import annotations

import pytest

from models.keys import new_uid
from storage.archive import lists, merging, op_exchange, records, search
from storage.archive.conflicts import conflict_of, conflicts, conflicts_of
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.resolving import resolve
from storage.archive.verify import verify
from tests.storage.archive.merge_desks import (
    OTHER,
    VILLAGE,
    both_ways,
    change,
    enter,
    make,
    send,
    value,
)


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


@pytest.mark.parametrize(("take", "chosen"), [("mine", "13800000003"), ("theirs", "13800000002"), ("", "13800000009")])
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
