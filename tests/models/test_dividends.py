"""Distribution to the cent: nothing lost, whatever the order; more basis never gets less."""

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dividends import divide, explain_points, holds_on, points_of, split_income

BASES = st.dictionaries(st.text("abc123", min_size=1, max_size=6), st.integers(0, 10**7), min_size=1, max_size=60)
MONEY = st.integers(0, 10**12)
SHARE = st.none() | st.integers(0, 10_000)


def test_the_published_dividend():
    split = split_income(9_720_000, 5_000, None)
    assert (split.households, split.village, split.other) == (4_860_000, 0, 4_860_000)
    amounts = divide(split.households, {f"户{n:02d}": 1 for n in range(23)})
    assert Counter(amounts.values()) == {211_304: 15, 211_305: 8}


def test_thirty_to_the_village_and_seventy_to_households():
    split = split_income(10_001, None, 7_000)
    assert (split.households, split.village, split.other) == (7_001, 3_000, 0)


@given(MONEY, SHARE, SHARE)
def test_the_parts_of_a_split_add_up(income, right, part):
    split = split_income(income, right, part)
    assert split.households + split.village + split.other == income
    assert min(split.households, split.village, split.other) >= 0


@given(MONEY, BASES, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_does_not_matter(total, bases, chance: random.Random):
    if not any(bases.values()):
        bases = {**bases, "one": 1}
    amounts = divide(total, bases)
    assert sum(amounts.values()) == total
    assert amounts.keys() == bases.keys()
    shuffled = list(bases.items())
    chance.shuffle(shuffled)
    assert divide(total, dict(shuffled)) == amounts


@given(MONEY, BASES)
def test_a_larger_basis_never_gets_less_and_equal_ones_differ_by_a_fen(total, bases):
    bases = {**bases, "one": 1}
    amounts = divide(total, bases)
    ranked = sorted(bases, key=lambda key: (bases[key], amounts[key]))
    for less, more in pairwise(ranked):
        assert amounts[less] <= amounts[more]
        if bases[less] == bases[more]:
            assert amounts[more] - amounts[less] <= 1


@given(MONEY, BASES)
def test_everyone_is_within_a_fen_of_the_exact_part(total, bases):
    bases = {**bases, "one": 1}
    whole = sum(bases.values())
    for key, amount in divide(total, bases).items():
        assert abs(amount * whole - total * bases[key]) < whole


@pytest.mark.parametrize("arguments", [(5, {}), (5, {"a": 0}), (-1, {"a": 1}), (5, {"a": 2, "b": -1})])
def test_what_cannot_be_divided_is_refused(arguments):
    with pytest.raises(ValueError):
        divide(*arguments)


@pytest.mark.parametrize("arguments", [(-1, None, None), (1, 10_001, None), (1, None, -1)])
def test_a_share_beyond_the_whole_is_refused(arguments):
    with pytest.raises(ValueError):
        split_income(*arguments)


def test_points_are_counted_and_told():
    counts = {"household": 1, "person": 4, "old": 0, "student": 2}
    assert points_of(counts, {"household": 10, "person": 5, "student": 3}) == 36
    assert explain_points(counts) == "1户 4口人 2名在校生"


def test_a_share_is_held_on_both_its_days():
    share = {"starts": "2017-01-01", "ends": "2017-12-31"}
    assert [holds_on(share, day) for day in ("2016-12-31", "2017-01-01", "2017-12-31", "2018-01-01")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert holds_on({}, "2017-06-01")
