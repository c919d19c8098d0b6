"""Operations: the archive's change log and the only thing that travels between offices (sync.md §1.3).

An op is header bytes and payload bytes, both JSON, stored exactly as made. Its id is the first 16 bytes of SHA-256
over the header; the header names the payload by hash, so that a payload can be erased while the chain still holds.

header  {"v":1,"s":scope,"d":desk,"q":number in the chain,"h":id before it,"l":lamport,"t":time claimed (UTC),
         "u":user,"k":rank,"r":record uid,"e":entity,"kind":"set"|"del","b":batch uid,"ph":hash of the payload}
payload {"n":8 random bytes,"set":{facet: value},"p":{facet:[ids replaced]},"seen":[ids],"why":reason,
         "rec":{key:[text, year]}}
A facet of one field holds the field's value, a facet of several an object by field name. `_del` is a facet like any
other: true or false, and `seen` then lists the heads known to the person who deleted.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from storage.archive.sqlite import Connection

VERSION = 1
DELETED = "_del"
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


@dataclass(frozen=True, slots=True)
class Op:
    """One op as read back, parsed. `order` is its local place of arrival."""

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
        self._connection.executemany(
            "INSERT INTO tip(scope, desk, id, seq) VALUES (?, ?, ?, ?) "
            "ON CONFLICT(scope, desk) DO UPDATE SET id = excluded.id, seq = excluded.seq",
            [(scope, self._author.desk, name, number) for scope, (name, number) in self._tips.items()],
        )
        self._connection.execute(
            "INSERT INTO meta(key, value) VALUES ('lamport', ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
            (str(self._lamport),),
        )

    def _tip(self, scope: str) -> tuple[bytes, int]:
        found = self._tips.get(scope)
        if found is None:
            row = self._connection.execute(
                "SELECT id, seq FROM tip WHERE scope = ? AND desk = ?", (scope, self._author.desk)
            ).fetchone()
            found = (row[0], row[1]) if row else (b"", 0)
            self._tips[scope] = found
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
    return orjson.dumps(payload, option=_SORTED)


def parse_op(order: int, name: bytes, header: bytes, payload: bytes | None) -> Op:
    """Return the parsed op; an erased payload reads as one that says nothing."""
    head = orjson.loads(header)
    body: dict[str, Any] = orjson.loads(unpack_payload(payload)) if payload else {}
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
    )


def ops_of(connection: Connection, uids: Sequence[str]) -> dict[str, list[Op]]:
    """Return the ops of each record in their order of arrival."""
    found: dict[str, list[Op]] = {uid: [] for uid in uids}
    for start in range(0, len(uids), 500):
        part = uids[start : start + 500]
        marks = ",".join("?" * len(part))
        rows = connection.execute(
            f"SELECT n, id, header, payload FROM op WHERE uid IN ({marks}) ORDER BY n",  # noqa: S608
            part,
        )
        for row in rows:
            op = parse_op(*row)
            found[op.uid].append(op)
    return found
