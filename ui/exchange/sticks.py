"""Sticks that are plugged in, so that nobody has to look for them in a tree of folders."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QDir, QStorageInfo

MOUNTED = ("/media/", "/run/media/", "/mnt/")
"""Where Linux systems mount sticks."""


def sticks() -> list[Path]:
    """Return the roots of removable-looking volumes that can be written to."""
    found: list[Path] = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if not volume.isValid() or not volume.isReady() or volume.isReadOnly():
            continue
        removable = (
            not volume.isRoot() and not QDir.homePath().startswith(root)
            if sys.platform == "win32"
            else root.startswith(MOUNTED)
        )
        if removable:
            found.append(Path(root))
    return found


def first_folder(remembered: str) -> str:
    """Return where to begin: the folder used last if it is there now, else a stick, else home."""
    if remembered and Path(remembered).is_dir():
        return remembered
    plugged = sticks()
    return str(plugged[0]) if plugged else QDir.homePath()
