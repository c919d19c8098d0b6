"""People joined to one: the table `alias`, derived from edges in the change log by union-find (sync.md §1.3).

An edge is a record of its own, between two people's uids; it lives while any value that nobody replaced says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from models.catalogue import HOUSEHOLD_PARTS
from storage.archive.columns import table_of
from storage.archive.ops import ALIAS, SAME, Op, load_held, parse_op
from storage.archive.sqlite import Connection
from storage.archive.state import heads_of

PREFIX = "alias:"
_EDGES = "SELECT n, id, header, payload FROM op WHERE uid >= 'alias:' AND uid < 'alias;' ORDER BY uid, n"


def edge_uid(one: str, other: str) -> str:
    """Return the uid of the edge between two people."""
    low, high = sorted((one, other))
    return f"{PREFIX}{low}|{high}"


def ends_of(uid: str) -> tuple[str, str]:
    """Return the two people of an edge; ("", "") where the uid is none."""
    low, bar, high = uid.removeprefix(PREFIX).partition("|")
    return (low, high) if bar and low and high else ("", "")


def read_edges(connection: Connection) -> dict[str, list[Op]]:
    """Return edge uid → its ops."""
    held = load_held(connection)
    found: dict[str, list[Op]] = {}
    for order, name, header, payload in connection.execute(_EDGES).fetchall():
        op = parse_op(order, name, header, payload, held.get(name, frozenset()))
        if op.entity == ALIAS:
            found.setdefault(op.uid, []).append(op)
    return found


def is_live(ops: Iterable[Op]) -> bool:
    """Tell whether an edge joins its two people."""
    return any(head.value is True for head in heads_of(ops).get(SAME, ()))


def rebuild(connection: Connection) -> set[str]:
    """Write the table anew; returns the people whose class changed."""
    before: dict[str, str] = dict(connection.execute("SELECT uid, root FROM alias").fetchall())
    after = roots_of(uid for uid, ops in read_edges(connection).items() if is_live(ops))
    if before == after:
        return set()
    connection.execute("DELETE FROM alias")
    connection.executemany("INSERT INTO alias(uid, root) VALUES (?, ?)", list(after.items()))
    changed = {uid for uid in before.keys() | after.keys() if before.get(uid) != after.get(uid)}
    classes = {root for uid in changed for root in (before.get(uid), after.get(uid)) if root}
    return changed | {uid for uid, root in (*before.items(), *after.items()) if root in classes}


def roots_of(edges: Iterable[str]) -> dict[str, str]:
    """Return uid → root (the smallest uid) for every person on a living edge, roots included."""
    parent: dict[str, str] = {}

    def find(uid: str) -> str:
        while parent.setdefault(uid, uid) != uid:
            uid = parent[uid]
        return uid

    for edge in edges:
        low, high = ends_of(edge)
        if low:
            one, other = sorted((find(low), find(high)))
            parent[other] = one
    return {uid: find(uid) for uid in parent}


def widen(connection: Connection, touched: dict[str, dict[str, None]]) -> None:
    """Rebuild the table and add to `touched` what must be folded anew: the people, and what speaks of them."""
    named = {person for edge in touched.get(ALIAS, ()) for person in ends_of(edge) if person}
    people = rebuild(connection)
    touched.setdefault("member", {}).update(dict.fromkeys(sorted(named)))
    touched.setdefault("member", {}).update(dict.fromkeys(sorted(people)))
    for household in _households_of(connection, people):
        for entity in ("year", *HOUSEHOLD_PARTS):
            query = f"SELECT uid FROM {table_of(entity)} WHERE household = ?"  # noqa: S608
            rows = connection.execute(query, (household,)).fetchall()
            touched.setdefault(entity, {}).update(dict.fromkeys(row[0] for row in rows))


def _households_of(connection: Connection, people: Iterable[str]) -> list[str]:
    """Return every household these people were ever written into."""
    found: dict[str, None] = {}
    for uid in sorted(people):
        rows = connection.execute("SELECT n, id, header, payload FROM op WHERE uid = ? ORDER BY n", (uid,)).fetchall()
        for row in rows:
            household = parse_op(*row).facets.get("household")
            if isinstance(household, str):
                found[household] = None
    return list(found)
