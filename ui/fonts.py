"""The fonts of the window: Microsoft YaHei UI where the system has it, else the shipped Noto Sans SC; HanaMinB behind.

Qt splits every text into runs by what a family covers, so a rare name is drawn in HanaMinB and the rest in the usual
font, as on paper.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication, QWidget

from reports.font_files import font_file

FAMILIES = ("Microsoft YaHei UI", "Noto Sans SC")
RARE_FAMILY = "HanaMinB"
"""Drawn for characters the first two lack: names with characters beyond the basic planes."""
_FILES = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf")

BASE_PIXELS = 13


def load_fonts(folder: Path) -> None:
    """Register the shipped window fonts; the big one for rare characters follows with `RareFont`."""
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(folder / name))


def set_font(app: QApplication, folder: Path) -> None:
    """Load the fonts of `folder` and make them the application's font."""
    load_fonts(folder)
    font = QFont()
    font.setFamilies([*FAMILIES, RARE_FAMILY])
    font.setPixelSize(BASE_PIXELS)
    font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
    app.setFont(font)


class RareFont(QObject):
    """Registers the 30 MB font for rare characters on a thread: that takes a tenth of a second, too long for a key.

    `ready` is emitted on the window's thread when rare names are drawn.
    """

    ready = Signal()
    _read = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Remember where the fonts lie."""
        super().__init__(parent)
        self._folder = folder
        self.loaded = False
        self._read.connect(self._use, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._load, name="rare font", daemon=True)

    def start(self) -> None:
        """Begin to load, once."""
        if self._thread.ident is None:
            self._thread.start()

    def wait(self) -> None:
        """Wait until the thread is done, before the program ends."""
        if self._thread.is_alive():
            self._thread.join()

    def _load(self) -> None:
        with suppress(OSError):  # no room to unpack it: rare names are boxes, all else works
            QFontDatabase.addApplicationFont(str(font_file(self._folder, f"{RARE_FAMILY}.ttf")))
        self._read.emit()

    def _use(self) -> None:
        """Let this thread forget what it has cached of fonts: registering one here, a quick one, does that."""
        self._thread.join()
        QFontDatabase.addApplicationFont(str(self._folder / _FILES[0]))
        self.loaded = True
        app = QApplication.instance()
        if isinstance(app, QApplication):
            for widget in app.allWidgets():
                QWidget.update(widget)  # a view has an update of its own that wants an index
        self.ready.emit()
