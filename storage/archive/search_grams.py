"""The words of the search index: what one person (or household without members) is found by.

The index is a set of short tokens for each person, without their order. A mark before the text says what it is, so that
digits of a number never meet letters of a name:

- no mark: one or two characters of the name; four characters of a number (`END` closes the number)
- `EXACT` a whole name, number, initials or pinyin · `FIRST` the first character of name, initials
- `INITIALS` one to three initials · `PINYIN` the letters from the start of a syllable, 2 to 10 of them
- `CARD` the last 4 to 8 digits of a bank card, or all · `PLACE` the division code of town and village
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from storage.archive.pinyin import ways_of

EXACT = "ε"
FIRST = "π"
INITIALS = "α"
PINYIN = "β"
CARD = "κ"
PLACE = "δ"
END = "ω"

NUMBER_GRAM = 4
MOST_INITIALS = 3
MOST_LETTERS = 10


def plain_name(name: str) -> str:
    """Return a name as it is compared: letters and digits only, so without dots and blanks, small letters."""
    return "".join(filter(str.isalnum, name)).casefold()


def plain_number(number: str) -> str:
    """Return a number as it is compared: letters and digits, small letters."""
    return "".join(ch for ch in number if ch.isascii() and ch.isalnum()).lower()


def name_tokens(name: str) -> Iterator[str]:
    """Yield the tokens of a name by characters, initials and pinyin."""
    plain = plain_name(name)
    if not plain:
        return
    yield EXACT + plain
    yield FIRST + plain[0]
    yield from plain
    yield from (plain[at : at + 2] for at in range(len(plain) - 1))
    for way in ways_of(plain):
        yield from _pinyin_tokens(way)


def _pinyin_tokens(way: tuple[str, ...]) -> Iterator[str]:
    initials = "".join(syllable[0] for syllable in way)
    letters = "".join(way)
    yield EXACT + initials
    yield EXACT + letters
    yield FIRST + initials[0]
    for size in range(1, MOST_INITIALS + 1):
        yield from (INITIALS + initials[at : at + size] for at in range(len(initials) - size + 1))
    at = 0
    for syllable in way:
        for size in range(2, min(MOST_LETTERS, len(letters) - at) + 1):
            yield PINYIN + letters[at : at + size]
        at += len(syllable)


def number_tokens(number: str) -> Iterator[str]:
    """Yield the tokens of a number found by any part of three characters or more."""
    plain = plain_number(number)
    if not plain:
        return
    yield EXACT + plain
    closed = plain + END
    yield from (closed[at : at + NUMBER_GRAM] for at in range(max(1, len(closed) - NUMBER_GRAM + 1)))


def card_tokens(number: str) -> Iterator[str]:
    """Yield the tokens of a bank card, found by its tail or as a whole."""
    plain = plain_number(number)
    for size in {*range(4, 9), len(plain)}:
        if size <= len(plain):
            yield CARD + plain[-size:]


def place_tokens(division: str) -> Iterator[str]:
    """Yield the tokens of a division code: town and village."""
    yield from (PLACE + division[:size] for size in (9, 12) if len(division) >= size)


def document(names: Iterable[str], numbers: Iterable[str], cards: Iterable[str], division: str) -> str:
    """Return the text that stands in the index for one person."""
    tokens: set[str] = set(place_tokens(division))
    for name in names:
        tokens.update(name_tokens(name))
    for number in numbers:
        tokens.update(number_tokens(number))
    for card in cards:
        tokens.update(card_tokens(card))
    return " ".join(tokens)
