from pathlib import Path

import pytest

from models.sheet_forms import FORMS
from storage.exchange.sheet_layout import find_layout, sheet_time


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_known_sheet_is_recognised_by_its_headings(form):
    title, headings = FORMS[form]
    layout = find_layout([list(headings), ["x"] * len(headings)])
    assert layout is not None
    assert (layout.form, layout.title, layout.heading_row, layout.missing) == (form, title, 1, ())


def test_the_order_of_the_columns_says_nothing():
    headings = list(reversed(FORMS["E2"][1]))
    layout = find_layout([["标题"], [], headings])
    assert layout is not None
    assert (layout.form, layout.heading_row) == ("E2", 3)
    place = next(one.place for one in layout.columns if one.target and one.target.name == "member.name")
    assert headings[place] == "姓名"


@pytest.mark.parametrize("above", [0, 1, 3, 19])
def test_the_heading_may_stand_in_any_of_the_first_rows(above):
    rows = [["济宁市贫困户名单"], *[[]] * 18][:above]
    layout = find_layout([*rows, list(FORMS["E1"][1])])
    assert layout is not None
    assert layout.heading_row == above + 1


def test_the_heading_is_not_looked_for_further_down():
    assert find_layout([*[[]] * 20, list(FORMS["E1"][1])]) is None


def test_brackets_stars_and_blanks_in_headings():
    headings = [f" {one}*".replace("(", "（").replace(")", "）") for one in FORMS["E1"][1]]
    layout = find_layout([headings])
    assert layout is not None
    assert (layout.form, layout.missing, layout.unknown) == ("E1", (), ())


def test_a_heading_of_two_rows_with_merged_cells_above():
    upper = ["户编号", "人编号", "姓名", "证件号码", "与户主关系", "民族", "家庭情况", "", "", "", "", ""]
    lower = ["", "", "", "", "", "", "危房户", "饮水安全", "人均纯收入", "文化程度", "健康状况", "劳动技能"]
    layout = find_layout([["名单"], upper, lower, ["1"] * 12])
    assert layout is not None
    assert layout.heading_row == 3
    names = [one.target.name for one in layout.columns if one.target]
    assert len(names) == 12
    assert "year.house_unsafe" in names


def test_extra_and_missing_headings_are_reported_and_never_refuse():
    headings = [*FORMS["E1"][1][4:], "村支书看法", "错误原因", ""]
    layout = find_layout([headings])
    assert layout is not None
    assert layout.form == "E1"
    assert layout.missing == FORMS["E1"][1][:4]
    assert [(one.heading, one.letter) for one in layout.unknown] == [("村支书看法", "X")]


def test_a_sheet_of_no_known_form_needs_a_name_and_a_number():
    layout = find_layout([["发放表"], ["姓名", "身份证号", "金额", "签字"]])
    assert layout is not None
    assert (layout.form, layout.heading_row) == ("", 2)
    assert find_layout([["姓名", "金额"], ["赵一", "5"]]) is None
    assert find_layout([["身份证号", "金额"]]) is None


def test_column_letters():
    layout = find_layout([["姓名", "身份证号", *["x"] * 26, "末"]])
    assert layout is not None
    assert [one.letter for one in layout.columns][25:29] == ["Z", "AA", "AB", "AC"]


@pytest.mark.parametrize(
    ("name", "titles", "dates", "made", "year"),
    [
        ("（自定义）监测对象信息_20231218", "", [], "2023-12-18", 2023),
        ("（自定义）监测对象信息_20231218(22)", "", [], "2023-12-18", 2023),
        ("名单_20231218", "导出时间：20240105", [], "2024-01-05", 2024),
        ("名单_20231218", "导出时间：2024年01月05日", ["2024-02-01", "2024-03-01"], "2024-03-01", 2024),
        ("收入明细_201810-201909", "2019年度收入（2018年10月—2019年9月）", [], None, 2019),
        ("收入明细_201810-201909", "", [], None, 2019),
        ("贫困户表_2019", "", [], None, 2019),
        ("2018年度贫困户名单_20190301", "", [], "2019-03-01", 2018),
        ("名单", "", [], None, None),
        ("户_8630000000055001", "", [], None, None),
    ],
)
def test_when_a_sheet_was_made_and_of_which_year(tmp_path, name, titles, dates, made, year):
    path = Path(tmp_path / f"{name}.xlsx")
    path.write_bytes(b"x")
    time = sheet_time(path, titles, dates)
    assert time.year == year
    if made is None:
        assert len(time.made) == len("2026-01-01T00:00:00")
    else:
        assert time.made == made
