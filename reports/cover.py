"""The cover of a household's whole file: what it is, whose it is, its code, and what stands on which page."""

from __future__ import annotations

from reports import qr
from reports.card_context import CardData
from reports.card_page import CODE_WIDTH, GRID, LEFT
from reports.card_values import getter, head_name, number, place
from reports.code_cell import code_cell
from reports.drawing import BOLD, OUTER, Cell, Pen, grey
from reports.layouts import Layout
from reports.sheets import MM, PAGE_HEIGHT, PAGE_WIDTH

_LINE = 30.0
_LABEL_X, _VALUE_X, _VALUE_END = LEFT + 66.0, LEFT + 160.0, LEFT + GRID - 66.0
_CONTENT_STEP = 17.0


def cover_page(pen: Pen, data: CardData, layout: Layout, starts: list[tuple[str, int]]) -> str:
    """Return the drawing of the cover; `starts` are the titles of the parts and their pages counted after the cover."""
    context = data.context
    title = context.title
    size = min(34.0, GRID * 0.9 / pen.width(title, 1.12, BOLD))
    parts = [_spaced(pen, title, PAGE_HEIGHT - 168, size)]
    if layout.wording.get("subtitle"):
        parts.append(_centred(pen, layout.wording["subtitle"], PAGE_HEIGHT - 200, 15))
    helpers = getter("helper_names")(data)
    facts = (
        ("户主姓名", head_name(data)), ("户编号", number(data)), ("所在村", place(data)),
        ("帮扶责任人", helpers), ("建档单位", context.office), ("年度", f"{context.year} 年度"),
    )  # fmt: skip
    y = PAGE_HEIGHT - 262
    for label, text in facts:
        parts.append(_justified(pen, label, _LABEL_X, y, 13, 5 * 13))
        cell = Cell(_VALUE_X, y - 6, _VALUE_END - _VALUE_X, 22, 13, "center", name=label)
        parts.append(pen.cell(cell, text).operators)
        parts.append(f"q 0.5 w {_VALUE_X:.2f} {y - 6:.2f} m {_VALUE_END:.2f} {y - 6:.2f} l S Q")
        y -= _LINE
    return "\n".join([*parts, _contents(pen, starts, y - 26), _code(pen, data), _border()])


def _border() -> str:
    inset = 13 * MM
    width, height = PAGE_WIDTH - 2 * inset, PAGE_HEIGHT - 2 * inset - 8 * MM
    outer = f"{OUTER} w {inset:.2f} {inset + 8 * MM:.2f} {width:.2f} {height:.2f} re S"
    inner = f"0.4 w {inset + 3:.2f} {inset + 8 * MM + 3:.2f} {width - 6:.2f} {height - 6:.2f} re S"
    return f"q {outer} {inner} Q"


def _contents(pen: Pen, starts: list[tuple[str, int]], y: float) -> str:
    """Return the list of parts with dots up to their pages."""
    left, right = LEFT + 84.0, LEFT + GRID - 84.0
    parts = [_centred(pen, "目　录", y, 12, BOLD)]
    step = min(_CONTENT_STEP, (y - 206.0) / max(1, len(starts)))
    y -= 8
    for title, page in starts:
        y -= step
        shown = str(page + 1)
        width, end = pen.width(title, 10), right - pen.width(shown, 10)
        parts.append(pen.text(left, y, title, 10))
        dots = f"{left + width + 6:.2f} {y + 3:.2f} m {end - 6:.2f} {y + 3:.2f} l S"
        parts.append(f"q 0.8 w 1 J [0 3.2] 0 d 0.5 G {dots} Q")
        parts.append(pen.text(end, y, shown, 10))
    return "\n".join(parts)


def _code(pen: Pen, data: CardData) -> str:
    box = Cell((PAGE_WIDTH - CODE_WIDTH) / 2, 74, CODE_WIDTH, 98)
    return grey(code_cell(pen, box, qr.code_for(number(data)))).replace("0.36 g", "0 g", 1)


def _centred(pen: Pen, text: str, y: float, size: float, weight: str = "Noto") -> str:
    return pen.text((PAGE_WIDTH - pen.width(text, size, weight)) / 2, y, text, size, weight)


def _spaced(pen: Pen, text: str, y: float, size: float) -> str:
    """Return a title with a little air between its characters, in the middle."""
    gap = size * 0.12
    width = pen.width(text, size, BOLD) + gap * (len(text) - 1)
    return f"{gap:.2f} Tc {pen.text((PAGE_WIDTH - width) / 2, y, text, size, BOLD)} 0 Tc"


def _justified(pen: Pen, text: str, x: float, y: float, size: float, width: float) -> str:
    """Return a label spread over `width`, as labels of unlike length stand on forms."""
    gap = (width - pen.width(text, size, BOLD)) / max(1, len(text) - 1)
    return f"{gap:.2f} Tc {pen.text(x, y, text, size, BOLD)} 0 Tc"
