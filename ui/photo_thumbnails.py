"""Small pictures of stored photos, loaded by the worker when they are first asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPixmap

from ui.background import ArchiveWorker
from ui.photo_jobs import load_thumbnail

MOST = 300
"""Pictures kept, about 100 KB each."""


class Thumbnails(QObject):
    """`arrived` names the content whose picture is there now; a null pixmap says that the file is not here."""

    arrived = Signal(str)

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start empty."""
        super().__init__()
        self._worker = worker
        self._made: dict[str, QPixmap] = {}
        self._asked: set[str] = set()

    def get(self, content_hash: str) -> QPixmap | None:
        """Return the picture, or None and ask for it."""
        found = self._made.get(content_hash)
        if found is None and content_hash not in self._asked:
            self._asked.add(content_hash)
            self._worker.submit(partial(load_thumbnail, content_hash=content_hash), partial(self._take, content_hash))
        return found

    def _take(self, content_hash: str, image: QImage) -> None:
        self._asked.discard(content_hash)
        self._made[content_hash] = QPixmap.fromImage(image)
        while len(self._made) > MOST:
            del self._made[next(iter(self._made))]
        self.arrived.emit(content_hash)
