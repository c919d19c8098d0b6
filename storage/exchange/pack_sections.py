"""What a pack carries beside ops, line by line: chain ends, receipts, wishes, settings, findings, conflicts.

Each section has a writer (archive → lines) and a reader (lines → values, checked).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar, cast

import orjson

from storage.archive.archive import Archive
from storage.archive.attachments import missing_contents
from storage.archive.conflicts import conflicts
from storage.archive.exemptions import Exemption, read_exemption
from storage.archive.findings import counts_by_village
from storage.archive.identity import DeskKey
from storage.archive.op_exchange import Tip
from storage.archive.pack_log import taken_packs
from storage.archive.partners_store import SignedTip, tip_signature
from storage.archive.shared_tables import SharedRow, rows
from storage.exchange.certificates import is_signed
from storage.exchange.pack_problems import PackProblem

MOST_WANTED = 20_000
MOST_RECEIPTS = 8
LONG_CHAIN = 500
"""Ops from which on a chain's earlier places are stated too: sending a shorter one whole costs less than saying so."""
_SIGNED_TIP = b"hudang tip 1\0"
_ID = re.compile(r"[0-9a-f]{32}")
_DESK = re.compile(r"[0-9a-f]{24}")
_SCOPE = re.compile(r"@?[0-9]{2,12}")
_HASH = re.compile(r"[0-9a-f]{64}")
_TABLE = re.compile(r"[a-z_.]{1,60}")
_Read = TypeVar("_Read")


def tip_text(scope: str, desk: str, name: str, seq: int) -> bytes:
    """Return the bytes a desk signs to say: this is where my chain in this scope ends."""
    return _SIGNED_TIP + f"{scope}\0{desk}\0{name}\0{seq}".encode()


def tip_lines(
    archive: Archive, held: Iterable[Tip], signed: Collection[tuple[str, str]], keys: dict[str, DeskKey]
) -> Iterator[bytes]:
    """Yield the have-vector; chains in `signed` with their desk's signature, for their ops are in the pack."""
    for tip in held:
        long = bool(signed) and tip.seq >= LONG_CHAIN  # a receipt stays small
        signature = b""
        if (tip.scope, tip.desk) in signed:
            key = keys.get(tip.desk)
            signature = (
                key.sign(tip_text(tip.scope, tip.desk, tip.id, tip.seq))
                if key
                else tip_signature(archive, tip.id) or b""
            )
        yield orjson.dumps([tip.scope, tip.desk, tip.id, tip.seq, tip.before[1::2] if long else (), signature.hex()])


def read_tips(lines: Iterable[bytes]) -> tuple[list[Tip], list[SignedTip]]:
    """Read the have-vector: all ends, and those that came with a signature."""
    told = _read(lines, _tip)
    return [tip for tip, _signed in told], [signed for _tip, signed in told if signed.signature]


def _tip(told: Any) -> tuple[Tip, SignedTip]:
    scope, desk, name, seq, before, signature = told
    if seq.__class__ is not int or not 1 <= seq <= 1 << 48 or len(before) > 8 or len(signature) not in (0, 128):
        raise ValueError("tip")
    tip = Tip(_fit(_SCOPE, scope), _fit(_DESK, desk), _fit(_ID, name), seq, tuple(_fit(_ID, one) for one in before))
    return tip, SignedTip(tip.scope, tip.desk, tip.id, tip.seq, bytes.fromhex(signature))


def is_rightly_signed(tip: SignedTip, key: bytes | None) -> bool:
    """Tell whether a chain end was signed by the desk whose chain it is."""
    return key is not None and is_signed(key, tip.signature, tip_text(tip.scope, tip.desk, tip.id, tip.seq))


def receipt_lines(archive: Archive, desks: Iterable[str]) -> Iterator[bytes]:
    """Yield which packs of these desks were taken here last: their receipt."""
    for desk in desks:
        seen: dict[str, int | None] = {}
        for taken in taken_packs(archive, desk, 4 * MOST_RECEIPTS):
            if taken.id and taken.outcome != "refused" and len(seen) < MOST_RECEIPTS:
                seen[taken.id] = taken.number
        yield from (orjson.dumps([name, number]) for name, number in seen.items())


def read_receipts(lines: Iterable[bytes]) -> list[str]:
    """Read which of our packs a partner has taken."""
    return _read(lines, lambda told: _fit(_ID, told[0]))


def wanted_lines(archive: Archive, scope: str) -> list[bytes]:
    """Return the hashes of photos whose files have not come."""
    return [name.encode() for name in missing_contents(archive, scope, MOST_WANTED)]


def read_wanted(lines: Iterable[bytes]) -> list[str]:
    """Read which photos a partner misses."""
    found: list[str] = []
    for line in lines:
        name = line.decode("ascii", "replace")
        if not _HASH.fullmatch(name) or len(found) > MOST_WANTED:
            raise PackProblem("malformed", detail="wants")
        found.append(name)
    return found


def setting_lines(archive: Archive) -> list[bytes]:
    """Return the shared settings."""
    return [
        orjson.dumps([r.name, r.key, r.desk, r.rank, r.version, r.value, r.at, r.user]) for r in rows(archive)
    ]  # fmt: skip


def read_settings(lines: Iterable[bytes]) -> list[SharedRow]:
    """Read shared settings."""
    return _read(lines, _setting)


def _setting(told: Any) -> SharedRow:
    name, key, desk, rank, version, value, at, user = told
    texts = (key, at, user)
    if any(not isinstance(text, str) or len(text) > 500 for text in texts):
        raise ValueError("setting text")
    if rank.__class__ is not int or version.__class__ is not int or not 0 <= rank <= 9 or not 1 <= version <= 1 << 48:
        raise ValueError("setting number")
    if value is not None:
        orjson.loads(value)
    return SharedRow(_fit(_TABLE, name), key, _fit(_DESK, desk), rank, version, value, at, user)


def finding_lines(archive: Archive, scope: str, villages: Collection[str] | None) -> Iterator[bytes]:
    """Yield [village, {rule: findings}] of the villages in the pack; None means all.

    The receiver's rules find the same places; what a person decided about a finding is a shared setting.
    """
    found = counts_by_village(archive, scope)
    for village in sorted(found) if villages is None else sorted(villages):
        yield orjson.dumps([village, found.get(village, {})], option=orjson.OPT_NON_STR_KEYS)


def read_findings(lines: Iterable[bytes]) -> dict[str, bytes]:
    """Read a partner's findings by village; a village without findings has b""."""
    found: dict[str, bytes] = {}
    for line in lines:
        for village, counts in _read([line], _finding):
            found[village] = orjson.dumps(counts) if counts else b""
    return found


def _finding(told: Any) -> tuple[str, dict[str, int]]:
    village, counts = told
    if not isinstance(counts, dict):
        raise TypeError("findings")
    for rule, number in cast("dict[Any, Any]", counts).items():
        if not str(rule).isdecimal() or number.__class__ is not int or not 0 <= number <= 1 << 40:
            raise ValueError("findings")
    return _fit(_SCOPE, village) if village else "", cast("dict[str, int]", counts)


def read_marks(lines: Iterable[bytes]) -> list[Exemption]:
    """Read what a partner verified as true."""
    found: list[Exemption] = []
    for line in lines:
        try:
            found.append(read_exemption(line))
        except (ValueError, TypeError) as problem:
            raise PackProblem("malformed", detail="marks") from problem
    return found


def conflict_lines(archive: Archive, scope: str) -> list[bytes]:
    """Return the open cases of the inbox; their values are in the ops."""
    return [
        orjson.dumps({"id": one.id, "kind": one.kind, "household": one.household, "facet": one.facet})
        for one in conflicts(archive, scope)
    ]


def read_conflicts(lines: Iterable[bytes]) -> dict[str, bytes]:
    """Read a partner's open conflicts by their id."""
    found: dict[str, bytes] = {}
    for line in lines:
        for told in _read([line], lambda told: str(told.get("id", ""))[:200]):
            if told:
                found[told] = line
    return found


def _read(lines: Iterable[bytes], read: Callable[[Any], _Read]) -> list[_Read]:
    try:
        return [read(orjson.loads(line)) for line in lines]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as problem:
        raise PackProblem("malformed", detail="section line") from problem


def _fit(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("wrong form")
    return value
