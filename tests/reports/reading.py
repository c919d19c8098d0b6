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


def above(path: Path, mark: str) -> dict[int, int]:
    """Return for each page with `mark` how many characters of its content stand above it; running heads don't count."""
    document = pypdfium2.PdfDocument(path)
    found: dict[int, int] = {}
    for number, page in enumerate(document):
        text_page = page.get_textpage()
        searcher = text_page.search(mark)
        levels = []
        while (place := searcher.get_next()) is not None:
            levels.append(text_page.get_charbox(place[0])[1])
        if levels:
            content = text_page.get_text_bounded(0, min(levels) + 20, 600, 770)
            found[number] = sum(not character.isspace() for character in content)
        searcher.close()
        text_page.close()
        page.close()
    document.close()
    return found


def sizes(path: Path, number: int = 0) -> set[float]:
    """Return the sizes of print on a page, forms included, in points."""
    document = pypdfium2.PdfDocument(path)
    page = document[number]
    found: set[float] = set()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(item.raw, size)
        found.add(round(size.value, 2))
    page.close()
    document.close()
    return found
