"""What a household received: every programme once, what is paid apart from what waits, nothing of other years."""

import pytest

from models.benefits import BENEFITS, received_in, total_of
from models.catalogue import ENTITIES
from models.fields import Kind
from models.household_file import HouseholdFile, IncomeItem, YearFile
from tests.models.code_book import CODES


def household(**parts) -> HouseholdFile:
    file = HouseholdFile({"uid": "h"}, parts=parts, linked={"pr": {"uid": "pr", "name": "蔬菜大棚"}})
    file.years[2017] = YearFile("h.2017", 2017)
    return file


def dividend(amount: int, **values) -> dict:
    return {"project": "pr", "year": 2017, "batch": "年度", "amount": amount, **values}


def test_a_dividend_posted_as_income_is_told_once():
    file = household(dividend=[dividend(211_304, paid="2017-12-20")])
    file.years[2017].income = [IncomeItem("P01", None, 211_304, True), IncomeItem("T02", "p", 152_800, True)]
    told = [(one.title, one.detail, one.date, one.amount) for one in received_in(file, 2017, CODES)]
    assert told == [
        ("项目分红", "蔬菜大棚 年度", "2017-12-20", 211_304),
        ("低保金", "2017年合计", "", 152_800),
    ]


def test_what_the_cases_do_not_explain_of_an_item_is_told_too():
    file = household(dividend=[dividend(100, paid="2017-12-20")])
    file.years[2017].income = [IncomeItem("P01", None, 150, True), IncomeItem("P01", "p", 30, True)]
    assert [one.amount for one in received_in(file, 2017, CODES)] == [100, 80]


def test_what_is_earned_or_of_another_year_is_not_received():
    file = household(dividend=[dividend(100, year=2016)], subsidy=[{"year": 2016, "amount": 5}])
    file.years[2017].income = [IncomeItem("W01", None, 9, True), IncomeItem("E01", None, 9, True),
                               IncomeItem("B01", None, 9, True), IncomeItem("T04", None, None, True)]  # fmt: skip
    assert received_in(file, 2017, CODES) == []
    assert [one.amount for one in received_in(file, 2016, CODES)] == [100, 5]


def test_what_waits_stands_last_and_is_summed_apart():
    file = household(dividend=[dividend(7), dividend(100, paid="2017-12-20"), dividend(20, paid="2017-06-30")])
    lines = received_in(file, 2017, CODES)
    assert [one.amount for one in lines] == [20, 100, 7]
    assert (total_of(lines, waiting=False), total_of(lines, waiting=True)) == (120, 7)


def test_no_line_tells_a_disability():
    file = household()
    file.years[2017].income = [IncomeItem(item, "p", 100, True) for item in ("T07", "T08", "T17", "N11", "N15", "N16")]
    assert [(one.title, one.amount) for one in received_in(file, 2017, CODES)] == [("民政类补贴", 600)]


@pytest.mark.parametrize("benefit", BENEFITS, ids=lambda one: one.entity)
def test_every_declared_benefit_names_what_exists(benefit):
    entity = ENTITIES[benefit.entity]
    assert entity.owner == "household"
    assert entity.field(benefit.amount).kind is Kind.MONEY
    assert not benefit.paid or entity.field(benefit.paid).kind is Kind.DATE
    assert not benefit.year or entity.field(benefit.year).kind is Kind.YEAR
    assert benefit.year or benefit.paid
    assert not any(entity.field(name).sensitive for name in benefit.detail)
    assert not benefit.item or benefit.item in CODES["income_item"].by_code
    assert set(benefit.received) <= (
        CODES[entity.field(benefit.state).codes].by_code.keys() if benefit.state else set()
    )


def test_what_the_bank_sent_back_is_not_received():
    lines = [{"amount": 7, "period": "2017年秋季", "paid_on": "2017-10-10", "payout_state": state} for state in "123"]
    told = received_in(household(payout_line=lines), 2017, CODES)
    assert [(one.title, one.detail, one.amount) for one in told] == [("学生资助", "2017年秋季", 7)]
