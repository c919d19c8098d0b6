"""The shipped code lists, and how texts find their codes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import Code, CodeBook, CodeList, load_code_book
from models.income_items import GROUPS, counts_by_default, group_of
from models.measures import options_of, parse_options
from tests.models.code_book import CODES

EVERY = [pytest.param(found, id=name) for name, found in CODES.lists.items()]
ENTRIES = [(found, entry) for found in CODES.lists.values() for entry in found.entries]


@pytest.mark.parametrize("found", EVERY)
def test_a_text_or_alias_means_one_entry_in_any_year(found: CodeList):
    for year in (None, *range(2013, 2027)):
        seen: dict[str, str] = {}
        for entry in found.valid_in(year) if year else [one for one in found.entries if one.to_year is None]:
            for text in (entry.text, *entry.aliases):
                assert seen.setdefault(text, entry.code) == entry.code, (year, text)


@pytest.mark.parametrize("found", EVERY)
def test_entries_are_whole(found: CodeList):
    for entry in found.entries:
        assert entry.code
        assert entry.text
        assert all((entry.code, entry.text, *entry.aliases))
        assert entry.text not in entry.aliases
        if entry.from_year and entry.to_year:
            assert entry.from_year <= entry.to_year


@given(st.sampled_from(ENTRIES))
def test_text_alias_and_code_find_their_entry(pair):
    found, entry = pair
    year = entry.from_year or entry.to_year
    assert found.find(entry.code) == entry.code
    for text in (entry.text, *entry.aliases, f" {entry.text} ", entry.text.replace("（", "(").replace("）", ")")):
        assert found.find(text, year) == entry.code, text


@pytest.mark.parametrize(
    ("name", "text", "year", "code"),
    [
        ("school_state", "硕士生及以上", None, "25"),
        ("school_state", "硕士研究生及以上", None, "25"),
        ("school_state", "高中一年级", None, "07"),
        ("school_state", "普通高中一年级", None, "07"),
        ("ethnicity", "汉", None, "01"),
        ("ethnicity", "汉族", None, "01"),
        ("relation", "本人", None, "01"),
        ("relation", "长子", None, "03"),
        ("health", "慢性病", None, "2"),
        ("low_income_aid", "是", None, "2"),
        ("low_income_aid", "不享受", None, "0"),
        ("destitute_aid", "不享受（未享受）", None, "0"),
        ("poverty_state", "已脱贫", None, "1"),
        ("poverty_state", "脱贫不享受政策", None, "4"),
        ("household_type", "低保贫困户", 2014, "A4"),
        ("household_type", "低保贫困户", 2017, "04"),
        ("household_type", "低保贫困户", None, "04"),
        ("household_type", "五保户", 2014, "A3"),
        ("household_type", "五保户", 2018, "06"),
        ("household_type", "一般农户", 2018, "05"),
        ("household_type", "扶贫户", 2013, "B1"),
        ("household_type", "扶贫户", 2020, "B1"),
        ("cause", "1", None, "01"),
        ("cause", "缺劳动力", None, "08"),
        ("risk", "因产业(项目)失败", None, "06"),
        ("relation", "不认识", None, None),
        ("relation", "", None, None),
        ("cause", "１２３", None, None),
    ],
)
def test_spellings_seen_in_exports(name, text, year, code):
    assert CODES[name].find(text, year) == code


def test_lists_that_moved_are_offered_by_year():
    offered = {year: {entry.code for entry in CODES["household_type"].valid_in(year)} for year in (2013, 2015, 2018)}
    local = {"D1", "D2"}
    assert offered[2013] == {"B1", "B2"} | local
    assert offered[2015] == {"A1", "A2", "A3", "A4"} | local
    assert offered[2018] == {f"0{number}" for number in range(1, 9)} | local
    assert CODES["monitor_type"].valid_in(2018) == []
    assert {entry.code for entry in CODES["cause"].valid_in(2014)}.isdisjoint({"12", "13"})


def test_sizes_named_by_the_standards():
    assert len(CODES["ethnicity"].entries) == 58
    assert len(CODES["relation"].entries) == 28
    assert len(CODES["school_state"].entries) == 25
    assert len(CODES["disability_type"].entries) == 7
    assert len(CODES["rural_type"].entries) == 10


def test_income_items_belong_to_groups():
    for entry in CODES["income_item"].entries:
        assert group_of(entry.code) in GROUPS
        assert counts_by_default(entry.code) is not entry.code.startswith("N")
    assert group_of("X1") is None


def test_every_measure_option_has_its_group():
    groups = {entry.code for entry in CODES["measure_group"].entries}
    options = [entry.code for entry in CODES["measure_option"].entries]
    assert {code[:2] for code in options} == groups
    assert all(len(code) == 4 for code in options)
    assert {f"{group}99" for group in groups} <= set(options)


def test_measure_options_of_a_cell():
    assert parse_options(CODES, "45", "医疗救助,办理慢性病卡") == ["4502", "4503"]
    assert parse_options(CODES, "39", "致富带头人、合作社、龙头企业带动；其他") == ["3903", "3999"]
    assert parse_options(CODES, "47", "其他") == ["4799"]
    assert parse_options(CODES, "47", "新办法，新办法") == ["新办法"]
    assert parse_options(CODES, "47", " ， ") is None
    assert all(entry.code.startswith("47") for entry in options_of(CODES, "47").entries)


def test_a_code_may_not_stand_twice():
    with pytest.raises(ValueError, match="twice"):
        CodeList("x", [Code("1", "甲"), Code("1", "乙")])


def test_unknown_codes_are_their_own_text():
    assert CODES.text("sex", "9") == "9"
    with pytest.raises(KeyError):
        CODES["nothing"]


def test_a_list_is_read_from_its_file(tmp_path: Path):
    (tmp_path / "trial.csv").write_text(
        "code,text,from_year,to_year,aliases,note\n1,甲,2013,2015,子|丑,出处\n2,甲,2016,,,\n", encoding="utf-8"
    )
    book: CodeBook = load_code_book(tmp_path)
    assert book["trial"].entries[0] == Code("1", "甲", 2013, 2015, ("子", "丑"), "出处")
    assert [book["trial"].find("甲", year) for year in (2014, 2016, 2030, None)] == ["1", "2", "2", "2"]
    assert book["trial"].find("甲", 2010) == "2"
    assert book["trial"].valid_in(2012) == []
