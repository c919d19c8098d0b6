"""Medical cover over a whole archive: bills that leave too much to pay, who has no cover, mental-illness aid."""

from __future__ import annotations

from dataclasses import dataclass

from models.medical import DRUGS, HOSPITAL, PAYING
from storage.archive.archive import Archive
from storage.archive.divisions import plain_code

_DAY = "coalesce(b.settled, b.discharged, b.admitted, b.aid_date)"
_LEFT = f"""CASE WHEN b.total IS NULL OR b.basic IS NULL THEN b.stated_self_paid
    ELSE b.total - ({" + ".join(f"coalesce(b.{name}, 0)" for name in PAYING)}) END"""
"""What the person pays: the same as `models.medical.self_paid`, said in SQL; a test compares the two."""


@dataclass(frozen=True, slots=True)
class HeavyBill:
    """One bill of the list; amounts in fen, `share` in hundredths of a per cent, `day` may be ""."""

    uid: str
    household: str
    number: str
    village: str
    head: str
    person: str
    name: str
    hospital: str
    diagnosis: str
    day: str
    total: int
    covered: int
    self_paid: int
    share: int


@dataclass(frozen=True, slots=True)
class Uncovered:
    """An active member without the supplementary cover of the year."""

    household: str
    number: str
    head: str
    village: str
    person: str
    name: str


@dataclass(frozen=True, slots=True)
class MentalAid:
    """Mental-illness aid of one kind: people (each once), entries, and the amount in fen."""

    kind: str
    people: int
    entries: int
    amount: int


def heavy_bills(archive: Archive, year: int, limit: int, scope: str = "") -> list[HeavyBill]:
    """Return the year's bills of which the person pays `limit` per cent or more, largest share first, to the fen."""
    query = f"""
        WITH left_over AS (
            SELECT b.uid, b.household, b.person, b.hospital, b.diagnosis, {_DAY} AS day, b.total, {_LEFT} AS own
            FROM medical_bill b
            WHERE b.deleted = 0 AND b.total > 0 AND b.scope >= :scope AND b.scope < :beyond
              AND {_DAY} >= :first AND {_DAY} <= :last)
        SELECT l.uid, l.household, coalesce(h.number, h.local_number, ''), coalesce(h.division, ''),
               coalesce(h.head_name, ''), coalesce(l.person, ''), coalesce(m.name, ''), coalesce(l.hospital, ''),
               coalesce(l.diagnosis, ''), coalesce(l.day, ''), l.total, l.total - l.own, l.own,
               (l.own * 20000 + l.total) / (2 * l.total)
        FROM left_over l JOIN household h ON h.uid = l.household AND h.deleted = 0
        LEFT JOIN member m ON m.uid = l.person
        WHERE l.own * 100 >= l.total * :limit
        ORDER BY l.own * 1.0 / l.total DESC, l.own DESC, l.uid"""  # noqa: S608
    low, high = _span(scope)
    values = {"scope": low, "beyond": high, "first": f"{year}-01-01", "last": f"{year}-12-31", "limit": limit}
    return [HeavyBill(*row) for row in archive.connection.execute(query, values)]


def not_covered(archive: Archive, year: int, scope: str = "") -> list[Uncovered]:
    """Return the active members of living households without the supplementary cover of `year`, by village."""
    query = """
        SELECT h.uid, coalesce(h.number, h.local_number, ''), coalesce(h.head_name, ''), coalesce(h.division, ''),
               m.uid, coalesce(m.name, '')
        FROM member m JOIN household h ON h.uid = m.household AND h.deleted = 0
        WHERE m.deleted = 0 AND coalesce(m.member_state, '1') = '1' AND m.scope >= ? AND m.scope < ?
          AND NOT EXISTS (SELECT 1 FROM special_cover c WHERE c.person = m.uid AND c.year = ? AND c.deleted = 0)
        ORDER BY h.division, h.number, h.uid, m.uid"""
    return [Uncovered(*row) for row in archive.connection.execute(query, (*_span(scope), year))]


def mental_aid(archive: Archive, year: int | None = None, scope: str = "") -> tuple[MentalAid, MentalAid]:
    """Return drug aid and hospital aid, counted apart; `year` None counts every year."""
    found: list[MentalAid] = []
    for kind, day in ((DRUGS, "month"), (HOSPITAL, "coalesce(discharged, admitted)")):
        query = (
            f"SELECT count(DISTINCT person), count(*), coalesce(sum(amount), 0) FROM mental_aid "  # noqa: S608
            f"WHERE deleted = 0 AND kind = ? AND scope >= ? AND scope < ? AND (? = '' OR substr({day}, 1, 4) = ?)"
        )
        text = "" if year is None else str(year)
        row = archive.connection.execute(query, (kind, *_span(scope), text, text)).fetchone()
        found.append(MentalAid(kind, *row))
    return found[0], found[1]


def _span(scope: str) -> tuple[str, str]:
    """Return the first scope of a division and the first beyond it."""
    code = plain_code(scope) if scope else ""
    return code, f"{code}:"
