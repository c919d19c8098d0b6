"""Options that the office added to a code list itself: data with a validity period, marked as local."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from models.codes import Code, CodeBook
from storage.archive.problems import StorageProblem
from storage.archive.sqlite import Connection

if TYPE_CHECKING:
    from storage.archive.archive import Archive

NOTE = "本单位自加"


def add_to(codes: CodeBook, connection: Connection) -> None:
    """Extend the shipped lists by the office's own entries."""
    rows = connection.execute("SELECT list, code, text, from_year, to_year FROM local_code ORDER BY list, at, code")
    for name, code, text, first, last in rows:
        if name in codes.lists and code not in codes[name].by_code:
            codes.extend(name, Code(code, text, first, last, note=NOTE, local=True))


def code_for(name: str, text: str) -> str:
    """Return the code of a local option: the same at every office that adds the same text."""
    return "L" + hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()[:6].upper()


def add_local_code(
    archive: Archive, name: str, text: str, *, from_year: int | None = None, to_year: int | None = None
) -> Code:
    """Add an option to a list and return it; StorageProblem where the list has this text already."""
    plain = text.strip()
    known = archive.codes[name].find(plain)
    if not plain or known is not None:
        raise StorageProblem("code_known", f"“{plain}”在选项表里已有，没有再加。请直接选用它。")
    entry = Code(code_for(name, plain), plain, from_year, to_year, note=NOTE, local=True)
    archive.connection.execute(
        "INSERT INTO local_code(list, code, text, from_year, to_year, at, user) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (name, entry.code, plain, from_year, to_year, _now(), archive.user),
    )
    archive.codes.extend(name, entry)
    return entry


def list_local_codes(archive: Archive) -> list[tuple[str, Code]]:
    """Return (list, entry) of every option that the office added."""
    return [(name, entry) for name, listed in archive.codes.lists.items() for entry in listed.entries if entry.local]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
