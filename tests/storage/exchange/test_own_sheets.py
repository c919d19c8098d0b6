"""What went out comes in again without a change, for every kind; what was changed in between is all that changes."""

import openpyxl
import pytest

from models.cases import CASE_TYPES
from models.fields import Kind
from storage.archive import files, records
from storage.archive.archive import create_archive
from storage.archive.records import load
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_forms import correctable, write_corrections, write_template
from storage.exchange.excel_out import export_kind
from storage.exchange.excel_plan import plan_import
from storage.exchange.own_columns import CORRECTED, KINDS, MARK, fields_of, parts_of
from storage.exchange.problems import ExchangeProblem
from storage.exchange.training import make_training_archive
from tests.storage.exchange.own_records import changed_by, everything, nothing_happens
from tests.storage.exchange.sheets import RESOURCES, TOWN, household_number, id_number

HEAD_ROW = 2


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("往返") / "档案"
    with make_training_archive(folder, households=30, seed=2, resources=RESOURCES) as opened:
        yield opened


@pytest.fixture
def own(tmp_path):
    """One household of two with a record of every kind."""
    with create_archive(tmp_path / "户", division=TOWN, office="镇", user="李梅", resources=RESOURCES) as archive:
        records.save(archive, everything())
        yield archive


def edit(path, change):
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    head = {cell.value: cell.column for cell in sheet[HEAD_ROW]}
    change(sheet, head)
    book.save(path)
    return path


TRAINED = [kind for kind in KINDS if kind not in ("monitoring", "attachment", *CASE_TYPES)]


@pytest.mark.parametrize("kind", TRAINED)
def test_a_training_archive_goes_out_and_in_without_a_change(trained, tmp_path, kind):
    written = export_kind(trained, tmp_path / "表_2019.xlsx", kind)
    plan = plan_import(trained, written.file)
    assert written.rows > 0
    assert plan.form == f"OWN-{kind}"
    assert kind == "helper" or len(plan.households) > 0
    nothing_happens(plan)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_record_goes_out_and_in_without_a_change(own, tmp_path, kind):
    written = export_kind(own, tmp_path / "表.xlsx", kind)
    assert written.rows > 0
    plan = plan_import(own, written.file)
    nothing_happens(plan)
    nothing_happens(plan_import(own, written.file, blank="clear"))


def test_a_changed_cell_is_all_that_changes(own, tmp_path):
    path = export_kind(own, tmp_path / "成员.xlsx", "member").file

    def change(sheet, head):
        for row in range(HEAD_ROW + 1, sheet.max_row + 1):
            if sheet.cell(row, head["成员联系电话"]).value == "13800000003":
                sheet.cell(row, head["成员联系电话"]).value = "13800000004"

    plan = plan_import(own, edit(path, change))
    assert changed_by(plan) == [("phone", "13800000004")]
    assert [person.name for one in plan.households for person in one.people if person.verdict == "changed"] == ["钱二"]
    apply_plan(own, plan)
    assert load(own, "member", "m3")["phone"] == "13800000004"
    assert load(own, "member", "m2").get("phone") is None


def test_what_a_person_typed_since_is_a_conflict(own, tmp_path):
    path = export_kind(own, tmp_path / "成员.xlsx", "member").file
    stamp = "2000-01-02 03:04:05.678"

    def change(sheet, head):
        sheet.cell(1, head[MARK]).value = f"写出于 {stamp}"
        sheet.cell(HEAD_ROW + 3, head["成员联系电话"]).value = "13800000004"

    plan = plan_import(own, edit(path, change))
    assert plan.made == stamp.replace(" ", "T")
    assert plan.household_counts()["conflict"] == 1


def test_income_comes_back_by_item_and_person(own, tmp_path):
    path = export_kind(own, tmp_path / "收入.xlsx", "income").file

    def change(sheet, head):
        sheet.cell(HEAD_ROW + 1, head["金额"]).value = 77

    plan = plan_import(own, edit(path, change))
    lines = changed_by(plan)
    assert len(lines) == 1
    assert lines[0][1]["amount"] == 7700
    apply_plan(own, plan)
    nothing_happens(plan_import(own, path))


def test_new_lines_are_added_once(own, tmp_path):
    path = export_kind(own, tmp_path / "走访.xlsx", "visit").file

    def add(sheet, head):
        row = sheet.max_row + 1
        for heading, value in {
            "户编号": household_number(1),
            "走访日期": "20210505",
            "走访人": "孙三",
            "走访内容": "好",
        }.items():
            sheet.cell(row, head[heading]).value = value

    plan = plan_import(own, edit(path, add))
    assert [record.values["content"] for one in plan.households for record in one.records if record.new] == ["好"]
    apply_plan(own, plan)
    nothing_happens(plan_import(own, path))
    file = files.load_file(own, "h1")
    assert len(file.parts["visit"]) == 2


def test_a_new_person_in_the_members_sheet_goes_the_usual_way(own, tmp_path):
    path = export_kind(own, tmp_path / "成员.xlsx", "member").file

    def add(sheet, head):
        row = sheet.max_row + 1
        told = {
            "户编号": household_number(1),
            "姓名": "李四",
            "证件号码": id_number("20100101", 11),
            "与户主关系": "孙子",
        }
        for heading, value in told.items():
            sheet.cell(row, head[heading]).value = value

    plan = plan_import(own, edit(path, add))
    assert plan.people_counts() == {"new": 1, "changed": 0, "same": 3, "conflict": 0, "refused": 0}
    apply_plan(own, plan)
    assert [member["name"] for member in files.load_file(own, "h1").members].count("李四") == 1


def test_refusals_name_row_column_and_remedy(own, tmp_path):
    path = export_kind(own, tmp_path / "措施.xlsx", "measure").file

    def spoil(sheet, head):
        sheet.cell(HEAD_ROW + 1, head["受益成员"]).value = "王五"
        sheet.cell(HEAD_ROW + 1, head["行政村"]).value = "别的村"
        sheet.cell(HEAD_ROW + 1, head["金额"]).value = "很多"
        sheet.cell(HEAD_ROW + 2, head["户编号"]).value = "999"
        sheet.cell(HEAD_ROW + 2, head["年度"]).value = 2021
        sheet.cell(HEAD_ROW + 3, head["户编号"]).value = household_number(1)
        sheet.cell(HEAD_ROW + 3, head["年度"]).value = 2021

    plan = plan_import(own, edit(path, spoil))
    told = sorted((one.row, one.column, one.whole_row) for one in plan.refused)
    assert told == [
        (3, "受益成员", False),
        (3, "行政村", False),
        (3, "金额", False),
        (4, "户编号", True),
        (5, "措施类别", True),
    ]
    assert all(one.reason and one.remedy and one.letter for one in plan.refused)
    assert changed_by(plan) == []


def test_a_record_deleted_meanwhile_is_refused_and_an_attachment_is_never_made_up(own, tmp_path):
    visits = export_kind(own, tmp_path / "走访.xlsx", "visit").file
    records.delete(own, "v1", reason="试")
    plan = plan_import(own, visits)
    assert ["已经没有这条记录" in one.reason for one in plan.refused] == [True]
    pictures = export_kind(own, tmp_path / "附件.xlsx", "attachment").file

    def unmark(sheet, head):
        sheet.cell(HEAD_ROW + 1, head[MARK]).value = None

    plan = plan_import(own, edit(pictures, unmark))
    assert plan.refused == [] or "附件" in plan.refused[0].reason
    assert not any(record.new for one in plan.households for record in one.records)


def test_a_masked_sheet_carries_no_marks_and_wipes_no_number(own, tmp_path):
    path = export_kind(own, tmp_path / "成员.xlsx", "member", masked=True).file
    sheet = openpyxl.load_workbook(path).active
    assert MARK not in [cell.value for cell in sheet[HEAD_ROW]]
    plan = plan_import(own, path)
    assert not plan.form.startswith("OWN-")
    assert any("隐去" in one.reason for one in plan.refused)
    assert not any(key == "id_number" for key, _new in changed_by(plan))


@pytest.mark.parametrize("kind", KINDS)
def test_templates_have_drop_downs_hints_and_an_explanation(own, tmp_path, kind):
    book = openpyxl.load_workbook(write_template(own, tmp_path / "模板.xlsx", kind).file)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[HEAD_ROW]]
    assert "填写说明" in book.sheetnames
    assert sheet.freeze_panes == "A3"
    assert sheet.print_title_rows == "$2:$2"
    validated = {str(area): one for one in sheet.data_validations.dataValidation for area in one.sqref.ranges}
    for entity in parts_of(kind):
        for one in fields_of(entity):
            column = sheet.cell(1, headings.index(next(h for h in headings if h.endswith(one.label))) + 1).column_letter
            found = validated.get(f"{column}3:{column}503")
            assert one.kind is not Kind.CODE or (found is not None and found.type == "list")
            if one.kind in (Kind.ID_NUMBER, Kind.PHONE, Kind.BANK_CARD, Kind.NUMBER_TEXT):
                assert _format_of(sheet, headings, column) == "@"
    told = {row[0].value for row in book["填写说明"].iter_rows(min_row=2)}
    assert told == {heading for heading in headings if heading != MARK}


def test_a_filled_template_comes_in(own, tmp_path):
    path = write_template(own, tmp_path / "模板.xlsx", "member").file

    def fill_in(sheet, head):
        told = {
            "户编号": household_number(2), "县（市、区）": "微山县", "乡镇（街道）": "微山岛镇", "行政村": "上庄村",
            "姓名": "周五", "证件号码": id_number("19700101", 13), "与户主关系": "户主", "成员联系电话": "13800000005",
        }  # fmt: skip
        for heading, value in told.items():
            sheet.cell(HEAD_ROW + 1, head[heading]).value = value

    plan = plan_import(own, edit(path, fill_in))
    assert plan.refused == []
    assert plan.people_counts()["new"] == plan.household_counts()["new"] == 1
    apply_plan(own, plan)
    assert plan_import(own, path).people_counts()["same"] == 1


def test_a_correction_sheet_shows_what_is_and_takes_what_is_written_beside_it(own, tmp_path):
    path = write_corrections(own, tmp_path / "更正表.xlsx", "member", ["成员联系电话", "文化程度", "work_months"]).file
    sheet = openpyxl.load_workbook(path).active
    headings = [cell.value for cell in sheet[HEAD_ROW]]
    assert sheet["A1"].value.startswith("信息采集更正表")
    assert headings.index("成员联系电话" + CORRECTED) == headings.index("成员联系电话") + 1
    assert {"姓名", "证件号码", "年度"} <= set(headings)
    nothing_happens(plan_import(own, path, blank="clear"))

    def correct(sheet, head):
        sheet.cell(HEAD_ROW + 3, head["成员联系电话" + CORRECTED]).value = "13800000008"
        sheet.cell(HEAD_ROW + 3, head["成员联系电话"]).value = "13899999999"  # printed values are only read by people

    plan = plan_import(own, edit(path, correct))
    assert changed_by(plan) == [("phone", "13800000008")]


def test_what_cannot_be_corrected_says_what_can(own, tmp_path):
    with pytest.raises(ExchangeProblem) as caught:
        write_corrections(own, tmp_path / "更正表.xlsx", "member", ["身高"])
    assert "成员联系电话" in caught.value.sentence
    assert all(one.kind is not Kind.LINK for _heading, one in correctable("visit"))
    assert list(tmp_path.glob("*.xlsx")) == []


def _format_of(sheet, headings, column):
    """Return a column's format; columns alike stand under the first of them."""
    at = next(n for n in range(1, len(headings) + 1) if sheet.cell(1, n).column_letter == column)
    return next(one.number_format for one in sheet.column_dimensions.values() if one.min <= at <= one.max)
