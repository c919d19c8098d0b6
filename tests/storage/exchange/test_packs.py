"""Packs between real offices: what arrives, what does not need to be sent again, what is acknowledged."""

from storage.archive.batches import undo_batch
from storage.archive.records import load
from storage.archive.verify import digest_of
from storage.exchange.packing import make_pack
from storage.exchange.taking import take_packs
from tests.storage.exchange.offices import (
    COUNTY,
    OTHER,
    TOWN,
    VILLAGE,
    add_household,
    carry,
    change,
    meet,
    offices,
    open_office,
    village_digest,
)


def test_what_a_village_wrote_arrives_whole_and_comes_back_changed(pair, tmp_path):
    town, village = pair
    household, _people = add_household(village, 1)
    made, (taken,) = carry(tmp_path / "u", village, town)
    assert (taken.outcome, made.records, made.households) == ("applied", 4, 1)
    assert taken.result.counts.new == 4
    change(town, "household", household, phone="13800009999")
    _made, (back,) = carry(tmp_path / "u", town, village)
    assert (back.outcome, back.result.counts.changed) == ("applied", 1)
    assert load(village, "household", household)["phone"] == "13800009999"
    assert village_digest(town) == village_digest(village) != ""


def test_a_pack_taken_twice_changes_nothing_the_second_time(pair, tmp_path):
    town, village = pair
    add_household(village, 1)
    made, _taken = carry(tmp_path / "u", village, town)
    before = digest_of(town)
    (again,) = take_packs(town, made.files)
    assert (again.outcome, again.result.batch, digest_of(town)) == ("already", "", before)
    assert "已经取用过" in again.sentence


def test_a_dry_run_says_the_same_and_writes_nothing(pair, tmp_path):
    town, village = pair
    add_household(village, 1)
    (tmp_path / "u").mkdir()
    made = make_pack(village, tmp_path / "u", town.office.name)
    before = digest_of(town)
    (tried,) = take_packs(town, made.files, dry_run=True)
    assert (tried.result.counts.new, tried.result.batch, digest_of(town)) == (4, "", before)
    (taken,) = take_packs(town, made.files)
    assert (taken.outcome, taken.result.counts.new) == ("applied", 4)


def test_only_what_the_receiver_has_not_stated_is_sent(pair, tmp_path):
    town, village = pair
    household, _people = add_household(village, 1)
    first, _taken = carry(tmp_path / "u", village, town)
    assert first.ops == 4
    unacknowledged = make_pack(village, tmp_path / "u", town.office.name)
    assert unacknowledged.ops == 4  # sent is not received
    carry(tmp_path / "u", town, village)
    change(village, "household", household, phone="13800000002")
    made, _taken = carry(tmp_path / "u", village, town)
    assert made.ops == 1
    assert make_pack(village, tmp_path / "u", town.office.name, full=True).ops == 5


def test_a_lost_pack_needs_no_action(pair, tmp_path):
    town, village = pair
    add_household(village, 1)
    (tmp_path / "u").mkdir()
    for path in make_pack(village, tmp_path / "u", town.office.name).files:
        path.unlink()
    add_household(village, 2)
    _made, (taken,) = carry(tmp_path / "u", village, town)
    assert (taken.outcome, taken.number, taken.result.counts.new) == ("applied", 2, 8)
    assert village_digest(town) == village_digest(village)


def test_packs_in_the_wrong_order_wait_and_then_fit(pair, tmp_path):
    town, village = pair
    add_household(village, 1)
    carry(tmp_path / "u", village, town)
    carry(tmp_path / "u", town, village)
    add_household(village, 2)
    first = make_pack(village, tmp_path / "u", town.office.name)
    # the town's word arrives as if it had taken the first pack
    from storage.archive.op_exchange import statement, tips

    statement(village, town.office.desk, tips(village))
    add_household(village, 3)
    second = make_pack(village, tmp_path / "u", town.office.name)
    (early,) = take_packs(town, second.files)
    assert early.outcome == "held"
    assert "不用做什么" in early.sentence
    (late,) = take_packs(town, first.files)
    assert late.outcome == "applied"
    assert village_digest(town) == village_digest(village)


def test_a_batch_that_came_by_pack_is_undone_and_can_come_again(pair, tmp_path):
    town, village = pair
    household, _people = add_household(village, 1)
    made, (taken,) = carry(tmp_path / "u", village, town)
    undo_batch(town, taken.result.batch)
    assert load(town, "household", household) is None
    (again,) = take_packs(town, made.files)
    assert (again.outcome, load(town, "household", household) is None) == ("applied", False)


def test_the_county_believes_a_village_through_its_township(tmp_path):
    with offices(tmp_path, COUNTY, TOWN, VILLAGE) as (county, town, village):
        household, _people = add_household(village, 1)
        carry(tmp_path / "u", village, town)
        _made, (taken,) = carry(tmp_path / "u", town, county)
        assert taken.outcome == "applied", taken.sentence
        change(county, "household", household, phone="13800007777")
        carry(tmp_path / "u", county, town)
        _made, (down,) = carry(tmp_path / "u", town, village)
        assert (down.outcome, down.result.counts.changed) == ("applied", 1)
        assert village_digest(county) == village_digest(town) == village_digest(village)


def test_a_village_gets_its_own_files_only(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        other = open_office(tmp_path / "other", OTHER)
        with other:
            meet(tmp_path, other, town)
            add_household(village, 1)
            add_household(other, 2, OTHER)
            carry(tmp_path / "u", village, town)
            carry(tmp_path / "u", other, town)
            made, (taken,) = carry(tmp_path / "u", town, village)
            assert (made.ops, taken.result.counts.new) == (0, 0)
            assert village_digest(village, OTHER) == ""
            assert village_digest(town, OTHER) == village_digest(other, OTHER) != ""
