"""Photos as they are kept: turned upright, at most 1600 pixels long, a JPEG of at most 300 KB. Runs on any thread."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageReader, QPainter

LONGEST = 1600
"""Pixels of the long side."""
MOST_BYTES = 300 * 1024
QUALITIES = (88, 80, 72, 64, 56, 48, 40, 32)
SHRINK = 0.8
"""Where no quality is enough, the photo becomes this much smaller and is tried again."""
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".jfif"})


class PhotoProblem(Exception):
    """A file that can't be taken as a photo; `sentence` says why, in Chinese."""

    def __init__(self, sentence: str) -> None:
        """Keep the sentence."""
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Photo:
    """A reduced photo: JPEG bytes, and the day it was taken (ISO) where the camera wrote it down."""

    content: bytes
    taken: str | None


def reduce_photo(content: bytes, name: str) -> Photo:
    """Return the photo in a file's bytes as it is kept; PhotoProblem where it is none that can be read."""
    return Photo(_jpeg(_upright(content, name)), taken_on(content))


def reduce_image(image: QImage) -> Photo:
    """Return an image from the clipboard as it is kept."""
    return Photo(_jpeg(image), None)


def _upright(content: bytes, name: str) -> QImage:
    held = QByteArray(content)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST * 2:
        # a camera's JPEG is decoded at a fraction of its size, four times as fast
        reader.setScaledSize(size.scaled(QSize(LONGEST * 2, LONGEST * 2), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise PhotoProblem(f"“{name}”不是能认出的图片，没有加入。苹果手机的 HEIC 照片请先另存为 JPG。")
    return image


def _jpeg(image: QImage) -> bytes:
    if max(image.width(), image.height()) > LONGEST:
        image = _scaled(image, LONGEST)
    image = _on_white(image)
    while True:
        for quality in QUALITIES:
            content = _written(image, quality)
            if len(content) <= MOST_BYTES:
                return content
        image = _scaled(image, round(max(image.width(), image.height()) * SHRINK))


def _scaled(image: QImage, longest: int) -> QImage:
    return image.scaled(longest, longest, Qt.AspectRatioMode.KeepAspectRatio,
                        Qt.TransformationMode.SmoothTransformation)  # fmt: skip


def _on_white(image: QImage) -> QImage:
    """JPEG knows no transparency: what is transparent becomes white, not black."""
    if not image.hasAlphaChannel():
        return image.convertToFormat(QImage.Format.Format_RGB32)
    ground = QImage(image.size(), QImage.Format.Format_RGB32)
    ground.fill(QColor("white"))
    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()
    return ground


def _written(image: QImage, quality: int) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", quality)  # type: ignore[call-overload]
    return bytes(held.data())


def thumbnail(content: bytes, longest: int) -> QImage:
    """Return a small picture of a stored photo; a null image where the bytes are none."""
    held = QByteArray(content)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(size.scaled(QSize(longest, longest), Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


# the day a photo was taken: EXIF 2.3, JPEG segment APP1, TIFF directories (tags 0x8769 and 0x9003, else 0x0132)

_EXIF_DIRECTORY, _TAKEN, _CHANGED = 0x8769, 0x9003, 0x0132


def taken_on(content: bytes) -> str | None:
    """Return the ISO date a camera wrote into a JPEG, or None."""
    try:
        tiff = _exif_of(content)
        return _date_in(tiff) if tiff else None
    except (struct.error, IndexError, ValueError):
        return None  # a damaged EXIF block is no reason to refuse the photo


def _exif_of(content: bytes) -> bytes:
    at = 2
    while content[:2] == b"\xff\xd8" and content[at] == 0xFF and content[at + 1] not in (0xD9, 0xDA):
        (length,) = struct.unpack_from(">H", content, at + 2)
        if content[at + 1] == 0xE1 and content[at + 4 : at + 10] == b"Exif\0\0":
            return content[at + 10 : at + 2 + length]
        at += 2 + length
    return b""


def _date_in(tiff: bytes) -> str | None:
    order = "<" if tiff[:2] == b"II" else ">"
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    main = _directory(tiff, order, first)
    own = _directory(tiff, order, main[_EXIF_DIRECTORY]) if _EXIF_DIRECTORY in main else {}
    at = own.get(_TAKEN, main.get(_CHANGED))
    if at is None:
        return None
    written = tiff[at : at + 10].decode("ascii", "replace")
    return datetime.strptime(written, "%Y:%m:%d").date().isoformat()


def _directory(tiff: bytes, order: str, at: int) -> dict[int, int]:
    """Return tag → value or offset of a TIFF directory."""
    (count,) = struct.unpack_from(f"{order}H", tiff, at)
    entries = (struct.unpack_from(f"{order}HHII", tiff, at + 2 + 12 * line) for line in range(count))
    return {tag: value for tag, _kind, _length, value in entries}
