"""An archive opened for a moment, so that every problem shows in the opening dialog, before there is a window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from storage.archive.archive import Archive, open_archive
from ui.recent import remember


@dataclass(frozen=True, slots=True)
class Opening:
    """What the window opens: the data folder, who works, the password that was typed, if any; `read_only` to look."""

    folder: Path
    user: str | None = None
    password: str | None = None
    read_only: bool = False


def open_once(
    folder: Path, password: str | None, resources: Path, answer: Literal["", "moved", "copied"] = ""
) -> Opening:
    """Open and close the archive."""
    archive = open_archive(folder, password=password, resources=resources, answer=answer)
    return close_once(archive, folder, None, password)


def close_once(archive: Archive, folder: Path, user: str | None, password: str | None) -> Opening:
    """Close an archive just opened or made, and remember it for the next start."""
    office, training = archive.office.name, archive.office.training
    archive.close()
    remember(folder, office, training)
    return Opening(folder, user, password)
