"""Where a shipped font lies. The package carries the big font for rare characters compressed; it is unpacked once."""

from __future__ import annotations

import lzma
import os
import shutil
from contextlib import suppress
from pathlib import Path

import platformdirs

PACKED = ".xz"
STAMP = ".size"
"""Beside the unpacked font: the size of the packed one it came from."""


def font_file(folder: Path, name: str, cache: Path | None = None) -> Path:
    """Return the font called `name`: out of `folder`, or unpacked from `name`.xz into the user's cache.

    OSError where there is neither, or it can't be written.
    """
    plain, packed = folder / name, folder / f"{name}{PACKED}"
    if plain.exists() or not packed.exists():
        return plain
    place = cache or platformdirs.user_cache_path("hudang", appauthor=False) / "fonts"
    target, stamp = place / name, place / f"{name}{STAMP}"
    size = str(packed.stat().st_size)
    with suppress(OSError):
        if target.exists() and stamp.read_text(encoding="ascii") == size:
            return target
    place.mkdir(parents=True, exist_ok=True)
    part = place / f"{name}.{os.getpid()}.part"
    try:
        with lzma.open(packed) as source, part.open("wb") as out:
            shutil.copyfileobj(source, out)
        part.replace(target)
        stamp.write_text(size, encoding="ascii")
    finally:
        part.unlink(missing_ok=True)
    return target
