"""Pages of a PDF as pictures, for the preview and for printing; no window needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2

from reports.problems import ReportProblem
from storage.archive.sealed_file import SealedFile


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as rows of red, green, blue bytes from the top, without gaps between rows."""

    width: int
    height: int
    pixels: bytes


@contextmanager
def _opened(file: Path | SealedFile) -> Iterator[pypdfium2.PdfDocument]:
    with ExitStack() as opened:
        try:
            source = opened.enter_context(file.opened()) if isinstance(file, SealedFile) else file
            document = pypdfium2.PdfDocument(source)
        except (pypdfium2.PdfiumError, OSError) as error:
            name = "预览的页面" if isinstance(file, SealedFile) else f"“{file.name}”"
            raise ReportProblem("not_readable", f"{name}打不开，可能不是完整的 PDF 文件；请重新生成。") from error
        try:
            yield document
        finally:
            document.close()


def page_count(path: Path | SealedFile) -> int:
    """Return the number of pages; ReportProblem where the file is no whole PDF."""
    with _opened(path) as document:
        return len(document)


def page_size(path: Path | SealedFile, number: int) -> tuple[float, float]:
    """Return width and height in points of page `number`, counted from 0."""
    with _opened(path) as document:
        return document.get_page_size(number)


def page_image(path: Path | SealedFile, number: int, dots_per_inch: float = 144) -> PageImage:
    """Return page `number`, counted from 0, drawn on white; IndexError where there is no such page."""
    with _opened(path) as document:
        if not 0 <= number < len(document):
            raise IndexError(number)
        page = document[number]
        options: dict[str, Any] = {"scale": dots_per_inch / 72, "rev_byteorder": True, "prefer_bgrx": False}
        bitmap = page.render(**options)
        pixels = _packed(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels)
        image = PageImage(bitmap.width, bitmap.height, pixels)
        bitmap.close()
        page.close()
        return image


def _packed(raw: bytes, width: int, height: int, stride: int, channels: int) -> bytes:
    if channels != 3:
        raise ValueError(f"{channels} channels, expected red, green and blue")
    if stride == width * channels:
        return raw
    return b"".join(raw[row * stride : row * stride + width * channels] for row in range(height))
