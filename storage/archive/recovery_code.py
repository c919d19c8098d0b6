"""The code on the recovery sheet: 128 random bits as eight groups of six digits, each of which shows a slip by itself.

A group is 16 bits times 11 (as BitLocker prints them): of all six-digit numbers only one in eleven is a group, so one
wrong digit or two digits swapped never make another valid group.
"""

from __future__ import annotations

import os
import re

GROUPS, DIGITS = 8, 6
_FACTOR = 11
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


class WrongCode(ValueError):
    """The text is no recovery code; `group` counts from 1, 0 where the length is wrong."""

    def __init__(self, group: int) -> None:
        """Keep which group is wrong."""
        super().__init__("no recovery code")
        self.group = group


def new_secret() -> bytes:
    """Return the 16 random bytes behind a code."""
    return os.urandom(2 * GROUPS)


def code_of(secret: bytes) -> str:
    """Return a secret as groups of digits with hyphens between."""
    parts = (int.from_bytes(secret[place : place + 2], "big") for place in range(0, len(secret), 2))
    return "-".join(f"{part * _FACTOR:0{DIGITS}d}" for part in parts)


def digits_of(text: str) -> str:
    """Return the digits of what was typed, full-width ones made plain."""
    return re.sub(r"[^0-9]", "", text.translate(_FULL_WIDTH))


def group_value(text: str) -> bytes | None:
    """Return the two bytes behind one group, None where it is no group."""
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", text):
        return None
    value, rest = divmod(int(text), _FACTOR)
    return None if rest or value > 0xFFFF else value.to_bytes(2, "big")


def secret_of(text: str) -> bytes:
    """Return the secret behind a code as typed, whatever stands between the digits; WrongCode names the bad group."""
    digits = digits_of(text)
    parts = [digits[place : place + DIGITS] for place in range(0, len(digits), DIGITS)]
    values = [group_value(part) for part in parts]
    for number, value in enumerate(values[:GROUPS], 1):
        if value is None and len(parts[number - 1]) == DIGITS:
            raise WrongCode(number)
    if len(digits) != GROUPS * DIGITS:
        raise WrongCode(0)
    return b"".join(value for value in values if value is not None)
