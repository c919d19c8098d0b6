"""Runs the rules over households of an archive: one while typing, or many with what they share looked up once."""

from __future__ import annotations

from collections.abc import Callable

from models.household_file import HouseholdFile
from models.rules import Finding, RuleContext, Twin, check_household
from storage.archive.archive import Archive

_TWINS = (
    "SELECT m.household, m.uid, m.name, coalesce(h.number, h.local_number, '') FROM member m "
    "JOIN household h ON h.uid = m.household AND h.deleted = 0 "
    "WHERE substr(m.id_number, 1, 18) = ? AND m.id_number IS NOT NULL AND m.deleted = 0 "
    "AND (m.member_state IS NULL OR m.member_state = '1') AND m.household <> ?"
)
_DOUBLED = (
    "SELECT substr(id_number, 1, 18) FROM member WHERE deleted = 0 AND id_number IS NOT NULL "
    "GROUP BY substr(id_number, 1, 18) HAVING count(*) > 1"
)

check = check_household


def context_of(archive: Archive, *, bulk: bool = False) -> RuleContext:
    """Return the context rules run in; with `bulk` the ID numbers that stand twice are looked up once for all."""
    settings = archive.settings
    return RuleContext(
        year=settings.year,
        as_of=settings.as_of,
        codes=archive.codes,
        thresholds=archive.thresholds,
        same_id=_bulk_twins(archive) if bulk else _twins(archive),
    )


def live_findings(archive: Archive, file: HouseholdFile) -> list[Finding]:
    """Return the findings of a household as it stands in memory."""
    return check_household(file, context_of(archive))


def _twins(archive: Archive) -> Callable[[str, str], list[Twin]]:
    def same_id(part: str, household: str) -> list[Twin]:
        return [Twin(*row) for row in archive.connection.execute(_TWINS, (part, household))]

    return same_id


def _bulk_twins(archive: Archive) -> Callable[[str, str], list[Twin]]:
    doubled = {row[0] for row in archive.connection.execute(_DOUBLED)}
    ask = _twins(archive)

    def same_id(part: str, household: str) -> list[Twin]:
        return ask(part, household) if part in doubled else []

    return same_id
