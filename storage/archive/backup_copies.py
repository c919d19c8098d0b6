"""Safe copies of a live database through SQLite's backup call, never by copying the open file."""

from __future__ import annotations

from pathlib import Path

from storage.archive import sqlite
from storage.archive.files_aside import build_aside
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress, silent

PAGES = 2048
"""Pages copied between two reports of progress."""


def copy_database(connection: sqlite.Connection, target: Path, key: bytes | None, progress: Progress = silent) -> None:
    """Copy the live database to `target`, encrypted like the original, then open the copy and check it.

    A connection inside a reading transaction copies what it sees, whatever others write meanwhile.
    """

    def report(_status: int, left: int, total: int) -> None:
        progress(total - left, max(1, total), "备份数据库")

    def build(part: Path) -> None:
        part.unlink(missing_ok=True)
        copy = sqlite.connect_bare(str(part))
        try:
            if key is not None:
                copy.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            connection.backup(copy, pages=PAGES, progress=report)
        finally:
            copy.close()
        check_copy(part, key)

    build_aside(target, build)


def check_copy(path: Path, key: bytes | None) -> None:
    """Open a copied database and run SQLite's check; StorageProblem where the copy is not sound."""
    # nothing may be left beside it: the copy is whole by itself
    copy = sqlite.connect(path, key, read_only=True, immutable=True)
    try:
        complaints = sqlite.quick_check(copy)
    finally:
        copy.close()
    if complaints:
        raise StorageProblem("bad_copy", f"备份没有通过检查（{complaints[0]}），没有保留。请检查磁盘后再备份一次。")
