"""A photo as large as the screen allows; ←→ go through the others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from ui import message
from ui.background import ArchiveWorker
from ui.photo_jobs import load_photo


class PhotoDialog(QDialog):
    """Shows one of the photos (caption, content hash)."""

    def __init__(self, worker: ArchiveWorker, photos: Sequence[tuple[str, str]], at: int, parent: QWidget) -> None:
        """Begin with the photo `at`."""
        super().__init__(parent)
        self._worker, self._photos, self.at = worker, list(photos), at
        self._image = QImage()
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setMinimumSize(QSize(200, 150))
        self.caption = QLabel()
        self.caption.setProperty("role", "secondary")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.caption)
        self.resize(parent.window().size() * 0.9)
        self._load()

    def _load(self) -> None:
        caption, content_hash = self._photos[self.at]
        self.setWindowTitle(caption)
        self.caption.setText(f"{caption}　{self.at + 1} / {len(self._photos)}　←→ 换一张　Esc 关闭")
        job = partial(load_photo, content_hash=content_hash)
        self._worker.submit(job, partial(self._arrived, self.at), partial(message.error, self))

    def _arrived(self, at: int, image: QImage) -> None:
        if at == self.at:
            self._image = image
            self._fit()

    def _fit(self) -> None:
        if not self._image.isNull():
            ratio = self.devicePixelRatioF()
            room = self.picture.size() * ratio
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            shown = QPixmap.fromImage(self._image.scaled(room.boundedTo(self._image.size()), keep, smooth))
            shown.setDevicePixelRatio(ratio)
            self.picture.setPixmap(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the photo to the window."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """←→ go to another photo; Enter closes like Esc."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self.at = (self.at + step) % len(self._photos)
            self._load()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)
