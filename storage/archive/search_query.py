"""From the text in the search box to expressions for the index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import orjson

from models.values import half_width
from storage.archive.search_grams import (
    CARD,
    CARD_TAIL,
    END,
    EXACT,
    FIRST,
    INITIALS,
    LETTERS,
    MOST_INITIALS,
    NUMBER_GRAM,
    PINYIN,
    PLACE,
    START,
    STARTS,
    plain_name,
    plain_number,
)
from storage.archive.sqlite import Connection

MOST_PLACES = 40
LONG_NUMBER = 11
"""A number of so many characters that some number begins with is not looked for inside other numbers."""

_LOCAL_NUMBER = frozenset("labcdefx")
_FOLLOWING = (*"0123456789xabcdef", END)
"""What may follow three characters of a number."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the box: what it may be (“” or empty = it can't be that), and the index's expression for it."""

    name: str
    letters: str
    number: str
    places: frozenset[str]
    expression: str


def read_words(connection: Connection, text: str, places: Callable[[str], Sequence[str]]) -> list[Word]:
    """Return the words of `text`; [] where there is nothing to search for, or one word can't be found at all.

    `places` gives the codes of the towns and villages whose names contain a text.
    """
    words: list[Word] = []
    for part in half_width(text).split():
        word = _read_word(connection, part, places)
        if word is None:
            return []
        words.append(word)
    return words


def any_match(words: Sequence[Word]) -> str:
    """Return the expression for whatever matches all words."""
    return " AND ".join(f"({word.expression})" for word in words)


def best_matches(words: Sequence[Word]) -> Iterator[str]:
    """Yield the expressions for what a single word matches as a whole, then from its beginning."""
    if len(words) != 1:
        return
    word = words[0]
    if whole := word.name or word.letters:
        yield _quoted(EXACT + whole)
        yield f"{_quoted(FIRST + whole[0])} AND ({word.expression})"
    elif size := next((size for size in STARTS if size <= len(word.number)), 0):
        rest = f" AND ({word.expression})" if size < LONG_NUMBER else ""
        yield _quoted(START + word.number[:size]) + rest


def _read_word(connection: Connection, part: str, places: Callable[[str], Sequence[str]]) -> Word | None:
    plain = plain_name(part)
    if not plain:
        return None
    if not plain.isascii():
        codes = frozenset(places(part)[:MOST_PLACES]) if len(plain) > 1 else frozenset[str]()
        listed = [_all_of(_name_grams(plain)), *(_quoted(PLACE + code) for code in sorted(codes))]
        return Word(plain, "", "", codes, " OR ".join(listed))
    letters = plain if plain.isalpha() else ""
    number = plain_number(part) if not letters or set(letters) <= _LOCAL_NUMBER else ""
    expressions = [*_letter_expressions(letters), *_number_expressions(connection, number)]
    if not expressions:
        return None
    return Word("", letters, number, frozenset(), " OR ".join(expressions))


def _name_grams(plain: str) -> list[str]:
    return [plain] if len(plain) < 2 else [plain[at : at + 2] for at in range(len(plain) - 1)]


def _letter_expressions(letters: str) -> Iterator[str]:
    if not letters:
        return
    size = min(len(letters), MOST_INITIALS)
    yield _all_of([INITIALS + letters[at : at + size] for at in range(len(letters) - size + 1)])
    if len(letters) > 1:
        yield _quoted(PINYIN + letters[: next(size for size in LETTERS if size <= len(letters))])


def _number_expressions(connection: Connection, number: str) -> Iterator[str]:
    if len(number) < NUMBER_GRAM - 1:
        return
    if len(number) < NUMBER_GRAM:
        yield " OR ".join(_quoted(number + following) for following in _FOLLOWING)
        return
    grams = [number[at : at + NUMBER_GRAM] for at in range(len(number) - NUMBER_GRAM + 1)]
    common = connection.execute(
        "SELECT token FROM search_common WHERE token IN (SELECT value FROM json_each(?))",
        (orjson.dumps(grams).decode(),),
    )
    known = {row[0] for row in common}
    telling = [gram for gram in grams if gram not in known]
    yield _all_of(telling or grams)
    yield _quoted(CARD + number[-CARD_TAIL:])


def _all_of(tokens: Sequence[str]) -> str:
    return "(" + " AND ".join(_quoted(token) for token in dict.fromkeys(tokens)) + ")"


def _quoted(token: str) -> str:
    return f'"{token}"'
