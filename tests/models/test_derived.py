"""Derived figures: ages, income, head counts, completeness."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.derived import (
    Completeness,
    age_on,
    completeness,
    dependants,
    income_of,
    income_year,
    item_totals,
    latest_year,
    overall,
    per_head,
    working_members,
)
from models.household_file import HouseholdFile, IncomeItem, YearFile


def file(people: int = 2, **values: object) -> HouseholdFile:
    members = [{"uid": f"p{number}", "relation": "01" if number == 0 else "03"} for number in range(people)]
    return HouseholdFile({"uid": "h"}, members, {2017: YearFile("h.2017", 2017, dict(values))})


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1972-02-14", date(2017, 2, 13), 44),
        ("1972-02-14", date(2017, 2, 14), 45),
        ("2000-02-29", date(2018, 2, 28), 17),
        ("2000-02-29", date(2018, 3, 1), 18),
        ("2017-05-01", date(2017, 1, 1), -1),
        (None, date(2017, 1, 1), None),
        ("", date(2017, 1, 1), None),
        ("1972-02-30", date(2017, 1, 1), None),
    ],
)
def test_age(born, day, age):
    assert age_on(born, day) == age


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.integers(0, 110))
def test_age_counts_birthdays(born, years):
    birthday = (
        date(born.year + years, 3, 1) if (born.month, born.day) == (2, 29) else born.replace(year=born.year + years)
    )
    assert age_on(born.isoformat(), birthday) == years


def test_income_years():
    calendar, shandong = income_year(2019, 1), income_year(2019, 10)
    assert (calendar.starts, calendar.ends) == (date(2019, 1, 1), date(2019, 12, 31))
    assert (shandong.starts, shandong.ends) == (date(2018, 10, 1), date(2019, 9, 30))


def test_income_as_reported():
    found = income_of(file(3, wage_income=100_00, transfer_income=50_01, business_expense=10_00), 2017)
    assert (found.wage, found.business, found.net) == (100_00, None, 140_01)
    assert found.per_head == 46_67
    assert found.computed == frozenset()


def test_items_go_before_reported_totals():
    household = file(1, wage_income=999_00, business_income=7_00)
    household.years[2017].income = [
        IncomeItem("W01", "p0", 60_00, True),
        IncomeItem("W02", "p0", 5_00, True),
        IncomeItem("T02", None, 30_00, True),
        IncomeItem("N01", None, 3000_00, False),
        IncomeItem("N03", None, 4_00, True),
        IncomeItem("E01", None, 8_00, True),
        IncomeItem("T03", None, None, True),
        IncomeItem("乱", None, 1_00, True),
    ]
    found = income_of(household, 2017)
    assert (found.wage, found.business, found.transfer, found.expense) == (65_00, 7_00, 34_00, 8_00)
    assert found.net == 65_00 + 7_00 + 34_00 - 8_00
    assert found.computed == frozenset({"wage", "transfer", "expense"})
    assert item_totals(household.years[2017])["transfer"] == 34_00


def test_nothing_known_is_no_income():
    assert income_of(file(), 2017).net is None
    assert income_of(file(), 2016).per_head is None
    assert income_of(file(2, business_expense=5_00), 2017).net is None
    assert income_of(file(2, wage_income=0), 2017).per_head == 0


@given(st.integers(-(10**12), 10**12), st.integers(1, 60))
def test_per_head_is_rounded_half_up(net, people):
    exact, got = Fraction(net, people), per_head(net, people)
    assert got is not None
    assert abs(exact - got) <= Fraction(1, 2)
    if abs(exact - got) == Fraction(1, 2):
        assert abs(got) > abs(exact)


def test_per_head_needs_people():
    assert per_head(100, 0) is None
    assert per_head(None, 3) is None


def test_the_year_s_own_count_divides_before_the_members():
    assert income_of(file(2, wage_income=90_00, head_count_year=3), 2017).per_head == 30_00
    empty = file(0, wage_income=90_00)
    empty.household["head_count"] = 9
    assert income_of(empty, 2017).per_head == 10_00


def test_working_members_and_dependants():
    household = file(4)
    household.members[3]["member_state"] = "2"
    for uid, labour in (("p0", "1"), ("p1", "3"), ("p2", "5"), ("p3", "1")):
        household.years[2017].members[uid] = {"labour": labour}
    assert working_members(household, 2017) == 2
    assert dependants(household, 2017) == 1
    assert working_members(household, 2016) == 0
    assert household.head is household.members[0]


def test_latest_year():
    household = file()
    household.years[2015] = YearFile("h.2015", 2015)
    assert [latest_year(household, year) for year in (2014, 2015, 2016, 2017, 2030)] == [2014, 2015, 2015, 2017, 2017]


def test_completeness_follows_the_conditions():
    household = file(1)
    before = completeness(household, 2017)
    household.household["poverty_state"] = "0"
    assert completeness(household, 2017)["household"] == Completeness(1, before["household"].required)
    household.household["poverty_state"] = "1"
    exited = completeness(household, 2017)["household"]
    assert exited == Completeness(1, before["household"].required + 1)
    household.household["exit_year"] = 2016
    assert completeness(household, 2017)["household"] == Completeness(2, exited.required)


def test_completeness_counts_each_person():
    one, two = (completeness(file(people), 2017) for people in (1, 2))
    assert two["member"].required == 2 * one["member"].required
    assert two["member_year"].required == 2 * one["member_year"].required
    assert one["member"].filled == 1


def test_per_cent_is_never_rounded_up():
    assert Completeness(199, 200).percent == 99
    assert Completeness(0, 0).percent == 100
    assert overall([Completeness(1, 2), Completeness(2, 2)]) == Completeness(3, 4)
