"""The version of the database's schema, apart from the steps that lead to it: an archive up to date needs no others."""

from __future__ import annotations

from storage.archive.problems import StorageProblem
from storage.archive.sqlite import Connection

SCHEMA_VERSION = 1
"""Written to `user_version` after the last step: a database of a higher number belongs to a newer program."""


def is_current(connection: Connection) -> bool:
    """Tell whether the database needs no step; StorageProblem where it was written by a newer program."""
    return check_version(connection) == SCHEMA_VERSION


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
