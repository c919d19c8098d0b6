"""The search box: names by any part, pinyin and initials, numbers by any part, bank cards by their tail, villages.

The index gives candidates in order (heads of households first); each is then compared with its record, which says why
it matches and how well: the whole thing before its beginning before any part of it. Several words must all match.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

import orjson

from storage.archive.archive import Archive
from storage.archive.search_index import HOUSEHOLDS, OTHERS
from storage.archive.search_match import VILLAGE, Match, best_match
from storage.archive.search_query import LONG_NUMBER, Word, any_match, best_matches, read_words
from storage.archive.sqlite import Connection

MOST_COUNTED = 1000
"""Hits are counted up to here; a total of so many means “this many or more”."""

MOST_COMPARED = 3000
"""So many candidates are compared with their records at most before a search gives up."""

_PART = 50


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


_Found: TypeAlias = tuple[tuple[int, bool, int, int], Any, str]
"""Order among the hits, record, why."""


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
    best = sorted(found.values(), key=itemgetter(0))[:limit]
    return [_hit(archive, one) for one in best], min(total, MOST_COUNTED)


def household_ids_with(archive: Archive, text: str) -> list[int]:
    """Return the row ids of the households in which the text finds somebody, for narrowing a list."""
    connection = archive.connection
    words = read_words(connection, text, archive.divisions.having)
    if not words:
        return []
    found: dict[int, _Found] = {}
    _collect(connection, words, any_match(words), found, MOST_COMPARED)
    return list({row[14] for _order, row, _why in found.values()})


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
    if len(words) == 1:
        match = best_match(words[0], row, leads=leads)
        if match is None or (match[1] == VILLAGE and not leads):
            return None
        return (match[0], not leads, match[1], candidate), row, match[2]
    matches: list[Match] = []
    for word in words:
        match = best_match(word, row, leads=leads)
        if match is None:
            return None
        matches.append(match)
    ranks, kinds, whys = zip(*matches, strict=True)
    if not leads and min(kinds) == VILLAGE:
        return None
    return (max(ranks), not leads, min(kinds), candidate), row, "，".join(dict.fromkeys(whys))


def _hit(archive: Archive, found: _Found) -> Hit:
    _order, row, why = found
    return Hit(
        household_uid=row[8],
        person_uid=row[1],
        name=row[2] or "",
        relation=archive.codes.text("relation", row[3]) if row[3] else "",
        village=archive.divisions.name(row[13]),
        why=why,
        number=row[9] or row[10] or "",
    )
