from models.id_numbers import check_character
from models.pasted_list import completed, near_numbers, read_list

BODY = "99000019720315001"
NUMBER = BODY + check_character(BODY)


def one(text):
    (asked,) = read_list(text)
    return asked


def test_names_and_numbers_are_told_apart_in_any_order():
    for text in (f"1\t孔令田\t{NUMBER}", f"孔令田 {NUMBER}", f"{NUMBER} 孔令田", f"孔令田，{NUMBER}，13800001234"):
        asked = one(text)
        assert asked.names == ("孔令田",)
        assert asked.numbers[0] == NUMBER
    assert one(f"孔令田，{NUMBER}，13800001234").numbers[1] == "13800001234"


def test_headings_serial_numbers_and_places_are_no_people():
    text = f"序号\t姓名\t身份证号\n1\t西张阿村\t孔令田\t{NUMBER}\n\n2\n"
    (asked,) = read_list(text)
    assert asked.line == 2
    assert asked.names == ("孔令田",)


def test_full_width_and_small_x_are_the_same_number():
    wide = "".join(chr(ord(ch) + 0xFEE0) for ch in NUMBER[:17]) + "x"
    assert one(wide).numbers == (NUMBER[:17] + "X",)


def test_a_number_broken_by_excel_is_noticed():
    asked = one("孔令田\t9.9E+17")
    assert asked.spoilt
    assert asked.names == ("孔令田",)


def test_near_numbers_hold_every_single_slip():
    near = near_numbers(NUMBER)
    assert NUMBER not in near
    assert NUMBER[:3] + "7" + NUMBER[4:] in near
    assert NUMBER[:6] + NUMBER[7] + NUMBER[6] + NUMBER[8:] in near
    assert all(len(number) == 18 for number in near)


def test_shorter_and_longer_numbers_are_completed():
    assert NUMBER in completed(NUMBER[:9] + NUMBER[10:])
    assert NUMBER in completed(NUMBER[:4] + "5" + NUMBER[4:])
    old = NUMBER[:6] + NUMBER[8:17]
    assert NUMBER in completed(old)
    assert completed("123") == set()
