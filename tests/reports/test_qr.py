import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import qr
from reports.qr import SIDE, code_for, modules, path, read_code

DIGITS = st.text("0123456789", min_size=1, max_size=33)


@given(DIGITS)
def test_a_number_comes_back_from_its_code(number):
    assert read_code(code_for(number)) == number


@given(st.from_regex("L[0-9A-F]{6}[0-9]{5}[0-9X]", fullmatch=True))
def test_a_local_number_comes_back_too(number):
    assert read_code(code_for(number) + "\n") == number


@given(DIGITS, st.data())
def test_any_one_wrong_digit_is_noticed(number, data):
    code = code_for(number)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != code[place]]))
    assert read_code(code[:place] + other + code[place + 1 :]) is None


@pytest.mark.parametrize(("number", "code"), [("0794", "07945"), ("99000420170012", "990004201700126")])
def test_check_digits(number, code):
    # 0794 → 5 is the example of ISO 7064 for MOD 11,10
    assert code_for(number) == code


@pytest.mark.parametrize("number", ["", "王", "12.5", "9" * 34, "A" * 20])
def test_what_cannot_be_coded_has_no_code(number):
    assert code_for(number) is None


@pytest.mark.parametrize("text", ["", "7", "孔令田", "990004201700127"])
def test_what_is_no_code_is_not_read(text):
    assert read_code(text) is None


def test_the_path_covers_exactly_the_dark_modules():
    dark = {(x, y) for y, row in enumerate(modules("990004201700126")) for x, module in enumerate(row) if module}
    drawn = set()
    for rectangle in path("990004201700126").splitlines():
        left, foot, width, height, operator = rectangle.split()
        assert (height, operator) == ("1", "re")
        drawn |= {(x, SIDE - 1 - int(foot)) for x in range(int(left), int(left) + int(width))}
    assert drawn == dark


@given(st.text("0123456789", min_size=2, max_size=34))
def test_the_short_way_gives_the_symbol_of_the_long_one(code):
    assert format(qr._learnt(len(code)).of(code), "0441b") == qr._as_text(code)


def test_many_codes_of_one_length_go_the_short_way_and_look_the_same():
    codes = [code_for(f"3708260011{n:05d}") for n in range(qr._LEARN_AFTER + 5)]
    drawn = [path(code) for code in codes]
    assert qr._seen[len(codes[0])] > qr._LEARN_AFTER
    assert [path(code) for code in codes] == drawn
    assert len(set(drawn)) == len(codes)
