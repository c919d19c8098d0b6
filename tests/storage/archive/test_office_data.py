from dataclasses import replace

import pytest

from models.codes import Code
from models.thresholds import Threshold
from storage.archive import office_data, office_facts
from storage.archive.archive import open_archive
from storage.archive.local_codes import add_local_code, list_local_codes
from storage.archive.problems import StorageProblem
from tests.ui.office import RESOURCES, make_archive

LINE = Threshold("poverty_line", 3800_00, "元", "省定脱贫线", 2017, 2017, "37", "某文件", True)


@pytest.fixture
def archive(tmp_path):
    with make_archive(tmp_path / "data") as made:
        yield made


def test_an_offices_own_line_counts_where_and_when_it_holds_and_survives(archive):
    shipped = archive.thresholds.get("poverty_line", 2017, "370826")
    office_data.put_threshold(archive, LINE)
    assert archive.thresholds.get("poverty_line", 2017, "370826") == 3800_00
    assert archive.thresholds.get("poverty_line", 2018, "370826") != 3800_00
    assert archive.thresholds.get("poverty_line", 2017, "52") == shipped
    folder = archive.folder
    archive.close()
    with open_archive(folder, resources=RESOURCES) as again:
        assert again.thresholds.get("poverty_line", 2017, "370826") == 3800_00
        office_data.drop_threshold(again, LINE)
        assert again.thresholds.get("poverty_line", 2017, "370826") == shipped


def test_every_change_is_written_down_and_can_be_undone(archive):
    office_data.put_threshold(archive, LINE)
    office_data.put_threshold(archive, replace(LINE, value=3900_00))
    newest, older = office_data.changes(archive)
    assert newest.before["value"] == 3800_00
    assert newest.user == "李梅"
    with pytest.raises(StorageProblem, match="后来又改过"):
        office_data.undo_change(archive, older.number)
    office_data.undo_change(archive, newest.number)
    assert archive.thresholds.get("poverty_line", 2017, "370826") == 3800_00
    office_data.undo_change(archive, older.number)
    assert office_data.office_thresholds(archive) == []
    with pytest.raises(StorageProblem):
        office_data.undo_change(archive, older.number)


def test_setting_the_same_again_is_no_change(archive):
    office_data.put_threshold(archive, LINE)
    office_data.put_threshold(archive, LINE)
    assert len(office_data.changes(archive)) == 1


def test_an_option_is_renamed_ended_or_added(archive):
    office_data.put_code(archive, "cause", Code("01", "因病（含慢性病）", None, 2020, ("病",)))
    office_data.put_code(archive, "cause", Code("98", "因搬迁"))
    cause = archive.codes["cause"]
    assert cause.text("01") == "因病（含慢性病）"
    assert not cause.by_code["01"].is_valid_in(2021)
    assert cause.find("病") == "01"
    assert cause.entries[-1].code == "98"
    office_data.drop_code(archive, "cause", "01")
    assert archive.codes.text("cause", "01") == "因病"
    assert list(office_data.office_codes(archive)) == ["cause"]


def test_what_makes_no_sense_is_refused(archive):
    with pytest.raises(StorageProblem, match="年份"):
        office_data.put_threshold(archive, replace(LINE, to_year=2016))
    for name, entry in (("cause", Code("", "x")), ("cause", Code("1", " ")), ("nothing", Code("1", "x"))):
        with pytest.raises(StorageProblem):
            office_data.put_code(archive, name, entry)
    archive.read_only = True
    with pytest.raises(StorageProblem, match="只读"):
        office_data.put_threshold(archive, LINE)
    assert office_data.changes(archive) == []


def test_office_desk_and_user_get_other_names(archive):
    office_facts.rename(archive, office="微山县扶贫办", desk="二号窗口", user="王芳")
    assert (archive.office.name, archive.user) == ("微山县扶贫办", "王芳")
    folder = archive.folder
    archive.close()
    with open_archive(folder, resources=RESOURCES) as again:
        assert again.office.name == "微山县扶贫办"
        assert again.office.desk_name == "二号窗口"
        assert again.user == "王芳"
        with pytest.raises(StorageProblem, match="空着"):
            office_facts.rename(again, office=" ", desk="", user="x")
    with open_archive(folder, user="赵六", resources=RESOURCES) as again:
        assert again.user == "赵六"


def test_an_option_added_while_reading_a_sheet_is_one_of_the_offices_own(archive):
    held = archive.codes
    entry = add_local_code(archive, "cause", "因搬迁", from_year=2019)
    assert held["cause"].find("因搬迁", 2019) == entry.code, "the window holds this book"
    assert list_local_codes(archive) == [("cause", entry)]
    assert office_data.office_codes(archive) == {"cause": [entry]}
    (change,) = office_data.changes(archive)
    assert (change.user, change.after["text"]) == ("李梅", "因搬迁")
    office_data.undo_change(archive, change.number)
    assert held["cause"].find("因搬迁") is None
    assert list_local_codes(archive) == []


def test_a_shipped_option_given_another_name_is_not_a_local_one(archive):
    office_data.put_code(archive, "cause", Code("01", "因病（含慢性病）", local=True))
    office_data.put_code(archive, "cause", Code("98", "因搬迁"))
    assert [entry.code for _name, entry in list_local_codes(archive)] == ["98"]
