"""Ejecting a stick, and the truth about how it went.

On Linux the system's own tools do it (udisksctl, else umount): short-lived child programs that get a device name and
nothing else. udisksctl speaks to the system's disk service over its local bus; this program opens no socket itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from storage.archive.drives import mounts
from storage.archive.progress import Progress, silent
from storage.exchange.plugged import Drive
from storage.exchange.problems import ExchangeProblem

PATIENCE = 90
"""Seconds a slow stick may take to write what is still on its way."""
_BUSY = ("busy", "target is busy", "in use")

Run = Callable[[Sequence[str]], tuple[int, str]]


def eject(drive: Drive, progress: Progress = silent) -> str:
    """Write out what is on its way and eject; returns the sentence to show. ExchangeProblem where it stays in use.

    Not on the window's thread: a slow stick takes its time.
    """
    progress(0, 0, "正在写完并弹出，灯还在闪时不要拔")
    if sys.platform == "win32":
        from storage.exchange.windows_drives import WindowsCalls

        return eject_on_windows(drive, WindowsCalls().eject)
    os.sync()
    return eject_on_linux(drive, _run, shutil.which, lambda: any(one.point == str(drive.root) for one in mounts()))


def eject_on_linux(drive: Drive, run: Run, which: Callable[[str], str | None], is_mounted: Callable[[], bool]) -> str:
    """Try the tools there are; only what the system says afterwards counts."""
    said = ""
    for tool, words in (
        ("udisksctl", ["unmount", "--no-user-interaction", "-b", drive.device]),
        ("umount", ["--", str(drive.root)]),
    ):
        path = which(tool)
        if path is None:
            continue
        _code, said = run([path, *words])
        if not is_mounted():
            return _power_off(drive, run, which)
        if any(word in said.casefold() for word in _BUSY):
            raise _busy(drive)
    if not said and which("udisksctl") is None and which("umount") is None:
        raise ExchangeProblem(
            "no_tool", f"“{drive.name}”已写完，但这个系统不能从程序里弹出。请在文件管理器里弹出后再拔。"
        )
    raise ExchangeProblem("not_ejected", f"“{drive.name}”已写完，但系统没有让程序弹出它。请在文件管理器里弹出后再拔。")


def _power_off(drive: Drive, run: Run, which: Callable[[str], str | None]) -> str:
    path = which("udisksctl")
    if path is not None:
        run([path, "power-off", "--no-user-interaction", "-b", drive.device])
    return f"√ 已弹出“{drive.name}”，可以拔了。"


def eject_on_windows(drive: Drive, eject_letter: Callable[[str], str]) -> str:
    """Eject a letter; the step that Windows refused tells what to say."""
    refused = eject_letter(drive.device)
    if refused in ("lock", "dismount"):
        raise _busy(drive)
    if refused:
        raise ExchangeProblem(
            "not_ejected", f"“{drive.name}”已写完，但系统没有让程序弹出它。请用任务栏的“安全删除硬件”弹出后再拔。"
        )
    return f"√ 已弹出“{drive.name}”，可以拔了。"


def _busy(drive: Drive) -> ExchangeProblem:
    return ExchangeProblem(
        "drive_busy",
        f"“{drive.name}”还有程序在用，没有弹出，先不要拔。请关掉打开着盘上文件的窗口（表格、文件夹），再弹一次。",
    )


def _run(words: Sequence[str]) -> tuple[int, str]:
    plain = {"LC_ALL": "C", "PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    bus = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    try:
        done = subprocess.run(
            list(words), capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=Path("/"),
            env=plain | ({"DBUS_SYSTEM_BUS_ADDRESS": bus} if bus else {}),
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return 1, ""
    return done.returncode, done.stdout + done.stderr
