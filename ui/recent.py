"""The data folders opened before, newest first, kept in the user's own settings folder."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

MOST = 8


@dataclass(frozen=True, slots=True)
class Recent:
    """A data folder as text, with the office and whether it holds training data."""

    folder: str
    office: str
    training: bool = False


def recent_file() -> Path:
    """Return where the list is kept."""
    return platformdirs.user_config_path("hudang", appauthor=False) / "recent.json"


def load_recent(file: Path | None = None) -> list[Recent]:
    """Return the folders opened before that still exist; an unreadable list is an empty one."""
    try:
        listed = json.loads((file or recent_file()).read_text(encoding="utf-8"))
        found = [Recent(str(one["folder"]), str(one["office"]), bool(one["training"])) for one in listed]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [one for one in found if Path(one.folder).is_dir()]


def remember(folder: Path, office: str, training: bool, file: Path | None = None) -> None:
    """Put a folder at the top of the list; a list that can't be written is not worth a message."""
    target = file or recent_file()
    newest = Recent(str(folder.resolve()), office, training)
    listed = [newest, *(one for one in load_recent(target) if one.folder != newest.folder)][:MOST]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps([asdict(one) for one in listed], ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError:
        return
