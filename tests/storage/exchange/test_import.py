"""Sheets into an archive, from the file to the records and back."""

import pytest

from models.sheet_forms import FORMS
from storage.archive.lists import count
from storage.archive.verify import digest_of
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_out import export_kind
from storage.exchange.excel_plan import plan_import
from storage.exchange.plan_parts import CONFLICT
from tests.storage.exchange.importing import bring_in, counts, file_of
from tests.storage.exchange.sheets import (
    household_number,
    people,
    table,
    write_csv,
    write_form,
    write_sheet,
)


@pytest.mark.parametrize("form", ["E1", "E1-SD", "E1-SD-不享受", "E2", "E3", "E5", "E9"])
@pytest.mark.parametrize("turned", [False, True])
def test_a_list_goes_in_and_twice_changes_nothing(archive, tmp_path, form, turned):
    headings, rows = table(form, people(3, 3))
    if turned:
        headings, rows = headings[::-1], [row[::-1] for row in rows]
    path = write_sheet(tmp_path / "名单_20190630.xlsx", headings, rows, titles=["贫困户名单", "单位：微山岛镇"])
    plan, done = bring_in(archive, path)
    assert plan.form == form
    assert plan.refused == []
    assert counts(plan) == ({"new": 3}, {"new": 9})
    assert count(archive) == (3, 9)
    assert done.batch
    file = file_of(archive, household_number(1))
    assert file.household["division"].startswith("370826111")
    assert [member["relation"] for member in file.members] == ["01", "02", "03"]
    assert file.head["sex"] == "1"
    assert file.head["birth_date"] == "1941-01-15"
    assert file.year_facts(2019, file.head["uid"])["labour"] == "2"

    again = plan_import(archive, path)
    assert counts(again) == ({"same": 3}, {"same": 9})
    assert apply_plan(archive, again).batch == ""


def test_the_values_of_a_list(archive, tmp_path):
    bring_in(archive, write_form(tmp_path / "名单_2019.xlsx", "E1", people(1, 1)))
    file = file_of(archive, household_number(1))
    year = file.years[2019]
    assert file.household["household_type"] == "01"
    assert file.household["main_cause"] == "01"
    assert file.household["phone"] == "13800000001"
    assert (year.values["house_unsafe"], year.values["water_safe"], year.values["water_scarce"]) == (False, True, False)
    assert year.values["income_per_head"] == 437100
    facts = file.year_facts(2019, file.head["uid"])
    assert facts["work_months"] == 600
    assert facts["health"] == ["1"]
    assert facts.get("school_state") is None


def test_a_csv_in_gb18030_goes_in_like_a_workbook(archive, tmp_path):
    headings, rows = table("E1", people())
    plan, _done = bring_in(archive, write_csv(tmp_path / "名单.csv", headings, rows, "gb18030"))
    assert counts(plan) == ({"new": 2}, {"new": 4})


def test_numbers_wrapped_by_tools_go_in(archive, tmp_path):
    rows = people(1, 1)
    for key in ("户编号", "人编号", "证件号码"):
        rows[0][key] = f'="{rows[0][key]}"'
    headings, cells = table("E1", rows)
    plan, _done = bring_in(archive, write_csv(tmp_path / "名单.csv", headings, cells, "utf-8-sig"))
    assert counts(plan) == ({"new": 1}, {"new": 1})
    assert file_of(archive, household_number(1)).head["id_number"] == people(1, 1)[0]["证件号码"]


@pytest.mark.parametrize("heading", ["户编号", "人编号", "证件号码"])
def test_a_row_whose_number_is_a_number_cell_is_refused(archive, tmp_path, heading):
    rows = people(2, 2)
    rows[2][heading] = 9.9000019720214e17
    plan = plan_import(archive, write_form(tmp_path / "名单.xlsx", "E1", rows, titles=["标题"], sheet="贫困户"))
    assert counts(plan) == ({"new": 2}, {"new": 3, "refused": 1})
    told = plan.as_json()["refused_rows"]
    assert len(told) == 1
    assert (told[0]["sheet"], told[0]["row"], told[0]["column"]) == ("贫困户", 5, heading)
    assert "数字格式" in told[0]["reason"]
    assert "文本格式" in told[0]["remedy"]
    assert told[0]["whole_row"]
    assert plan.waits_for_a_person


def test_a_cell_that_cannot_be_read_is_left_out_and_the_row_goes_in(archive, tmp_path):
    rows = people(1, 2)
    rows[0]["人数"], rows[1]["务工时间（月）"] = "两三个", "很久"
    plan, _done = bring_in(archive, write_form(tmp_path / "名单_2019.xlsx", "E1", rows))
    assert counts(plan) == ({"new": 1}, {"new": 2})
    assert [(one.row, one.column, one.value, one.whole_row) for one in plan.refused] == [
        (2, "人数", "两三个", False),
        (3, "务工时间（月）", "很久", False),
    ]
    file = file_of(archive, household_number(1))
    assert file.household["head_count"] == 2  # the other row says it
    assert file.year_facts(2019, file.members[1]["uid"]).get("work_months") is None


def test_a_wrong_check_digit_comes_in(archive, tmp_path):
    rows = people(1, 1)
    good = rows[0]["证件号码"]
    rows[0]["证件号码"] = good[:17] + ("1" if good[17] != "1" else "2")
    plan, _done = bring_in(archive, write_form(tmp_path / "名单.xlsx", "E1", rows))
    assert plan.refused == []
    head = file_of(archive, household_number(1)).head
    assert head["id_number"] == rows[0]["证件号码"]
    assert head.get("birth_date") is None  # nothing is drawn from a wrong number


def test_an_unknown_code_is_kept_as_it_came(archive, tmp_path):
    rows = people(1, 1)
    rows[0]["主要致贫原因"] = "因懒"
    plan, _done = bring_in(archive, write_form(tmp_path / "名单_2019.xlsx", "E1", rows))
    assert plan.refused == []
    assert file_of(archive, household_number(1)).household["main_cause"] == "因懒"
    record = next(one for one in plan.households[0].records if one.entity == "household")
    assert record.received["main_cause"] == ("因懒", 2019)
    assert record.received["household_type"] == ("一般贫困户", 2019)


def test_an_unknown_village_is_refused_with_a_remedy(archive, tmp_path):
    rows = people(2, 1)
    rows[1]["行政村"] = "没有的村"
    plan = plan_import(archive, write_form(tmp_path / "名单.xlsx", "E1", rows))
    assert counts(plan) == ({"new": 1, "refused": 1}, {"new": 1, "refused": 1})
    assert (plan.refused[0].column, plan.refused[0].row) == ("行政村", 3)
    assert "没有的村" in plan.refused[0].reason
    assert "曾用名" in plan.refused[0].remedy


@pytest.mark.parametrize("name", ["上庄村村委会", "上庄", "上庄村民委员会"])
def test_villages_are_known_by_their_everyday_names(archive, tmp_path, name):
    rows = people(1, 1)
    rows[0]["行政村"] = name
    plan = plan_import(archive, write_form(tmp_path / "名单.xlsx", "E1", rows))
    assert plan.refused == []
    assert archive.divisions.name(plan.households[0].division) == "上庄村"


def test_a_household_without_a_village_stands_in_the_township(archive, tmp_path):
    rows = people(1, 1)
    rows[0]["行政村"] = ""
    plan, _done = bring_in(archive, write_form(tmp_path / "名单.xlsx", "E1", rows))
    assert file_of(archive, household_number(1)).household["division"] == "370826111"
    assert plan.refused == []


def test_rows_that_contradict_each_other_about_their_household(archive, tmp_path):
    rows = people(1, 2)
    rows[1]["主要致贫原因"] = "因学"
    path = write_form(tmp_path / "名单.xlsx", "E1", rows)
    plan, _done = bring_in(archive, path)
    assert counts(plan)[0] == {"conflict": 1}
    household = next(one for one in plan.households[0].records if one.entity == "household")
    line = household.lines[0]
    assert (line.key, line.verdict, line.take) == ("main_cause", CONFLICT, False)
    assert "第 2 行与第 3 行" in line.why
    file = file_of(archive, household_number(1))
    assert file.household.get("main_cause") is None
    assert file.household["household_type"] == "01"


def test_one_person_twice_in_a_sheet(archive, tmp_path):
    rows = people(1, 2)
    rows.append(dict(rows[1], 人编号="", 姓名="别的人"))
    plan = plan_import(archive, write_form(tmp_path / "名单.xlsx", "E1", rows))
    assert counts(plan) == ({"new": 1}, {"new": 2, "refused": 1})
    assert "第 3 行" in plan.refused[0].reason
    assert plan.refused[0].row == 4


def test_one_person_in_two_years_is_no_mistake(archive, tmp_path):
    rows = [dict(row, 年度=year) for year in ("2018", "2019") for row in people(1, 1)]
    rows[0]["人均纯收入"], rows[1]["人均纯收入"] = "4000", "5000"
    headings = [*FORMS["E1"][1], "年度"]
    cells = [[row.get(heading, "") for heading in headings] for row in rows]
    plan, _done = bring_in(archive, write_sheet(tmp_path / "名单.xlsx", headings, cells))
    assert counts(plan) == ({"new": 1}, {"new": 1})
    years = file_of(archive, household_number(1)).years
    assert {year: one.values["income_per_head"] for year, one in years.items()} == {2018: 400000, 2019: 500000}


def test_totals_and_footers_are_skipped_and_told(archive, tmp_path):
    headings, cells = table("E1", people(1, 1))
    footer = ["合计", "", "", "", "", "", "", "", "", "2"] + [""] * 17
    signed = ["填表人：某某"] + [""] * 26
    plan = plan_import(archive, write_sheet(tmp_path / "名单.xlsx", headings, [*cells, footer, signed]))
    assert plan.refused == []
    assert counts(plan) == ({"new": 1}, {"new": 1})
    assert "跳过 2 行" in plan.notes[0]


def test_a_row_about_nobody_is_refused(archive, tmp_path):
    rows = people(1, 2)
    for key in ("姓名", "证件号码", "人编号", "户编号"):
        rows[1][key] = ""
    plan = plan_import(archive, write_form(tmp_path / "名单.xlsx", "E1", rows))
    assert counts(plan)[1] == {"new": 1, "refused": 1}


def test_unknown_columns_are_kept_as_they_came(archive, tmp_path):
    headings, cells = table("E1", people(1, 2))
    cells = [[*row, text, 5.0] for row, text in zip(cells, ("好", "坏"), strict=True)]
    plan = plan_import(archive, write_sheet(tmp_path / "名单.xlsx", [*headings, "村里看法", "打分"], cells))
    assert [(one.heading, one.letter, one.values) for one in plan.unknown] == [
        ("村里看法", "AB", {2: "好", 3: "坏"}),
        ("打分", "AC", {2: "5", 3: "5"}),
    ]
    assert plan.as_json()["unknown_columns"] == ["村里看法", "打分"]


def test_characters_nobody_sees_do_not_hide_village_or_heading(archive, tmp_path):
    headings, rows = table("E1-SD", people(1, 2))
    unseen = [[f"{value}\u200b" if value else value for value in row] for row in rows]
    plan, _done = bring_in(archive, write_sheet(tmp_path / "网页_2019.xlsx", [f"\ufeff{h}" for h in headings], unseen))
    assert plan.refused == []
    assert counts(plan) == ({"new": 1}, {"new": 2})
    assert counts(plan_import(archive, write_form(tmp_path / "名单_2019.xlsx", "E1-SD", people(1, 2)))) == (
        {"same": 1},
        {"same": 2},
    )


@pytest.mark.parametrize("kind", ["household", "member", "year"])
def test_the_heads_name_on_our_own_lists_is_no_change(archive, tmp_path, kind):
    bring_in(archive, write_form(tmp_path / "名单_2019.xlsx", "E1", people(2, 2)))
    own = export_kind(archive, tmp_path / "导出_2019.xlsx", kind).file
    assert counts(plan_import(archive, own))[0] == {"same": 2}


@pytest.mark.parametrize("kind", ["household", "member"])
def test_a_list_with_hidden_numbers_wipes_no_real_ones(archive, tmp_path, kind):
    bring_in(archive, write_form(tmp_path / "名单_2019.xlsx", "E1", people(2, 2)))
    before = digest_of(archive)
    masked = export_kind(archive, tmp_path / "导出_2019.xlsx", kind, masked=True).file
    plan, done = bring_in(archive, masked)
    assert {item.reason.partition("”")[2][:7] for item in plan.refused} == {"隐去了中间几位"}
    assert done.batch == ""
    assert digest_of(archive) == before
