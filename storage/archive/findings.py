"""Findings as stored: run the rules over many households, list what they found."""

from __future__ import annotations

from models.rules import Finding
from storage.archive import after_save, checking
from storage.archive.archive import Archive
from storage.archive.files import household_uids
from storage.archive.problems import known_problems
from storage.archive.progress import Progress, silent

live_findings = checking.live_findings
YEARLY = frozenset({"year", "member_year", "income"})
"""Entities whose findings are about one year."""
_COLUMNS = "f.rule, f.level, f.entity, f.household, f.person, f.field, f.value, f.sentence, f.remedy"
_ORDER = "ORDER BY r.division, r.number, f.level, f.rule"


def run_checks(archive: Archive, scope: str = "", progress: Progress = silent) -> int:
    """Run all rules over the households under a division prefix and store what they find; return how many findings."""
    with known_problems():
        archive.connection.execute("BEGIN IMMEDIATE")
        try:
            after_save.refresh_households(archive, household_uids(archive, scope), progress)
            archive.connection.commit()
        except BaseException:
            if archive.connection.in_transaction:
                archive.connection.rollback()
            raise
    return count_findings(archive, scope)


def list_findings(archive: Archive, scope: str = "", household: str | None = None, limit: int = -1) -> list[Finding]:
    """Return stored findings by village, household and level: of one household, or under a division prefix."""
    where, values = _where(scope, household)
    rows = archive.connection.execute(
        f"SELECT {_COLUMNS} FROM finding f JOIN household_row r ON r.uid = f.household {where} {_ORDER} LIMIT ?",  # noqa: S608
        [*values, limit],
    )
    return [Finding(*row) for row in rows]


def year_of(archive: Archive, finding: Finding) -> int:
    """Return the year a finding is about: the working year, or the latest before it that the household has."""
    year = archive.settings.year
    if finding.entity not in YEARLY:
        return year
    query = "SELECT max(year) FROM year WHERE household = ? AND year <= ? AND deleted = 0"
    found = archive.connection.execute(query, (finding.household, year)).fetchone()[0]
    return year if found is None else int(found)


def count_findings(archive: Archive, scope: str = "") -> int:
    """Return how many findings are stored under a division prefix."""
    where, values = _where(scope, None)
    query = f"SELECT count(*) FROM finding f JOIN household_row r ON r.uid = f.household {where}"  # noqa: S608
    return int(archive.connection.execute(query, values).fetchone()[0])


def counts_by_village(archive: Archive, scope: str = "") -> dict[str, dict[int, int]]:
    """Return division code → rule → how many findings are stored, under a division prefix."""
    where, values = _where(scope, None)
    rows = archive.connection.execute(
        f"SELECT r.division, f.rule, count(*) FROM finding f JOIN household_row r ON r.uid = f.household {where} "  # noqa: S608
        "GROUP BY r.division, f.rule ORDER BY r.division, f.rule",
        values,
    )
    found: dict[str, dict[int, int]] = {}
    for division, rule, number in rows:
        found.setdefault(division, {})[rule] = number
    return found


def _where(scope: str, household: str | None) -> tuple[str, list[str]]:
    if household is not None:
        return "WHERE f.household = ?", [household]
    if scope:
        return "WHERE r.division >= ? AND r.division < ?", [scope, scope + ":"]
    return "", []
