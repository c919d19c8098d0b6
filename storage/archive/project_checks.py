"""Projects prepared for the rules, under the village they belong to."""

from __future__ import annotations

from collections.abc import Collection

from models.catalogue import ENTITIES
from models.rules import CheckedProject, Distributed, Finding, RuleContext, check_project
from storage.archive.archive import Archive
from storage.archive.columns import RowReader
from storage.archive.rows import in_parts
from storage.archive.sqlite import Connection

_PROJECT = RowReader(ENTITIES["project"], ("uid",))
PLACE = "coalesce(division, substr(scope, 2))"
"""Where a project's findings stand: its village, or the office's division where none is filled."""

_SUMS = """
SELECT d.uid, d.project, d.batch, d.total,
    (SELECT coalesce(sum(amount), 0) FROM dividend l WHERE l.distribution = d.uid AND l.deleted = 0),
    (SELECT count(*) FROM dividend l WHERE l.distribution = d.uid AND l.deleted = 0)
FROM distribution d WHERE d.deleted = 0 AND d.project IN
"""
_TWICE = """
SELECT coalesce(r.head_name, '') FROM dividend l LEFT JOIN household_row r ON r.uid = l.household
WHERE l.distribution = ? AND l.deleted = 0 GROUP BY l.household HAVING count(*) > 1 ORDER BY 1
"""


def places_with_projects(connection: Connection, scope: str = "") -> list[str]:
    """Return the divisions under a prefix that projects stand under."""
    query = f"SELECT DISTINCT {PLACE} FROM project WHERE deleted = 0 AND {PLACE} >= ?1 AND {PLACE} < ?2"  # noqa: S608
    return [row[0] for row in connection.execute(query, (scope, scope + ":"))]


def places_of_distributions(connection: Connection, distributions: Collection[str]) -> set[str]:
    """Return where the projects of these distributions stand."""
    found: set[str] = set()
    for part in in_parts(sorted(distributions)):
        marks = ",".join("?" * len(part))
        query = (
            f"SELECT DISTINCT {PLACE} FROM project WHERE uid IN "  # noqa: S608
            f"(SELECT project FROM distribution WHERE uid IN ({marks}))"
        )
        found.update(row[0] for row in connection.execute(query, part))
    return found


def project_findings(archive: Archive, division: str, context: RuleContext) -> list[Finding]:
    """Return what the rules find in the projects of a division, by project."""
    query = f"SELECT {_PROJECT.columns} FROM project WHERE deleted = 0 AND {PLACE} = ? ORDER BY uid"  # noqa: S608
    records = [_PROJECT.record(row) for row in archive.connection.execute(query, (division,))]
    if not records:
        return []
    distributed = _distributed(archive.connection, [record["uid"] for record in records])
    return [
        finding
        for record in records
        for finding in check_project(CheckedProject(record, division, context, distributed.get(record["uid"], [])))
    ]


def _distributed(connection: Connection, projects: list[str]) -> dict[str, list[Distributed]]:
    found: dict[str, list[Distributed]] = {}
    for part in in_parts(projects):
        marks = ",".join("?" * len(part))
        for uid, project, batch, total, lines, number in connection.execute(f"{_SUMS}({marks}) ORDER BY d.uid", part):
            twice = tuple(row[0] or "未填户主" for row in connection.execute(_TWICE, (uid,)))
            found.setdefault(project, []).append(Distributed(batch or "", total, lines, number, twice))
    return found
