"""50,000 rows and 60 columns written as a styled workbook, against openpyxl's write-only mode with the same styles.

Both write the same cells with the same heading, number formats and fonts; the file of ours is read again and compared
with what went in. Judged by ratio, seconds are printed only. Run: make bench.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from storage.exchange.sheet_writer import CellValue, SheetColumn, Style, write_sheet

ROWS, COLUMNS = 50_000, 60
MOST = 0.3
FORMATS = {"text": "@", "integer": "0", "money": "#,##0.00", "decimal": "0.##"}
_STYLES: tuple[Style, ...] = ("text", "text", "text", "integer", "money", "decimal")
_WORDS = ("汉族", "普通劳动力", "脱贫户", "农村低保", "", "西张阿村", "13800000001", "之子", "初中", "长期慢性病")


def columns() -> list[SheetColumn]:
    """Return 60 columns, half text and half figures, as sheets of households have them."""
    return [SheetColumn(f"第{place + 1}项", _STYLES[place % len(_STYLES)], 12) for place in range(COLUMNS)]


def rows() -> Iterator[list[CellValue]]:
    """Yield the rows; text that stands often and text that stands once, some cells empty."""
    choice = random.Random(3)
    for row in range(ROWS):
        line: list[CellValue] = [f"990000{row:012}", f"某户{row}"]
        for place in range(2, COLUMNS):
            if _STYLES[place % len(_STYLES)] == "text":
                line.append(choice.choice(_WORDS) or None)
            else:
                line.append(choice.randrange(1_000_000))
        yield line


def write_by_openpyxl(out: Path) -> None:
    """Write the same sheet with openpyxl's write-only mode."""
    listed = columns()
    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet("户表")
    for place, column in enumerate(listed, 1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.freeze_panes = "A2"
    plain, bold = Font(name="宋体", size=10), Font(name="宋体", size=10, bold=True)
    ground, edge = PatternFill("solid", fgColor="DCE6F1"), Side(style="thin")
    border = Border(left=edge, right=edge, top=edge, bottom=edge)
    head = []
    for column in listed:
        cell = WriteOnlyCell(page, column.heading)
        cell.font, cell.fill, cell.border = bold, ground, border
        head.append(cell)
    page.append(head)
    for row in rows():
        line = []
        for column, value in zip(listed, row, strict=True):
            hundredths = column.style in ("money", "decimal") and isinstance(value, int)
            cell = WriteOnlyCell(page, value / 100 if hundredths else value)
            cell.font, cell.number_format = plain, FORMATS[column.style]
            line.append(cell)
        page.append(line)
    book.save(out)


def test_a_styled_sheet(tmp_path):
    start = perf_counter()
    ours = tmp_path / "ours.xlsx"
    assert write_sheet(ours, "户表", columns(), rows()) == ROWS
    mine = perf_counter() - start
    start = perf_counter()
    write_by_openpyxl(tmp_path / "peer.xlsx")
    peer = perf_counter() - start
    print(f"export of {ROWS:,} × {COLUMNS}: {mine:.1f} s, openpyxl {peer:.1f} s, {mine / peer:.2f} ×")
    with CalamineWorkbook.from_path(ours) as book:
        read = book.get_sheet_by_index(0).to_python()
    assert len(read) == ROWS + 1
    for place, line in enumerate(rows(), 1):
        if place % 5000 == 1:
            assert read[place][:2] == line[:2]
            assert read[place][4] == line[4] / 100
    assert mine <= MOST * peer
