"""Sheets out, read back with another library: types, masks, injection, the way back in."""

from pathlib import Path

import openpyxl
import pytest

from storage.archive import files, findings, records
from storage.archive.archive import create_archive
from storage.archive.records import RecordChange
from storage.exchange.excel_out import TRAINING_BANNER, export_kind, write_findings
from storage.exchange.own_columns import KINDS
from storage.exchange.problems import ExchangeProblem
from storage.exchange.training import make_training_archive

RESOURCES = Path(__file__).parents[3] / "resources"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("导出") / "档案"
    with make_training_archive(folder, households=30, seed=2, resources=RESOURCES) as opened:
        yield opened


def read(path: Path) -> tuple[str, list[dict]]:
    sheet = openpyxl.load_workbook(path).active
    rows = list(sheet.iter_rows(values_only=True))
    head = next(index for index, row in enumerate(rows) if "户编号" in row)
    return str(rows[0][0]), [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def test_members_have_names_as_text_and_numbers_as_numbers(archive, tmp_path):
    written = export_kind(archive, tmp_path / "成员.xlsx", "member")
    banner, rows = read(written.file)
    assert banner.startswith(TRAINING_BANNER)
    assert written.rows == len(rows) == sum(len(file.members) for file in files.iterate_files(archive))
    filled = [row for row in rows if row["证件号码"]]
    assert all(isinstance(row["证件号码"], str) and len(row["证件号码"]) == 18 for row in filled)
    assert all(isinstance(row["户编号"], str) for row in filled)
    assert {row["与户主关系"] for row in filled} >= {"户主"}
    _banner, years = read(export_kind(archive, tmp_path / "年度.xlsx", "year").file)
    income = [row["人均纯收入"] for row in years if row["人均纯收入"] is not None]
    file = next(file for file in files.iterate_files(archive) if 2017 in file.years and file.household["number"])
    assert file.years[2017].values["income_per_head"] / 100 in income


def test_masked_sheets_hide_the_middle_and_keep_the_rest(archive, tmp_path):
    _banner, rows = read(export_kind(archive, tmp_path / "成员.xlsx", "member", masked=True).file)
    numbers = [row["证件号码"] for row in rows if row["证件号码"]]
    assert numbers
    assert all(number[6:14] == "********" for number in numbers)
    assert any(row["姓名"] for row in rows)


def test_only_households_of_the_division_go_out(archive, tmp_path):
    code = next(iter(files.iterate_files(archive))).household["division"]
    expected = sum(1 for _file in files.iterate_files(archive, code[:9]))
    written = export_kind(archive, tmp_path / "户.xlsx", "household", scope=code[:9])
    assert written.rows == written.households == expected < 30


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_with_unlike_headings(archive, tmp_path, kind):
    written = export_kind(archive, tmp_path / "表.xlsx", kind)
    sheet = openpyxl.load_workbook(written.file).active
    headings = [cell.value for cell in sheet[2]]
    assert "户编号" in headings
    assert len(set(headings)) == len(headings)


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    with create_archive(tmp_path / "档案", division="370826111", office="镇", resources=RESOURCES) as archive:
        values = {"number": "0012345678901234", "division": "370826111214", "note": '=HYPERLINK("http://x",1)'}
        records.save(archive, [RecordChange("household", "h", {**values, "hamlet": "+1", "address": "@SUM(A1)"})])
        written = export_kind(archive, tmp_path / "户.xlsx", "household")
        cells = {cell.value: cell for cell in openpyxl.load_workbook(written.file).active[3]}
    for text in ('=HYPERLINK("http://x",1)', "+1", "@SUM(A1)", "0012345678901234"):
        assert cells[text].data_type == "s"
        assert cells[text].hyperlink is None
        assert cells[text].quotePrefix


def test_the_problem_list_names_household_person_field_and_remedy(archive, tmp_path):
    found = findings.list_findings(archive)
    written = write_findings(archive, tmp_path / "清单.xlsx", found)
    _banner, rows = read(written.file)
    assert written.rows == len(rows) == len(found) > 0
    assert all(row["问题"] and row["怎么改"] and row["级别"] in ("必改", "核实", "比对") for row in rows)
    assert {row["户主姓名"] for row in rows if row["户主姓名"]} == {"刘德华", "文庆磊"}
    of_places = [one.sentence for one in found if not one.household]
    assert [row["问题"] for row in rows if not row["户主姓名"]] == of_places != []


def test_unknown_kind_wrong_suffix_and_a_missing_drive_leave_nothing_behind(archive, tmp_path):
    with pytest.raises(ExchangeProblem) as problem:
        export_kind(archive, tmp_path / "x.xlsx", "nothing")
    assert problem.value.code == "kind"
    with pytest.raises(ExchangeProblem) as problem:
        export_kind(archive, tmp_path / "x.csv", "member")
    assert problem.value.code == "suffix"
    assert list(tmp_path.iterdir()) == []
