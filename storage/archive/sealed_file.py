"""A file in the making that nobody else can read: its key lives in this process's memory and goes with it.

For pages shown before they are printed: they are too large for memory and hold personal data, so a killed program must
not leave them readable. Written from front to back, then read at any place.
"""

from __future__ import annotations

import io
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

PIECE = 1 << 16
_TAG = 16


class SealedFile:
    """One such file; `remove` ends it."""

    def __init__(self, path: Path) -> None:
        """Write nothing yet."""
        self.path = path
        self.size = 0
        self._cipher = ChaCha20Poly1305(os.urandom(32))

    @contextmanager
    def written(self) -> Generator[BinaryIO]:
        """Give a stream to write the content to; on an error nothing of it stays."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with self.path.open("wb") as file:
                writer = _Writer(file, self)
                yield cast("BinaryIO", writer)
                writer.finish()
        except BaseException:
            self.remove()
            raise

    def opened(self) -> BinaryIO:
        """Return a stream of the content that can be read at any place."""
        return cast("BinaryIO", _Reader(self))

    def read_bytes(self) -> bytes:
        """Return the whole content."""
        with self.opened() as file:
            return file.read()

    def remove(self) -> None:
        """Remove the file; one that another program holds open goes at the next opening, and says nothing till then."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def seal(self, number: int, piece: bytes) -> bytes:
        """Return a piece as it lies in the file; every piece is sealed once, so its number serves as nonce."""
        return self._cipher.encrypt(number.to_bytes(12, "big"), piece, None)

    def unseal(self, number: int, sealed: bytes) -> bytes:
        """Return a piece's own bytes; InvalidTag where they were changed."""
        return self._cipher.decrypt(number.to_bytes(12, "big"), sealed, None)


class _Writer(io.RawIOBase):
    def __init__(self, file: BinaryIO, sealed: SealedFile) -> None:
        self._file, self._sealed = file, sealed
        self._rest = bytearray()
        self._pieces = 0
        self._length = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._length

    def write(self, data: object, /) -> int:
        raw = bytes(cast("bytes", data))
        self._rest += raw
        self._length += len(raw)
        while len(self._rest) >= PIECE:
            self._put(bytes(self._rest[:PIECE]))
            del self._rest[:PIECE]
        return len(raw)

    def finish(self) -> None:
        if self._rest:
            self._put(bytes(self._rest))
        self._sealed.size = self._length

    def _put(self, piece: bytes) -> None:
        self._file.write(self._sealed.seal(self._pieces, piece))
        self._pieces += 1


class _Reader(io.RawIOBase):
    def __init__(self, sealed: SealedFile) -> None:
        self._sealed = sealed
        self._file = sealed.path.open("rb")
        self._place = 0
        self._shown = (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._place = offset + (0, self._place, self._sealed.size)[whence]
        return self._place

    def readinto(self, buffer: object, /) -> int:
        target = memoryview(cast("bytearray", buffer)).cast("B")
        done = 0
        while done < len(target) and self._place < self._sealed.size:
            number, start = divmod(self._place, PIECE)
            part = self._piece(number)[start : start + len(target) - done]
            target[done : done + len(part)] = part
            done += len(part)
            self._place += len(part)
        return done

    def _piece(self, number: int) -> bytes:
        if self._shown[0] != number:
            self._file.seek(number * (PIECE + _TAG))
            self._shown = (number, self._sealed.unseal(number, self._file.read(PIECE + _TAG)))
        return self._shown[1]

    def close(self) -> None:
        self._file.close()
        super().close()
