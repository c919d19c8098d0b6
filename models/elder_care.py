"""The filial fund (孝心基金): what is due from the children month by month, what was paid, what is in arrears.

Amounts in fen, months yyyy-mm. The fund adds a share of what the children paid: a supplement is due on payment only,
so that money nobody paid in draws nothing. Shares are hundredths of a per cent, as stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.fields import Record


@dataclass(frozen=True, slots=True)
class FundMonth:
    """One elder's month: due and paid by the children, supplement due on it and paid, arrears of the month."""

    month: str
    due: int
    paid: int
    supplement_due: int | None
    supplement: int
    arrears: int


@dataclass(frozen=True, slots=True)
class FundAccount:
    """One elder's account over a span of months, and each child's arrears by uid (only those who owe)."""

    months: tuple[FundMonth, ...]
    owing: dict[str, int]

    @property
    def due(self) -> int:
        """Return what the children should have paid."""
        return sum(month.due for month in self.months)

    @property
    def paid(self) -> int:
        """Return what the children paid."""
        return sum(month.paid for month in self.months)

    @property
    def supplement(self) -> int:
        """Return what the fund added."""
        return sum(month.supplement for month in self.months)

    @property
    def arrears(self) -> int:
        """Return what is still owed; what one child paid too much does not pay for another."""
        return sum(self.owing.values())


def span_of(first: str, last: str) -> list[str]:
    """Return the months from `first` to `last`, both included."""
    found: list[str] = []
    year, month = int(first[:4]), int(first[5:7])
    while (text := f"{year:04d}-{month:02d}") <= last[:7]:
        found.append(text)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def due_from(child: Record, month: str) -> int:
    """Return what a child owes for `month`: its monthly amount from its first to its last month."""
    starts, ends = child.get("starts"), child.get("ends")
    runs = bool(starts) and starts[:7] <= month and (not ends or month <= ends[:7])
    return (child.get("monthly") or 0) if runs else 0


def supplement_due(paid: int, share: int | None) -> int | None:
    """Return the fund's supplement on `paid`, rounded half up to the fen; None where no share is set."""
    return None if share is None else (paid * share * 2 + 10_000) // 20_000


def fund_account(care: Record, children: Sequence[Record], payments: Iterable[Record], until: str) -> FundAccount:
    """Return the account of an elder's case up to and including the month `until`.

    `children` and `payments` are those of the elder. A payment that names no child is spread over the children in
    their order, as far as each still owes.
    """
    starts, ends = care.get("starts"), care.get("ends")
    last = min(until[:7], ends[:7]) if ends else until[:7]
    months = span_of(starts[:7], last) if starts else []
    inside, listed = set(months), list(payments)
    due = {child["uid"]: sum(due_from(child, month) for month in months) for child in children}
    paid: dict[str, int] = dict.fromkeys(due, 0)
    open_amount = 0
    for payment in listed:
        amount = payment.get("paid") or 0
        if payment.get("month") not in inside:
            continue
        child = payment.get("elder_child")
        if child in paid:
            paid[child] += amount
        else:
            open_amount += amount
    owing: dict[str, int] = {}
    for child, amount in due.items():
        rest = max(0, amount - paid[child])
        taken = min(rest, open_amount)
        open_amount -= taken
        if rest > taken:
            owing[child] = rest - taken
    return FundAccount(tuple(_month(care, children, listed, month) for month in months), owing)


def _month(care: Record, children: Sequence[Record], payments: Sequence[Record], month: str) -> FundMonth:
    rows = [one for one in payments if one.get("month") == month]
    paid = sum(one.get("paid") or 0 for one in rows)
    supplement = sum(one.get("supplement") or 0 for one in rows)
    due = sum(due_from(child, month) for child in children)
    return FundMonth(month, due, paid, supplement_due(paid, care.get("share")), supplement, max(0, due - paid))


def free_places(home: Record, cares: Iterable[Record], month: str) -> int | None:
    """Return the free beds of a home in `month` (below zero where it is overfull), None where its beds aren't known."""
    places = home.get("places")
    if places is None:
        return None
    taken = {
        care.get("person")
        for care in cares
        if care.get("care_home") == home["uid"]
        and care.get("starts")
        and care["starts"][:7] <= month
        and (not care.get("ends") or month <= care["ends"][:7])
    }
    return places - len(taken)
