"""Reads streams of an OLE file (the box around .xls, .et and encrypted workbooks), with bounded work.

Source: [MS-CFB]. Only reading, only what the pre-scan needs; a broken chain ends in `ValueError`.
"""

from __future__ import annotations

import struct
from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA  # this and above: no further sector
_SMALL_SECTOR = 64
_ENTRY = 128


class OleFile:
    """An open OLE file: `names` of its streams and storages, `stream(name)` the bytes of one."""

    def __init__(self, path: Path) -> None:
        """Read the file; ValueError where it is no whole OLE file."""
        self._bytes = path.read_bytes()
        head = self._bytes[:512]
        if len(head) < 512 or not head.startswith(MAGIC):
            raise ValueError("no OLE header")
        shift = struct.unpack_from("<H", head, 30)[0]
        if shift not in (9, 12):
            raise ValueError("sector size")
        self._size = 1 << shift
        directory, _signature, self._cutoff, small_fat, _small_count, more, more_count = struct.unpack_from(
            "<7I", head, 48
        )
        self._fat = self._read_fat(head, more, more_count)
        entries = self._chain(directory)
        self._entries: dict[str, tuple[int, int]] = {}
        root = (_END, 0)
        for place in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, place + 64)
            start, size = struct.unpack_from("<IQ", entries, place + 116)
            name = entries[place : place + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if kind == 5:
                root = (start, size)
            elif kind in (1, 2):
                self._entries.setdefault(name.casefold(), (start, size & 0xFFFFFFFF))
        self._small = self._chain(root[0])
        self._small_fat = _numbers(self._chain(small_fat))

    @property
    def names(self) -> set[str]:
        """Return the names of all streams and storages, in small letters."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """Return a stream's bytes; KeyError if there is none, ValueError where it is broken."""
        start, size = self._entries[name.casefold()]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        found, seen = bytearray(), 0
        while start < _END:
            if start >= len(self._small_fat) or seen > len(self._small_fat):
                raise ValueError("small chain")
            found += self._small[start * _SMALL_SECTOR : (start + 1) * _SMALL_SECTOR]
            start, seen = self._small_fat[start], seen + 1
        return bytes(found[:size])

    def _sector(self, number: int) -> bytes:
        place = (number + 1) * self._size
        sector = self._bytes[place : place + self._size]
        if not sector:
            raise ValueError("sector beyond the end")
        return sector

    def _read_fat(self, head: bytes, more: int, more_count: int) -> list[int]:
        sectors = list(_numbers(head[76:512]))
        for _ in range(min(more_count, len(self._bytes) // self._size + 1)):
            if more >= _END:
                break
            listed = _numbers(self._sector(more))
            sectors += listed[:-1]
            more = listed[-1]
        fat: list[int] = []
        for sector in sectors:
            if sector < _END:
                fat += _numbers(self._sector(sector))
        return fat

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < _END:
            if start >= len(self._fat) or len(parts) > len(self._fat):
                raise ValueError("chain")
            parts.append(self._sector(start))
            start = self._fat[start]
        return b"".join(parts)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
