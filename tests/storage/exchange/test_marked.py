import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_marked import ADDED, Marked, write_marked
from storage.exchange.excel_plan import plan_import
from storage.exchange.problems import ExchangeProblem
from tests.storage.exchange.biff import Formula, xls
from tests.storage.exchange.corpus import grid, person
from tests.storage.exchange.corpus_makers import book_of, merge_household, save, with_prefix
from tests.storage.exchange.sheets import people, table, write_csv, write_form

RED = "FFFFC7CE"


def column(page, heading_row, heading):
    return next(cell.column for cell in page[heading_row] if cell.value == heading)


@pytest.fixture
def faulty(tmp_path):
    """Rows 4–9 below a heading in row 3; rows 5, 7 and 9 are faulty, 9 in one cell only."""
    rows = people(3, 2)
    rows[1]["证件号码"] = 9.9000019720214e17
    rows[3]["行政村"] = "没有的村"
    rows[5]["务工时间（月）"] = "很久"
    path = write_form(tmp_path / "名单_2019.xlsx", "E1", rows, titles=["贫困户名单", "单位：微山岛镇"], sheet="贫困户")
    book = openpyxl.load_workbook(path)
    page = book["贫困户"]
    page.merge_cells("A1:F1")
    page["A1"].font = Font(size=18, bold=True)
    page.column_dimensions["H"].width = 33
    page.row_dimensions[7].height = 40
    page["H7"].fill = PatternFill("solid", fgColor="FF00FF00")
    book.create_sheet("别的")
    book.save(path)
    return path


def test_the_refused_rows_come_back_marked(archive, faulty, tmp_path):
    plan = plan_import(archive, faulty)
    out = tmp_path / "退回" / "名单_错误.xlsx"
    before = faulty.read_bytes()
    assert write_marked(plan, out) == Marked(3)
    assert faulty.read_bytes() == before

    book = openpyxl.load_workbook(out)
    page = book["贫困户"]
    assert book.sheetnames == ["贫困户"]
    assert page.max_row == 6
    assert page["A1"].value == "贫困户名单"
    assert page["A1"].font.size == 18
    assert "A1:F1" in {str(area) for area in page.merged_cells.ranges}
    assert page.column_dimensions["H"].width == 33
    reason, remedy, number = (column(page, 3, heading) for heading in ADDED)
    assert [page.cell(row, number).value for row in (4, 5, 6)] == [5, 7, 9]
    assert "数字格式" in page.cell(4, reason).value
    assert "没有的村" in page.cell(5, reason).value
    assert "曾用名" in page.cell(5, remedy).value
    assert "这一格未导入" in page.cell(6, reason).value
    red = {
        (cell.row, page.cell(3, cell.column).value)
        for row in page.iter_rows(min_row=4)
        for cell in row
        if cell.fill.fgColor.rgb == RED
    }
    assert red == {(4, "证件号码"), (5, "行政村"), (6, "务工时间（月）")}
    assert page.row_dimensions[5].height == 40
    assert page["H5"].fill.fgColor.rgb == "FF00FF00"
    assert page["G5"].value == people(3, 2)[3]["人编号"]


def test_the_mended_workbook_goes_in_alone(archive, faulty, tmp_path):
    plan = plan_import(archive, faulty)
    apply_plan(archive, plan)
    out = tmp_path / "名单_错误_2019.xlsx"
    write_marked(plan, out)
    book = openpyxl.load_workbook(out)
    page = book.active
    good = people(3, 2)
    page.cell(4, column(page, 3, "证件号码")).value = good[1]["证件号码"]
    page.cell(5, column(page, 3, "行政村")).value = good[3]["行政村"]
    page.cell(6, column(page, 3, "务工时间（月）")).value = "3"
    book.save(out)
    mended = plan_import(archive, out)
    assert mended.refused == []
    assert mended.unknown == []
    assert mended.people_counts() == {"new": 2, "changed": 1, "same": 0, "conflict": 0, "refused": 0}
    apply_plan(archive, mended)
    assert plan_import(archive, out).people_counts()["same"] == 3


def test_a_workbook_marked_twice_has_its_columns_once(archive, faulty, tmp_path):
    first, second = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    write_marked(plan_import(archive, faulty), first)
    again = plan_import(archive, first)
    assert len(again.refused) == 3
    write_marked(again, second)
    page = openpyxl.load_workbook(second).active
    headings = [cell.value for cell in page[3]]
    assert [headings.count(heading) for heading in ADDED] == [1, 1, 1]


def test_a_csv_comes_back_as_a_workbook_of_text(archive, tmp_path):
    rows = people(2, 2)
    rows[1]["证件号码"] = "9.9E+17"
    rows[1]["联系电话"] = rows[0]["联系电话"] = "=1+1"
    headings, cells = table("E1", rows)
    path = write_csv(tmp_path / "名单.csv", headings, cells, "gb18030")
    plan = plan_import(archive, path)
    out = tmp_path / "错误.xlsx"
    marked = write_marked(plan, out)
    assert marked.rows == 1
    assert "不是 xlsx" in marked.notes[0]
    page = openpyxl.load_workbook(out).active
    assert [cell.value for cell in page[1]][:27] == headings
    assert page.cell(2, headings.index("人编号") + 1).value == rows[1]["人编号"]
    formula = page.cell(2, headings.index("联系电话") + 1)
    assert (formula.value, formula.data_type) == ("=1+1", "s")
    assert page.cell(2, headings.index("证件号码") + 1).fill.fgColor.rgb == RED


def test_what_cannot_be_written(archive, faulty, tmp_path):
    plan = plan_import(archive, faulty)
    with pytest.raises(ExchangeProblem) as caught:
        write_marked(plan, faulty)
    assert caught.value.code == "same_file"
    blocked = tmp_path / "文件"
    blocked.write_bytes(b"x")
    with pytest.raises(ExchangeProblem) as caught:
        write_marked(plan, blocked / "错误.xlsx")
    assert caught.value.code == "write"
    faulty.write_bytes(faulty.read_bytes() + b"\0")
    with pytest.raises(ExchangeProblem) as caught:
        write_marked(plan, tmp_path / "错误.xlsx")
    assert caught.value.code == "source_changed"
    clean = plan_import(archive, write_form(tmp_path / "好.xlsx", "E1", people(1, 1)))
    with pytest.raises(ExchangeProblem) as caught:
        write_marked(clean, tmp_path / "错误.xlsx")
    assert caught.value.code == "nothing_refused"
    assert not (tmp_path / "错误.xlsx").exists()


def refused_again(archive, path, out):
    plan = plan_import(archive, path)
    marked = write_marked(plan, out)
    return plan, marked, openpyxl.load_workbook(out).active, plan_import(archive, out)


def test_rows_of_a_merged_household_keep_its_number_when_they_are_parted(archive, tmp_path):
    book = book_of(grid(person(0), person(1, 证件号码="9.9E+17")))
    merge_household(book.active)
    path = tmp_path / "合并.xlsx"
    book.save(path)
    plan, marked, page, again = refused_again(archive, path, tmp_path / "错误.xlsx")
    assert marked == Marked(1)
    assert page.cell(2, column(page, 1, "户编号")).value == person()["户编号"]
    assert [item.column for item in again.refused] == [item.column for item in plan.refused] == ["证件号码"]
    page.cell(2, column(page, 1, "证件号码")).value = person(1)["证件号码"]
    page.parent.save(tmp_path / "改好.xlsx")
    mended = plan_import(archive, tmp_path / "改好.xlsx")
    assert mended.refused == []
    assert [one.number for one in mended.households] == [person()["户编号"]]


@pytest.mark.parametrize("name", ["其实是xlsx.xls", "名单.xlsx"])
def test_what_counts_is_what_a_file_is_and_not_its_name(archive, tmp_path, name):
    path = tmp_path / name
    save(book_of(grid(person(0, 证件号码="9.9E+17"), person(1))), path)
    _plan, marked, page, again = refused_again(archive, path, tmp_path / "错误.xlsx")
    assert marked == Marked(1)
    assert len(again.refused) == 1
    assert page.cell(2, column(page, 1, "证件号码")).fill.fgColor.rgb == RED


def test_an_old_workbook_comes_back_as_a_new_one_and_says_so(archive, tmp_path):
    path = tmp_path / "老版.xls"
    path.write_bytes(xls({"名单": grid(person(0, 自然村=Formula(b"\x2a")), person(1, 证件号码=9.9e17))}))
    _plan, marked, page, again = refused_again(archive, path, tmp_path / "错误.xlsx")
    assert marked.rows == 2
    assert "写成了 xlsx" in marked.notes[0]
    assert page.cell(2, column(page, 1, "自然村")).value == "#N/A"
    assert [item.row for item in again.refused if item.whole_row] == [3]


def test_a_workbook_the_slow_library_cannot_open_is_given_back_without_its_looks(archive, tmp_path, monkeypatch):
    path = tmp_path / "带前缀.xlsx"
    with_prefix(path)
    plan = plan_import(archive, path)
    assert plan.refused == []
    save(book_of(grid(person(0, 证件号码="9.9E+17"), person(1))), path)
    plan = plan_import(archive, path)

    def stumble(*_args, **_more):
        raise KeyError("styles")

    monkeypatch.setattr("openpyxl.load_workbook", stumble)
    marked = write_marked(plan, tmp_path / "错误.xlsx")
    assert marked.rows == 1
    assert "没有保留原来的格式" in marked.notes[0]
