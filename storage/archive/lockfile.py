"""One process per data folder: a lock the system gives back even after a crash, with the owner's name beside it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from storage.archive.problems import StorageProblem

LOCK_NAME = "in-use.lock"
OWNER_NAME = "in-use.json"

if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Holds a data folder for this process until `release`."""

    def __init__(self, folder: Path, user: str, desk: str) -> None:
        """Take the lock; StorageProblem with the other's name where someone has it."""
        self._owner = folder / OWNER_NAME
        self._file: IO[bytes] = (folder / LOCK_NAME).open("ab+")
        try:
            _take(self._file)
        except OSError:
            self._file.close()
            raise StorageProblem("in_use", _sentence(self._owner)) from None
        owner = {"user": user, "desk": desk, "process": os.getpid()}
        with suppress(OSError):  # the name is a courtesy: a full disk must not leave the folder locked
            self._owner.write_text(json.dumps(owner, ensure_ascii=False), "utf-8")

    def release(self) -> None:
        """Give the folder back."""
        if not self._file.closed:
            with suppress(OSError):
                self._owner.unlink(missing_ok=True)
            self._file.close()


def _sentence(owner: Path) -> str:
    try:
        found = json.loads(owner.read_text("utf-8"))
        who = f"“{found['user'] or '未署名用户'}”在“{found['desk'] or '本机'}”"
    except (OSError, ValueError, KeyError, TypeError):
        who = "另一个窗口"
    return f"这份档案正由{who}打开，没有重复打开、没有改动。请切换到已打开的窗口，或等对方关闭后再试。"
