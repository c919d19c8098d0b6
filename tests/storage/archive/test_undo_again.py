"""Undo, recycle bin and the change log together: chains of them, and histories at random, judged by `verify`."""

import random
from contextlib import suppress
from pathlib import Path

import pytest

from models.keys import income_key, member_key, new_uid, year_uid
from storage.archive import batches, files, records
from storage.archive.archive import Archive, create_archive
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.verify import digest_of, verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


@pytest.fixture
def archive(tmp_path):
    with create_archive(
        tmp_path / "档案", division="370826111", office="微山岛镇人民政府", user="王芳", resources=RESOURCES
    ) as opened:
        yield opened


def bring_in(archive: Archive) -> tuple[str, str, str, str, str]:
    """Return household, head, spouse, year and batch of a small import."""
    household, head, spouse = new_uid(), new_uid(), new_uid()
    year = year_uid(household, 2019)
    facts = {member_key("health", head): ["1"], income_key("T02", head): {"amount": 100, "counts": True, "note": None}}
    changes = [
        RecordChange("household", household, {"division": "370826111214", "phone": "13800000001"}),
        RecordChange("member", head, {"name": "孔令田", "relation": "01"}, household),
        RecordChange("member", spouse, {"name": "李桂花", "relation": "02"}, household),
        RecordChange("year", year, facts, household),
    ]
    return household, head, spouse, year, records.save(archive, changes, kind="import", source="表.xlsx").batch


def whole(archive: Archive, household: str) -> files.HouseholdFile:
    file = files.load_file(archive, household)
    assert file is not None
    return file


def test_an_import_undone_and_redone_can_be_undone_once_more(archive):
    household, *_rest, batch = bring_in(archive)
    redone = batches.undo_batch(archive, batches.undo_batch(archive, batch).batch)
    assert whole(archive, household).years
    again = batches.undo_batch(archive, batch)
    assert again.kept == redone.kept == ()
    assert files.load_file(archive, household) is None
    assert verify(archive).problems == []


def test_a_household_kept_for_an_edit_keeps_all_that_hangs_under_it(archive):
    household, head, spouse, year, batch = bring_in(archive)
    records.save(archive, [RecordChange("household", household, {"phone": "13800000002"})])
    undone = batches.undo_batch(archive, batch)
    assert {kept.record for kept in undone.kept} == {household, head, spouse, year}
    assert any("随户保留" in kept.reason for kept in undone.kept)
    assert undone.reverted == 0
    file = whole(archive, household)
    assert [member["uid"] for member in file.members] == [head, spouse]
    assert file.years[2019].income


def test_a_member_edited_keeps_its_household_and_the_other_members(archive):
    household, head, spouse, year, batch = bring_in(archive)
    records.save(archive, [RecordChange("member", spouse, {"id_type": "1"})])
    undone = batches.undo_batch(archive, batch)
    assert {kept.record for kept in undone.kept} == {household, head, spouse, year}
    assert len(whole(archive, household).members) == 2
    assert verify(archive).problems == []


def test_people_added_to_an_older_household_still_go(archive):
    household, *_rest = bring_in(archive)
    guest = new_uid()
    added = [RecordChange("member", guest, {"name": "孔小田", "relation": "03"}, household)]
    batch = records.save(archive, added, kind="import", source="表.xlsx").batch
    records.save(archive, [RecordChange("household", household, {"phone": "13800000002"})])
    assert batches.undo_batch(archive, batch).kept == ()
    assert len(whole(archive, household).members) == 2


def test_an_undo_leaves_the_year_of_a_household_in_the_recycle_bin_alone(archive):
    household, head, _spouse, year, _batch = bring_in(archive)
    later = records.save(archive, [RecordChange("year", year, {member_key("health", head): ["2"]})]).batch
    records.delete(archive, household, reason="重复")
    undone = batches.undo_batch(archive, later)
    assert [kept.reason for kept in undone.kept] == ["所属的户在回收站里，先恢复该户"]


def test_a_change_taken_back_does_not_hold_up_the_undo_of_what_lies_under_it(archive):
    household, _head, spouse, _year, batch = bring_in(archive)
    first = records.save(archive, [RecordChange("member", spouse, {"id_type": "1"})]).batch
    second = records.save(archive, [RecordChange("member", spouse, {"id_type": "2"})]).batch
    assert len(batches.undo_batch(archive, first).kept) == 1
    batches.undo_batch(archive, second)
    assert batches.undo_batch(archive, first).kept == ()
    assert next(m for m in whole(archive, household).members if m["uid"] == spouse)["id_type"] is None
    assert batches.undo_batch(archive, batch).kept == ()
    assert verify(archive).problems == []


def test_fields_filled_and_emptied_again_do_not_hold_up_the_undo_of_the_import(archive):
    household, head, _spouse, _year, batch = bring_in(archive)
    changes = [RecordChange("household", household, {"hamlet": "二组", "head_id_number": "990000197203150174"})]
    changes.append(RecordChange("member", head, {"phone": "13800000009"}))
    batches.undo_batch(archive, records.save(archive, changes).batch)
    assert batches.undo_batch(archive, batch).kept == ()
    assert files.load_file(archive, household) is None
    assert verify(archive).problems == []


def test_a_value_typed_again_by_hand_after_an_undo_is_kept(archive):
    household, *_rest = bring_in(archive)
    batch = records.save(archive, [RecordChange("household", household, {"phone": "13800000002"})]).batch
    batches.undo_batch(archive, records.save(archive, [RecordChange("household", household, {"phone": None})]).batch)
    records.save(archive, [RecordChange("household", household, {"phone": "13800000003"})])
    records.save(archive, [RecordChange("household", household, {"phone": "13800000002"})])
    assert [kept.field for kept in batches.undo_batch(archive, batch).kept] == ["户联系电话"]


def test_what_lies_in_the_recycle_bin_takes_no_changes_and_no_second_deletion(archive):
    household, _head, spouse, _year, _batch = bring_in(archive)
    changed = records.save(archive, [RecordChange("member", spouse, {"name": "李桂华"})]).batch
    records.delete(archive, spouse, reason="录重")
    before = digest_of(archive)
    with pytest.raises(StorageProblem, match="回收站"):
        records.save(archive, [RecordChange("member", spouse, {"name": "李桂"})])
    with pytest.raises(StorageProblem, match="已经在回收站"):
        records.delete(archive, spouse, reason="再删")
    undone = batches.undo_batch(archive, changed)
    assert (undone.batch, undone.reverted) == ("", 0)
    assert "回收站" in undone.kept[0].reason
    assert verify(archive).problems == []
    assert digest_of(archive) == before
    records.delete(archive, household, reason="整户录重")
    with pytest.raises(StorageProblem, match="已经在回收站"):
        records.delete(archive, household, reason="再删")
    records.restore_record(archive, household)
    assert len(whole(archive, household).members) == 1


def test_a_member_does_not_come_back_into_a_household_that_is_gone(archive):
    household, _head, spouse, _year, _batch = bring_in(archive)
    gone = records.delete(archive, spouse, reason="录重").batch
    records.delete(archive, household, reason="整户录重")
    assert "先恢复该户" in batches.undo_batch(archive, gone).kept[0].reason
    assert (verify(archive).households, verify(archive).people) == (0, 0)


def test_a_household_taken_away_by_an_undo_comes_back_from_the_recycle_bin_whole(archive):
    household, *_rest, batch = bring_in(archive)
    before = digest_of(archive)
    batches.undo_batch(archive, batch)
    records.restore_record(archive, household, reason="撤错了")
    assert digest_of(archive) == before
    assert whole(archive, household).years[2019].income[0].amount == 100
    assert verify(archive).problems == []


@pytest.mark.parametrize("seed", range(12))
def test_any_history_folds_to_what_the_tables_hold(archive, seed):
    """Saves, moves, deletions, restorations and undos of anything, in any order: the tables follow from the log."""
    chance = random.Random(seed)
    homes = [bring_in(archive) for _ in range(3)]
    for _step in range(25):
        home = chance.choice(homes)
        act = chance.choice([change, change, change, delete, restore, undo, undo])
        with suppress(StorageProblem):  # what lies in the recycle bin refuses
            act(archive, chance, home, chance.choice(homes)[0])
    outcome = verify(archive)
    assert outcome.problems == []
    assert outcome.digest == digest_of(archive)
    rows = archive.connection.execute("SELECT count(*) FROM household_row").fetchone()[0]
    assert rows == outcome.households


def change(archive, chance, home, other):
    household, head, spouse, year, _batch = home
    income = {"amount": chance.randrange(3), "counts": True, "note": None}
    facts = {
        member_key("labour", spouse): chance.choice(["1", "5", None]),
        income_key("T02", head): chance.choice([None, income]),
    }
    home_of_spouse = chance.choice([household, other])
    changes = [
        RecordChange("household", household, {"phone": chance.choice(["13800000001", "13800000002", None])}),
        RecordChange("member", spouse, {"name": chance.choice("甲乙丙"), "household": home_of_spouse}),
        RecordChange("member", spouse, {"id_type": chance.choice(["1", "2", None])}),
        RecordChange("year", year, facts),
        RecordChange("year", year, {"house_unsafe": chance.choice([True, False, None])}),
    ]
    records.save(archive, chance.sample(changes, chance.randrange(1, 6)), kind=chance.choice(["entry", "import"]))


def delete(archive, chance, home, _other):
    records.delete(archive, chance.choice(home[:4]), reason="试")


def restore(archive, chance, home, _other):
    records.restore_record(archive, chance.choice(home[:4]), reason="试")


def undo(archive, chance, _home, _other):
    batches.undo_batch(archive, chance.choice(batches.list_batches(archive)).uid)
