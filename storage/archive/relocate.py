"""Copies a whole archive to another folder, checked file by file; nothing is left behind where it fails."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path

from storage.archive.lockfile import LOCK_NAME, OWNER_NAME, FolderLock
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.progress import Progress, silent

_LEFT_OUT = (LOCK_NAME, OWNER_NAME)
BLOCK = 4 * 1024 * 1024


def copy_archive(folder: Path, target: Path, progress: Progress = silent) -> None:
    """Copy the archive in `folder` to `target`, which must be empty or missing.

    StorageProblem where someone works in the archive, the target is used, there is no room, or the copy differs.
    """
    with known_problems():
        if target.exists() and any(target.iterdir()):
            raise StorageProblem("used_folder", f"文件夹“{target}”不是空的，没有复制。请另选一个空文件夹。")
        files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _LEFT_OUT]
        total = sum(path.stat().st_size for path in files)
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
        if free < total * 1.1:
            raise StorageProblem(
                "no_room",
                f"“{target.parent}”所在的盘空间不够：需要 {_size(total)}，还有 {_size(free)}。"
                "没有复制。请清出空间或换一个盘。",
            )
        lock = _lock(folder)
        aside = target.with_name(f"{target.name}.part")
        try:
            shutil.rmtree(aside, ignore_errors=True)
            _copy_all(folder, aside, files, total, progress)
            if target.exists():
                target.rmdir()
            aside.rename(target)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise
        finally:
            if lock is not None:
                lock.release()


def _lock(folder: Path) -> FolderLock | None:
    """Keep others out while copying; a write-protected stick needs no keeping out."""
    try:
        return FolderLock(folder, "", "复制")
    except OSError:
        return None


def _copy_all(folder: Path, aside: Path, files: list[Path], total: int, progress: Progress) -> None:
    done = 0
    for path in files:
        copy = aside / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        read = hashlib.sha256()
        with path.open("rb") as source, copy.open("wb") as out:
            while block := source.read(BLOCK):
                read.update(block)
                out.write(block)
                done += len(block)
                progress(done // 1024, max(1, total // 1024), "复制档案")
        with copy.open("rb") as written:
            same = hashlib.file_digest(written, "sha256").digest() == read.digest()
        if not same:
            raise StorageProblem("bad_copy", f"“{path.name}”复制后与原文件不同，没有使用这份副本。请检查磁盘后再试。")
        with suppress(OSError):
            shutil.copystat(path, copy)


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{max(1, round(count / 1024**2))} MB"
