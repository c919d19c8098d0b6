"""What follows from a write, in the same transaction: list rows, findings, search index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from models.derived import completeness, income_of, latest_year, overall
from models.fields import Record
from models.household_file import HouseholdFile
from models.rules import Finding
from storage.archive import checking, search_index
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.progress import Progress
from storage.archive.writing import Touched

REBUILD_FROM = 4000
"""From so many households on, and half of all, the search index is built anew instead of household by household."""

_ROW_COLUMNS = (
    "number",
    "head_name",
    "division",
    "village",
    "head_count",
    "people",
    "household_type",
    "main_cause",
    "poverty_state",
    "income_per_head",
    "completeness",
    "errors",
    "warnings",
)
# an update in place touches only the indexes of the columns that really change
_WRITE_ROW = (
    f"INSERT INTO household_row(id, uid, {', '.join(_ROW_COLUMNS)}, updated) "  # noqa: S608
    f"SELECT id, uid, {', '.join('?' * len(_ROW_COLUMNS))}, updated FROM household WHERE uid = ? "
    f"ON CONFLICT(uid) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _ROW_COLUMNS)}, "
    "updated = excluded.updated"
)
_FINDING_COLUMNS = ("household", "rule", "level", "entity", "person", "field", "value", "sentence", "remedy")
_INSERT_FINDING = (
    f"INSERT INTO finding({', '.join(_FINDING_COLUMNS)}) VALUES ({', '.join('?' * len(_FINDING_COLUMNS))})"  # noqa: S608
)
_finding_row = attrgetter(*_FINDING_COLUMNS)


def refresh(archive: Archive, touched: Touched, progress: Progress) -> None:
    """Bring list rows, findings and the search index up to date for what a batch touched."""
    if touched.divisions:
        archive.divisions.forget()
    households = list(touched.households)
    twins = set(_households_with(archive, touched.id_parts)) - touched.households.keys()
    refresh_households(archive, [*households, *twins], progress)
    if len(households) >= REBUILD_FROM and 2 * len(households) >= _living(archive):
        search_index.bulk_rebuild(archive.connection)
    else:
        for household in touched.searchable:
            search_index.update_household(archive.connection, household)


def _living(archive: Archive) -> int:
    return int(archive.connection.execute("SELECT count(*) FROM household_row").fetchone()[0])


def refresh_households(archive: Archive, households: Sequence[str], progress: Progress) -> None:
    """Compute list rows and findings of these households anew."""
    archive.connection.executemany("DELETE FROM finding WHERE household = ?", [(uid,) for uid in households])
    gone = set(households)
    context = checking.context_of(archive, bulk=len(households) > 50)
    rows: list[tuple[object, ...]] = []
    found: list[tuple[object, ...]] = []
    for done, file in enumerate(iterate_files(archive, uids=households), 1):
        gone.discard(file.uid)
        findings = checking.check(file, context)
        rows.append(_row(archive, file, findings, context.year))
        found.extend(map(_finding_row, findings))
        if done % 1000 == 0:
            _write(archive, rows, found)
            progress(done, len(households), "核查")
    _write(archive, rows, found)
    archive.connection.executemany("DELETE FROM household_row WHERE uid = ?", [(uid,) for uid in gone])


def _write(archive: Archive, rows: list[tuple[object, ...]], found: list[tuple[object, ...]]) -> None:
    archive.connection.executemany(_WRITE_ROW, rows)
    archive.connection.executemany(_INSERT_FINDING, found)
    rows.clear()
    found.clear()


def _row(archive: Archive, file: HouseholdFile, findings: list[Finding], year: int) -> tuple[object, ...]:
    household: Record = file.household
    shown_year = latest_year(file, year)
    head = file.head
    return (
        household.get("number") or household.get("local_number") or "",
        (head.get("name") if head else None) or household.get("head_name") or "",
        household.get("division") or "",
        archive.divisions.name(household.get("division")),
        household.get("head_count") or len(file.active_members),
        len(file.active_members),
        household.get("household_type"),
        household.get("main_cause"),
        household.get("poverty_state"),
        income_of(file, shown_year).per_head,
        overall(completeness(file, shown_year).values()).percent,
        sum(finding.level == "E" for finding in findings),
        sum(finding.level == "W" for finding in findings),
        file.uid,
    )


def _households_with(archive: Archive, id_parts: Iterable[str]) -> list[str]:
    found: list[str] = []
    listed = list(id_parts)
    for start in range(0, len(listed), 400):
        part = listed[start : start + 400]
        marks = ",".join("?" * len(part))
        rows = archive.connection.execute(
            f"SELECT DISTINCT household FROM member WHERE substr(id_number, 1, 18) IN ({marks}) "  # noqa: S608
            "AND id_number IS NOT NULL AND deleted = 0",
            part,
        )
        found.extend(row[0] for row in rows)
    return found
