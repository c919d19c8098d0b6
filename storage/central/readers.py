"""Readers of the central database: a role sees its own division only, ID, phone and card numbers masked."""

from __future__ import annotations

import re
from typing import Any

from psycopg import Connection, sql

from models.catalogue import ENTITIES
from models.fields import Field, Kind
from storage.archive.columns import table_of
from storage.central.link import connect
from storage.central.problems import CentralProblem, known_problems
from storage.central.schema import SCHEMA, ensure_schema, field_columns, leading_columns

GROUP = "hudang_reader"
VIEWS = "hudang_read"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_BOOKKEEPING = ("extra", "digest", "standing")


def admit_reader(address: str, role: str, division: str) -> None:
    """Let a login role that exists read one division (2 to 12 digits); said again, the newer division holds."""
    if not _NAME.fullmatch(role):
        raise CentralProblem("central_role", f"用户名“{role}”不能用，应是小写字母、数字和下划线。没有改动。")
    with connect(address) as connection, known_problems():
        ensure_schema(connection)
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtext('hudang schema'))")
            if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
                raise CentralProblem("central_role", f"中心库里没有用户“{role}”，没有改动。请管理员先建这个用户。")
            _prepare(connection)
            connection.execute(
                "INSERT INTO hudang.reader(role, division) VALUES (%s, %s) "
                "ON CONFLICT (role) DO UPDATE SET division = excluded.division",
                (role, division),
            )
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(GROUP), sql.Identifier(role)))


def _prepare(connection: Connection[Any]) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (GROUP,)).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(GROUP)))
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(VIEWS)))
    for schema in (SCHEMA, VIEWS):
        connection.execute(
            sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(sql.Identifier(schema), sql.Identifier(GROUP))
        )
    connection.execute(sql.SQL("GRANT EXECUTE ON FUNCTION hudang.own_division() TO {}").format(sql.Identifier(GROUP)))
    for name in ENTITIES:
        _protect(connection, name)


def _protect(connection: Connection[Any], name: str) -> None:
    """Row-level security on the table, only the harmless columns of it, and a view with the others masked."""
    table, view = sql.Identifier(SCHEMA, table_of(name)), sql.Identifier(VIEWS, table_of(name))
    group, policy = sql.Identifier(GROUP), sql.Identifier("own_division")
    connection.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table))
    connection.execute(sql.SQL("DROP POLICY IF EXISTS {} ON {}").format(policy, table))
    connection.execute(
        sql.SQL("CREATE POLICY {} ON {} FOR SELECT TO {} USING (starts_with(scope, hudang.own_division()))").format(
            policy, table, group
        )
    )
    plain = [column for column in leading_columns(name) if column not in _BOOKKEEPING]
    harmless = [column for column in field_columns(name) if not _field(name, column).sensitive]
    connection.execute(
        sql.SQL("GRANT SELECT ({}) ON {} TO {}").format(
            sql.SQL(", ").join(map(sql.Identifier, (*plain, *harmless))), table, group
        )
    )
    shown = [sql.Identifier(column) for column in plain]
    masked = [_shown(_field(name, column)) for column in field_columns(name)]
    connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(view))
    connection.execute(
        sql.SQL(
            "CREATE VIEW {} WITH (security_barrier = true) AS SELECT {} FROM {} "
            "WHERE standing = 0 AND starts_with(scope, hudang.own_division())"
        ).format(view, sql.SQL(", ").join((*shown, *masked)), table)
    )
    connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(view, group))


def _field(name: str, column: str) -> Field:
    if name == "income":
        return Field(column, column, Kind.TEXT)
    return ENTITIES[name].field(column)


def _shown(field: Field) -> sql.Composable:
    """Return the column, a sensitive one as `models.values.mask` shows it; what is short is hidden whole."""
    column = sql.Identifier(field.name)
    if not field.sensitive:
        return column
    head, tail = {Kind.ID_NUMBER: (6, 4), Kind.PHONE: (3, 4)}.get(field.kind, (0, 4))
    return sql.SQL(
        "CASE WHEN length({c}) > {n} THEN left({c}, {h}) || repeat('*', length({c}) - {n}) || right({c}, {t}) "
        "ELSE repeat('*', length({c})) END AS {c}"
    ).format(c=column, n=sql.Literal(head + tail), h=sql.Literal(head), t=sql.Literal(tail))
