"""What the settings page reads and writes; every function is a job for the worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from models.codes import Code
from models.thresholds import Threshold
from storage.archive import office_data, office_facts
from storage.archive.archive import Archive
from storage.archive.backup_settings import FOLDER
from storage.archive.backups import BackupInfo, backup
from storage.archive.office_data import OfficeChange
from storage.archive.progress import Progress

LAST_BACKUP, MASK_LISTS = "last_backup", "mask_lists"
"""Settings of the archive."""


@dataclass(frozen=True, slots=True)
class OfficeNames:
    """Names and places of the archive."""

    office: str
    desk: str
    user: str
    division: str
    folder: Path
    protected: bool


@dataclass(frozen=True, slots=True)
class Amounts:
    """All lines and amounts in force somewhere, the keys of the office's own, and what was changed."""

    rows: list[Threshold]
    own: set[str]
    changes: list[OfficeChange]


@dataclass(frozen=True, slots=True)
class Options:
    """The entries of one list and the codes of the office's own."""

    name: str
    entries: tuple[Code, ...]
    own: set[str]


@dataclass(frozen=True, slots=True)
class BackupState:
    """Where backups go and when the last one was made (local time, “” for never)."""

    folder: str
    last: str
    days: int | None


def read_names(archive: Archive, _progress: Progress) -> OfficeNames:
    """Return names and places."""
    office = archive.office
    place = archive.divisions.path(office.division) or archive.divisions.name(office.division)
    return OfficeNames(office.name, office.desk_name, archive.user, place, archive.folder, archive.is_protected)


def write_names(archive: Archive, progress: Progress, office: str, desk: str, user: str) -> OfficeNames:
    """Set the names."""
    office_facts.rename(archive, office=office, desk=desk, user=user)
    return read_names(archive, progress)


def read_amounts(archive: Archive, _progress: Progress) -> Amounts:
    """Return lines, amounts and changes."""
    own = {office_data.threshold_key(row) for row in office_data.office_thresholds(archive)}
    return Amounts(list(archive.thresholds), own, office_data.changes(archive))


def write_amount(archive: Archive, progress: Progress, row: Threshold) -> Amounts:
    """Set a line or amount."""
    office_data.put_threshold(archive, row)
    return read_amounts(archive, progress)


def drop_amount(archive: Archive, progress: Progress, row: Threshold) -> Amounts:
    """Take the office's own row away."""
    office_data.drop_threshold(archive, row)
    return read_amounts(archive, progress)


def take_back(archive: Archive, progress: Progress, number: int) -> Amounts:
    """Undo a change."""
    office_data.undo_change(archive, number)
    return read_amounts(archive, progress)


def read_options(archive: Archive, _progress: Progress, name: str) -> Options:
    """Return the entries of a list."""
    own = {entry.code for entry in office_data.office_codes(archive).get(name, [])}
    return Options(name, archive.codes[name].entries, own)


def write_option(archive: Archive, progress: Progress, name: str, entry: Code) -> Options:
    """Set an option."""
    office_data.put_code(archive, name, entry)
    return read_options(archive, progress, name)


def drop_option(archive: Archive, progress: Progress, name: str, code: str) -> Options:
    """Take the office's own option away."""
    office_data.drop_code(archive, name, code)
    return read_options(archive, progress, name)


def read_backup(archive: Archive, _progress: Progress) -> BackupState:
    """Return where backups go and when the last one was made."""
    stored = str(archive.settings.get(LAST_BACKUP) or "")
    days = None
    last = ""
    if stored:
        at = datetime.fromisoformat(stored)
        days = (datetime.now(UTC) - at).days
        last = f"{at.astimezone():%Y-%m-%d %H:%M}"
    return BackupState(str(archive.settings.get(FOLDER) or ""), last, days)


def write_backup_folder(archive: Archive, progress: Progress, folder: str) -> BackupState:
    """Set where backups go."""
    archive.settings.set(FOLDER, folder)
    return read_backup(archive, progress)


def back_up(archive: Archive, _progress: Progress, folder: Path) -> BackupInfo:
    """Write a backup named by office and time, checked when made."""
    name = f"{archive.office.name}-{datetime.now():%Y%m%d-%H%M}.hdbak"
    made = backup(archive, folder / name)
    archive.settings.set(LAST_BACKUP, datetime.now(UTC).isoformat(timespec="seconds"))
    return made


def write_masking(archive: Archive, _progress: Progress, masked: bool) -> None:
    """Set whether lists hide the middle of numbers."""
    archive.settings.set(MASK_LISTS, masked)
