"""Pages that fill from top to bottom: rows that grow with their text, tables that go on with their heading repeated.

Nothing is cut: a text shrinks a little, then takes more lines, and a row taller than what is left of a page goes on on
the next. A block that must not stand alone, such as the signatures, takes the last rows before it along.
Lengths are points from the bottom left corner of an A4 page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.drawing import BOLD, LEADING, LIGHT, PADDING, Grid, Pen, fill
from reports.fonts import REGULAR

ROW, PAD = 18.0, 5.6
"""Height of a row of one line; what a row of several adds to its lines."""
KEPT_ROWS = 2
"""Rows of a table that stay with what follows it."""
WHOLE = 0.3
"""A block no taller than this share of a page is not torn apart."""
_MIDDLE = 0.37


class Text(NamedTuple):
    """A cell of a row: its left edge and width, and how its text stands in it."""

    x: float
    width: float
    text: str
    size: float = 9.0
    align: str = "center"
    weight: str = REGULAR
    tinted: bool = False


class _Lines(NamedTuple):
    cell: Text
    size: float
    lines: list[str]


@dataclass(slots=True)
class Page:
    """One page being filled."""

    fills: list[str] = field(default_factory=list[str])
    grid: Grid = field(default_factory=Grid)
    texts: list[str] = field(default_factory=list[str])

    def operators(self) -> str:
        """Return the page's drawing: tints below, lines, then print."""
        return "\n".join([*self.fills, self.grid.operators(), *self.texts])


Row = Sequence[Text]


class Flow:
    """Fills pages from `top` down to `bottom`. `y` is how far the page at hand is filled."""

    def __init__(self, pen: Pen, top: float, bottom: float) -> None:
        """Begin with one empty page."""
        self.pen, self.top, self.bottom = pen, top, bottom
        self.pages: list[Page] = [Page()]
        self.y = top
        self._open: float | None = None
        self._edges = (0.0, 0.0)

    @property
    def page(self) -> Page:
        """Return the page at hand."""
        return self.pages[-1]

    def break_page(self) -> None:
        """Go on on a new page."""
        self._close_block()
        self.pages.append(Page())
        self.y = self.top

    def need(self, height: float) -> None:
        """Go on on a new page where `height` is not left; a height no page has is the caller's to split."""
        if self.y - height < self.bottom and self.y < self.top:
            self.break_page()

    def skip(self, height: float) -> None:
        """Leave a gap, but none at the head of a page."""
        self._close_block()
        if self.y < self.top:
            self.y -= height

    def height_of(self, row: Row, least: float = ROW) -> float:
        """Return the height of a row."""
        return max(least, *(_height(lines) for lines in self._laid(row)))

    def rows(
        self,
        rows: Sequence[Row],
        *,
        head: Sequence[Row] = (),
        again: Callable[[], Sequence[Row]] | None = None,
        least: float = ROW,
        tail: float = 0.0,
    ) -> None:
        """Draw rows under `head`; on a further page `again()` stands above them.

        `tail` is the height of what follows and must not stand alone: the last rows go over to its page with it.
        """
        heights = [self.height_of(row, least) for row in rows]
        heads = [self.height_of(row) for row in head]
        together = sum(heads) + sum(heights) + tail
        if together > WHOLE * (self.top - self.bottom):
            together = sum(heads) + sum(heights[:KEPT_ROWS]) + (tail if len(rows) <= KEPT_ROWS else 0.0)
        self.need(min(together, self.top - self.bottom))
        for row, height in zip(head, heads, strict=True):
            self._draw(self._laid(row), height)
        fresh = True
        for place, (row, height) in enumerate(zip(rows, heights, strict=True)):
            wanted = height
            if tail and place == max(0, len(rows) - KEPT_ROWS):
                rest = sum(heights[place:]) + tail
                wanted = rest if rest <= self.top - self.bottom - 60 else height
            if self.y - wanted < self.bottom and not fresh and wanted <= self.top - self.bottom - 60:
                self._over(again)
            self._row(row, height, again)
            fresh = False
        self._close_block()

    def _over(self, again: Callable[[], Sequence[Row]] | None) -> None:
        self.break_page()
        for row in again() if again else ():
            self._draw(self._laid(row), self.height_of(row))

    def _row(self, row: Row, height: float, again: Callable[[], Sequence[Row]] | None) -> None:
        """Draw a row; one that no page has room for is drawn in parts."""
        laid = self._laid(row)
        while self.y - height < self.bottom - 0.01:
            room = self.y - self.bottom - PAD
            counts = [int(room / (lines.size * LEADING)) for lines in laid]
            if min(counts) < 2:
                self._over(again)
            else:
                part = [lines._replace(lines=lines.lines[:n]) for lines, n in zip(laid, counts, strict=True)]
                self._draw(part, self.y - self.bottom)
                laid = [lines._replace(lines=lines.lines[n:]) for lines, n in zip(laid, counts, strict=True)]
                self._over(again)
            height = max(ROW, *(_height(lines) for lines in laid))
        self._draw(laid, height)

    def _laid(self, row: Row) -> list[_Lines]:
        return [self._lines(cell) if cell.text else _Lines(cell, cell.size, []) for cell in row]

    def _lines(self, cell: Text) -> _Lines:
        room = cell.width - 2 * PADDING - (1 if cell.align != "center" else 0)
        return _Lines(cell, *self.pen.flowed(cell.text, room, cell.size, cell.weight, cell.align == "center"))

    def _draw(self, laid: Sequence[_Lines], height: float) -> None:
        page = self.page
        if self._open is None:
            self._open = self.y
            self._edges = (laid[0].cell.x, laid[-1].cell.x + laid[-1].cell.width)
        self.y -= height
        for cell, size, lines in laid:
            if cell.tinted:
                page.fills.append(fill(cell.x, self.y, cell.width, height, LIGHT))
            page.grid.box(cell.x, self.y, cell.width, height)
            step = size * LEADING
            y = self.y + height / 2 + (len(lines) - 1) * step / 2 - _MIDDLE * size
            for line in lines:
                if line:
                    page.texts.append(self.pen.text(self._left(cell, line, size), y, line, size, cell.weight))
                y -= step

    def _left(self, cell: Text, line: str, size: float) -> float:
        if cell.align == "left":
            return cell.x + PADDING + 1
        slack = cell.width - self.pen.width(line, size, cell.weight)
        return cell.x + (slack / 2 if cell.align == "center" else slack - PADDING - 1)

    def _close_block(self) -> None:
        """Lay the heavier frame round the rows drawn on this page since the last gap."""
        if self._open is not None and self._open > self.y:
            left, right = self._edges
            self.page.grid.frame(left, self.y, right - left, self._open - self.y)
        self._open = None

    def bar(self, x: float, width: float, text: str) -> Row:
        """Return the row that titles a block."""
        return (Text(x, width, text, 10.5, "left", BOLD, tinted=True),)


def _height(lines: _Lines) -> float:
    return len(lines.lines) * lines.size * LEADING + PAD
