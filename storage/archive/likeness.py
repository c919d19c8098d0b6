"""Finding, in bulk, whom of the archive an unknown person of a sheet is very like: a slip of one digit, an old number
of 15 digits, the same name and birthday. Nobody is taken for somebody else here: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.id_numbers import eighteen, has_right_check, one_slip_apart
from storage.archive.archive import Archive
from storage.archive.sqlite import Connection


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a row says of a person whom nothing identifies; empty text where it says nothing. Birth date ISO."""

    id_number: str = ""
    name: str = ""
    birth_date: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of the archive who is very like; `how` is one_digit, fifteen or name_and_birth."""

    household: str
    person: str
    how: str
    name: str
    id_number: str
    birth_date: str
    relation: str
    number: str
    head_name: str
    division: str


def find_twins(archive: Archive, people: Sequence[Likeness]) -> list[Look | None]:
    """Return for each person the one of the archive who is most like, or None.

    A number of one slip leaves two of its three parts (place, birthday, order with check) as they are; joins on the
    pairs of parts find the candidates without comparing everyone with everyone.
    """
    if not people or archive.connection.execute("SELECT 1 FROM member LIMIT 1").fetchone() is None:
        return [None] * len(people)
    best: dict[int, tuple[int, str, str]] = {}
    connection = archive.connection
    for statement in _ASKED:
        connection.execute(statement)
    try:
        connection.executemany("INSERT INTO likeness_asked VALUES (?, ?, ?, ?, ?, ?, ?)", _rows(people))
        for place, rank, how, uid in _candidates(connection, people):
            if place not in best or rank < best[place][0]:
                best[place] = (rank, how, uid)
    finally:
        connection.execute("DROP TABLE temp.likeness_asked")
    looks = {(uid, how): look for how in HOWS for uid, look in _looks(connection, how, best)}
    return [looks.get((best[place][2], best[place][1])) if place in best else None for place in range(len(people))]


HOWS = ("one_digit", "fifteen", "name_and_birth")
"""Ways of being like somebody, the surest first."""

_ASKED = (
    "CREATE TEMP TABLE likeness_asked (n INTEGER PRIMARY KEY, id18 TEXT, name TEXT, born TEXT, a TEXT, b TEXT, c TEXT)",
    "CREATE INDEX temp.likeness_number ON likeness_asked(id18)",
    "CREATE INDEX temp.likeness_a ON likeness_asked(a)",
    "CREATE INDEX temp.likeness_b ON likeness_asked(b)",
    "CREATE INDEX temp.likeness_c ON likeness_asked(c)",
    "CREATE INDEX temp.likeness_name ON likeness_asked(name, born)",
)

_Row = tuple[int, str | None, str | None, str | None, str | None, str | None, str | None]


def _rows(people: Sequence[Likeness]) -> Iterator[_Row]:
    for place, one in enumerate(people):
        number = eighteen(one.id_number)[:18]
        whole = number if len(number) == 18 else None
        a, b, c = (number[6:], number[:6] + number[14:], number[:14]) if whole else (None, None, None)
        yield place, whole, one.name or None, one.birth_date or None, a, b, c


_FROM = (
    "FROM temp.likeness_asked q JOIN member m ON {} JOIN household h ON h.uid = m.household "
    "WHERE m.deleted = 0 AND h.deleted = 0"
)
_ID = "substr(m.id_number, 1, 18)"


def _candidates(connection: Connection, people: Sequence[Likeness]) -> Iterator[tuple[int, int, str, str]]:
    for join in (
        "q.a = substr(m.id_number, 7, 12)",
        "q.b = substr(m.id_number, 1, 6) || substr(m.id_number, 15, 4)",
        "q.c = substr(m.id_number, 1, 14)",
    ):
        found = f"SELECT q.n, q.id18, {_ID}, m.uid {_FROM.format(join)}"
        for place, number, known, uid in connection.execute(found).fetchall():
            if one_slip_apart(number, known):
                yield place, 0, "one_digit", uid
    old = f"SELECT m.id_number, m.uid {_FROM.format('q.n = 0 AND length(m.id_number) = 15')}"
    by_number = {eighteen(number): uid for number, uid in connection.execute(old).fetchall()}
    for place, one in enumerate(people):
        number = eighteen(one.id_number)
        if number in by_number and len(one.id_number) != 15:
            yield place, 1, "fifteen", by_number[number]
    grown = f"SELECT q.n, m.uid {_FROM.format(f'q.id18 = {_ID}')}"
    grown_rows: list[tuple[int, str]] = connection.execute(grown).fetchall()
    for place, uid in grown_rows:
        if len(people[place].id_number) == 15:
            yield place, 1, "fifteen", uid
    named = f"SELECT q.n, m.id_number, m.uid {_FROM.format('q.name = m.name AND q.born = m.birth_date')}"
    named_rows: list[tuple[int, str | None, str]] = connection.execute(named).fetchall()
    for place, known, uid in named_rows:
        if not (has_right_check(known or "") and has_right_check(people[place].id_number)):
            yield place, 2, "name_and_birth", uid  # two sound numbers that differ are two people


_LOOK = (
    "SELECT m.household, m.uid, m.name, m.id_number, m.birth_date, m.relation, h.number, h.local_number, h.head_name, "
    "h.division FROM member m JOIN household h ON h.uid = m.household"
)


def _looks(connection: Connection, how: str, best: dict[int, tuple[int, str, str]]) -> Iterator[tuple[str, Look]]:
    uids = sorted({uid for _rank, own, uid in best.values() if own == how})
    for start in range(0, len(uids), 500):
        part = uids[start : start + 500]
        marks = ",".join("?" * len(part))
        rows = connection.execute(f"{_LOOK} WHERE m.uid IN ({marks})", part)
        for home, uid, name, number, born, relation, national, local, head, division in rows:
            told = (name, number, born, relation, national or local, head, division)
            yield uid, Look(home, uid, how, *(text or "" for text in told))
