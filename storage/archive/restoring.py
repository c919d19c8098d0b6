"""Takes an archive back to a backup: built beside the database, proved against its change log, then swapped in.

The database that is replaced is kept in `backups/replaced-…`, whatever its state: nothing is thrown away. A power cut
before the note leaves the archive as it was, one after it is finished at the next opening.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.archive import audit, backup_points, protection, sqlite
from storage.archive.archive import DATABASE_NAME, Archive
from storage.archive.attachments import FOLDER_NAME as ATTACHMENTS
from storage.archive.audit import Kind
from storage.archive.backup_making import make_point, own_store, source_of
from storage.archive.backup_points import Point, check_point, database_of, points
from storage.archive.backup_tail import apply_tail
from storage.archive.files_aside import flush_file, flush_folder, write_aside
from storage.archive.lockfile import FolderLock
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.progress import Progress, silent
from storage.archive.roles import Power
from storage.archive.sqlite import Connection
from storage.archive.verify import verify

INCOMING, NOTE = "incoming-backup", "incoming-backup.ready"
REPLACED = "replaced"
_RESTORED = "restored_point"


@dataclass(frozen=True, slots=True)
class LostBatch:
    """One batch that a backup does not hold: what it was, when (UTC), whose, and of how many households."""

    kind: str
    source: str
    at: str
    user: str
    households: int


@dataclass(frozen=True, slots=True)
class Loss:
    """What the archive holds beyond a backup. `known` is False where the damaged database could not tell."""

    known: bool
    batches: tuple[LostBatch, ...] = ()
    ops: int = 0


def prepare(archive: Archive, store: Path, point: Point, progress: Progress = silent) -> None:
    """Back up the archive as it is and build the restored one beside it; then close the archive and `count_restored`.

    StorageProblem where the user's role does not include it, or the backup does not hold.
    """
    archive.require(Power.RESTORE)
    archive.refuse_read_only()
    make_point(source_of(archive), own_store(archive.folder), "restore", progress)
    bring_files(archive.folder, store, progress)
    build_restored(archive.folder, store, point, archive.key, archive.resources, progress)


def restore_damaged(
    folder: Path, store: Path, point: Point, password: str | None, resources: Path, progress: Progress = silent
) -> Loss:
    """Build and count the archive of a backup where the database can't be opened any more; return what is missing.

    Whoever has a password may do it: the users' roles stand in the database that is damaged.
    """
    lock = FolderLock(folder, "", "恢复备份")
    try:
        key = None
        if protection.is_protected(folder):
            if not password:
                raise StorageProblem("password_needed", "这份档案有口令保护，请输入口令。")
            key = protection.unlock(folder, password).key
        bring_files(folder, store, progress)
        build_restored(folder, store, point, key, resources, progress)
        loss = loss_of_folder(folder, key, point)
        count_restored(folder)
        return loss
    finally:
        lock.release()


def note_restored(archive: Archive) -> None:
    """Write into the trail of an archive that was just swapped in which backup it is."""
    made = archive.settings.get(_RESTORED)
    if made and not archive.read_only:
        audit.note(archive, Kind.RESTORE, "恢复备份", str(made)[:16].replace("T", " "))
        archive.settings.set(_RESTORED, "")


def loss_since(archive: Archive, point: Point) -> Loss:
    """Return what would be undone by going back to a backup."""
    return _loss(archive.connection, point)


def loss_of_folder(folder: Path, key: bytes | None, point: Point) -> Loss:
    """Return the same for an archive that can't be opened any more; what its file still tells."""
    try:
        connection = sqlite.connect(folder / DATABASE_NAME, key, read_only=True)
    except Exception:  # noqa: BLE001 - that it can't be read is what is told
        return Loss(known=False)
    try:
        return _loss(connection, point)
    except Exception:  # noqa: BLE001 - as above
        return Loss(known=False)
    finally:
        connection.close()


def _loss(connection: Connection, point: Point) -> Loss:
    # of an archive that was restored meanwhile, or is another one, nothing is in the backup for certain
    same = (
        not point.last_op
        or connection.execute(
            "SELECT 1 FROM op WHERE id = ? AND n = ?", (bytes.fromhex(point.last_op), point.ops)
        ).fetchone()
    )
    first = point.ops if same else 0
    ops = connection.execute("SELECT count(*) FROM op WHERE n > ?", (first,)).fetchone()[0]
    rows = connection.execute(
        "SELECT kind, source, at, user, households FROM batch WHERE last_op > ? ORDER BY at DESC", (first,)
    ).fetchall()
    return Loss(True, tuple(LostBatch(*row) for row in rows), ops)


def build_restored(
    folder: Path, store: Path, point: Point, key: bytes | None, resources: Path, progress: Progress = silent
) -> None:
    """Build the archive of a backup in `folder/incoming-backup` and prove it; nothing counts yet.

    StorageProblem where the backup is damaged, locked by another key, or not what its change log says.
    """
    with known_problems(folder):
        if point.tag != backup_points.tag_of(key):
            raise StorageProblem(
                "other_key", "这个备份是用另一把密钥加密的，用现在的口令打不开，没有恢复。请换一个备份。"
            )
        progress(0, 0, "核对备份文件")
        check_point(store, point, points(store))
        incoming = folder / INCOMING
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir(parents=True)
        try:
            _put_together(incoming, store, point, key, resources, progress)
        except BaseException:
            shutil.rmtree(incoming, ignore_errors=True)
            raise


def _put_together(
    incoming: Path, store: Path, point: Point, key: bytes | None, resources: Path, progress: Progress
) -> None:
    database = incoming / DATABASE_NAME
    shutil.copyfile(database_of(store, point.base or point.name), database)
    connection = sqlite.connect(database, key)
    archive = Archive(incoming, connection, None, resources)
    try:
        archive.key = key
        if point.base:
            apply_tail(archive, database_of(store, point.name), progress)
        proved = verify(archive, progress)
        if not proved.ok or (proved.households, proved.people) != _living(connection):
            raise StorageProblem("bad_backup", "备份里的数据与它的改动日志不符，没有恢复。请换一个备份。")
        archive.settings.set(_RESTORED, point.made)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    flush_file(database)


def _living(connection: Connection) -> tuple[int, int]:
    households = connection.execute("SELECT count(*) FROM household WHERE deleted = 0").fetchone()[0]
    return households, connection.execute("SELECT count(*) FROM member WHERE deleted = 0").fetchone()[0]


def bring_files(folder: Path, store: Path, progress: Progress = silent) -> int:
    """Copy the attachments and the wrapped key that a store on another disk has and the folder lacks."""
    copied = 0
    with known_problems():
        files = sorted((store / ATTACHMENTS).glob("*/*"))
        for number, file in enumerate(files, 1):
            progress(number, len(files), "恢复照片和附件")
            target = folder / ATTACHMENTS / file.parent.name / file.name
            if not target.exists():
                write_aside(target, file.read_bytes())
                copied += 1
        keys = store / protection.KEY_FILE
        if keys.exists() and not (folder / protection.KEY_FILE).exists():
            write_aside(folder / protection.KEY_FILE, keys.read_bytes())
    return copied


def count_restored(folder: Path) -> None:
    """Let what was built count: the next opening, even after a power cut, swaps it in. The archive must be closed."""
    flush_folder(folder / INCOMING)
    write_aside(folder / NOTE, f"{REPLACED}-{datetime.now():%Y%m%d-%H%M%S-%f}".encode())


def is_restoring(folder: Path) -> bool:
    """Tell whether a restored database that counts still has to be swapped in."""
    return (folder / NOTE).exists()


def finish_restore(folder: Path) -> bool:
    """Swap in a restored database that counts, keeping the old one; remove one that does not. Tells whether it did."""
    incoming = folder / INCOMING
    if not is_restoring(folder):
        shutil.rmtree(incoming, ignore_errors=True)
        return False
    if (incoming / DATABASE_NAME).exists():
        _keep_old(folder, folder / backup_points.FOLDER_NAME / (folder / NOTE).read_text("utf-8"))
        (incoming / DATABASE_NAME).replace(folder / DATABASE_NAME)
    flush_folder(folder)
    (folder / NOTE).unlink()
    shutil.rmtree(incoming, ignore_errors=True)
    return True


def _keep_old(folder: Path, aside: Path) -> None:
    """Move the log first, then the database: rows may still stand in it, and it must never meet the new database."""
    aside.mkdir(parents=True, exist_ok=True)
    for end in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            (folder / f"{DATABASE_NAME}{end}").replace(aside / f"{DATABASE_NAME}{end}")
    flush_folder(aside)
