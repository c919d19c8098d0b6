"""The search box: names by any part, pinyin and initials, numbers by any part, bank cards by their tail, villages.

The index gives candidates in order (heads of households first); each is then compared with its record, which says why
it matches and how well: the whole thing before its beginning before any part of it. Several words must all match.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from storage.archive.archive import Archive
from storage.archive.pinyin import ways_of
from storage.archive.search_grams import plain_name, plain_number
from storage.archive.search_index import HOUSEHOLDS, OTHERS
from storage.archive.search_query import LONG_NUMBER, Word, any_match, best_matches, read_words
from storage.archive.sqlite import Connection

MOST_COUNTED = 1000
"""Hits are counted up to here; a total of so many means “this many or more”."""

MOST_COMPARED = 3000
"""So many candidates are compared with their records at most before a search gives up."""

_PART = 50

EXACT, START, PART = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found, or a household without members (`person_uid` None).

    `relation` is the text, `why` names what matched, `number` is the national or else the local household number.
    """

    household_uid: str
    person_uid: str | None
    name: str
    relation: str
    village: str
    why: str
    number: str


@dataclass(frozen=True, slots=True)
class _Match:
    rank: int
    kind: int
    why: str


@dataclass(frozen=True, slots=True)
class _Found:
    order: tuple[int, int, int, int]
    row: Any
    why: str


def find(archive: Archive, text: str, limit: int = 50) -> tuple[list[Hit], int]:
    """Return the best `limit` hits for what stands in the search box, and how many there are (see `MOST_COUNTED`).

    Numbers are searched from three characters on. Empty text finds nothing.
    """
    connection = archive.connection
    words = read_words(connection, text, archive.divisions.having)
    if not words:
        return [], 0
    found: dict[int, _Found] = {}
    refused, expression = 0, ""
    for expression in best_matches(words):
        if len(found) < limit:
            refused = _collect(connection, words, expression, found, limit)
    if not (found and len(words) == 1 and len(words[0].number) >= LONG_NUMBER):
        expression = any_match(words)
        refused = _collect(connection, words, expression, found, limit) if len(found) < limit else 0
    total = max(len(found), _count(connection, expression, refused))
    best = sorted(found.values(), key=lambda one: one.order)[:limit]
    return [_hit(archive, one) for one in best], min(total, MOST_COUNTED)


def household_ids_with(archive: Archive, text: str) -> list[int]:
    """Return the row ids of the households in which the text finds somebody, for narrowing a list."""
    connection = archive.connection
    words = read_words(connection, text, archive.divisions.having)
    if not words:
        return []
    found: dict[int, _Found] = {}
    _collect(connection, words, any_match(words), found, MOST_COMPARED)
    return list({one.row[14] for one in found.values()})


_MATCH = "SELECT rowid FROM search_index WHERE search_index MATCH ? LIMIT ?"
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM search_index WHERE search_index MATCH ? LIMIT ?)"


def _count(connection: Connection, expression: str, refused: int) -> int:
    """Return how many candidates there are without the refused ones, counted up to `MOST_COUNTED`."""
    counted: int = connection.execute(_COUNT, (expression, MOST_COUNTED + refused)).fetchone()[0]
    return counted - refused


def _collect(
    connection: Connection, words: Sequence[Word], expression: str, found: dict[int, _Found], limit: int
) -> int:
    """Compare candidates with their records until enough are found; return how many did not match."""
    refused = 0
    candidates = connection.execute(_MATCH, (expression, MOST_COMPARED))
    while len(found) < limit and (part := [row[0] for row in candidates.fetchmany(_PART)]):
        rows = _read(connection, [candidate for candidate in part if candidate not in found])
        for candidate, row in rows.items():
            one = _compare(words, candidate, row)
            if one is None:
                refused += 1
            else:
                found[candidate] = one
    candidates.close()
    return refused


_READ_MEMBERS = """
    SELECT m.id, m.uid, m.name, m.relation, m.id_number, m.phone, m.person_number, m.bank_card, h.uid, h.number,
        h.local_number, h.phone, h.bank_card, h.division, h.id
    FROM member m JOIN household h ON h.uid = m.household
    WHERE m.id IN (SELECT value FROM json_each(?)) AND m.deleted = 0 AND h.deleted = 0
"""
_READ_HOUSEHOLDS = """
    SELECT h.id, NULL, h.head_name, NULL, NULL, NULL, NULL, NULL, h.uid, h.number, h.local_number, h.phone,
        h.bank_card, h.division, h.id
    FROM household h
    WHERE h.id IN (SELECT value FROM json_each(?)) AND h.deleted = 0
"""


def _read(connection: Connection, candidates: list[int]) -> dict[int, Any]:
    """Return the records of candidates by candidate; what is gone is missing."""
    rows: dict[int, Any] = {}
    for base, end, statement in (
        (0, OTHERS, _READ_MEMBERS),
        (OTHERS, HOUSEHOLDS, _READ_MEMBERS),
        (HOUSEHOLDS, 2 * HOUSEHOLDS, _READ_HOUSEHOLDS),
    ):
        ids = [candidate - base for candidate in candidates if base <= candidate < end]
        if ids:
            for row in connection.execute(statement, (orjson.dumps(ids).decode(),)):
                rows[base + row[0]] = row
    return rows


def _compare(words: Sequence[Word], candidate: int, row: Any) -> _Found | None:
    leads = not OTHERS <= candidate < HOUSEHOLDS
    matches: list[_Match] = []
    for word in words:
        match = _match(word, row, leads=leads)
        if match is None:
            return None
        matches.append(match)
    if not leads and all(match.kind == _VILLAGE for match in matches):
        return None
    rank = max(match.rank for match in matches)
    kind = min(match.kind for match in matches)
    why = "，".join(dict.fromkeys(match.why for match in matches))
    return _Found((rank, not leads, kind, candidate), row, why)


_NAME, _PINYIN, _NUMBER, _VILLAGE = range(4)


def _match(word: Word, row: Any, *, leads: bool) -> _Match | None:
    """Return how well a word fits a record, or None."""
    found = [match for test in (_by_name, _by_number) for match in test(word, row, leads)]
    if found:
        return min(found, key=lambda match: (match.rank, match.kind))
    if word.places and row[13] and (row[13] in word.places or row[13][:9] in word.places):
        return _Match(PART, _VILLAGE, "村名")
    return None


def _by_name(word: Word, row: Any, _leads: bool) -> Iterator[_Match]:
    name = plain_name(row[2] or "")
    if word.name and word.name in name:
        yield _Match(_rank(name, word.name), _NAME, "姓名")
    elif word.letters:
        for way in ways_of(name):
            yield from _by_pinyin(word.letters, way)


def _by_pinyin(letters: str, way: tuple[str, ...]) -> Iterator[_Match]:
    initials = "".join(syllable[0] for syllable in way)
    if letters in initials:
        yield _Match(_rank(initials, letters), _PINYIN, "拼音首字母")
    whole = "".join(way)
    at = 0
    for syllable in way:
        if whole.startswith(letters, at):
            yield _Match(_rank(whole[at:], letters) if at == 0 else PART, _PINYIN, "拼音")
        at += len(syllable)


def _by_number(word: Word, row: Any, leads: bool) -> Iterator[_Match]:
    if not word.number:
        return
    numbers = [("证件号码", row[4]), ("成员电话", row[5]), ("人编号", row[6])]
    if leads:
        numbers += [("户编号", row[9]), ("本地户号", row[10]), ("户联系电话", row[11])]
    for why, number in numbers:
        plain = plain_number(number) if number else ""
        if word.number in plain:
            yield _Match(_rank(plain, word.number), _NUMBER, why)
    if len(word.number) >= 4:
        for card in (row[7], row[12] if leads else None):
            plain = plain_number(card) if card else ""
            if plain.endswith(word.number) and (len(word.number) <= 8 or plain == word.number):
                yield _Match(EXACT if plain == word.number else PART, _NUMBER, "银行卡号")


def _rank(whole: str, part: str) -> int:
    return EXACT if whole == part else START if whole.startswith(part) else PART


def _hit(archive: Archive, found: _Found) -> Hit:
    row = found.row
    return Hit(
        household_uid=row[8],
        person_uid=row[1],
        name=row[2] or "",
        relation=archive.codes.text("relation", row[3]) if row[3] else "",
        village=archive.divisions.name(row[13]),
        why=found.why,
        number=row[9] or row[10] or "",
    )
