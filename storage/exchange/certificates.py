"""Certificates: which desk signs with which key, in which divisions it may write, and at which rank.

A certificate is JSON bytes and an Ed25519 signature over them, kept and passed on as received. A desk's own card is a
certificate signed by itself; an office trusts itself and the office it joined, and through them whom they vouch for.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from storage.archive import age
from storage.archive.archive import Archive
from storage.archive.identity import DeskKey, desk_key, office_key, recovery_recipients
from storage.archive.partners_store import StoredCertificate
from storage.exchange.pack_problems import PackProblem

VERSION = 1
DESK = re.compile(r"[0-9a-f]{24}")
KEY = re.compile(r"[0-9a-f]{64}")
SCOPE = re.compile(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?")
HIGHEST_RANK = 5
LONGEST_NAME = 120
LARGEST = 8192
"""Bytes of one certificate."""
DIGITS = 24
"""Digits of a fingerprint: 80 bits, read over the phone in six groups of four."""
_SIGNED = b"hudang certificate 1\0"


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate, read. `by` is the desk that signed it, `by_sign` the key it signed with (32 bytes)."""

    office: str
    division: str
    desk: str
    desk_name: str
    sign: bytes
    age: str
    scope: str
    rank: int
    training: bool
    at: str
    by: str
    by_sign: bytes
    recovery: tuple[str, ...]
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Return the name of this certificate: the first 16 bytes of SHA-256 over body and signature, in hex."""
        return hashlib.sha256(self.body + self.signature).hexdigest()[:32]

    @property
    def is_own_card(self) -> bool:
        """Tell whether the desk signed it for itself."""
        return self.by == self.desk and self.by_sign == self.sign

    @property
    def fingerprint(self) -> str:
        """Return the digits that two people compare by phone, in groups of four."""
        return fingerprint(self.office, self.division, self.desk, self.sign, self.age)

    @property
    def stored(self) -> StoredCertificate:
        """Return it as the archive keeps it."""
        return StoredCertificate(self.id, self.desk, self.body, self.signature)


def fingerprint(office: str, division: str, desk: str, sign: bytes, age: str) -> str:
    """Return 24 digits over all that names an office: two that look alike to the eye differ here."""
    text = orjson.dumps([office, division, desk, sign.hex(), age])
    digits = f"{int.from_bytes(hashlib.sha256(b'hudang fingerprint 1' + text).digest(), 'big') % 10**DIGITS:0{DIGITS}d}"
    return " ".join(digits[start : start + 4] for start in range(0, DIGITS, 4))


def own_card(archive: Archive) -> Certificate:
    """Return this desk's own card: its certificate signed by itself."""
    key = desk_key(archive)
    office = archive.office
    claim = {"office": office.name, "division": office.division, "desk_name": office.desk_name, "rank": office.rank}
    return issue(
        key,
        claim
        | {
            "desk": key.desk,
            "sign": key.public.hex(),
            "age": age.recipient_of(office_key(archive)),
            "scope": office.division,
            "training": office.training,
            "recovery": recovery_recipients(archive),
        },
    )


def issue(signer: DeskKey, claim: dict[str, Any]) -> Certificate:
    """Sign a claim: the keys of `Certificate` without those about the signer."""
    body = orjson.dumps(
        {"v": VERSION}
        | claim
        | {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "by": signer.desk,
            "by_sign": signer.public.hex(),
            "serial": secrets.token_hex(8),
        },
        option=orjson.OPT_SORT_KEYS,
    )
    return parse(body, signer.sign(_SIGNED + body))


def certify(
    signer: DeskKey, subject: Certificate, *, scope: str, rank: int, recovery: Iterable[str] = ()
) -> Certificate:
    """Return a certificate for the desk of `subject`, signed by `signer`, for this scope and rank."""
    claim = {
        "office": subject.office,
        "division": subject.division,
        "desk": subject.desk,
        "desk_name": subject.desk_name,
        "sign": subject.sign.hex(),
        "age": subject.age,
        "training": subject.training,
    }
    return issue(signer, claim | {"scope": scope, "rank": rank, "recovery": list(recovery)})


def parse(body: bytes, signature: bytes) -> Certificate:
    """Read a certificate and check that its signature fits its own `by_sign`; PackProblem where anything is off."""
    if len(body) > LARGEST or len(signature) != 64:
        raise PackProblem("malformed", detail="certificate size")
    try:
        found = _read(orjson.loads(body), body, signature)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise PackProblem("malformed", detail="certificate") from problem
    if not is_signed(found.by_sign, signature, _SIGNED + body):
        raise PackProblem("bad_signature", detail="certificate")
    return found


def _read(told: Any, body: bytes, signature: bytes) -> Certificate:
    if told["v"] != VERSION:
        raise PackProblem("newer", detail="certificate version")
    found = Certificate(
        office=_name(told["office"]),
        division=_fitting(SCOPE, told["division"]),
        desk=_fitting(DESK, told["desk"]),
        desk_name=_name(told["desk_name"], empty=True),
        sign=bytes.fromhex(_fitting(KEY, told["sign"])),
        age=_recipient(told["age"]),
        scope=_fitting(SCOPE, told["scope"]),
        rank=_rank(told["rank"]),
        training=_flag(told["training"]),
        at=_name(told["at"]),
        by=_fitting(DESK, told["by"]),
        by_sign=bytes.fromhex(_fitting(KEY, told["by_sign"])),
        recovery=tuple(_recipient(one) for one in _list(told["recovery"])),
        body=body,
        signature=signature,
    )
    if not found.division:
        raise ValueError("no division")
    return found


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > 8:  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError("no short list")
    return value  # pyright: ignore[reportUnknownVariableType]


def _name(value: Any, *, empty: bool = False) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not (value or empty):
        raise ValueError("no name")
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError("control character")
    return value


def _fitting(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("wrong form")
    return value


def _recipient(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no recipient")
    age.check_recipient(value)
    return value


def _rank(value: Any) -> int:
    if value.__class__ is not int or not 0 <= value <= HIGHEST_RANK:
        raise ValueError("no rank")
    return value


def _flag(value: Any) -> bool:
    if value.__class__ is not bool:
        raise TypeError("no flag")
    return value


def is_signed(public: bytes, signature: bytes, text: bytes) -> bool:
    """Tell whether the signature over `text` was made with the key behind `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
