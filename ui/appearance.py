"""How the person likes the window: look and size of text, kept in the user's own settings folder. No Qt here."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import platformdirs

SCALES = (1.0, 1.15, 1.3)
"""Normal, large and very large text: the whole window is scaled, so that nothing is cut."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """Theme light or dark, and the scale of the whole window."""

    theme: str = "light"
    scale: float = 1.0


def appearance_file() -> Path:
    """Return where the appearance is kept."""
    return platformdirs.user_config_path("hudang", appauthor=False) / "appearance.json"


def load_appearance(file: Path | None = None) -> Appearance:
    """Return the stored appearance; an unreadable one is the usual one."""
    try:
        stored = json.loads((file or appearance_file()).read_text(encoding="utf-8"))
        theme = "dark" if stored["theme"] == "dark" else "light"
        scale = float(stored["scale"])
    except (OSError, ValueError, KeyError, TypeError):
        return Appearance()
    return Appearance(theme, scale if scale in SCALES else 1.0)


def keep_theme(theme: str, file: Path | None = None) -> None:
    """Remember the theme."""
    target = file or appearance_file()
    keep_appearance(replace(load_appearance(target), theme=theme), target)


def keep_appearance(kept: Appearance, file: Path | None = None) -> None:
    """Remember theme and scale; a file that can't be written is not worth a message."""
    target = file or appearance_file()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(asdict(kept)), encoding="utf-8")
    except OSError:
        return


def use_scale(appearance: Appearance) -> None:
    """Scale the whole window; works only before there is an application."""
    if appearance.scale != 1.0:
        os.environ.setdefault("QT_SCALE_FACTOR", str(appearance.scale))
