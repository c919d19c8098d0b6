"""打印登记: the list of what a run printed, as its last pages: who, how many pages, and the fingerprint of each."""

from __future__ import annotations

from typing import NamedTuple

from reports.card_context import CardContext
from reports.drawing import BOLD, Pen
from reports.flow import Flow, Text
from reports.fonts import load_fonts
from reports.page_frame import BOTTOM, GRID, LEFT, TOP, PageFrame
from reports.sheets import Sheets


class PrintedLine(NamedTuple):
    """One document printed."""

    number: str
    name: str
    place: str
    pages: int
    fingerprint: str


_COLUMNS = (("序", 26.0), ("户编号", 98.0), ("户主", 98.0), ("所在村", 118.0), ("页数", 28.0), ("数据指纹", 56.0))
_HEADINGS = (*_COLUMNS, ("签收", GRID - sum(width for _label, width in _COLUMNS)))


def register_pages(sheets: Sheets, context: CardContext, lines: list[PrintedLine]) -> list[tuple[str, str]]:
    """Return the pages of the list; each line has room for the signature of whoever took the paper."""
    pen = Pen(load_fonts(context.fonts), sheets.canvas._doc)
    frame = PageFrame(pen, context, "打印登记表", "register")
    flow = Flow(pen, TOP, BOTTOM)
    flow.y = frame.first_top
    rows = [_row(n, line) for n, line in enumerate(lines, 1)]
    total = f"{len(lines):,} 份，{sum(line.pages for line in lines):,} 页"
    head = [flow.bar(LEFT, GRID, f"{context.title}　共 {total}"), _heading()]
    flow.rows(rows, head=head, again=lambda: [_heading()], least=20.0)
    meta = (f"打印日期 {context.printed_on.isoformat()}", context.office, total)
    return frame.finished(sheets, flow, meta, foot="")


def _heading() -> list[Text]:
    return _cells([label for label, _width in _HEADINGS], BOLD, tinted=True)


def _row(place: int, line: PrintedLine) -> list[Text]:
    return _cells([str(place), line.number, line.name, line.place, str(line.pages), line.fingerprint, ""])


def _cells(texts: list[str], weight: str = "Noto", *, tinted: bool = False) -> list[Text]:
    x, cells = LEFT, []
    for text, (_label, width) in zip(texts, _HEADINGS, strict=True):
        cells.append(Text(x, width, text, 9.0, "center", weight, tinted))
        x += width
    return cells
