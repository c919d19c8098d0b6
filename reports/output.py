"""Files are written aside and swapped in: a failed or cancelled print leaves the old file as it was."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from reports.problems import ReportProblem
from storage.archive.sealed_file import SealedFile


@contextmanager
def written_aside(target: Path | SealedFile) -> Iterator[BinaryIO]:
    """Give a file to write; when the block ends well and all can be read back it replaces `target`, else it is dropped.

    A sealed file is the program's own, for pages that are only looked at. ReportProblem where the folder can't be
    written, the disk is full or another program holds the target open.
    """
    if isinstance(target, SealedFile):
        with _in_words(target.path), target.written() as file:
            yield file
        return
    part = target.with_name(target.name + ".part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            written = file.seek(0, os.SEEK_END)
            os.fsync(file.fileno())
        if len(part.read_bytes()) != written:
            raise OSError(errno.EIO, "读回的内容不完整")
        part.replace(target)
    except OSError as error:
        _drop(part)
        raise _problem(target, error) from error
    except BaseException:
        _drop(part)
        raise


@contextmanager
def _in_words(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _problem(target, error) from error


def _drop(part: Path) -> None:
    with suppress(OSError):
        part.unlink(missing_ok=True)


def _problem(target: Path, error: OSError) -> ReportProblem:
    kept = "原来的文件没有改动。" if target.exists() else "没有写出文件。"
    if error.errno == errno.ENOSPC:
        return ReportProblem("disk_full", f"磁盘空间不够，“{target.name}”没有写成；{kept}请腾出空间或换一个磁盘再试。")
    if target.is_dir():
        return ReportProblem("target_is_folder", f"“{target}”是文件夹；{kept}请另给一个文件名。")
    if isinstance(error, PermissionError) and target.exists():
        reason = f"“{target.name}”正被别的程序打开或不允许改写"
        return ReportProblem("target_in_use", f"{reason}；{kept}请关闭它，或换一个文件名。")
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return ReportProblem("no_folder", f"文件夹“{target.parent}”不存在；{kept}请先建好文件夹，或换一个位置。")
    reason = error.strerror or "未知原因"
    return ReportProblem("not_writable", f"“{target}”写不进去（{reason}）；{kept}请换一个位置再试。")
