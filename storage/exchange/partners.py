"""Offices get to know each other: a request file, digits compared by phone, a certificate file.

request (asking office) → admit (upper office, after comparing the fingerprint) → join (asking office). Both files are
text: a title, then one certificate a line, JSON and signature with a tab between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import orjson

from storage.archive.archive import RANKS, Archive
from storage.archive.files_aside import write_aside
from storage.archive.identity import recovery_recipients, set_recovery_recipients
from storage.archive.partners_store import (
    ADMITTED,
    ROOT,
    Partner,
    certificates,
    keep_certificates,
    keep_partner,
    partner,
    partners,
)
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.roles import Power
from storage.archive.transaction import transaction
from storage.exchange.certificates import Certificate, certify, own_card, parse
from storage.exchange.pack_problems import PackProblem
from storage.exchange.trust import Trust

REQUEST_TITLE = "户档申请 1"
CERTIFICATE_TITLE = "户档证书 1"
LARGEST_FILE = 256 * 1024
MOST_LINES = 64


@dataclass(frozen=True, slots=True)
class Met:
    """What a step of getting to know each other did: the other office (or our own), its digits, the file."""

    office: str
    fingerprint: str
    file: Path


def now() -> str:
    """Return the time as it is written down: UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def write_request(archive: Archive, out: Path) -> Met:
    """Write the file with which this office asks another one to admit it."""
    card = own_card(archive)
    _write(out, REQUEST_TITLE, [card])
    return Met(card.office, card.fingerprint, out)


def read_request(archive: Archive, file: Path) -> Certificate:
    """Read a request and say whether it can be admitted at all, before anyone picks up the phone."""
    lines = _read(file, REQUEST_TITLE)
    card = parse_line(lines[0])
    if len(lines) != 1 or not card.is_own_card:
        raise PackProblem("malformed", "这个申请文件不合格式，没有登记。请对方重新生成申请。")
    own = archive.office
    if card.training != own.training:
        raise PackProblem("training" if card.training else "real_into_training", _training_sentence(card.training))
    if card.desk == own.desk:
        raise PackProblem("own_request", "这是本机自己的申请，不能由本机登记。请把它交给上级单位。")
    known = Trust(archive).believed(card.desk)
    if any(one.sign != card.sign for one in known):
        raise PackProblem(
            "key_differs",
            f"“{card.office}”的这台电脑以前登记过，但钥匙不同，没有登记。请当面核对是不是同一台电脑；"
            "若是重装过的，请对方重新建档或恢复备份后再申请。",
        )
    return card


def admit(
    archive: Archive, request: Path, out: Path, *, digits: str | None, scope: str | None = None, rank: int | None = None
) -> Met:
    """Admit an asking office: write its certificate and remember it as a partner.

    `digits` is the fingerprint as read over the phone, None where the file was handed over in person. `scope` and
    `rank` default to the asking office's division and level. PackProblem where the digits differ or it asks too much.
    """
    archive.require(Power.PARTNERS)
    card = read_request(archive, request)
    if digits is not None and _digits(digits) != _digits(card.fingerprint):
        raise PackProblem(
            "fingerprint",
            f"指纹不符，没有登记“{card.office}”。文件可能被人换过：请与对方电话逐位核对指纹，再用对方报的数字登记。",
        )
    own = archive.office
    scope = card.division if scope is None else scope
    if not scope.startswith(own.division):
        raise PackProblem(
            "scope_above",
            f"“{card.office}”要管的范围（{scope}）不在本单位（{own.division}）之下，没有登记。"
            "请由上级单位登记下级，或写明本单位之下的范围。",
        )
    usual = RANKS.get(len(card.division), 0)
    rank = usual if rank is None else rank
    if not usual <= rank <= own.rank:
        raise PackProblem(
            "rank",
            f"级别 {rank} 不合适，没有登记：不能低于“{card.office}”的区划级别（{usual}），"
            f"也不能高于本单位（{own.rank}）。",
        )
    trust = Trust(archive)
    given = certify(trust.key, card, scope=scope, rank=rank, recovery=recovery_recipients(archive))
    _write(out, CERTIFICATE_TITLE, [given, own_card(archive), *trust.chain(trust.key.desk)])
    with transaction(archive):
        keep_certificates(archive, [one.stored for one in (given, *trust.made)], now())
        keep_partner(archive, _partner_of(given, ADMITTED, scope, rank))
    return Met(card.office, card.fingerprint, out)


def join(archive: Archive, file: Path) -> Met:
    """Take the certificate that an upper office wrote for this desk; both can pack for each other from now on."""
    archive.require(Power.PARTNERS)
    found = [parse_line(line) for line in _read(file, CERTIFICATE_TITLE)]
    own = own_card(archive)
    given, upper = found[0], found[1] if len(found) > 1 else found[0]
    if given.desk != own.desk or given.sign != own.sign or given.age != own.age:
        raise PackProblem(
            "wrong_office", "这份证书不是发给本机的，没有登记。请核对文件；重装或复制过的电脑要重新申请。"
        )
    if not upper.is_own_card or (given.by, given.by_sign) != (upper.desk, upper.sign):
        raise PackProblem("bad_signature", "这份证书的签发单位对不上，没有登记。请上级重新签发。")
    if given.training != archive.office.training:
        raise PackProblem("training" if given.training else "real_into_training", _training_sentence(given.training))
    with transaction(archive):
        keep_certificates(archive, [one.stored for one in found], now())
        keep_partner(archive, _partner_of(upper, ROOT, upper.scope, upper.rank))
        if given.recovery:
            known = recovery_recipients(archive)
            set_recovery_recipients(archive, [*known, *(one for one in given.recovery if one not in known)][-8:])
    return Met(upper.office, upper.fingerprint, file)


def partner_named(archive: Archive, name: str) -> list[Partner]:
    """Return the desks of the partner office named by name or division code; StorageProblem where none or several."""
    listed = partners(archive)
    wanted = name.strip()
    found = [one for one in listed if wanted in (one.office, one.division, one.desk)]
    if not found:
        names = "、".join(dict.fromkeys(one.office for one in listed)) or "还没有"
        raise StorageProblem(
            "no_partner",
            f"没有登记过单位“{wanted}”，没有打包。已登记的单位：{names}。请先互相登记：下级交申请，上级发证书。",
        )
    offices = {(one.office, one.division) for one in found}
    if len(offices) > 1:
        codes = "、".join(sorted(division for _office, division in offices))
        raise StorageProblem("ambiguous", f"有几个单位都叫“{wanted}”（{codes}），没有打包。请改用区划代码。")
    return found


def office_names(archive: Archive) -> dict[str, str]:
    """Return desk → office name, with the desk's own name where it has one, of all desks that are known."""
    found: dict[str, str] = {}
    for one in certificates(archive):
        told = orjson.loads(one.body)
        desk = f"（{told['desk_name']}）" if told["desk_name"] else ""
        found[one.desk] = f"{told['office']}{desk}"
    return found


def note_successor(archive: Archive, sender: Certificate, trust: Trust) -> None:
    """A partner's new desk (restored or copied) becomes a partner as the old one was; the old one is marked former."""
    known = partner(archive, sender.desk)
    if known is not None:
        if known.former:
            keep_partner(archive, replace(known, former=False))
        return
    for one in trust.believed(sender.desk):
        before = partner(archive, one.by)
        if before and (before.office, before.division, before.age) == (one.office, one.division, one.age):
            keep_partner(archive, replace(before, desk=one.desk, desk_name=one.desk_name, certificate=one.id, at=now()))
            keep_partner(archive, replace(before, former=True))
            return


def certificate_line(one: Certificate) -> bytes:
    """Return a certificate as one line: its bytes, a tab, the signature in hex."""
    return one.body + b"\t" + one.signature.hex().encode()


def parse_line(line: bytes) -> Certificate:
    """Read one line; PackProblem where it is none."""
    body, tab, signature = line.partition(b"\t")
    try:
        raw = bytes.fromhex(signature.decode("ascii"))
    except ValueError:
        raise PackProblem("malformed", detail="certificate line") from None
    if not tab:
        raise PackProblem("malformed", detail="certificate line")
    return parse(body, raw)


def _partner_of(one: Certificate, relation: str, scope: str, rank: int) -> Partner:
    return Partner(
        one.desk, one.office, one.division, one.desk_name, one.age, scope, rank, relation, one.id, now()
    )  # fmt: skip


def _write(out: Path, title: str, listed: Iterable[Certificate]) -> None:
    with known_problems():
        write_aside(out, b"\n".join([title.encode(), *map(certificate_line, listed), b""]))


def _read(file: Path, title: str) -> list[bytes]:
    with known_problems():
        if file.stat().st_size > LARGEST_FILE:
            raise PackProblem("malformed", f"“{file.name}”太大，不是申请或证书文件，没有登记。")
        lines = file.read_bytes().replace(b"\r\n", b"\n").split(b"\n")
    other = {REQUEST_TITLE: CERTIFICATE_TITLE, CERTIFICATE_TITLE: REQUEST_TITLE}[title]
    if lines[0] == other.encode():
        what, wanted = ("证书", "申请") if title == REQUEST_TITLE else ("申请", "证书")
        raise PackProblem("other_file", f"“{file.name}”是{what}文件，不是{wanted}文件，没有登记。请选对文件。")
    told = [line for line in lines[1:] if line]
    if lines[0] != title.encode() or not told or len(told) > MOST_LINES:
        raise PackProblem("malformed", f"“{file.name}”不是户档的{title[2:4]}文件，或已损坏，没有登记。请对方重新生成。")
    return told


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdecimal())


def _training_sentence(training: bool) -> str:
    return (
        "对方是演练档案，不能与正式档案互相登记，没有登记。"
        if training
        else "对方是正式档案，不能与演练档案互相登记，没有登记。"
    )
