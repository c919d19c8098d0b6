"""Operations: the archive's change log and the only thing that travels between offices (sync.md §1.3).

An op is header bytes and payload bytes, both JSON, stored exactly as made. Its id is the first 16 bytes of SHA-256
over the header; the header names the payload by hash, so that a payload can be erased while the chain still holds.

header  {"v":1,"s":scope,"d":desk,"q":number in the chain,"h":id before it,"l":lamport,"t":time claimed (UTC),
         "u":user,"k":rank,"r":record uid,"e":entity,"kind":one of KINDS,"b":batch uid,"ph":hash of the payload}
payload {"n":8 random bytes,"set":{facet: value},"p":{facet:[ids replaced]},"seen":[ids],"why":reason,
         "rec":{key:[text, year]},"from":{facet:[id, user, desk, time, rank]}}
A facet of one field holds the field's value, a facet of several an object by field name. `_del` is a facet like any
other: true or false, and `seen` then lists the heads known to the person who deleted. `_home` is the scope a record
moved to; `from` says, in a record carried over, who wrote each value before the move.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from storage.archive.sqlite import Connection

VERSION = 1
DELETED = "_del"
HOME = "_home"
SAME = "same"
TRANSFER_OUT, TRANSFER_IN = "transfer_out", "transfer_in"
ERASE = "erase"
"""Names in `seen` the ops whose payloads go, here and everywhere it comes to (`erased_ops`)."""
KINDS = frozenset({"set", "del", "undel", TRANSFER_OUT, TRANSFER_IN, ERASE, "alias", "unalias"})
"""The kinds this program understands; ops of other kinds are kept and passed on, and say nothing to it."""
ALIAS = "alias"
"""The entity of an edge between two people who are one; no table of records has it."""
_SORTED = orjson.OPT_SORT_KEYS


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: user name, desk id, rank of the office (village 0, township 1, county 2 …)."""

    user: str
    desk: str
    rank: int


@dataclass(slots=True)
class Draft:
    """What one op says, before it has its place in a chain."""

    entity: str
    uid: str
    scope: str
    facets: dict[str, Any]
    parents: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    received: Mapping[str, Sequence[object]] = field(default_factory=dict[str, Sequence[object]])
    seen: list[str] = field(default_factory=list[str])
    reason: str = ""
    kind: str = "set"
    origins: Mapping[str, Sequence[object]] = field(default_factory=dict[str, Sequence[object]])


LAST = "~"
"""Sorts after every character of a scope: the end of a range of scopes that begin alike."""

NOTHING_HELD: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Op:
    """One op as read back, parsed. `order` is its local place of arrival, `held` the facets set aside here."""

    order: int
    id: str
    scope: str
    desk: str
    lamport: int
    rank: int
    at: str
    user: str
    entity: str
    uid: str
    batch: str
    facets: dict[str, Any]
    parents: dict[str, list[str]]
    received: dict[str, list[Any]]
    seen: list[str]
    reason: str
    kind: str = "set"
    origins: Mapping[str, list[Any]] = field(default_factory=dict[str, "list[Any]"])
    held: frozenset[str] = NOTHING_HELD
    twins: Mapping[str, list[Any]] = field(default_factory=dict[str, "list[Any]"])
    """Further values of a facet: one op spoke of two people who are one."""
    joined: bool = False
    """The op was written for another record of the same person."""


def op_id(header: bytes) -> bytes:
    """Return the 16 bytes that name an op."""
    return hashlib.sha256(header).digest()[:16]


SHORTEST_PACKED = 160
"""Bytes; a shorter payload is stored as it is."""


def pack_payload(payload: bytes) -> bytes:
    """Return the payload as the database keeps it: zlib where it saves room; `unpack_payload` is the way back."""
    if len(payload) < SHORTEST_PACKED:
        return payload
    # a window of 4 KB is enough for one record, and eight times as quick to set up as the usual one
    packer = zlib.compressobj(1, zlib.DEFLATED, 12, 4)
    return packer.compress(payload) + packer.flush()


def unpack_payload(stored: bytes) -> bytes:
    """Return the payload's own bytes; JSON begins with a brace, packed bytes never do."""
    return stored if stored[:1] == b"{" else zlib.decompress(stored)


OpRow = tuple[bytes, str, str, int, int, str, str, bytes, bytes]
INSERT_OP = (
    "INSERT INTO op(id, scope, desk, seq, lamport, uid, batch, header, payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Chain:
    """Appends ops of one batch to this desk's chains inside an open transaction.

    Tips and the lamport clock are read once and written back by `close`.
    """

    def __init__(self, connection: Connection, author: Author, batch: str, at: str) -> None:
        """Read the lamport clock."""
        self._connection = connection
        self._author = author
        self._batch = batch
        self._at = at
        self._tips: dict[str, tuple[bytes, int]] = {}
        self._begun: dict[str, bytes] = {}
        row = connection.execute("SELECT value FROM meta WHERE key = 'lamport'").fetchone()
        self._lamport = int(row[0]) if row else 0
        self.rows: list[OpRow] = []

    def append(self, draft: Draft) -> str:
        """Give the op its place and return its id in hex; `flush` writes it."""
        before, number = self._tip(draft.scope)
        self._lamport += 1
        payload = _payload_bytes(draft)
        header = orjson.dumps(
            {
                "v": VERSION,
                "s": draft.scope,
                "d": self._author.desk,
                "q": number + 1,
                "h": before.hex(),
                "l": self._lamport,
                "t": self._at,
                "u": self._author.user,
                "k": self._author.rank,
                "r": draft.uid,
                "e": draft.entity,
                "kind": draft.kind,
                "b": self._batch,
                "ph": hashlib.sha256(payload).hexdigest(),
            }
        )
        name = op_id(header)
        self._tips[draft.scope] = (name, number + 1)
        self.rows.append(
            (
                name,
                draft.scope,
                self._author.desk,
                number + 1,
                self._lamport,
                draft.uid,
                self._batch,
                header,
                pack_payload(payload),
            )
        )
        return name.hex()

    def flush(self) -> None:
        """Write the ops gathered so far."""
        self._connection.executemany(INSERT_OP, self.rows)
        self.rows.clear()

    def close(self) -> None:
        """Write the ops, the tips and the clock."""
        self.flush()
        desk = self._author.desk
        self._connection.executemany(
            "DELETE FROM tip WHERE scope = ? AND desk = ? AND id = ?",
            [(scope, desk, name) for scope, name in self._begun.items()],
        )
        self._connection.executemany(
            "INSERT OR REPLACE INTO tip(scope, desk, id, seq) VALUES (?, ?, ?, ?)",
            [(scope, desk, name, number) for scope, (name, number) in self._tips.items() if number],
        )
        self._connection.execute(
            "INSERT INTO meta(key, value) VALUES ('lamport', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (str(self._lamport),),
        )

    def _tip(self, scope: str) -> tuple[bytes, int]:
        found = self._tips.get(scope)
        if found is None:
            # more than one end: this desk was restored or copied unnoticed; go on from the longer branch
            row = self._connection.execute(
                "SELECT id, seq FROM tip WHERE scope = ? AND desk = ? ORDER BY seq DESC, id DESC LIMIT 1",
                (scope, self._author.desk),
            ).fetchone()
            found = (row[0], row[1]) if row else (b"", 0)
            self._tips[scope] = found
            self._begun[scope] = found[0]
        return found


def _payload_bytes(draft: Draft) -> bytes:
    payload: dict[str, Any] = {"n": os.urandom(8).hex(), "set": draft.facets}
    if draft.parents:
        payload["p"] = draft.parents
    if draft.received:
        payload["rec"] = draft.received
    if draft.seen:
        payload["seen"] = draft.seen
    if draft.reason:
        payload["why"] = draft.reason
    if draft.origins:
        payload["from"] = draft.origins
    return orjson.dumps(payload, option=_SORTED)


def parse_op(
    order: int,
    name: bytes,
    header: bytes,
    payload: bytes | None,
    held: frozenset[str] = NOTHING_HELD,
    roots: Mapping[str, str] | None = None,
) -> Op:
    """Return the parsed op; an erased payload, or a kind of a newer program, reads as one that says nothing.

    With `roots` (uid → the person it is one with) the op speaks of the people as they are joined.
    """
    head = orjson.loads(header)
    known = payload is not None and head["kind"] in KINDS
    body: dict[str, Any] = orjson.loads(unpack_payload(cast("bytes", payload))) if known else {}
    if roots:
        body = _joined(head, body, roots)
    return Op(
        order=order,
        id=name.hex(),
        scope=head["s"],
        desk=head["d"],
        lamport=head["l"],
        rank=head["k"],
        at=head["t"],
        user=head["u"],
        entity=head["e"],
        uid=head["r"],
        batch=head["b"],
        facets=body.get("set", {}),
        parents=body.get("p", {}),
        received=body.get("rec", {}),
        seen=body.get("seen", []),
        reason=body.get("why", ""),
        kind=head["kind"],
        origins=body.get("from", {}),
        held=held,
        twins=body.get("twins", {}),
        joined=body.get("joined", False),
    )


def _joined(head: dict[str, Any], body: dict[str, Any], roots: Mapping[str, str]) -> dict[str, Any]:
    """Rename what speaks of a joined person: a member's own uid, keyed facets of a year, links to a person."""
    if head["e"] == "member":
        if head["r"] in roots:
            head["r"], body["joined"] = roots[head["r"]], True
    elif head["e"] == "year" and "set" in body:
        body["twins"] = {}
        for part in ("set", "p", "rec", "from"):
            if part in body:
                body[part] = _keyed_joined(part, body, roots)
    elif body.get("set", {}).get("person") in roots:
        body["set"]["person"] = roots[body["set"]["person"]]
    return body


def _keyed_joined(part: str, body: dict[str, Any], roots: Mapping[str, str]) -> dict[str, Any]:
    renamed: dict[str, Any] = {}
    for facet, value in body[part].items():
        place, _colon, person = facet.rpartition(":")
        name = f"{place}:{roots[person]}" if person in roots else facet
        if name not in renamed:
            renamed[name] = value
        elif part == "p":
            renamed[name] = [*renamed[name], *value]
        elif part == "set":
            body["twins"].setdefault(name, []).append(value)
    return renamed


def load_roots(connection: Connection) -> dict[str, str]:
    """Return uid → root for every person that is joined to another, the roots themselves left out."""
    return dict(connection.execute("SELECT uid, root FROM alias WHERE uid <> root").fetchall())


def load_held(connection: Connection) -> dict[bytes, frozenset[str]]:
    """Return op id → its facets that are set aside, of all ops."""
    return _by_op(connection.execute("SELECT op, facet FROM op_held"))


def _held_of(connection: Connection, uids: Sequence[str]) -> dict[bytes, frozenset[str]]:
    """Return the same of the ops of some records: after a merge taken back there may be millions of them."""
    query = f"SELECT h.op, h.facet FROM op o JOIN op_held h ON h.op = o.id WHERE o.uid IN ({_marks(uids)})"  # noqa: S608
    return _by_op(connection.execute(query, uids))


def _by_op(rows: Iterable[tuple[bytes, str]]) -> dict[bytes, frozenset[str]]:
    held: dict[bytes, frozenset[str]] = {}
    for name, facet in rows:
        held[name] = held.get(name, NOTHING_HELD) | {facet}
    return held


def ops_of(connection: Connection, uids: Sequence[str]) -> dict[str, list[Op]]:
    """Return the ops of each record in their order of arrival, of a joined person those of all its records."""
    roots = load_roots(connection)
    found: dict[str, list[Op]] = {uid: [] for uid in uids}
    _read_into(connection, found, uids, roots)
    if roots:
        # to each asked root belongs what was written under the other uids of the same person
        others = [uid for uid, root in roots.items() if root in found and uid not in found]
        _read_into(connection, found, others, roots)
        for root in found.keys() & set(roots.values()):
            found[root].sort(key=lambda op: op.order)
    return found


def _read_into(
    connection: Connection, found: dict[str, list[Op]], uids: Sequence[str], roots: Mapping[str, str]
) -> None:
    for start in range(0, len(uids), 500):
        part = uids[start : start + 500]
        held = _held_of(connection, part)
        rows = connection.execute(
            f"SELECT n, id, header, payload FROM op WHERE uid IN ({_marks(part)}) ORDER BY n",  # noqa: S608
            part,
        )
        for order, name, header, payload in rows:
            op = parse_op(order, name, header, payload, held.get(name, NOTHING_HELD), roots)
            if op.uid in found:
                found[op.uid].append(op)


def _marks(part: Sequence[str]) -> str:
    return ",".join("?" * len(part))
