"""Findings as stored: run the rules over many households, list what they found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.rules import Finding
from storage.archive import after_save, checking, finding_months
from storage.archive.archive import Archive
from storage.archive.files import household_uids
from storage.archive.progress import Progress, silent
from storage.archive.transaction import transaction
from storage.archive.village_checks import villages_under

live_findings = checking.live_findings
OPEN, VERIFIED = "open", "verified"
YEARLY = frozenset({"year", "member_year", "income"})
"""Entities whose findings are about one year."""

_FINDING = "f.rule, f.level, f.entity, f.household, f.person, f.field, f.value, f.sentence, f.remedy, f.village"
_FROM = "FROM finding f LEFT JOIN household_row r ON r.uid = f.household LEFT JOIN household h ON h.uid = f.household"
_ORDER = "ORDER BY coalesce(r.division, f.village), r.number, f.level, f.rule, f.rowid"


@dataclass(frozen=True, slots=True)
class StoredFinding:
    """A finding with its life and its place: `since` is the ISO day it was first seen, `state` open or verified.

    `name` is the head's, `clerk` who collected or filled in the household's form; both "" for a village. `exemption`
    is the key of the mark that covers it.
    """

    finding: Finding
    since: str
    exemption: str | None
    division: str
    name: str
    number: str
    clerk: str

    @property
    def state(self) -> str:
        """Return `OPEN` or `VERIFIED`."""
        return VERIFIED if self.exemption else OPEN


def run_checks(archive: Archive, scope: str = "", progress: Progress = silent) -> int:
    """Run all rules over the households and villages under a division prefix and store what they find.

    Returns how many findings are open.
    """
    with transaction(archive):
        after_save.refresh_households(archive, household_uids(archive, scope), progress)
        after_save.refresh_villages(archive, villages_under(archive, scope))
        if not scope:
            after_save.forget_lost(archive)
            finding_months.note_month(archive)
    return count_findings(archive, scope)


def list_findings(archive: Archive, scope: str = "", household: str | None = None, limit: int = -1) -> list[Finding]:
    """Return open findings by village, household and level: of one household, or under a division prefix."""
    return [one.finding for one in stored_findings(archive, scope, household, limit) if one.state == OPEN]


def stored_findings(
    archive: Archive, scope: str = "", household: str | None = None, limit: int = -1, *, verified: bool = False
) -> list[StoredFinding]:
    """Return the open findings, with `verified` those verified as true too, in the order of `list_findings`."""
    where, values = _where(scope, household, verified=verified)
    rows = archive.connection.execute(
        f"SELECT {_FINDING}, f.since, f.exemption, coalesce(r.division, f.village), coalesce(r.head_name, ''), "
        f"coalesce(r.number, ''), coalesce(h.collector, h.form_filler, '') {_FROM} {where} {_ORDER} LIMIT ?",
        [*values, limit],
    )
    return [StoredFinding(Finding(*row[:10]), *row[10:]) for row in rows]


def year_of(archive: Archive, finding: Finding) -> int:
    """Return the year a finding is about: the working year, or the latest before it that the household has."""
    year = archive.settings.year
    if finding.entity not in YEARLY:
        return year
    query = "SELECT max(year) FROM year WHERE household = ? AND year <= ? AND deleted = 0"
    found = archive.connection.execute(query, (finding.household, year)).fetchone()[0]
    return year if found is None else int(found)


def places_in_lists(archive: Archive, divisions: Iterable[str]) -> dict[str, int]:
    """Return the place of each household in the list of its village, by number, from 1."""
    places: dict[str, int] = {}
    for division in divisions:
        rows = archive.connection.execute(
            "SELECT uid FROM household_row WHERE division = ? ORDER BY number, uid", (division,)
        )
        places.update((row[0], place) for place, row in enumerate(rows, 1))
    return places


def count_findings(archive: Archive, scope: str = "") -> int:
    """Return how many findings are open under a division prefix."""
    where, values = _where(scope, None)
    return int(archive.connection.execute(f"SELECT count(*) {_FROM} {where}", values).fetchone()[0])


def counts_by_village(archive: Archive, scope: str = "") -> dict[str, dict[int, int]]:
    """Return division code → rule → how many findings are open, under a division prefix."""
    where, values = _where(scope, None)
    rows = archive.connection.execute(
        f"SELECT coalesce(r.division, f.village), f.rule, count(*) {_FROM} {where} GROUP BY 1, 2 ORDER BY 1, 2",
        values,
    )
    found: dict[str, dict[int, int]] = {}
    for division, rule, number in rows:
        found.setdefault(division, {})[rule] = number
    return found


def _where(scope: str, household: str | None, *, verified: bool = False) -> tuple[str, list[str]]:
    state = "" if verified else " AND f.exemption IS NULL"
    if household is not None:
        return "WHERE f.household = ?" + state, [household]
    if scope:
        place = "coalesce(r.division, f.village)"
        return f"WHERE {place} >= ? AND {place} < ?{state}", [scope, scope + ":"]
    return "WHERE 1" + state, []
