"""Pages that fill from top to bottom: rows that grow with their text, tables that go on with their heading repeated.

Nothing is cut: a text shrinks a little, then takes more lines, and a row taller than what is left of a page goes on on
the next. A block that must not stand alone, such as the signatures, takes the last rows before it along.
Lengths are points from the bottom left corner of an A4 page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reports.drawing import BOLD, INNER, LEADING, LIGHT, PADDING, Grid, Pen
from reports.fonts import REGULAR

ROW, PAD = 18.0, 5.6
"""Height of a row of one line; what a row of several adds to its lines."""
KEPT_ROWS = 2
"""Rows of a table that stay with what follows it."""
WHOLE = 0.3
"""A block no taller than this share of a page is not torn apart."""
_MIDDLE = 0.37
_NOTHING: list[tuple[str, float]] = []


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
    lines: list[tuple[str, float]]


class _Laid(NamedTuple):
    """A row whose texts are broken into lines, and its height."""

    cells: list[_Lines]
    height: float


@dataclass(slots=True)
class Page:
    """One page being filled. `strokes` are the lines of rows; `grid` is for what else has boxes."""

    fills: list[str] = field(default_factory=list[str])
    strokes: list[str] = field(default_factory=list[str])
    grid: Grid = field(default_factory=Grid)
    texts: list[str] = field(default_factory=list[str])

    def operators(self) -> str:
        """Return the page's drawing: tints below, lines, then print."""
        tints = [f"{LIGHT}", *self.fills, "f 0 g"] if self.fills else []
        lines = [f"{INNER} w", *self.strokes, "S"] if self.strokes else []
        return "\n".join([*tints, *lines, self.grid.operators(), *self.texts])


Row = Sequence[Text]


class Flow:
    """Fills pages from `top` down to `bottom`. `y` is how far the page at hand is filled.

    `began` is the page, from 1, on which the first rows were drawn since it was set to 0.
    """

    def __init__(self, pen: Pen, top: float, bottom: float) -> None:
        """Begin with one empty page."""
        self.pen, self.top, self.bottom = pen, top, bottom
        self.pages: list[Page] = [Page()]
        self.y = top
        self.began = 0
        self._open: float | None = None
        self._upright: dict[float, float] = {}
        self._places: list[float] = []
        self._sides = (0.0, 0.0)

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
        return self._lay(row, least).height

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
        laid = [self._lay(row, least) for row in rows]
        heads = [self._lay(row, ROW) for row in head]
        self.need(self._together(laid, heads, tail))
        self.began = self.began or len(self.pages)
        for one in heads:
            self._draw(one)
        most = self.top - self.bottom - 60
        for place, one in enumerate(laid):
            wanted = one.height
            if tail and place == max(0, len(laid) - KEPT_ROWS):
                rest = sum(row.height for row in laid[place:]) + tail
                wanted = rest if rest <= most else one.height
            if self.y - wanted < self.bottom and place and wanted <= most:
                self._over(again)
            self._row(one, again)
        self._close_block()

    def _together(self, laid: Sequence[_Laid], heads: Sequence[_Laid], tail: float) -> float:
        """Return the height that must be left on a page for a block to begin there."""
        page = self.top - self.bottom
        above = sum(one.height for one in heads)
        whole = above + sum(one.height for one in laid) + tail
        if whole > WHOLE * page:
            first = sum(one.height for one in laid[:KEPT_ROWS])
            whole = above + first + (tail if len(laid) <= KEPT_ROWS else 0.0)
        return min(whole, page)

    def _over(self, again: Callable[[], Sequence[Row]] | None) -> None:
        self.break_page()
        for row in again() if again else ():
            self._draw(self._lay(row, ROW))

    def _row(self, row: _Laid, again: Callable[[], Sequence[Row]] | None) -> None:
        """Draw a row; one that no page has room for is drawn in parts."""
        while self.y - row.height < self.bottom - 0.01:
            room = self.y - self.bottom - PAD
            counts = [int(room / (lines.size * LEADING)) for lines in row.cells]
            if min(counts) < 2:
                self._over(again)
                continue
            part = [lines._replace(lines=lines.lines[:n]) for lines, n in zip(row.cells, counts, strict=True)]
            self._draw(_Laid(part, self.y - self.bottom))
            rest = [lines._replace(lines=lines.lines[n:]) for lines, n in zip(row.cells, counts, strict=True)]
            row = _Laid(rest, max(ROW, *map(_height, rest)))
            self._over(again)
        self._draw(row)

    def _lay(self, row: Row, least: float) -> _Laid:
        cells = [self._lines(cell) if cell.text else _Lines(cell, cell.size, _NOTHING) for cell in row]
        return _Laid(cells, max(least, *map(_height, cells)))

    def _lines(self, cell: Text) -> _Lines:
        centred = cell.align == "center"
        room = cell.width - 2 * PADDING - (0 if centred else 1)
        return _Lines(cell, *self.pen.flowed(cell.text, room, cell.size, cell.weight, centred))

    def _draw(self, row: _Laid) -> None:
        page, height, cells = self.page, row.height, row.cells
        top = self.y
        foot = self.y = top - height
        self._rule(cells, top, foot)
        write, middle = self.pen.text, foot + height / 2
        for cell, size, lines in cells:
            x, width, _text, _size, align, weight, tinted = cell
            if tinted:
                page.fills.append(f"{x:.2f} {foot:.2f} {width:.2f} {height:.2f} re")
            if not lines:
                continue
            step = size * LEADING
            y = middle + (len(lines) - 1) * step / 2 - _MIDDLE * size
            for line, used in lines:
                if align == "center":
                    left = x + (width - used) / 2
                else:
                    left = x + (PADDING + 1 if align == "left" else width - used - PADDING - 1)
                page.texts.append(write(left, y, line, size, weight))
                y -= step

    def _rule(self, cells: Sequence[_Lines], top: float, foot: float) -> None:
        """Draw a row's lines: one below it, and upright ones as long as the rows share their edges."""
        page = self.page
        first, last = cells[0].cell, cells[-1].cell
        left, right = first.x, last.x + last.width
        if self._open is None:
            self._open, self._sides = top, (left, right)
        else:
            page.strokes.append(f"{left:.2f} {top:.2f} m {right:.2f} {top:.2f} l")
        places = [lines.cell.x for lines in cells]
        if places == self._places and self._upright:
            return
        self._places = places
        edges = {round(x, 1) for x in places[1:]}
        upright = self._upright
        for key in [key for key in upright if key not in edges]:
            page.strokes.append(f"{key:.2f} {upright.pop(key):.2f} m {key:.2f} {top:.2f} l")
        for key in edges:
            upright.setdefault(key, top)

    def _close_block(self) -> None:
        """End the upright lines and lay the heavier frame round the rows drawn since the last gap."""
        if self._open is not None and self._open > self.y:
            for x, top in self._upright.items():
                self.page.strokes.append(f"{x:.2f} {top:.2f} m {x:.2f} {self.y:.2f} l")
            left, right = self._sides
            self.page.grid.frame(left, self.y, right - left, self._open - self.y)
        self._upright.clear()
        self._open = None

    def bar(self, x: float, width: float, text: str) -> Row:
        """Return the row that titles a block."""
        return (Text(x, width, text, 10.5, "left", BOLD, tinted=True),)


def _height(lines: _Lines) -> float:
    return len(lines.lines) * lines.size * LEADING + PAD
