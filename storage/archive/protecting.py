"""Giving a whole archive another key: protecting a plain one, taking the protection away, a new key after someone left.

Everything is written anew into `incoming/` and compared; then a note says that the new files count, and they are moved
over the old ones. A power cut before the note leaves the old archive, one after it is finished at the next opening.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from storage.archive import audit, protection, sqlite
from storage.archive.archive import DATABASE_NAME, Archive, open_archive
from storage.archive.attachments import FOLDER_NAME as ATTACHMENTS
from storage.archive.attachments import open_content, seal_content
from storage.archive.audit import Kind
from storage.archive.backup_points import FOLDER_NAME as BACKUPS
from storage.archive.files_aside import flush_file, flush_folder, write_aside
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.progress import Progress, silent
from storage.archive.roles import Power
from storage.archive.sqlite import Connection

INCOMING, NOTE = "incoming", "incoming.ready"
_ALL_ROWS = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def protect(folder: Path, *, user: str | None, password: str, resources: Path, progress: Progress = silent) -> None:
    """Protect a plain archive by a password; its plain automatic copies are removed. The archive must be closed.

    StorageProblem where it is protected already, the password is weak, the user may not, or there is no room.
    """
    protection.check_password(password)
    with open_archive(folder, user=user, resources=resources) as archive:
        if archive.key is not None:
            raise StorageProblem("protected", "这份档案已经有口令保护，没有改动。")
        archive.require(Power.KEYS)
        key = protection.new_key()
        _build(archive, key, progress)
        protection.start(folder / INCOMING, key, archive.user, password)
        audit.note(archive, Kind.KEY, "加上口令保护")
        _copy_trail(archive, key)
    _count_new_files(folder)


def unprotect(folder: Path, *, user: str | None, password: str, resources: Path, progress: Progress = silent) -> None:
    """Take the protection of an archive away. The archive must be closed."""
    with open_archive(folder, user=user, password=password, resources=resources) as archive:
        if archive.key is None:
            raise StorageProblem("not_protected", "这份档案没有口令保护，没有改动。")
        archive.require(Power.KEYS)
        audit.note(archive, Kind.KEY, "去掉口令保护")
        _build(archive, None, progress)
    _count_new_files(folder)


def renew_key(folder: Path, *, user: str | None, password: str, resources: Path, progress: Progress = silent) -> None:
    """Encrypt everything with a new key, so that a key file taken along by someone who left opens nothing from now on.

    Only the acting manager's password is known here: the other users get theirs from the manager again, and sheet and
    county key are set up again. The archive must be closed.
    """
    with open_archive(folder, user=user, password=password, resources=resources) as archive:
        if archive.key is None:
            raise StorageProblem("not_protected", "这份档案没有口令保护，没有可换的密钥。")
        archive.require(Power.KEYS)
        county = protection.county_recipient(folder)
        audit.note(archive, Kind.KEY, "更换数据库密钥")
        key = protection.new_key()
        _build(archive, key, progress)
        protection.start(folder / INCOMING, key, archive.slot_user, password)
        if county:
            protection.set_county(folder / INCOMING, key, county)
    _count_new_files(folder)


def is_unfinished(folder: Path) -> bool:
    """Tell whether new files that count still have to be moved over the old ones."""
    return (folder / NOTE).exists()


def finish(folder: Path) -> bool:
    """Move new files that count over the old ones, at opening after a power cut; remove such that do not count yet."""
    incoming = folder / INCOMING
    if not is_unfinished(folder):
        shutil.rmtree(incoming, ignore_errors=True)
        return False
    for left in (f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm"):
        if (incoming / DATABASE_NAME).exists():
            (folder / left).unlink(missing_ok=True)
    _move(incoming, folder, DATABASE_NAME)
    if (incoming / protection.KEY_FILE).exists():
        _move(incoming, folder, protection.KEY_FILE)
    elif (incoming / "plain").exists():
        (folder / protection.KEY_FILE).unlink(missing_ok=True)
    if (incoming / ATTACHMENTS).exists():
        shutil.rmtree(folder / ATTACHMENTS, ignore_errors=True)
        _move(incoming, folder, ATTACHMENTS)
    # locked by the old key, or by none: what was made before, and databases that a backup replaced
    for old in (folder / BACKUPS).glob("*"):
        shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink(missing_ok=True)
    flush_folder(folder)
    (folder / NOTE).unlink()
    shutil.rmtree(incoming, ignore_errors=True)
    return True


def _build(archive: Archive, key: bytes | None, progress: Progress) -> None:
    """Write database and attachments anew under `key`, and compare the database with the old one row by row."""
    incoming = archive.folder / INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir()
    with known_problems(archive.folder):
        _refuse_without_room(archive)
        progress(0, 0, "正在重新加密数据库")
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _export(archive.connection, incoming / DATABASE_NAME, key)
        _compare(archive.connection, incoming / DATABASE_NAME, key)
        (incoming / ATTACHMENTS).mkdir()
        files = sorted((archive.folder / ATTACHMENTS).glob("*/*"))
        for number, file in enumerate(files, 1):
            progress(number, len(files), "正在重新加密照片和附件")
            target = incoming / ATTACHMENTS / file.parent.name / file.name
            target.parent.mkdir(exist_ok=True)
            content = open_content(archive.key, file.name, file.read_bytes())
            # what can't be opened is kept as it is: it is told where it is missed
            target.write_bytes(file.read_bytes() if content is None else seal_content(key, file.name, content))
            flush_file(target)
        if key is None:
            (incoming / "plain").touch()


def _copy_trail(archive: Archive, key: bytes) -> None:
    """Let the line about the protection be in the new database too."""
    new = sqlite.connect(archive.folder / INCOMING / DATABASE_NAME, key)
    try:
        have = new.execute("SELECT coalesce(max(n), 0) FROM audit").fetchone()[0]
        rows = archive.connection.execute("SELECT n, id, desk, seq, line FROM audit WHERE n > ?", (have,)).fetchall()
        new.executemany("INSERT INTO audit(n, id, desk, seq, line) VALUES (?, ?, ?, ?, ?)", rows)
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        new.close()


def _refuse_without_room(archive: Archive) -> None:
    size = (archive.folder / DATABASE_NAME).stat().st_size
    size += sum(path.stat().st_size for path in (archive.folder / ATTACHMENTS).glob("*/*"))
    free = shutil.disk_usage(archive.folder).free
    if free < size + (64 << 20):
        need = (size + (64 << 20) - free >> 20) + 1
        raise StorageProblem("full", f"磁盘空间不够重新加密（还差约 {need} MB），没有改动。请清理磁盘后再试。")


def _export(connection: Connection, target: Path, key: bytes | None) -> None:
    connection.execute("ATTACH DATABASE ? AS new KEY ?", (str(target), f"x'{key.hex()}'" if key else ""))
    try:
        connection.execute("SELECT sqlcipher_export('new')")
        version = connection.execute("PRAGMA main.user_version").fetchone()[0]
        connection.execute(f"PRAGMA new.user_version = {int(version)}")
    finally:
        connection.execute("DETACH DATABASE new")
    flush_file(target)


def _compare(old: Connection, target: Path, key: bytes | None) -> None:
    new = sqlite.connect(target, key, read_only=True)
    try:
        same = old.execute(_ALL_ROWS).fetchall() == new.execute(_ALL_ROWS).fetchall()
        tables: list[tuple[str]] = new.execute(_ALL_ROWS).fetchall() if same else []
        for (table,) in tables:
            counts = [side.execute(f'SELECT count(*) FROM "{table}"').fetchone() for side in (old, new)]  # noqa: S608
            same = same and counts[0] == counts[1]
        ops = "SELECT n, id, header, payload FROM op ORDER BY n"
        same = same and all(a == b for a, b in zip(old.execute(ops), new.execute(ops), strict=True))
        if not same or sqlite.quick_check(new):
            raise StorageProblem("bad_copy", "重新加密后的数据库没有通过核对，没有启用，档案没有改动。请检查磁盘。")
    finally:
        new.close()


def _count_new_files(folder: Path) -> None:
    for path in (folder / INCOMING).rglob("*"):
        if path.is_dir():
            flush_folder(path)
    flush_folder(folder / INCOMING)
    write_aside(folder / NOTE, b"")
    finish(folder)


def _move(incoming: Path, folder: Path, name: str) -> None:
    with suppress(FileNotFoundError):  # moved already before the cut
        (incoming / name).replace(folder / name)
