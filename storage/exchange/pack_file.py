"""The outer and inner file of a pack: written as a stream, read in the order unlock → signature → manifest → sections.

Reading unlocks twice: once to check the signature over everything, once to read what is now known to be as signed.
Nothing unlocked ever touches a disk.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from storage.archive import age
from storage.archive.age import Writer
from storage.archive.identity import DeskKey
from storage.exchange.certificates import is_signed
from storage.exchange.pack_format import (
    LARGEST_MANIFEST,
    LARGEST_VOLUME,
    MAGIC,
    SIGNED,
    TRAILER,
    Manifest,
    Section,
    manifest_bytes,
    parse_manifest,
    photo_line,
)
from storage.exchange.pack_lines import Packed, unpack_lines
from storage.exchange.pack_problems import PackProblem

LARGEST_FILE = LARGEST_VOLUME + (64 << 20)
LARGEST_WITH_PASSPHRASE = 512 << 20
"""Bytes; age's passphrase mode works in memory."""

PhotoSink = Callable[[str, bytes], None]


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into one volume. `photos` yields the bytes of each photo in the order of the section `photos`."""

    manifest: Manifest
    sections: Sequence[Packed]
    photos: Callable[[], Iterable[bytes]]


@dataclass(slots=True)
class Opened:
    """A pack whose signature is right: who signed it, what it says of itself, and its sections as they came."""

    signer: bytes
    manifest: Manifest
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a section; none where the pack has no such section."""
        for section in self.manifest.sections:
            if section.name == name:
                yield from unpack_lines(section, self.contents[name])


def write_pack(target: Writer, content: Content, key: DeskKey, recipients: Sequence[str]) -> None:
    """Write a pack locked for everyone who has one of the keys."""
    age.lock(_Stream(_signed(content, key)), target, recipients)


def write_pack_with_passphrase(target: Writer, content: Content, key: DeskKey, passphrase: str) -> None:
    """Write a pack locked with a passphrase; PackProblem where it is too large for that."""
    plain = b"".join(_signed(content, key))
    if len(plain) > LARGEST_WITH_PASSPHRASE:
        raise PackProblem("too_large", "内容太多，不能用口令打包，没有写出。请先不带照片，或与对方互换证书后再打包。")
    target.write(age.lock_with_passphrase(plain, passphrase))


def _signed(content: Content, key: DeskKey) -> Iterator[bytes]:
    told = manifest_bytes(content.manifest)
    if len(told) > LARGEST_MANIFEST:
        raise PackProblem("too_large", detail="manifest")
    hashed = hashlib.sha512()
    for part in _parts(content, told, key):
        hashed.update(part)
        yield part
    yield key.sign(SIGNED + hashed.digest())


def _parts(content: Content, told: bytes, key: DeskKey) -> Iterator[bytes]:
    yield MAGIC + len(told).to_bytes(4, "big") + told
    for packed in content.sections:
        yield packed.content
    yield from content.photos()
    yield key.public


class _Stream:
    """Bytes from an iterator, read piece by piece."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._rest = memoryview(b"")

    def read(self, size: int = -1, /) -> bytes:
        while not self._rest:
            part = next(self._parts, None)
            if part is None:
                return b""
            self._rest = memoryview(part)
        length = len(self._rest) if size < 0 else size
        piece, self._rest = bytes(self._rest[:length]), self._rest[length:]
        return piece


def needs_passphrase(file: Path) -> bool:
    """Tell whether a file is a pack locked with a passphrase."""
    with file.open("rb") as opened:
        return opened.read(len(age.PASSPHRASE_HEADER)) == age.PASSPHRASE_HEADER


def read_pack(
    file: Path,
    keys: Sequence[str],
    *,
    passphrase: str | None = None,
    accept: Callable[[Opened], None],
    photo: PhotoSink | None,
) -> Opened:
    """Open a pack. `accept` sees manifest and sections before any photo is handed on and raises to refuse them.

    PackProblem where the file is no pack, not for these keys, damaged, newer, or not of this form.
    """
    unlock = _unlocking(file, keys, passphrase)
    tail = _Tail()
    unlock(tail)
    signer = tail.signer()
    parts = _Parts(signer, tail.length - TRAILER, accept, photo)
    unlock(parts)
    return parts.finished()


def _unlocking(file: Path, keys: Sequence[str], passphrase: str | None) -> Callable[[Writer], None]:
    if file.stat().st_size > LARGEST_FILE:
        raise PackProblem("too_large", detail="file")
    with file.open("rb") as opened:
        start = opened.read(len(age.PASSPHRASE_HEADER))
    if not start.startswith(age.HEADER):
        damaged = file.suffix == ".hdpack" or age.HEADER.startswith(start[:8])
        raise PackProblem("damaged" if damaged else "not_a_pack")
    locked_with_passphrase = start == age.PASSPHRASE_HEADER
    if locked_with_passphrase and passphrase is None:
        raise PackProblem("passphrase_needed")
    if not locked_with_passphrase and passphrase is not None:
        raise PackProblem("not_passphrase")
    if locked_with_passphrase:
        plain = _with_passphrase(file, passphrase or "")
        return lambda target: _feed(plain, target)
    return lambda target: _with_keys(file, target, keys)


def _with_passphrase(file: Path, passphrase: str) -> bytes:
    try:
        return age.unlock_with_passphrase(file.read_bytes(), passphrase)
    except age.WrongKey:
        raise PackProblem("wrong_passphrase") from None
    except age.Damaged:
        raise PackProblem("damaged", detail="age") from None


def _feed(plain: bytes, target: Writer) -> None:
    read = io.BytesIO(plain)
    while piece := read.read(1 << 16):
        target.write(piece)


def _with_keys(file: Path, target: Writer, keys: Sequence[str]) -> None:
    try:
        with file.open("rb") as opened:
            age.unlock(opened, target, keys)
    except age.WrongKey:
        raise PackProblem("wrong_office") from None
    except age.Damaged:
        raise PackProblem("damaged", detail="age") from None


class _Tail:
    """First pass: hashes everything but the signature, which is the last 64 bytes."""

    def __init__(self) -> None:
        self._hash = hashlib.sha512()
        self._tail = b""
        self.length = 0

    def write(self, data: bytes, /) -> int:
        self.length += len(data)
        joined = self._tail + data
        cut = max(0, len(joined) - TRAILER)
        self._hash.update(joined[:cut])
        self._tail = joined[cut:]
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def signer(self) -> bytes:
        """Return the public key the pack is rightly signed with."""
        if len(self._tail) < TRAILER or self.length < TRAILER + len(MAGIC) + 4:
            raise PackProblem("damaged", detail="too short")
        public, signature = self._tail[:32], self._tail[32:]
        self._hash.update(public)
        if not is_signed(public, signature, SIGNED + self._hash.digest()):
            raise PackProblem("bad_signature", detail="pack")
        return public


class _Parts:
    """Second pass: takes the inner file apart as it comes."""

    def __init__(self, signer: bytes, length: int, accept: Callable[[Opened], None], photo: PhotoSink | None) -> None:
        self._signer = signer
        self._left = length
        self._accept = accept
        self._photo = photo
        self._buffer = bytearray()
        self._wanted = len(MAGIC) + 4
        self._take: Callable[[bytes], None] = self._magic
        self._sections: list[Section] = []
        self._photos: list[tuple[str, int]] = []
        self._opened: Opened | None = None
        self._through = False

    def write(self, data: bytes, /) -> int:
        usable = data[: self._left]
        self._left -= len(usable)
        self._buffer += usable
        while not self._through and len(self._buffer) >= self._wanted:
            part = bytes(self._buffer[: self._wanted])
            del self._buffer[: self._wanted]
            self._take(part)
        return len(data)

    def flush(self) -> None:
        """Nothing waits here."""

    def finished(self) -> Opened:
        """Return the pack, if it ended where its manifest says."""
        if self._opened is None or not self._through or self._buffer or self._left:
            raise PackProblem("malformed", detail="length of the pack")
        return self._opened

    def _magic(self, part: bytes) -> None:
        if part[: len(MAGIC)] != MAGIC:
            raise PackProblem("newer" if part[:3] == MAGIC[:3] else "malformed", detail="magic")
        self._wanted = int.from_bytes(part[len(MAGIC) :], "big")
        if not 0 < self._wanted <= LARGEST_MANIFEST:
            raise PackProblem("malformed", detail="length of the manifest")
        self._take = self._manifest

    def _manifest(self, part: bytes) -> None:
        self._opened = Opened(self._signer, parse_manifest(part))
        self._sections = list(self._opened.manifest.sections)
        if sum(one.size for one in self._sections) > len(self._buffer) + self._left:
            raise PackProblem("malformed", detail="sections longer than the pack")
        self._next_section()

    def _next_section(self) -> None:
        if self._sections:
            self._wanted, self._take = self._sections[0].size, self._section
            return
        opened = self._pack()
        self._accept(opened)
        self._photos = [photo_line(orjson_line) for orjson_line in _photo_lines(opened)]
        if sum(size for _name, size in self._photos) != len(self._buffer) + self._left:
            raise PackProblem("malformed", detail="photos")
        self._next_photo()

    def _section(self, part: bytes) -> None:
        self._pack().contents[self._sections.pop(0).name] = part
        self._next_section()

    def _next_photo(self) -> None:
        if not self._photos:
            self._through = True
            return
        self._wanted, self._take = self._photos[0][1], self._one_photo

    def _one_photo(self, part: bytes) -> None:
        name = self._photos.pop(0)[0]
        if hashlib.sha256(part).hexdigest() != name:
            raise PackProblem("bad_photo")
        if self._photo is not None:
            self._photo(name, part)
        self._next_photo()

    def _pack(self) -> Opened:
        if self._opened is None:
            raise PackProblem("malformed", detail="no manifest")
        return self._opened


def _photo_lines(opened: Opened) -> Iterator[object]:
    try:
        for line in opened.lines("photos"):
            yield orjson.loads(line)
    except ValueError as problem:
        raise PackProblem("malformed", detail="photo line") from problem
