"""Made-up photos for tests: noise does not compress, and EXIF says how the camera was held and when."""

import struct

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage


def image(width: int, height: int, tint: str = "#4080c0") -> QImage:
    """A plain image, its left half white, so that turning shows."""
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(QColor(tint))
    for y in range(0, height, max(1, height // 40)):
        for x in range(width // 2):
            made.setPixelColor(x, y, QColor("white"))
    return made


def noise(width: int, height: int) -> QImage:
    """An image that hardly compresses, from a seed."""
    rows = bytearray()
    state = 12345
    for _ in range(width * height):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        rows += state.to_bytes(4, "little")
    return QImage(bytes(rows), width, height, width * 4, QImage.Format.Format_RGB32).copy()


def jpeg(made: QImage, quality: int = 95) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    made.save(buffer, "JPEG", quality)
    return bytes(held.data())


def with_exif(content: bytes, *, orientation: int, taken: str) -> bytes:
    """Put an EXIF block with orientation and “2017:03:15 10:00:00” into a JPEG."""
    text = taken.encode() + b"\0"
    main = struct.pack("<H", 2) + struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    main += struct.pack("<HHII", 0x8769, 4, 1, 8 + 2 + 24 + 4) + struct.pack("<I", 0)
    own = struct.pack("<H", 1) + struct.pack("<HHII", 0x9003, 2, len(text), 38 + 2 + 12 + 4) + struct.pack("<I", 0)
    block = b"Exif\0\0" + b"II*\0" + struct.pack("<I", 8) + main + own + text
    return content[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + content[2:]
