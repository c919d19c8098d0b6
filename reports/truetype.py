"""A TrueType file read by need: which characters it has, how wide they are, and a subset of it for embedding.

The file is mapped, not read, and its tables stay packed, so that a font of 30 MB costs a few milliseconds and little
memory. Only what our fonts use is understood: `glyf` outlines and a `cmap` of format 12.
Table layouts: ISO/IEC 14496-22 (OpenType), chapters “cmap”, “glyf”, “loca”, “hmtx”.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from bisect import bisect_right
from pathlib import Path

_COPIED = (b"cvt ", b"fpgm", b"prep")
_MORE, _WORDS, _SCALE, _XY_SCALE, _TWO_BY_TWO = 0x20, 0x01, 0x08, 0x40, 0x80


class TrueTypeFile:
    """One font file. Lengths are in thousandths of an em."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its headers; ValueError where it is not a TrueType font we can embed."""
        with path.open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.name = path.stem
        self._tables = self._read_directory()
        head, hhea = self._table(b"head"), self._table(b"hhea")
        self.units = struct.unpack_from(">H", head, 18)[0]
        self.box = [self._scaled(value) for value in struct.unpack_from(">4h", head, 36)]
        self.ascent, self.descent = (self._scaled(value) for value in struct.unpack_from(">2h", hhea, 4))
        self.glyph_count = struct.unpack_from(">H", self._table(b"maxp"), 4)[0]
        self._long_loca = struct.unpack_from(">h", head, 50)[0] == 1
        self._wide_count = struct.unpack_from(">H", hhea, 34)[0]
        self._starts, self._ends, self._glyphs = self._read_cmap()

    def glyph(self, character: str) -> int:
        """Return the glyph number of a character, 0 where the font has none."""
        code = ord(character)
        place = bisect_right(self._starts, code) - 1
        if place < 0 or code > self._ends[place]:
            return 0
        return self._glyphs[place] + code - self._starts[place]

    def width(self, glyph: int) -> float:
        """Return a glyph's advance."""
        offset = 4 * min(glyph, self._wide_count - 1)
        return self._scaled(struct.unpack_from(">H", self._data, self._tables[b"hmtx"][0] + offset)[0])

    def subset(self, glyphs: list[int]) -> bytes:
        """Return a font file whose glyph n is `glyphs[n]`, followed by the parts that composite glyphs need."""
        order = list(glyphs)
        place = {glyph: number for number, glyph in reversed(list(enumerate(order)))}
        outlines: list[bytes] = []
        done = 0
        while done < len(order):  # grows while parts are found
            outlines.append(self._renumbered(self._outline(order[done]), order, place))
            done += 1
        return _assemble(self._subset_tables(order, outlines))

    def _subset_tables(self, order: list[int], outlines: list[bytes]) -> dict[bytes, bytes]:
        offsets = array("I", [0])
        for outline in outlines:
            offsets.append(offsets[-1] + len(outline))
        head = bytearray(self._table(b"head"))
        struct.pack_into(">h", head, 50, 1)
        hhea = bytearray(self._table(b"hhea"))
        struct.pack_into(">H", hhea, 34, len(order))
        maxp = bytearray(self._table(b"maxp"))
        struct.pack_into(">H", maxp, 4, len(order))
        tables = {
            b"head": bytes(head),
            b"hhea": bytes(hhea),
            b"maxp": bytes(maxp),
            b"hmtx": b"".join(map(self._metrics, order)),
            b"loca": _big_endian(offsets),
            b"glyf": b"".join(outlines),
        }
        return tables | {tag: self._table(tag) for tag in _COPIED if tag in self._tables}

    def _read_directory(self) -> dict[bytes, tuple[int, int]]:
        if self._data[:4] != b"\x00\x01\x00\x00":
            raise ValueError(f"{self.name}: not a TrueType font")
        count = struct.unpack_from(">H", self._data, 4)[0]
        entries = [struct.unpack_from(">4s3I", self._data, 12 + 16 * number) for number in range(count)]
        return {tag: (offset, length) for tag, _check, offset, length in entries}

    def _table(self, tag: bytes) -> bytes:
        offset, length = self._tables[tag]
        return self._data[offset : offset + length]

    def _scaled(self, value: int) -> float:
        return value * 1000 / self.units

    def _read_cmap(self) -> tuple[array[int], array[int], array[int]]:
        base = self._tables[b"cmap"][0]
        for number in range(struct.unpack_from(">H", self._data, base + 2)[0]):
            start = base + struct.unpack_from(">I", self._data, base + 8 + 8 * number)[0]
            form, count = struct.unpack_from(">H10xI", self._data, start)
            if form == 12:
                groups = _native(self._data[start + 16 : start + 16 + 12 * count])
                return groups[0::3], groups[1::3], groups[2::3]
        raise ValueError(f"{self.name}: no cmap of format 12")

    def _metrics(self, glyph: int) -> bytes:
        base = self._tables[b"hmtx"][0]
        if glyph < self._wide_count:
            return self._data[base + 4 * glyph : base + 4 * glyph + 4]
        bearing = base + 4 * self._wide_count + 2 * (glyph - self._wide_count)
        last = base + 4 * self._wide_count - 4
        return self._data[last : last + 2] + self._data[bearing : bearing + 2]

    def _outline(self, glyph: int) -> bytes:
        loca, glyf = self._tables[b"loca"][0], self._tables[b"glyf"][0]
        if self._long_loca:
            start, end = struct.unpack_from(">2I", self._data, loca + 4 * glyph)
        else:
            start, end = (2 * half for half in struct.unpack_from(">2H", self._data, loca + 2 * glyph))
        outline = self._data[glyf + start : glyf + end]
        return outline + bytes(-len(outline) % 4)

    @staticmethod
    def _renumbered(outline: bytes, order: list[int], place: dict[int, int]) -> bytes:
        """Return a glyph with its parts numbered as in the subset; parts that are not there yet join `order`."""
        if len(outline) < 10 or struct.unpack_from(">h", outline)[0] >= 0:
            return outline
        changed = bytearray(outline)
        position, flags = 10, _MORE
        while flags & _MORE:
            flags, part = struct.unpack_from(">2H", changed, position)
            if part not in place:
                place[part] = len(order)
                order.append(part)
            struct.pack_into(">H", changed, position + 2, place[part])
            position += 4 + (4 if flags & _WORDS else 2)
            position += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
        return bytes(changed)


def _native(data: bytes) -> array[int]:
    numbers = array("I", data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _big_endian(numbers: array[int]) -> bytes:
    copy = array("I", numbers)
    if sys.byteorder == "little":
        copy.byteswap()
    return copy.tobytes()


def _checksum(data: bytes) -> int:
    return sum(_native(data + bytes(-len(data) % 4))) & 0xFFFFFFFF


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    parts = [struct.pack(">4s4H", b"\x00\x01\x00\x00", count, 16 << power, power, 16 * (count - (1 << power)))]
    offset = 12 + 16 * count
    for tag in sorted(tables):
        parts.append(struct.pack(">4s3I", tag, _checksum(tables[tag]), offset, len(tables[tag])))
        offset += len(tables[tag]) + -len(tables[tag]) % 4
    parts += [tables[tag] + bytes(-len(tables[tag]) % 4) for tag in sorted(tables)]
    return b"".join(parts)
