"""Amounts of a house renovation held against each other. All amounts are integer fen."""

from __future__ import annotations

from models.entities.housing import SOURCES
from models.fields import Record
from models.housing_standards import Standards

ADVANCE = "housing_advance_percent"
"""Threshold: how much of the approved subsidy may be paid before acceptance, in per cent."""


def standard_of(case: Record, standards: Standards, region: str) -> int | None:
    """Return the standard: the amount written in the case, else that of the table, None where neither is there."""
    written = case.get("standard")
    if written is not None:
        return written
    found = standards.of(case, region)
    return found.amount if found else None


def sum_of_sources(case: Record) -> int | None:
    """Return the sum of the sources that are filled in, None where none is."""
    filled = [case[name] for name in SOURCES if case.get(name) is not None]
    return sum(filled) if filled else None


def most_before_acceptance(approved: int, percent: int | None) -> int:
    """Return how much may be paid before acceptance: the share of the setting, and never the whole."""
    share = approved if percent is None else approved * percent // 100
    return max(0, min(share, approved - 1))
