"""Wrong passwords: after five the wait grows, up to ten minutes, and it lasts through a restart. Nothing is ever wiped.

The count lies in a small file beside the keys. Someone who has the folder can delete it, and can also guess away from
this program; against that stands Argon2id, not this file. The next person who gets in is told of the wrong tries.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.archive.problems import StorageProblem

FILE_NAME = "attempts.json"
FREE_TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 15, 600
"""Seconds; each further wrong try doubles the wait."""
_MOST_TIMES = 50


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong tries since someone got in: how many, when (UTC, ISO; the last fifty), and until when one has to wait."""

    count: int = 0
    times: tuple[str, ...] = ()
    until: float = 0.0


def read_attempts(folder: Path) -> Attempts:
    """Return the wrong tries so far; a damaged file reads as none."""
    try:
        told = json.loads((folder / FILE_NAME).read_text("utf-8"))
        return Attempts(int(told["count"]), tuple(str(one) for one in told["times"]), float(told["until"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Attempts()


def wait_left(folder: Path, now: Callable[[], float] = time.time) -> int:
    """Return the seconds one still has to wait, 0 for none; a clock set back never makes it more than the longest."""
    left = read_attempts(folder).until - now()
    return max(0, min(LONGEST_WAIT, int(left + 0.999)))


def refuse_while_waiting(folder: Path, now: Callable[[], float] = time.time) -> None:
    """Raise StorageProblem (code wait) while one has to wait."""
    left = wait_left(folder, now)
    if left:
        raise StorageProblem(
            "wait",
            f"口令输错次数太多，还要等 {left // 60} 分 {left % 60} 秒才能再试。档案没有改动，不会因此被删除。"
            "忘了口令，请用封存的恢复单，或向县里申请恢复。",
        )


def note_wrong(folder: Path, now: Callable[[], float] = time.time) -> int:
    """Count one wrong try and return the seconds to wait. A folder that can't be written counts nothing."""
    before = read_attempts(folder)
    count = before.count + 1
    beyond = count - FREE_TRIES
    wait = min(LONGEST_WAIT, FIRST_WAIT << min(beyond, 16)) if beyond >= 0 else 0
    at = datetime.fromtimestamp(now(), UTC).isoformat(timespec="seconds")
    told = {"count": count, "times": [*before.times, at][-_MOST_TIMES:], "until": now() + wait if wait else 0}
    with suppress(OSError):
        (folder / FILE_NAME).write_text(json.dumps(told), "utf-8")
    return wait


def take_attempts(folder: Path) -> Attempts:
    """Return the wrong tries and forget them: someone got in."""
    found = read_attempts(folder)
    with suppress(OSError):
        (folder / FILE_NAME).unlink(missing_ok=True)
    return found
