"""The search index: short pieces (grams) of everything people search by, one entry per person, kept with each save.

An FTS5 table without content holds the grams of each living member; a query asks for the grams of the typed text and
`search` checks the few candidates against the real values. Grams: one and two Han characters of name and village; two
and three letters of pinyin initials and spelling; three digits of ID, phone, bank card and household numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from storage.archive.pinyin import spellings
from storage.archive.sqlite import Connection

_SOURCE = (
    "SELECT m.id, m.name, m.id_number, m.phone, m.person_number, m.bank_card, h.number, h.local_number, h.phone, "
    "h.bank_card, d.name FROM member m JOIN household h ON h.uid = m.household AND h.deleted = 0 "
    "LEFT JOIN division_list d ON d.code = h.division WHERE m.deleted = 0"
)
_INSERT = "INSERT INTO person_gram(rowid, grams) VALUES (?, ?)"


def create_tables(connection: Connection) -> None:
    """Make the index's table; called by the first schema step."""
    connection.execute(
        "CREATE VIRTUAL TABLE person_gram USING fts5(grams, content='', contentless_delete=1, detail=none, "
        "tokenize='unicode61 remove_diacritics 0')"
    )


def update_household(connection: Connection, household: str) -> None:
    """Write the entries of one household's members anew, inside the caller's transaction."""
    ids = [(row[0],) for row in connection.execute("SELECT id FROM member WHERE household = ?", (household,))]
    connection.executemany("DELETE FROM person_gram WHERE rowid = ?", ids)
    rows = connection.execute(f"{_SOURCE} AND m.household = ?", (household,)).fetchall()
    connection.executemany(_INSERT, [(row[0], entry(row[1:])) for row in rows])


def bulk_rebuild(connection: Connection) -> None:
    """Build the whole index anew, inside the caller's transaction."""
    connection.execute("INSERT INTO person_gram(person_gram) VALUES ('delete-all')")
    rows = connection.cursor().execute(_SOURCE)
    connection.executemany(_INSERT, ((row[0], entry(row[1:])) for row in rows.fetchall()))


def entry(values: Sequence[str | None]) -> str:
    """Return the grams of one person, joined by blanks: name first, village last, numbers between."""
    name, village = values[0] or "", values[-1] or ""
    grams: set[str] = set(han_grams(name)) | set(han_grams(village))
    for spelling in spellings(name):
        syllables = spelling.split()
        grams.update(letter_grams("".join(part[0] for part in syllables), "i"))
        grams.update(letter_grams("".join(syllables), "p"))
    for number in values[1:-1]:
        if number:
            grams.update(digit_grams(number))
    return " ".join(sorted(grams))


def han_grams(text: str) -> Iterable[str]:
    """Return the one- and two-character pieces of a Han text."""
    yield from text
    yield from (text[place : place + 2] for place in range(len(text) - 1))


def letter_grams(text: str, mark: str) -> Iterable[str]:
    """Return the one-, two- and three-letter pieces, marked so that initials and spellings don't mix."""
    for size in (1, 2, 3):
        yield from (mark + text[place : place + size] for place in range(len(text) - size + 1))


def digit_grams(text: str) -> Iterable[str]:
    """Return the pieces of three characters of a number."""
    plain = text.lower()
    yield from ("d" + plain[place : place + 3] for place in range(len(plain) - 2))
