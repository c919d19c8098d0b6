"""One search box: name (any part), pinyin initials or spelling, ID (any part), phone, numbers, card tail, village."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from models.values import half_width
from storage.archive.archive import Archive
from storage.archive.pinyin import spellings
from storage.archive.search_index import digit_grams, han_grams, letter_grams

CANDIDATES = 3000
"""So many candidates are checked; a text that fits more people is too short to tell them apart."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found; `why` names in Chinese what fitted."""

    household_uid: str
    person_uid: str | None
    name: str
    relation: str
    village: str
    why: str
    number: str


_ROWS = (
    "SELECT m.household, m.uid, m.name, m.relation, h.division, m.id_number, m.phone, m.person_number, m.bank_card, "
    "h.number, h.local_number, h.phone, h.bank_card, h.id FROM person_gram g JOIN member m ON m.id = g.rowid "
    "JOIN household h ON h.uid = m.household WHERE person_gram MATCH ? LIMIT ?"
)
_NUMBERS = ((5, "证件号码"), (9, "户编号"), (10, "本地户号"), (7, "人编号"), (6, "成员电话"), (11, "户联系电话"),
            (8, "银行卡号"), (12, "银行卡号"))


def find(archive: Archive, text: str, limit: int = 50) -> tuple[list[Hit], int]:
    """Return the best hits and how many there are (at most `CANDIDATES` are looked at)."""
    found = _found(archive, text)
    found.sort(key=lambda pair: pair[0])
    return [_hit(archive, why, row) for _place, why, row in found[:limit]], len(found)


def household_ids_with(archive: Archive, text: str) -> list[int]:
    """Return the row ids of the households that the text finds."""
    return list({row[13] for _place, _why, row in _found(archive, text)})


_Found = tuple[tuple[int, int, str, str], str, tuple[Any, ...]]


def _found(archive: Archive, text: str) -> list[_Found]:
    plain = "".join(half_width(text).split()).casefold()
    if not plain:
        return []
    query, fits = _question(archive, plain)
    if not query:
        return []
    found: list[_Found] = []
    for row in archive.connection.execute(_ROWS, (query, CANDIDATES)):
        verdict = fits(row)
        if verdict is not None:
            rank, why = verdict
            found.append(((rank, int(row[3] != "01"), row[4] or "", row[2] or ""), why, row))
    return found


_Verdict = tuple[int, str] | None


def _question(archive: Archive, plain: str) -> tuple[str, Callable[[tuple[Any, ...]], _Verdict]]:
    if plain.isascii() and any(character.isdigit() for character in plain):
        grams = digit_grams(plain)
        return _all_of(grams), lambda row: _by_number(row, plain)
    if plain.isascii():
        initials, spelled = letter_grams(plain, "i"), letter_grams(plain, "p")
        query = f"({_all_of(_longest(initials))}) OR ({_all_of(_longest(spelled))})"
        return query, lambda row: _by_pinyin(row, plain)
    return _all_of(_longest(han_grams(plain))), lambda row: _by_name(archive, row, plain)


def _longest(grams: Iterable[str]) -> list[str]:
    listed = list(grams)
    size = max(map(len, listed))
    return [gram for gram in listed if len(gram) == size]


def _all_of(grams: Iterable[str]) -> str:
    return " AND ".join('"' + gram.replace('"', "") + '"' for gram in grams)


def _by_number(row: tuple[Any, ...], plain: str) -> _Verdict:
    best: _Verdict = None
    for place, why in _NUMBERS:
        value = (row[place] or "").lower()
        if plain in value:
            verdict = (_rank(value, plain), why)
            best = verdict if best is None or verdict < best else best
    return best


def _by_pinyin(row: tuple[Any, ...], plain: str) -> _Verdict:
    best: _Verdict = None
    for spelling in spellings(row[2] or ""):
        syllables = spelling.split()
        for value, why in (("".join(part[0] for part in syllables), "拼音首字母"), ("".join(syllables), "拼音")):
            if plain in value:
                verdict = (_rank(value, plain), why)
                best = verdict if best is None or verdict < best else best
    return best


def _by_name(archive: Archive, row: tuple[Any, ...], plain: str) -> _Verdict:
    name = (row[2] or "").casefold()
    if plain in name:
        return _rank(name, plain), "姓名"
    if plain in archive.divisions.name(row[4]):
        return 3, "村"
    return None


def _rank(value: str, plain: str) -> int:
    return 0 if value == plain else 1 if value.startswith(plain) else 2


def _hit(archive: Archive, why: str, row: tuple[Any, ...]) -> Hit:
    relation = archive.codes.text("relation", row[3]) if row[3] else ""
    return Hit(row[0], row[1], row[2] or "", relation, archive.divisions.name(row[4]), why, row[9] or row[10] or "")
