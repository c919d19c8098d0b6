"""Measure options as the exports write them: several texts in one cell of a measure group's column."""

from __future__ import annotations

import re

from models.codes import CodeBook, CodeList

_SEPARATORS = re.compile(r"[,，;；|\n]+")


def parse_options(codes: CodeBook, group: str, text: str) -> list[str] | None:
    """Return the option codes named by `text` in the column of `group` (“45” …), or None if it names none.

    “其他” means the group's own 99. A text that the list does not hold comes back as it is, so that nothing is lost.
    """
    listed = options_of(codes, group)
    found: list[str] = []
    for part in _SEPARATORS.split(text):
        plain = part.strip()
        if not plain:
            continue
        code = f"{group}99" if plain in ("其他", "其它") else (listed.find(plain) or plain)
        if code not in found:
            found.append(code)
    return found or None


def options_of(codes: CodeBook, group: str) -> CodeList:
    """Return the options of one measure group as a list of their own."""
    entries = codes["measure_option"].entries
    return CodeList(f"measure_option {group}", (entry for entry in entries if entry.code.startswith(group)))
