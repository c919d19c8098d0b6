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

    ends: dict[str, tuple[AuditTip, bytes]]
    lines: list[bytes]


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
    if not any(one.rank > archive.office.rank for one in desks):
        return
    stated = [{desk: int(line) for desk, line in told_lines(archive, [one.desk], SECTION).items()} for one in desks]
    # of a trail whose end nobody signed nothing goes: the receiver would have to refuse it
    have = {end[0]: min(one.get(end[0], 0) for one in stated) if end[0] in signed else end[1] for end in ends}
    yield from audit.lines_after(archive, have)


def read_trail(lines: Iterable[bytes]) -> Trail | None:
    """Read the section, None where there is none; PackProblem where it is malformed."""
    listed = iter(lines)
    first = next(listed, None)
    if first is None:
        return None
    ends: dict[str, tuple[AuditTip, bytes]] = {}
    try:
        told: list[list[Any]] = orjson.loads(first)
        if len(told) > MOST_TIPS:
            raise ValueError("tips")
        for desk, seq, name, signature in told:
            if not _DESK.fullmatch(desk) or not _ID.fullmatch(name) or seq.__class__ is not int or seq < 1:
                raise ValueError("tip")
            # of a trail with two ends (a desk restored unnoticed) the longer one counts as what the other has
            if desk not in ends or ends[desk][0].seq < seq:
                ends[desk] = (AuditTip(desk, seq, name), bytes.fromhex(signature))
    except (ValueError, TypeError) as problem:
        raise PackProblem("malformed", detail="audit") from problem
    rest = list(islice(listed, MOST_LINES + 1))
    if len(rest) > MOST_LINES:
        raise PackProblem("too_large", detail="audit")
    return Trail(ends, rest)


def keep_trail(archive: Archive, trail: Trail, sender: str, key_of: Callable[[str], bytes | None]) -> None:
    """Keep what came, inside the transaction of the merge; PackProblem where an end is not its desk's own word."""
    ends = {desk: str(tip.seq).encode() for desk, (tip, _signature) in trail.ends.items()}
    keep_lines(archive, sender, SECTION, ends, all_of_it=True)
    if not trail.lines:
        return
    audit.take_lines(archive, trail.lines)
    kept: list[SignedTip] = []
    for desk in {orjson.loads(line)["d"] for line in trail.lines}:
        tip, signature = trail.ends.get(desk, (AuditTip(desk, 0, ""), b""))
        key = key_of(desk)
        if key is None or not is_signed(key, signature, audit.tip_text(tip)) or not audit.has(archive, tip):
            raise PackProblem("unsigned_chain", detail=f"audit {desk}")
        kept.append(SignedTip(SECTION, desk, tip.id, tip.seq, signature))
    keep_tip_signatures(archive, kept)
