"""Writing to a USB stick: aside, flushed, read back past the cache, renamed to a name nobody has; never over a file."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from storage.archive.age import Writer
from storage.archive.files_aside import flush_folder
from storage.archive.problems import known_problems
from storage.exchange.pack_problems import PackProblem
from storage.exchange.problems import ExchangeProblem

_PIECE = 1 << 20
_SPARE = 1 << 20


class _Counted:
    """A file being written that knows its length and hash."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes, /) -> int:
        self._file.write(data)
        self._hash.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Wait for the end: the file is flushed once, as a whole."""

    def digest(self) -> bytes:
        return self._hash.digest()


def write_on_stick(folder: Path, name: str, produce: Callable[[Writer], None], expected: int = 0) -> Path:
    """Let `produce` write a file in `folder` and return its path; the name gets a number where it is taken.

    `expected` is the size to come in bytes, for the check of free space. ExchangeProblem or StorageProblem where the
    stick is full, read-only, pulled out or gives back other bytes than it got: then there is no file of that name.
    """
    with known_problems():
        if not folder.is_dir():
            raise ExchangeProblem("no_folder", f"找不到文件夹“{folder}”，没有写出。请检查盘是否插好、路径是否写对。")
        free = shutil.disk_usage(folder).free
        if expected + _SPARE > free:
            need = max(1, (expected + _SPARE - free) >> 20)
            raise ExchangeProblem("full", f"盘上空间不够（还差约 {need} MB），没有写出。请清理后再打包。")
        part = folder / f"{name}.part"
        try:
            with part.open("wb") as file:
                counted = _Counted(file)
                produce(counted)
                file.flush()
                os.fsync(file.fileno())
            _read_back(part, counted.size, counted.digest())
            final = _place(part, folder, name)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        flush_folder(folder)
        try:
            _read_back(final, counted.size, counted.digest())
        except BaseException:
            with suppress(OSError):
                final.unlink(missing_ok=True)
            raise
        return final


def _place(part: Path, folder: Path, name: str) -> Path:
    wanted = folder / name
    for number in range(1, 1000):
        final = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}（{number}）")
        if not final.exists():
            part.rename(final)
            return final
    raise ExchangeProblem("name_taken", f"文件夹“{folder}”里同名的包太多，没有写出。请先整理这个文件夹。")


def _read_back(path: Path, size: int, digest: bytes) -> None:
    """Compare what the stick holds with what was written, asking the stick and not the memory where the system can."""
    found = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        advise = getattr(os, "posix_fadvise", None)
        if advise is not None:
            with suppress(OSError):
                advise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        length = 0
        while piece := file.read(_PIECE):
            found.update(piece)
            length += len(piece)
    if length != size or found.digest() != digest:
        raise PackProblem(
            "lying_stick",
            "写到盘上的内容读回来不一样，没有写成，档案没有改动。这个盘可能已坏或容量虚标，请换一个盘再打包。",
        )


def copy_from_stick(source: Path, target: Path, largest: int) -> None:
    """Copy a file from the stick to the local disk, so that nothing depends on the stick from then on."""
    with known_problems():
        if source.is_dir():
            raise PackProblem("not_a_pack", f"“{source.name}”是文件夹，不是交换包，没有取用。")
        if source.stat().st_size > largest:
            raise PackProblem("too_large")
        target.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as read, target.open("wb") as written:
            shutil.copyfileobj(read, written, _PIECE)
            written.flush()
            os.fsync(written.fileno())
