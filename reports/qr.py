"""The code on a card: the household's number with a check digit as a QR symbol, and the way back.

No personal data is inside. A scanner types the text and Enter into the search box; `read_code` gives the number, or
None where the check digit says that something was misread. The check character is ISO 7064 MOD 11,10 for digits and
MOD 37,36 for digits and letters (a local number may hold letters).
"""

from __future__ import annotations

import re

_SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VERSION, _MASK = 1, 2
_LONGEST_DIGITS, _LONGEST_TEXT = 34, 20
"""What version 1 holds at level M (ISO/IEC 18004, table 7)."""
SIDE = 21
"""Modules on a side of version 1; the quiet zone of 4 on each side comes on top."""


def code_for(number: str) -> str | None:
    """Return a number's code: the number without hyphens, and its check character; None where it can't be coded."""
    plain = number.replace("-", "").upper()
    if not re.fullmatch("[0-9A-Z]+", plain):
        return None
    code = plain + _check_character(plain)
    return code if len(code) <= (_LONGEST_DIGITS if code.isdigit() else _LONGEST_TEXT) else None


def read_code(text: str) -> str | None:
    """Return the number in a scanned code, or None where it is no code or its check character is wrong."""
    plain = text.strip().upper()
    if not re.fullmatch("[0-9A-Z]{2,}", plain):
        return None
    number = plain[:-1]
    return number if _check_character(number) == plain[-1] else None


def _check_character(text: str) -> str:
    size = 10 if text.isdigit() else 36
    rest = size
    for symbol in text:
        rest = (rest + _SYMBOLS.index(symbol)) % size or size
        rest = rest * 2 % (size + 1)
    return _SYMBOLS[(size + 1 - rest) % size]


def modules(code: str) -> tuple[bytearray, ...]:
    """Return the symbol's rows, 1 for a dark module.

    Version, level and mask are fixed: choosing them anew for each card takes four times as long, and any mask decodes.
    """
    from segno import encoder  # loaded when the first code is drawn: a scanner's text is read without it

    return encoder.encode(code, version=_VERSION, error="m", mask=_MASK, boost_error=False, micro=False).matrix


_DARK = re.compile(b"\x01+")


def path(code: str) -> str:
    """Return the dark modules as PDF rectangles in a field of `SIDE` units, first row on top, runs joined."""
    parts: list[str] = []
    for row, line in enumerate(modules(code)):
        for run in _DARK.finditer(line):
            start, end = run.span()
            parts.append(f"{start} {SIDE - 1 - row} {end - start} 1 re")
    return "\n".join(parts)
