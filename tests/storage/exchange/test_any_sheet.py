"""Every known sheet, and every shuffled, half-broken copy of it, goes in or says precisely why not."""

import json
import shutil

import openpyxl
import pytest

from models.headings import later_record, target_of
from models.sheet_forms import FORMS
from storage.archive.archive import create_archive, open_archive
from storage.archive.files import load_file, resolve_household
from storage.archive.sheet_memory import kept_rows
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_plan import plan_import
from storage.exchange.problems import ExchangeProblem
from tests.storage.exchange.any_sheet import is_essential, misspelt, rows_of, shuffled
from tests.storage.exchange.sheets import RESOURCES, TOWN, household_number, people, write_form, write_sheet

EVERY = sorted(FORMS)
SAID_BY_THE_HEADING = ("E10-异常", "E8-SD", "发放-补助", "SD-签约")
"""Forms of which too little is left, without those columns, to be recognised at all."""
SMALL = 12
"""Forms up to so many columns are no longer themselves with some of them lost."""


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """The folder of an archive that has the people of the sheets already."""
    folder = tmp_path_factory.mktemp("template") / "data"
    sheet = write_form(folder.with_name("底册_20180101.xlsx"), "E1", people(2, 2))
    with create_archive(folder, division=TOWN, office="微山岛镇", user="李梅", resources=RESOURCES) as archive:
        apply_plan(archive, plan_import(archive, sheet, year=2018))
    return folder


@pytest.fixture
def filled(template, data_folder):
    """A copy of it, open."""
    shutil.copytree(template, data_folder, dirs_exist_ok=True)
    with open_archive(data_folder, user="李梅", resources=RESOURCES, answer="moved") as archive:
        yield archive


def unknown_of(form):
    return {heading for heading in FORMS[form][1] if target_of(heading, form) is None}


def written(tmp_path, form, headings, rows, **more):
    return write_sheet(tmp_path / f"{form}_20190930.xlsx".replace("/", "-"), headings, rows, **more)


@pytest.mark.parametrize("form", EVERY)
def test_shuffled_below_titles_and_again(filled, tmp_path, form):
    headings, rows = rows_of(form)
    path = written(tmp_path, form, [*headings, "本县自加列"], [[*row, f"甲{at}"] for at, row in enumerate(rows)])
    plan = plan_import(filled, path)
    assert (plan.form, plan.refused, plan.rows) == (form, [], len(rows))
    assert json.loads(json.dumps(plan.as_json(), ensure_ascii=False))["form"] == form
    assert {f"甲{at}" for at in range(len(rows))} <= {
        text for column in plan.unknown for text in column.values.values()
    }
    assert all(later_record(heading) in "".join(plan.notes) for heading in unknown_of(form))
    apply_plan(filled, plan)
    if form != "E7":
        kept = kept_rows(filled, resolve_household(filled, household_number(1)))
        assert any(row.cells.get("本县自加列") == "甲0" for row in kept)
    headings, rows = shuffled(headings, rows, form)
    again = plan_import(filled, written(tmp_path, form, headings, rows, titles=["标题", "单位："]))
    assert (again.form, again.heading_row, again.refused) == (form, 3, [])
    assert {column.heading for column in again.unknown} == unknown_of(form)
    assert list(again.changes()) == []


@pytest.mark.parametrize("form", [form for form in EVERY if len(FORMS[form][1]) > SMALL])
def test_optional_columns_may_be_missing(filled, tmp_path, form):
    headings, rows = rows_of(form)
    gone = [at for at, heading in enumerate(headings) if at % 5 == 4 and not is_essential(form, heading)]
    kept = [at for at in range(len(headings)) if at not in gone]
    path = written(tmp_path, form, [headings[at] for at in kept], [[row[at] for at in kept] for row in rows])
    plan = plan_import(filled, path)
    assert (plan.form, plan.refused) == (form, [])
    assert set(plan.missing) == {headings[at] for at in gone}


@pytest.mark.parametrize("form", [form for form in EVERY if len(FORMS[form][1]) > SMALL])
def test_a_misspelt_heading_is_kept_and_asked_about(filled, tmp_path, form):
    headings, rows = rows_of(form)
    wrong = next(
        at
        for at, heading in enumerate(headings)
        if len(heading) > 3 and not is_essential(form, heading) and "(" not in heading and "（" not in heading
        and (target := target_of(heading, form)) is not None and target.kind in ("field", "income")
    )  # fmt: skip
    old = headings[wrong]
    headings[wrong] = misspelt(old)
    plan = plan_import(filled, written(tmp_path, form, headings, rows))
    assert (plan.form, plan.refused) == (form, [])
    assert headings[wrong] in {column.heading for column in plan.unknown}
    assert any(headings[wrong] in note and "可能是" in note for note in plan.notes)


@pytest.mark.parametrize("form", EVERY)
def test_without_anything_that_says_who_it_is_said_why(filled, tmp_path, form):
    headings, rows = rows_of(form)
    whom = (
        "number",
        "id_number",
        "person_number",
        "head_id_number",
        "head_person_number",
        "name",
        "head_name",
        "village",
    )
    kept = [
        at
        for at, heading in enumerate(headings)
        if (target := target_of(heading, form)) is None or target.name.rpartition(".")[2] not in whom
    ]
    path = written(tmp_path, form, [headings[at] for at in kept], [[row[at] for at in kept] for row in rows])
    if form in SAID_BY_THE_HEADING:
        with pytest.raises(ExchangeProblem) as caught:
            plan_import(filled, path)
        assert (caught.value.code, "姓名" in caught.value.sentence) == ("no_heading", True)
        return
    plan = plan_import(filled, path)
    assert not list(plan.changes())
    assert all(item.reason and item.remedy for item in plan.refused)
    assert len(plan.refused_rows) == len(rows) or f"跳过 {len(rows)} 行" in "".join(plan.notes)


def test_a_misspelt_key_is_named_in_the_sentence(archive, tmp_path):
    path = write_sheet(tmp_path / "名单.xlsx", ["姓名", "身份正号码", "电话号"], [["赵一", "990000", "1"]])
    with pytest.raises(ExchangeProblem) as caught:
        plan_import(archive, path)
    assert "“身份正号码”可能是“身份证号码”" in caught.value.sentence


def test_headings_of_two_rows_with_merged_cells(filled, tmp_path):
    path = tmp_path / "两行表头_20190930.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["微山岛镇家庭成员登记表"])
    page.append(["序号", "家庭基本情况", None, "成员", None, None, "监护人", None, "备 注"])
    page.append([None, "户编号", "行政村", "姓名", "证件号码", "健康状况", "姓名", "身份证号", None])
    page.merge_cells("B2:C2")
    page.merge_cells("D2:F2")
    page.merge_cells("G2:H2")
    for row in people(2, 2):
        page.append(["1", row["户编号"], row["行政村"], row["姓名"], row["证件号码"], "残疾", "监护甲", "无号", "甲"])
    book.save(path)
    plan = plan_import(filled, path)
    assert (plan.heading_row, plan.refused) == (3, [])
    assert {column.heading for column in plan.unknown} >= {"监护人姓名", "监护人身份证号"}
    apply_plan(filled, plan)
    file = load_file(filled, resolve_household(filled, household_number(1)))
    assert {tuple(facts["health"]) for facts in file.years[2019].members.values()} == {("4",)}
    assert "监护甲" not in {member["name"] for member in file.members}


def test_villages_become_records(archive, tmp_path):
    headings, rows = rows_of("E7")
    plan = plan_import(archive, written(tmp_path, "E7", headings, rows))
    assert "新增 2 村" in "".join(plan.notes)
    apply_plan(archive, plan)
    again = plan_import(archive, written(tmp_path, "E7", headings, rows))
    assert list(again.changes()) == []
    rows[1] = rows[0]
    twice = plan_import(archive, written(tmp_path, "E7", headings, rows))
    assert [item.row for item in twice.refused] == [3]
