"""Whether the page still tells its keys in lines of its own: in the first week, unless the person says otherwise."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from ui.appearance import appearance_file

WEEK = timedelta(days=7)
MODES = ("auto", "on", "off")


def hints_file() -> Path:
    """Return where it is kept."""
    return appearance_file().with_name("hints.json")


def hints_mode(file: Path | None = None) -> str:
    """Return “auto” (the first week), “on” or “off”."""
    mode = _stored(file or hints_file()).get("mode")
    return mode if mode in MODES else "auto"


def hints_wanted(file: Path | None = None, today: date | None = None) -> bool:
    """Tell whether lines of keys are to be shown."""
    target = file or hints_file()
    mode = hints_mode(target)
    if mode != "auto":
        return mode == "on"
    try:
        since = date.fromisoformat(_stored(target).get("since", ""))
    except ValueError:
        return True
    return (today or date.today()) < since + WEEK


def begin_hints(file: Path | None = None, today: date | None = None) -> None:
    """Let the first week begin, if it has not begun yet."""
    target = file or hints_file()
    if "since" not in _stored(target):
        _keep(target, {**_stored(target), "since": (today or date.today()).isoformat()})


def keep_hints(mode: str, file: Path | None = None) -> None:
    """Remember what the person said: auto, on or off."""
    target = file or hints_file()
    _keep(target, {**_stored(target), "mode": mode})


def _stored(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(file: Path, stored: dict[str, str]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(stored), encoding="utf-8")
    except OSError:
        return  # not worth a message: the hints just stay
