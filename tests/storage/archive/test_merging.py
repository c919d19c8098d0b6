"""Merging desks as a clerk sees it: preview, conflicts, decisions, deletions."""

from __future__ import annotations

import pytest

from models.fields import Policy
from models.keys import new_uid
from storage.archive import lists, merging, moves, op_exchange, records, search
from storage.archive.aliases import unalias
from storage.archive.conflicts import conflict_of, conflicts, conflicts_of
from storage.archive.facet_values import POLICIES
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


def test_lists_ticked_on_both_sides_are_joined_without_a_question(village, town):
    household, _person = enter(village)
    measure = new_uid()
    values = {"year": 2020, "group": "45", "options": ["4501"]}
    records.save(village, [RecordChange("measure", measure, values, household)])
    both_ways(village, town)
    change(village, measure, "measure", options=["4501", "4502"])
    change(town, measure, "measure", options=["4503"])
    both_ways(village, town)
    assert conflicts(town) == []
    assert value(town, measure, "options", "measure") == ["4501", "4502", "4503"]
    change(town, measure, "measure", options=["4502"])
    both_ways(village, town)
    assert value(village, measure, "options", "measure") == ["4502"]


def test_of_dates_that_only_grow_the_later_one_stands(village, town, monkeypatch):
    monkeypatch.setitem(POLICIES["household"], "form_date", Policy.MAX)
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, form_date="2020-05-01")
    change(town, household, form_date="2020-03-01")
    both_ways(village, town)
    assert conflicts(town) == []
    assert value(town, household, "form_date") == "2020-05-01"


def test_two_people_with_one_number_are_a_case_and_joining_makes_them_one(village, town):
    number = "990000197203150174"
    one_household, one = enter(village)
    change(village, one, "member", id_type="01", id_number=number)
    other_household, other = enter(town)
    change(town, other, "member", id_type="01", id_number=number, phone="13800000007")
    both_ways(village, town)
    case = next(found for found in conflicts(town) if found.kind == "duplicate")
    assert {side.op for side in case.sides} == {one, other}
    assert lists.count(town) == (2, 2)
    resolve(town, case.id, "join")
    both_ways(village, town)
    assert lists.count(town) == lists.count(village) == (2, 1)
    assert search.find(town, number)[1] == 1
    assert {found.facet for found in conflicts(town)} == {"household"}
    unalias(town, one, other)
    both_ways(village, town)
    assert lists.count(village) == (2, 2)
    assert value(village, other, "phone", "member") == "13800000007"
    assert one_household != other_household
    assert conflicts(town) == []


def test_a_pair_can_be_told_apart_for_good(village, town):
    number = "990000197203150174"
    people = [enter(village)[1], enter(town)[1]]
    for archive, person in zip((village, town), people, strict=True):
        change(archive, person, "member", id_type="01", id_number=number)
    both_ways(village, town)
    case = conflicts(village)[0]
    assert resolve(village, case.id, "apart").left == 0
    both_ways(village, town)
    assert conflicts(town) == []
    change(town, people[1], "member", phone="13800000001")
    assert conflicts(town) == []


def test_a_household_that_moves_is_gone_here_and_whole_there(village, town, tmp_path):
    household, person = enter(village)
    both_ways(village, town)
    with make(tmp_path / "other", OTHER, "张三") as other:
        moves.transfer(town, household, OTHER)
        ops = op_exchange.ops_after(town, None, OTHER)
        merging.merge(other, ops, source="pack")
        merging.merge(village, op_exchange.ops_after(town, None, VILLAGE), source="pack")
        assert lists.count(village) == (0, 0)
        assert lists.count(other) == (1, 1)
        assert value(other, person, "name", "member") == "孔令田"
        assert value(other, household, "division") == OTHER
        assert value(other, household, "phone") == "13800000001"
        assert conflicts(town) == conflicts(other) == []
        change(other, household, phone="13800000005")
        merging.merge(town, op_exchange.ops_after(other, op_exchange.tips(town), OTHER), source="pack")
        digests = [verify(archive).villages for archive in (town, other)]
        assert digests[0] == digests[1]
        assert verify(village).villages == {}


def test_what_the_old_village_wrote_after_the_move_is_shown_as_that(village, town):
    household, _person = enter(village)
    both_ways(village, town)
    change(town, household, division=OTHER)
    change(village, household, phone="13800000009")
    send(village, town)
    case = conflicts(town)[0]
    assert (case.facet, value(town, household, "phone")) == ("phone", "13800000001")
    late = next(side for side in case.sides if side.moved)
    assert late.values == {"phone": "13800000009"}
    assert resolve(town, case.id, late.op).left == 0
    assert value(town, household, "phone") == "13800000009"
    assert verify(town).ok


def test_a_conflict_moves_along_with_all_its_sides(village, town, tmp_path):
    household, _person = enter(village)
    both_ways(village, town)
    change(village, household, phone="13800000002")
    change(town, household, phone="13800000003")
    send(village, town)
    moves.transfer(town, household, OTHER)
    with make(tmp_path / "other", OTHER, "张三") as other:
        merging.merge(other, op_exchange.ops_after(town, None, OTHER), source="pack")
        for archive in (town, other):
            case = conflicts(archive)[0]
            assert {(side.values["phone"], side.user) for side in case.sides} == {
                ("13800000002", "李梅"),
                ("13800000003", "王强"),
            }
            assert value(archive, household, "phone") == "13800000003"
        assert verify(town).villages == verify(other).villages
        resolve(other, conflicts(other)[0].id, next(s.op for s in case.sides if s.values["phone"] == "13800000002"))
        merging.merge(town, op_exchange.ops_after(other, op_exchange.tips(town), OTHER), source="pack")
        assert conflicts(town) == []
        assert value(town, household, "phone") == "13800000002"
