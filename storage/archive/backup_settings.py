"""Where an archive's backups go, how much they may take, and when the last ones were made."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.backup_making import far_store, own_store
from storage.archive.backup_points import points

FOLDER = "backup_folder"
"""Setting: the folder on another disk, “” for none."""


def chosen_folder(archive: Archive) -> Path | None:
    """Return the folder that the office has chosen for backups outside the data folder, None where none is set."""
    text = str(archive.settings.get(FOLDER) or "")
    return Path(text) if text else None


def backup_stores(archive: Archive) -> list[Path]:
    """Return the stores of an archive: beside the database, and on the other disk if that is plugged in."""
    stores = [own_store(archive.folder)]
    chosen = chosen_folder(archive)
    if chosen is not None and chosen.is_dir():
        stores.append(far_store(chosen, archive.office.name, archive.office.desk))
    return stores


def is_due(store: Path, now: datetime, every: timedelta = timedelta(hours=20)) -> bool:
    """Tell whether the daily backup is due: once a working day, whatever hour the office opens."""
    listed = points(store)
    return not listed or now - listed[0].at > every or listed[0].at > now + timedelta(days=1)
