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


def outlines(path: Path, number: int = 0) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, right and top in points of every text and every line drawn on a page."""
    document = pypdfium2.PdfDocument(path)
    page = document[number]
    kinds = [pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH]
    found = [item.get_bounds() for item in page.get_objects(filter=kinds, max_depth=1)]
    page.close()
    document.close()
    return found


def contains(path: Path, needle: str) -> bool:
    """Tell whether a reader's search finds a text."""
    document = pypdfium2.PdfDocument(path)
    try:
        for page in document:
            text_page = page.get_textpage()
            searcher = text_page.search(needle, match_case=True)
            found = searcher.get_next()
            searcher.close()
            text_page.close()
            page.close()
            if found is not None:
                return True
        return False
    finally:
        document.close()


def above(path: Path, number: int, mark: str) -> int:
    """Return how many characters of the page's content stand above the lowest `mark`; running heads do not count."""
    document = pypdfium2.PdfDocument(path)
    page = document[number]
    text_page = page.get_textpage()
    boxes = [(text_page.get_charbox(n), text_page.get_text_range(n, 1)) for n in range(text_page.count_chars())]
    level = min(box[1] for box, character in boxes if character == mark[0] and box[3] > 0)
    text_page.close()
    page.close()
    document.close()
    return sum(level + 20 < box[1] < 770 and bool(character.strip()) for box, character in boxes)
