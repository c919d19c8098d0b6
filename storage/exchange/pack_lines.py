"""Sections of a pack: lines of text, packed with gzip or, where they are few, with xz; unfolded with a bound."""

from __future__ import annotations

import hashlib
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from storage.exchange.pack_format import Section
from storage.exchange.pack_problems import PackProblem

_GZIP = 31
"""zlib's number for a gzip frame: any gzip program can unfold a section cut out of a pack."""
LEVEL = 6
LONGEST_LINE = 2 * 1024 * 1024
"""Bytes of one line: the longest op is far shorter."""
MOST_XZ = 512 * 1024
"""Bytes up to which xz is tried: a quarter smaller, but forty times slower than gzip."""
XZ_MEMORY = 64 * 1024 * 1024
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """A section and its bytes."""

    section: Section
    content: bytes


def pack_lines(name: str, lines: Iterable[bytes]) -> Packed:
    """Pack lines (without their line ends) as a section."""
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP, 9)
    parts: list[bytes] = []
    plain: list[bytes] = []
    raw = count = 0
    for piece, number in _pieces(lines):
        count += number
        raw += len(piece)
        parts.append(squeeze.compress(piece))
        if raw <= MOST_XZ:
            plain.append(piece)
        else:
            plain.clear()
    parts.append(squeeze.flush())
    content, way = b"".join(parts), "gzip"
    if plain:
        smaller = lzma.compress(b"".join(plain), check=lzma.CHECK_CRC32)
        if len(smaller) < len(content):
            content, way = smaller, "xz"
    return Packed(Section(name, len(content), raw, count, hashlib.sha256(content).hexdigest(), way), content)


def _pieces(lines: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield lines joined to pieces of some size, each with the number of its lines."""
    gathered: list[bytes] = []
    waiting = 0
    for line in lines:
        gathered.append(line)
        waiting += len(line) + 1
        if waiting >= _PIECE:
            yield b"\n".join([*gathered, b""]), len(gathered)
            gathered.clear()
            waiting = 0
    if gathered:
        yield b"\n".join([*gathered, b""]), len(gathered)


def unpack_lines(section: Section, content: bytes) -> Iterator[bytes]:
    """Yield the lines of a section; PackProblem at the first byte more than was declared, or where anything differs."""
    if len(content) != section.size or hashlib.sha256(content).hexdigest() != section.sha256:
        raise PackProblem("damaged", detail=f"section {section.name}")
    count = 0
    rest = b""
    for piece in _unfolded(section, content):
        *lines, rest = (rest + piece).split(b"\n")
        if len(rest) > LONGEST_LINE or any(len(line) > LONGEST_LINE for line in lines):
            raise PackProblem("too_large", detail=f"line in {section.name}")
        count += len(lines)
        if count > section.count:
            raise PackProblem("malformed", detail=f"count of {section.name}")
        yield from lines
    if rest or count != section.count:
        raise PackProblem("malformed", detail=f"count of {section.name}")


def _unfolded(section: Section, content: bytes) -> Iterator[bytes]:
    step = _unfolding(section, content)
    raw = 0
    while True:
        piece, ended, exact = step(min(_PIECE, section.raw - raw + 1))
        raw += len(piece)
        if raw > section.raw:
            raise PackProblem("malformed", detail=f"{section.name} unfolds to more than it says")
        yield piece
        if ended:
            break
    if raw != section.raw or not exact:
        raise PackProblem("malformed", detail=f"length of {section.name}")


def _unfolding(section: Section, content: bytes) -> Callable[[int], tuple[bytes, bool, bool]]:
    """Return a step: up to so many bytes more, whether that was the end, and whether nothing is left over."""
    if section.way == "xz":
        return _unfolding_xz(section, content)
    unfold = zlib.decompressobj(_GZIP)
    rest = [content]

    def step(most: int) -> tuple[bytes, bool, bool]:
        try:
            piece = unfold.decompress(rest[0], most)
        except zlib.error as problem:
            raise PackProblem("malformed", detail=f"{section.name} is no gzip") from problem
        rest[0] = unfold.unconsumed_tail
        if not piece and not rest[0] and not unfold.eof:
            raise PackProblem("malformed", detail=f"{section.name} ends early")
        return piece, unfold.eof, not unfold.unused_data

    return step


def _unfolding_xz(section: Section, content: bytes) -> Callable[[int], tuple[bytes, bool, bool]]:
    unfold = lzma.LZMADecompressor(lzma.FORMAT_XZ, XZ_MEMORY)
    rest = [content]

    def step(most: int) -> tuple[bytes, bool, bool]:
        try:
            piece = unfold.decompress(rest[0], most)
        except (lzma.LZMAError, EOFError, MemoryError) as problem:
            raise PackProblem("malformed", detail=f"{section.name} is no xz") from problem
        rest[0] = b""
        if not piece and not unfold.eof and unfold.needs_input:
            raise PackProblem("malformed", detail=f"{section.name} ends early")
        return piece, unfold.eof, not unfold.unused_data

    return step
