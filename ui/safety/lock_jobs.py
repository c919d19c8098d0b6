"""What the lock of the window asks the archive worker to do; every start needs it, so nothing here draws paper."""

from __future__ import annotations

from storage.archive import audit, protection
from storage.archive.archive import Archive
from storage.archive.audit import Kind
from storage.archive.progress import Progress


def unlock(archive: Archive, _progress: Progress, password: str) -> None:
    """Check the acting user's password for the locked window; StorageProblem where it is wrong or one has to wait."""
    protection.unlock(archive.folder, password, archive.slot_user or None)
    tries = protection.got_in(archive.folder)
    if tries.count:
        audit.note(archive, Kind.WRONG_PASSWORD, f"锁屏口令输错 {tries.count} 次")
    audit.note(archive, Kind.LOCK, "解锁")


def note_locked(archive: Archive, _progress: Progress) -> None:
    """Write down that the window was locked."""
    audit.note(archive, Kind.LOCK, "锁屏")
