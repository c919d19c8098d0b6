"""The trail in a pack: who got in, looked, exported, restored. It goes up, so that a desk's past leaves its own hands.

Lines: first [[desk, number, id, signature], …], the ends of the trails the sender has, its own and those that came with
their desk's signature; then the lines that the receiving upper office lacks. A lower office gets the ends only: they
tell it what need not be sent again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson

from storage.archive import audit
from storage.archive.archive import Archive
from storage.archive.audit import AuditTip
from storage.archive.identity import DeskKey
from storage.archive.pack_log import keep_lines, told_lines
from storage.archive.partners_store import Partner, SignedTip, keep_tip_signatures, tip_signature
from storage.exchange.certificates import is_signed
from storage.exchange.pack_problems import PackProblem

SECTION = "audit"
MOST_TIPS, MOST_LINES = 5_000, 500_000
_DESK, _ID = re.compile(r"[0-9a-f]{24}"), re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Trail:
    """What a pack tells of trails: their ends with signatures, and lines as they came."""

    ends: list[tuple[AuditTip, bytes]]
    lines: list[bytes]


def goes_up(archive: Archive, desks: Sequence[Partner]) -> bool:
    """Tell whether the lines themselves go along: only an upper office gets them."""
    return any(one.rank > archive.office.rank for one in desks)


def trail_lines(archive: Archive, desks: Sequence[Partner], own: Mapping[str, DeskKey]) -> Iterator[bytes]:
    """Yield the section for an office: ends, and for an upper office the lines that one of its desks lacks."""
    ends: list[list[Any]] = []
    signed: set[str] = set()
    for tip in audit.tips(archive):
        key = own.get(tip.desk)
        signature = key.sign(audit.tip_text(tip)) if key else tip_signature(archive, tip.id) or b""
        ends.append([tip.desk, tip.seq, tip.id, signature.hex()])
        if signature:
            signed.add(tip.desk)
    if not ends:
        return
    yield orjson.dumps(ends)
    if not goes_up(archive, desks):
        return
    told = [told_lines(archive, [one.desk], SECTION) for one in desks]
    # of a trail whose end nobody signed nothing goes: the receiver would have to refuse it
    have = {end[0]: min(_common(archive, end[0], one) for one in told) if end[0] in signed else end[1] for end in ends}
    yield from audit.lines_after(archive, have)


def _common(archive: Archive, desk: str, told: Mapping[str, bytes]) -> int:
    """Return up to which line a partner has this desk's trail as we have it; 0 where it has another past of it."""
    seq, _space, name = told.get(desk, b"0").decode().partition(" ")
    return int(seq) if int(seq) and audit.has(archive, AuditTip(desk, int(seq), name)) else 0


def read_trail(lines: Iterable[bytes]) -> Trail | None:
    """Read the section, None where there is none; PackProblem where it is malformed."""
    listed = iter(lines)
    first = next(listed, None)
    if first is None:
        return None
    ends: list[tuple[AuditTip, bytes]] = []
    try:
        told: list[list[Any]] = orjson.loads(first)
        if len(told) > MOST_TIPS:
            raise ValueError("tips")
        for desk, seq, name, signature in told:
            if not _DESK.fullmatch(desk) or not _ID.fullmatch(name) or seq.__class__ is not int or seq < 1:
                raise ValueError("tip")
            ends.append((AuditTip(desk, seq, name), bytes.fromhex(signature)))
    except (ValueError, TypeError) as problem:
        raise PackProblem("malformed", detail="audit") from problem
    rest = list(islice(listed, MOST_LINES + 1))
    if len(rest) > MOST_LINES:
        raise PackProblem("too_large", detail="audit")
    return Trail(ends, rest)


def keep_trail(archive: Archive, trail: Trail, sender: str, key_of: Callable[[str], bytes | None]) -> None:
    """Keep what came, inside the transaction of the merge; PackProblem where an end is not its desk's own word.

    Only lines that lead up to an end signed by their own desk, from its beginning or from a line we have, are kept. A
    trail that starts later than ours ends (our own folder was restored) waits until the sender knows how far we are;
    so does one of a desk that nobody we know vouches for.
    """
    ends: dict[str, AuditTip] = {}
    for tip, _signature in trail.ends:
        ends[tip.desk] = max(tip, ends.get(tip.desk, tip), key=lambda one: one.seq)
    told = {desk: f"{tip.seq} {tip.id}".encode() for desk, tip in ends.items()}
    keep_lines(archive, sender, SECTION, told, all_of_it=True)
    keys = {desk: key for desk in {audit.desk_of(line) for line in trail.lines} if (key := key_of(desk)) is not None}
    signed = [SignedTip(SECTION, tip.desk, tip.id, tip.seq, word) for tip, word in trail.ends if word]
    kept: list[SignedTip] = []
    for desk, key in keys.items():
        of_desk = [tip for tip in signed if tip.desk == desk]
        if not of_desk or not all(is_signed(key, tip.signature, _text(tip)) for tip in of_desk):
            raise PackProblem("unsigned_chain", detail=f"audit {desk}")
        kept.extend(tip for tip in of_desk if audit.take_trail(archive, trail.lines, AuditTip(desk, tip.seq, tip.id)))
    keep_tip_signatures(archive, kept)


def _text(tip: SignedTip) -> bytes:
    return audit.tip_text(AuditTip(tip.desk, tip.seq, tip.id))
