"""Assembles the program: a command of the command line, or the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PROGRAM = Path(sys.executable).parent if getattr(sys, "frozen", False) else Path(__file__).resolve().parent
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent)) / "resources"


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; without a command say what this version can do."""
    from ui.commands.run import run

    if any(not argument.startswith("-") for argument in _without_values(arguments)):
        return run(arguments, RESOURCES, PROGRAM)
    if sys.platform.startswith("linux") and not _has_display():
        print(
            "没有显示器，打不开窗口。可以用命令：init find show add set delete check backup verify …", file=sys.stderr
        )
    else:
        print("本版本还没有窗口，请用命令行；命令见 python main.py --help。", file=sys.stderr)
    return 2


def _has_display() -> bool:
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _without_values(arguments: list[str]) -> list[str]:
    """Return the arguments without the values of the global options."""
    kept: list[str] = []
    skip = False
    for argument in arguments:
        if not skip:
            kept.append(argument)
        skip = argument in ("--data", "--user")
    return [argument for argument in kept if argument not in ("--data", "--user", "--json")]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
