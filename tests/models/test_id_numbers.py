"""ID numbers against an independent reading of GB 11643 (ISO 7064 MOD 11-2)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.id_numbers import (
    birth_date_of,
    check_character,
    clean_id_number,
    has_right_check,
    is_right_length,
    mask_id_number,
    person_part,
    read_id_number,
)

BODIES = st.from_regex(r"\A[0-9]{17}\Z")
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def independent_check(body: str) -> str:
    """ISO 7064 MOD 11-2 by its recursive definition, which needs no table of weights."""
    rest = 0
    for digit in body:
        rest = (rest + int(digit)) * 2 % 11
    value = (12 - rest) % 11
    return "X" if value == 10 else str(value)


@given(BODIES)
def test_check_character_agrees(body):
    assert check_character(body) == independent_check(body)
    assert has_right_check(body + independent_check(body))


@given(BODIES, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(body, place, step):
    whole = body + check_character(body)
    wrong = whole[:place] + str((int(whole[place]) + step) % 10) + whole[place + 1 :]
    assert not has_right_check(wrong)


@given(BODIES, st.integers(0, 15))
def test_swapped_neighbours_are_noticed(body, place):
    whole = body + check_character(body)
    swapped = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    assert swapped == whole or not has_right_check(swapped)


@given(DAYS, st.integers(0, 999))
def test_birth_date_and_sex(day, sequence):
    body = f"990000{day:%Y%m%d}{sequence:03d}" if day.year >= 1000 else ""
    facts = read_id_number(body + check_character(body))
    assert facts is not None
    assert facts.birth_date == day.isoformat()
    assert facts.sex == ("1" if sequence % 2 else "2")
    assert birth_date_of(body) == day


def test_disability_certificates():
    body = "99000019720214803"
    number = body + check_character(body)
    facts = read_id_number(number + "43")
    assert facts is not None
    assert (facts.disability_type, facts.disability_level) == ("4", "3")
    assert read_id_number(number + "43B1") is not None
    assert read_id_number(number + "4") is None
    assert person_part(number + "43B1") == number
    assert is_right_length(number + "43B1")
    assert not is_right_length(number + "4")


@pytest.mark.parametrize("wrong", ["", "99000019720214803", "990000197202308035", "abcdefghijklmnopqr", "９" * 18])
def test_wrong_numbers_say_nothing(wrong):
    assert read_id_number(wrong) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("990000 19720214 803x", "99000019720214803X"),
        ("９９００００１９７２０２１４８０３Ｘ", "99000019720214803X"),
        ("990000197202148×", "990000197202148X"),
        ("990000-1972\u200b0214", "99000019720214"),
        ("", ""),
    ],
)
def test_cleaning(typed, stored):
    assert clean_id_number(typed) == stored
    assert clean_id_number(stored) == stored


def test_mask_keeps_the_length_and_hides_the_birth_date():
    assert mask_id_number("99000019720214803X") == "990000********803X"
    assert mask_id_number("1234567890") == "1234567890"
    assert len(mask_id_number("9" * 22)) == 22


def test_a_body_of_another_length_is_refused():
    with pytest.raises(ValueError, match="1234"):
        check_character("1234")
