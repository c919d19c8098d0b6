"""The code on a card: the household's number with a check digit as a QR symbol, and the way back.

No personal data is inside. A scanner types the text and Enter into the search box; `read_code` gives the number, or
None where the check digit says that something was misread. The check character is ISO 7064 MOD 11,10 for digits and
MOD 37,36 for digits and letters (a local number may hold letters).
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

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


_DARK = re.compile("1+")
_AS_TEXT = bytes.maketrans(b"\0\1", b"01")
_LEARN_AFTER = 60
"""Codes of one length after which the short way is learnt: it costs as much as some fifty codes the long way."""
_seen: Counter[int] = Counter()


def path(code: str) -> str:
    """Return the dark modules as PDF rectangles in a field of `SIDE` units, first row on top, runs joined."""
    symbol = _symbol(code)
    parts: list[str] = []
    for row in range(SIDE):
        foot = SIDE - 1 - row
        for run in _DARK.finditer(symbol, row * SIDE, (row + 1) * SIDE):
            start, end = run.span()
            parts.append(f"{start - row * SIDE} {foot} {end - start} 1 re")
    return "\n".join(parts)


def _symbol(code: str) -> str:
    """Return the symbol row by row, “1” for a dark module."""
    if code.isdecimal():
        _seen[len(code)] += 1
        if _seen[len(code)] > _LEARN_AFTER:
            return format(_learnt(len(code)).of(code), f"0{SIDE * SIDE}b")
    return _as_text(code)


def _as_text(code: str) -> str:
    return b"".join(bytes(row) for row in modules(code)).translate(_AS_TEXT).decode()


class _Learnt:
    """All symbols of digit codes of one length, from a few of them.

    Three digits become ten bits; error correction and a fixed mask are linear over single bits (ISO/IEC 18004 §7.4,
    §7.5). So the symbol of a code is that of all zeros, with the change each single bit makes laid over it.
    """

    def __init__(self, length: int) -> None:
        """Draw the symbol of zeros, and one for each bit of each group of digits."""
        self._groups = [(at, min(3, length - at)) for at in range(0, length, 3)]
        self._zeros = int(_as_text("0" * length), 2)
        self._changes: list[list[int]] = []
        for at, digits in self._groups:
            changes: list[int] = []
            for bit in range((4, 7, 10)[digits - 1]):
                one = f"{1 << bit:0{digits}d}"
                code = "0" * at + one + "0" * (length - at - digits)
                changes.append(int(_as_text(code), 2) ^ self._zeros)
            self._changes.append(changes)

    def of(self, code: str) -> int:
        """Return a code's symbol as one number, the first module its highest bit."""
        symbol = self._zeros
        for (at, digits), changes in zip(self._groups, self._changes, strict=True):
            value = int(code[at : at + digits])
            for bit, change in enumerate(changes):
                if value >> bit & 1:
                    symbol ^= change
        return symbol


@lru_cache(maxsize=8)
def _learnt(length: int) -> _Learnt:
    return _Learnt(length)
