"""The fonts of the window: Microsoft YaHei UI where the system has it, else the shipped Noto Sans SC."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from reports.font_files import font_file

FAMILIES = ("Microsoft YaHei UI", "Noto Sans SC")
RARE_FAMILY = "HanaMinB"
"""Drawn for characters the first two lack: names with characters beyond the basic planes."""

BASE_PIXELS = 13


def load_fonts(folder: Path) -> None:
    """Register the shipped window fonts; the big one for rare characters is loaded when a name needs it."""
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(folder / name))


def set_font(app: QApplication, folder: Path) -> None:
    """Load the fonts of `folder` and make them the application's font."""
    load_fonts(folder)
    font = QFont()
    font.setFamilies([*FAMILIES, RARE_FAMILY])
    font.setPixelSize(BASE_PIXELS)
    font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
    app.setFont(font)


class RareNames:
    """Loads the 30 MB font for rare characters the first time a text needs it."""

    def __init__(self, folder: Path) -> None:
        """Remember where the font lies."""
        self._folder = folder
        self._loaded = False

    def look_at(self, text: str) -> None:
        """Load the font if `text` holds a character beyond the basic plane."""
        if not self._loaded and any(ord(character) > 0xFFFF for character in text):
            self._loaded = True
            QFontDatabase.addApplicationFont(str(font_file(self._folder, f"{RARE_FAMILY}.ttf")))
