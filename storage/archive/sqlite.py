"""The one door to SQLite: SQLCipher's library for plain and for protected archives alike.

sqlite-utils takes `pysqlite3` if it finds one and catches that module's errors; naming SQLCipher's module so before
the first import makes every sqlite-utils call work on it (two versions pinned together, see docs/dependencies.md).
One SQLite per process and file: a second library on the same file would drop its locks.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, TypeAlias, cast

import sqlcipher3  # pyright: ignore[reportMissingTypeStubs]
import sqlcipher3.dbapi2  # pyright: ignore[reportMissingTypeStubs]

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)

Connection: TypeAlias = Any
"""A DB-API connection of sqlcipher3.dbapi2 (the package has no type information)."""

_TAKEN_AS_THEY_ARE: tuple[tuple[type, Any], ...] = ((type(None), dict[None, None]().get), (bool, int), (bytes, bytes))
"""What SQLite takes as it is, or as 1/0, with a function that gives just that.

Without an adapter the driver looks for one at each value and fails, which costs more than writing it: most fields of
most records are empty.
"""

for _kind, _same in _TAKEN_AS_THEY_ARE:
    cast("Any", sqlcipher3.dbapi2).register_adapter(_kind, _same)

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-65536",
    "PRAGMA mmap_size=268435456",
    "PRAGMA busy_timeout=2000",
)
"""WAL with full synchronisation loses nothing in a power cut; rare checkpoints keep even a lying disk whole."""

READ_ONLY_PRAGMAS = ("PRAGMA query_only=ON", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-65536")


def connect_bare(target: str) -> Connection:
    """Open a database by path or URI, with nothing set: for copies; use `connect` for an archive."""
    module = cast("Any", sqlcipher3.dbapi2)
    return module.connect(target, uri=target.startswith("file:"), isolation_level=None, cached_statements=512)


def connect(path: Path, key: bytes | None = None, *, read_only: bool = False, immutable: bool = False) -> Connection:
    """Open the database at `path`, with the raw 32-byte `key` where it is protected.

    `immutable` is for a write-protected drive: no file beside the database is made or looked at. SQLite's errors come
    as they are; wrap calls in `problems.known_problems`.
    """
    target = f"{path.absolute().as_uri()}?mode={'ro' if read_only else 'rwc'}{'&immutable=1' if immutable else ''}"
    connection = connect_bare(target)
    try:
        if key is not None:
            connection.execute("PRAGMA cipher_log_level=NONE")  # a wrong page is told by the error, not on the console
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
        for pragma in READ_ONLY_PRAGMAS if read_only else PRAGMAS:
            connection.execute(pragma)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def schema_tools() -> Any:
    """Return the module sqlite-utils, which makes and changes the schema; it is slow to load, so only when needed."""
    import sqlite_utils

    return sqlite_utils


def quick_check(connection: Connection) -> list[str]:
    """Return SQLite's own complaints about the file, empty when it is sound."""
    rows = [row[0] for row in connection.execute("PRAGMA quick_check(20)")]
    return [] if rows == ["ok"] else rows
