"""Drawing on paper with few means: lines, fills, marks and texts that fit their cell.

Everything becomes PDF operators as text, so that a cell's drawing can be kept and used again on the next card.
Lengths are points, y grows upwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports.fonts import BOLD, RARE, REGULAR, FontSet

TICK, DASH, OPEN = "\ufdd0", "\ufdd1", "\ufdd2"
"""Marks inside a text: 是, 否, not on file. They are non-characters, which `fonts.clean` keeps out of people's texts;
drawn as vectors, because the fonts have no ☑ and would show a crossed box for every one."""
GAP = "　"
"""Between two marked entries of one text."""
FLOOR = 8.0
"""Smallest size of print on A4; what does not fit at it is continued on another page."""
LEADING, TIGHT = 1.24, 1.13
"""Line pitch in em: as it should be, and where one more line keeps a text whole in a cell that can't grow."""
PADDING = 3.0
_AIR = 3.0
"""What a cell's height keeps free of lines of text."""
_ONE_LINE = 0.84
"""A text is made smaller down to this share of its size before it is broken into lines."""
_SMALLEST_FLOWED = FLOOR
"""A centred text of more than two lines shrinks down to this before its row grows further."""
_MIDDLE = 0.37
"""Height of the middle of a line above its baseline, in em."""
_MARK_WIDTH = 1.12
_THICKEN = 0.024
"""Stroke in em laid round the rare font's glyphs in bold, which it has not. In regular weight there is none: readers
draw every stroke at least one dot wide, and a dense character would run together on the screen."""
_KEPT = 30_000
"""Cells whose drawing is kept; then the store is emptied, which bounds memory in a run over a whole city."""

_HINTS = ("…（见附页）", "…见附页", "…")

INNER, OUTER = 0.4, 0.9
"""Line weights: between cells, and round a block."""
GREY, LIGHT, PALE = "0.36 g", "0.947 0.953 0.965 rg", "0.925 g"
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"
_TOKENS = re.compile(
    rf"[{TICK}{DASH}{OPEN}]?"
    # the parts of a name with middle dots stay whole; a number keeps its unit, a bracket what it opens
    rf"(?:{_HAN}{{1,9}}(?=·)|(?<=·){_HAN}{{1,9}}"
    r"|[\x21-\x7e]+(?: ?[元人亩年月㎡级])?|[（“《〔]*\S|\s)"
    r"[，。；：、）”》〕！？…·]*"  # no line begins with a closing mark
)
_SINGLE = re.compile(r"\S[，。；：、）”》〕！？…·]?|\s")
"""Characters of a token that no line has room for; a closing mark stays with what it closes."""
_ALL_MARKS = (TICK, DASH, OPEN)
_MARKS = re.compile(f"([{TICK}{DASH}{OPEN}])")
_ENTRIES = re.compile(f"(?={GAP}[{TICK}{DASH}{OPEN}])")


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


class Drawn(NamedTuple):
    """A cell's operators; `whole` is False where the text is continued elsewhere."""

    operators: str
    whole: bool


class Flowed(NamedTuple):
    """A text in a cell that grows: its size, and its lines with the width of each in points."""

    size: float
    lines: list[tuple[str, float]]


class _Widths(dict[str, float]):
    def __init__(self, fonts: FontSet, weight: str) -> None:
        super().__init__()
        self.fonts, self.weight = fonts, weight

    def __missing__(self, character: str) -> float:
        width = _MARK_WIDTH if character in _ALL_MARKS else self.fonts.width(character, 1, self.weight)
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
        self._shown: dict[tuple[str, float, str], str] = {}
        self._flowed: dict[tuple[str, float, float, str, bool], Flowed] = {}

    def width(self, text: str, size: float, weight: str = REGULAR) -> float:
        """Return a text's width, marks included."""
        return sum(map(self._widths[weight].__getitem__, text)) * size

    def text(self, x: float, y: float, text: str, size: float, weight: str = REGULAR) -> str:
        """Return the operators for a text that begins at (x, y), the left end of its baseline."""
        key = (text, size, weight)
        shown = self._shown.get(key)
        if shown is None:
            if TICK in text or DASH in text or OPEN in text:
                return self._marked(x, y, text, size, weight)
            if len(self._shown) >= _KEPT:
                self._shown.clear()
            shown = self._shown[key] = self._show(text, size, weight)
        return f"BT {x:.2f} {y:.2f} Td {shown} ET"

    def _show(self, text: str, size: float, weight: str) -> str:
        shown: list[str] = []
        for font, piece in self.fonts.runs(text, weight):
            name = font.getSubsetInternalName(0, self.document)
            show = f"{name} {size:g} Tf <{font.codes(self.document).encode(piece)}> Tj"
            if font.fontName == RARE and weight == BOLD:
                show = f"2 Tr {size * _THICKEN:.3f} w {show} 0 Tr"
            shown.append(show)
        return " ".join(shown)

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
        if len(lines) > 1:
            step = min(step, (cell.height - _AIR) / len(lines))
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
            most = max(1, int((cell.height - _AIR) / (size * TIGHT)))
            if len(lines) <= most:
                even = self._balanced(text, lines, room / size, cell.weight) if cell.align == "center" else lines
                return size, even, True
            if size <= FLOOR:
                lines = self._anywhere(text, room / size, cell.weight)
                if len(lines) <= most:  # broken inside a word, but whole on its page
                    return size, lines, True
                return size, self._cut(lines[:most], room / size, cell.weight), False
            size = max(FLOOR, size - 0.5)

    def flowed(self, text: str, room: float, size: float, weight: str, centred: bool) -> Flowed:
        """Return a text laid out in a cell that grows: a little smaller, then on as many lines as it takes."""
        key = (text, room, size, weight, centred)
        found = self._flowed.get(key)
        if found is None:
            if len(self._flowed) >= _KEPT:
                self._flowed.clear()
            fitted, lines = self._flow(text, room, size, weight, centred)
            widths = [self.width(line, fitted, weight) for line in lines]
            found = self._flowed[key] = Flowed(fitted, list(zip(lines, widths, strict=True)))
        return found

    def _flow(self, text: str, room: float, size: float, weight: str, centred: bool) -> tuple[float, list[str]]:
        em = self.width(text, 1, weight)
        if em * size <= room:
            return size, [text]
        shrunk = int(room / em * 10) / 10
        if shrunk >= max(FLOOR, _ONE_LINE * size):
            return shrunk, [text]
        lines = self.wrap(text, room / size, weight)
        if not centred:
            return size, lines
        while len(lines) > 2 and size > _SMALLEST_FLOWED:  # a long name in a narrow column
            size -= 0.5
            lines = self.wrap(text, room / size, weight)
        return size, self._balanced(text, lines, room / size, weight)

    def _balanced(self, text: str, lines: list[str], room: float, weight: str) -> list[str]:
        """Return centred text in lines of like length: the narrowest that are no more in number."""
        if len(lines) < 2:
            return lines
        narrow = self.width(text, 1, weight) / len(lines)
        while narrow < room:
            better = self.wrap(text, narrow, weight)
            if len(better) == len(lines):
                return better
            narrow += 0.5
        return lines

    def _cut(self, lines: list[str], room: float, weight: str) -> list[str]:
        hint = next((hint for hint in _HINTS if self.width(hint, 1, weight) <= room / 2), _HINTS[-1])
        last = lines[-1]
        while last and self.width(last + hint, 1, weight) > room:
            last = last[:-1]
        return [*lines[:-1], last + hint]

    def wrap(self, text: str, room: float, weight: str = REGULAR) -> list[str]:
        """Return the text in lines of at most `room` em; entries and numbers stay whole if they can."""
        lines: list[str] = []
        line, used = "", 0.0
        for piece in self._pieces(text, room, weight):
            width = self.width(piece, 1, weight)
            if line and used + width > room:
                lines.append(line.rstrip())
                piece = piece.lstrip()
                line, used = "", 0.0
                width = self.width(piece, 1, weight)
            line, used = line + piece, used + width
        return [*lines, line.rstrip()] if line.strip() else lines

    def _anywhere(self, text: str, room: float, weight: str) -> list[str]:
        """Return the text in lines as full as they go, broken between any two characters."""
        lines, used = [""], 0.0
        for piece in _SINGLE.findall(text):
            width = self.width(piece, 1, weight)
            if lines[-1] and used + width > room:
                lines.append("")
                used = 0.0
            lines[-1] += piece
            used += width
        return [line.strip() for line in lines]

    def _pieces(self, text: str, room: float, weight: str) -> Iterator[str]:
        for entry in _ENTRIES.split(text):
            if self.width(entry, 1, weight) <= room and entry[:2].strip(GAP)[:1] in _ALL_MARKS:
                yield entry
                continue
            for token in _TOKENS.findall(entry):
                if self.width(token, 1, weight) <= room:
                    yield token
                else:
                    yield from _SINGLE.findall(token)


_NOTHING = Drawn("", True)


def mark(x: float, y: float, kind: str, size: float) -> str:
    """Return a box of text height with tick, dash or nothing in it."""
    side, foot = size * 0.8, y - size * 0.04
    box = f"q 0.6 w {x:.2f} {foot:.2f} {side:.2f} {side:.2f} re S"
    if kind == TICK:
        corners = ((0.2, 0.5, "m"), (0.42, 0.24, "l"), (0.82, 0.8, "l"))
        steps = " ".join(f"{x + side * right:.2f} {foot + side * up:.2f} {verb}" for right, up, verb in corners)
        box += f" {size * 0.12:.2f} w 1 J 1 j {steps} S"
    elif kind == DASH:
        middle = foot + side / 2
        box += f" {size * 0.1:.2f} w {x + side * 0.24:.2f} {middle:.2f} m {x + side * 0.76:.2f} {middle:.2f} l S"
    return box + " Q"


class Grid:
    """The outlines of many boxes; edges they share are drawn once, so that every line has the same weight."""

    def __init__(self) -> None:
        """Start empty."""
        self._across: dict[float, list[tuple[float, float]]] = {}
        self._down: dict[float, list[tuple[float, float]]] = {}
        self._frames: list[str] = []

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the outline of a whole block, heavier than the lines inside it."""
        self._frames.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re")

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Add a box by its left, bottom, width and height."""
        left, right, foot, top = round(x, 2), round(x + width, 2), round(y, 2), round(y + height, 2)
        for level in (foot, top):
            self._across.setdefault(level, []).append((left, right))
        for level in (left, right):
            self._down.setdefault(level, []).append((foot, top))

    def operators(self) -> str:
        """Return the strokes."""
        across = [f"{a:g} {y:g} m {b:g} {y:g} l" for y, spans in self._across.items() for a, b in _joined(spans)]
        down = [f"{x:g} {a:g} m {x:g} {b:g} l" for x, spans in self._down.items() for a, b in _joined(spans)]
        lines = [f"{INNER} w", *across, *down, "S"] if across else []
        return "\n".join([*lines, f"{OUTER} w 0 j", *self._frames, "S"] if self._frames else lines)


def _joined(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the spans with those that touch made one; a hundredth of a point apart is touching."""
    joined: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + 0.02:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def fill(x: float, y: float, width: float, height: float, colour: str = LIGHT) -> str:
    """Return a filled box; the colour goes back to black."""
    return f"{colour} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f 0 g"


def grey(operators: str) -> str:
    """Return the same in grey."""
    return f"{GREY} {operators} 0 g"
