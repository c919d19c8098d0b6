"""Sections of a pack: lines of text, packed with gzip; unfolded with a bound, line by line."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from storage.exchange.pack_format import Section
from storage.exchange.pack_problems import PackProblem

_GZIP = 31
"""zlib's number for a gzip frame: any gzip program can unfold a section cut out of a pack."""
LEVEL = 6
LONGEST_LINE = 2 * 1024 * 1024
"""Bytes of one line: the longest op is far shorter."""
_PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Packed:
    """A section and its bytes."""

    section: Section
    content: bytes


def pack_lines(name: str, lines: Iterable[bytes]) -> Packed:
    """Pack lines (without their line ends) as a section."""
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, _GZIP)
    parts: list[bytes] = []
    gathered: list[bytes] = []
    raw = count = waiting = 0
    for line in lines:
        gathered.append(line)
        count += 1
        waiting += len(line) + 1
        if waiting >= _PIECE:
            gathered.append(b"")
            parts.append(squeeze.compress(b"\n".join(gathered)))
            gathered.clear()
            raw += waiting
            waiting = 0
    if gathered:
        gathered.append(b"")
        parts.append(squeeze.compress(b"\n".join(gathered)))
        raw += waiting
    parts.append(squeeze.flush())
    content = b"".join(parts)
    return Packed(Section(name, len(content), raw, count, hashlib.sha256(content).hexdigest()), content)


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
    unfold = zlib.decompressobj(_GZIP)
    raw = 0
    fed = content
    try:
        while not unfold.eof:
            piece = unfold.decompress(fed, min(_PIECE, section.raw - raw + 1))
            raw += len(piece)
            if raw > section.raw:
                raise PackProblem("malformed", detail=f"{section.name} unfolds to more than it says")
            fed = unfold.unconsumed_tail
            if not piece and not fed and not unfold.eof:
                raise PackProblem("malformed", detail=f"{section.name} ends early")
            yield piece
    except zlib.error as problem:
        raise PackProblem("malformed", detail=f"{section.name} is no gzip") from problem
    if raw != section.raw or unfold.unused_data:
        raise PackProblem("malformed", detail=f"length of {section.name}")
