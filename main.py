"""Assembles the program: a command of the command line, or the window."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any

FROZEN = bool(getattr(sys, "frozen", False))
PROGRAM = Path(sys.executable).parent if FROZEN else Path(__file__).resolve().parent
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent)) / "resources"


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code; without a command open the window."""
    _write_utf8(arguments)
    from ui.commands.run import data_folder, parsed, run

    options = parsed(arguments)
    if isinstance(options, int):
        return options
    if options.command is None:
        return _window(data_folder(options, PROGRAM), options.user)
    if options.command == "selftest":
        return _selftest(Path(options.out), options.json)
    return run(options, RESOURCES, PROGRAM)


def _window(folder: Path, user: str | None) -> int:
    from ui import preflight

    if sys.platform.startswith("linux"):
        problem = preflight.display_problem(os.environ)
        if problem:
            print(problem, file=sys.stderr)
            return 2
        preflight.use_portal_for_fcitx(os.environ)
    try:
        from ui.start import run_window
    except ImportError as error:
        return _not_importable(error)
    return run_window(folder, user=user, resources=RESOURCES)


def _selftest(out: Path, as_json: bool) -> int:
    """Open the window offscreen and save pictures of its main screens."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from ui.selftest import selftest
    except ImportError as error:
        return _not_importable(error)
    from ui.commands.answers import Answer, give

    data: dict[str, Any] = selftest(out, resources=RESOURCES)
    lines = [f"{step['outcome']}  {step['name']}  {step['figure']}" for step in data["steps"]]
    return give(Answer(data, lines, 1 if any(step["outcome"] == "败" for step in data["steps"]) else 0), as_json)


def _not_importable(error: ImportError) -> int:
    from ui import preflight

    problem = preflight.import_problem(error)
    if not problem:
        raise error
    print(problem, file=sys.stderr)
    return 2


def _write_utf8(arguments: list[str]) -> None:
    """Let JSON be UTF-8 everywhere, and let a console that lacks a rare character show a stand-in, not stop."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if "--json" in arguments and stream is sys.stdout:
            reconfigure(encoding="utf-8")
        else:
            reconfigure(errors="replace")


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
