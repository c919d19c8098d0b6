import pytest

from reports.layouts import OfficeChange, setting_key
from reports.office import (
    OFFICE_PHONE,
    OrderedFiles,
    keep_change,
    note_print,
    office_layouts,
    print_context,
    uids_in_print_order,
    with_paper,
)
from reports.problems import ReportProblem
from storage.archive.archive import open_archive
from storage.archive.audit import disclosures
from storage.archive.files import iterate_files
from storage.archive.records import RecordChange, save
from tests.ui.office import RESOURCES, VILLAGE, make_archive


@pytest.fixture
def archive(data_folder):
    with make_archive(data_folder, households=12) as made:
        yield made


def test_what_an_office_words_is_kept_with_its_archive(archive, data_folder):
    keep_change(archive, "card", OfficeChange("微山县帮扶明白卡", "a3", None, {"hotline": "0537-12317"}))
    archive.settings.set(OFFICE_PHONE, "0537-7500001")
    archive.close()
    with open_archive(data_folder, user="李梅", resources=RESOURCES) as again:
        layout = office_layouts(again)["card"]
        assert (layout.title, layout.paper, layout.wording["hotline"]) == ("微山县帮扶明白卡", "a3", "0537-12317")
        assert print_context(again).phone == "0537-7500001"
        keep_change(again, "card", OfficeChange())
        assert office_layouts(again)["card"].title == "贫困户帮扶明白卡"


def test_what_is_refused_is_not_stored(archive):
    with pytest.raises(ReportProblem):
        keep_change(archive, "notice_out", OfficeChange(wording={"closing": "电话 13800001234"}))
    assert archive.settings.get(setting_key("notice_out")) is None
    with pytest.raises(KeyError):
        keep_change(archive, "no_such_layout", OfficeChange())


def test_a_stored_change_that_can_t_be_used_leaves_the_shipped_layout(archive):
    archive.settings.set(setting_key("notice_out"), {"wording": {"closing": "电话 13800001234"}})
    archive.settings.set(setting_key("card"), "nonsense")
    layouts = office_layouts(archive)
    assert "13800001234" not in layouts["notice_out"].wording["closing"]
    assert layouts["card"].title == "贫困户帮扶明白卡"


def test_households_come_in_the_order_of_village_and_number(archive):
    first = next(iter(iterate_files(archive)))
    save(archive, [RecordChange("household", first.uid, {"division": VILLAGE[:9] + "100"})], reason="改村")
    uids = uids_in_print_order(archive)
    listed = [(file.household["division"], file.household["number"]) for file in OrderedFiles(archive, uids)]
    assert listed == sorted(listed)
    assert len(listed) == len(OrderedFiles(archive, uids)) == 12
    assert uids_in_print_order(archive, VILLAGE[:9] + "100") == [first.uid]


def test_a_list_keeps_its_own_order_and_skips_who_is_gone(archive):
    uids = uids_in_print_order(archive)[::-1]
    assert [file.uid for file in OrderedFiles(archive, [*uids, "gone"])] == uids


def test_every_print_is_written_down_without_a_name(archive):
    note_print(archive, office_layouts(archive)["card"], "打印", VILLAGE, "12 户 12 页")
    (line,) = disclosures(archive)
    assert (line.action, line.detail, line.user) == ("打印：帮扶明白卡", f"{VILLAGE}，12 户 12 页", "李梅")


def test_another_paper_for_one_run(archive):
    layout = office_layouts(archive)["card"]
    assert with_paper(layout, "two_up").paper == "two_up"
    assert with_paper(layout, None) is layout
    with pytest.raises(ValueError, match="a9"):
        with_paper(layout, "a9")
