"""Makes automatic backups: a whole copy now and then, and in between only what came since.

Works with a connection of its own, so that it can run on any thread beside the one that writes.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from storage.archive import backup_copies, protection, schema_version, sqlite
from storage.archive.archive import DATABASE_NAME, Archive
from storage.archive.attachments import FOLDER_NAME as ATTACHMENTS
from storage.archive.backup_points import (
    FOLDER_NAME,
    USUAL_CAP,
    Point,
    database_of,
    hash_of,
    points,
    tag_of,
    thin,
    write_point,
)
from storage.archive.backup_tail import ends, write_tail
from storage.archive.files_aside import write_aside
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.progress import Progress, silent
from storage.archive.sqlite import Connection

WHOLE_AGAIN = timedelta(days=7)
"""After so long a new whole copy is made."""
LARGEST_TAIL = 20_000
"""Ops; beyond a fifth of the copy's ops, and this many, a new whole copy is made."""
CAP = "backup_cap_mb"
"""Setting: megabytes that each store may take."""
SPARE = 64 << 20
"""Bytes that stay free on the disk whatever is backed up."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a backup is made of: data folder and key, so that no open archive is needed."""

    folder: Path
    key: bytes | None


def source_of(archive: Archive) -> Source:
    """Return what a backup of an open archive is made of."""
    return Source(archive.folder, archive.key)


def own_store(folder: Path) -> Path:
    """Return the store of an archive beside its database."""
    return folder / FOLDER_NAME


def far_store(chosen: Path, office: str, desk: str) -> Path:
    """Return the store of an archive within the folder that the office has chosen for its backups."""
    name = "".join(sign if sign.isalnum() else "_" for sign in office) or "单位"
    return chosen / f"户档备份-{name}-{desk[:6]}"


def make_point(source: Source, store: Path, why: str, progress: Progress = silent) -> Point:
    """Make a backup in `store` and thin the store.

    StorageProblem where there is no room or the copy is not sound; Cancelled where `progress` raises it. Then the
    older backups are as they were.
    """
    with known_problems(), _reading(source) as connection:
        listed = [one for one in points(store) if one.tag == tag_of(source.key)]
        now = _facts(connection, why)
        store.mkdir(parents=True, exist_ok=True)
        point = _tail(connection, source, store, listed, now, why) or _whole(connection, source, store, why, progress)
        write_point(store, point)
        cap = connection.execute("SELECT value FROM setting WHERE key = ?", (CAP,)).fetchone()
        thin(store, point.tag, int(cap[0]) << 20 if cap else USUAL_CAP)
        return point


def back_up_before(archive: Archive, why: str, progress: Progress = silent) -> None:
    """Make a backup before risky work; nothing where the archive is still empty. Call it outside any transaction."""
    if archive.connection.execute("SELECT 1 FROM op LIMIT 1").fetchone() is not None:
        make_point(source_of(archive), own_store(archive.folder), why, progress)


def mirror_files(source: Source, store: Path, progress: Progress = silent) -> int:
    """Bring attachments and the wrapped key into a store on another disk; return how many files were copied.

    Attachments are named by content and never change, so only new ones are copied.
    """
    copied = 0
    with known_problems():
        files = sorted((source.folder / ATTACHMENTS).glob("*/*"))
        for number, file in enumerate(files, 1):
            progress(number, len(files), "备份照片和附件")
            target = store / ATTACHMENTS / file.parent.name / file.name
            if not target.exists() or target.stat().st_size != file.stat().st_size:
                write_aside(target, file.read_bytes())
                copied += 1
        keys = source.folder / protection.KEY_FILE
        if keys.exists():
            # always the newest: with an older one a user who was ended would still get in
            write_aside(store / protection.KEY_FILE, keys.read_bytes())
    return copied


@contextmanager
def _reading(source: Source) -> Generator[Connection]:
    connection = sqlite.connect(source.folder / DATABASE_NAME, source.key)
    try:
        yield connection
    finally:
        connection.close()


def _facts(connection: Connection, why: str) -> Point:
    """Return what the database holds at this moment; name, size and hash are not known yet."""
    last = connection.execute("SELECT n, id FROM op ORDER BY n DESC LIMIT 1").fetchone()
    meta: dict[str, str] = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('office', 'desk')"))
    counts = connection.execute("SELECT count(*), coalesce(sum(people), 0) FROM household_row").fetchone()
    found = ends(connection)
    return Point(
        name="",
        made=datetime.now().isoformat(timespec="microseconds"),
        why=why,
        base="",
        office=meta.get("office", ""),
        desk=meta.get("desk", ""),
        ops=last[0] if last else 0,
        last_op=last[1].hex() if last else "",
        audit=found["audit"][1],
        households=counts[0],
        people=counts[1],
        schema=connection.execute("PRAGMA user_version").fetchone()[0],
        tag="",
        size=0,
        sha256="",
        ends=found,
    )


def _base_for(listed: list[Point], now: Point) -> Point | None:
    """Return the whole copy on which a tail may still be put, None where a new one is due."""
    base = next((one for one in listed if not one.base), None)
    if base is None or now.why == "upgrade" or base.schema != schema_version.SCHEMA_VERSION:
        return None
    grown = now.ops - base.ops
    too_long = grown > LARGEST_TAIL and grown > base.ops // 5
    return None if too_long or now.at - base.at > WHOLE_AGAIN or base.desk != now.desk else base


def _tail(
    connection: Connection, source: Source, store: Path, listed: list[Point], now: Point, why: str
) -> Point | None:
    base = _base_for(listed, now)
    if base is None:
        return None
    name = _name(now, "tail")
    target = database_of(store, name)
    told = write_tail(connection, target, source.key, base.ends, lambda reader: _facts(reader, why))
    return None if told is None else _named(told, name, target, source.key, base.name)


def _whole(connection: Connection, source: Source, store: Path, why: str, progress: Progress) -> Point:
    _refuse_without_room(source.folder, store)
    connection.execute("BEGIN")
    try:
        told = _facts(connection, why)  # the first read fixes what the copy sees
        name = _name(told, "full")
        target = database_of(store, name)
        backup_copies.copy_database(connection, target, source.key, progress)
    finally:
        connection.execute("ROLLBACK")
    return _named(told, name, target, source.key, "")


def _refuse_without_room(folder: Path, store: Path) -> None:
    need = sum(path.stat().st_size for path in folder.glob(f"{DATABASE_NAME}*"))
    free = shutil.disk_usage(store).free
    if free < need + SPARE:
        missing = (need + SPARE - free >> 20) + 1
        raise StorageProblem(
            "full",
            f"“{store}”所在的盘空间不够，没有备份（还差约 {missing} MB），以前的备份都在。"
            "请清理磁盘，或换一个备份文件夹。",
        )


def _name(point: Point, form: str) -> str:
    return f"{point.at:%Y%m%d-%H%M%S-%f}-{point.why}-{form}"


def _named(point: Point, name: str, file: Path, key: bytes | None, base: str) -> Point:
    return replace(point, name=name, base=base, tag=tag_of(key), size=file.stat().st_size, sha256=hash_of(file))
