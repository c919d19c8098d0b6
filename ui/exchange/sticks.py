"""Where to begin looking for packs, so that nobody has to find the stick in a tree of folders."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir

from storage.exchange.plugged import plugged


def first_folder(remembered: str) -> str:
    """Return where to begin: the folder used last if it is there now, else a stick, else home."""
    if remembered and Path(remembered).is_dir():
        return remembered
    found = plugged()
    return str(found[0].root) if found else QDir.homePath()
