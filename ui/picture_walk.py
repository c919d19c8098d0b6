"""What a walk through the window needs: an application, a small training archive, waiting, pictures."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from storage.archive.archive import Archive, open_archive
from storage.archive.progress import Progress
from storage.exchange.training import make_training_archive
from ui.background import ArchiveWorker

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds that a screen may take to show what it should."""


class WalkFailed(Exception):
    """A screen did not show what it must; the text says what."""


class PictureWalk:
    """A training archive open on a worker, and the pictures taken so far."""

    def __init__(self, app: QApplication, data: Path, out: Path, resources: Path, *, households: int) -> None:
        """Make the training archive in `data`, which must not exist, and open it; pictures go to `out`."""
        self.app, self.data, self.out, self.resources = app, data, out, resources
        self.files: list[Path] = []
        out.mkdir(parents=True, exist_ok=True)
        make_training_archive(data, households=households, resources=resources).close()
        self.worker = ArchiveWorker(lambda: open_archive(data, resources=resources))
        self.worker.wait_opened()

    def until(self, ready: Callable[[], object], what: str) -> None:
        """Let the window work until `ready`; WalkFailed with `what` where it never is."""
        ends = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > ends:
                raise WalkFailed(f"等不到{what}")
            self.app.processEvents()
            time.sleep(0.005)
        self.settle()

    def settle(self) -> None:
        """Let everything asked for be answered and painted."""
        ends = time.monotonic() + PATIENCE
        while self.worker.busy and time.monotonic() < ends:
            self.app.processEvents()
            time.sleep(0.005)
        for _turn in range(4):
            self.app.processEvents()
            # without a running event loop nobody else deletes what was put away
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def ask(self, job: Callable[[Archive, Progress], T]) -> T:
        """Return what a job on the archive gives; raises what it raised."""
        got: list[T] = []
        failed: list[Exception] = []
        self.worker.submit(job, got.append, failed.append)
        self.until(lambda: got or failed, "档案的回答")
        if failed:
            raise failed[0]
        return got[0]

    def type_into(self, widget: QWidget | None, text: str) -> None:
        """Type ASCII text into a widget and press Enter, as a keyboard would."""
        if widget is None:
            raise WalkFailed("没有可以打字的地方")
        keys = [(0, character) for character in text] + [(Qt.Key.Key_Return.value, "\r")]
        for key, character in keys:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, key or ord(character.upper()), Qt.KeyboardModifier.NoModifier, character)
                self.app.sendEvent(widget, event)
        self.settle()

    def picture(self, widget: QWidget, name: str) -> Path:
        """Save what a widget shows as `name`.png; WalkFailed where the picture is blank or can't be written."""
        self.settle()
        image = widget.grab().toImage()
        if not _shows_something(image.width(), image.height(), image.pixel):
            raise WalkFailed(f"{name} 是空白的")
        file = self.out / f"{name}.png"
        if not image.save(str(file)):
            raise WalkFailed(f"{file} 写不进去")
        self.files.append(file)
        return file

    def close(self) -> None:
        """Close the archive."""
        self.settle()
        self.worker.close()


def _shows_something(width: int, height: int, pixel: Callable[[int, int], int]) -> bool:
    step = max(1, min(width, height) // 40)
    colours = {pixel(x, y) for x in range(0, width, step) for y in range(0, height, step)}
    return len(colours) > 3
