import re
from dataclasses import replace

import pytest

from models.catalogue import ENTITIES
from models.fields import Kind
from models.household_file import IncomeItem
from reports.card_context import card_data
from reports.card_layouts import BASIC, HELPERS, INCOME, MEMBERS, POLICIES
from reports.card_members import member_rows
from reports.card_policies import POLICY_NAMES, policy
from reports.card_values import SHOW, field_text, getter, money, number
from reports.drawing import DASH, GAP, OPEN, TICK
from tests.reports.samples import CODES, MEASURES, YEAR, context, family

VALUES = {
    Kind.NAME: ("孔令田", "孔令田"),
    Kind.TEXT: ("二组", "二组"),
    Kind.NOTE: ("一\n二", "一 二"),
    Kind.NUMBER_TEXT: ("0012", "0012"),
    Kind.ID_NUMBER: ("990000197203080176", "990000197203080176"),
    Kind.PHONE: ("13800000028", "13800000028"),
    Kind.BANK_CARD: ("6200", "6200"),
    Kind.INTEGER: (4, "4"),
    Kind.DECIMAL: (320, "3.2"),
    Kind.MONEY: (164100000, "1,641,000.00"),
    Kind.DATE: ("2017-10-12", "2017-10-12"),
    Kind.MONTH: ("2017-03", "2017 年 3 月"),
    Kind.YEAR: (2017, "2017 年"),
    Kind.YES_NO: (False, "否"),
    Kind.CODE: ("02", "因残"),
    Kind.CODES: (["02", "08"], "因残、缺劳力"),
    Kind.DIVISION: ("990004", "990004"),
    Kind.LINK: ("u-1", "u-1"),
}
"""A value of each kind, and how a card writes it."""


def test_every_kind_is_written():
    assert set(SHOW) == set(Kind) == set(VALUES)
    causes = ENTITIES["household"].field("main_cause")
    for kind, (value, text) in VALUES.items():
        assert SHOW[kind](replace(causes, kind=kind), value, CODES) == text


def test_every_field_of_every_entity_can_be_printed():
    for entity in ENTITIES.values():
        for field in entity.fields:
            value = ["1"] if field.kind is Kind.CODES else VALUES[field.kind][0]
            assert field_text(field, {field.name: value}, CODES)
            assert field_text(field, {}, CODES) == ""


def test_the_layout_names_only_values_there_are():
    for slot in (slot for row in (*BASIC, HELPERS, INCOME) for slot in row):
        assert callable(getter(slot.source))
    assert {slot.source for row in POLICIES for slot in row} == POLICY_NAMES
    assert sum(column.width for column in MEMBERS) == pytest.approx(170 * 72 / 25.4, abs=0.01)
    with pytest.raises(KeyError):
        getter("household.no_such_field")


@pytest.mark.parametrize(("fen", "text"), [(None, "—"), (0, "0.00"), (-5, "-0.05"), (123456789, "1,234,567.89")])
def test_money(fen, text):
    assert money(fen) == text


def value(source, file=None, full=False, **changes):
    return getter(source)(card_data(file or family(), context(**changes), full))


@pytest.mark.parametrize(
    ("source", "masked", "full"),
    [
        ("head_id_number", "990000********017X", "99000019720308017X"),
        ("phone", "138****0028", "13800000028"),
        ("household.bank_card", "***************1234", "6200000000000001234"),
        ("helper_phones", "138****0001", "13800000001"),
    ],
)
def test_what_identifies_a_person_is_masked_unless_asked_for(source, masked, full):
    assert value(source) == masked
    assert value(source, full=True) == full


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("head_name", "孔令田"),
        ("people", "4 人（劳动力 1 人）"),
        ("address", "2 组 南庄村 18 号"),
        ("standing", "低保贫困户"),
        ("causes", "因残（其他：缺劳力）"),
        ("house", "D 级危房，砖瓦砖木，48 ㎡"),
        ("year.cropland", "3.2 亩"),
        ("helper_names", "周明"),
        ("wage", "6,000.00"),
        ("transfer", "3,180.00"),
        ("net", "14,750.00"),
        ("per_head", "3,687.50"),
    ],
)
def test_values_of_the_sample(source, text):
    assert value(source) == text


def test_another_year_s_figures_are_never_shown():
    for source in ("house", "year.cropland", "wage"):
        assert value(source, year=2018) == ""
    assert value("net", year=2018) == value("per_head", year=2018) == "—"


def test_a_household_s_own_head_stands_in_where_no_member_is_head():
    file = family(head_name="孔某", head_id_number="990000197203080176")
    file.members = []
    assert value("head_name", file) == "孔某"
    assert value("head_id_number", file) == "990000********0176"
    assert value("people", file) == "4 人"


def test_helpers_are_those_of_the_day():
    file = family()
    file.parts["assignment"].append({"uid": "a2", "helper": "k0", "starts": "2017-06-01"})
    assert value("helper_names", file) == "周明；从前"
    assert value("helper_names", file, as_of=context().as_of.replace(year=2015)) == "从前"


def test_the_national_number_goes_before_the_local_one():
    assert number(card_data(family(local_number="L1"), context(), False)) == "99000420170012"
    assert number(card_data(family(number=None, local_number="L1"), context(), False)) == "L1"


def test_members_rows():
    rows = member_rows(card_data(family(), context(), False))
    assert rows[0] == ("1", "孔令田", "男", "户主", "45", "初中", "残疾（肢体二级）", "丧失劳动力", "居民医保 补充医保")
    assert rows[3][5:] == ("小学", "健康", "无劳动力", "未参保")


def test_who_has_left_the_register_is_not_listed():
    file = family()
    file.members[1]["member_state"] = "2"
    assert [row[:2] for row in member_rows(card_data(file, context(), False))] == [
        ("1", "孔令田"),
        ("2", "孔维佳"),
        ("3", "孔维晨"),
    ]


def test_an_unknown_age_is_a_dash_and_other_unknowns_are_blank():
    file = family(people=1)
    file.members[0] = {"uid": "p1", "name": "无名"}
    file.years = {}
    assert member_rows(card_data(file, context(), False)) == [("1", "无名", "", "", "—", "", "", "", "")]


def entries(name, file=None, **changes):
    return policy(name)(card_data(file or family(), context(**changes), False)).split(GAP)


def test_a_measure_is_ticked_when_it_is_done_and_open_while_planned():
    assert entries("industry") == [f"{TICK}草莓大棚入股 年分红 2,100 元"]
    assert entries("housing") == [f"{OPEN}D 级重建 20,000 元（计划 2017-11）", f"{TICK}危房改造 2017 年"]


def test_a_measure_done_after_the_day_of_the_card_is_not_ticked():
    assert entries("industry", as_of=context().as_of.replace(month=1))[0].startswith(OPEN)


def test_measures_of_another_year_do_not_count():
    assert entries("finance") == [f"{OPEN}小额信贷"]


def test_measures_that_belong_nowhere_else_are_other_help():
    file = family()
    file.parts["measure"] = [MEASURES[0] | {"group": "77", "detail": "新的一类"}]
    assert entries("other_help", file) == [f"{TICK}新的一类 2,100 元"]


def test_yes_no_and_empty_stay_three_things():
    file = family()
    assert entries("water", file) == [f"{TICK}饮水安全", f"{DASH}自来水入户"]
    del file.years[YEAR].values["tap_water"]
    assert entries("water", file) == [f"{TICK}饮水安全", f"{OPEN}自来水入户"]


def test_insured_people_are_counted():
    file = family()
    assert entries("medical", file)[:3] == [f"{TICK}基本医保 3 人", f"{TICK}大病保险 3 人", f"{TICK}补充医保 2 人"]
    for facts in file.years[YEAR].members.values():
        facts.update(serious_illness_cover=False, supplement_cover=None)
    assert entries("medical", file)[1:3] == [f"{DASH}大病保险", f"{OPEN}补充医保"]


def test_allowances_name_people_and_money():
    assert entries("allowances") == [f"{TICK}农村低保 2 人，年 3,180 元", f"{OPEN}特困供养"]
    file = family()
    for facts in file.years[YEAR].members.values():
        facts.update(low_income_aid="0", destitute_aid="0")
    assert entries("allowances", file) == [f"{DASH}低保", f"{DASH}特困供养"]


def test_aid_among_the_income_is_shown_once_with_its_sum():
    file = family()
    file.years[YEAR].income.append(IncomeItem("N02", "p4", 50050, False))
    assert entries("education", file) == [f"{TICK}教育资助 2,500.50 元"]


def test_people_s_own_texts_cannot_bring_marks_in():
    file = family()
    file.parts["measure"] = [MEASURES[1] | {"detail": f"{TICK}已经{TICK}办好"}]
    assert entries("housing", file)[0] == f"{OPEN}已经办好 20,000 元（计划 2017-11）"


def test_texts_hold_no_character_that_must_be_drawn():
    for name in POLICY_NAMES:
        assert not re.search("[☐☑☒✓✔✕✗√□]", GAP.join(entries(name)))
