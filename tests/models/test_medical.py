"""The six layers: what is left to pay, its share, and the year's picture."""

from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import ENTITIES
from models.medical import (
    LAYERS,
    PAYING,
    covered,
    medical_year,
    mental_people,
    not_insured,
    self_paid,
    self_paid_share,
    stated_difference,
    too_much,
)

MONEY = st.integers(0, 10**9)
BILLS = st.fixed_dictionaries(dict.fromkeys(PAYING, st.none() | MONEY)).flatmap(
    lambda layers: st.integers(1, 10**9).map(lambda left: {**layers, "total": (covered(layers) or 0) + left})
)


def test_the_layers_are_six_in_the_order_of_the_report():
    assert [layer.number for layer in LAYERS] == [1, 2, 3, 4, 5, 6]
    assert [layer.title for layer in LAYERS][::5] == ["保健预防", "扶贫特惠保"]
    names = [field.name for field in ENTITIES["medical_bill"].fields]
    assert [name for name in names if name in PAYING] == list(PAYING)


@given(BILLS)
def test_nothing_is_lost_between_total_layers_and_self_paid(bill):
    bill["basic"] = bill["basic"] or 0
    amount = self_paid(bill)
    assert amount is not None
    assert amount + (covered(bill) or 0) == bill["total"]
    share = self_paid_share(bill)
    assert share is not None
    assert abs(share * bill["total"] - amount * 10_000) * 2 <= bill["total"]


@given(BILLS, st.integers(1, 100))
def test_the_flag_is_exact_to_the_fen(bill, limit):
    bill["basic"] = bill["basic"] or 0
    amount = self_paid(bill) or 0
    assert too_much(bill, limit) == (amount * 100 >= bill["total"] * limit)
    assert not too_much(bill, None)


def test_an_unsettled_bill_is_not_an_alarm():
    assert self_paid({"total": 1_000_00}) is None
    assert self_paid_share({"total": 0, "basic": 0}) is None
    assert not too_much({"total": 1_000_00, "relief": 5}, 10)
    assert self_paid({"total": 1_000_00, "stated_self_paid": 70_00}) == 70_00
    assert stated_difference({"total": 1_000_00, "basic": 900_00, "stated_self_paid": 100_00}) is None
    assert stated_difference({"total": 1_000_00, "basic": 900_00, "stated_self_paid": 120_00}) == 20_00


def test_the_year_of_a_person_and_of_the_household():
    parts = {
        "medical_bill": [
            {"uid": "1", "person": "p1", "kind": "1", "discharged": "2017-03-02", "total": 20_000_00,
             "basic": 12_000_00, "serious": 3_000_00, "aid": 2_500_00, "special": 1_000_00},
            {"uid": "2", "person": "p1", "kind": "2", "settled": "2017-08-09", "total": 100_00, "basic": 95_00},
            {"uid": "3", "person": "p2", "kind": "2", "settled": "2017-08-09", "total": 500_00},
            {"uid": "4", "person": "p1", "kind": "1", "settled": "2016-08-09", "total": 9_00, "basic": 0},
        ],
        "doctor_contract": [{"uid": "5", "person": "p1", "year": 2017, "doctor": "颜济民"}],
        "doctor_round": [{"uid": "6", "person": "p1", "date": "2017-05-01"}],
        "special_cover": [{"uid": "7", "person": person, "year": 2017, "premium": 100_00} for person in ("p1", "p2")],
        "cover_claim": [{"uid": "9", "person": "p1", "reported": "2017-03-09", "state": "3", "paid": 1_000_00}],
        "mental_aid": [
            {"uid": "a", "person": "p2", "kind": "1", "month": "2017-02", "amount": 150_00},
            {"uid": "b", "person": "p2", "kind": "2", "admitted": "2017-06-01", "amount": 4_000_00},
        ],
    }  # fmt: skip
    one = medical_year(parts, 2017, "p1", 10)
    assert (one.bills, one.stays, one.unsettled, one.flagged) == (2, 1, 0, 0)
    assert (one.total, one.self_paid, one.share) == (20_100_00, 1_505_00, 749)
    assert one.layers["special"] == 1_000_00
    assert (one.doctors, one.rounds, one.insured, one.claims_paid) == (["颜济民"], ["2017-05-01"], 1, 1_000_00)
    home = medical_year(parts, 2017, "", 5)
    assert (home.bills, home.unsettled, home.flagged, home.insured, home.premium) == (3, 1, 2, 2, 200_00)
    assert (home.drug_months, home.drug_aid, home.mental_stays, home.mental_stay_aid) == (
        ["2017-02"], 150_00, 1, 4_000_00,
    )  # fmt: skip
    assert not_insured(["p1", "p2", "p3"], parts["special_cover"], 2017) == ["p3"]
    assert mental_people(parts["mental_aid"] * 2) == (1, 1)
    assert mental_people(parts["mental_aid"], 2016) == (0, 0)
