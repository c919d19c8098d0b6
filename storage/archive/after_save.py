"""What follows from a write, in the same transaction: list rows, findings, search index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.derived import completeness, income_of, latest_year, overall
from models.fields import Record, Value
from models.household_file import HouseholdFile
from models.rules import Finding
from storage.archive import checking, exemptions, finding_store, neighbours, search_index
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.progress import Progress, silent
from storage.archive.project_checks import places_of_distributions
from storage.archive.rows import in_parts
from storage.archive.shared_values import DISTRIBUTION, HOUSEHOLD, OF_VILLAGE, VILLAGE
from storage.archive.sqlite import Connection
from storage.archive.transaction import transaction
from storage.archive.village_checks import divisions_of, village_findings, villages_under
from storage.archive.writing import Touched

REBUILD_FROM = 4000
"""From so many households on, and half of all, the search index is built anew instead of household by household."""

PART = 1000
"""Households whose rows and findings are held back before they are written."""

BULK_FROM = 4000
"""From so many households on what they share with others is looked up once for the whole archive."""

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
_Row = tuple[Value, ...]


def refresh(archive: Archive, touched: Touched, progress: Progress) -> None:
    """Bring list rows, findings and the search index up to date for what a batch touched."""
    if touched.divisions:
        archive.divisions.forget()
    households = list(touched.households)
    others, villages = _sharing(archive, touched)
    refresh_households(archive, [*households, *(uid for uid in others if uid not in touched.households)], progress)
    refresh_villages(archive, villages)
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
    context = checking.context_of(archive, bulk=len(households) > BULK_FROM)
    rows: dict[str, _Row] = {}
    found: dict[str, list[Finding]] = {}
    for done, file in enumerate(iterate_files(archive, uids=households), 1):
        gone.discard(file.uid)
        rows[file.uid] = _row(archive, file, context.year)
        found[file.uid] = checking.check(file, context)
        if done % PART == 0:
            _write(archive, rows, found)
            progress(done, len(households), "核查")
    _write(archive, rows, found)
    lost = [(uid,) for uid in gone]
    archive.connection.executemany("DELETE FROM finding WHERE household = ?", lost)
    archive.connection.executemany("DELETE FROM household_row WHERE uid = ?", lost)


def refresh_villages(archive: Archive, divisions: Sequence[str]) -> None:
    """Compute the findings of these villages anew, after those of their households."""
    context = checking.context_of(archive)
    by = finding_store.Writer(archive.connection, archive.user, archive.settings.today.isoformat())
    for part in in_parts(list(divisions)):
        finding_store.write(by, finding_store.VILLAGE, part, village_findings(archive, part, context))


def recheck(archive: Archive, households: Sequence[str], villages: Sequence[str]) -> None:
    """Compute findings anew where no record has changed: marks of verified findings came, went or ran out."""
    refresh_households(archive, households, silent)
    refresh_villages(archive, villages)


def wake_expired(archive: Archive) -> int:
    """Open the findings whose marks have run out since the last time this was asked; return at how many places.

    Cheap where nothing ran out: the program asks at every start and before findings are listed.
    """
    today = archive.settings.today.isoformat()
    since = str(archive.settings.get("marks_checked") or "")
    if since >= today or archive.read_only:
        return 0
    with transaction(archive):
        households, villages = exemptions.expired_places(archive, since)
        recheck(archive, households, villages)
        archive.settings.set("marks_checked", today)
    return len(households) + len(villages)


def forget_lost(archive: Archive) -> None:
    """Remove findings of villages that have neither households nor figures any more."""
    living = set(villages_under(archive))
    stored = archive.connection.execute("SELECT DISTINCT village FROM finding WHERE village <> ''").fetchall()
    lost = [row for row in stored if row[0] not in living]
    archive.connection.executemany("DELETE FROM finding WHERE village = ?", lost)


def _sharing(archive: Archive, touched: Touched) -> tuple[list[str], list[str]]:
    """Return the households that share something with what was touched, and the villages whose sums may differ."""
    connection = archive.connection
    if touched.shares_much:
        return neighbours.sharing_households(connection, archive.settings.as_of), villages_under(archive)
    values: dict[str, set[str]] = {}
    for kind, value in touched.shared:
        values.setdefault(kind, set()).add(value)
    renumbered = sorted(values.pop(HOUSEHOLD, ()))
    villages = values.pop(VILLAGE, set[str]()) | set(divisions_of(archive, sorted(values.pop(OF_VILLAGE, ()))))
    villages |= places_of_distributions(connection, values.pop(DISTRIBUTION, set[str]()))
    others: dict[str, None] = {}
    for kind in neighbours.KINDS:
        listed = values.get(kind, set[str]()).union(neighbours.values_of(connection, kind, renumbered))
        others.update(dict.fromkeys(neighbours.households_with(connection, kind, sorted(listed))))
    return list(others), sorted(villages)


def _write(archive: Archive, rows: dict[str, _Row], found: dict[str, list[Finding]]) -> None:
    """Write what differs from what is stored, and forget it: most saves change neither a list row nor a finding.

    Every column of a list row has its index, and SQLite rewrites the index of each column that a statement names.
    """
    by = finding_store.Writer(archive.connection, archive.user, archive.settings.today.isoformat())
    for part in in_parts(list(rows)):
        still_open = finding_store.write(by, finding_store.HOUSEHOLD, part, found)
        counted = {uid: (*rows[uid], *_counts(still_open[uid])) for uid in part}
        _write_rows(archive.connection, part, counted)
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


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _counts(findings: list[Finding]) -> tuple[int, int]:
    return sum(one.level == "E" for one in findings), sum(one.level == "W" for one in findings)


def _row(archive: Archive, file: HouseholdFile, year: int) -> _Row:
    """Return the columns of a list row but the two counts of findings at its end."""
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
    )
