"""The search index: a contentless FTS5 table of our own tokens, kept in the transaction that changes the records.

A row's id says who it is and in which order hits come: heads of households first, then the other members, then
households without a head: `member.id`, `OTHERS + member.id`, `HOUSEHOLDS + household.id`. Nothing else is stored, and
what a search returns is compared with the records themselves, so a stale row can't show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from storage.archive.search_grams import document
from storage.archive.sqlite import Connection

OTHERS = 1 << 40
HOUSEHOLDS = 1 << 41

COMMON = 0.02
"""A number's token that stands in more than this part of the index tells nobody apart: searches leave it out."""

_SAMPLE = 20
_INSERT = "INSERT INTO search_index(rowid, tokens) VALUES (?, ?)"
_DELETE = "DELETE FROM search_index WHERE rowid = ?"
_MEMBERS = (
    "SELECT household, id, relation = '01' AND coalesce(member_state, '1') = '1', name, id_number, phone, "
    "person_number, bank_card FROM member WHERE deleted = 0"
)
_HOUSEHOLDS = (
    "SELECT uid, id, head_name, number, local_number, phone, bank_card, division FROM household WHERE deleted = 0"
)


def create_tables(connection: Connection) -> None:
    """Make the index's tables in a new database."""
    connection.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(tokens, content='', contentless_delete=1, detail=none, "
        "tokenize='ascii')"
    )
    connection.execute("CREATE TABLE search_common (token TEXT PRIMARY KEY) WITHOUT ROWID")


def update_household(connection: Connection, household: str) -> None:
    """Bring one household up to date, within the caller's transaction; a deleted one leaves the index."""
    remove(connection, household)
    found = connection.execute(f"{_HOUSEHOLDS} AND uid = ?", (household,)).fetchone()
    if found is not None:
        members = connection.execute(f"{_MEMBERS} AND household = ?", (household,)).fetchall()
        connection.executemany(_INSERT, _rows(found, members))


def remove(connection: Connection, household: str) -> None:
    """Take a household and all its members, deleted ones too, out of the index."""
    own = connection.execute("SELECT id FROM household WHERE uid = ?", (household,)).fetchall()
    people = connection.execute("SELECT id FROM member WHERE household = ?", (household,)).fetchall()
    ids = [(HOUSEHOLDS + row[0],) for row in own]
    for (person,) in people:
        ids += [(person,), (OTHERS + person,)]
    connection.executemany(_DELETE, ids)


def bulk_rebuild(connection: Connection) -> None:
    """Build the whole index anew, within the caller's transaction."""
    connection.execute("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    connection.execute("INSERT INTO search_index(search_index, rank) VALUES ('hashsize', 33554432)")
    counted: Counter[str] = Counter()
    sampled = 0
    later: list[tuple[int, str]] = []

    def first_rows() -> Iterator[tuple[int, str]]:
        nonlocal sampled
        for row in _all_rows(connection):
            if row[0] % _SAMPLE == 0:
                sampled += 1
                counted.update(token for token in row[1].split(" ") if token.isascii())
            if row[0] < OTHERS:
                yield row
            else:
                later.append(row)

    connection.executemany(_INSERT, first_rows())
    connection.executemany(_INSERT, later)
    connection.execute("INSERT INTO search_index(search_index, rank) VALUES ('hashsize', 1048576)")
    connection.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")
    connection.execute("DELETE FROM search_common")
    common = [(token,) for token, times in counted.items() if sampled > 100 and times > sampled * COMMON]
    connection.executemany("INSERT INTO search_common(token) VALUES (?)", common)


def _all_rows(connection: Connection) -> Iterator[tuple[int, str]]:
    households = {row[0]: row for row in connection.execute(_HOUSEHOLDS)}
    members = connection.execute(f"{_MEMBERS} ORDER BY household")
    for uid, group in groupby(members, itemgetter(0)):
        found = households.pop(uid, None)
        if found is not None:
            yield from _rows(found, list(group))
    for found in households.values():
        yield from _rows(found, [])


def _rows(household: Any, members: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Yield the index rows of one household; the head carries the household's own numbers."""
    _uid, number_id, head_name, number, local, phone, card, division = household
    own_numbers = [text for text in (number, local, phone) if text]
    own_cards = [card] if card else []
    headless = True
    for _household, member_id, is_head, name, id_number, own_phone, person_number, own_card in members:
        numbers = [text for text in (id_number, own_phone) if text]
        cards = [own_card] if own_card else []
        leads = bool(is_head) and headless
        if leads:
            headless = False
            numbers += own_numbers
            cards += own_cards
        text = document(name or "", numbers, person_number or "", cards, division or "")
        yield (member_id if leads else OTHERS + member_id), text
    if headless:
        yield HOUSEHOLDS + number_id, document(head_name or "", own_numbers, "", own_cards, division or "")
