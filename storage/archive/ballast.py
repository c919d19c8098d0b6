"""A file of room kept beside the database, given back when the disk is full, so that what is on the form can be saved.

With a full disk in WAL mode even a small change fails; without room to spare a clerk would have to find some first.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

NAME = "ballast.bin"
SIZE = 64 << 20
"""Bytes."""
LEAVE_FREE = 1 << 30
"""Bytes; with less free no ballast is taken: it would itself fill the disk."""


def keep_ballast(folder: Path) -> bool:
    """Make the ballast where it is missing and there is room; tells whether it is there."""
    path = folder / NAME
    try:
        if path.exists() and path.stat().st_size >= SIZE:
            return True
        if shutil.disk_usage(folder).free < LEAVE_FREE + SIZE:
            return False
        _fill(path)
    except OSError:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return False
    return True


def _fill(path: Path) -> None:
    """Take the room for real: a file with holes would take none."""
    with path.open("wb") as file:
        allocate = getattr(os, "posix_fallocate", None)
        if allocate is not None:
            allocate(file.fileno(), 0, SIZE)
        else:
            block = bytes(1 << 20)
            for _number in range(SIZE >> 20):
                file.write(block)


def release(folder: Path) -> bool:
    """Give the room back; tells whether there was any."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True
