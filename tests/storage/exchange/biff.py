"""Writes small .xls workbooks byte by byte ([MS-XLS], [MS-CFB]): no library in the environment can."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def error(code: int) -> bytes:
    """Body of a BOOLERR cell behind row, column and format."""
    return bytes((code, 1))


class Formula:
    """A cell with a formula: `result` is a number, or an error code as bytes of one."""

    def __init__(self, result: float | bytes) -> None:
        self.result = result


def xls(
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    *,
    hidden_rows: Iterable[int] = (),
    from_1904: bool = False,
    password: bool = False,
    hidden_sheets: Iterable[str] = (),
) -> bytes:
    """A workbook: str, float, `Formula`, or error bytes in the cells; rows and columns from 1."""
    streams = [_sheet(rows, set(hidden_rows)) for rows in sheets.values()]
    bof = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    head = bof
    if password:
        head += record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48))
    head += record(0x0042, struct.pack("<H", 1200)) + record(0x0022, struct.pack("<H", int(from_1904)))
    names = [name.encode("utf-16-le") for name in sheets]
    size = len(head) + sum(4 + 8 + len(name) for name in names) + 4
    bounds = b""
    for name, title, stream in zip(names, sheets, streams, strict=True):
        state = int(title in set(hidden_sheets))
        bounds += record(0x0085, struct.pack("<IBBBB", size, state, 0, len(name) // 2, 1) + name)
        size += len(stream)
    return ole_file({"Workbook": head + bounds + record(0x000A) + b"".join(streams)})


def _sheet(rows: Sequence[Sequence[Any]], hidden: set[int]) -> bytes:
    found = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    width = max(map(len, rows), default=0)
    found += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number in range(len(rows)):
        flags = 0x100 | (0x20 if number + 1 in hidden else 0)
        found += record(0x0208, struct.pack("<HHHHHHI", number, 0, width, 255, 0, 0, flags))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            found += _cell(number, column, value)
    return found + record(0x000A)


def _cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return record(0x0204, place + struct.pack("<HB", len(text) // 2, 1) + text) if value else b""
    if isinstance(value, bytes):
        return record(0x0205, place + value)
    if isinstance(value, Formula):
        result = value.result
        told = struct.pack("<BBBBBBH", 2, 0, result[0], 0, 0, 0, 0xFFFF) if isinstance(result, bytes) else None
        return record(0x0006, place + (told or struct.pack("<d", result)) + struct.pack("<HIHB", 0, 0, 1, 0x17) + b"\0")
    return record(0x0203, place + struct.pack("<d", value))


def ole_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file of whole 512-byte sectors; a stream that is short is padded, so that no small sectors are needed."""
    padded = {name: data + bytes(max(4096 - len(data), 0)) for name, data in streams.items()}
    body, fat, starts = b"", [], {}
    for name, data in padded.items():
        count = (len(data) + 511) // 512
        starts[name] = len(fat)
        fat += [*range(len(fat) + 1, len(fat) + count), 0xFFFFFFFE]
        body += data + bytes(count * 512 - len(data))
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for place, (name, data) in enumerate(padded.items(), 1):
        right = place + 1 if place < len(padded) else 0xFFFFFFFF
        entries.append(_entry(name, 2, starts[name], len(data), right=right))
    while len(entries) % 4:
        entries.append(_entry("", 0, 0, 0))
    directory = len(fat)
    count = len(entries) // 4
    fat += [*range(directory + 1, directory + count), 0xFFFFFFFE]
    body += b"".join(entries)
    sectors = 1
    while sectors * 128 < len(fat) + sectors:
        sectors += 1
    first = len(fat)
    fat += [0xFFFFFFFD] * sectors
    fat += [0xFFFFFFFF] * (sectors * 128 - len(fat))
    body += struct.pack(f"<{len(fat)}I", *fat)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, sectors, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    listed = [first + place for place in range(sectors)]
    header += struct.pack("<109I", *listed, *[0xFFFFFFFF] * (109 - len(listed)))
    return header + body


def _entry(name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0" if name else b""
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
