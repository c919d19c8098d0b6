"""Taking packs: each copied to this disk, opened, its sender and every line checked, then merged in one transaction.

What a pack tells beside ops (what the partner has, took, misses, found) is kept in the same transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from storage.archive import audit
from storage.archive.archive import TEMPORARY, Archive
from storage.archive.attachments import keep_content
from storage.archive.audit import Kind
from storage.archive.backup_making import back_up_before
from storage.archive.exemptions import take_exemptions
from storage.archive.identity import office_key
from storage.archive.merge_result import MergeResult
from storage.archive.merging import merge
from storage.archive.op_exchange import Gap, Tip, gaps, statement
from storage.archive.pack_log import (
    Taken,
    acknowledge,
    keep_lines,
    note_taken,
    sent_packs,
    was_taken,
)
from storage.archive.partners_store import (
    ONCE,
    Partner,
    SignedTip,
    keep_certificates,
    keep_partner,
    keep_tip_signatures,
    partners,
)
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.progress import Progress, silent
from storage.archive.shared_tables import SharedRow, take
from storage.exchange import pack_sections
from storage.exchange.certificates import Certificate, certify
from storage.exchange.pack_audit import SECTION, keep_trail, read_trail
from storage.exchange.pack_file import LARGEST_FILE, Opened, read_pack
from storage.exchange.pack_format import Manifest
from storage.exchange.pack_ops import CheckedOps
from storage.exchange.pack_problems import PackProblem
from storage.exchange.partners import note_successor, now, parse_line
from storage.exchange.stick import copy_from_stick
from storage.exchange.trust import Trust

MOST_CERTIFICATES = 20_000
APPLIED, ALREADY, HELD, REFUSED = "applied", "already", "held", "refused"


@dataclass(slots=True)
class PackTaken:
    """What became of one file. `sender` and `number` are None where the pack did not reveal them."""

    file: Path
    outcome: str
    sentence: str
    code: str = ""
    sender: str | None = None
    number: int | None = None
    result: MergeResult | None = None
    chains: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])


@dataclass(slots=True)
class _Read:
    """A pack that is let in: what it says, and whom to believe."""

    opened: Opened
    trust: Trust
    certificates: list[Certificate]
    tips: list[Tip]
    signed: list[SignedTip]
    settings: list[SharedRow]
    admitted: list[tuple[Certificate, Certificate]] = field(default_factory=list[tuple[Certificate, Certificate]])

    @property
    def manifest(self) -> Manifest:
        return self.opened.manifest


def take_packs(
    archive: Archive,
    files: Sequence[Path],
    *,
    dry_run: bool = False,
    passphrase: str | None = None,
    leave: Collection[tuple[str, str]] = (),
    progress: Progress = silent,
) -> list[PackTaken]:
    """Take several packs, in any order; each stands or falls by itself. A dry run changes nothing at all.

    `leave` names (uid, facet) that are set aside for now. Cancelled where `progress` raises it; packs before stay.
    """
    taken: list[PackTaken] = []
    if not dry_run:
        with known_problems():
            back_up_before(archive, "merge", progress)
    for file in files:
        taken.append(_Taking(archive, file, dry_run, passphrase, leave, progress).take())
    open_gaps = gaps(archive) if not dry_run else []
    for one in taken:
        own = [gap for gap in open_gaps if (gap.scope, gap.desk) in one.chains] or (
            one.result.missing if dry_run and one.result else []
        )
        if one.outcome in (APPLIED, ALREADY) and own:
            one.outcome, one.sentence = HELD, f"{one.sentence}{_waiting(archive, own)}"
    return taken


def missing_sentences(archive: Archive, found: Sequence[Gap]) -> list[str]:
    """Say what is missing before what has come; it clears itself with the next pack."""
    names = {one.desk: f"{one.office}{f'（{one.desk_name}）' if one.desk_name else ''}" for one in partners(archive)}
    return [
        f"缺 {names.get(gap.desk, '另一台电脑')}在{archive.divisions.name(gap.scope.lstrip('@')) or gap.scope}的"
        f"第 {gap.first}—{gap.last} 条改动：不用做什么，请对方再打一个包，收到后会自动接上。"
        for gap in found
    ]


def _waiting(archive: Archive, found: Sequence[Gap]) -> str:
    return "其中一部分要等前面的改动到了才能接上：" + "".join(missing_sentences(archive, found))


class _Taking:
    """One file being taken."""

    def __init__(
        self,
        archive: Archive,
        file: Path,
        dry_run: bool,
        passphrase: str | None,
        leave: Collection[tuple[str, str]],
        progress: Progress,
    ) -> None:
        self.archive = archive
        self.file = file
        self.dry_run = dry_run
        self.passphrase = passphrase
        self.leave = leave
        self.progress = progress
        self.read: _Read | None = None
        self.manifest: Manifest | None = None

    def take(self) -> PackTaken:
        """Take the file; a refusal is an outcome, not an exception."""
        copy = self.archive.folder / TEMPORARY / f"pack-{secrets.token_hex(6)}{self.file.suffix}"
        try:
            with known_problems():
                copy_from_stick(self.file, copy, LARGEST_FILE)
                return self._take(copy)
        except StorageProblem as problem:
            return self._refused(problem)
        finally:
            copy.unlink(missing_ok=True)

    def _take(self, copy: Path) -> PackTaken:
        archive = self.archive
        key = office_key(archive)
        store = None if self.dry_run else partial(_keep_photo, archive)
        opened = read_pack(copy, [key], passphrase=self.passphrase, accept=self._accept, photo=store)
        read = self.read
        if read is None:
            raise PackProblem("malformed", detail="nothing read")
        manifest = read.manifest
        before = was_taken(archive, manifest.pack, manifest.volume)
        ops = CheckedOps(opened.lines("ops"), read.trust.may_write)
        result = merge(
            archive,
            self._checked(ops, read),
            source=self.file.name,
            office=manifest.office,
            dry_run=self.dry_run,
            leave=self.leave,
            take_up=before,
            progress=self.progress,
            total=manifest.counts.get("ops", 0),
            also=None if self.dry_run else lambda: self._keep(read),
        )
        outcome = ALREADY if before and not (result.ops or result.batch) else APPLIED
        taken = PackTaken(
            self.file, outcome, _sentence(manifest, result, outcome, self.dry_run), "",
            manifest.office, manifest.number, result, {(scope, desk) for scope, desk, _seq in ops.ends.values()},
        )  # fmt: skip
        if not self.dry_run:
            self._note(taken, manifest, result.batch)
            audit.note(archive, Kind.PACK, f"取用{manifest.office}的包", f"第 {manifest.number} 号")
        return taken

    def _accept(self, opened: Opened) -> None:
        """Decide who sent this and whether it is for us, before anything of it is used."""
        manifest = self.manifest = opened.manifest
        archive = self.archive
        if manifest.training != archive.office.training:
            raise PackProblem("training" if manifest.training else "real_into_training")
        certificates = _certificates(opened)
        trust = Trust(archive, certificates)
        admitted: list[tuple[Certificate, Certificate]] = []
        if self.passphrase is not None:
            admitted = self._admit_once(opened, trust, certificates)
            if admitted:
                trust = Trust(archive, [*certificates, *(given for _card, given in admitted)])
        key = trust.signing_key(manifest.desk)
        if key is None:
            raise PackProblem("unknown_sender")
        if key != opened.signer:
            raise PackProblem("bad_signature", detail="another key")
        self._check_receiver(manifest, trust)
        found, signed = pack_sections.read_tips(opened.lines("tips"))
        settings = self._settings(opened, trust)
        self.read = _Read(opened, trust, certificates, found, signed, settings, admitted)

    def _check_receiver(self, manifest: Manifest, trust: Trust) -> None:
        if self.passphrase is not None or trust.is_own(manifest.desk):
            return
        office = self.archive.office
        for one in manifest.to:
            if (one.office, one.division) == (office.name, office.division) or any(map(trust.is_own, one.desks)):
                return
        raise PackProblem("wrong_office", detail="manifest names another office")

    def _admit_once(
        self, opened: Opened, trust: Trust, certificates: list[Certificate]
    ) -> list[tuple[Certificate, Certificate]]:
        """A passphrase vouches for the sender and its authors: within our own divisions, at our own rank at most."""
        own = self.archive.office
        admitted: list[tuple[Certificate, Certificate]] = []
        for one in certificates:
            unknown = not trust.believed(one.desk) and not trust.is_own(one.desk)
            first = all(one.desk != card.desk for card, _given in admitted)
            if unknown and first and (one.desk != opened.manifest.desk or one.sign == opened.signer):
                scope = one.scope if one.scope.startswith(own.division) else own.division
                given = certify(trust.key, one, scope=scope, rank=min(one.rank, own.rank))
                admitted.append((one, given))
        return admitted

    def _settings(self, opened: Opened, trust: Trust) -> list[SharedRow]:
        """Return the settings whose desks are believed at that rank; others are left aside, they spoil nothing."""
        found: list[SharedRow] = []
        for row in pack_sections.read_settings(opened.lines("settings")):
            ranks = [one.rank for one in trust.believed(row.desk)]
            if trust.is_own(row.desk) or (ranks and row.rank <= max(ranks)):
                found.append(row)
        return found

    def _checked(self, ops: CheckedOps, read: _Read) -> Iterator[tuple[bytes, bytes | None]]:
        """Yield the ops, then see that each of their chains ends with a word of its own desk."""
        yield from ops
        signed: dict[str, list[SignedTip]] = {}
        for tip in read.signed:
            signed.setdefault(tip.id, []).append(tip)
        for name, place in ops.ends.items():
            key = read.trust.signing_key(place[1])
            fitting = (tip for tip in signed.get(name, ()) if (tip.scope, tip.desk, tip.seq) == place)
            if not any(pack_sections.is_rightly_signed(tip, key) for tip in fitting):
                raise PackProblem("unsigned_chain", detail=f"{place}")

    def _keep(self, read: _Read) -> None:
        """Keep what the pack tells beside ops, inside the transaction of the merge."""
        archive, manifest, opened = self.archive, read.manifest, read.opened
        if manifest.volume != 1:
            return
        believed = [one for one in read.certificates if one in read.trust.believed(one.desk) and not one.is_own_card]
        given = [one for _card, one in read.admitted]
        keep_certificates(archive, [one.stored for one in (*believed, *given)], now())
        for card, one in read.admitted:
            if card.desk == manifest.desk:
                keep_partner(archive, _partner_once(one))
        keep_tip_signatures(archive, [tip for tip in read.signed if self._is_signed(tip, read.trust)])
        if read.trust.is_own(manifest.desk):
            return
        for one in read.trust.believed(manifest.desk)[:1]:
            note_successor(archive, one, read.trust)
        statement(archive, manifest.desk, read.tips)
        trail = read_trail(opened.lines(SECTION))
        if trail is not None:
            keep_trail(archive, trail, manifest.desk, read.trust.signing_key)
        self._acknowledge(read)
        wanted = dict.fromkeys(pack_sections.read_wanted(opened.lines("wants")), b"1")
        keep_lines(archive, manifest.desk, "wants", wanted, all_of_it=True)
        if manifest.kind != "receipt":
            take(archive, read.settings)
            found = pack_sections.read_findings(opened.lines("findings"))
            keep_lines(archive, manifest.desk, "findings", found, all_of_it=manifest.full)
            take_exemptions(archive, pack_sections.read_marks(opened.lines("marks")), within=manifest.division)
            if "conflicts" in opened.contents:
                open_ones = pack_sections.read_conflicts(opened.lines("conflicts"))
                keep_lines(archive, manifest.desk, "conflicts", open_ones, all_of_it=True)

    def _is_signed(self, tip: SignedTip, trust: Trust) -> bool:
        return pack_sections.is_rightly_signed(tip, trust.signing_key(tip.desk))

    def _acknowledge(self, read: _Read) -> None:
        """Our packs that the partner names, or whose chain ends it has, have arrived."""
        archive, manifest = self.archive, read.manifest
        named = pack_sections.read_receipts(read.opened.lines("taken"))
        keep_lines(archive, manifest.desk, "taken", dict.fromkeys(named, b"1"), all_of_it=True)
        for name in named:
            acknowledge(archive, name, now(), "receipt")
        has = {(tip.scope, tip.desk): tip.seq for tip in read.tips}
        for sent in sent_packs(archive, manifest.office, manifest.division, 50):
            if sent.tips and all(has.get((scope, desk), 0) >= seq for scope, desk, _id, seq in sent.tips):
                acknowledge(archive, sent.id, now(), "tips")

    def _note(self, taken: PackTaken, manifest: Manifest | None, batch: str) -> None:
        m = manifest
        note_taken(
            self.archive,
            Taken(
                m.pack if m else None, m.volume if m else 1, m.volumes if m else 1, m.number if m else None,
                m.desk if m else None, m.office if m else None, m.division if m else None, m.made if m else None,
                now(), self.file.name, taken.outcome, taken.code, taken.sentence, batch or None,
            ),
        )  # fmt: skip

    def _refused(self, problem: StorageProblem) -> PackTaken:
        m = self.manifest
        taken = PackTaken(
            self.file, REFUSED, problem.sentence, problem.code, m.office if m else None, m.number if m else None
        )
        if not self.dry_run and not self.archive.read_only:
            self._note(taken, m, "")
        return taken


def _keep_photo(archive: Archive, name: str, content: bytes) -> None:
    keep_content(archive, content, f"照片 {name[:8]}")


def _certificates(opened: Opened) -> list[Certificate]:
    found: list[Certificate] = []
    for line in opened.lines("certs"):
        found.append(parse_line(line))
        if len(found) > MOST_CERTIFICATES:
            raise PackProblem("too_large", detail="certificates")
    return found


def _partner_once(one: Certificate) -> Partner:
    return Partner(
        one.desk, one.office, one.division, one.desk_name, one.age, one.scope, one.rank, ONCE, one.id, now()
    )  # fmt: skip


def _sentence(manifest: Manifest, result: MergeResult, outcome: str, dry_run: bool) -> str:
    what = "回执" if manifest.kind == "receipt" else "包"
    name = f"{manifest.office}第 {manifest.number} 号{what}"
    if outcome == ALREADY:
        return f"{name}以前已经取用过，没有重复写入。"
    if manifest.kind == "receipt":
        return f"{name}：已记下对方收到了哪些包。"
    if manifest.volume > 1:
        return f"{name}第 {manifest.volume} 卷：照片已收下。"
    counts = result.counts
    parts = [
        f"{text} {number}"
        for text, number in (
            ("新增", counts.new), ("变更", counts.changed), ("删除", counts.deleted), ("冲突", counts.conflicts),
            ("疑似重复", counts.duplicates), ("先放着", counts.held),
        )
        if number
    ]  # fmt: skip
    told = "，".join(parts) or "没有新内容"
    return f"{name}{'（试运行，没有写入）' if dry_run else ''}：{told}。"
