"""Years and whole months of the months (yyyy-mm) that monitoring is told in."""

from __future__ import annotations

from datetime import date


def year_of(month: str | None) -> int | None:
    """Return the year of a month or day; None where it isn't one."""
    return int(month[:4]) if month and month[:4].isdecimal() else None


def months_between(first: str, last: str) -> int | None:
    """Return the calendar months from `first` to `last`, both yyyy-mm or longer; None where one isn't a month."""
    try:
        return (int(last[:4]) - int(first[:4])) * 12 + int(last[5:7]) - int(first[5:7])
    except ValueError:
        return None


def full_months(first: str | None, on: date) -> int | None:
    """Return the months that have certainly passed on `on` since some day of the month `first`; None if not known."""
    if not first:
        return None
    between = months_between(first, on.isoformat())
    return None if between is None else between - 1
