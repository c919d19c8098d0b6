"""Ops as lines of a pack: header bytes, a tab, payload bytes. They are never written anew, only checked.

Two long numbers of a header follow from its surroundings and nothing can squeeze them: where the op before is on the
line before, `"h":"="` stands for its id, and `"ph":"="` for the hash of the payload on the same line. Putting them back
gives the very bytes that were signed; a wrong guess gives another op, whose chain no desk has signed.

Every line is checked before it reaches the archive: form, bounds, types of known fields, order within its chain,
and whether the desk that wrote it may write there. Kinds, entities and facets of a newer program pass as they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import orjson

from models.catalogue import ENTITIES
from models.keys import INCOME_PREFIX, MEMBER_PREFIX
from storage.archive.columns import FIELD_TYPES
from storage.archive.facet_values import FACETS
from storage.archive.ops import DELETED, HOME, VERSION, op_id
from storage.exchange.pack_problems import PackProblem

LARGEST_HEADER = 4096
LARGEST_NUMBER = 1 << 48
"""A chain number or Lamport clock beyond this would push everyone's clock towards its end."""
LONGEST_KEY = 200
DEEPEST = 16
_LEAST, _MOST = -(1 << 63), (1 << 63) - 1
_SCOPE = re.compile(r"@?(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})")
_DESK = re.compile(r"[0-9a-f]{24}")
_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_WORD = re.compile(r"[a-z_]{1,40}")
_UID = re.compile(r"[0-9A-Za-z._:@-]{1,200}")
_OWN_KEYS: dict[str, type] = {"household": str, "year": int}
_INCOME: dict[str, type] = {"amount": int, "counts": bool, "note": str}

MayWrite = Callable[[str, str, int, str], str]
"""Called with desk, scope, rank and kind; returns "" or the code of the problem."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a header says, as far as an exchange needs it. `before` is "" for the first op of a chain."""

    id: bytes
    scope: str
    desk: str
    seq: int
    before: str
    rank: int
    uid: str
    entity: str
    kind: str
    version: int
    payload_hash: str


def op_line(head: Head, header: bytes, payload: bytes | None, before: bytes) -> bytes:
    """Return an op as one line, `before` being the id of the op on the line before it (b"" if none).

    An erased payload is nothing after the tab.
    """
    if before and head.before == before.hex():
        header = header.replace(_BEFORE % head.before.encode(), _SAME_BEFORE, 1)
    if payload is None:
        return header + b"\t"
    return header.replace(_HASHED % head.payload_hash.encode(), _SAME_HASH, 1) + b"\t" + payload


_BEFORE, _HASHED = b'"h":"%s"', b'"ph":"%s"'
# inside a JSON text a quotation mark always has a backslash before it: these bytes can only be the keys themselves
_SAME_BEFORE, _SAME_HASH = _BEFORE % b"=", _HASHED % b"="


@dataclass(slots=True)
class CheckedOps:
    """Reads the lines of a pack and yields (header, payload) of each op; `ends` holds the chain ends after that.

    `allowed` is asked once for each desk, scope, rank and kind.
    """

    lines: Iterable[bytes]
    allowed: MayWrite
    ends: dict[str, tuple[str, str, int]] = field(default_factory=dict[str, tuple[str, str, int]])
    records: set[str] = field(default_factory=set[str])
    count: int = 0

    def __iter__(self) -> Iterator[tuple[bytes, bytes | None]]:
        asked: set[tuple[str, str, int, str]] = set()
        chain: tuple[str, str] | None = None
        passed: dict[str, int] = {}
        before = b""
        for line in self.lines:
            header, payload = _split(line, before)
            head = parse_header(header)
            before = head.id
            check_payload(head, payload)
            if chain != (head.scope, head.desk):
                chain, passed = (head.scope, head.desk), {}
            self._follow(head, passed)
            question = (head.desk, head.scope, head.rank, head.kind)
            if question not in asked:
                code = self.allowed(*question)
                if code:
                    raise PackProblem(code, detail=f"desk {head.desk} scope {head.scope}")
                asked.add(question)
            self.count += 1
            self.records.add(head.uid)
            yield header, payload

    def _follow(self, head: Head, passed: dict[str, int]) -> None:
        """An op follows the one it names; the first of a chain names none."""
        before = passed.get(head.before)
        wrong_place = before is not None and head.seq != before + 1
        if wrong_place or (head.before == "") != (head.seq == 1):
            raise PackProblem("broken_chain", detail=f"{head.scope} {head.desk} {head.seq}")
        known = self.ends.get(head.before)
        if known is not None and known[:2] != (head.scope, head.desk):
            raise PackProblem("broken_chain", detail="another chain")
        name = head.id.hex()
        passed[name] = head.seq
        self.ends.pop(head.before, None)
        self.ends[name] = (head.scope, head.desk, head.seq)


def _split(line: bytes, before: bytes) -> tuple[bytes, bytes | None]:
    header, tab, payload = line.partition(b"\t")
    if not tab or len(header) > LARGEST_HEADER or b"\t" in payload or b"\r" in line:
        raise PackProblem("malformed", detail="op line")
    if before:
        header = header.replace(_SAME_BEFORE, _BEFORE % before.hex().encode(), 1)
    if payload:
        header = header.replace(_SAME_HASH, _HASHED % hashlib.sha256(payload).hexdigest().encode(), 1)
    return header, payload or None


def parse_header(header: bytes) -> Head:
    """Read and check a header; PackProblem where a key is missing or out of bounds."""
    try:
        told = orjson.loads(header)
        head = Head(
            id=op_id(header),
            scope=_fitting(_SCOPE, told["s"]),
            desk=_fitting(_DESK, told["d"]),
            seq=_number(told["q"], 1),
            before=_fitting(_ID, told["h"]) if told["h"] != "" else "",
            rank=_number(told["k"], 0, 9),
            uid=_fitting(_UID, told["r"]),
            entity=_fitting(_WORD, told["e"]),
            kind=_fitting(_WORD, told["kind"]),
            version=_number(told["v"], 1, 1000),
            payload_hash=_fitting(_HASH, told["ph"]),
        )
        _number(told["l"], 1)
        for key, longest in (("t", 40), ("u", 120), ("b", 64)):
            _text(told[key], longest)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise PackProblem("malformed", detail="op header") from problem
    return head


def trusted_header(header: bytes) -> Head:
    """Read a header of our own change log, which was checked when it came in."""
    told = orjson.loads(header)
    return Head(
        op_id(header), told["s"], told["d"], told["q"], told["h"], told["k"], told["r"], told["e"], told["kind"],
        told["v"], told["ph"],
    )  # fmt: skip


def check_payload(head: Head, payload: bytes | None) -> None:
    """Check that a payload is the one its header names and that known fields hold values of their type."""
    if payload is None:
        return
    if hashlib.sha256(payload).hexdigest() != head.payload_hash:
        raise PackProblem("broken_chain", detail="payload hash")
    try:
        told = orjson.loads(payload)
    except (ValueError, RecursionError) as problem:
        raise PackProblem("malformed", detail="payload") from problem
    if told.__class__ is not dict or payload[:1] != b"{":
        raise PackProblem("malformed", detail="payload is no object")
    if head.version > VERSION:
        _shallow(told, 0)
        return
    try:
        _check_body(told)
        _check_values(head.entity, told.get("set", {}))
    except (ValueError, TypeError, AttributeError) as problem:
        raise PackProblem("malformed", detail="payload shape") from problem


def _check_body(told: dict[str, Any]) -> None:
    facets: dict[str, Any] = told.get("set", {})
    if facets and max(map(len, facets)) > LONGEST_KEY:
        raise ValueError("long key")
    for facet, replaced in told.get("p", {}).items():
        _text(facet, LONGEST_KEY)
        _ids(replaced)
    _ids(told.get("seen", []))
    _text(told.get("why", ""), 10_000)
    for key, received in told.get("rec", {}).items():
        _text(key, LONGEST_KEY)
        text, year = received
        _text(text or "", 1000)
        if year is not None:
            _number(year, 0, 9999)


def _ids(listed: Any) -> None:
    if not isinstance(listed, list):
        raise TypeError("no list")
    for one in cast("list[Any]", listed):
        _fitting(_ID, one)


def _check_values(entity: str, facets: dict[str, Any]) -> None:
    single = _SINGLE.get(entity)
    if single is None:
        _shallow(facets, 0)
        return
    facts = _FACTS
    for facet, value in facets.items():
        if value.__class__ in _PLAIN and facet[:5] == "year:":
            # the many yearly facts of members, next to all of them right
            expected = facts.get(facet[5 : facet.index(":", 5)])
            if expected is None or value.__class__ is expected:
                continue
        elif (
            value.__class__ is int
            and facet[:5] == "year:"
            and facts.get(facet[5 : facet.index(":", 5)]) is int
            and _LEAST <= value <= _MOST
        ):
            continue
        expected = single.get(facet)
        # the common case first: a field by itself that holds its own type or nothing
        if value is None or (expected is not None and value.__class__ is expected and expected is not list):
            if expected is int and value is not None:
                _check_type(int, value)
        elif facet.startswith((MEMBER_PREFIX, INCOME_PREFIX)):
            _check_keyed(facet, value)
        elif (names := FACETS[entity].get(facet)) is not None and len(names) > 1:
            _check_group(entity, names, value)
        else:
            _check_type(expected, value)


def _single_types(entity: str) -> dict[str, type]:
    """Return facet → type for the facets of one field, and the keys every record has."""
    found: dict[str, type] = {DELETED: bool, HOME: str, **_OWN_KEYS, **FIELD_TYPES[entity]}
    for facet, names in FACETS[entity].items():
        if len(names) == 1:
            found[facet] = FIELD_TYPES[entity][names[0]]
        else:
            found.pop(facet, None)
    return found


_PLAIN = (str, bool)
_FACTS = FIELD_TYPES["member_year"]
_SINGLE = {entity: _single_types(entity) for entity in ENTITIES}


def _check_group(entity: str, names: tuple[str, ...], value: Any) -> None:
    if value is None:
        return
    if value.__class__ is not dict:
        raise PackProblem("bad_value", detail=f"{entity} group")
    for name, part in value.items():
        if name in names:
            _check_value(entity, name, part)
        else:
            _shallow(part, 0)


def _check_keyed(facet: str, value: Any) -> None:
    prefix, name, _person = facet.split(":", 2)
    if prefix == "year":
        _check_type(_FACTS.get(name), value)
    elif value is not None:
        if value.__class__ is not dict:
            raise PackProblem("bad_value", detail="income")
        for key, part in value.items():
            _check_type(_INCOME.get(key), part)


def _check_value(entity: str, name: str, value: Any) -> None:
    _check_type(FIELD_TYPES[entity].get(name) or (_OWN_KEYS.get(name)), value)


def _check_type(expected: type | None, value: Any) -> None:
    """An unknown field may hold anything that is not too deep; a known one its own type or nothing."""
    if value is None:
        return
    if expected is None:
        _shallow(value, 0)
    elif value.__class__ is not expected:
        raise PackProblem("bad_value", detail="type")
    elif expected is int and not _LEAST <= value <= _MOST:
        raise PackProblem("bad_value", detail="number")
    elif expected is list and not all(part.__class__ is str for part in value):
        raise PackProblem("bad_value", detail="list")


def _shallow(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise PackProblem("malformed", detail="too deep")
    if isinstance(value, dict):
        for part in cast("dict[str, Any]", value).values():
            _shallow(part, depth + 1)
    elif isinstance(value, list):
        for part in cast("list[Any]", value):
            _shallow(part, depth + 1)


def _number(value: Any, least: int, most: int = LARGEST_NUMBER) -> int:
    if value.__class__ is not int or not least <= value <= most:
        raise ValueError("no number in bounds")
    return value


def _text(value: Any, longest: int) -> None:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError("no text in bounds")


def _fitting(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("wrong form")
    return value
