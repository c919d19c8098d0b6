import json

import pytest

from models.household_file import HouseholdFile
from models.keys import income_key, member_key, year_uid
from models.rules import Twin
from storage.archive.archive import create_archive
from storage.archive.files import load_file
from storage.archive.records import RecordChange, save
from tests.ui.samples import RESOURCES, VILLAGE, YEAR, household, id_number, office, session
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.session_changes import write

PHONE = Place("household", "", "phone")


@pytest.fixture
def archive(data_folder):
    with create_archive(data_folder, division=VILLAGE[:9], office="某镇", user="录入员", resources=RESOURCES) as made:
        made.settings.set("year", YEAR)
        yield made


def test_a_value_is_set_undone_and_redone():
    one = session()
    assert one.set(PHONE, "13800000099")
    assert not one.set(PHONE, "13800000099")
    assert one.is_dirty
    assert one.undo_name == "修改户联系电话"
    assert one.undo() == PHONE
    assert one.get(PHONE) == "13800000028"
    assert not one.is_dirty
    one.redo()
    assert one.get(PHONE) == "13800000099"


def test_typing_in_one_place_is_one_undo():
    one = session()
    for text in ("1", "13", "138"):
        one.set_text(PHONE, text, typing=True)
    one.seal()
    one.set_text(PHONE, "1380", typing=True)
    one.undo()
    assert one.get(PHONE) == "138"
    one.undo()
    assert one.get(PHONE) == "13800000028"
    assert one.undo() is None


def test_text_that_cannot_be_read_is_kept_and_nothing_lost():
    one = session()
    place = Place("household", "", "identified_year")
    problem = one.set_text(place, "二〇一四")
    assert problem is not None
    assert "不是年份" in str(problem)
    assert one.text_at(place) == "二〇一四"
    assert one.get(place) == 2014
    assert one.is_dirty
    assert one.set_text(place, "2015") is None
    assert one.text_at(place) is None
    one.undo()
    assert one.text_at(place) == "二〇一四"


def test_an_id_number_brings_sex_and_birth_date_but_not_over_what_was_typed():
    one = session()
    person = one.add_record("member", {"name": "孔维佳"})
    one.set_text(Place("member", person, "id_number"), " 990000 20010610 028" + id_number("20010610", "028")[-1])
    assert one.get(Place("member", person, "sex")) == "2"
    assert one.get(Place("member", person, "birth_date")) == "2001-06-10"
    one.set(Place("member", person, "birth_date"), "2001-06-11")
    one.set(Place("member", person, "id_number"), id_number("20020101", "011"))
    assert one.get(Place("member", person, "birth_date")) == "2001-06-11"
    assert one.get(Place("member", person, "sex")) == "1"


def test_the_head_is_entered_once():
    one = session()
    one.set(Place("member", "h1-m1", "name"), "孔令甜")
    assert one.file.household["head_name"] == "孔令甜"
    one.undo()
    assert one.file.household["head_name"] == "孔令田"


def test_a_macro_is_one_undo():
    one = session()
    with one.macro("粘贴"):
        person = one.add_record("member")
        one.set(Place("member", person, "name"), "孔祥福")
    assert len(one.file.members) == 3
    one.undo()
    assert len(one.file.members) == 2
    assert not one.is_dirty


def test_changes_name_only_what_differs():
    one = session()
    one.set(PHONE, "13800000099")
    one.set(Place("member_year", "h1-m1", "labour"), "3")
    one.set(Place("income", "", "P01"), {"amount": 50000, "counts": True, "note": None})
    one.set(Place("income", "h1-m1", "T02"), None)
    changes = {change.entity: dict(change.values) for change in one.pending().changes}
    assert changes == {
        "household": {"phone": "13800000099"},
        "year": {
            member_key("labour", "h1-m1"): "3",
            income_key("P01", None): {"amount": 50000, "counts": True, "note": None},
            income_key("T02", "h1-m1"): None,
        },
    }


def test_twins_become_a_finding():
    one = session()
    number = one.file.members[0]["id_number"]
    one.twins[number] = [Twin("h9", "p9", "另一人", "990104001099")]
    assert any(finding.rule == 6 and "990104001099" in finding.sentence for finding in one.findings())


def test_a_draft_survives_as_json_and_gives_everything_back():
    one = session()
    one.set(PHONE, "13800000099")
    person = one.add_record("member", {"name": "孔维佳"})
    one.set(Place("member_year", person, "health"), ["1"])
    one.set(Place("income", person, "W01"), {"amount": 100, "counts": True, "note": "外出"})
    one.set_text(Place("year", "", "house_area"), "四十八")
    one.drop_record("member", "h1-m2")
    draft = json.loads(json.dumps(one.draft()))
    other = session()
    other.restore(draft)
    assert other.pending().changes == one.pending().changes
    assert other.pending().removed == one.pending().removed == (("member", "h1-m2"),)
    assert other.text_at(Place("year", "", "house_area")) == "四十八"
    other.undo()
    assert not other.is_dirty


def test_an_untouched_household_has_no_draft():
    assert session().draft() == {}


def test_saving_writes_and_loading_shows_it(archive):
    one = HouseholdSession(household(), office(), is_new=True)
    pending = one.pending()
    write(archive, pending)
    one.mark_saved(pending)
    assert not one.is_dirty
    loaded = load_file(archive, "h1")
    assert loaded is not None
    again = HouseholdSession(loaded, office())
    assert [member["name"] for member in loaded.members] == ["孔令田", "尹秀荣"]
    again.set(PHONE, "13800000099")
    again.drop_record("member", "h1-m2")
    pending = again.pending()
    write(archive, pending)
    again.mark_saved(pending)
    loaded = load_file(archive, "h1")
    assert loaded is not None
    assert loaded.household["phone"] == "13800000099"
    assert [member["name"] for member in loaded.members] == ["孔令田"]
    again.undo()
    assert again.is_dirty
    write(archive, again.pending())
    loaded = load_file(archive, "h1")
    assert loaded is not None
    assert [member["name"] for member in loaded.members] == ["孔令田", "尹秀荣"]
    assert loaded.years[YEAR].uid == year_uid("h1", YEAR)


def test_a_new_household_without_a_number_gets_a_local_one(archive):
    file = HouseholdFile({"uid": "h7", "division": VILLAGE})
    one = HouseholdSession(file, office(), is_new=True)
    pending = one.pending()
    write(archive, pending)
    one.mark_saved(pending)
    assert one.file.household["local_number"].startswith("L")
    assert not one.is_dirty


def test_edits_made_while_saving_stay_edits(archive):
    one = HouseholdSession(household(), office(), is_new=True)
    pending = one.pending()
    one.set(PHONE, "13800000077")
    write(archive, pending)
    one.mark_saved(pending)
    assert [dict(change.values) for change in one.pending().changes] == [{"phone": "13800000077"}]


def test_a_change_elsewhere_keeps_what_the_session_did_not_touch(archive):
    write(archive, HouseholdSession(household(), office(), is_new=True).pending())
    loaded = load_file(archive, "h1")
    assert loaded is not None
    one = HouseholdSession(loaded, office())
    save(archive, [RecordChange("household", "h1", {"address": "村东大街36号"})])
    one.set(PHONE, "13800000055")
    write(archive, one.pending())
    loaded = load_file(archive, "h1")
    assert loaded is not None
    assert (loaded.household["address"], loaded.household["phone"]) == ("村东大街36号", "13800000055")
