"""The number engine against another way to compute the check character, and against slips made on purpose."""

import os
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.id_numbers import (
    birth_date_of,
    check_character,
    clean_id_number,
    has_right_check,
    is_temporary,
    one_off,
    read_id_number,
    suggestions,
    upgrade_15,
)

SOAK = int(os.environ.get("HUDANG_SOAK", "0"))
BORN = st.integers(0, 40_000).map(lambda days: date(1915, 1, 1) + timedelta(days=days))
BODIES = st.builds(lambda born, order: f"990000{born:%Y%m%d}{order:03d}", BORN, st.integers(0, 999))


def iso7064(body: str) -> str:
    """MOD 11-2 as ISO 7064 describes it, one character after the other: no weights."""
    rest = 0
    for character in body:
        rest = (rest + int(character)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def check_number(body, place, digit):
    number = body + iso7064(body)
    assert check_character(body) == number[17]
    assert has_right_check(number)
    assert clean_id_number(" ".join(number.lower())) == number
    facts = read_id_number(number)
    assert facts is not None
    assert facts.birth_date.replace("-", "") == body[6:14]
    # one wrong character is always noticed, and the right number is among what is offered
    wrong = number[:place] + digit + number[place + 1 :]
    if wrong != number:
        assert not has_right_check(wrong)
        offered = suggestions(wrong, birth_date=facts.birth_date, sex=facts.sex, latest="2030-01-01")
        assert number in [one.number for one in offered]
        assert len(offered) <= 36
        assert all(has_right_check(one.number) and one_off(wrong, one.number) == one.how for one in offered)
        assert one_off(wrong, number) == f"第 {place + 1} 位 {digit}→{number[place]}"
    # so are two neighbours changed over
    if place < 17 and number[place] != number[place + 1]:
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert not has_right_check(swapped)
        assert one_off(swapped, number) == f"第 {place + 1}、{place + 2} 位对调"
        assert number in [one.number for one in suggestions(swapped, latest="2030-01-01")]


@given(BODIES, st.integers(0, 16), st.sampled_from("0123456789"))
def test_a_slip_is_noticed_and_its_mending_offered(body, place, digit):
    check_number(body, place, digit)


@pytest.mark.soak
def test_a_million_slips():
    @settings(max_examples=10_000 * max(SOAK, 1), deadline=None, database=None)
    @given(BODIES, st.integers(0, 16), st.sampled_from("0123456789"))
    def many(body, place, digit):
        check_number(body, place, digit)

    many()


def test_what_is_known_of_a_person_puts_the_likely_number_first():
    body = "99000019720214803"
    number = body + check_character(body)
    wrong = number[:9] + "9" + number[10:]
    offered = suggestions(wrong, birth_date="1972-02-14", sex="1", divisions=frozenset({"990000"}))
    assert offered[0].number == number
    assert offered[0].how == "第 10 位 9→2"
    assert offered[0].fits > offered[1].fits


def test_a_certificate_keeps_its_tail():
    body = "99000019720214803"
    number = body + check_character(body) + "44B1"
    wrong = "1" + number[1:]
    assert number in [one.number for one in suggestions(wrong)]
    assert one_off(number, number[:18]) == ""


def test_a_right_or_hopeless_number_has_no_suggestions():
    body = "99000019720214803"
    assert suggestions(body + check_character(body)) == []
    assert suggestions("123") == []
    assert suggestions("") == []


@given(BODIES)
def test_numbers_of_the_first_generation_grow_by_the_century_and_the_check(body):
    old = body[:6] + body[8:]
    longer = upgrade_15(old)
    assert longer is not None
    assert has_right_check(longer)
    assert longer[:6] + longer[8:17] == old
    assert birth_date_of(longer).year // 100 == 19


@pytest.mark.parametrize("text", ["", "99000041011502", "990000411315021", "99000041011502X", "9900004101150211"])
def test_what_is_no_number_of_the_first_generation(text):
    assert upgrade_15(text) is None


def test_stand_in_numbers():
    assert is_temporary("999999194101150219")
    assert not is_temporary("990000194101150219")
