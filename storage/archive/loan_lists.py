"""Loans that are due soon or overdue, with who borrowed and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.catalogue import ENTITIES
from models.fields import Record
from models.loans import Standing, standing
from storage.archive.archive import Archive
from storage.archive.columns import RowReader

_LOAN = RowReader(ENTITIES["loan"], ("uid", "household"))
_REPAYMENT = RowReader(ENTITIES["repayment"], ("uid",))
_WHO = """
SELECT r.uid, r.number, r.head_name, r.village FROM household_row r
WHERE r.division >= ? AND r.division < ? AND r.uid IN (SELECT household FROM loan WHERE deleted = 0)
"""


@dataclass(frozen=True, slots=True)
class LoanLine:
    """One loan with something owed, and how it stands."""

    loan: Record
    household: str
    number: str
    head_name: str
    village: str
    borrower: str
    standing: Standing


def open_loans(archive: Archive, today: date, *, within: int | None = None, scope: str = "") -> list[LoanLine]:
    """Return the loans with something owed on `today` under a division prefix, overdue ones first, then by due day.

    `within` leaves out those due later than in so many days, and those whose due day isn't known.
    """
    connection = archive.connection
    who = {row[0]: row[1:] for row in connection.execute(_WHO, (scope, scope + ":"))}
    repayments: dict[str, list[Record]] = {}
    for row in connection.execute(f"SELECT {_REPAYMENT.columns} FROM repayment WHERE deleted = 0"):  # noqa: S608
        record = _REPAYMENT.record(row)
        repayments.setdefault(record["loan"], []).append(record)
    names = dict(
        connection.execute("SELECT uid, name FROM member WHERE uid IN (SELECT person FROM loan WHERE deleted = 0)")
    )
    found: list[LoanLine] = []
    for row in connection.execute(f"SELECT {_LOAN.columns} FROM loan WHERE deleted = 0"):  # noqa: S608
        loan = _LOAN.record(row)
        if loan["household"] not in who:
            continue
        now = standing(loan, repayments.get(loan["uid"], ()), today)
        soon = within is None or now.overdue is not None or (now.left is not None and now.left <= within)
        if now.balance and soon:
            borrower = names.get(loan["person"]) or ""
            number, head_name, village = who[loan["household"]]
            found.append(LoanLine(loan, loan["household"], number, head_name, village, borrower, now))
    return sorted(found, key=lambda line: (line.standing.due or "9999", line.number))
