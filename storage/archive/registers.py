"""Registers: the lines of one case type over the whole archive; ids sorted and filtered in SQL, rows when shown.

Only names out of the catalogue get into the text of a query; every value is bound.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.cases import CASE_TYPES, all_column_keys, is_owned, linked_entity, register_column
from models.catalogue import ENTITIES
from models.fields import HUNDREDTHS, Kind, Record, Value
from storage.archive.archive import Archive
from storage.archive.case_lists import CASE_LISTS
from storage.archive.columns import RowReader, reader_of, table_of
from storage.archive.search import household_ids_with

PART = 500
_TEXTS = frozenset({Kind.NAME, Kind.TEXT, Kind.NUMBER_TEXT, Kind.ID_NUMBER, Kind.PHONE, Kind.BANK_CARD})
SUMMED = HUNDREDTHS | {Kind.INTEGER}


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """What a register shows: a division prefix, a text, a named list, values of filter fields, and the order.

    `chosen` holds (field, value) pairs that must hold; a value of None asks for what is not filled.
    """

    entity: str
    scope: str = ""
    text: str = ""
    only: str = ""
    chosen: tuple[tuple[str, Value], ...] = ()
    sort: str = ""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line: the record's row id, uid and household (“” for none), and a value per column asked for."""

    id: int
    uid: str
    household: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class RegisterTotals:
    """How many lines and households, and the sum per column that can be added up."""

    lines: int
    households: int
    sums: dict[str, int]


@dataclass(slots=True)
class _Query:
    entity: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    links: set[str] = field(default_factory=set[str])

    def column(self, key: str) -> str:
        found = register_column(self.entity, key)
        if found.link == "household":
            return f'r."{found.field.name}"'
        if found.link:
            self.links.add(found.link)
            return f'"l_{found.link}"."{found.field.name}"'
        return f'c."{found.field.name}"'

    def tables(self) -> str:
        parts = [f"{table_of(self.entity)} c"]
        if is_owned(self.entity):
            parts.append("JOIN household_row r ON r.uid = c.household")
        for link in sorted(self.links):
            table = table_of(linked_entity(self.entity, link))
            parts.append(f'LEFT JOIN {table} "l_{link}" ON "l_{link}".uid = c."{link}"')
        return " ".join(parts)


def register_ids(archive: Archive, query: RegisterQuery) -> list[int]:
    """Return the row ids of a register in order; empty values last. KeyError for an unknown column or list."""
    made = _Query(query.entity)
    where = _where(archive, query, made)
    key = query.sort or CASE_TYPES[query.entity].order
    way = "DESC" if query.descending else "ASC"
    order = f"c.id {way}"
    if key:
        by = made.column(key)
        order = f"{by} IS NULL, {by} {way}, c.id"
    asked = f"SELECT c.id FROM {made.tables()} {where} ORDER BY {order}"  # noqa: S608
    return [row[0] for row in archive.connection.execute(asked, made.values)]


def register_rows(archive: Archive, entity: str, ids: Sequence[int], columns: Sequence[str]) -> list[RegisterRow]:
    """Return the values of `columns` of `ids`, in their order; ids that are gone meanwhile are left out."""
    made = _Query(entity)
    household = "c.household" if is_owned(entity) else "''"
    wanted = ", ".join(["c.id", "c.uid", household, *(made.column(key) for key in columns)])
    read = [reader_of(register_column(entity, key).field.kind) for key in columns]
    marks = ",".join(map(str, map(int, ids)))
    asked = f"SELECT {wanted} FROM {made.tables()} WHERE c.deleted = 0 AND c.id IN ({marks})"  # noqa: S608
    found: dict[int, RegisterRow] = {}
    for row_id, uid, owner, *values in archive.connection.execute(asked, made.values):
        taken = tuple(one(value) for one, value in zip(read, values, strict=True))
        found[row_id] = RegisterRow(row_id, uid, owner, taken)
    return [found[one] for one in ids if one in found]


def iterate_register(archive: Archive, query: RegisterQuery, columns: Sequence[str]) -> Iterator[RegisterRow]:
    """Yield all lines of a register in order."""
    ids = register_ids(archive, query)
    for start in range(0, len(ids), PART):
        yield from register_rows(archive, query.entity, ids[start : start + PART], columns)


def register_totals(archive: Archive, query: RegisterQuery, columns: Sequence[str]) -> RegisterTotals:
    """Return the figures of all lines of a register for those of its columns that can be added up."""
    made = _Query(query.entity)
    where = _where(archive, query, made)
    keys = [key for key in columns if register_column(query.entity, key).field.kind in SUMMED]
    owners = "count(DISTINCT c.household)" if is_owned(query.entity) else "0"
    parts = ["count(*)", owners, *(f"total({made.column(key)})" for key in keys)]
    asked = f"SELECT {', '.join(parts)} FROM {made.tables()} {where}"  # noqa: S608
    lines, households, *sums = archive.connection.execute(asked, made.values).fetchone()
    return RegisterTotals(lines, households, {key: int(total) for key, total in zip(keys, sums, strict=True)})


def register_counts(archive: Archive, scope: str = "") -> dict[str, int]:
    """Return how many records each case type has under a division prefix."""
    return {name: register_totals(archive, RegisterQuery(name, scope), ()).lines for name in CASE_TYPES}


def values_of(archive: Archive, entity: str, name: str) -> list[Value]:
    """Return the different values that a field has in the archive, in order: for a filter by year or period."""
    column = f'"{ENTITIES[entity].field(name).name}"'
    asked = f"SELECT DISTINCT {column} FROM {table_of(entity)} WHERE deleted = 0 AND {column} IS NOT NULL ORDER BY 1"  # noqa: S608
    return [row[0] for row in archive.connection.execute(asked)]


def top_level_records(archive: Archive, entity: str) -> list[Record]:
    """Return every record of an entity that belongs to no household, as entered."""
    reader = RowReader(ENTITIES[entity], ("uid",))
    asked = f"SELECT {reader.columns} FROM {table_of(entity)} WHERE deleted = 0 ORDER BY id"  # noqa: S608
    return [reader.record(row) for row in archive.connection.execute(asked)]


def entity_of(archive: Archive, uid: str) -> str | None:
    """Return the case type that a record's uid belongs to, None where no case has it."""
    for name in CASE_TYPES:
        asked = f"SELECT 1 FROM {table_of(name)} WHERE uid = ? AND deleted = 0"  # noqa: S608
        if archive.connection.execute(asked, (uid,)).fetchone():
            return name
    return None


def _where(archive: Archive, query: RegisterQuery, made: _Query) -> str:
    parts = ["c.deleted = 0"]
    if query.scope:
        place = "r.division" if is_owned(query.entity) else _place_of(query.entity)
        if place:
            parts.append(f"{place} >= :scope AND {place} < :scope_end")
            made.values |= {"scope": query.scope, "scope_end": f"{query.scope}:"}
    if query.only:
        chosen = next(one for one in CASE_LISTS.get(query.entity, ()) if one.name == query.only)
        parts.append(f"({chosen.where})")
        if any(one.name == "person" for one in ENTITIES[query.entity].fields) and "p." in chosen.where:
            made.links.add("person")
            parts[-1] = parts[-1].replace("p.", '"l_person".')
        if ":today" in chosen.where:
            made.values["today"] = archive.settings.today.isoformat()
        if ":year" in chosen.where:
            made.values["year"] = archive.settings.year
        if ":self_paid_share" in chosen.where:
            limit = archive.thresholds.get("self_paid_share_most", archive.settings.year, archive.office.division)
            made.values["self_paid_share"] = limit
    for at, (name, value) in enumerate(query.chosen):
        column = made.column(name)
        if value is None:
            parts.append(f"{column} IS NULL")
        else:
            parts.append(f"{column} = :chosen{at}")
            made.values[f"chosen{at}"] = int(value) if isinstance(value, bool) else value
    if query.text.strip():
        parts.append(_has_text(archive, query, made))
    return "WHERE " + " AND ".join(parts)


def _place_of(entity: str) -> str:
    return 'c."division"' if any(one.name == "division" for one in ENTITIES[entity].fields) else ""


def _has_text(archive: Archive, query: RegisterQuery, made: _Query) -> str:
    """Return that an own text holds what was typed, or that the household is one that the search finds by it."""
    made.values["text"] = query.text.strip()
    keys = [key for key in all_column_keys(query.entity) if not key.startswith("household.")]
    texts = [key for key in keys if register_column(query.entity, key).field.kind in _TEXTS]
    parts = [f"instr({made.column(key)}, :text) > 0" for key in texts]
    if is_owned(query.entity):
        ids = household_ids_with(archive, query.text)
        parts.append("r.id IN (SELECT value FROM json_each(:found))")
        made.values["found"] = "[" + ",".join(map(str, ids)) + "]"
    return f"({' OR '.join(parts)})"
