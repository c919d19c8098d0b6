"""Amounts of a house renovation held against each other. All amounts are integer fen."""

from __future__ import annotations

from dataclasses import dataclass

from models.entities.housing import SOURCES
from models.fields import Record
from models.housing_standards import Standards

ADVANCE = "housing_advance_percent"
"""Threshold: how much of the approved subsidy may be paid before acceptance, in per cent."""


@dataclass(frozen=True, slots=True)
class Money:
    """The amounts of a case; None = not known.

    `standard` is the most the county gives, `total` the investment as written or else the sum of the sources,
    `sources` that sum, `open` what is approved and not yet paid.
    """

    standard: int | None
    applied: int | None
    approved: int | None
    paid: int
    total: int | None
    sources: int | None

    @property
    def open(self) -> int | None:
        """Return what is approved and not yet paid."""
        return None if self.approved is None else self.approved - self.paid

    @property
    def total_differs(self) -> bool:
        """Tell whether a total was written that the sources don't add up to."""
        return self.total is not None and self.sources is not None and self.total != self.sources


def money_of(case: Record, standards: Standards, region: str) -> Money:
    """Return the amounts of a case in a division."""
    sources = sum_of_sources(case)
    total = case.get("total_money")
    return Money(
        standard=standard_of(case, standards, region),
        applied=case.get("applied_money"),
        approved=case.get("approved_money"),
        paid=case.get("paid_money") or 0,
        total=sources if total is None else total,
        sources=sources,
    )


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
