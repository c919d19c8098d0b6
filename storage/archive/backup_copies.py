"""Safe copies of a live database through SQLite's backup call, never by copying the open file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from storage.archive import sqlite
from storage.archive.files_aside import build_aside
from storage.archive.problems import StorageProblem

FOLDER_NAME = "backups"
KEPT = 12
"""How many automatic copies of each kind are kept."""


def copy_database(connection: sqlite.Connection, target: Path, key: bytes | None) -> None:
    """Copy the live database to `target`, encrypted like the original, then open the copy and check it."""

    def build(part: Path) -> None:
        part.unlink(missing_ok=True)
        copy = sqlite.connect_bare(str(part))
        try:
            if key is not None:
                copy.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            connection.backup(copy)
        finally:
            copy.close()
        check_copy(part, key)

    build_aside(target, build)


def check_copy(path: Path, key: bytes | None) -> None:
    """Open a copied database and run SQLite's check; StorageProblem where the copy is not sound."""
    copy = sqlite.connect(path, key, read_only=True)
    try:
        complaints = sqlite.quick_check(copy)
    finally:
        copy.close()
    if complaints:
        raise StorageProblem("bad_copy", f"备份没有通过检查（{complaints[0]}），没有保留。请检查磁盘后再备份一次。")


def copy_before(connection: sqlite.Connection, folder: Path, key: bytes | None, work: str) -> Path:
    """Copy the database to `backups/` before risky work (“import”, “upgrade” …) and drop the oldest copies."""
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S-%f")
    target = folder / FOLDER_NAME / f"before-{work}-{stamp}.db"
    copy_database(connection, target, key)
    for old in sorted(target.parent.glob(f"before-{work}-*.db"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return target
