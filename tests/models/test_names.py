import os
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.names import clean_name, is_doubtful, mend_gb18030, name_key, name_remarks

SOAK = int(os.environ.get("HUDANG_SOAK", "0"))
DOTS = "\u2022\u2027\u30fb\uff65\u2e31\uff0e\u00b7."
# Two-byte codes FE50–FEA0: what GBK put into the private area
GBK_EXTRA = [bytes((0xFE, low)) for low in (*range(0x50, 0x7F), *range(0x80, 0xA1))]
NAME_TEXT = st.text(
    st.characters(codec="utf-8", categories=("L", "M", "N", "P", "Z", "S", "Co"))
    | st.sampled_from("赵钱买提·．・\u3000 \u200b䶮龑⽒⻰\uf9dc\ufa0e\ue000\ue863㈱Ａ"),
    max_size=12,
)


@pytest.mark.parametrize("dot", DOTS)
@pytest.mark.parametrize("blank", ["", " ", "\u3000"])
def test_every_middle_dot_becomes_one(dot, blank):
    assert clean_name(f"买买提{blank}{dot}{blank}艾力") == "买买提·艾力"
    assert name_key(f"买买提{dot}艾力") == name_key("买买提艾力") == "买买提艾力"


def test_a_dot_in_a_latin_name_stays():
    assert clean_name("J.Smith") == "J.Smith"
    assert clean_name("Ａ．Ｂ") == "Ａ．Ｂ"


@pytest.mark.parametrize(
    ("typed", "stored", "told"),
    [
        ("王　五", "王五", "空格"), (" 王五 ", "王五", ""), ("⽒⼀", "氏一", "部首符号 U+2F52"),
        ("⻰", "龙", "部首符号"),
        ("\uf9dc", "隆", "兼容字 U+F9DC"), ("\ue863", "䶮", "自造码 U+E863"), ("\ue81e", "龴", "自造码"),
        ("张\ue000", "张\ue000", "疑似造字 U+E000"), ("\u200b李\ufeff四", "李四", ""), ("(株)", "(株)", ""),
        ("㈱", "㈱", ""), ("Ａ", "Ａ", ""),
    ],
)  # fmt: skip
def test_what_becomes_of_a_name_and_what_is_told(typed, stored, told):
    assert clean_name(typed) == stored
    remarks = name_remarks(typed)
    assert bool(remarks) == bool(told)
    assert not told or told in remarks[0]


def test_the_twelve_characters_that_only_look_like_compatibility_stay():
    for character in "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29":
        assert clean_name(character) == character
        assert name_remarks(character) == ()


def test_all_gbk_extras_decode_to_what_the_standard_names_by_now():
    decoded = [code.decode("gb18030") for code in GBK_EXTRA]
    assert len(decoded) == 80
    assert sum(is_doubtful(character) for character in decoded) == 14  # Python's codec knows the other 66
    for place, character in enumerate(decoded):
        mended = mend_gb18030(character)
        assert not is_doubtful(mended)
        # in the private area the same 80 stand in a row from U+E815
        assert mend_gb18030(chr(0xE815 + place)) == mended


def test_the_punctuation_of_the_edition_of_2005():
    pairs = {"A6D9": "\ufe10", "A6DA": "\ufe12", "A6DB": "\ufe11", "A6DC": "\ufe13", "A6DF": "\ufe16", "A6EC": "\ufe17",
             "A6ED": "\ufe18", "A6F3": "\ufe19", "A8BC": "\u1e3f"}  # fmt: skip
    for code, character in pairs.items():
        assert mend_gb18030(bytes.fromhex(code).decode("gb18030")) == character


def check(name):
    """Stored once, a name stays: stored again nothing changes, nothing visible is lost, nothing private appears."""
    stored = clean_name(name)
    assert clean_name(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert name_key(name) == name_key(stored)
    assert stored == stored.strip()
    if not is_doubtful(name):
        assert not is_doubtful(stored)
    assert all(one.endswith(("核对", "去掉了", "汉字")) for one in name_remarks(name))


@given(NAME_TEXT)
def test_storing_a_name_twice_is_storing_it_once(name):
    check(name)


@pytest.mark.soak
def test_a_million_names():
    @settings(max_examples=10_000 * max(SOAK, 1), deadline=None, database=None)
    @given(NAME_TEXT)
    def many(name):
        check(name)

    many()
