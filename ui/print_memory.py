"""What this machine remembers for each layout: printer, tray, both sides, and how far the print is to be moved.

Kept in the user's own settings folder, not in the archive: printers belong to the machine. No Qt here.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import platformdirs

MOST_SHIFT = 5.0
"""How far a print can be moved, in mm: more means that the wrong paper lies in the tray."""


@dataclass(frozen=True, slots=True)
class PrintMemory:
    """The printer's name and tray (Qt's number of the paper source, -1 unknown); shifts in mm, right and down."""

    printer: str = ""
    tray: int = -1
    right: float = 0.0
    down: float = 0.0
    duplex: bool = False


def memory_file() -> Path:
    """Return where it is kept."""
    return platformdirs.user_config_path("hudang", appauthor=False) / "printing.json"


def recall(layout: str, file: Path | None = None) -> PrintMemory:
    """Return what is remembered for a layout; what can't be read is nothing."""
    stored = _read(file or memory_file()).get(layout)
    if not isinstance(stored, dict):
        return PrintMemory()
    try:
        return PrintMemory(
            str(stored.get("printer", "")), int(stored.get("tray", -1)), _shift(stored.get("right")),
            _shift(stored.get("down")), stored.get("duplex") is True,
        )  # fmt: skip
    except (TypeError, ValueError):
        return PrintMemory()


def remember(layout: str, memory: PrintMemory, file: Path | None = None) -> None:
    """Keep it; a file that can't be written is not worth a message."""
    target = file or memory_file()
    stored = _read(target)
    stored[layout] = asdict(memory)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        part.write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")
        part.replace(target)
    except OSError:
        return


def _read(file: Path) -> dict[str, Any]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _shift(value: object) -> float:
    shift = float(value) if isinstance(value, int | float) else 0.0
    return max(-MOST_SHIFT, min(MOST_SHIFT, shift))
