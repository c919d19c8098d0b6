import pytest

from storage.archive.archive import create_archive
from storage.archive.batches import list_batches, undo_batch
from storage.archive.bulk_change import change_all, changeable_fields, plan_change
from storage.archive.files import load_file
from storage.archive.history import household_history
from storage.archive.records import RecordChange, delete, save
from tests.ui.samples import RESOURCES, VILLAGE

ALL = ("h1", "h2", "h3", "h4")


@pytest.fixture
def archive(data_folder):
    made = create_archive(data_folder, division=VILLAGE[:9], office="某镇", user="录入员", resources=RESOURCES)
    with made as archive:
        archive.settings.set("year", 2017)
        states = ("0", "0", "2", None)
        save(archive, [
            RecordChange("household", uid, {"number": f"99000{at}", "division": VILLAGE, "poverty_state": states[at]})
            for at, uid in enumerate(ALL)
        ])  # fmt: skip
        yield archive


def test_the_plan_tells_what_stands_now_and_writes_nothing(archive):
    plan = plan_change(archive, ALL, "household", "poverty_state", "2")
    assert plan.uids == ("h1", "h2", "h4")
    assert plan.same == 1
    assert [(one.text, one.households) for one in plan.old] == [("未脱贫", 2), ("", 1)]
    assert len(list_batches(archive)) == 1


def test_only_empty_leaves_what_is_there(archive):
    assert plan_change(archive, ALL, "household", "poverty_state", "2", only_empty=True).uids == ("h4",)


def test_deleted_households_are_left_out(archive):
    delete(archive, "h1", reason="录重")
    assert plan_change(archive, ALL, "household", "poverty_state", "2").uids == ("h2", "h4")


def test_it_is_one_batch_and_one_undo_takes_it_back(archive):
    plan = plan_change(archive, ALL, "household", "poverty_state", "2")
    change = change_all(archive, plan, "household", "poverty_state", "2", reason="年度调整")
    assert set(change.households) == set(plan.uids)
    batch = list_batches(archive)[0]
    assert (batch.kind, batch.source, batch.households) == ("bulk", "脱贫状态 → 预脱贫", 3)
    assert household_history(archive, "h1")[0].reason == "年度调整"
    undone = undo_batch(archive, change.batch)
    assert (undone.reverted, undone.kept) == (3, ())
    states = [load_file(archive, uid).household.get("poverty_state") for uid in ALL]
    assert states == ["0", "0", "2", None]


def test_a_fact_of_the_year_goes_into_the_working_year(archive):
    plan = plan_change(archive, ALL, "year", "water_safe", True)
    assert len(plan.uids) == 4
    change_all(archive, plan, "year", "water_safe", True)
    assert load_file(archive, "h3").years[2017].values["water_safe"] is True


def test_nothing_that_names_one_person_or_house_can_be_set_alike():
    names = {field.name for _entity, field in changeable_fields()}
    assert {"household_type", "poverty_state", "identified_year", "division"} <= names
    assert not names & {"number", "bank_card", "phone", "head_name", "head_id_number", "address"}
