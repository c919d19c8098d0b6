"""What became of the findings: counts month by month, villages ranked, and what was put right."""

from __future__ import annotations

from dataclasses import dataclass

from storage.archive.archive import Archive
from storage.archive.transaction import transaction

KEEP_MONTHS = 36
"""Months that fixed findings and monthly counts are kept."""

_NOW = (
    "SELECT ?, coalesce(r.division, f.village), f.rule, f.level, sum(f.exemption IS NULL), "
    "sum(f.exemption IS NOT NULL) FROM finding f LEFT JOIN household_row r ON r.uid = f.household "
    "GROUP BY 2, f.rule, f.level"
)


@dataclass(frozen=True, slots=True)
class MonthCount:
    """One month (yyyy-mm): findings open and verified at its last check, and how many were put right in it."""

    month: str
    errors: int
    warnings: int
    verified: int
    fixed: int


@dataclass(frozen=True, slots=True)
class VillageRank:
    """One village: its households, those with open errors, and its open findings."""

    division: str
    households: int
    with_errors: int
    errors: int
    warnings: int

    @property
    def clean_share(self) -> int:
        """Return the households without errors in hundredths of a per cent; 10000 where there are none at all."""
        return (self.households - self.with_errors) * 10_000 // self.households if self.households else 10_000


@dataclass(frozen=True, slots=True)
class FixedFinding:
    """A finding that no longer stands: ISO days it was first seen and put right, and by whom."""

    household: str
    village: str
    rule: int
    level: str
    sentence: str
    since: str
    fixed: str
    user: str


def note_month(archive: Archive) -> None:
    """Keep the counts as they stand now as those of this month, in place of what stood for it; forget old months."""
    today = archive.settings.today
    month = today.isoformat()[:7]
    first_kept = f"{today.year - KEEP_MONTHS // 12}-{today.month:02d}"
    with transaction(archive) as connection:
        connection.execute("DELETE FROM finding_month WHERE month = ? OR month < ?", (month, first_kept))
        connection.execute(
            f"INSERT INTO finding_month(month, division, rule, level, open, verified) {_NOW}",
            (month,),
        )
        connection.execute("DELETE FROM finding_fixed WHERE fixed < ?", (first_kept,))


def trend(archive: Archive, scope: str = "", months: int = 12) -> list[MonthCount]:
    """Return the counts of the last months that have any, oldest first; this month's are as they stand now."""
    month = archive.settings.today.isoformat()[:7]
    found: dict[str, list[int]] = {}
    values = (scope, scope + ":")
    for name, errors, warnings, verified in archive.connection.execute(
        "SELECT month, sum(CASE level WHEN 'E' THEN open ELSE 0 END), sum(CASE level WHEN 'E' THEN 0 ELSE open END), "
        "sum(verified) FROM finding_month WHERE division >= ? AND division < ? GROUP BY month",
        values,
    ):
        found[name] = [errors, warnings, verified, 0]
    now = archive.connection.execute(
        "SELECT coalesce(sum(f.exemption IS NULL AND f.level = 'E'), 0), "
        "coalesce(sum(f.exemption IS NULL AND f.level <> 'E'), 0), coalesce(sum(f.exemption IS NOT NULL), 0) "
        "FROM finding f LEFT JOIN household_row r ON r.uid = f.household "
        "WHERE coalesce(r.division, f.village) >= ? AND coalesce(r.division, f.village) < ?",
        values,
    ).fetchone()
    found[month] = [*now, 0]
    for name, fixed in archive.connection.execute(
        "SELECT substr(f.fixed, 1, 7), count(*) FROM finding_fixed f LEFT JOIN household_row r ON r.uid = f.household "
        "WHERE coalesce(r.division, f.village) >= ? AND coalesce(r.division, f.village) < ? GROUP BY 1",
        values,
    ):
        found.setdefault(name, [0, 0, 0, 0])[3] = fixed
    return [MonthCount(name, *found[name]) for name in sorted(found)[-months:]]


def ranking(archive: Archive, scope: str = "") -> list[VillageRank]:
    """Return the villages under a division prefix: the largest share of households without errors first."""
    found: dict[str, list[int]] = {}
    values = (scope, scope + ":")
    for division, households, with_errors, errors, warnings in archive.connection.execute(
        "SELECT division, count(*), sum(errors > 0), sum(errors), sum(warnings) FROM household_row "
        "WHERE division >= ? AND division < ? GROUP BY division",
        values,
    ):
        found[division] = [households, with_errors, errors, warnings]
    for division, level, count in archive.connection.execute(
        "SELECT village, level, count(*) FROM finding WHERE village <> '' AND exemption IS NULL "
        "AND village >= ? AND village < ? GROUP BY village, level",
        values,
    ):
        counts = found.setdefault(division, [0, 0, 0, 0])
        if level in "EW":
            counts[2 if level == "E" else 3] += count
    ranked = [VillageRank(division, *counts) for division, counts in found.items()]
    return sorted(ranked, key=lambda one: (-one.clean_share, one.errors, one.warnings, one.division))


def fixed_findings(archive: Archive, scope: str = "", limit: int = -1) -> list[FixedFinding]:
    """Return what was put right under a division prefix, the latest first."""
    rows = archive.connection.execute(
        "SELECT f.household, f.village, f.rule, f.level, f.sentence, f.since, f.fixed, f.user FROM finding_fixed f "
        "LEFT JOIN household_row r ON r.uid = f.household "
        "WHERE coalesce(r.division, f.village) >= ? AND coalesce(r.division, f.village) < ? ORDER BY f.n DESC LIMIT ?",
        (scope, scope + ":", limit),
    )
    return [FixedFinding(*row) for row in rows]
