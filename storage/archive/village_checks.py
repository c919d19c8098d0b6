"""Villages prepared for the rules, and the yearly table of households and people with the names behind each number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.catalogue import ENTITIES
from models.rules import CheckedVillage, Finding, RuleContext, Standing, check_village
from models.rules.checked_village import LAND
from storage.archive.archive import Archive
from storage.archive.columns import RowReader, table_of
from storage.archive.project_checks import places_with_projects, project_findings

_VILLAGE_YEAR = RowReader(ENTITIES["village_year"], ("uid",))
_CANCELLED = "9"
_STANDINGS = """
SELECT h.uid, coalesce(h.head_name, ''), h.identified_year, h.first_identified, h.poverty_state, h.valid,
    EXISTS (SELECT 1 FROM year y WHERE y.household = h.uid AND y.year = ?1 - 1 AND y.deleted = 0),
    EXISTS (SELECT 1 FROM year y WHERE y.household = h.uid AND y.year = ?1 AND y.deleted = 0)
FROM household_row r JOIN household h ON h.uid = r.uid WHERE r.division = ?2 AND h.deleted = 0 ORDER BY h.uid
"""
"""The list rows are what has an index by village; they are up to date before villages are checked."""

_LAND_SUMS = (
    "SELECT "  # noqa: S608
    + ", ".join(f'coalesce(sum(y."{name}"), 0)' for name in LAND)
    + " FROM year y "
    "JOIN household_row r ON r.uid = y.household WHERE r.division = ? AND y.year = ? AND y.deleted = 0"
)


def villages_under(archive: Archive, scope: str = "") -> list[str]:
    """Return the division codes under a prefix that have households, projects or figures of a year, sorted."""
    rows = archive.connection.execute(
        "SELECT division FROM household_row WHERE division >= ?1 AND division < ?2 "
        "UNION SELECT division FROM village_year WHERE deleted = 0 AND division >= ?1 AND division < ?2 ORDER BY 1",
        (scope, scope + ":"),
    )
    return sorted({row[0] for row in rows if row[0]}.union(places_with_projects(archive.connection, scope)))


def checked_village(archive: Archive, division: str, context: RuleContext) -> CheckedVillage:
    """Return one village as the rules read it, in the working year."""
    record = archive.connection.execute(
        f"SELECT {_VILLAGE_YEAR.columns} FROM {table_of('village_year')} "  # noqa: S608
        "WHERE division = ? AND year = ? AND deleted = 0",
        (division, context.year),
    ).fetchone()
    checked = CheckedVillage(division, archive.divisions.name(division), context.year, context)
    checked.standings = standings(archive, division, context.year)
    if record is not None:
        checked.record = _VILLAGE_YEAR.record(record)
        sums = archive.connection.execute(_LAND_SUMS, (division, context.year)).fetchone()
        checked.land = dict(zip(LAND, sums, strict=True))
    return checked


def standings(archive: Archive, division: str, year: int) -> list[Standing]:
    """Return where each household of a village stands at the turn from the year before to `year`."""
    found: list[Standing] = []
    rows = archive.connection.execute(_STANDINGS, (year, division))
    for uid, name, identified, first, state, valid, before, now in rows:
        known = identified if identified is not None else int(first[:4]) if first and first[:4].isdecimal() else None
        cancelled = state == _CANCELLED or valid == 0
        found.append(Standing(uid, name, bool(before), bool(now), known, cancelled))
    return found


def village_findings(archive: Archive, divisions: Iterable[str], context: RuleContext) -> dict[str, list[Finding]]:
    """Return what the rules find in each of these villages and their projects."""
    return {
        division: [
            *check_village(checked_village(archive, division, context)),
            *project_findings(archive, division, context),
        ]
        for division in divisions
    }


def divisions_of(archive: Archive, households: Sequence[str]) -> list[str]:
    """Return the villages these households live in."""
    found: dict[str, None] = {}
    for start in range(0, len(households), 400):
        part = households[start : start + 400]
        marks = ",".join("?" * len(part))
        query = f"SELECT DISTINCT division FROM household WHERE division IS NOT NULL AND uid IN ({marks})"  # noqa: S608
        found.update(dict.fromkeys(row[0] for row in archive.connection.execute(query, part)))
    return list(found)
