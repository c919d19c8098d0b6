"""Brings a database to the schema of this program: frozen steps, each once, in one transaction with its record."""

from __future__ import annotations

from collections.abc import Callable

import sqlite_utils

from storage.archive import search_index
from storage.archive.problems import StorageProblem
from storage.archive.sqlite import Connection, Database
from storage.archive.steps import step_0001

STEPS = sqlite_utils.Migrations("hudang")


@STEPS(name="0001_first_catalogue")
def _first_catalogue(db: Database) -> None:
    connection: Connection = db.conn
    for statement in _statements(step_0001.RECORD_TABLES + step_0001.WORKING_TABLES + step_0001.MERGING_TABLES):
        connection.execute(statement)
    for column in step_0001.SORTED_COLUMNS:
        connection.execute(f"CREATE INDEX row_{column} ON household_row({column}, id)")
    search_index.create_tables(connection)


SCHEMA_VERSION = 1
"""Written to `user_version` after the last step: a database of a higher number belongs to a newer program."""


def _statements(script: str) -> list[str]:
    return [part for part in (piece.strip() for piece in script.split(";")) if part]


def check_version(connection: Connection) -> int:
    """Return the database's version; StorageProblem where it was written by a newer program."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StorageProblem(
            "newer",
            f"这份档案由更新版本的户档建立（档案版本 {version}，本程序支持到 {SCHEMA_VERSION}），没有打开、没有改动。"
            "请用新版程序打开，或恢复升级前的备份。",
        )
    return version


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
