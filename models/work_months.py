"""Work by month: which months of a year a spell covers, what it paid, who works where (dictionary §7.3, §7.4).

Months are texts yyyy-mm, amounts fen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from models.fields import Record


@dataclass(frozen=True, slots=True)
class WorkMonth:
    """One month of one person: the spells and public posts that cover it, and their pay in fen (None = not filled)."""

    month: str
    spells: tuple[str, ...]
    posts: tuple[str, ...]
    pay: int | None


def months_covered(starts: str | None, ends: str | None, year: int, until: str | None = None) -> list[str]:
    """Return the months of `year` from `starts` to `ends`, both included; days count as their month.

    An open end runs to `until` (a month; None = to December). A spell without a beginning covers nothing.
    """
    if not starts:
        return []
    first, last = max(starts[:7], f"{year}-01"), min((ends or until or f"{year}-12")[:7], f"{year}-12")
    return [month for number in range(1, 13) if first <= (month := f"{year}-{number:02d}") <= last]


def is_running(record: Record, month: str) -> bool:
    """Tell whether a spell or post covers `month`."""
    starts, ends = record.get("starts"), record.get("ends")
    return bool(starts) and starts[:7] <= month and (not ends or month <= ends[:7])


def work_months(
    spells: Iterable[Record], posts: Iterable[Record], year: int, until: str | None = None
) -> list[WorkMonth]:
    """Return the twelve months of `year` of one person's spells and posts."""
    by_month: dict[str, tuple[list[str], list[str], list[int]]] = {
        f"{year}-{number:02d}": ([], [], []) for number in range(1, 13)
    }
    for place, listed, wage in ((0, spells, "month_wage"), (1, posts, "month_pay")):
        for record in listed:
            for month in months_covered(record.get("starts"), record.get("ends"), year, until):
                row = by_month[month]
                row[place].append(record["uid"])
                if record.get(wage) is not None:
                    row[2].append(record[wage])
    return [
        WorkMonth(month, tuple(spell), tuple(post), sum(pay) if pay else None)
        for month, (spell, post, pay) in by_month.items()
    ]


def year_pay(months: Iterable[WorkMonth]) -> int:
    """Return what the months paid together, in fen."""
    return sum(month.pay or 0 for month in months)


def working_at(workplace: str, records: Iterable[Record], month: str) -> list[str]:
    """Return the people who work at `workplace` in `month`, each once."""
    found = (one["person"] for one in records if one.get("workplace") == workplace and is_running(one, month))
    return list(dict.fromkeys(found))


def overlapping(spells: Sequence[Record]) -> tuple[Record, Record] | None:
    """Return the first two dated spells (earlier, later) where the later begins in or before the month the other ends.

    An open spell followed by a later one overlaps: the person can't be gone twice.
    """
    dated = sorted((one for one in spells if one.get("starts")), key=lambda one: one["starts"])
    for before, after in pairwise(dated):
        if not before.get("ends") or after["starts"] <= before["ends"]:
            return before, after
    return None
