"""Compares a record with a word of the search box: whether it fits, how well, and what it was that fitted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from storage.archive.pinyin import ways_of
from storage.archive.search_grams import plain_name, plain_number
from storage.archive.search_query import Word

Match: TypeAlias = tuple[int, int, str]
"""Rank (`EXACT`, `START`, `PART`), kind (`NAME` to `VILLAGE`), and what fitted, in Chinese."""

EXACT, START, PART = range(3)
NAME, PINYIN, NUMBER, VILLAGE = range(4)

LONGEST_TAIL = 8
"""Of a bank card the last digits are searched, so many at most, or the whole."""

_BY_VILLAGE: Match = (PART, VILLAGE, "村名")
_OWN_NUMBERS = ((4, "证件号码"), (5, "成员电话"), (6, "人编号"))
_HOUSEHOLD_NUMBERS = ((9, "户编号"), (10, "本地户号"), (11, "户联系电话"))


def best_match(word: Word, row: Any, *, leads: bool) -> Match | None:
    """Return how a word fits a row of `search.py`, or None; `leads`: the household's numbers are this person's too."""
    best: Match | None = None
    if word.name:
        name = plain_name(row[2] or "")
        if word.name in name:
            return (_rank(name, word.name), NAME, "姓名")
    elif word.letters:
        best = _by_pinyin(word.letters, row[2] or "")
    if word.number:
        best = min((*_by_number(word.number, row, leads), *([best] if best else [])), default=None)
    if best is None and word.places and row[13] and (row[13] in word.places or row[13][:9] in word.places):
        return _BY_VILLAGE
    return best


@lru_cache(maxsize=65536)
def _spelled(name: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return for each way to read a name: initials, all letters, and what follows from each later syllable on."""
    return tuple(
        (
            "".join([syllable[0] for syllable in way]),
            "".join(way),
            tuple("".join(way[start:]) for start in range(1, len(way))),
        )
        for way in ways_of(plain_name(name))
    )


def _by_pinyin(letters: str, name: str) -> Match | None:
    best: Match | None = None
    for initials, whole, later in _spelled(name):
        match: Match | None = None
        if letters in initials:
            match = (_rank(initials, letters), PINYIN, "拼音首字母")
        elif whole.startswith(letters):
            match = (EXACT if whole == letters else START, PINYIN, "拼音")
        elif any(rest.startswith(letters) for rest in later):
            match = (PART, PINYIN, "拼音")
        best = _better(best, match)
    return best


def _better(one: Match | None, other: Match | None) -> Match | None:
    return min((match for match in (one, other) if match is not None), default=None)


def _by_number(text: str, row: Any, leads: bool) -> Iterator[Match]:
    for place, why in (*_OWN_NUMBERS, *_HOUSEHOLD_NUMBERS) if leads else _OWN_NUMBERS:
        plain = plain_number(row[place]) if row[place] else ""
        if text in plain:
            yield (_rank(plain, text), NUMBER, why)
    if len(text) >= 4:
        for card in (row[7], row[12] if leads else None):
            plain = plain_number(card) if card else ""
            if plain.endswith(text) and (len(text) <= LONGEST_TAIL or plain == text):
                yield (EXACT if plain == text else PART, NUMBER, "银行卡号")


def _rank(whole: str, part: str) -> int:
    return EXACT if whole == part else START if whole.startswith(part) else PART
