"""The central database's tables, made from the catalogue: the change log as it is, and one table per kind of record.

Every table carries `county_code` (the first six characters of a scope) as its distribution key, so that a
cluster (Citus) keeps all of a county on one node; a plain PostgreSQL needs none of that. A migration is a numbered
step or, for fields the catalogue gained, `ADD COLUMN`; the records are then folded anew from the log.
"""

from __future__ import annotations

import hashlib
from typing import Any, LiteralString, cast

from psycopg import Connection, sql

from models.catalogue import ENTITIES, RECORD_ENTITIES
from models.fields import Kind
from storage.archive.columns import SQL_TYPES, table_of
from storage.central.problems import CentralProblem

SCHEMA = "hudang"
VERSION = 1
COUNTY_DIGITS = 6
DISTRIBUTED = ("op", "tip", "alias")
"""Tables beside the record tables that are spread by county."""

_TYPES = {"TEXT": "text", "INTEGER": "bigint"}
_LOG: LiteralString = """
CREATE TABLE hudang.migration (version integer PRIMARY KEY, catalogue text NOT NULL, at timestamptz NOT NULL);
CREATE TABLE hudang.op (
    county_code text NOT NULL, id bytea NOT NULL, scope text NOT NULL, desk text NOT NULL, seq bigint NOT NULL,
    lamport bigint NOT NULL, uid text NOT NULL, batch text NOT NULL, header bytea NOT NULL, payload bytea,
    PRIMARY KEY (county_code, id)
);
CREATE INDEX op_uid ON hudang.op(county_code, uid);
CREATE INDEX op_chain ON hudang.op(county_code, scope, desk, seq);
CREATE TABLE hudang.tip (
    county_code text NOT NULL, scope text NOT NULL, desk text NOT NULL, id bytea NOT NULL, seq bigint NOT NULL,
    PRIMARY KEY (county_code, scope, desk, id)
);
CREATE TABLE hudang.alias (
    county_code text NOT NULL, uid text NOT NULL, root text NOT NULL, PRIMARY KEY (county_code, uid)
);
CREATE TABLE hudang.reader (role text PRIMARY KEY, division text NOT NULL);
CREATE FUNCTION hudang.own_division() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog AS 'SELECT division FROM hudang.reader WHERE role = session_user';
"""


def county_of(scope: str) -> str:
    """Return the distribution key of a scope: its county, or what stands there for records shared by a province."""
    return scope[:COUNTY_DIGITS]


def record_tables() -> list[str]:
    """Return the tables of the catalogue's records and of what travels inside them."""
    return [table_of(name) for name in ENTITIES]


def leading_columns(name: str) -> dict[str, str]:
    """Return the columns that stand before an entity's fields, with their types."""
    if ENTITIES[name].part_of:
        more = {"item": "text"} if name == "income" else {}
        return {"county_code": "text", "year_uid": "text", **more, "person": "text", "household": "text",
                "year": "integer", "scope": "text", "standing": "smallint"}  # fmt: skip
    owned = {"household": "text"} if ENTITIES[name].owner else {}
    year = {"year": "integer"} if name == "year" else {}
    return {"county_code": "text", "uid": "text", **owned, **year, "scope": "text", "standing": "smallint",
            "digest": "bytea", "extra": "text"}  # fmt: skip


def key_columns(name: str) -> tuple[str, ...]:
    """Return the columns that name a row."""
    if not ENTITIES[name].part_of:
        return ("county_code", "uid")
    return ("county_code", "year_uid", "item", "person") if name == "income" else ("county_code", "year_uid", "person")


def field_columns(name: str) -> dict[str, str]:
    """Return the columns of an entity's fields, with their types."""
    if name == "income":
        return {"amount": "bigint", "counts": "boolean", "note": "text"}
    return {field.name: _type_of(field.kind) for field in ENTITIES[name].fields}


def _type_of(kind: Kind) -> str:
    return "boolean" if kind is Kind.YES_NO else _TYPES[SQL_TYPES[kind]]


def _create(name: str) -> list[sql.Composed]:
    table = sql.Identifier(SCHEMA, table_of(name))
    required = {*key_columns(name), "scope", "standing"}
    columns = [
        sql.SQL("{} {}{}").format(
            sql.Identifier(column), _raw(kind), sql.SQL(" NOT NULL" if column in required else "")
        )
        for column, kind in (leading_columns(name) | field_columns(name)).items()
    ]
    keys = sql.SQL(", ").join(map(sql.Identifier, key_columns(name)))
    made = [
        sql.SQL("CREATE TABLE {} ({}, PRIMARY KEY ({}))").format(table, sql.SQL(", ").join(columns), keys),
        sql.SQL("CREATE INDEX ON {} (county_code, scope)").format(table),
    ]
    if "household" in leading_columns(name):
        made.append(sql.SQL("CREATE INDEX ON {} (county_code, household)").format(table))
    return made


def _raw(text: str) -> sql.SQL:
    return sql.SQL(cast("LiteralString", text))


def catalogue_mark() -> str:
    """Return a short text that changes when the catalogue's columns do."""
    told = [(name, *leading_columns(name).items(), *field_columns(name).items()) for name in ENTITIES]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def ensure_schema(connection: Connection[Any]) -> bool:
    """Make or bring up to date the tables, in one transaction; True where records must be folded anew after it.

    CentralProblem (newer) where a newer program made them.
    """
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('hudang schema'))")
        if connection.execute("SELECT to_regclass('hudang.migration')").fetchone() == (None,):
            _make(connection)
            return False
        found = connection.execute("SELECT version, catalogue FROM hudang.migration ORDER BY version DESC").fetchone()
        version, mark = found or (0, "")
        if version > VERSION:
            raise CentralProblem("newer", "中心库是更新版本的程序建立的，没有写入。请先升级本程序。")
        if mark == catalogue_mark():
            return False
        grown = _grow(connection)
        connection.execute("UPDATE hudang.migration SET catalogue = %s WHERE version = %s", (catalogue_mark(), version))
        return grown


def _make(connection: Connection[Any]) -> None:
    connection.execute("CREATE SCHEMA hudang")
    connection.execute(_LOG)
    for name in ENTITIES:
        for made in _create(name):
            connection.execute(made)
    connection.execute(
        "INSERT INTO hudang.migration(version, catalogue, at) VALUES (%s, %s, now())", (VERSION, catalogue_mark())
    )
    if has_citus(connection):
        for statement in distribution():
            connection.execute(statement)


def _grow(connection: Connection[Any]) -> bool:
    """Add the tables and columns that are missing; a column that went stays, filled no more."""
    rows = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'hudang'"
    )
    there: dict[str, set[str]] = {}
    for table, column in rows:
        there.setdefault(table, set()).add(column)
    grown = False
    for name in ENTITIES:
        table = table_of(name)
        if table not in there:
            for made in _create(name):
                connection.execute(made)
            if has_citus(connection):
                connection.execute(_distribute(table))
            grown = True
            continue
        for column, kind in field_columns(name).items():
            if column not in there[table]:
                connection.execute(
                    sql.SQL("ALTER TABLE {} ADD COLUMN {} {}").format(
                        sql.Identifier(SCHEMA, table), sql.Identifier(column), _raw(kind)
                    )
                )
                grown = True
    return grown


def has_citus(connection: Connection[Any]) -> bool:
    """Tell whether the extension is installed in this database."""
    return connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'citus'").fetchone() is not None


def distribution() -> list[sql.Composed]:
    """Return the statements that spread every table by county."""
    return [_distribute(table) for table in (*DISTRIBUTED, *record_tables())]


def _distribute(table: str) -> sql.Composed:
    return sql.SQL("SELECT create_distributed_table({}, 'county_code')").format(sql.Literal(f"{SCHEMA}.{table}"))


def record_tables_with_digest() -> list[sql.Composed]:
    """Return the queries (county → scope, digest) over the records that count."""
    return [
        sql.SQL("SELECT scope, digest FROM {} WHERE county_code = %s AND digest IS NOT NULL").format(
            sql.Identifier(SCHEMA, table_of(name))
        )
        for name in RECORD_ENTITIES
    ]
