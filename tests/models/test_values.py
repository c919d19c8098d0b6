"""Values of every kind: what people type, what is stored, what is shown, and back."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.catalogue import ENTITIES
from models.fields import HUNDREDTHS, Field, Kind
from models.values import ValueProblem, clean_name, hundredths, mask, parse, show, to_json
from tests.models.code_book import CODES

FIELDS = [field for entity in ENTITIES.values() for field in entity.fields]
LARGEST = 10**12


def of_kind(*kinds: Kind) -> list[Field]:
    return [field for field in FIELDS if field.kind in kinds]


def field(kind: Kind, **more: Any) -> Field:
    return Field("trial", "试", kind, **more)


def numbers(one: Field) -> st.SearchStrategy:
    low = one.least if one.least is not None else -LARGEST
    high = one.most if one.most is not None else LARGEST
    return st.integers(low, high)


def values(one: Field) -> st.SearchStrategy:
    """Return stored values of a field's kind."""
    kind = one.kind
    if kind in (Kind.INTEGER, *HUNDREDTHS):
        return numbers(one)
    codes = [entry.code for entry in CODES[one.codes].entries if entry.to_year is None] if one.codes else [""]
    return {
        Kind.DATE: st.dates(date(1900, 1, 1)).map(date.isoformat),
        Kind.MONTH: st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda day: day.isoformat()[:7]),
        Kind.YEAR: st.integers(1900, 2100),
        Kind.YES_NO: st.booleans(),
        Kind.CODE: st.sampled_from(codes),
        Kind.CODES: st.lists(st.sampled_from(codes), min_size=1, max_size=5, unique=True),
        Kind.DIVISION: st.sampled_from([2, 4, 6, 9, 12]).flatmap(
            lambda size: st.text("0123456789", min_size=size, max_size=size)
        ),
        Kind.PHONE: st.from_regex(r"\A1[0-9]{10}\Z"),
        Kind.BANK_CARD: st.from_regex(r"\A[0-9]{16,19}\Z"),
        Kind.ID_NUMBER: st.from_regex(r"\A[0-9]{17}[0-9X]\Z"),
        Kind.NUMBER_TEXT: st.from_regex(r"\A[0-9A-Z]{8,18}\Z"),
        Kind.LINK: st.uuids().map(str),
    }.get(
        kind,
        st.text("张王李·一二三ABc 12，、", min_size=1, max_size=30)
        .map(str.strip)
        .filter(lambda text: text not in ("", "-")),
    )


KINDS = st.sampled_from(sorted({one.kind for one in FIELDS}))


@settings(max_examples=600)
@given(st.data())
def test_what_is_shown_reads_back(data):
    one = data.draw(st.sampled_from(of_kind(data.draw(KINDS))))
    value = data.draw(values(one))
    if one.kind is Kind.NAME:
        value = clean_name(value)
    assert parse(one, show(one, value, CODES), CODES) == value


def read(one: Field, text: str) -> tuple[object, ValueProblem | None]:
    try:
        return parse(one, text, CODES), None
    except ValueProblem as problem:
        return None, problem


@settings(max_examples=600)
@given(
    st.data(),
    st.one_of(st.text(max_size=24), st.text("0123456789.-—年月日 /元万人亩×xＸ，、是否有无１２Ａ一·•", max_size=12)),
)
def test_reading_twice_changes_nothing(data, text):
    """Whatever text can be read at all reads the same again once it has been shown; the rest is said in words."""
    one = data.draw(st.sampled_from(of_kind(data.draw(KINDS))))
    value, problem = read(one, text)
    if problem is not None:
        assert one.label in str(problem)
        assert problem.remedy
    elif not (one.kind is Kind.DATE and text.strip()[:1] in "+-"):
        assert value != ""
        assert parse(one, show(one, value, CODES), CODES) == value


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "/", "\u200b", "\u3000", "无数据", "NULL", "ｎｕｌｌ"])
def test_empty_is_none(text):
    for one in FIELDS:
        assert parse(one, text, CODES) is None
        assert show(one, None, CODES) == ""
        assert to_json(one, None, CODES) is None
        assert mask(one, None) is None


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.MONEY, "1200", 120000),
        (Kind.MONEY, "1,200.5元", 120050),
        (Kind.MONEY, "１２００", 120000),
        (Kind.MONEY, "0.12万", 120000),
        (Kind.MONEY, "-3.005", -301),
        (Kind.MONEY, "0", 0),
        (Kind.DECIMAL, "2.4亩", 240),
        (Kind.DECIMAL, "72.5 ㎡", 7250),
        (Kind.INTEGER, "3人", 3),
        (Kind.INTEGER, "3.0", 3),
        (Kind.YEAR, "2016年度", 2016),
        (Kind.YEAR, "2016.0", 2016),
        (Kind.DATE, "20170315", "2017-03-15"),
        (Kind.DATE, "2017.3.15", "2017-03-15"),
        (Kind.DATE, "2017年3月15日", "2017-03-15"),
        (Kind.DATE, "2017-03-15 00:00:00", "2017-03-15"),
        (Kind.DATE, "２０１７／３／１５", "2017-03-15"),
        (Kind.DATE, "850315", "1985-03-15"),
        (Kind.MONTH, "202307", "2023-07"),
        (Kind.MONTH, "2023年07月", "2023-07"),
        (Kind.MONTH, "20230715", "2023-07"),
        (Kind.YES_NO, "是", True),
        (Kind.YES_NO, "有", True),
        (Kind.YES_NO, "√", True),
        (Kind.YES_NO, "否", False),
        (Kind.YES_NO, "无", False),
        (Kind.YES_NO, "０", False),
        (Kind.PHONE, "138-0000 0000", "13800000000"),
        (Kind.BANK_CARD, "6217 0012 3456", "621700123456"),
        (Kind.NUMBER_TEXT, " 8630 0000", "86300000"),
        (Kind.NUMBER_TEXT, "００１２", "0012"),
        (Kind.ID_NUMBER, "99000019720214803x", "99000019720214803X"),
        (Kind.NAME, " 阿依．古丽 ", "阿依·古丽"),
        (Kind.NAME, "阿依•古丽", "阿依·古丽"),
        (Kind.NAME, "⻢⽂", "马文"),
        (Kind.TEXT, "一\n二", "一 二"),
        (Kind.NOTE, "一\n二", "一\n二"),
        (Kind.DIVISION, "370826111214", "370826111214"),
    ],
)
def test_what_people_type(kind, text, value):
    assert parse(field(kind), text, CODES) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.MONEY, "很多"),
        (Kind.MONEY, "1e30"),
        (Kind.MONEY, "NaN"),
        (Kind.MONEY, "Infinity"),
        (Kind.INTEGER, "2.5"),
        (Kind.YEAR, "16"),
        (Kind.YEAR, "1800"),
        (Kind.DATE, "2017-02-30"),
        (Kind.DATE, "201703"),
        (Kind.DATE, "昨天"),
        (Kind.MONTH, "2023-13"),
        (Kind.YES_NO, "也许"),
        (Kind.BANK_CARD, "6217X"),
        (Kind.DIVISION, "微山县"),
    ],
)
def test_what_cannot_be_read_is_said(kind, text):
    with pytest.raises(ValueProblem, match="试") as caught:
        parse(field(kind), text, CODES)
    assert caught.value.remedy


@pytest.mark.parametrize(("text", "fine"), [("0", True), ("60", True), ("-1", False), ("61", False)])
def test_bounds(text, fine):
    bounded = field(Kind.INTEGER, least=0, most=60)
    if fine:
        assert parse(bounded, text, CODES) == int(text)
    else:
        with pytest.raises(ValueProblem, match="超出范围"):
            parse(bounded, text, CODES)


def test_dates_by_step():
    assert parse(field(Kind.DATE), "+1", CODES) == (date.today() + timedelta(days=1)).isoformat()
    assert parse(field(Kind.DATE), "-7", CODES) == (date.today() - timedelta(days=7)).isoformat()


def test_codes_in_a_list():
    health = ENTITIES["member_year"].field("health")
    assert parse(health, "长期慢性病，残疾", CODES) == ["2", "4"]
    assert parse(health, "残疾、慢性病", CODES) == ["4", "2"]
    assert parse(health, "残疾 残疾", CODES) == ["4"]
    assert parse(health, "没见过，残疾", CODES) == ["没见过", "4"]
    assert parse(health, "残疾，-，无数据，NULL", CODES) == ["4"]
    assert parse(health, "残疾、－ ，、", CODES) == ["4"]
    assert parse(health, "，、/", CODES) is None
    options = ENTITIES["measure"].field("options")
    assert parse(options, "致富带头人、合作社、龙头企业带动", CODES) == ["3903"]
    assert parse(options, "产业奖补，致富带头人、合作社、龙头企业带动", CODES) == ["3902", "3903"]


def test_a_code_that_is_not_in_the_list_is_kept():
    relation = ENTITIES["member"].field("relation")
    assert parse(relation, "干儿子", CODES) == "干儿子"
    assert show(relation, "干儿子", CODES) == "干儿子"


@given(st.integers(-LARGEST, LARGEST))
def test_hundredths_are_exact(value):
    text = hundredths(value)
    sign = -1 if text.startswith("-") else 1
    whole, rest = text.lstrip("-").split(".")
    assert sign * (int(whole) * 100 + int(rest)) == value
    assert len(rest) == 2


@given(st.sampled_from(FIELDS), st.data())
def test_json_can_be_written(one, data):
    printed = to_json(one, data.draw(values(one)), CODES)
    assert json.loads(json.dumps(printed)) == printed
    if one.kind is Kind.CODE:
        assert isinstance(printed, dict)
        assert set(printed) == {"code", "text"}
    if one.kind in HUNDREDTHS:
        assert isinstance(printed, str)


@given(st.sampled_from([one for one in FIELDS if one.sensitive]), st.data())
def test_masks_hide_the_middle(one, data):
    value = data.draw(values(one))
    hidden = mask(one, value)
    assert len(hidden) == len(value)
    assert hidden[-4:] == value[-4:]
    assert "****" in hidden
    assert hidden != value


def test_masks():
    assert mask(field(Kind.PHONE, sensitive=True), "13800001234") == "138****1234"
    assert mask(field(Kind.BANK_CARD, sensitive=True), "6217001234567890") == "************7890"
    assert mask(field(Kind.PHONE, sensitive=True), "1234567") == "1234567"
    assert mask(field(Kind.PHONE), "13800001234") == "13800001234"
    assert mask(field(Kind.MONEY, sensitive=True), 12) == 12
