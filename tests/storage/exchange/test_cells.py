from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import ENTITIES
from models.codes import load_code_book
from models.fields import Field, Kind
from storage.exchange.cells import DATE_CELLS, NUMBER_CELLS, NUMBERS_AS_TEXT, Bad, Coded, FieldCells, MeasureCells
from tests.storage.exchange.sheets import RESOURCES, id_number

CODES = load_code_book(RESOURCES / "codes")


def value(kind, cell, **more):
    return FieldCells(Field("x", "某项", kind, codes=more.pop("codes", "")), CODES, 2019, **more)[cell]


def reason(kind, cell):
    bad = value(kind, cell)
    assert isinstance(bad, Bad), bad
    assert bad.remedy
    return bad.reason


def test_every_kind_says_what_becomes_of_number_and_date_cells():
    assert set(NUMBER_CELLS) == set(Kind)
    assert set(DATE_CELLS) == set(Kind)


@pytest.mark.parametrize("kind", sorted(NUMBERS_AS_TEXT))
@pytest.mark.parametrize(
    "cell", [9.9000019720214e17, 86300000000055.0, 6222021.0, 1, date(2020, 1, 1), "9.9E+17", "6222021.0", "９.9e+17"]
)
def test_numbers_that_lost_digits_are_never_guessed(kind, cell):
    assert "某项" in reason(kind, cell)


def test_every_id_and_account_field_of_the_catalogue_refuses_numbers():
    names = {
        f"{entity.name}.{field.name}"
        for entity in ENTITIES.values()
        for field in entity.fields
        if isinstance(FieldCells(field, CODES, 2019)[86300000000055.0], Bad) and field.kind in NUMBERS_AS_TEXT
    }
    assert {
        "household.number", "household.head_id_number", "household.bank_card", "member.person_number",
        "member.id_number", "member.bank_card", "member.disability_number", "helper.number",
    } <= names  # fmt: skip


def test_an_id_number_kept_as_text_is_cleaned():
    good = id_number("19720214", 803)
    for text in (good, f'="{good}"', f"'{good}", f" {good[:6]} {good[6:]}\u200b", good.lower()):
        assert value(Kind.ID_NUMBER, text) == good
    wide = "".join(chr(ord(ch) + 0xFEE0) for ch in good)
    assert value(Kind.ID_NUMBER, wide) == good


@pytest.mark.parametrize("cell", [13800001234.0, 13800001234, "13800001234.0", "138 0000 1234", "13800001234"])
def test_a_mobile_number_survives_a_number_cell(cell):
    assert value(Kind.PHONE, cell) == "13800001234"


@pytest.mark.parametrize("cell", [5370123.0, 1.38e10 + 0.5, 1.38e20, "1.38E+10", date(2020, 1, 1)])
def test_other_numbers_are_no_mobile_number(cell):
    assert reason(Kind.PHONE, cell)


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        (Kind.MONEY, 4371.0, 437100), (Kind.MONEY, 0.1, 10), (Kind.MONEY, "1,234.50元", 123450),
        (Kind.MONEY, 0.0, 0), (Kind.DECIMAL, 2.4, 240), (Kind.INTEGER, 4.0, 4), (Kind.INTEGER, "４", 4),
        (Kind.YEAR, 2016.0, 2016), (Kind.YEAR, "2016年", 2016), (Kind.YES_NO, 1.0, True), (Kind.YES_NO, 0.0, False),
        (Kind.YES_NO, "否", False), (Kind.YES_NO, True, True), (Kind.DATE, date(1990, 3, 7), "1990-03-07"),
        (Kind.DATE, datetime(1990, 3, 7, 8, 0), "1990-03-07"), (Kind.DATE, 19900307.0, "1990-03-07"),
        (Kind.DATE, 32939.0, "1990-03-07"), (Kind.DATE, "1990.3.7", "1990-03-07"), (Kind.MONTH, 202307.0, "2023-07"),
        (Kind.MONTH, "2023年07月", "2023-07"), (Kind.MONTH, date(2023, 7, 1), "2023-07"), (Kind.TEXT, 12.0, "12"),
        (Kind.TEXT, 1.5, "1.5"), (Kind.NOTE, date(2020, 1, 2), "2020-01-02"), (Kind.DIVISION, 370826111.0, "370826111"),
        (Kind.NAME, " 赵·一 ", "赵·一"), (Kind.NAME, "—", None), (Kind.MONEY, "", None), (Kind.INTEGER, "-", None),
    ],
)  # fmt: skip
def test_cells_of_every_type(kind, cell, expected):
    got = value(kind, cell)
    assert got == expected
    assert type(got) is type(expected)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (Kind.NAME, 12.0), (Kind.INTEGER, 1.5), (Kind.INTEGER, "三"), (Kind.YEAR, 12.0), (Kind.YEAR, date(2016, 1, 1)),
        (Kind.MONEY, "很多"), (Kind.MONEY, date(2016, 1, 1)), (Kind.DATE, 12.0), (Kind.MONTH, 13.0),
        (Kind.YES_NO, 2.0), (Kind.YES_NO, "也许"), (Kind.TEXT, time(8, 30)),
    ],
)  # fmt: skip
def test_what_is_no_value_is_told(kind, cell):
    assert "某项" in reason(kind, cell)


def test_codes_by_number_text_and_alias_keep_what_came():
    cells = FieldCells(ENTITIES["household"].field("main_cause"), CODES, 2019)
    assert [cells[cell].value for cell in ("因病", 1.0, "01", "1")] == ["01"] * 4
    assert cells["因病"] == Coded("01", "因病", 2019)
    assert cells["因懒"] == Coded("因懒", "因懒", 2019)
    health = FieldCells(ENTITIES["member_year"].field("health"), CODES, 2019)
    assert health["残疾,长期慢性病"].value == ["4", "2"]
    assert not cells.bad


def test_a_heading_that_means_the_opposite():
    assert value(Kind.YES_NO, "是", inverse=True) is False
    assert value(Kind.YES_NO, "否", inverse=True) is True
    assert value(Kind.YES_NO, "", inverse=True) is None


def test_a_heading_in_ten_thousands():
    assert value(Kind.MONEY, 0.12, factor=10_000) == 120_000
    assert value(Kind.MONEY, "1.5", factor=10_000) == 1_500_000


def test_measures_of_one_column():
    cells = MeasureCells(CODES, "45", 2023)
    assert cells["医疗救助,办理慢性病卡"].value == ["4502", "4503"]
    assert cells["其他"].value == ["4599"]
    assert [cells[text] for text in ("", "无", "否")] == [None, None, None]
    assert cells["送药上门"].value == ["送药上门"]


@given(st.integers(0, 10**13))
def test_money_cells_keep_every_fen(fen):
    if fen < 10**12:
        assert value(Kind.MONEY, fen / 100) == fen


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates() | st.datetimes() | st.times())
def test_any_cell_ends_in_a_value_or_a_reason(cell):
    for kind in Kind:
        lists = {Kind.CODE: "cause", Kind.CODES: "health"}
        got = value(kind, cell, codes=lists.get(kind, ""))
        if isinstance(got, Bad):
            assert got.reason
        elif kind in NUMBERS_AS_TEXT and isinstance(cell, int | float) and not isinstance(cell, bool):
            pytest.fail(f"{kind} took the number {cell!r}")
