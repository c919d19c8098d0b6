"""A list on paper: a title, a heading, rows that take as many lines as they need; any table the window can show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reports.card_context import CardContext
from reports.drawing import BOLD, Pen
from reports.flow import Flow, Text
from reports.fonts import REGULAR, load_fonts
from reports.output import written_aside
from reports.page_frame import BOTTOM, GRID, LEFT, TOP, PageFrame
from reports.print_run import PrintResult, name_document, put
from reports.sheets import Sheets
from reports.warnings import CharacterCheck

_STEP = 50
"""Rows between two calls of progress."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column: its heading and its share of the page's width."""

    heading: str
    share: float
    align: str = "left"


def print_list(
    file: Path,
    context: CardContext,
    title: str,
    columns: Sequence[ListColumn],
    rows: Sequence[Sequence[str]],
    *,
    note: str = "",
    least: float = 20.0,
    progress: Callable[[int, int, str], None] = lambda _done, _total, _text: None,
) -> PrintResult:
    """Write a list as PDF; `households` of the result counts its rows.

    `note` stands above the heading, `least` is the height of a row in points (room to write by hand). ReportProblem
    where the file can't be written; then the old one is as it was.
    """
    fonts = load_fonts(context.fonts)
    check = CharacterCheck(fonts)
    with written_aside(file) as out:
        sheets = Sheets(out)
        name_document(sheets, replace(context, title=title))
        pen = Pen(fonts, sheets.canvas._doc)
        frame = PageFrame(pen, context, title, "list")
        flow = Flow(pen, TOP, BOTTOM)
        flow.y = frame.first_top
        widths = _widths(columns)
        heading = _cells([one.heading for one in columns], columns, widths, BOLD, tinted=True)
        head = [*([[Text(LEFT, GRID, note, 9.0, "left")]] if note else []), heading]
        laid: list[list[Text]] = []
        for at, row in enumerate(rows):
            if at % _STEP == 0:
                progress(at, len(rows), "排版…")
            check.look(row[0], list(row))
            laid.append(_cells(row, columns, widths, REGULAR))
        flow.rows(laid, head=head, again=lambda: [heading], least=least)
        meta = (f"打印日期 {context.printed_on.isoformat()}", context.office, f"共 {len(rows):,} 条")
        put(sheets, frame.finished(sheets, flow, meta, foot=""))
        sheets.finish()
    return PrintResult(sheets.count, sheets.sheets, len(rows), check.warnings)


def _widths(columns: Sequence[ListColumn]) -> list[float]:
    total = sum(one.share for one in columns)
    return [GRID * one.share / total for one in columns]


def _cells(
    texts: Sequence[str], columns: Sequence[ListColumn], widths: Sequence[float], weight: str, *, tinted: bool = False
) -> list[Text]:
    x, cells = LEFT, []
    for text, column, width in zip(texts, columns, widths, strict=True):
        align = "center" if tinted else column.align
        cells.append(Text(x, width, text, 9.0, align, weight, tinted))
        x += width
    return cells
