"""What the exchange page shows at rest, and the steps by which offices meet: jobs for the archive worker."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.cases import OWNED
from storage.archive.conflicts import count_conflicts
from storage.archive.held import Held, held_facets, take_up
from storage.archive.history import label_of, text_of
from storage.archive.ops import DELETED, HOME
from storage.archive.pack_log import Sent, Taken, latest_sent, taken_packs
from storage.archive.progress import Progress
from storage.archive.records import Change, load
from storage.archive.titles import household_titles, people_named
from storage.exchange.certificates import Certificate
from storage.exchange.pack_board import OfficeLine, assume_received, board, refused_unknown
from storage.exchange.packing import PackMade, make_pack
from storage.exchange.partners import Met, admit, join, read_request, write_request
from storage.exchange.taking import ALREADY, APPLIED, REFUSED
from storage.exchange.taking import HELD as WAITS
from ui.exchange.preview_lines import when_said

MOST_SLIPS = 400
MOST_HELD = 2000
HOW = {"receipt": "对方回执已到", "tips": "对方回包里有", "assumed": "视为已收到"}
OUTCOMES = {APPLIED: "已取用", ALREADY: "以前取用过", WAITS: "已取用，部分在等", REFUSED: "没有取用"}
FOLDER = "pack_folder"
"""Settings key of the folder that the last pack went to."""
RANKS = {0: "村", 1: "乡镇", 2: "县", 3: "市", 4: "省"}


@dataclass(frozen=True, slots=True)
class Slip:
    """One line of the 快递单: a pack that went out or came in. `at` UTC, ISO; `tone` a style token for the state."""

    out: bool
    at: str
    office: str
    number: int | None
    kind: str
    file: str
    what: str
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One thing that was left for now, in words."""

    uid: str
    facet: str
    household_uid: str
    village: str
    household: str
    person: str
    field: str
    value: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Look:
    """All that the page shows at rest."""

    offices: tuple[OfficeLine, ...]
    strangers: tuple[Taken, ...]
    slips: tuple[Slip, ...]
    held: tuple[HeldLine, ...]
    waiting: int
    office: str
    training: bool
    read_only: bool
    villages: tuple[tuple[str, str], ...]
    folder: str
    """Where the last pack was written."""


def look(archive: Archive, _progress: Progress) -> Look:
    """Read the board, the slips and what is set aside."""
    office = archive.office
    return Look(
        tuple(board(archive)),
        tuple(refused_unknown(archive)),
        slips(archive),
        held_lines(archive),
        count_conflicts(archive),
        office.name,
        office.training,
        archive.read_only,
        tuple((one.code, one.name) for one in archive.divisions.under(office.division)),
        str(archive.settings.get(FOLDER, "")),
    )


def slips(archive: Archive) -> tuple[Slip, ...]:
    """Return packs that went out and came in, newest first."""
    found = [_sent(one) for one in latest_sent(archive, MOST_SLIPS)]
    found += [_taken(one) for one in taken_packs(archive, None, MOST_SLIPS)]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:MOST_SLIPS])


def _sent(one: Sent) -> Slip:
    receipt = one.kind == "receipt"
    what = "只有回执" if receipt else f"{one.records:,} 条记录，{one.ops:,} 处改动，{size_said(one.bytes)}"
    if one.acknowledged:
        state, tone = HOW.get(one.how or "", "对方已收到"), "ok"
    elif receipt or not one.ops:
        state, tone = "", "text_secondary"
    else:
        state, tone = "还没有回应", "warning"
    name = one.files[0] if one.files else ""
    return Slip(True, one.at, one.office, one.number, "回执" if receipt else "包", name, what, state, tone)


def _taken(one: Taken) -> Slip:
    tones = {APPLIED: "ok", ALREADY: "text_secondary", WAITS: "warning", REFUSED: "error"}
    volume = f"（{one.volume}/{one.volumes} 卷）" if one.volumes > 1 else ""
    return Slip(
        False, one.at, one.office or "不知道是谁", one.number, f"包{volume}", one.file, one.sentence,
        OUTCOMES.get(one.outcome, one.outcome), tones.get(one.outcome, "text_secondary"),
    )  # fmt: skip


def size_said(size: int) -> str:
    """Return a file size as people read it."""
    return f"{max(1, round(size / 1024)):,} KB" if size < 1 << 20 else f"{size / (1 << 20):.1f} MB"


def held_lines(archive: Archive) -> tuple[HeldLine, ...]:
    """Return what was left for now, in words."""
    found = [_at_home(archive, one) for one in held_facets(archive, limit=MOST_HELD)]
    titles = household_titles(archive, {one.household for one in found if one.household})
    names = people_named(archive, {one.uid for one in found})
    return tuple(_held(archive, one, titles, names) for one in found)


def _at_home(archive: Archive, one: Held) -> Held:
    """An op that changes a member doesn't say the household; the record does."""
    known = load(archive, one.entity, one.uid) if not one.household and one.entity in OWNED else None
    return replace(one, household=known["household"]) if known and known.get("household") else one


def _held(archive: Archive, one: Held, titles: dict[str, tuple[str, str, str]], names: dict[str, str]) -> HeldLine:
    number, head, _village = titles.get(one.household, ("", "", ""))
    told: list[str] = []
    labels: dict[str, None] = {}
    for key, value in one.values.items():
        if value is None:
            continue
        if key == HOME:
            labels["所在村"] = None
            told.append(archive.divisions.path(str(value)))
        else:
            labels[label_of(archive, one.entity, key, one.uid)] = None
            told.append(("删除" if value else "保留") if key == DELETED else text_of(archive, one.entity, key, value))
    return HeldLine(
        one.uid, one.facet, one.household, archive.divisions.name(one.scope.lstrip("@")) or one.scope,
        f"{number} {head}".strip(), names.get(one.uid, ""), "、".join(labels) or one.facet, "，".join(told),
        one.user or "未署名", when_said(one.at),
    )  # fmt: skip


def take_held(archive: Archive, _progress: Progress, wanted: frozenset[tuple[str, str]]) -> Change:
    """Let what was left for now count again."""
    return take_up(archive, wanted)


def assume(archive: Archive, _progress: Progress, office: str, number: int | None) -> Sent:
    """“视为已收到”."""
    return assume_received(archive, office, number)


def pack(
    archive: Archive,
    progress: Progress,
    folder: Path,
    to: str,
    scope: str,
    full: bool,
    photos: bool,
    receipt: bool,
    passphrase: str | None,
) -> PackMade:
    """Write a pack onto the stick."""
    made = make_pack(
        archive, folder, to, scope=scope, full=full, photos=photos, receipt=receipt, passphrase=passphrase,
        progress=progress,
    )  # fmt: skip
    archive.settings.set(FOLDER, str(folder))
    return made


def ask_for_admission(archive: Archive, _progress: Progress, file: Path) -> Met:
    """Write the request file."""
    return write_request(archive, file)


def look_at_request(archive: Archive, _progress: Progress, file: Path) -> tuple[Certificate, str]:
    """Return what a request says, and the path of the asking office's division in words."""
    card = read_request(archive, file)
    return card, archive.divisions.path(card.division) or card.division


def admit_office(archive: Archive, _progress: Progress, request: Path, file: Path, digits: str | None) -> Met:
    """Admit an office and write its certificate."""
    return admit(archive, request, file, digits=digits)


def join_office(archive: Archive, _progress: Progress, file: Path) -> Met:
    """Take a certificate in."""
    return join(archive, file)
