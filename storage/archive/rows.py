"""Records as flat keys and values, and how they stand in the derived tables.

Flat means: a field name, or in a household-year a keyed facet (`models.keys`). Empty values are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from models.catalogue import ENTITIES
from models.fields import Kind, Record, Value
from models.keys import income_key, member_key, split_key
from storage.archive import search_index
from storage.archive.columns import RowReader, table_of, to_db
from storage.archive.sqlite import Connection

PART = 500
"""How many uids one query asks for."""

_MEMBER_YEAR = ENTITIES["member_year"]
_MEMBER_YEAR_NAMES = tuple(field.name for field in _MEMBER_YEAR.fields)


def _leading(entity: str) -> tuple[str, ...]:
    names = ["uid", "scope", "deleted", "received", "extra"]
    if ENTITIES[entity].owner:
        names.append("household")
    if entity == "year":
        names.append("year")
    return tuple(names)


READERS: dict[str, RowReader] = {
    name: RowReader(entity, _leading(name)) for name, entity in ENTITIES.items() if not entity.part_of
}
_FACTS = RowReader(_MEMBER_YEAR, ("year_uid", "person"))
_LISTS: dict[str, tuple[int, ...]] = {
    name: tuple(reader.names.index(field.name) for field in ENTITIES[name].fields if field.kind is Kind.CODES)
    for name, reader in READERS.items()
}
_FACT_LISTS = tuple(field.name for field in _MEMBER_YEAR.fields if field.kind is Kind.CODES)
BOOKKEEPING = frozenset({"uid", "scope", "deleted", "received", "extra"})


def in_parts(uids: Sequence[str]) -> Iterable[Sequence[str]]:
    """Cut a list of uids into pieces that fit one query."""
    for start in range(0, len(uids), PART):
        yield uids[start : start + PART]


def read_flat(connection: Connection, entity: str, uids: Sequence[str]) -> dict[str, Record]:
    """Return the records of `uids` that exist: flat keys and values, with the bookkeeping under its own names."""
    found: dict[str, Record] = {}
    reader = READERS[entity]
    for part in in_parts(uids):
        marks = ",".join("?" * len(part))
        query = f"SELECT {reader.columns} FROM {table_of(entity)} WHERE uid IN ({marks})"  # noqa: S608
        for row in connection.execute(query, part):
            record = reader.record(row)
            found[record["uid"]] = {key: value for key, value in record.items() if value is not None}
        if entity == "year":
            _read_keyed(connection, part, marks, found)
    return found


def _read_keyed(connection: Connection, part: Sequence[str], marks: str, found: Mapping[str, Record]) -> None:
    facts = f"SELECT {_FACTS.columns} FROM member_year WHERE year_uid IN ({marks})"  # noqa: S608
    for row in connection.execute(facts, part):
        record = _FACTS.record(row)
        target = found.get(record["year_uid"])
        if target is not None:
            person = record["person"]
            target.update({member_key(n, person): record[n] for n in _MEMBER_YEAR_NAMES if record[n] is not None})
    items = f"SELECT year_uid, item, person, amount, counts, note FROM income_item WHERE year_uid IN ({marks})"  # noqa: S608
    for year_uid, item, person, amount, counts, note in connection.execute(items, part):
        target = found.get(year_uid)
        if target is not None:
            target[income_key(item, person or None)] = income_value(amount, counts, note)


def income_value(amount: Value, counts: Value, note: Value) -> Record:
    """Return the stored value of an income item."""
    return {"amount": amount, "counts": None if counts is None else bool(counts), "note": note}


class RowWriter:
    """Gathers the table rows of one save and writes them in few statements."""

    def __init__(self, connection: Connection, at: str) -> None:
        """Start empty; `at` is written as time of the last change."""
        self._connection = connection
        self._at = at
        self._inserts: dict[str, list[list[Value]]] = {}
        self._facts: list[list[Value]] = []
        self._fact_updates: list[tuple[str, list[Value]]] = []
        self._income: list[tuple[Value, ...]] = []
        self._income_gone: list[tuple[str, str, str]] = []
        self._replaced: dict[str, list[list[Value]]] = {}
        self._keyed_gone: list[tuple[str]] = []

    def insert(
        self,
        entity: str,
        uid: str,
        scope: str,
        values: Record,
        received: Mapping[str, object],
        *,
        extra: Mapping[str, object] | None = None,
        deleted: int = 0,
    ) -> None:
        """Add a new record; `values` are flat, `household` (and for a year `year`) among them."""
        row = self._row(entity, uid, scope, values, received, extra, deleted)
        self._inserts.setdefault(entity, []).append(row)
        if entity == "year":
            self._insert_keyed(uid, values)

    def replace(
        self,
        entity: str,
        uid: str,
        scope: str,
        values: Record,
        received: Mapping[str, object],
        *,
        extra: Mapping[str, object] | None = None,
        deleted: int = 0,
    ) -> None:
        """Write an existing record anew as a whole; its row id stays."""
        row = self._row(entity, uid, scope, values, received, extra, deleted)
        self._replaced.setdefault(entity, []).append([*row[1:], uid])
        if entity == "year":
            self._keyed_gone.append((uid,))
            self._insert_keyed(uid, values)

    def _row(
        self,
        entity: str,
        uid: str,
        scope: str,
        values: Record,
        received: Mapping[str, object],
        extra: Mapping[str, object] | None,
        deleted: int,
    ) -> list[Value]:
        row: list[Value] = list(map(values.get, READERS[entity].names))
        for place in _LISTS[entity]:
            if row[place] is not None:
                row[place] = to_db(row[place])
        row[0:5] = [uid, scope, deleted, _json(received), _json(extra) if extra else None]
        row.append(self._at)
        return row

    def remove(self, entity: str, uid: str) -> None:
        """Take a record's rows out of the tables, and out of the search index: its row id may be given again."""
        connection = self._connection
        if entity == "household":
            search_index.remove(connection, uid)
            connection.execute("DELETE FROM household_row WHERE uid = ?", (uid,))
            connection.execute("DELETE FROM finding WHERE household = ?", (uid,))
            connection.execute("DELETE FROM finding_fixed WHERE household = ?", (uid,))
        elif entity == "member":
            search_index.remove_member(connection, uid)
        elif entity == "year":
            self._keyed_gone.append((uid,))
        connection.execute(f"DELETE FROM {table_of(entity)} WHERE uid = ?", (uid,))  # noqa: S608

    def update(self, entity: str, uid: str, current: Record, changed: Record, received: Mapping[str, object]) -> None:
        """Change an existing record: `changed` flat keys with their new values, `current` the record before."""
        plain = {key: value for key, value in changed.items() if split_key(key) is None}
        keyed = {key: value for key, value in changed.items() if split_key(key) is not None}
        known = set(READERS[entity].names)
        extra = {key: value for key, value in plain.items() if key not in known}
        columns: dict[str, Value] = {key: to_db(value) for key, value in plain.items() if key in known}
        columns["updated"] = self._at
        if received:
            columns["received"] = _json({**_object(current.get("received")), **received})
        if extra:
            columns["extra"] = _json({**_object(current.get("extra")), **extra})
        sets = ", ".join(f'"{name}" = ?' for name in columns)
        self._connection.execute(
            f"UPDATE {table_of(entity)} SET {sets} WHERE uid = ?",  # noqa: S608
            [*columns.values(), uid],
        )
        if keyed:
            self._change_keyed(uid, {**current, **changed}, keyed)

    def set_deleted(self, entity: str, uid: str, deleted: bool) -> None:
        """Mark a record as deleted or not."""
        self._connection.execute(
            f"UPDATE {table_of(entity)} SET deleted = ?, updated = ? WHERE uid = ?",  # noqa: S608
            (int(deleted), self._at, uid),
        )

    def _insert_keyed(self, uid: str, values: Record) -> None:
        household, year = values["household"], values["year"]
        people: dict[str, Record] = {}
        for key, value in values.items():
            if value is None or ":" not in key:
                continue
            prefix, name, person = key.split(":", 2)
            if prefix == "year":
                people.setdefault(person, {})[name] = value
            else:
                self._income.append(_income_row(household, year, uid, (prefix, name, person), value))
        for person, facts in people.items():
            for name in _FACT_LISTS:
                if name in facts:
                    facts[name] = to_db(facts[name])
            self._facts.append([household, year, person, uid, *map(facts.get, _MEMBER_YEAR_NAMES)])

    def _change_keyed(self, uid: str, values: Record, keyed: Record) -> None:
        household, year = values["household"], values["year"]
        people: dict[str, Record] = {}
        for key, value in keyed.items():
            parts = split_key(key)
            if parts is None:
                continue
            if key.startswith("year:"):
                people.setdefault(parts[2], {})[parts[1]] = value
            elif value is None:
                self._income_gone.append((uid, parts[1], parts[2]))
            else:
                self._income.append(_income_row(household, year, uid, parts, value))
        for person, facts in people.items():
            names = list(facts)
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            sets = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
            statement = (
                f"INSERT INTO member_year(household, year, person, year_uid, {columns}) VALUES (?, ?, ?, ?, {marks}) "  # noqa: S608
                f"ON CONFLICT(year_uid, person) DO UPDATE SET {sets}"
            )
            self._fact_updates.append((statement, [household, year, person, uid, *map(to_db, facts.values())]))

    def flush(self) -> None:
        """Write what was gathered."""
        for entity, rows in self._replaced.items():
            sets = ", ".join(f'"{name}" = ?' for name in (*READERS[entity].names[1:], "updated"))
            self._connection.executemany(f"UPDATE {table_of(entity)} SET {sets} WHERE uid = ?", rows)  # noqa: S608
        if self._keyed_gone:
            self._connection.executemany("DELETE FROM member_year WHERE year_uid = ?", self._keyed_gone)
            self._connection.executemany("DELETE FROM income_item WHERE year_uid = ?", self._keyed_gone)
        self._replaced.clear()
        self._keyed_gone.clear()
        for entity, rows in self._inserts.items():
            names = (*READERS[entity].names, "updated")
            columns = ", ".join(f'"{name}"' for name in names)
            marks = ", ".join("?" * len(names))
            self._connection.executemany(
                f"INSERT INTO {table_of(entity)}({columns}) VALUES ({marks})",  # noqa: S608
                rows,
            )
        if self._facts:
            columns = ", ".join(
                f'"{name}"' for name in ("household", "year", "person", "year_uid", *_MEMBER_YEAR_NAMES)
            )
            marks = ", ".join("?" * (4 + len(_MEMBER_YEAR_NAMES)))
            self._connection.executemany(f"INSERT INTO member_year({columns}) VALUES ({marks})", self._facts)  # noqa: S608
        for statement, row in self._fact_updates:
            self._connection.execute(statement, row)
        if self._income:
            self._connection.executemany(
                "INSERT INTO income_item(household, year, year_uid, item, person, amount, counts, note) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(year_uid, item, person) DO UPDATE SET "
                "amount = excluded.amount, counts = excluded.counts, note = excluded.note",
                self._income,
            )
        if self._income_gone:
            self._connection.executemany(
                "DELETE FROM income_item WHERE year_uid = ? AND item = ? AND person = ?", self._income_gone
            )
        self._inserts.clear()
        self._facts.clear()
        self._fact_updates.clear()
        self._income.clear()
        self._income_gone.clear()


def _income_row(
    household: Value, year: Value, uid: str, parts: tuple[str, str, str], value: Record
) -> tuple[Value, ...]:
    counts = value.get("counts")
    return (
        household,
        year,
        uid,
        parts[1],
        parts[2],
        value.get("amount"),
        None if counts is None else int(counts),
        value.get("note"),
    )


def _json(value: Mapping[str, object]) -> str | None:
    return orjson.dumps(value).decode() if value else None


def _object(text: Value) -> dict[str, Any]:
    return orjson.loads(text) if text else {}
