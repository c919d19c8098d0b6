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

from collections.abc import Iterable
from functools import lru_cache

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
    initials = "".join([syllable[0] for syllable in way])
    letters = "".join(way)
    tokens |= {EXACT + initials, EXACT + letters, FIRST + initials[0]}
    for size in range(1, MOST_INITIALS + 1):
        tokens.update([INITIALS + initials[at : at + size] for at in range(len(initials) - size + 1)])
    at, end = 0, len(letters)
    for syllable in way:
        tokens.update([PINYIN + letters[at : at + size] for size in LETTERS if at + size <= end])
        at += len(syllable)


def number_tokens(number: str, *, tail_only: bool = False) -> list[str]:
    """Return the tokens of a number found by any part of three characters or more (`tail_only`: of its tail)."""
    plain = plain_number(number)
    if not plain:
        return []
    closed = (plain[-TAIL:] if tail_only else plain) + END
    grams = [closed[at : at + NUMBER_GRAM] for at in range(max(1, len(closed) - NUMBER_GRAM + 1))]
    starts = [START + plain[:size] for size in STARTS if size <= len(plain)]
    return [*starts, *grams]


def card_tokens(number: str) -> list[str]:
    """Return the tokens of a bank card, found by its tail."""
    plain = plain_number(number)
    return [CARD + plain[-CARD_TAIL:]] if plain else []


def place_tokens(division: str) -> list[str]:
    """Return the tokens of a division code: town and village."""
    return [PLACE + division[:size] for size in (9, 12) if len(division) >= size]


def document(name: str, numbers: Iterable[str], person_number: str, cards: Iterable[str], division: str) -> str:
    """Return the text that stands in the index for one person."""
    tokens: set[str] = {*name_tokens(name), *place_tokens(division), *number_tokens(person_number, tail_only=True)}
    for number in numbers:
        tokens.update(number_tokens(number))
    for card in cards:
        tokens.update(card_tokens(card))
    return " ".join(tokens)
