"""What the backup tab and the keeper ask for: jobs for the worker, and for a thread of their own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.archive import restoring
from storage.archive.archive import Archive
from storage.archive.backup_making import Source, make_point, mirror_files, own_store, source_of
from storage.archive.backup_points import Point, points
from storage.archive.backup_settings import backup_stores, chosen_folder, is_due
from storage.archive.ballast import keep_ballast
from storage.archive.opening_check import complaints
from storage.archive.progress import Progress
from storage.archive.restoring import Loss
from storage.archive.roles import POWERS, Power

LITTLE_ROOM = 500 << 20
"""Bytes; with less free the clerk is warned before anything fails."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in the list: where it lies, and what going back to it would undo."""

    point: Point
    store: Path
    near: bool
    loss: Loss


@dataclass(frozen=True, slots=True)
class BackupsShown:
    """All backups, newest first; whether the user may go back; the other disk's folder, “” for none set."""

    rows: list[Kept]
    may_restore: bool
    far: str
    far_is_there: bool
    source: Source
    stores: list[Path]


def read_backups(archive: Archive, _progress: Progress) -> BackupsShown:
    """List the backups."""
    stores, own = backup_stores(archive), own_store(archive.folder)
    rows = [
        Kept(point, store, store == own, restoring.loss_since(archive, point))
        for store in stores
        for point in points(store)
    ]
    rows.sort(key=lambda kept: (kept.point.made, kept.near), reverse=True)
    far = chosen_folder(archive)
    may = Power.RESTORE in POWERS[archive.role] and not archive.read_only
    return BackupsShown(rows, may, str(far or ""), far is not None and far.is_dir(), source_of(archive), stores)


def prepare(archive: Archive, progress: Progress, kept: Kept) -> None:
    """Build the archive of a backup beside the one that is open."""
    restoring.prepare(archive, kept.store, kept.point, progress)


@dataclass(frozen=True, slots=True)
class Duties:
    """What the keeper has to do now, apart from the worker."""

    source: Source
    due: list[Path]
    own: Path


def read_duties(archive: Archive, _progress: Progress) -> Duties | None:
    """Say which stores want their daily backup; None where nothing can be written."""
    if archive.read_only or archive.connection.execute("SELECT 1 FROM op LIMIT 1").fetchone() is None:
        return None
    now, own = datetime.now(), own_store(archive.folder)
    return Duties(source_of(archive), [store for store in backup_stores(archive) if is_due(store, now)], own)


def back_up(source: Source, stores: list[Path], why: str, progress: Progress) -> list[Point]:
    """Make a backup in each store; not a job of the worker: nobody's typing waits for it."""
    made: list[Point] = []
    for store in stores:
        made.append(make_point(source, store, why, progress))
        if store != own_store(source.folder):
            mirror_files(source, store, progress)
    return made


@dataclass(frozen=True, slots=True)
class Health:
    """What was found on the way: SQLite's complaints, and the free bytes where they are few (else None)."""

    complaints: list[str]
    little_room: int | None


def look_after(source: Source, progress: Progress) -> Health:
    """Check the database file, keep the ballast, look at the free room; on a thread of its own."""
    progress(0, 0, "自检")
    found = complaints(source)
    keep_ballast(source.folder)
    free = shutil.disk_usage(source.folder).free
    return Health(found, free if free < LITTLE_ROOM else None)


def close_for_writing(archive: Archive, _progress: Progress) -> None:
    """Write nothing more into a database that was found damaged."""
    archive.read_only = True
    archive.connection.execute("PRAGMA query_only=ON")
