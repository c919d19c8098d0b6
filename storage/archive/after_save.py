"""What follows from a write, in the same transaction: list rows, findings, search index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from models.derived import completeness, income_of, latest_year, overall
from models.fields import Record, Value
from models.household_file import HouseholdFile
from models.rules import Finding
from storage.archive import checking, search_index
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.progress import Progress
from storage.archive.rows import in_parts
from storage.archive.sqlite import Connection
from storage.archive.writing import Touched

REBUILD_FROM = 4000
"""From so many households on, and half of all, the search index is built anew instead of household by household."""

PART = 1000
"""Households whose rows and findings are held back before they are written."""

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
_NEW_ROW = (
    f"INSERT INTO household_row(id, uid, {', '.join(_ROW_COLUMNS)}, updated) "  # noqa: S608
    f"SELECT id, uid, {', '.join('?' * len(_ROW_COLUMNS))}, updated FROM household WHERE uid = ?"
)
_SHOWN_ROWS = (
    f"SELECT r.uid, h.updated, {', '.join(f'r.{name}' for name in (*_ROW_COLUMNS, 'updated'))} "  # noqa: S608
    "FROM household_row r JOIN household h ON h.uid = r.uid WHERE r.uid IN "
)
_FINDING_COLUMNS = ("household", "rule", "level", "entity", "person", "field", "value", "sentence", "remedy")
_STORED_FINDINGS = f"SELECT {', '.join(_FINDING_COLUMNS)} FROM finding WHERE household IN "  # noqa: S608
_INSERT_FINDING = (
    f"INSERT INTO finding({', '.join(_FINDING_COLUMNS)}) VALUES ({', '.join('?' * len(_FINDING_COLUMNS))})"  # noqa: S608
)
_DELETE_FINDINGS = "DELETE FROM finding WHERE household = ?"
_finding_row = attrgetter(*_FINDING_COLUMNS)

_Row = tuple[Value, ...]


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
    gone = set(households)
    context = checking.context_of(archive, bulk=len(households) > 50)
    rows: dict[str, _Row] = {}
    found: dict[str, list[_Row]] = {}
    for done, file in enumerate(iterate_files(archive, uids=households), 1):
        gone.discard(file.uid)
        findings = checking.check(file, context)
        rows[file.uid] = _row(archive, file, findings, context.year)
        found[file.uid] = list(map(_finding_row, findings))
        if done % PART == 0:
            _write(archive.connection, rows, found)
            progress(done, len(households), "核查")
    _write(archive.connection, rows, found)
    lost = [(uid,) for uid in gone]
    archive.connection.executemany(_DELETE_FINDINGS, lost)
    archive.connection.executemany("DELETE FROM household_row WHERE uid = ?", lost)


def _write(connection: Connection, rows: dict[str, _Row], found: dict[str, list[_Row]]) -> None:
    """Write what differs from what is stored, and forget it: most saves change neither a list row nor a finding.

    Every column of a list row has its index, and SQLite rewrites the index of each column that a statement names.
    """
    for part in in_parts(list(rows)):
        _write_rows(connection, part, rows)
        _write_findings(connection, part, found)
    rows.clear()
    found.clear()


def _write_rows(connection: Connection, uids: Sequence[str], rows: Mapping[str, _Row]) -> None:
    shown = {row[0]: row[1:] for row in connection.execute(f"{_SHOWN_ROWS}({_marks(uids)})", uids)}
    for uid in uids:
        if uid not in shown:
            continue
        updated, *old = shown[uid]
        changed = {
            name: new
            for name, before, new in zip((*_ROW_COLUMNS, "updated"), old, (*rows[uid], updated), strict=True)
            if before != new
        }
        if changed:
            sets = ", ".join(f"{name} = ?" for name in changed)
            connection.execute(f"UPDATE household_row SET {sets} WHERE uid = ?", (*changed.values(), uid))  # noqa: S608
    connection.executemany(_NEW_ROW, [(*rows[uid], uid) for uid in uids if uid not in shown])


def _write_findings(connection: Connection, uids: Sequence[str], found: Mapping[str, list[_Row]]) -> None:
    stored: dict[str, list[_Row]] = {}
    for row in connection.execute(f"{_STORED_FINDINGS}({_marks(uids)}) ORDER BY rowid", uids):
        stored.setdefault(row[0], []).append(row)
    changed = [uid for uid in uids if found[uid] != stored.get(uid, [])]
    connection.executemany(_DELETE_FINDINGS, [(uid,) for uid in changed if uid in stored])
    connection.executemany(_INSERT_FINDING, [row for uid in changed for row in found[uid]])


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _row(archive: Archive, file: HouseholdFile, findings: list[Finding], year: int) -> _Row:
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
    )


def _households_with(archive: Archive, id_parts: Iterable[str]) -> list[str]:
    found: list[str] = []
    listed = list(id_parts)
    for start in range(0, len(listed), 400):
        part = listed[start : start + 400]
        rows = archive.connection.execute(
            f"SELECT DISTINCT household FROM member WHERE substr(id_number, 1, 18) IN ({_marks(part)}) "  # noqa: S608
            "AND id_number IS NOT NULL AND deleted = 0",
            part,
        )
        found.extend(row[0] for row in rows)
    return found
