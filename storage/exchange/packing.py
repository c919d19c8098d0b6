"""Making a pack: what a partner office lacks by its own statement, signed, locked for its desks, put on the stick."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from storage.archive import age, audit, incarnation_guard
from storage.archive.age import Writer
from storage.archive.archive import Archive
from storage.archive.attachments import attachment_bytes, content_size
from storage.archive.audit import Kind
from storage.archive.exemptions import exemption_lines
from storage.archive.files_aside import build_aside
from storage.archive.identity import DeskKey, desk_key, former_desks, office_key, recovery_recipients
from storage.archive.op_exchange import Tip, ops_after, stated_tips, tips
from storage.archive.pack_log import Sent, next_number, note_sent, sent_packs, told_lines
from storage.archive.partners_store import Partner, keep_certificates
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress, silent
from storage.archive.shared_tables import rows
from storage.archive.transaction import transaction
from storage.exchange import pack_sections
from storage.exchange.certificates import own_card
from storage.exchange.pack_audit import SECTION, goes_up, trail_lines
from storage.exchange.pack_file import Content, write_pack, write_pack_with_passphrase
from storage.exchange.pack_format import ENDING, LARGEST_VOLUME, Manifest, Receiver
from storage.exchange.pack_lines import Packed, pack_lines
from storage.exchange.pack_ops import Head, op_line, trusted_header
from storage.exchange.pack_problems import PackProblem
from storage.exchange.partners import certificate_line, now, partner_named
from storage.exchange.stick import write_on_stick
from storage.exchange.trust import BEYOND, SHARED, Trust, concerns

KEPT = 3
"""Packs for one office that stay on the stick, and in the data folder."""
WHOLE = ("certs", "settings", "conflicts")
"""Sections that come whole or, where the partner is known to have them, not at all."""
COPIES = "packs"
MOST_RAW = 1 << 31


@dataclass(frozen=True, slots=True)
class PackMade:
    """A pack on the stick. `files` are its volumes; `left_out` says in Chinese what did not go along and why."""

    files: tuple[Path, ...]
    number: int
    to: str
    kind: str
    households: int
    records: int
    ops: int
    attachments: int
    bytes: int
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gathered:
    """The ops of a pack while they are read from the archive."""

    records: set[str] = field(default_factory=set[str])
    households: set[str] = field(default_factory=set[str])
    desks: set[str] = field(default_factory=set[str])
    chains: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    photos: dict[str, None] = field(default_factory=dict[str, None])
    outside: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    count: int = 0


def make_pack(
    archive: Archive,
    folder: Path,
    to: str,
    *,
    scope: str = "",
    full: bool = False,
    photos: bool = True,
    receipt: bool = False,
    passphrase: str | None = None,
    progress: Progress = silent,
) -> PackMade:
    """Write a pack for the office `to` into `folder` (the stick) and remember it.

    `scope` narrows it to a division prefix; `full` sends everything whatever the office has stated; `receipt` sends no
    data, only what we have and took. With `passphrase` the office need not be known. StorageProblem or PackProblem
    where the office is unknown, the scope is not its own, or the stick refuses.
    """
    job = _Packing(archive, to, scope, passphrase)
    sections, gathered = job.sections(full=full, receipt=receipt, progress=progress)
    sizes = job.photo_sizes(gathered) if photos and not receipt else {}
    made = job.write(folder, sections, gathered, sizes, full=full, receipt=receipt, progress=progress)
    audit.note(archive, Kind.PACK, f"打包给{job.office}", f"第 {made.number} 号，{made.records} 条记录")
    incarnation_guard.note(archive)  # what has gone out must be remembered outside the folder too
    return made


class _Packing:
    """One pack in the making."""

    def __init__(self, archive: Archive, to: str, scope: str, passphrase: str | None) -> None:
        self.archive = archive
        self.passphrase = passphrase
        self.desks = self._desks(to)
        first = self.desks[0] if self.desks else None
        self.office, self.division = (first.office, first.division) if first else (to.strip(), "")
        reach = first.scope if first else archive.office.division
        if scope and not (scope.startswith(reach) or reach.startswith(scope)):
            raise PackProblem(
                "wrong_scope_to", f"“{self.office}”的范围是 {reach}，不包括 {scope}，没有打包。请核对区划代码。"
            )
        self.reach = reach
        self.scope = max(scope, reach, key=len)
        self.trust = Trust(archive)
        self.own = {one.desk: one for one in (*former_desks(archive), desk_key(archive))}
        self.number = next_number(archive, self.office, self.division)

    def _desks(self, to: str) -> list[Partner]:
        try:
            found = partner_named(self.archive, to)
        except StorageProblem as problem:
            if self.passphrase is None or problem.code != "no_partner":
                raise
            return []
        return [one for one in found if not one.former] or found

    def sections(self, *, full: bool, receipt: bool, progress: Progress) -> tuple[list[Packed], _Gathered]:
        """Gather what goes into the pack, section by section."""
        archive, gathered = self.archive, _Gathered()
        held = _ends(archive, self.reach)
        packed = [] if receipt else [pack_lines("ops", self._op_lines(gathered, full, progress))]
        if (packed and packed[0].section.raw > MOST_RAW) or (packed and packed[0].section.size > LARGEST_VOLUME // 2):
            raise PackProblem("too_large", "内容太多，一个包装不下，没有写出。请用区划代码按乡镇或村分开打包。")
        named = [one.desk for one in self.desks]
        packed.append(pack_lines("taken", pack_sections.receipt_lines(archive, named)))
        packed.append(pack_lines("tips", pack_sections.tip_lines(archive, held, gathered.chains, self.own)))
        if not receipt:
            packed.append(pack_lines("wants", pack_sections.wanted_lines(archive, self.scope)))
            acknowledged = self._acknowledged()
            certificates = pack_lines("certs", self._certificates(gathered))
            if full or certificates.section.sha256 != acknowledged.get("certs"):
                packed.append(certificates)
            settings = pack_lines("settings", pack_sections.setting_lines(archive))
            if full or settings.section.sha256 != acknowledged.get("settings"):
                packed.append(settings)
            every = full or None in self._stated()
            villages = None if every else {scope for scope, _desk in gathered.chains if scope.isdecimal()}
            packed.append(pack_lines("findings", pack_sections.finding_lines(archive, self.scope, villages)))
            marks = pack_lines("marks", exemption_lines(archive, self.scope))
            if full or marks.section.sha256 != acknowledged.get("marks"):
                packed.append(marks)
            # without an open case one empty line says that the earlier ones are over
            conflicts = pack_lines("conflicts", pack_sections.conflict_lines(archive, self.scope) or [b"{}"])
            if full or conflicts.section.sha256 != acknowledged.get("conflicts"):
                packed.append(conflicts)
            packed.append(pack_lines(SECTION, trail_lines(archive, self.desks, self.own)))
        return [one for one in packed if one.section.count], gathered

    def _op_lines(self, gathered: _Gathered, full: bool, progress: Progress) -> Iterator[bytes]:
        stated = [None] if full else self._stated()
        shared = SHARED + self.scope[:2]
        before = b""
        for header, payload in chain.from_iterable(
            ops_after(self.archive, stated[0], prefix, *stated[1:]) for prefix in (self.scope, shared)
        ):
            head = trusted_header(header)
            if (head.scope, head.desk) not in gathered.chains and not self._may_go(head, gathered):
                continue
            self._gather(head, payload, gathered)
            if gathered.count % 5000 == 0:
                progress(gathered.count, 0, "打包")
            yield op_line(head, header, payload, before)
            before = head.id

    def _may_go(self, head: Head, gathered: _Gathered) -> bool:
        """What a desk of ours wrote outside our certificate would make the receiver refuse the whole pack."""
        place = (head.scope, head.desk)
        if place in gathered.outside:
            gathered.outside[place] += 1
            return False
        if not concerns(head.scope, self.scope):
            return False
        if head.desk in self.own and head.kind not in BEYOND and not self.trust.reaches(head.scope):
            gathered.outside[place] = 1
            return False
        gathered.chains.add(place)
        return True

    def _gather(self, head: Head, payload: bytes | None, gathered: _Gathered) -> None:
        gathered.count += 1
        gathered.records.add(head.uid)
        gathered.desks.add(head.desk)
        if head.entity == "household":
            gathered.households.add(head.uid)
        elif head.entity == "year":
            gathered.households.add(head.uid.rpartition(".")[0])
        if head.entity == "attachment" and payload is not None:
            content: Any = orjson.loads(payload).get("set", {}).get("content") or {}
            if content.get("content_hash"):
                gathered.photos[content["content_hash"]] = None

    def _stated(self) -> list[list[Tip] | None]:
        """Return what each desk of the office said it has; what one of them lacks is sent."""
        return [stated_tips(self.archive, one.desk) for one in self.desks] or [None]

    def _certificates(self, gathered: _Gathered) -> list[bytes]:
        desks = gathered.desks | {self.trust.key.desk} | {row.desk for row in rows(self.archive)}
        if goes_up(self.archive, self.desks):
            desks |= {tip.desk for tip in audit.tips(self.archive)}
        chained = {one.id: one for desk in sorted(desks) for one in self.trust.chain(desk)}
        if self.passphrase is not None:
            card = own_card(self.archive)
            chained[card.id] = card
        with transaction(self.archive):
            keep_certificates(self.archive, [one.stored for one in self.trust.made], now())
        return [certificate_line(one) for one in chained.values()]

    def _acknowledged(self) -> dict[str, str]:
        """Return section → digest of what the office is known to have of the sections that come whole or not at all."""
        # only what every desk names in its latest pack counts: a restored one may have lost what it had
        named = [told_lines(self.archive, [one.desk], "taken") for one in self.desks]
        found: dict[str, str] = {}
        for sent in sent_packs(self.archive, self.office, self.division, 50):
            if named and all(sent.id in told for told in named):
                found = {**sent.digests, **found}
        return found

    def photo_sizes(self, gathered: _Gathered) -> dict[str, int]:
        """Return hash → size of the photos that go along: those of the ops in the pack and those the partner misses."""
        wanted = dict.fromkeys(told_lines(self.archive, [one.desk for one in self.desks], "wants"))
        sizes: dict[str, int] = {}
        for name in gathered.photos | wanted:
            size = content_size(self.archive, name)
            if size is not None:
                sizes[name] = size
        return sizes

    def write(
        self,
        folder: Path,
        sections: list[Packed],
        gathered: _Gathered,
        sizes: dict[str, int],
        *,
        full: bool,
        receipt: bool,
        progress: Progress,
    ) -> PackMade:
        """Write the volumes on the stick, keep a copy here, and write the pack down."""
        office = self.archive.office
        volumes = _volumes(sizes, LARGEST_VOLUME - sum(one.section.size for one in sections))
        manifest = Manifest(
            pack=secrets.token_hex(16),
            number=self.number,
            volume=1,
            volumes=len(volumes),
            kind="receipt" if receipt else "pack",
            made=now(),
            training=office.training,
            office=office.name,
            division=office.division,
            desk=office.desk,
            desk_name=office.desk_name,
            user=self.archive.user,
            to=(Receiver(self.office, self.division, tuple(one.desk for one in self.desks)),),
            scope=self.scope,
            full=full,
            photos=len(sizes),
            counts={"ops": gathered.count, "records": len(gathered.records), "households": len(gathered.households)},
        )
        files: list[Path] = []
        for number, names in enumerate(volumes, 1):
            progress(number, len(volumes), "写到盘上")
            files.append(self._volume(folder, manifest, number, sections if number == 1 else [], names, sizes))
        total = sum(path.stat().st_size for path in files)
        self._remember(manifest, files, total, gathered, sections)
        _keep_three(folder, [one.files for one in sent_packs(self.archive, self.office, self.division)][KEPT:])
        return PackMade(
            tuple(files), self.number, self.office, manifest.kind, len(gathered.households), len(gathered.records),
            gathered.count, len(sizes), total, tuple(self._left_out(gathered)),
        )  # fmt: skip

    def _volume(
        self,
        folder: Path,
        manifest: Manifest,
        number: int,
        sections: list[Packed],
        names: list[str],
        sizes: dict[str, int],
    ) -> Path:
        listed = pack_lines("photos", [orjson.dumps([name, sizes[name]]) for name in names])
        packed = [*sections, *([listed] if names else [])]
        told = replace(manifest, volume=number, sections=tuple(one.section for one in packed))
        content = Content(told, packed, lambda: (attachment_bytes(self.archive, name) for name in names))
        expected = sum(one.section.size for one in packed) + sum(sizes[name] for name in names)
        path = write_on_stick(folder, file_name(told), self._lock(content), expected)
        copy = self.archive.folder / COPIES / path.name
        build_aside(copy, lambda part: part.write_bytes(path.read_bytes()))
        return path

    def _lock(self, content: Content) -> Callable[[Writer], None]:
        key: DeskKey = self.trust.key
        if self.passphrase is not None:
            passphrase = self.passphrase
            return lambda target: write_pack_with_passphrase(target, content, key, passphrase)
        ages = [one.age for one in self.desks]
        own = age.recipient_of(office_key(self.archive))
        recipients = list(dict.fromkeys([*ages, own, *recovery_recipients(self.archive)]))
        return lambda target: write_pack(target, content, key, recipients)

    def _remember(
        self, manifest: Manifest, files: list[Path], total: int, gathered: _Gathered, sections: list[Packed]
    ) -> None:
        reached = {(tip.scope, tip.desk): tip for tip in _ends(self.archive, self.scope)}
        digests = {one.section.name: one.section.sha256 for one in sections if one.section.name in WHOLE}
        note_sent(
            self.archive,
            Sent(
                manifest.pack, self.number, self.office, self.division, manifest.made, manifest.kind, self.scope,
                tuple(path.name for path in files), total, gathered.count, len(gathered.records),
                tuple((tip.scope, tip.desk, tip.id, tip.seq) for tip in reached.values()),
                digests,
            ),
        )  # fmt: skip
        _keep_three(
            self.archive.folder / COPIES,
            [one.files for one in sent_packs(self.archive, self.office, self.division)][KEPT:],
        )

    def _left_out(self, gathered: _Gathered) -> Iterator[str]:
        for (scope, _desk), count in gathered.outside.items():
            name = self.archive.divisions.path(scope.lstrip("@")) or scope
            yield f"{name}的 {count} 处改动在本单位证书的范围之外，没有打进包里。请上级扩大范围后再打包。"


def _ends(archive: Archive, scope: str) -> list[Tip]:
    """Return the chain ends that concern who works in a scope."""
    return [*tips(archive, scope), *(tip for tip in tips(archive, SHARED + scope[:2]) if concerns(tip.scope, scope))]


def _volumes(sizes: dict[str, int], room: int) -> list[list[str]]:
    """Share photos out over volumes; the first has less room, because it carries everything else."""
    volumes: list[list[str]] = [[]]
    for name, size in sizes.items():
        if (size > room and volumes[-1]) or size > room:
            volumes.append([])
            room = LARGEST_VOLUME
        volumes[-1].append(name)
        room -= size
    return volumes


def file_name(manifest: Manifest) -> str:
    """Return a name for the file that every file system takes and a person understands."""
    what = "户档回执" if manifest.kind == "receipt" else "户档包"
    names = "-".join(_plain(name) for name in (manifest.office, "给", manifest.to[0].office))
    volume = f"-第{manifest.volume}卷共{manifest.volumes}卷" if manifest.volumes > 1 else ""
    return f"{what}-{names}-第{manifest.number:03d}号{volume}-{manifest.made[:10].replace('-', '')}{ENDING}"


def _plain(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\s.]+', "", name)[:20] or "单位"


def _keep_three(folder: Path, older: Iterable[tuple[str, ...]]) -> None:
    """Remove our own packs for an office beyond the last three; files that others put there are never touched."""
    for names in older:
        for name in names:
            path = folder / name
            if path.name == name and path.suffix == ENDING:
                path.unlink(missing_ok=True)
