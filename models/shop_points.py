"""Points of the charity shops: a running balance that may never fall below zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.fields import Record

EARNED = "1"
"""Code of points_way that adds; every other known one takes away."""

_SPENT = frozenset({"2", "3"})


@dataclass(frozen=True, slots=True)
class Booking:
    """One entry with the balance after it."""

    uid: str
    date: str
    change: int
    balance: int


def change_of(record: Record) -> int:
    """Return the signed points of an entry; 0 where its kind is not known."""
    points = record.get("points") or 0
    if record.get("way") == EARNED:
        return points
    return -points if record.get("way") in _SPENT else 0


def ledger(records: Iterable[Record]) -> list[Booking]:
    """Return a household's entries of one shop by day with the running balance; on one day earning comes first."""
    rows = sorted(records, key=lambda one: (one.get("date") or "", change_of(one) < 0, one["uid"]))
    found: list[Booking] = []
    balance = 0
    for record in rows:
        change = change_of(record)
        balance += change
        found.append(Booking(record["uid"], record.get("date") or "", change, balance))
    return found


def balance_of(records: Iterable[Record]) -> int:
    """Return the points left."""
    return sum(map(change_of, records))


def overdrawn(records: Sequence[Record], change: Record | None = None) -> Booking | None:
    """Return the first entry after which the balance is below zero, None where it never is.

    `change` is an entry about to be written: it takes the place of the one with its uid, or joins the others. An
    earlier day may overdraw a later one, so the whole ledger is asked.
    """
    rows = list(records)
    if change is not None:
        rows = [one for one in rows if one["uid"] != change["uid"]] + [change]
    return next((booking for booking in ledger(rows) if booking.balance < 0), None)
