"""Pinyin of names: the shipped table, its making, and surnames that read differently."""

import lzma

import pytest

from storage.archive import pinyin_table
from storage.archive.pinyin import MOST_WAYS, TABLE, spellings, table, ways_of


@pytest.mark.parametrize(
    ("name", "first", "also"),
    [
        ("单雄", "shan xiong", "dan xiong"),
        ("仇长", "qiu chang", "chou zhang"),
        ("查明", "zha ming", "cha ming"),
        ("区丽", "ou li", "qu li"),
        ("覃文", "qin wen", "tan wen"),
        ("翟军", "zhai jun", "di jun"),
        ("解英", "xie ying", "jie ying"),
        ("曾国", "zeng guo", "ceng guo"),
        ("吕云", "lv yun", "lv yun"),
    ],
)
def test_surnames_and_other_readings(name, first, also):
    assert spellings(name)[0] == first
    assert also in spellings(name)


def test_rare_and_foreign_characters():
    assert spellings("张𬀪") or spellings("张𬀪") == []
    assert ways_of("A张") == (("a", "zhang"),)
    assert ways_of("") == ways_of("·") == ()


def test_ways_are_bounded():
    many = "单长乐曾解查区"
    assert len(ways_of(many)) == MOST_WAYS
    assert ways_of(many)[0] == tuple(spellings(many)[0].split())


def test_every_reading_is_small_letters():
    assert len(table()) > 40_000
    assert all(reading.isascii() and reading.islower() for ways in table().values() for reading in ways)


def test_shipped_table_is_what_pypinyin_gives():
    assert lzma.decompress(TABLE.read_bytes()).decode() == "\n".join(pinyin_table.lines())
