"""The search index: a contentless FTS5 table of our own tokens, kept in the transaction that changes the records.

A row's id says who it is and in which order hits come: heads of households first, then the other members, then
households without a head: `member.id`, `OTHERS + member.id`, `HOUSEHOLDS + household.id`. Nothing else is stored, and
what a search returns is compared with the records themselves, so a stale row can't show.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
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
    connection.executemany(_INSERT, rows_of(connection, household))


def rows_of(connection: Connection, household: str) -> list[tuple[int, str]]:
    """Return id and tokens of the index rows of one household, none where it is deleted."""
    found = connection.execute(f"{_HOUSEHOLDS} AND uid = ?", (household,)).fetchone()
    if found is None:
        return []
    return list(_rows(found, connection.execute(f"{_MEMBERS} AND household = ?", (household,)).fetchall()))


def remove(connection: Connection, household: str) -> None:
    """Take a household and all its members, deleted ones too, out of the index."""
    own = connection.execute("SELECT id FROM household WHERE uid = ?", (household,)).fetchall()
    people = connection.execute("SELECT id FROM member WHERE household = ?", (household,)).fetchall()
    ids = [(HOUSEHOLDS + row[0],) for row in own]
    for (person,) in people:
        ids += [(person,), (OTHERS + person,)]
    connection.executemany(_DELETE, ids)


def remove_member(connection: Connection, uid: str) -> None:
    """Take one member out of the index."""
    for (person,) in connection.execute("SELECT id FROM member WHERE uid = ?", (uid,)).fetchall():
        connection.executemany(_DELETE, [(person,), (OTHERS + person,)])


def bulk_rebuild(connection: Connection) -> None:
    """Build the whole index anew, within the caller's transaction."""
    connection.execute("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    connection.execute("INSERT INTO search_index(search_index, rank) VALUES ('hashsize', 67108864)")
    counted: Counter[str] = Counter()
    sampled = 0

    def rows() -> Iterator[tuple[int, str]]:
        nonlocal sampled
        for row in _all_rows(connection):
            if row[0] % _SAMPLE == 0:
                sampled += 1
                counted.update(token for token in row[1].split(" ") if token.isascii())
            yield row

    connection.executemany(_INSERT, rows())
    connection.execute("INSERT INTO search_index(search_index, rank) VALUES ('hashsize', 1048576)")
    connection.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")
    connection.execute("DELETE FROM search_common")
    common = [(token,) for token, times in counted.items() if sampled > 100 and times > sampled * COMMON]
    connection.executemany("INSERT INTO search_common(token) VALUES (?)", common)


def _all_rows(connection: Connection) -> Iterator[tuple[int, str]]:
    """Yield the rows of the whole index by rising id: out of order, FTS5 would write out its buffer at each row."""
    households = {row[0]: row for row in connection.execute(_HOUSEHOLDS)}
    leaders: dict[str, int] = {}
    for member in connection.execute(f"{_MEMBERS} AND relation = '01' ORDER BY id"):
        uid, member_id, is_head = member[:3]
        if is_head and uid in households and uid not in leaders:
            leaders[uid] = member_id
            yield member_id, _member_text(member, households[uid], True)
    for member in connection.execute(f"{_MEMBERS} ORDER BY id"):
        uid, member_id = member[:2]
        if uid in households and leaders.get(uid) != member_id:
            yield OTHERS + member_id, _member_text(member, households[uid], False)
    for found in sorted(households.values(), key=itemgetter(1)):
        if found[0] not in leaders:
            yield HOUSEHOLDS + found[1], _household_text(found)


def _rows(household: Any, members: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Yield the index rows of one household; the first head carries the household's own numbers."""
    headless = True
    for member in members:
        leads = bool(member[2]) and headless
        headless = headless and not leads
        yield (member[1] if leads else OTHERS + member[1]), _member_text(member, household, leads)
    if headless:
        yield HOUSEHOLDS + household[1], _household_text(household)


def _member_text(member: Any, household: Any, leads: bool) -> str:
    _household, _id, _is_head, name, id_number, phone, person_number, card = member
    numbers = [text for text in (id_number, phone) if text]
    cards = [card] if card else []
    if leads:
        own_numbers, own_cards = _own(household)
        numbers += own_numbers
        cards += own_cards
    return document(name or "", numbers, person_number or "", cards, household[7] or "")


def _household_text(household: Any) -> str:
    numbers, cards = _own(household)
    return document(household[2] or "", numbers, "", cards, household[7] or "")


def _own(household: Any) -> tuple[list[str], list[str]]:
    """Return the household's own numbers and cards."""
    _uid, _id, _head_name, number, local, phone, card, _division = household
    return [text for text in (number, local, phone) if text], [card] if card else []
