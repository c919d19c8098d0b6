"""Brings a database to the schema of this program: frozen steps, each once, in one transaction with its record."""

from __future__ import annotations

from collections.abc import Callable

from storage.archive import search_index
from storage.archive.schema_version import SCHEMA_VERSION, check_version
from storage.archive.sqlite import Connection, schema_tools
from storage.archive.steps import step_0001

sqlite_utils = schema_tools()
Database = sqlite_utils.Database
STEPS = sqlite_utils.Migrations("hudang")


@STEPS(name="0001_first_catalogue")
def _first_catalogue(db: Database) -> None:
    connection: Connection = db.conn
    for statement in _statements("".join(step_0001.TABLES)):
        connection.execute(statement)
    for column in step_0001.SORTED_COLUMNS:
        connection.execute(f"CREATE INDEX row_{column} ON household_row({column}, id)")
    search_index.create_tables(connection)


def _statements(script: str) -> list[str]:
    return [part for part in (piece.strip() for piece in script.split(";")) if part]


def migrate(connection: Connection, backup_first: Callable[[], object]) -> bool:
    """Apply the pending steps; `backup_first` is called before, unless the database is new. Returns whether any ran."""
    version = check_version(connection)
    if version == SCHEMA_VERSION:
        return False
    if version > 0:
        backup_first()
    STEPS.apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return True
