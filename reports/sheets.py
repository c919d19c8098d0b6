"""Pages onto sheets of paper: one A4 or A3 page a sheet, or two side by side at A5 size with a line to cut along.

Every page is drawn at A4 size; the paper scales it. Printed on both sides, each household begins on a front side, and
two-up sheets are turned over their short edge, so that the two halves of a leaf lie back to back after cutting.
"""

from __future__ import annotations

import math
import zlib
from typing import Any, BinaryIO, Literal, NamedTuple, TypeAlias, get_args

from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from reports.fonts import REGULAR

Paper: TypeAlias = Literal["a4", "two_up", "a3"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
PAPER_NAMES: dict[Paper, str] = {"a4": "A4", "two_up": "A4 横排两张（A5）", "a3": "A3"}

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
_EFFORT = 5


class _Page(NamedTuple):
    form: str
    operators: str


_BLANK = _Page("", "")


class Sheets:
    """Puts pages of A4 size on a reportlab canvas. `count` is the pages with print on them, `sheets` the PDF's."""

    def __init__(self, file: BinaryIO, paper: Paper = "a4", *, duplex: bool = False) -> None:
        """Write to `file` on `finish`; with `duplex` every `begin` starts on a front side."""
        self.paper, self.duplex = paper, duplex
        self._scale = math.sqrt(2) if paper == "a3" else math.sqrt(0.5) if paper == "two_up" else 1.0
        size = (PAGE_WIDTH, PAGE_HEIGHT)
        if paper == "two_up":
            size = (PAGE_HEIGHT, PAGE_WIDTH)
        elif paper == "a3":
            size = (PAGE_HEIGHT, PAGE_WIDTH * 2)
        # The font named here only keeps reportlab from putting Helvetica, which is not embedded, on every page
        options: dict[str, Any] = {"pageCompression": 1, "initialFontName": REGULAR, "lang": "zh-CN"}
        self.canvas: Any = Canvas(file, size, **options)
        self.count = self.sheets = 0
        self._waiting: list[_Page] = []
        self._side = 0

    def form(self, name: str, operators: str) -> None:
        """Keep a drawing of page size once in the document, to be put under pages by name."""
        self.canvas.beginForm(name, 0, 0, PAGE_WIDTH, PAGE_HEIGHT)
        self.canvas.addLiteral(operators)
        self.canvas.endForm()

    def begin(self) -> None:
        """Begin another household: on a new front side, where both sides are printed."""
        if self.duplex and self._side % 2:
            self._add(_BLANK)

    def page(self, form: str, operators: str) -> None:
        """Add a page: the named form, or none, and what differs."""
        self.count += 1
        self._add(_Page(form, operators))

    def _add(self, page: _Page) -> None:
        self._side += 1
        if self.paper != "two_up":
            self._place([page])
            return
        self._waiting.append(page)
        if len(self._waiting) == (4 if self.duplex else 2):
            self._flush()

    def _flush(self) -> None:
        pages, self._waiting = self._waiting, []
        if not self.duplex:
            self._place(pages)
            return
        pages += [_BLANK] * (4 - len(pages))
        left, behind_left, right, behind_right = pages
        self._place([left, right])
        self._place([behind_right, behind_left])

    def _place(self, pages: list[_Page]) -> None:
        for place, page in enumerate(pages):
            if page is _BLANK:
                continue
            if self._scale != 1.0:
                shift = place * PAGE_HEIGHT / 2
                self.canvas.addLiteral(f"q {self._scale:.5f} 0 0 {self._scale:.5f} {shift:.2f} 0 cm")
            if page.form:
                self.canvas.doForm(page.form)
            self.canvas.addLiteral(page.operators)
            if self._scale != 1.0:
                self.canvas.addLiteral("Q")
        if self.paper == "two_up":
            middle = PAGE_HEIGHT / 2
            self.canvas.addLiteral(
                f"q 0.5 w [3 3] 0 d 0.45 G {middle:.2f} 12 m {middle:.2f} {PAGE_WIDTH - 12:.2f} l S Q"
            )
        self._show()

    def _show(self) -> None:
        """End the page, and pack its operators at once: reportlab would keep them all as they are until the end."""
        self.sheets += 1
        document = self.canvas._doc
        name = document.thisPageName()
        self.canvas.showPage()
        page = document.idToObject[name]
        packed = zlib.compress(page.stream.encode("latin-1"), _EFFORT)
        page.stream = None
        page.Contents = pdfdoc.PDFStream(pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")}), packed)

    def finish(self) -> None:
        """Write the document."""
        if self._waiting:
            self._flush()
        self.canvas.save()
