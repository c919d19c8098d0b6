"""Names of records and of the keyed facets of a household-year.

A record's change is a flat mapping from *key* to value. A key is a field name, or in a household-year
`year:<field>:<person uid>` (a member's yearly fact) or `income:<item>:<person uid or empty>` (an income item, value
`{"amount": fen, "counts": bool, "note": str|None}` or None for a removed item).
"""

import os
import time

MEMBER_PREFIX = "year:"
INCOME_PREFIX = "income:"


def new_uid() -> str:
    """Return a new record uid: UUID version 7 as 36 characters of text, which sorts by time of making."""
    millis = time.time_ns() // 1_000_000
    raw = bytearray(millis.to_bytes(6, "big") + os.urandom(10))
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def year_uid(household: str, year: int) -> str:
    """Return the uid of a household's year: the same on every desk, so that two desks write the same record."""
    return f"{household}.{year}"


def division_uid(code: str) -> str:
    """Return the uid of a division record."""
    return f"division.{code}"


def village_year_uid(code: str, year: int) -> str:
    """Return the uid of a village's year."""
    return f"village.{code}.{year}"


def member_key(field: str, person: str) -> str:
    """Return the key of a member's yearly fact."""
    return f"{MEMBER_PREFIX}{field}:{person}"


def income_key(item: str, person: str | None) -> str:
    """Return the key of an income item of a person, or of the whole household where `person` is None."""
    return f"{INCOME_PREFIX}{item}:{person or ''}"


def split_key(key: str) -> tuple[str, str, str] | None:
    """Return (prefix, field or item, person uid) of a keyed facet, or None for a plain field name."""
    if not key.startswith((MEMBER_PREFIX, INCOME_PREFIX)):
        return None
    prefix, name, person = key.split(":", 2)
    return prefix + ":", name, person
