"""Drawing on paper with few means: lines, fills, marks and texts that fit their cell.

Everything becomes PDF operators as text, so that a cell's drawing can be kept and used again on the next card.
Lengths are points, y grows upwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from reports.fonts import BOLD, REGULAR, FontSet

TICK, DASH, OPEN = "\ufdd0", "\ufdd1", "\ufdd2"
"""Marks inside a text: 是, 否, not on file. They are non-characters, which `fonts.clean` keeps out of people's texts;
drawn as vectors, because the fonts have no ☑ and would show a crossed box for every one."""
FLOOR = 6.5
"""Smallest size of print; what does not fit at it is continued on another page."""
LEADING = 1.24
PADDING = 3.0
_ONE_LINE = 0.84
"""A text is made smaller down to this share of its size before it is broken into lines."""
_MIDDLE = 0.37
"""Height of the middle of a line above its baseline, in em."""
_MARK_WIDTH = 1.12
_KEPT = 30_000
"""Cells whose drawing is kept; then the store is emptied, which bounds memory in a run over a whole city."""

GREY, LIGHT, PALE = "0.36 g", "0.947 0.953 0.965 rg", "0.925 g"
_TOKENS = re.compile(rf"[{TICK}{DASH}{OPEN}]?(?:[\x21-\x7e]+(?: ?[元人亩年月㎡级])?|[（“《〔]*\S|\s)[，。；：、）”》〕！？…]*")
_MARKS = re.compile(f"([{TICK}{DASH}{OPEN}])")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A box for text: left, bottom, width, height, size of print, alignment and weight; `name` is for its overflow.

    Two cells are the same only where they are one object: that makes them quick keys.
    """

    x: float
    y: float
    width: float
    height: float
    size: float = 10.0
    align: str = "center"
    weight: str = REGULAR
    name: str = ""

    def lowered(self, by: float) -> Cell:
        """Return the same cell further down the page."""
        return replace(self, y=self.y - by)


class Drawn(NamedTuple):
    """A cell's operators; `whole` is False where the text is continued elsewhere."""

    operators: str
    whole: bool


class _Widths(dict[str, float]):
    def __init__(self, fonts: FontSet, weight: str) -> None:
        super().__init__()
        self.fonts, self.weight = fonts, weight

    def __missing__(self, character: str) -> float:
        marks = (TICK, DASH, OPEN)
        width = _MARK_WIDTH if character in marks else self.fonts.width(character, 1, self.weight)
        self[character] = width
        return width


class Pen:
    """Turns texts into operators for one document."""

    def __init__(self, fonts: FontSet, document: Any) -> None:
        """Draw into `document` (reportlab's PDFDocument) with `fonts`."""
        self.fonts = fonts
        self.document = document
        self._widths = {weight: _Widths(fonts, weight) for weight in (REGULAR, BOLD)}
        self._cells: dict[tuple[Cell, str], Drawn] = {}

    def width(self, text: str, size: float, weight: str = REGULAR) -> float:
        """Return a text's width, marks included."""
        return sum(map(self._widths[weight].__getitem__, text)) * size

    def text(self, x: float, y: float, text: str, size: float, weight: str = REGULAR) -> str:
        """Return the operators for a text that begins at (x, y), the left end of its baseline."""
        if TICK in text or DASH in text or OPEN in text:
            return self._marked(x, y, text, size, weight)
        shown: list[str] = []
        for font, piece in self.fonts.runs(text, weight):
            name = font.getSubsetInternalName(0, self.document)
            shown.append(f"{name} {size:g} Tf <{font.codes(self.document).encode(piece)}> Tj")
        return f"BT {x:.2f} {y:.2f} Td {' '.join(shown)} ET"

    def _marked(self, x: float, y: float, text: str, size: float, weight: str) -> str:
        parts: list[str] = []
        for piece in _MARKS.split(text):
            if _MARKS.fullmatch(piece):
                parts.append(mark(x, y, piece, size))
            elif piece:
                parts.append(self.text(x, y, piece, size, weight))
            x += self.width(piece, size, weight)
        return "\n".join(parts)

    def aligned(self, cell: Cell, y: float, text: str, size: float) -> str:
        """Return the operators for one line in a cell at baseline y."""
        if cell.align == "left":
            x = cell.x + PADDING
        else:
            slack = cell.width - self.width(text, size, cell.weight)
            x = cell.x + (slack / 2 if cell.align == "center" else slack - PADDING)
        return self.text(x, y, text, size, cell.weight)

    def cell(self, cell: Cell, text: str) -> Drawn:
        """Return the drawing of a text in a cell: smaller, then on several lines, then as far as it goes."""
        if not text:
            return _NOTHING
        key = (cell, text)
        drawn = self._cells.get(key)
        if drawn is None:
            if len(self._cells) >= _KEPT:
                self._cells.clear()
            drawn = self._cells[key] = self._draw(cell, text)
        return drawn

    def _draw(self, cell: Cell, text: str) -> Drawn:
        size, lines, whole = self.fit(text, cell)
        step = size * LEADING
        y = cell.y + cell.height / 2 + (len(lines) - 1) * step / 2 - _MIDDLE * size
        parts = [self.aligned(cell, y - number * step, line, size) for number, line in enumerate(lines)]
        return Drawn("\n".join(parts), whole)

    def fit(self, text: str, cell: Cell) -> tuple[float, list[str], bool]:
        """Return size, lines and whether all of the text is in them."""
        room = cell.width - 2 * PADDING
        em = self.width(text, 1, cell.weight)
        if em * cell.size <= room:
            return cell.size, [text], True
        shrunk = int(room / em * 10) / 10
        if shrunk >= max(FLOOR, _ONE_LINE * cell.size):
            return shrunk, [text], True
        size = cell.size
        while True:
            lines = self.wrap(text, room / size, cell.weight)
            most = max(1, int((cell.height - 1.5) / (size * LEADING) + 0.12))
            if len(lines) <= most:
                return size, lines, True
            if size <= FLOOR:
                return size, self._cut(lines[:most], room / size, cell.weight), False
            size = max(FLOOR, size - 0.5)

    def _cut(self, lines: list[str], room: float, weight: str) -> list[str]:
        hint = "…（见附页）"
        last = lines[-1]
        while last and self.width(last + hint, 1, weight) > room:
            last = last[:-1]
        return [*lines[:-1], last + hint]

    def wrap(self, text: str, room: float, weight: str = REGULAR) -> list[str]:
        """Return the text in lines of at most `room` em; numbers and closing marks are kept together where they can."""
        lines: list[str] = []
        line, used = "", 0.0
        for token in _TOKENS.findall(text):
            width = self.width(token, 1, weight)
            if used + width <= room:
                line, used = line + token, used + width
                continue
            pieces = [token] if width <= room else list(token)
            for piece in pieces:
                width = self.width(piece, 1, weight)
                if line and used + width > room:
                    lines.append(line.rstrip())
                    line, used = "", 0.0
                if line or not piece.isspace():
                    line, used = line + piece, used + width
        return [*lines, line.rstrip()] if line.strip() else lines


_NOTHING = Drawn("", True)


def mark(x: float, y: float, kind: str, size: float) -> str:
    """Return a box of text height with tick, dash or nothing in it."""
    side, foot = size * 0.8, y - size * 0.04
    box = f"q 0.6 w {x:.2f} {foot:.2f} {side:.2f} {side:.2f} re S"
    if kind == TICK:
        box += (
            f" {size * 0.12:.2f} w 1 J 1 j {x + side * 0.2:.2f} {foot + side * 0.5:.2f} m {x + side * 0.42:.2f} {foot + side * 0.24:.2f} l"
            f" {x + side * 0.82:.2f} {foot + side * 0.8:.2f} l S"
        )
    elif kind == DASH:
        middle = foot + side / 2
        box += f" {size * 0.1:.2f} w {x + side * 0.24:.2f} {middle:.2f} m {x + side * 0.76:.2f} {middle:.2f} l S"
    return box + " Q"


def line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a stroke in the current width and colour."""
    return f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S"


def frame(x: float, y: float, width: float, height: float) -> str:
    """Return the outline of a box."""
    return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S"


def fill(x: float, y: float, width: float, height: float, colour: str = LIGHT) -> str:
    """Return a filled box; the colour goes back to black."""
    return f"{colour} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g"


def grey(operators: str) -> str:
    """Return the same in grey."""
    return f"{GREY} {operators} 0 g"
