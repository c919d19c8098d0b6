"""The words of the search index: what one person (or household without a head) is found by.

The index is a set of short tokens for each person, without their order. A mark before the text says what it is, so that
digits of a number never meet letters of a name:

- no mark: one or two characters of the name; four characters of a number (`END` closes the number)
- `EXACT` a whole name, initials or pinyin · `FIRST` the first character of name, initials
- `START` the first characters of a number, see `STARTS` · `CARD` the last four digits of a bank card
- `INITIALS` one to three initials · `PINYIN` letters from the start of a syllable, see `LETTERS`
- `PLACE` the division code of town and village
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import itemgetter

from storage.archive.pinyin import ways_of

EXACT = "ε"
FIRST = "π"
START = "σ"
INITIALS = "α"
PINYIN = "β"
CARD = "κ"
PLACE = "δ"
END = "ω"

NUMBER_GRAM = 4
CARD_TAIL = 4
STARTS = (16, 14, 13, 12, 11, 8)
TAIL = 7
"""A person's number begins as the household's: only its last characters are searched by any part."""

MOST_INITIALS = 3
LETTERS = (10, 8, 7, 6, 5, 4, 3, 2)


def plain_name(name: str) -> str:
    """Return a name as it is compared: letters and digits only, so without dots and blanks, small letters."""
    return (name if name.isalnum() else "".join(filter(str.isalnum, name))).casefold()


def plain_number(number: str) -> str:
    """Return a number as it is compared: letters and digits, small letters."""
    if not (number.isascii() and number.isalnum()):
        number = "".join(ch for ch in number if ch.isascii() and ch.isalnum())
    return number.lower()


@lru_cache(maxsize=4096)
def name_tokens(name: str) -> frozenset[str]:
    """Return the tokens of a name by characters, initials and pinyin."""
    plain = plain_name(name)
    if not plain:
        return frozenset()
    tokens = {EXACT + plain, FIRST + plain[0], *plain}
    tokens.update(plain[at : at + 2] for at in range(len(plain) - 1))
    for way in ways_of(plain):
        _add_pinyin(tokens, way)
    return frozenset(tokens)


def _add_pinyin(tokens: set[str], way: tuple[str, ...]) -> None:
    letters = "".join(way)
    starts, ends = _cuts(tuple(map(len, way)))
    initials = "".join([letters[at] for at in starts])
    tokens |= {EXACT + initials, EXACT + letters, FIRST + initials[0]}
    tokens.update(map(INITIALS.__add__, _parts(len(initials), tuple(range(1, MOST_INITIALS + 1)))(initials)))
    tokens.update([PINYIN + letters[at:end] for at, end in ends])


@lru_cache(maxsize=4096)
def _cuts(lengths: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """Return where syllables of these lengths begin, and the stretches of letters that are indexed (`LETTERS`)."""
    starts = tuple(sum(lengths[:place]) for place in range(len(lengths)))
    whole = sum(lengths)
    return starts, tuple((at, at + size) for at in starts for size in LETTERS if at + size <= whole)


def _nothing(_text: str) -> tuple[str, ...]:
    return ()


@lru_cache(maxsize=1024)
def _parts(length: int, sizes: tuple[int, ...]) -> Callable[[str], tuple[str, ...]]:
    """Return what cuts a text of `length` into all its pieces of these sizes."""
    cuts = [slice(at, at + size) for size in sizes for at in range(length - size + 1)]
    return _cutter(cuts)


@lru_cache(maxsize=256)
def _beginnings(length: int) -> Callable[[str], tuple[str, ...]]:
    """Return what gives the beginnings of a text of `length` that are indexed (`STARTS`)."""
    return _cutter([slice(0, size) for size in STARTS if size <= length])


def _cutter(cuts: list[slice]) -> Callable[[str], tuple[str, ...]]:
    if not cuts:
        return _nothing
    return itemgetter(*cuts) if len(cuts) > 1 else lambda text: (text[cuts[0]],)


def number_tokens(number: str, *, tail_only: bool = False) -> list[str]:
    """Return the tokens of a number found by any part of three characters or more (`tail_only`: of its tail)."""
    plain = plain_number(number)
    if not plain:
        return []
    closed = (plain[-TAIL:] if tail_only else plain) + END
    grams = _parts(len(closed), (NUMBER_GRAM,))(closed) or (closed,)
    return [*map(START.__add__, _beginnings(len(plain))(plain)), *grams]


def card_tokens(number: str) -> list[str]:
    """Return the tokens of a bank card, found by its tail."""
    plain = plain_number(number)
    return [CARD + plain[-CARD_TAIL:]] if plain else []


@lru_cache(maxsize=1024)
def place_tokens(division: str) -> tuple[str, ...]:
    """Return the tokens of a division code: town and village."""
    return tuple(PLACE + division[:size] for size in (9, 12) if len(division) >= size)


def document(name: str, numbers: Iterable[str], person_number: str, cards: Iterable[str], division: str) -> str:
    """Return the text that stands in the index for one person."""
    tokens: set[str] = {*name_tokens(name), *place_tokens(division), *number_tokens(person_number, tail_only=True)}
    for number in numbers:
        tokens.update(number_tokens(number))
    for card in cards:
        tokens.update(card_tokens(card))
    return " ".join(tokens)
