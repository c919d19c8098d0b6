"""The disability certificate and the two subsidies (dictionary §2.6).

A certificate's number is the 18 characters of the ID number, a type (1–7), a level (1–4, 1 the heaviest) and, after a
reissue, two more characters such as B1. Amounts in fen, months yyyy-mm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.fields import Record

LIVING, NURSING = "1", "2"
"""Codes of disability_subsidy: 困难残疾人生活补贴, 重度残疾人护理补贴."""

_TYPES, _LEVELS, _HEAVY = frozenset("1234567"), frozenset("1234"), frozenset("12")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate's parts; `reissue` is "" for the first one."""

    person: str
    type: str
    level: str
    reissue: str


def read_certificate(number: str | None) -> Certificate | None:
    """Return the parts of a certificate's number, None where it isn't 20 or 22 characters with known type and level."""
    if not number or len(number) not in (20, 22) or number[18] not in _TYPES or number[19] not in _LEVELS:
        return None
    return Certificate(number[:18], number[18], number[19], number[20:])


def entitled(level: str | None, low_income: bool | None) -> frozenset[str]:
    """Return the subsidies a person of this level should have; `low_income` None = not known, then none is claimed.

    The living subsidy is for the disabled of families with 低保, the nursing subsidy for levels one and two.
    """
    found: set[str] = set()
    if level in _LEVELS and low_income:
        found.add(LIVING)
    if level in _HEAVY:
        found.add(NURSING)
    return frozenset(found)


def subsidy_in(aids: Iterable[Record], year: int, until: str | None = None) -> int:
    """Return what the subsidies come to in `year`, in fen, to the month `until`; the month of stopping pays nothing."""
    last = min(until or f"{year}-12", f"{year}-12")
    total = 0
    for aid in aids:
        starts, ends = aid.get("starts"), aid.get("ends")
        if not starts or not aid.get("monthly"):
            continue
        months = [
            month
            for number in range(1, 13)
            if starts <= (month := f"{year}-{number:02d}") <= last and (not ends or month < ends)
        ]
        total += aid["monthly"] * len(months)
    return total
