"""Work by month, the filial fund, shop points and the disability certificate."""

from hypothesis import given
from hypothesis import strategies as st

from models.cases import CASE_TYPES, register_column
from models.disability import LIVING, NURSING, entitled, read_certificate, subsidy_in
from models.elder_care import free_places, fund_account, supplement_due
from models.shop_points import balance_of, change_of, ledger, overdrawn
from models.work_months import is_running, work_months, working_at, year_pay


def test_spells_and_posts_by_month():
    spells = [{"uid": "s", "person": "p", "starts": "2016-11", "ends": "2017-02", "month_wage": 3_000_00}]
    posts = [{"uid": "t", "person": "p", "starts": "2017-02-15", "month_pay": 500_00, "workplace": "w"}]
    months = work_months(spells, posts, 2017, until="2017-04")
    assert [(one.spells, one.posts, one.pay) for one in months[:5]] == [
        (("s",), (), 3_000_00), (("s",), ("t",), 3_500_00), ((), ("t",), 500_00), ((), ("t",), 500_00), ((), (), None),
    ]  # fmt: skip
    assert year_pay(months) == 7_500_00
    assert working_at("w", [*spells, *posts, *posts], "2017-03") == ["p"]
    assert not is_running(posts[0], "2017-01")


CHILDREN = [
    {"uid": "c1", "monthly": 100_00, "starts": "2017-01"},
    {"uid": "c2", "monthly": 50_00, "starts": "2017-03", "ends": "2017-04"},
]


def test_the_fund_knows_who_owes_what():
    care = {"starts": "2017-01", "share": 1_000}
    paid = [
        {"month": "2017-01", "elder_child": "c1", "paid": 100_00, "supplement": 10_00},
        {"month": "2017-02", "elder_child": "c1", "paid": 250_00},
        {"month": "2017-03", "paid": 30_00},
        {"month": "2016-12", "paid": 999_00},
    ]
    account = fund_account(care, CHILDREN, paid, "2017-04-20")
    assert [month.due for month in account.months] == [100_00, 100_00, 150_00, 150_00]
    assert (account.due, account.paid, account.supplement) == (500_00, 380_00, 10_00)
    assert account.months[1].supplement_due == 25_00
    assert account.owing == {"c1": 20_00, "c2": 100_00}
    assert account.arrears == account.due - account.paid == 120_00


@given(st.lists(st.integers(0, 500_00), min_size=4, max_size=4))
def test_arrears_are_never_below_what_is_missing(amounts):
    paid = [{"month": f"2017-0{month}", "elder_child": "c1", "paid": amount} for month, amount in enumerate(amounts, 1)]
    account = fund_account({"starts": "2017-01"}, CHILDREN, paid, "2017-04")
    assert account.arrears == max(0, 400_00 - sum(amounts)) + 100_00
    assert account.arrears >= account.due - account.paid


def test_supplements_round_half_up_and_beds_are_counted():
    assert (supplement_due(5, 1_000), supplement_due(4, 1_000), supplement_due(4, None)) == (1, 0, None)
    home = {"uid": "h", "places": 2}
    stays = [
        {"person": "a", "care_home": "h", "starts": "2017-01", "ends": "2017-03"},
        {"person": "b", "care_home": "h", "starts": "2017-02"},
    ]
    assert [free_places(home, stays, f"2017-0{month}") for month in (1, 2, 4)] == [1, 0, 1]
    assert free_places({"uid": "h"}, stays, "2017-01") is None


BOOKINGS = st.lists(st.tuples(st.sampled_from("123?"), st.integers(1, 50), st.integers(1, 28)), max_size=12)


@given(BOOKINGS)
def test_points_are_overdrawn_where_some_balance_is_below_zero(bookings):
    rows = [
        {"uid": str(number), "way": way, "points": points, "date": f"2017-01-{day:02d}"}
        for number, (way, points, day) in enumerate(bookings)
    ]
    booked = ledger(rows)
    assert balance_of(rows) == sum(map(change_of, rows)) == (booked[-1].balance if booked else 0)
    assert (overdrawn(rows) is None) == all(one.balance >= 0 for one in booked)


def test_a_change_takes_the_place_of_what_stood_there():
    rows = [{"uid": "1", "way": "1", "points": 10, "date": "2017-01-01"},
            {"uid": "2", "way": "2", "points": 10, "date": "2017-01-02"}]  # fmt: skip
    assert overdrawn(rows) is None
    assert overdrawn(rows, {**rows[0], "points": 9}) is not None
    assert overdrawn(rows, {**rows[0], "date": "2017-01-03"}) is not None
    assert overdrawn(rows, {"uid": "3", "way": "2", "points": 1, "date": "2017-01-02"}) is not None


def test_the_certificate_and_its_subsidies():
    number = "990000197205010119"
    first, again = read_certificate(number + "42"), read_certificate(number + "63B1")
    assert first is not None
    assert again is not None
    assert (first.person, first.type, first.level, first.reissue) == (number, "4", "2", "")
    assert (again.type, again.level, again.reissue) == ("6", "3", "B1")
    assert [read_certificate(text) for text in (None, number, number + "82", number + "45", number + "421")] == [
        None
    ] * 5
    assert entitled("2", True) == {LIVING, NURSING}
    assert (entitled("2", None), entitled("3", True), entitled("3", False), entitled(None, True)) == (
        {NURSING}, {LIVING}, set(), set(),
    )  # fmt: skip
    aids = [{"monthly": 80_00, "starts": "2016-05", "ends": "2017-03"}, {"monthly": 100_00, "starts": "2017-11"}]
    assert subsidy_in(aids, 2017) == 2 * 80_00 + 2 * 100_00
    assert subsidy_in(aids, 2017, "2017-11") == 2 * 80_00 + 100_00


def test_registers_are_sorted_by_a_column_they_have():
    for name, case in CASE_TYPES.items():
        assert not case.order or register_column(name, case.order)
