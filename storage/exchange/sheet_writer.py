"""Writes one .xlsx with typed columns: numbers-as-names are text, no formulas, the file appears whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from storage.archive.problems import known_problems
from storage.exchange.problems import ExchangeProblem

Style: TypeAlias = Literal["text", "integer", "money", "decimal"]
CellValue: TypeAlias = str | int | None
"""Text as it is, whole numbers, money and decimals as hundredths; None is an empty cell."""

ROWS_PER_SHEET = 1_000_000
_MOST_TEXT = 32_767
_FORMATS = {"text": "@", "integer": "0", "money": "#,##0.00", "decimal": "0.##"}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: heading, what its cells are, width in characters."""

    heading: str
    style: Style = "text"
    width: float = 12


def write_sheet(
    out: Path, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[CellValue]], *, banner: str = ""
) -> int:
    """Write the rows under bold headings and return how many they are.

    `banner` is a line above the headings. Text goes in as text even where it begins with = or +, so that no cell can
    become a formula or a link. More rows than a sheet holds go on in a further sheet. ExchangeProblem unless `out` ends
    in .xlsx; StorageProblem where it can't be written.
    """
    if out.suffix.lower() != ".xlsx":
        raise ExchangeProblem("suffix", f"输出文件“{out.name}”应以 .xlsx 结尾，没有写出。")
    import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

    part = out.with_name(f".{out.name}.part")
    with known_problems():
        out.parent.mkdir(parents=True, exist_ok=True)
        book: Any = xlsxwriter.Workbook(
            str(part),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        try:
            written = _Book(book, title, columns, banner).write(rows)
            book.close()
            part.replace(out)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    return written


class _Book:
    def __init__(self, book: Any, title: str, columns: Sequence[SheetColumn], banner: str) -> None:
        self._book = book
        self._title = title
        self._columns = columns
        self._banner = banner
        font = {"font_name": "宋体", "font_size": 10}
        self._formats = {style: book.add_format({**font, "num_format": code}) for style, code in _FORMATS.items()}
        self._head = book.add_format(
            {**font, "bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self._warning = book.add_format({**font, "bold": True, "font_color": "#9C5700"})

    def write(self, rows: Iterable[Sequence[CellValue]]) -> int:
        number = 0
        sheet = self._new_sheet(1)
        line = self._first_line
        for number, row in enumerate(rows, 1):
            if number > 1 and (number - 1) % ROWS_PER_SHEET == 0:
                sheet = self._new_sheet((number - 1) // ROWS_PER_SHEET + 1)
                line = self._first_line
            for place, (column, value) in enumerate(zip(self._columns, row, strict=True)):
                if value is not None and value != "":
                    self._put(sheet, line, place, column.style, value)
            line += 1
        return number

    @property
    def _first_line(self) -> int:
        return 2 if self._banner else 1

    def _new_sheet(self, number: int) -> Any:
        sheet = self._book.add_worksheet(self._title if number == 1 else f"{self._title}（{number}）")
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.width)
        if self._banner:
            sheet.write_string(0, 0, self._banner, self._warning)
        for place, column in enumerate(self._columns):
            sheet.write_string(self._first_line - 1, place, column.heading, self._head)
        sheet.freeze_panes(self._first_line, 0)
        return sheet

    def _put(self, sheet: Any, line: int, place: int, style: Style, value: CellValue) -> None:
        kind = self._formats[style]
        if isinstance(value, str):
            sheet.write_string(line, place, value[:_MOST_TEXT], self._formats["text"])
        elif style in ("money", "decimal"):
            sheet.write_number(line, place, (value or 0) / 100, kind)
        else:
            sheet.write_number(line, place, value, kind)
