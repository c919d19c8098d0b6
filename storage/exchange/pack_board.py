"""The board of partner offices: what came and went last, what is missing, refused or not acknowledged, in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import orjson

from storage.archive.archive import Archive
from storage.archive.op_exchange import Tip, gaps, stated_tips, statement
from storage.archive.pack_log import (
    Sent,
    Taken,
    acknowledge,
    count_lines,
    sent_packs,
    taken_packs,
    told_lines,
)
from storage.archive.partners_store import Partner, partners
from storage.archive.problems import StorageProblem
from storage.archive.transaction import transaction
from storage.exchange.partners import now, partner_named
from storage.exchange.taking import REFUSED, missing_sentences

MOST_MISSING = 20
UNACKNOWLEDGED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One partner office on the board.

    `missing` are numbers of packs that never came, with what that means in `notes`; `unacknowledged` are packs we sent
    since the last one the office said it has; `findings` and `conflicts` are what it told of its own open work.
    """

    office: str
    division: str
    scope: str
    rank: int
    desks: tuple[Partner, ...]
    last_in: Taken | None
    last_out: Sent | None
    missing: tuple[int, ...]
    missing_photos: tuple[str, ...]
    refused: tuple[Taken, ...]
    unacknowledged: tuple[Sent, ...]
    findings: int
    conflicts: int
    notes: tuple[str, ...]


def board(archive: Archive) -> list[OfficeLine]:
    """Return the partner offices with the state of the exchange with each, by division and name."""
    listed = sorted(partners(archive), key=lambda one: (one.division, one.office))
    open_gaps = gaps(archive)
    lines: list[OfficeLine] = []
    for _office, group in groupby(listed, key=lambda one: (one.division, one.office)):
        desks = tuple(group)
        active = tuple(one for one in desks if not one.former) or desks
        waiting = [gap for gap in open_gaps if gap.desk in {one.desk for one in desks}]
        lines.append(_line(archive, desks, active, missing_sentences(archive, waiting)))
    return lines


def _line(archive: Archive, desks: tuple[Partner, ...], active: tuple[Partner, ...], waiting: list[str]) -> OfficeLine:
    first = active[-1]
    came = [taken_packs(archive, one.desk, 400) for one in desks]
    everything = sorted((taken for told in came for taken in told), key=lambda taken: taken.at, reverse=True)
    good = [taken for taken in everything if taken.outcome != REFUSED]
    sent = sent_packs(archive, first.office, first.division, 200)
    missing = _missing(came, renewed=len(active) < len(desks))
    volumes = _missing_volumes(good)
    refused = _refused_since(everything)
    open_ones = _unacknowledged(sent)
    return OfficeLine(
        first.office,
        first.division,
        first.scope,
        first.rank,
        desks,
        good[0] if good else None,
        sent[0] if sent else None,
        missing,
        volumes,
        refused,
        open_ones,
        max(_findings(archive, one) for one in active),
        max(count_lines(archive, one.desk, "conflicts") for one in active),
        (*_notes(missing, volumes, refused, open_ones), *waiting),
    )


def _findings(archive: Archive, desk: Partner) -> int:
    """Return how many findings a desk last told of, all villages together."""
    told = told_lines(archive, [desk.desk], "findings").values()
    return sum(sum(orjson.loads(line).values()) for line in told)


def _missing(came: list[list[Taken]], *, renewed: bool) -> tuple[int, ...]:
    found: set[int] = set()
    for told in came:
        numbers = {taken.number for taken in told if taken.number is not None and taken.outcome != REFUSED}
        if numbers:
            # a renewed desk counts on from its former self, so nothing before its first pack is missing
            first = min(numbers) if renewed or min(numbers) > MOST_MISSING else 1
            found |= set(range(first, max(numbers))) - numbers
    return tuple(sorted(found)[-MOST_MISSING:])


def _missing_volumes(good: list[Taken]) -> tuple[str, ...]:
    by_pack: dict[str, tuple[Taken, set[int]]] = {}
    for taken in good:
        if taken.id and taken.volumes > 1:
            by_pack.setdefault(taken.id, (taken, set()))[1].add(taken.volume)
    return tuple(
        f"第 {taken.number} 号包的第 {number} 卷"
        for taken, here in by_pack.values()
        for number in range(1, taken.volumes + 1)
        if number not in here
    )


def _refused_since(everything: list[Taken]) -> tuple[Taken, ...]:
    """Return the refusals since the last pack that was taken."""
    found: list[Taken] = []
    for taken in everything:
        if taken.outcome != REFUSED:
            break
        found.append(taken)
    return tuple(found)


def _unacknowledged(sent: list[Sent]) -> tuple[Sent, ...]:
    """Return what we sent since the newest pack the office is known to have: what came before is superseded."""
    found: list[Sent] = []
    for one in sent:
        if one.acknowledged:
            break
        if one.kind == "pack" and one.ops:
            found.append(one)
    return tuple(found[:UNACKNOWLEDGED_SHOWN])


def _notes(
    missing: tuple[int, ...], volumes: tuple[str, ...], refused: tuple[Taken, ...], open_ones: tuple[Sent, ...]
) -> list[str]:
    notes: list[str] = []
    if missing:
        numbers = "、".join(map(str, missing))
        notes.append(f"没有收到第 {numbers} 号包：不用补，后面的包已经带上了其中的内容。")
    if volumes:
        notes.append(f"还没有收到{'、'.join(volumes)}：只差照片，其余内容都在；取用后照片自动补上。")
    if refused:
        notes.append(f"最近有 {len(refused)} 个包没有取用：{refused[0].sentence}")
    if open_ones:
        last = open_ones[0]
        notes.append(
            f"第 {'、'.join(str(one.number) for one in reversed(open_ones))} 号包对方还没有回应"
            f"（最近一个是 {last.at[:10]}）："
            "不用重打，下一个包会再带上；对方回包或回执到了就知道。"
        )
    return notes


def refused_unknown(archive: Archive, limit: int = 20) -> list[Taken]:
    """Return the latest refused files that did not reveal who sent them: damaged, for another office, no packs."""
    return [taken for taken in taken_packs(archive, None, 200) if taken.outcome == REFUSED and not taken.desk][:limit]


def assume_received(archive: Archive, office: str, number: int | None = None) -> Sent:
    """“视为已收到”: from now on send only what came after this pack (the last one, if no number is given).

    It changes an assumption, no data: what the office states in its next pack counts instead. StorageProblem where
    there is no such pack.
    """
    desks = partner_named(archive, office)
    sent = [one for one in sent_packs(archive, desks[0].office, desks[0].division) if one.kind == "pack"]
    chosen = next((one for one in sent if number is None or one.number == number), None)
    if chosen is None:
        which = "包" if number is None else f"第 {number} 号包"
        raise StorageProblem("no_pack", f"没有给“{desks[0].office}”打过{which}，没有改动。")
    with transaction(archive):
        for desk in desks:
            if not desk.former:
                statement(archive, desk.desk, _assumed(stated_tips(archive, desk.desk), chosen))
        acknowledge(archive, chosen.id, now(), "assumed")
    return chosen


def _assumed(stated: list[Tip] | None, sent: Sent) -> list[Tip]:
    """What the office said, with the chains of the pack up to where the pack led."""
    reached = {(scope, desk): Tip(scope, desk, name, seq) for scope, desk, name, seq in sent.tips}
    kept = [tip for tip in stated or () if (tip.scope, tip.desk) not in reached]
    return [*kept, *reached.values()]
