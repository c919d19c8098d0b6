"""What this archive has and what others say they have: the have-vector, and the ops that a receiver lacks.

"Sent" never counts as "received": only what an office itself states counts, and its new statement replaces the old one
(sync.md §1.3), so that a restored or copied archive gets again what it lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import orjson

from storage.archive.archive import Archive
from storage.archive.ops import LAST, unpack_payload
from storage.archive.sqlite import Connection

DISTANCES = (8, 64, 512, 4096)
"""How far behind its end a statement names ops of a chain too: a sender who lacks the end still knows one of them."""


@dataclass(frozen=True, slots=True)
class Tip:
    """One end of the chain of a scope and desk; `id` in hex. Two ends of one chain are a fork.

    `before` are ids of earlier ops of the same chain, nearest first.
    """

    scope: str
    desk: str
    id: str
    seq: int
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Ops of a chain that have not come, though later ones have: numbers `first` to `last`."""

    scope: str
    desk: str
    first: int
    last: int


def tips(archive: Archive, scope: str = "") -> list[Tip]:
    """Return the chain ends of all scopes that begin with `scope`, by scope, desk and number."""
    connection = archive.connection
    rows = connection.execute(
        "SELECT scope, desk, id, seq FROM tip WHERE scope >= ? AND scope < ? ORDER BY scope, desk, seq, id",
        (scope, scope + LAST),
    ).fetchall()
    forked = set(_repeated([row[:2] for row in rows]))
    return [
        Tip(scope_, desk, name.hex(), seq, () if (scope_, desk) in forked else _before(connection, scope_, desk, seq))
        for scope_, desk, name, seq in rows
    ]


def forks(archive: Archive) -> list[Tip]:
    """Return the ends of every chain that has more than one: a desk that was restored or copied unnoticed."""
    found = tips(archive)
    forked = set(_repeated([(tip.scope, tip.desk) for tip in found]))
    return [tip for tip in found if (tip.scope, tip.desk) in forked]


def gaps(archive: Archive) -> list[Gap]:
    """Return what is missing before the ops that wait for their predecessor."""
    rows = archive.connection.execute(
        "SELECT w.scope, w.desk, min(w.seq), (SELECT max(seq) FROM tip t WHERE t.scope = w.scope AND t.desk = w.desk) "
        "FROM op_wait w WHERE NOT EXISTS (SELECT 1 FROM op_wait v WHERE v.id = w.prev) GROUP BY w.scope, w.desk"
    )
    return [Gap(scope, desk, min((known or 0) + 1, first - 1), first - 1) for scope, desk, first, known in rows]


def statement(archive: Archive, office: str, stated: Iterable[Tip]) -> None:
    """Replace what an office last said it has; within the caller's transaction where one is open."""
    connection = archive.connection
    own = not connection.in_transaction
    if own:
        connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute("DELETE FROM peer_tip WHERE office = ?", (office,))
        connection.executemany(
            "INSERT OR REPLACE INTO peer_tip(office, scope, desk, id, seq, before) VALUES (?, ?, ?, ?, ?, ?)",
            [(office, tip.scope, tip.desk, bytes.fromhex(tip.id), tip.seq, " ".join(tip.before)) for tip in stated],
        )
        if own:
            connection.commit()
    except BaseException:
        if own and connection.in_transaction:
            connection.rollback()
        raise


def stated_tips(archive: Archive, office: str) -> list[Tip] | None:
    """Return what an office last said it has, or None where it never said anything."""
    rows = archive.connection.execute(
        "SELECT scope, desk, id, seq, before FROM peer_tip WHERE office = ? ORDER BY scope, desk, seq, id", (office,)
    ).fetchall()
    if not rows:
        return None
    return [Tip(scope, desk, name.hex(), seq, tuple(before.split())) for scope, desk, name, seq, before in rows]


def ops_after(
    archive: Archive, stated: Sequence[Tip] | None, scope: str, *others: Sequence[Tip] | None
) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield header and payload bytes of the ops under `scope` that the receiver lacks by its statement, chain order.

    None means a receiver that has nothing. Of a chain whose stated end is unknown here, or that is forked, everything
    goes that does not surely lead up to what was stated. With `others`, the statements of further receivers, what
    every one of them has is left out.
    """
    connection = archive.connection
    chains = connection.execute(
        "SELECT scope, desk, count(*) FROM tip WHERE scope >= ? AND scope < ? GROUP BY scope, desk",
        (scope, scope + LAST),
    ).fetchall()
    said = [_by_chain(one or ()) for one in (stated, *others)]
    for chain_scope, desk, ends in chains:
        theirs = [one.get((chain_scope, desk), []) for one in said]
        if ends == 1 and all(len(one) <= 1 for one in theirs):
            number = min(_known_number(connection, one) for one in theirs)
            yield from _after(connection, chain_scope, desk, number)
        else:
            yield from _beside(connection, chain_scope, desk, theirs)


def _by_chain(stated: Sequence[Tip]) -> dict[tuple[str, str], list[Tip]]:
    said: dict[tuple[str, str], list[Tip]] = {}
    for tip in stated:
        said.setdefault((tip.scope, tip.desk), []).append(tip)
    return said


_CHAIN = "SELECT id, seq, header, payload FROM op WHERE scope = ? AND desk = ?"


def _known_number(connection: Connection, theirs: Sequence[Tip]) -> int:
    """Return the number up to which the receiver surely has a chain without forks; 0 for nothing."""
    for tip in theirs:
        for name in (tip.id, *tip.before):
            row = connection.execute(
                "SELECT seq FROM op WHERE id = ? AND scope = ? AND desk = ?", (bytes.fromhex(name), tip.scope, tip.desk)
            ).fetchone()
            if row:
                return row[0]
    return 0


def _after(connection: Connection, scope: str, desk: str, number: int) -> Iterator[tuple[bytes, bytes | None]]:
    rows = connection.cursor().execute(f"{_CHAIN} AND seq > ? ORDER BY seq", (scope, desk, number))
    for _name, _seq, header, payload in rows:
        yield header, payload and unpack_payload(payload)


def _beside(
    connection: Connection, scope: str, desk: str, receivers: Sequence[Sequence[Tip]]
) -> Iterator[tuple[bytes, bytes | None]]:
    """Yield a forked chain without what leads, at every receiver, up to an op that it stated."""
    before = {
        row[0]: bytes.fromhex(orjson.loads(row[1])["h"])
        for row in connection.execute("SELECT id, header FROM op WHERE scope = ? AND desk = ?", (scope, desk))
    }
    had = set(before).intersection(*(_leading_up(before, one) for one in receivers))
    rows = connection.cursor().execute(f"{_CHAIN} ORDER BY seq, id", (scope, desk))
    for name, _seq, header, payload in rows:
        if name not in had:
            yield header, payload and unpack_payload(payload)


def _leading_up(before: dict[bytes, bytes], theirs: Sequence[Tip]) -> set[bytes]:
    had: set[bytes] = set()
    for tip in theirs:
        for name in (tip.id, *tip.before):
            place = bytes.fromhex(name)
            while place in before and place not in had:
                had.add(place)
                place = before[place]
    return had


def _before(connection: Connection, scope: str, desk: str, seq: int) -> tuple[str, ...]:
    found: list[str] = []
    for distance in DISTANCES:
        if seq - distance < 1:
            break
        rows = connection.execute(
            "SELECT id FROM op WHERE scope = ? AND desk = ? AND seq = ?", (scope, desk, seq - distance)
        ).fetchall()
        if len(rows) == 1:
            found.append(rows[0][0].hex())
    return tuple(found)


def _repeated(chains: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    return [chain for chain in chains if chain in seen or seen.add(chain)]
