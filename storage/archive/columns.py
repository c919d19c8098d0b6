"""Kind → how a value stands in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

import orjson

from models.catalogue import ENTITIES
from models.fields import Entity, Kind, Record, Value

SQL_TYPES: dict[Kind, str] = {
    Kind.NAME: "TEXT",
    Kind.TEXT: "TEXT",
    Kind.NOTE: "TEXT",
    Kind.NUMBER_TEXT: "TEXT",
    Kind.ID_NUMBER: "TEXT",
    Kind.PHONE: "TEXT",
    Kind.BANK_CARD: "TEXT",
    Kind.INTEGER: "INTEGER",
    Kind.DECIMAL: "INTEGER",
    Kind.MONEY: "INTEGER",
    Kind.DATE: "TEXT",
    Kind.MONTH: "TEXT",
    Kind.YEAR: "INTEGER",
    Kind.YES_NO: "INTEGER",
    Kind.CODE: "TEXT",
    Kind.CODES: "TEXT",
    Kind.DIVISION: "TEXT",
    Kind.LINK: "TEXT",
}
"""Hundredths stay integers; a list of codes is JSON text; yes/no is 1/0 and empty is NULL."""

PYTHON_TYPES: dict[Kind, type] = {
    kind: bool if kind is Kind.YES_NO else list if kind is Kind.CODES else int if sql == "INTEGER" else str
    for kind, sql in SQL_TYPES.items()
}

TABLES: dict[str, str] = {"member_year": "member_year", "income": "income_item"}
"""Entities whose table is called otherwise than the entity."""

BOOKKEEPING = ("uid", "household", "scope", "deleted", "received", "extra", "updated")
"""Columns of every record table beside its fields (`household` in owned records only)."""


def table_of(entity: str) -> str:
    """Return the table of an entity."""
    return TABLES.get(entity, entity)


def to_db(value: Value) -> Value:
    """Return the value as SQLite takes it: a list as JSON text; yes/no is taken as 1/0 by SQLite itself."""
    return orjson.dumps(value).decode() if value.__class__ is list else value


def reader_of(kind: Kind) -> Callable[[Value], Value]:
    """Return what turns a stored value of a kind into that of a record, for readers of single columns."""
    return _READERS.get(kind, _as_it_is)


def _as_it_is(value: Value) -> Value:
    return value


def _as_bool(value: Value) -> Value:
    return None if value is None else value != 0


def _as_list(value: Value) -> Value:
    return None if value is None else orjson.loads(value)


_READERS: dict[Kind, Callable[[Value], Value]] = {Kind.YES_NO: _as_bool, Kind.CODES: _as_list}


class _Bools(dict[Value, Value]):
    """What stands in a column of yes or no, and what it says."""

    def __missing__(self, value: Value) -> bool:
        return value != 0


_BOOLS = _Bools({None: None, 0: False, 1: True})


def _picker(places: Sequence[int]) -> Callable[[Sequence[Value]], Sequence[Value]]:
    """Return what picks the values at these places out of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    return (lambda row: (row[places[0]],)) if places else lambda _row: ()


class RowReader:
    """Turns rows of `SELECT <leading>, <fields of the entity>` into records, converting only what must be."""

    def __init__(self, entity: Entity, leading: Sequence[str]) -> None:
        """Prepare the column list and the conversions."""
        self.names = (*leading, *(field.name for field in entity.fields))
        self.columns = ", ".join(f'"{name}"' for name in self.names)
        places = list(enumerate(entity.fields, len(leading)))
        yes_no = [(place, field.name) for place, field in places if field.kind is Kind.YES_NO]
        self._yes_no_names = [name for _place, name in yes_no]
        self._yes_no = _picker([place for place, _name in yes_no])
        self._lists = [(place, field.name) for place, field in places if field.kind is Kind.CODES]

    def record(self, row: Sequence[Value]) -> Record:
        """Return the record of one row; empty fields are there as None."""
        record: Record = dict(zip(self.names, row, strict=True))
        record.update(zip(self._yes_no_names, map(_BOOLS.__getitem__, self._yes_no(row)), strict=True))
        for place, name in self._lists:
            value = row[place]
            if value is not None:
                record[name] = orjson.loads(value)
        return record


def field_types(entity: Entity) -> dict[str, type]:
    """Return the Python type of each field of an entity."""
    return {field.name: PYTHON_TYPES[field.kind] for field in entity.fields}


FIELD_TYPES: dict[str, dict[str, type]] = {name: field_types(entity) for name, entity in ENTITIES.items()}
