"""Lines left for now, merges taken back, and taken up again."""

from __future__ import annotations

from storage.archive import batches, held, lists, merging, op_exchange
from storage.archive.conflicts import conflicts
from storage.archive.resolving import resolve_batch
from storage.archive.rows import read_flat
from storage.archive.verify import verify
from tests.storage.archive.merge_desks import (
    both_ways,
    change,
    enter,
    send,
    value,
)


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
