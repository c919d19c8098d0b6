import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_marked import ADDED, write_marked
from storage.exchange.excel_plan import plan_import
from storage.exchange.problems import ExchangeProblem
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
    assert write_marked(plan, out) == 3
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
    assert write_marked(plan, out) == 1
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
