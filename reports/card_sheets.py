"""Pages of cards onto sheets of paper: one A4 page a sheet, or two side by side at A5 size with a line to cut along."""

from __future__ import annotations

import math
import zlib
from typing import Any, BinaryIO, Literal, TypeAlias

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from reports.card_page import PAGE_HEIGHT, PAGE_WIDTH
from reports.fonts import REGULAR

Layout: TypeAlias = Literal["a4", "two_up"]

_SCALE = math.sqrt(0.5)
_EFFORT = 5


class Sheets:
    """Puts card pages on a reportlab canvas."""

    def __init__(self, file: BinaryIO, layout: Layout) -> None:
        """Write to `file` on `finish`."""
        self.two_up = layout == "two_up"
        size = (PAGE_HEIGHT, PAGE_WIDTH) if self.two_up else (PAGE_WIDTH, PAGE_HEIGHT)
        # The font named here only keeps reportlab from putting Helvetica, which is not embedded, on every page
        options: dict[str, Any] = {"pageCompression": 1, "initialFontName": REGULAR, "lang": "zh-CN"}
        self.canvas: Any = Canvas(file, size, **options)
        self.count = 0
        self._left_taken = False

    def form(self, name: str, operators: str) -> None:
        """Keep a drawing of card size once in the document, to be put under pages by name."""
        self.canvas.beginForm(name, 0, 0, PAGE_WIDTH, PAGE_HEIGHT)
        self.canvas.addLiteral(operators)
        self.canvas.endForm()

    def page(self, form: str, operators: str) -> None:
        """Add a card page: the named form and what differs."""
        self.count += 1
        if not self.two_up:
            self._put(form, operators)
            self._show()
            return
        shift = PAGE_HEIGHT / 2 if self._left_taken else 0
        self.canvas.addLiteral(f"q {_SCALE:.5f} 0 0 {_SCALE:.5f} {shift:.2f} 0 cm")
        self._put(form, operators)
        self.canvas.addLiteral("Q")
        if self._left_taken:
            self._end_sheet()
        else:
            self._left_taken = True

    def _put(self, form: str, operators: str) -> None:
        self.canvas.doForm(form)
        self.canvas.addLiteral(operators)

    def _end_sheet(self) -> None:
        middle = PAGE_HEIGHT / 2
        self.canvas.addLiteral(f"q 0.5 w [3 3] 0 d 0.45 G {middle:.2f} 12 m {middle:.2f} {PAGE_WIDTH - 12:.2f} l S Q")
        self._show()
        self._left_taken = False

    def _show(self) -> None:
        """End the page, and pack its operators at once: reportlab would keep them all as they are until the end."""
        document = self.canvas._doc
        name = document.thisPageName()
        self.canvas.showPage()
        page = document.idToObject[name]
        packed = zlib.compress(page.stream.encode("latin-1"), _EFFORT)
        page.stream = None
        page.Contents = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")}), packed)

    def finish(self) -> None:
        """Write the document."""
        if self._left_taken:
            self._end_sheet()
        self.canvas.save()
