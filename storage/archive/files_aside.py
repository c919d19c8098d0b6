"""Files written aside and swapped in: whoever reads sees the old file or the new one, never half of one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write_aside(path: Path, content: bytes) -> None:
    """Write `content` to `path` by way of `<name>.part`, flushed to disk before the swap."""
    build_aside(path, lambda part: part.write_bytes(content))


def build_aside(path: Path, build: Callable[[Path], object]) -> None:
    """Let `build` make `<name>.part`, flush it and rename it to `path`; on any error `path` stays as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        build(part)
        flush_file(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush_file(path: Path) -> None:
    """Force a file's content to disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Force a folder's entries to disk where the system can (Windows does so by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
