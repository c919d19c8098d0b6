"""Relations turned to another head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.relations import WAYS, turn_all

SEX = {"02": "2", "21": "1", "01": "1"}
WOMEN = {"04", "05", "08", "10", "12", "14", "16", "18", "20", "23", "25", "26"}


def family(*codes, head_sex="1"):
    made = []
    for place, code in enumerate(("01", *codes)):
        sex = head_sex if code == "01" else "2" if code in WOMEN else SEX.get(code, "1")
        if code == "02":
            sex = "2" if head_sex == "1" else "1"
        made.append({"uid": f"{place}", "relation": code, "sex": sex})
    return made


@pytest.mark.parametrize(
    ("codes", "head", "expected"),
    [
        (("02", "03", "04"), 1, ["02", "01", "03", "04"]),
        (("02", "03", "04"), 2, ["11", "12", "01", "21"]),
        (("02", "03", "05", "07", "08"), 2, ["11", "12", "01", "02", "03", "04"]),
        (("02", "03", "05", "07"), 3, ["15", "16", "02", "01", "03"]),
        (("02", "04", "06", "09"), 3, ["13", "14", "02", "01", "03"]),
        (("02", "03", "05", "07"), 4, ["17", "18", "11", "12", "01"]),
        (("02", "04", "09"), 3, ["19", "20", "12", "01"]),
        (("11", "12", "02", "03"), 1, ["03", "01", "02", "05", "07"]),
        (("21", "11"), 1, ["21", "01", "11"]),
        (("17", "18"), 1, ["07", "01", "02"]),
        (("24",), 1, ["27", "01"]),
        (("28",), 1, ["28", "01"]),
    ],
)
def test_everybody_is_turned(codes, head, expected):
    assert [told.code for told in turn_all(family(*codes), str(head))] == expected


def test_what_is_open_is_said():
    """With two sons a grandson may be either's: it is proposed, but not as sure."""
    turned = turn_all(family("03", "03", "07"), "1")
    assert (turned[3].code, turned[3].sure) == ("03", False)
    assert turned[2].code == "21"
    assert turned[2].sure


def test_an_other_is_never_sure():
    assert not turn_all(family("28", "03"), "2")[1].sure


@given(st.lists(st.sampled_from(sorted(WAYS.keys() - {"01"})), min_size=1, max_size=6), st.data())
def test_there_is_one_head_and_every_code_is_known(codes, data):
    members = family(*codes)
    head = str(data.draw(st.integers(0, len(codes))))
    turned = turn_all(members, head)
    assert [told.uid for told in turned if told.code == "01"] == [head]
    assert all(told.code in WAYS or told.code == "28" for told in turned)
    assert all(told.why for told in turned if not told.sure)


@given(st.sampled_from(["02", "03", "04", "11", "12", "21"]))
def test_there_and_back_is_the_same(code):
    members = family(code)
    turned = turn_all(members, "1")
    there = [member | {"relation": told.code} for member, told in zip(members, turned, strict=True)]
    assert [told.code for told in turn_all(there, "0")] == ["01", code]
