"""Taking in ops made elsewhere: checked for their form, put on their chains or kept waiting, never changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, cast

import orjson

from storage.archive.ops import INSERT_OP, OpRow, op_id, pack_payload
from storage.archive.problems import StorageProblem
from storage.archive.sqlite import Connection

PART = 1000
LONGEST = 200
"""Characters of a name in a header: record, entity, user, batch."""
_DESK = re.compile(r"[0-9a-f]{24}")
_ID = re.compile(r"(?:[0-9a-f]{32})?")
_HASH = re.compile(r"[0-9a-f]{64}")
_SCOPE = re.compile(r"@?[0-9]{0,12}")
_MOST = 1 << 53
"""Numbers and clocks beyond this are no numbers of ours."""


@dataclass(frozen=True, slots=True)
class OpHeader:
    """An op's header as parsed: see docs/exchange-format.md."""

    scope: str
    desk: str
    seq: int
    before: str
    lamport: int
    at: str
    user: str
    rank: int
    uid: str
    entity: str
    kind: str
    batch: str
    payload_hash: str


@dataclass(slots=True)
class Taken:
    """What an intake did. `touched` is entity → uids; `own` says that ops came of this very desk, made elsewhere."""

    touched: dict[str, dict[str, None]] = field(default_factory=dict[str, "dict[str, None]"])
    inserted: int = 0
    filled: int = 0
    known: int = 0
    waiting: int = 0
    refused: int = 0
    own: bool = False
    known_ids: list[bytes] = field(default_factory=list[bytes])


def read_header(header: bytes) -> OpHeader:
    """Return the parsed header; StorageProblem where it is none."""
    try:
        head = orjson.loads(header)
        found = OpHeader(
            head["s"],
            head["d"],
            head["q"],
            head["h"],
            head["l"],
            head["t"],
            head["u"],
            head["k"],
            head["r"],
            head["e"],
            head["kind"],
            head["b"],
            head["ph"],
        )
        version = head["v"]
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError, RecursionError):
        raise _bad("抬头读不懂") from None
    if not _is_sound(found) or type(version) is not int or version < 1:
        raise _bad("抬头里的内容不合规")
    return found


def _is_sound(head: OpHeader) -> bool:
    for text in (head.at, head.user, head.uid, head.entity, head.kind, head.batch):
        if text.__class__ is not str or len(text) > LONGEST:
            return False
    for text in (head.scope, head.desk, head.before, head.payload_hash):
        if text.__class__ is not str:
            return False
    for number in (head.seq, head.lamport, head.rank):
        if number.__class__ is not int or not 0 <= number < _MOST:
            return False
    return (
        _SCOPE.fullmatch(head.scope) is not None
        and _DESK.fullmatch(head.desk) is not None
        and _ID.fullmatch(head.before) is not None
        and _HASH.fullmatch(head.payload_hash) is not None
        and bool(head.uid and head.entity)
        and (head.seq == 1) == (head.before == "")
        and head.seq > 0
    )


def check_payload(head: OpHeader, payload: bytes) -> None:
    """Raise StorageProblem where the payload is not the header's, or not of the form this program understands."""
    if hashlib.sha256(payload).hexdigest() != head.payload_hash:
        raise _bad("内容与指纹不符")
    try:
        body = orjson.loads(payload)
    except (orjson.JSONDecodeError, RecursionError):
        raise _bad("内容读不懂") from None
    if not _is_sound_body(body):
        raise _bad("内容的写法不合规")


def _is_sound_body(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    parts = cast("dict[str, Any]", body)
    for name in ("set", "p", "rec", "from"):
        if not isinstance(parts.get(name, {}), dict):
            return False
    for ids in (*parts.get("p", {}).values(), parts.get("seen", [])):
        if not _is_list_of_ids(ids):
            return False
    for pair in (*parts.get("rec", {}).values(), *parts.get("from", {}).values()):
        if not isinstance(pair, list):
            return False
    return isinstance(parts.get("why", ""), str)


def _is_list_of_ids(ids: Any) -> bool:
    return isinstance(ids, list) and all(isinstance(one, str) for one in cast("list[Any]", ids))


def _bad(what: str) -> StorageProblem:
    return StorageProblem("bad_op", f"收到的改动记录{what}，这一份没有接收，档案没有改动。请对方重新导出一次。")


class Intake:
    """Takes ops into the log within an open transaction; `finish` writes the chain ends and the clock."""

    def __init__(self, connection: Connection, desk: str, allowed: Callable[[OpHeader], bool]) -> None:
        """Start; `desk` is this archive's own."""
        self.taken = Taken()
        self._connection = connection
        self._desk = desk
        self._allowed = allowed
        self._refused: set[str] = set()
        self._rows: list[OpRow] = []
        self._pending: dict[bytes, tuple[str, str, int]] = {}
        self._waiting: list[tuple[bytes, bytes, str, str, int, bytes, bytes | None]] = []
        self._ends: dict[tuple[str, str], dict[bytes, int]] = {}
        self._lamport = 0

    def take(self, ops: Iterable[tuple[bytes, bytes | None]], keep_known: bool = False) -> Iterator[int]:
        """Take the ops; yields now and then how many have passed. `keep_known` lists the ids that were here already."""
        rest = iter(ops)
        passed = 0
        while part := list(islice(rest, PART)):
            named = [(op_id(header), header, payload) for header, payload in part]
            known = self._known(name for name, _header, _payload in named)
            for name, header, payload in named:
                if name in known or name in self._pending:
                    self.taken.known += 1
                    if keep_known:
                        self.taken.known_ids.append(name)
                    if payload is not None and not known.get(name, 1):
                        self._fill(name, header, payload)
                else:
                    self._take_one(name, header, payload)
            self._flush()
            passed += len(part)
            yield passed
        self._release()

    def _known(self, names: Iterable[bytes]) -> dict[bytes, int]:
        """Return the names that are in the log, with 1 where the payload is too."""
        found: dict[bytes, int] = {}
        rest = iter(names)
        while part := list(islice(rest, 500)):
            marks = ",".join("?" * len(part))
            query = f"SELECT id, payload IS NOT NULL FROM op WHERE id IN ({marks})"  # noqa: S608
            found.update(self._connection.execute(query, part).fetchall())
        return found

    def _fill(self, name: bytes, header: bytes, payload: bytes) -> None:
        """Add the payload that an op came without before."""
        head = read_header(header)
        check_payload(head, payload)
        self._connection.execute("UPDATE op SET payload = ? WHERE id = ?", (pack_payload(payload), name))
        self.taken.touched.setdefault(head.entity, {})[head.uid] = None
        self.taken.filled += 1

    def _take_one(self, name: bytes, header: bytes, payload: bytes | None) -> None:
        head = read_header(header)
        if head.before in self._refused or not self._allowed(head):
            self._refused.add(name.hex())
            self.taken.refused += 1
            return
        if payload is not None:
            check_payload(head, payload)
        before = bytes.fromhex(head.before)
        if before and not self._is_here(before, head):
            self._waiting.append((name, before, head.scope, head.desk, head.seq, header, payload))
            self.taken.waiting += 1
            return
        self._put(name, before, head, header, None if payload is None else pack_payload(payload))

    def _is_here(self, before: bytes, head: OpHeader) -> bool:
        place = self._pending.get(before)
        if place is None:
            row = self._connection.execute("SELECT scope, desk, seq FROM op WHERE id = ?", (before,)).fetchone()
            if row is None:
                return False
            place = (row[0], row[1], row[2])
        if place != (head.scope, head.desk, head.seq - 1):
            raise _bad("前后接不上")
        return True

    def _put(self, name: bytes, before: bytes, head: OpHeader, header: bytes, stored: bytes | None) -> None:
        taken = self.taken
        row = (name, head.scope, head.desk, head.seq, head.lamport, head.uid, head.batch, header, stored)
        self._rows.append(cast("OpRow", row))
        self._pending[name] = (head.scope, head.desk, head.seq)
        taken.inserted += 1
        taken.touched.setdefault(head.entity, {})[head.uid] = None
        taken.own = taken.own or head.desk == self._desk
        self._lamport = max(self._lamport, head.lamport)
        ends = self._ends_of(head.scope, head.desk)
        ends.pop(before, None)
        ends[name] = head.seq

    def _ends_of(self, scope: str, desk: str) -> dict[bytes, int]:
        found = self._ends.get((scope, desk))
        if found is None:
            rows = self._connection.execute("SELECT id, seq FROM tip WHERE scope = ? AND desk = ?", (scope, desk))
            found = self._ends[scope, desk] = dict(rows.fetchall())
        return found

    def _flush(self) -> None:
        self._connection.executemany(INSERT_OP, self._rows)
        self._connection.executemany(
            "INSERT OR IGNORE INTO op_wait(id, prev, scope, desk, seq, header, payload) VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._waiting,
        )
        self._rows.clear()
        self._waiting.clear()
        self._pending.clear()

    def _release(self) -> None:
        """Put on their chains those that waited, of now and of earlier, and whose predecessor is here."""
        self._connection.execute("DELETE FROM op_wait WHERE EXISTS (SELECT 1 FROM op WHERE op.id = op_wait.id)")
        query = "SELECT w.id, w.header, w.payload, w.prev FROM op_wait w JOIN op o ON o.id = w.prev ORDER BY w.seq"
        while rows := self._connection.execute(query).fetchall():
            for name, header, payload, before in rows:
                head = read_header(header)
                self._is_here(before, head)
                self._put(name, before, head, header, None if payload is None else pack_payload(payload))
                self._connection.execute("DELETE FROM op_wait WHERE id = ?", (name,))
            self._flush()

    def finish(self) -> None:
        """Write the ends of the chains that grew, and the clock."""
        connection = self._connection
        connection.executemany("DELETE FROM tip WHERE scope = ? AND desk = ?", list(self._ends))
        connection.executemany(
            "INSERT INTO tip(scope, desk, id, seq) VALUES (?, ?, ?, ?)",
            [(*chain, name, seq) for chain, ends in self._ends.items() for name, seq in ends.items()],
        )
        connection.execute(
            "UPDATE meta SET value = max(CAST(value AS INTEGER), ?) WHERE key = 'lamport'", (self._lamport,)
        )


def everything(_head: OpHeader) -> bool:
    """Allow every op: for packs of an office that may speak for all."""
    return True
