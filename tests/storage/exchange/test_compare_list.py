"""Lists of other offices from the file to the kept result and its workbook."""

import openpyxl
import pytest

from models.comparison_kinds import Outcome
from storage.archive.comparisons import comparison, comparison_lines, comparisons, drift, drop_comparison, handle_lines
from storage.archive.verify import digest_of
from storage.exchange.compare_list import compare_file, write_comparison
from storage.exchange.problems import ExchangeProblem
from tests.storage.exchange.importing import bring_in
from tests.storage.exchange.sheets import people, write_form, write_sheet


@pytest.fixture
def listed(archive, tmp_path):
    bring_in(archive, write_form(tmp_path / "名单_2019.xlsx", "E1", people(4, 2)))
    return archive


def test_the_national_export_drifts_and_what_was_typed_stays_ticked(listed, tmp_path):
    rows = people(4, 2)
    theirs = [dict(row) for row in rows[:-1]]
    theirs[0]["劳动技能"] = "无劳动力"
    theirs[2]["务工时间（月）"] = "3"
    path = write_form(tmp_path / "系统导出_2019.xlsx", "E1", theirs)
    before = digest_of(listed)
    number = compare_file(listed, path, "national", year=2019)
    made = comparison(listed, number)
    assert made.counts == {Outcome.MINE.value: 1, Outcome.DIFFERS.value: 2}
    assert made.same == 5
    lines = comparison_lines(listed, number, outcome=Outcome.DIFFERS.value)
    assert {(line.field, line.theirs) for line in lines} == {
        ("member_year.labour", "无劳动力"), ("member_year.work_months", "3"),
    }  # fmt: skip
    assert sum(all_ for _village, all_, _left in drift(listed, number)) == 3
    assert handle_lines(listed, number, [lines[0].n], "已改系统") == 1

    again = compare_file(listed, path, "national", year=2019)
    made = comparison(listed, again)
    assert sum(made.open_counts.values()) == 2
    kept = [line for line in comparison_lines(listed, again) if line.handled]
    assert [(line.field, line.note) for line in kept] == [(lines[0].field, "已改系统")]
    assert digest_of(listed) == before

    out = tmp_path / "结果.xlsx"
    write_comparison(listed, again, out)
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["结果", "待录入清单", "我有他无", "两边值不同", "各村"]
    typed = [row[3].value for row in book["待录入清单"].iter_rows(min_row=2)]
    assert typed == [line.number for line in comparison_lines(listed, again, by_household=True)]
    assert len(typed) == 3
    drop_comparison(listed, number)
    assert [one.id for one in comparisons(listed)] == [again]


def test_another_offices_list_tells_with_its_own_columns(listed, tmp_path):
    row = people(1, 1)[0]
    cells = [[row["姓名"], row["证件号码"], "鲁H0001"], ["外人", "990000195001010019", "鲁H0002"]]
    path = write_sheet(tmp_path / "车辆.xlsx", ["姓名", "身份证号码", "车牌号"], cells)
    number = compare_file(listed, path, "vehicles")
    line, = comparison_lines(listed, number)
    assert line.outcome == Outcome.HIT
    assert line.told == "车牌号 鲁H0001"
    assert comparison(listed, number).others == 1


def test_a_kind_nobody_knows_is_refused(listed, tmp_path):
    with pytest.raises(ExchangeProblem, match="没有“星座”"):
        compare_file(listed, tmp_path / "x.xlsx", "星座")
