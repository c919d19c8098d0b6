"""Small loans: due day, schedule, overdue days, and a subsidy that stops when the loan is due."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.loans import add_months, balance_on, due_day, schedule, standing, subsidy
from models.thresholds import load_thresholds
from tests.models.rules.drafts import RESOURCES

THRESHOLDS = load_thresholds(RESOURCES / "thresholds.csv")
LOAN = {"uid": "l", "amount": 5_000_000, "months": 36, "rate": 475, "granted": "2016-03-31", "subsidised": True}


def subsidised(starts: str, ends: str, repayments=(), region: str = "", **changes) -> int:
    return subsidy({**LOAN, **changes}, list(repayments), starts, ends, THRESHOLDS, region)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [("2016-01-31", 1, "2016-02-29"), ("2016-12-31", 2, "2017-02-28"), ("2016-03-31", 36, "2019-03-31"),
     ("2016-11-30", 1, "2016-12-30"), ("2016-10-31", 1, "2016-11-30")],
)  # fmt: skip
def test_months_later(day, months, then):
    assert add_months(date.fromisoformat(day), months).isoformat() == then


def test_an_extension_is_the_last_day():
    assert due_day(LOAN) == "2019-03-31"
    assert due_day({**LOAN, "due": "2019-03-30"}) == "2019-03-30"
    assert due_day({**LOAN, "due": "2019-03-30", "extended_to": "2020-03-30"}) == "2020-03-30"
    assert due_day({"amount": 1}) is None


def test_standing_from_the_first_day_to_long_after():
    paid = [{"date": "2019-04-10", "principal": 2_000_000}]
    assert standing(LOAN, paid, date(2016, 3, 30)).balance == 0
    assert standing(LOAN, paid, date(2019, 3, 31)).left == 0
    late = standing(LOAN, paid, date(2019, 4, 10))
    assert (late.balance, late.overdue, late.left) == (3_000_000, 10, None)
    assert standing(LOAN, [*paid, {"date": "2019-04-11", "principal": 3_000_000}], date(2019, 5, 1)).overdue is None


def test_the_published_loan_by_quarters():
    listed = schedule(LOAN)
    assert len(listed) == 12
    assert listed[0].interest == 59_375
    assert (listed[-1].due, listed[-1].principal, listed[-1].balance) == ("2019-03-31", 5_000_000, 0)
    assert sum(one.interest for one in listed) == 712_500


def test_equal_payments_are_equal_but_for_the_last():
    listed = schedule({**LOAN, "repay_way": "4"})
    sums = {one.principal + one.interest for one in listed[:-1]}
    assert len(sums) == 1
    month = 0.0475 / 12
    assert sums == {round(5_000_000 * month * (1 + month) ** 36 / ((1 + month) ** 36 - 1))}


@given(st.integers(1, 10**9), st.integers(1, 120), st.integers(0, 3_600), st.sampled_from(["1", "2", "3", "4"]))
def test_a_schedule_pays_back_exactly_what_was_lent(amount, months, rate, way):
    listed = schedule({"amount": amount, "months": months, "rate": rate, "granted": "2016-01-31", "repay_way": way})
    assert sum(one.principal for one in listed) == amount
    assert listed[-1].balance == 0
    assert all(one.principal >= 0 and one.interest >= 0 for one in listed)
    assert [one.due for one in listed] == sorted({one.due for one in listed})


def test_a_whole_year_at_the_benchmark_rate():
    # 50,000 × 4.75 % × 365 / 360
    assert subsidised("2017-01-01", "2017-12-31") == 240_799


def test_subsidy_stops_when_the_loan_is_due():
    until_due = subsidised("2019-01-01", "2019-03-30")
    assert until_due > 0
    assert subsidised("2019-01-01", "2019-12-31") == until_due
    assert subsidised("2019-03-31", "2019-12-31") == 0
    assert subsidised("2019-01-01", "2019-12-31", extended_to="2019-12-31") > until_due


def test_subsidy_follows_what_is_owed():
    half = [{"date": "2017-07-01", "principal": 2_500_000}]
    first, second = subsidised("2017-01-01", "2017-06-30"), subsidised("2017-07-01", "2017-12-31")
    assert subsidised("2017-01-01", "2017-12-31", half) == pytest.approx(first + second / 2, abs=1)
    assert balance_on(LOAN, half, "2017-07-01") == 2_500_000


def test_nothing_above_the_limit_or_the_benchmark_is_subsidised():
    whole = subsidised("2017-01-01", "2017-12-31")
    assert subsidised("2017-01-01", "2017-12-31", amount=9_000_000) == whole
    assert subsidised("2017-01-01", "2017-12-31", rate=900) == whole
    assert subsidised("2017-01-01", "2017-12-31", subsidised=False) == 0
    assert subsidised("2015-01-01", "2016-03-30") == 0


def test_each_year_has_its_own_share():
    later = {"granted": "2023-07-01", "region": "341723101"}
    both = subsidised("2023-07-01", "2024-06-30", **later)
    assert both == subsidised("2023-07-01", "2023-12-31", **later) + subsidised("2024-01-01", "2024-06-30", **later)
    assert subsidised("2024-01-01", "2024-06-30", **later) == pytest.approx(
        0.7 * subsidised("2024-01-01", "2024-06-30", granted="2023-07-01"), abs=1
    )


@given(st.dates(date(2016, 1, 1), date(2019, 12, 31)), st.integers(0, 900), st.integers(0, 900))
def test_two_periods_are_one(first, one, two):
    from datetime import timedelta

    middle, end = first + timedelta(days=one), first + timedelta(days=one + two + 1)
    cut = subsidised(str(first), str(middle)) + subsidised(str(middle + timedelta(days=1)), str(end))
    assert abs(subsidised(str(first), str(end)) - cut) <= 1
