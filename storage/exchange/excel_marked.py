"""The clerk's own workbook given back: the refused rows alone, faulty cells red, with reason and remedy beside them.

Title rows, heading and looks stay as they are, so that the mended file goes in again as it is. A source that is no
.xlsx, or too long to be held with all its looks, gives a plain new workbook with the same columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from storage.archive.files_aside import build_aside
from storage.archive.progress import Progress, silent
from storage.exchange.cells import Cell
from storage.exchange.plan_parts import ImportPlan, Refused
from storage.exchange.prescan import kind_of
from storage.exchange.problems import ExchangeProblem
from storage.exchange.reader import SheetReader
from storage.exchange.sheet_facts import CellFault
from storage.exchange.sheet_rows import MOST_MERGED, Merged

LONGEST_WITH_LOOKS = 20_000
"""Rows up to which the source is opened with all its formats: that takes a second per thousand rows."""

ADDED = ("错误原因", "建议", "原行号")
_RED = "FFFFC7CE"
_DARK_RED = "FF9C0006"
_WIDTHS = (46, 40, 9)


@dataclass(frozen=True, slots=True)
class Marked:
    """What was given back: how many rows, and Chinese sentences about what to know."""

    rows: int
    notes: tuple[str, ...] = ()


def write_marked(plan: ImportPlan, out: Path, progress: Progress = silent) -> Marked:
    """Write the refused rows of a plan to `out` (.xlsx) and return how many they are, and what to know.

    Rows of which only a cell was left out are given back too. ExchangeProblem if nothing was refused, `out` is the
    source itself, the source has changed since the plan was made, or the file can't be written.
    """
    out = Path(out)
    if out.suffix.casefold() != ".xlsx":
        raise ExchangeProblem("suffix", f"输出文件“{out.name}”应以 .xlsx 结尾，没有写出。")
    if not plan.refused:
        raise ExchangeProblem("nothing_refused", "没有被拒绝的行，不需要错误表。")
    if out.exists() and out.samefile(plan.path):
        raise ExchangeProblem("same_file", "错误表不能覆盖原来的文件。请换一个文件名。")
    stat = plan.path.stat() if plan.path.exists() else None
    if stat is None or (stat.st_mtime_ns, stat.st_size) != plan.stamp:
        raise ExchangeProblem(
            "source_changed", f"原文件“{plan.path.name}”在预览之后改动过或已移走。请重新导入后再导出错误表。"
        )
    rows = _by_row(plan.refused)
    progress(0, len(rows), "写错误表")
    notes: tuple[str, ...] = ()
    book: Any = None
    if kind_of(plan.path) != "xlsx":
        notes = (f"原文件“{plan.path.name}”不是 xlsx，错误表写成了 xlsx，栏目和内容照旧，原来的格式没有。",)
    elif plan.rows > LONGEST_WITH_LOOKS:
        notes = (f"原表有 {plan.rows} 行，错误表只保留栏目和内容，没有保留原来的格式。",)
    else:
        book = _with_looks(plan, rows)
        if book is None:
            notes = ("原表的写法特别，错误表只保留栏目和内容，没有保留原来的格式。",)
    _save(book if book is not None else _plain(plan, rows, progress), out)
    return Marked(len(rows), notes)


def _by_row(refused: Iterable[Refused]) -> dict[int, list[Refused]]:
    rows: dict[int, list[Refused]] = {}
    for item in sorted(refused, key=lambda item: item.row):
        rows.setdefault(item.row, []).append(item)
    return rows


def _with_looks(plan: ImportPlan, rows: dict[int, list[Refused]]) -> Any:
    """Open the source and move the refused rows up under the heading; everything below them goes.

    None where the library that keeps the looks can't open what the reader could.
    """
    import openpyxl

    try:
        with plan.path.open("rb") as file:  # by its name alone it would refuse a workbook called .xls
            book: Any = openpyxl.load_workbook(file)
        sheet: Any = book[plan.sheet]
    except Exception:  # noqa: BLE001 - whatever it stumbles over: the rows are given back without looks
        return None
    for other in [name for name in book.sheetnames if name != plan.sheet]:
        del book[other]
    sheet.auto_filter.ref = None
    for area in list(sheet.merged_cells.ranges):
        if area.max_row > plan.heading_row:
            _unmerge(sheet, area, plan.heading_row)
    width, last = sheet.max_column, sheet.max_row
    for place, number in enumerate(rows, plan.heading_row + 1):
        if number != place:
            _move_row(sheet, number, place, width)
    first_free = plan.heading_row + 1 + len(rows)
    if last >= first_free:
        sheet.delete_rows(first_free, last - first_free + 1)
    width = _filled_width(sheet, plan.heading_row, width)
    _mark(sheet, plan.heading_row, width, rows)
    return book


def _unmerge(sheet: Any, area: Any, heading_row: int) -> None:
    """Take cells apart; what stood for several rows is written into each, for the rows will be parted."""
    top = sheet.cell(area.min_row, area.min_col)
    sheet.unmerge_cells(str(area))
    if area.min_col != area.max_col or area.min_row <= heading_row:
        return
    for row in range(area.min_row + 1, min(area.max_row, area.min_row + MOST_MERGED) + 1):
        cell = sheet.cell(row, area.min_col)
        cell.value = top.value
        if top.data_type == "s":
            cell.data_type = "s"
        if top.has_style:
            cell._style = copy(top._style)


def _move_row(sheet: Any, source: int, target: int, width: int) -> None:
    """Copy a row upwards with its formats; rows are taken in order, so none is overwritten before it was copied."""
    for column in range(1, width + 1):
        old, new = sheet.cell(source, column), sheet.cell(target, column)
        new.value = old.value
        if old.data_type == "s":
            new.data_type = "s"
        if old.has_style:
            new._style = copy(old._style)
    sheet.row_dimensions[target].height = sheet.row_dimensions[source].height


def _filled_width(sheet: Any, heading_row: int, width: int) -> int:
    while width > 1 and sheet.cell(heading_row, width).value in (None, ""):
        width -= 1
    return width


def _plain(plan: ImportPlan, rows: dict[int, list[Refused]], progress: Progress) -> Any:
    """Read the source again and write its head and the refused rows into a new workbook, text staying text."""
    import openpyxl

    book: Any = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = _sheet_title(plan.sheet)
    place = plan.heading_row
    with SheetReader(plan.path, progress) as reader:
        for number, row in enumerate(reader.head(plan.sheet, plan.heading_row), 1):
            _put_row(sheet, number, row)
        spread = _spread_cells(reader.merged(plan.sheet), plan.heading_row)
        kept: dict[tuple[int, int], Cell] = {}
        for numbers, part in reader.rows(plan.sheet):
            for number, row in zip(numbers, part, strict=True):
                kept.update({(number, column): cell for column, cell in enumerate(row) if (number, column) in spread})
                if number in rows:
                    place += 1
                    _put_row(sheet, place, _filled(number, row, spread, kept))
    _mark(sheet, plan.heading_row, _filled_width(sheet, plan.heading_row, sheet.max_column), rows)
    return book


_Spread: TypeAlias = dict[tuple[int, int], tuple[int, int]]
"""Place (row from 1, column from 0) of a cell merged over several rows → the place that holds its content."""


def _spread_cells(merged: Iterable[Merged], heading_row: int) -> _Spread:
    found: _Spread = {}
    for (top, left), (bottom, right) in merged:
        if left == right and top >= heading_row:
            for row in range(top, min(bottom, top + MOST_MERGED) + 1):
                found[(row + 1, left)] = (top + 1, left)
    return found


def _filled(number: int, row: Sequence[Cell], spread: _Spread, kept: dict[tuple[int, int], Cell]) -> list[Cell]:
    """Return the row with what cells merged from above mean for it."""
    return [
        kept.get(spread.get((number, column), (0, 0)), "") if cell == "" else cell for column, cell in enumerate(row)
    ]


def _put_row(sheet: Any, number: int, row: Sequence[Cell]) -> None:
    for column, cell in enumerate(row, 1):
        if cell != "":
            _put(sheet.cell(number, column), cell)


def _put(cell: Any, value: Cell) -> None:
    """Set a value; text can never become a formula, and long numbers kept as text stay text."""
    if isinstance(value, CellFault):
        value = value.text
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"


def _mark(sheet: Any, heading_row: int, width: int, rows: dict[int, list[Refused]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    red = PatternFill("solid", fgColor=_RED)
    wrapped = Alignment(wrap_text=True, vertical="top")
    like = sheet.cell(heading_row, width)
    own = {str(sheet.cell(heading_row, column).value or ""): column for column in range(1, width + 1)}
    places = [own.get(text, 0) for text in ADDED]
    for index, text in enumerate(ADDED):
        if not places[index]:
            width += 1
            places[index] = width
            heading = sheet.cell(heading_row, width)
            heading._style = copy(like._style)
            _put(heading, text)
            sheet.column_dimensions[get_column_letter(width)].width = _WIDTHS[index]
    for place, (number, items) in enumerate(rows.items(), heading_row + 1):
        told = (
            "；".join(dict.fromkeys(i.reason for i in items)),
            "；".join(dict.fromkeys(i.remedy for i in items)),
            number,
        )
        for column, value in zip(places, told, strict=True):
            cell = sheet.cell(place, column)
            _put(cell, value)
            cell.alignment = wrapped
            cell.font = Font(color=_DARK_RED) if column == places[0] else Font()
        for item in items:
            if item.letter:
                sheet[f"{item.letter}{place}"].fill = red


def _sheet_title(name: str) -> str:
    plain = "".join(character for character in name if character not in "[]:*?/\\")[:31]
    return plain or "错误行"


def _save(book: Any, out: Path) -> None:
    """Write aside and swap in, so that a failure leaves an older file as it was."""
    try:
        build_aside(out, book.save)
    except PermissionError:
        raise ExchangeProblem(
            "in_use", f"写不了“{out.name}”：它可能正在 Excel 或 WPS 里打开。请关闭后再试，或换一个文件名。"
        ) from None
    except OSError as error:
        raise ExchangeProblem(
            "write", f"写“{out.name}”时出错（{error.strerror}），没有写成。请检查磁盘后再试。"
        ) from None
