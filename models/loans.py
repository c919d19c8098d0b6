"""Small loans: due day, schedule, what is still owed, overdue days, and the interest subsidy.

Money is fen, rates hundredths of a per cent a year. Interest by days counts 360 days to the year, as banks here do
(常识); interest by instalments counts months.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.dividends import divide
from models.fields import Record
from models.thresholds import Thresholds

INTEREST_FIRST, AT_ONCE, EQUAL_PRINCIPAL, EQUAL_PAYMENT = "1", "2", "3", "4"
"""Codes of `repay_way`."""

DAYS_IN_YEAR = 360
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class Instalment:
    """One payment that is due: `principal` and `interest` in fen, `balance` what is owed after it."""

    due: str
    principal: int
    interest: int
    balance: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a loan stands on a day. `due` is the last day to pay, an extension included; None where it isn't known.

    `overdue` are days past it while something is owed, `left` the days up to it; both None where they don't apply.
    """

    balance: int
    due: str | None
    overdue: int | None
    left: int | None


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def due_day(loan: Record) -> str | None:
    """Return the last day to pay: the extension's, else the one entered, else lending day plus term, or None."""
    if loan.get("extended_to") or loan.get("due"):
        return loan.get("extended_to") or loan["due"]
    granted, months = _day(loan.get("granted")), loan.get("months")
    return add_months(granted, months).isoformat() if granted and months else None


def balance_on(loan: Record, repayments: Iterable[Record], day: str) -> int:
    """Return what is owed at the end of `day`: the amount less the principal paid back up to it, never below 0."""
    granted = loan.get("granted")
    if granted and day < granted:
        return 0
    paid = sum(one.get("principal") or 0 for one in repayments if (one.get("date") or "") <= day)
    return max(0, (loan.get("amount") or 0) - paid)


def standing(loan: Record, repayments: Iterable[Record], today: date) -> Standing:
    """Return how a loan stands on `today`."""
    balance, due = balance_on(loan, repayments, today.isoformat()), due_day(loan)
    last = _day(due)
    if not balance or last is None:
        return Standing(balance, due, None, None)
    days = (today - last).days
    return Standing(balance, due, days if days > 0 else None, -days if days <= 0 else None)


def schedule(loan: Record) -> list[Instalment]:
    """Return when how much is to be paid, by the way of repayment (none entered: interest every quarter, the loan at
    the end); [] where amount, term, rate or day of lending is missing."""
    amount, months, rate = loan.get("amount"), loan.get("months"), loan.get("rate")
    granted = _day(loan.get("granted"))
    if not amount or not months or rate is None or granted is None:
        return []
    way = loan.get("repay_way") or INTEREST_FIRST
    if way == AT_ONCE:
        return [Instalment(add_months(granted, months).isoformat(), amount, _months_interest(amount, rate, months), 0)]
    if way == INTEREST_FIRST:
        return _interest_first(amount, months, rate, granted)
    if way == EQUAL_PAYMENT and rate:
        return _equal_payment(amount, months, rate, granted)
    return _equal_principal(amount, months, rate, granted)


def subsidy(
    loan: Record, repayments: Sequence[Record], starts: str, ends: str, thresholds: Thresholds, region: str
) -> int:
    """Return the subsidy in fen for the interest of the days from `starts` up to and with `ends` (ISO).

    Nothing is paid for days from the due day on (an overdue loan is not subsidised), before the loan was lent, for
    principal above `loan_subsidised_most`, for interest above the benchmark rate in force, or for loans that aren't
    subsidised. Each year's share is its own.
    """
    first, last, granted, due = _day(starts), _day(ends), _day(loan.get("granted")), _day(due_day(loan))
    rate = loan.get("rate")
    if loan.get("subsidised") is False or rate is None or first is None or last is None or granted is None:
        return 0
    day = max(first, granted)
    stop = min(last + timedelta(days=1), due or last + timedelta(days=1))
    days_paid = sorted({paid for one in repayments if (paid := _day(one.get("date"))) is not None})
    numerator = 0
    while day < stop:
        cuts = [cut for cut in (*days_paid, date(day.year + 1, 1, 1), stop) if day < cut]
        until = min(cuts)
        numerator += (until - day).days * _daily(loan, repayments, day, rate, thresholds, region)
        day = until
    by = DAYS_IN_YEAR * _WHOLE * 100
    return (2 * numerator + by) // (2 * by)


def _daily(
    loan: Record, repayments: Sequence[Record], day: date, rate: int, thresholds: Thresholds, region: str
) -> int:
    """Return principal × rate × share in per cent that holds on `day`."""
    most = thresholds.get("loan_subsidised_most", day.year, region)
    share = thresholds.get("loan_subsidy_share", day.year, region) or 0
    long = (loan.get("months") or 0) > 12
    bench = thresholds.get("loan_rate_three_years" if long else "loan_rate_one_year", day.year, region)
    balance = balance_on(loan, repayments, day.isoformat())
    return min(balance, most if most is not None else balance) * min(rate, bench if bench is not None else rate) * share


def _interest_first(amount: int, months: int, rate: int, granted: date) -> list[Instalment]:
    listed: list[Instalment] = []
    passed = 0
    while passed < months:
        step = min(3, months - passed)
        passed += step
        last = passed == months
        interest = _months_interest(amount, rate, step)
        day = add_months(granted, passed).isoformat()
        listed.append(Instalment(day, amount if last else 0, interest, 0 if last else amount))
    return listed


def _equal_principal(amount: int, months: int, rate: int, granted: date) -> list[Instalment]:
    parts = divide(amount, {f"{n:04d}": 1 for n in range(months)})
    return _paid_down(amount, rate, granted, [parts[f"{n:04d}"] for n in range(months)])


def _equal_payment(amount: int, months: int, rate: int, granted: date) -> list[Instalment]:
    """The same payment each month; the last one takes what rounding has left."""
    # amount × r × (1+r)^n / ((1+r)^n − 1) in whole numbers, r = rate / (12 × 10000)
    per, whole = rate, 12 * _WHOLE
    grown, ground = (whole + per) ** months, whole**months
    payment = (2 * amount * per * grown + whole * (grown - ground)) // (2 * whole * (grown - ground))
    balance, parts = amount, list[int]()
    for n in range(months):
        part = balance if n == months - 1 else min(balance, payment - _months_interest(balance, rate, 1))
        parts.append(part)
        balance -= part
    return _paid_down(amount, rate, granted, parts)


def _paid_down(amount: int, rate: int, granted: date, parts: Sequence[int]) -> list[Instalment]:
    listed: list[Instalment] = []
    balance = amount
    for n, part in enumerate(parts, 1):
        interest = _months_interest(balance, rate, 1)
        balance -= part
        listed.append(Instalment(add_months(granted, n).isoformat(), part, interest, balance))
    return listed


def _months_interest(amount: int, rate: int, months: int) -> int:
    by = 12 * _WHOLE
    return (2 * amount * rate * months + by) // (2 * by)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
