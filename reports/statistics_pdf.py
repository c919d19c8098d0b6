"""A statistical table on paper: A4 landscape, the heading repeated on every page, totals in bold, no row cut.

More columns than one sheet is wide go on further sheets, each with the names of the rows again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reports.card_context import CardContext
from reports.drawing import BOLD, Cell, Grid, Pen, fill, grey
from reports.fonts import REGULAR, load_fonts
from reports.output import written_aside
from reports.print_run import PrintResult, name_document
from reports.sheets import PAGE_HEIGHT, PAGE_WIDTH, Sheets
from reports.warnings import CharacterCheck

WIDTH, HEIGHT = PAGE_HEIGHT, PAGE_WIDTH
EDGE = 36.0
ROOM = WIDTH - 2 * EDGE
FIRST, LEAST = 130.0, 48.0
HEAD, ROW = 32.0, 19.0
TOP, FOOT = HEIGHT - 92.0, 46.0
MOST_COLUMNS = int((ROOM - FIRST) // LEAST)
PER_PAGE = int((TOP - HEAD - FOOT) // ROW)


def print_statistics(
    file: Path, context: CardContext, title: str, facts: str, headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> PrintResult:
    """Write a table as PDF, its last row as totals. ReportProblem where the file can't be written."""
    fonts = load_fonts(context.fonts)
    check = CharacterCheck(fonts)
    for row in rows:
        check.look(row[0], list(row))
    with written_aside(file) as out:
        sheets = Sheets(out)
        sheets.canvas.setPageSize((WIDTH, HEIGHT))
        name_document(sheets, replace(context, title=title))
        pen = Pen(fonts, sheets.canvas._doc)
        parts = [range(at, min(at + MOST_COLUMNS, len(headings))) for at in range(1, len(headings), MOST_COLUMNS)]
        pages = [(part, start) for part in parts for start in range(0, len(rows), PER_PAGE)]
        for number, (part, start) in enumerate(pages, 1):
            shown = rows[start : start + PER_PAGE]
            drawn = _page(pen, title, facts, [0, *part], headings, shown, last=start + PER_PAGE >= len(rows))
            foot = f"{context.office}　打印日期 {context.printed_on.isoformat()}　第 {number} 页 / 共 {len(pages)} 页"
            drawn.append(grey(pen.text(WIDTH - EDGE - pen.width(foot, 8.5), 28, foot, 8.5)))
            sheets.page("", "\n".join(drawn))
        sheets.finish()
    return PrintResult(sheets.count, sheets.sheets, len(rows), check.warnings)


def _page(
    pen: Pen,
    title: str,
    facts: str,
    places: Sequence[int],
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    last: bool,
) -> list[str]:
    width = min(130.0, (ROOM - FIRST) / max(1, len(places) - 1))
    widths = [max(FIRST, ROOM - width * (len(places) - 1)), *[width] * (len(places) - 1)]
    size = min(17.0, ROOM / max(1.0, pen.width(title, 1, BOLD)))
    drawn = [pen.text((WIDTH - pen.width(title, size, BOLD)) / 2, HEIGHT - 54, title, size, BOLD)]
    drawn.append(pen.cell(Cell(EDGE, HEIGHT - 84, ROOM, 20, 9, "left"), facts).operators)
    grid = Grid()
    y = TOP - HEAD
    drawn.append(fill(EDGE, y, sum(widths), HEAD))
    drawn += _cells(pen, grid, y, HEAD, widths, [headings[at] for at in places], BOLD, head=True)
    for at, row in enumerate(rows):
        y -= ROW
        total = last and at == len(rows) - 1
        drawn += _cells(pen, grid, y, ROW, widths, [row[place] for place in places], BOLD if total else REGULAR)
    drawn.append(grid.operators())
    return drawn


def _cells(
    pen: Pen,
    grid: Grid,
    y: float,
    height: float,
    widths: Sequence[float],
    texts: Sequence[str],
    weight: str,
    *,
    head: bool = False,
) -> list[str]:
    x, drawn = EDGE, []
    for at, (width, text) in enumerate(zip(widths, texts, strict=True)):
        align = "center" if head else "left" if at == 0 else "right"
        drawn.append(pen.cell(Cell(x, y, width, height, 9, align, weight), text).operators)
        grid.box(x, y, width, height)
        x += width
    return drawn
