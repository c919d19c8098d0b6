"""The form of a pack (docs/exchange-format.md): what stands in its manifest, and the limits a reader keeps to.

inner file: "HSP1", length of the manifest (4 bytes, big-endian), manifest (JSON), sections and photos in the order of
the manifest, the sender's public key (32 bytes), Ed25519 signature (64 bytes) over SHA-512 of everything before it.
The inner file is locked by age for the receiving desks, the own office and the recovery keys, or for a passphrase.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

import orjson

from storage.exchange.certificates import DESK, SCOPE
from storage.exchange.pack_problems import PackProblem

MAGIC = b"HSP1"
FORMAT = 1
"""The format this program writes and the newest it reads; a pack's `min_reader` may not be higher."""
SUITE = "age-x25519/ed25519-sha512"
SIGNED = b"hudang pack 1\0"
TRAILER = 96
ENDING = ".hdpack"

LARGEST_MANIFEST = 256 * 1024
LARGEST_SECTION = 1 << 31
"""Bytes a section may unfold to."""
LARGEST_VOLUME = 1 << 30
MOST_SECTIONS = 32
LARGEST_PHOTO = 50 * 1024 * 1024
LARGEST_NUMBER = 1 << 53

WAYS = ("gzip", "xz")
KINDS = ("pack", "receipt")
SECTIONS = (
    "certs", "tips", "taken", "wants", "ops", "settings", "findings", "marks", "conflicts", "audit", "photos",
)  # fmt: skip
"""Sections this program knows, in the order in which they stand; others are passed over."""
_NAME = re.compile(r"[a-z_]{1,32}")
_PACK_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its packed bytes, what they unfold to, and how many lines these are. `way` is gzip or xz."""

    name: str
    size: int
    raw: int
    count: int
    sha256: str
    way: str = "gzip"


@dataclass(frozen=True, slots=True)
class Receiver:
    """An office a pack is for, with the desks it was locked for."""

    office: str
    division: str
    desks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a pack says of itself. `scope` is the beginning of the division codes it covers; `made` UTC, ISO."""

    pack: str
    number: int
    volume: int
    volumes: int
    kind: str
    made: str
    training: bool
    office: str
    division: str
    desk: str
    desk_name: str
    user: str
    to: tuple[Receiver, ...]
    scope: str
    full: bool
    photos: int
    counts: Mapping[str, int]
    sections: tuple[Section, ...] = field(default=())
    fmt: int = FORMAT
    min_reader: int = FORMAT
    suite: str = SUITE


def manifest_bytes(manifest: Manifest) -> bytes:
    """Return the manifest as it stands in the pack."""
    return orjson.dumps(asdict(manifest))


def parse_manifest(text: bytes) -> Manifest:
    """Read a manifest whose signature is checked already; PackProblem where it is newer or not of this form."""
    try:
        told = orjson.loads(text)
        if told["min_reader"] > FORMAT or told["suite"] != SUITE:
            raise PackProblem("newer", detail="format or suite")
        manifest = _manifest(told)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise PackProblem("malformed", detail="manifest") from problem
    known = [one.name for one in manifest.sections]
    if len(set(known)) != len(known) or not 1 <= manifest.volume <= manifest.volumes <= 10_000:
        raise PackProblem("malformed", detail="manifest sections or volumes")
    return manifest


def _manifest(told: dict[str, Any]) -> Manifest:
    return Manifest(
        pack=_fitting(_PACK_ID, told["pack"]),
        number=_count(told["number"]),
        volume=_count(told["volume"]),
        volumes=_count(told["volumes"]),
        kind=_one_of(KINDS, told["kind"]),
        made=_text(told["made"], 40),
        training=_flag(told["training"]),
        office=_text(told["office"]),
        division=_fitting(SCOPE, told["division"]),
        desk=_fitting(DESK, told["desk"]),
        desk_name=_text(told["desk_name"]),
        user=_text(told["user"]),
        to=tuple(_receiver(one) for one in _list(told["to"], 64)),
        scope=_fitting(SCOPE, told["scope"]),
        full=_flag(told["full"]),
        photos=_count(told["photos"]),
        counts={_fitting(_NAME, key): _count(value) for key, value in _pairs(told["counts"])},
        sections=tuple(_section(one) for one in _list(told["sections"], MOST_SECTIONS)),
        fmt=_count(told["fmt"]),
        min_reader=_count(told["min_reader"]),
        suite=told["suite"],
    )


def _receiver(told: Any) -> Receiver:
    desks = tuple(_fitting(DESK, one) for one in _list(told["desks"], 256))
    return Receiver(_text(told["office"]), _fitting(SCOPE, told["division"]), desks)


def _section(told: Any) -> Section:
    found = Section(
        _fitting(_NAME, told["name"]),
        _count(told["size"]),
        _count(told["raw"]),
        _count(told["count"]),
        _fitting(_HASH, told["sha256"]),
        _one_of(WAYS, told["way"]),
    )
    if found.size > LARGEST_VOLUME or found.raw > LARGEST_SECTION or found.count > found.raw:
        raise PackProblem("too_large", detail="section")
    return found


def photo_line(told: Any) -> tuple[str, int]:
    """Read a line of the section `photos`: hash and size."""
    try:
        name, size = told
        size = _count(size)
        if size > LARGEST_PHOTO:
            raise PackProblem("too_large", detail="photo")
        return _fitting(_HASH, name), size
    except (ValueError, TypeError) as problem:
        raise PackProblem("malformed", detail="photo line") from problem


def _count(value: Any) -> int:
    if value.__class__ is not int or not 0 <= value <= LARGEST_NUMBER:
        raise ValueError("no count")
    return value


def _flag(value: Any) -> bool:
    if value.__class__ is not bool:
        raise TypeError("no flag")
    return value


def _text(value: Any, longest: int = 120) -> str:
    if not isinstance(value, str) or len(value) > longest or any(ord(character) < 32 for character in value):
        raise ValueError("no short text")
    return value


def _fitting(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("wrong form")
    return value


def _one_of(known: tuple[str, ...], value: Any) -> str:
    if value not in known:
        raise PackProblem("newer", detail="unknown kind of pack or way of packing")
    return value


def _list(value: Any, most: int) -> list[Any]:
    if not isinstance(value, list) or len(cast("list[Any]", value)) > most:
        raise ValueError("no short list")
    return cast("list[Any]", value)


def _pairs(value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict) or len(cast("dict[str, Any]", value)) > 64:
        raise ValueError("no small object")
    return list(cast("dict[str, Any]", value).items())
