"""Reading a PDF back: its words, its fonts, its pictures."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image

from reports.page_images import page_image


def texts(path: Path) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(path)
    try:
        found = []
        for page in document:
            text_page = page.get_textpage()
            found.append(text_page.get_text_range())
            text_page.close()
            page.close()
        return found
    finally:
        document.close()


def fonts(path: Path) -> dict[str, bool]:
    """Return the base names of the fonts in use and whether each is embedded."""
    document = pypdfium2.PdfDocument(path)
    found: dict[str, bool] = {}
    for page in document:
        for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(item.raw)
            buffer = ctypes.create_string_buffer(200)
            pdfium.FPDFFont_GetBaseFontName(font, buffer, 200)
            found[buffer.value.decode()] = pdfium.FPDFFont_GetIsEmbedded(font) == 1
        page.close()
    document.close()
    return found


def picture(path: Path, number: int = 0, dots_per_inch: float = 200) -> Image.Image:
    image = page_image(path, number, dots_per_inch)
    return Image.frombytes("RGB", (image.width, image.height), image.pixels)


def codes(path: Path, number: int = 0, dots_per_inch: float = 200) -> list[str]:
    """Return the texts of the QR codes on a page as a scanner reads them from a print of this resolution."""
    return [found.text for found in zxingcpp.read_barcodes(picture(path, number, dots_per_inch))]
