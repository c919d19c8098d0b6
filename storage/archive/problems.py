"""Trouble that a clerk can solve, as one sentence: what happened, what was kept, what to do."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


class StorageProblem(Exception):
    """Known trouble with the data folder. `code` is stable (command-line JSON), `sentence` is for people."""

    def __init__(self, code: str, sentence: str) -> None:
        """Keep code and sentence."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


SENTENCES: dict[str, str] = {
    "SQLITE_FULL": "磁盘空间不足，这次的改动没有写入，原有数据完好。请清理磁盘后再保存。",
    "SQLITE_READONLY": (
        "档案所在的文件夹只能读、不能写，这次的改动没有写入，原有数据完好。"
        "请检查文件夹权限，或把档案复制到本机固定磁盘。"
    ),
    "SQLITE_CANTOPEN": "打不开档案文件，没有改动任何数据。请检查文件夹是否存在、是否有读写权限。",
    "SQLITE_BUSY": "档案正被另一个窗口或程序使用，这次的改动没有写入。请关闭另一个窗口后再试。",
    "SQLITE_LOCKED": "档案正被另一个窗口或程序使用，这次的改动没有写入。请关闭另一个窗口后再试。",
    "SQLITE_CORRUPT": "档案文件已损坏，程序没有再写入。请用最近的备份恢复，损坏的文件请保留。",
    "SQLITE_NOTADB": (
        "档案文件打不开：口令不对，或文件已损坏。没有改动任何数据。请核对口令；若口令无误，请用最近的备份恢复。"
    ),
    "SQLITE_IOERR": "读写磁盘出错，这次的改动没有写入。请检查磁盘是否拔出或损坏，重新打开档案后核对。",
    "SQLITE_PERM": "没有权限读写档案文件，没有改动任何数据。请检查文件夹权限。",
}
"""SQLite's primary error names, with the sentence for each."""

DAMAGED = frozenset({"corrupt", "notadb"})
"""Codes of the problems that a backup answers."""


def problem_of(error: BaseException) -> StorageProblem | None:
    """Return the problem behind an error of SQLite or of the file system, or None where it is a bug."""
    if isinstance(error, StorageProblem):
        return error
    name = getattr(error, "sqlite_errorname", None)
    if isinstance(name, str):
        for primary, sentence in SENTENCES.items():
            if name.startswith(primary):
                return StorageProblem(primary.removeprefix("SQLITE_").lower(), sentence)
        return _problem_of_text(str(error))
    if isinstance(error, OSError):
        return _problem_of_file(error)
    return None


def _problem_of_text(text: str) -> StorageProblem | None:
    """Cover the errors that come without an error code."""
    if "file is not a database" in text:
        return StorageProblem("notadb", SENTENCES["SQLITE_NOTADB"])
    return None


def _problem_of_file(error: OSError) -> StorageProblem:
    if error.errno == 28:
        return StorageProblem("full", SENTENCES["SQLITE_FULL"])
    if isinstance(error, PermissionError) or error.errno == 30:
        return StorageProblem("perm", f"没有权限读写“{error.filename or ''}”，没有改动任何数据。请检查文件夹权限。")
    if isinstance(error, FileNotFoundError):
        return StorageProblem("missing", f"找不到“{error.filename or ''}”。请检查路径是否写对、盘是否插好。")
    return StorageProblem("ioerr", f"读写“{error.filename or ''}”出错（{error.strerror}）。请检查磁盘后再试。")


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < LEAST_ROOM
    except OSError:
        return False


LEAST_ROOM = 1 << 18
"""Bytes; with less SQLite can't even make the files beside the database, and reports that as a fault of the disk."""


@contextmanager
def known_problems(folder: Path | None = None) -> Generator[None]:
    """Turn SQLite's and the file system's errors inside the block into `StorageProblem`; leave bugs alone.

    With `folder`, a fault of a disk that has no room left is told as that.
    """
    try:
        yield
    except Exception as error:
        problem = problem_of(error)
        if problem is not None and problem.code == "ioerr" and folder is not None and _is_full(folder):
            problem = StorageProblem("full", SENTENCES["SQLITE_FULL"])
        if problem is None or problem is error:
            raise
        raise problem from error
