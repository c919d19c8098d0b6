"""Households whole, one at a time for a page, or streamed in bulk for checks, cards and statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Record
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.id_numbers import clean_id_number
from models.values import half_width
from storage.archive.archive import Archive
from storage.archive.columns import RowReader
from storage.archive.sqlite import Connection

_HOUSEHOLD = RowReader(ENTITIES["household"], ("uid", "scope"))
_MEMBER = RowReader(ENTITIES["member"], ("uid", "household"))
_YEAR = RowReader(ENTITIES["year"], ("uid", "household", "year"))
_FACTS = RowReader(ENTITIES["member_year"], ("year_uid", "person"))
_HELPER = RowReader(ENTITIES["helper"], ("uid",))
_PARTS = {name: RowReader(ENTITIES[name], ("uid", "household")) for name in HOUSEHOLD_PARTS}
_INCOME = "SELECT year_uid, item, person, amount, counts, note FROM income_item"

CHUNK = 400
"""Households loaded together in bulk: few queries, little memory."""


def load_file(archive: Archive, household_uid: str) -> HouseholdFile | None:
    """Return one household whole, or None where there is none or it is in the recycle bin."""
    return next(iter(_load(archive.connection, [household_uid])), None)


def iterate_files(archive: Archive, scope: str = "", *, uids: Sequence[str] | None = None) -> Iterator[HouseholdFile]:
    """Yield households whole, sorted by uid: those of a division prefix, or those of `uids`."""
    wanted = sorted(uids) if uids is not None else household_uids(archive, scope)
    for start in range(0, len(wanted), CHUNK):
        yield from _load(archive.connection, wanted[start : start + CHUNK])


def household_uids(archive: Archive, scope: str = "") -> list[str]:
    """Return the uids of the households under a division prefix, sorted."""
    rows = archive.connection.execute(
        "SELECT uid FROM household WHERE deleted = 0 AND division >= ? AND division < ? ORDER BY uid"
        if scope
        else "SELECT uid FROM household WHERE deleted = 0 ORDER BY uid",
        (scope, scope + ":") if scope else (),
    )
    return [row[0] for row in rows]


def resolve_household(archive: Archive, text: str) -> str | None:
    """Return the first of the households meant by a text (`households_meant`), or None."""
    return next(iter(households_meant(archive, text)), None)


def households_meant(archive: Archive, text: str) -> list[str]:
    """Return the households meant by a number (national or local), a uid, or a person's uid or ID number.

    More than one where a number stands in several households: that is a fault of the file, to be told, not guessed.
    """
    plain = "".join(half_width(text).split())
    connection = archive.connection
    queries = (
        ("SELECT uid FROM household WHERE uid = ? AND deleted = 0", plain),
        ("SELECT uid FROM household WHERE number = ? AND deleted = 0", plain),
        ("SELECT uid FROM household WHERE local_number = ? AND deleted = 0", plain.upper()),
        ("SELECT household FROM member WHERE uid = ? AND deleted = 0", plain),
        (
            "SELECT household FROM member WHERE substr(id_number, 1, 18) = ? AND id_number IS NOT NULL AND deleted = 0",
            clean_id_number(plain)[:18],
        ),
    )
    for query, value in queries:
        found = [row[0] for row in connection.execute(f"{query} ORDER BY 1", (value,))]
        if found:
            return list(dict.fromkeys(found))
    return []


def resolve_person(archive: Archive, household_uid: str, text: str) -> str | None:
    """Return the member of a household meant by uid, ID number, person number or (if only one has it) name."""
    plain = "".join(half_width(text).split())
    rows = archive.connection.execute(
        "SELECT uid, id_number, person_number, name FROM member WHERE household = ? AND deleted = 0", (household_uid,)
    ).fetchall()
    wanted = clean_id_number(plain)[:18]
    for uid, id_number, person_number, _name in rows:
        if plain in (uid, person_number) or (id_number and wanted == id_number[:18]):
            return uid
    named = [uid for uid, _id, _number, name in rows if name == text.strip()]
    return named[0] if len(named) == 1 else None


def _load(connection: Connection, uids: Sequence[str]) -> list[HouseholdFile]:
    marks = ",".join("?" * len(uids))
    where = f"WHERE household IN ({marks})"
    query = f"SELECT {_HOUSEHOLD.columns} FROM household WHERE uid IN ({marks}) AND deleted = 0 ORDER BY uid"  # noqa: S608
    files = {row[0]: HouseholdFile(_HOUSEHOLD.record(row)) for row in connection.execute(query, uids)}
    if not files:
        return []
    for row in connection.execute(f"SELECT {_MEMBER.columns} FROM member {where} AND deleted = 0 ORDER BY id", uids):  # noqa: S608
        if row[1] in files:
            files[row[1]].members.append(_MEMBER.record(row))
    _load_years(connection, where, uids, files)
    for name, reader in _PARTS.items():
        for row in connection.execute(f"SELECT {reader.columns} FROM {name} {where} AND deleted = 0 ORDER BY id", uids):  # noqa: S608
            if row[1] in files:
                files[row[1]].parts.setdefault(name, []).append(reader.record(row))
    _load_helpers(connection, files)
    _load_projects(connection, files)
    for file in files.values():
        file.members.sort(key=_place)
    return list(files.values())


def _load_years(connection: Connection, where: str, uids: Sequence[str], files: dict[str, HouseholdFile]) -> None:
    years: dict[str, YearFile] = {}
    for row in connection.execute(f"SELECT {_YEAR.columns} FROM year {where} AND deleted = 0 ORDER BY year", uids):  # noqa: S608
        if row[1] in files:
            years[row[0]] = files[row[1]].years[row[2]] = YearFile(row[0], row[2], _YEAR.record(row))
    marks = ",".join("?" * len(years))
    # by the years' own uids: these two tables are sorted by them and have no other index
    for row in connection.execute(f"SELECT {_FACTS.columns} FROM member_year WHERE year_uid IN ({marks})", [*years]):  # noqa: S608
        record = _FACTS.record(row)
        years[record["year_uid"]].members[record["person"]] = record
    rows = connection.execute(f"{_INCOME} WHERE year_uid IN ({marks}) ORDER BY year_uid, item, person", [*years])
    for year_uid, item, person, amount, counts, note in rows:
        counted = None if counts is None else bool(counts)
        years[year_uid].income.append(IncomeItem(item, person or None, amount, counted, note))


def _load_helpers(connection: Connection, files: dict[str, HouseholdFile]) -> None:
    wanted: dict[str, list[HouseholdFile]] = {}
    for file in files.values():
        for assignment in file.parts.get("assignment", ()):
            if assignment.get("helper"):
                wanted.setdefault(assignment["helper"], []).append(file)
    names = list(wanted)
    for start in range(0, len(names), CHUNK):
        part = names[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        for row in connection.execute(f"SELECT {_HELPER.columns} FROM helper WHERE uid IN ({marks})", part):  # noqa: S608
            record = _HELPER.record(row)
            for file in wanted[record["uid"]]:
                file.helpers[record["uid"]] = record


def _load_projects(connection: Connection, files: dict[str, HouseholdFile]) -> None:
    """Give the files the names of the projects that their shares and dividends speak of."""
    wanted: dict[str, dict[str, HouseholdFile]] = {}
    for file in files.values():
        for record in (*file.parts.get("share", ()), *file.parts.get("dividend", ())):
            if record.get("project"):
                wanted.setdefault(record["project"], {})[file.uid] = file
    names = list(wanted)
    for start in range(0, len(names), CHUNK):
        part = names[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        for uid, name in connection.execute(f"SELECT uid, name FROM project WHERE uid IN ({marks})", part):  # noqa: S608
            for file in wanted[uid].values():
                file.linked[uid] = {"uid": uid, "name": name}


def _place(member: Record) -> tuple[int, int]:
    """Head first, spouse second, the others as entered; those no longer on the register last."""
    gone = member.get("member_state") not in (None, "1")
    return (int(gone), {"01": 0, "02": 1}.get(member.get("relation") or "", 2))
