"""Options that the office adds to a code list by their text alone, while sheets are read; kept with `office_data`."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from models.codes import Code
from storage.archive import office_data
from storage.archive.problems import StorageProblem

if TYPE_CHECKING:
    from storage.archive.archive import Archive

NOTE = "本单位自加"


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
    office_data.put_code(archive, name, entry)
    return entry


def list_local_codes(archive: Archive) -> list[tuple[str, Code]]:
    """Return (list, entry) of every option that the office added."""
    return [(name, entry) for name, listed in archive.codes.lists.items() for entry in listed.entries if entry.local]
