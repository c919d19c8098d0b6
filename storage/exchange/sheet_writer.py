"""Writes one .xlsx with typed columns: numbers-as-names are text, no formulas, the file appears whole or not at all."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

from storage.archive.problems import known_problems
from storage.exchange.problems import ExchangeProblem

Style: TypeAlias = Literal["text", "digits", "integer", "money", "decimal"]
CellValue: TypeAlias = str | int | None
"""Text as it is, whole numbers, money and decimals as hundredths; None is an empty cell."""

ROWS_PER_SHEET = 1_000_000
MOST_TEXT = 32_767
"""Characters a cell can hold."""
CODE_SHEET, HELP_SHEET = "代码表", "填写说明"
_FORMATS = {"text": "@", "digits": "@", "integer": "0", "money": "#,##0.00", "decimal": "0.##"}
_INJECTION = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # OWASP, CSV injection
_SPARE_ROWS = 500
"""Rows below the last one that have drop-downs too."""
_WIDEST_PAGE = 230.0
"""Characters across that are still legible on one A4 page."""
_LONGEST_LIST = 250
_MOST_MESSAGE = 250


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column: heading, what its cells are, width in characters, what its drop-down offers.

    `digits` is text made of digits that must never become a number. `hint` is shown when a cell is chosen; `required`
    and `blank` (a place to write in) give the heading another colour. `above` stands in the banner's line.
    """

    heading: str
    style: Style = "text"
    width: float = 12
    choices: tuple[str, ...] = ()
    hidden: bool = False
    hint: str = ""
    required: bool = False
    blank: bool = False
    above: str = ""


def write_sheet(
    out: Path,
    title: str,
    columns: Sequence[SheetColumn],
    rows: Iterable[Sequence[CellValue]],
    *,
    banner: str = "",
    help_lines: Sequence[Sequence[str]] = (),
    lined: bool = False,
) -> int:
    """Write the rows under bold headings and return how many they are.

    `banner` is a line above the headings; `help_lines` fill a sheet of their own, the first of them its headings;
    `lined` draws lines around every cell, for paper that is written on. Text goes in as text even where it begins with
    = or +, so that no cell can become a formula or a link. More rows than a sheet holds go on in a further sheet.
    ExchangeProblem unless `out` ends in .xlsx; StorageProblem where it can't be written.
    """
    with opened_book(out) as book:
        writer = _Book(book, title, columns, banner, lined)
        written = writer.write(rows)
        writer.write_help(help_lines)
        writer.write_codes()
    return written


def write_sheets(
    out: Path, sheets: Iterable[tuple[str, Sequence[SheetColumn], Iterable[Sequence[CellValue]]]], *, banner: str = ""
) -> int:
    """Write several sheets (title, columns, rows) into one workbook, as `write_sheet` does; return how many rows."""
    with opened_book(out) as book:
        return sum(_Book(book, title, columns, banner, False).write(rows) for title, columns, rows in sheets)


@contextmanager
def opened_book(out: Path) -> Generator[Any]:
    """Open a workbook beside `out` that takes its place once it is whole."""
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
            yield book
            book.close()
            part.replace(out)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


class _Book:
    def __init__(self, book: Any, title: str, columns: Sequence[SheetColumn], banner: str, lined: bool) -> None:
        self._book = book
        self._title = title
        self._columns = columns
        self._banner = banner
        self._lists: list[tuple[str, ...]] = []
        self._lined = lined
        font: dict[str, Any] = {"font_name": "宋体", "font_size": 10}
        cell = {**font, "border": 1} if lined else font
        self._unlined = {style: book.add_format({**font, "num_format": code}) for style, code in _FORMATS.items()}
        self._formats = {style: book.add_format({**cell, "num_format": code}) for style, code in _FORMATS.items()}
        # shows a leading apostrophe, so that no program that opens the file takes the text for anything else
        self._quoted = book.add_format({**cell, "num_format": "@", "quote_prefix": True})
        self._formats["digits"] = self._quoted
        head = {**font, "bold": True, "border": 1, "text_wrap": True, "valign": "vcenter"}
        self._head = book.add_format({**head, "bg_color": "#DCE6F1"})
        self._required = book.add_format({**head, "bg_color": "#FCE4D6"})
        self._to_fill = book.add_format({**head, "bg_color": "#FFF2CC"})
        self._warning = book.add_format({**font, "bold": True, "font_color": "#9C5700"})
        self._wrapped = book.add_format({**font, "text_wrap": True, "valign": "top"})

    def write(self, rows: Iterable[Sequence[CellValue]]) -> int:
        number = 0
        sheet = self._new_sheet(1)
        line = self._first_line
        columns: list[tuple[int, Style]] = [(place, column.style) for place, column in enumerate(self._columns)]
        for number, row in enumerate(rows, 1):
            if number > 1 and (number - 1) % ROWS_PER_SHEET == 0:
                self._finish_sheet(sheet, line)
                sheet = self._new_sheet((number - 1) // ROWS_PER_SHEET + 1)
                line = self._first_line
            for (place, style), value in zip(columns, row, strict=True):
                if value is not None and value != "":
                    self._put(sheet, line, place, style, value)
                elif self._lined:
                    sheet.write_blank(line, place, None, self._formats[style])
            line += 1
        self._finish_sheet(sheet, line)
        return number

    @property
    def _first_line(self) -> int:
        return 2 if self._banner else 1

    def _new_sheet(self, number: int) -> Any:
        sheet = self._book.add_worksheet(self._title if number == 1 else f"{self._title}（{number}）")
        for place, column in enumerate(self._columns):
            # an empty cell is text too: what a clerk types into it stays as typed
            sheet.set_column(place, place, column.width, self._unlined[column.style], {"hidden": column.hidden})
        if self._banner:
            sheet.write_string(0, 0, self._banner, self._warning)
            for place, column in enumerate(self._columns):
                if column.above:
                    sheet.write_string(0, place, column.above, self._unlined["text"])
        for place, column in enumerate(self._columns):
            head = self._to_fill if column.blank else self._required if column.required else self._head
            sheet.write_string(self._first_line - 1, place, column.heading, head)
        sheet.freeze_panes(self._first_line, 0)
        self._set_paper(sheet)
        return sheet

    def _set_paper(self, sheet: Any) -> None:
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.repeat_rows(self._first_line - 1)
        sheet.set_footer("&C第 &P 页　共 &N 页")
        if sum(column.width for column in self._columns if not column.hidden) <= _WIDEST_PAGE:
            sheet.fit_to_pages(1, 0)

    def _finish_sheet(self, sheet: Any, line: int) -> None:
        """Add what depends on how many rows there are."""
        last = line + _SPARE_ROWS
        sheet.autofilter(self._first_line - 1, 0, max(line - 1, self._first_line), len(self._columns) - 1)
        for place, column in enumerate(self._columns):
            told: dict[str, Any] = {}
            if column.choices:
                told = {
                    "validate": "list", "source": self._source(column.choices), "error_type": "warning",
                    "error_title": "不在选项里", "error_message": "这一项应从下拉列表里选。仍要填这个内容吗？",
                }  # fmt: skip
            elif column.hint:
                told = {"validate": "any"}
            if told and column.hint:
                told |= {"input_title": column.heading[:32], "input_message": column.hint[:_MOST_MESSAGE]}
            if told:
                sheet.data_validation(self._first_line, place, last, place, told)

    def _source(self, choices: tuple[str, ...]) -> list[str] | str:
        if sum(map(len, choices)) + len(choices) <= _LONGEST_LIST and not any("," in choice for choice in choices):
            return list(choices)
        if choices not in self._lists:
            self._lists.append(choices)
        number = self._lists.index(choices)
        letters = (chr(64 + number // 26) if number >= 26 else "") + chr(65 + number % 26)
        return f"='{CODE_SHEET}'!${letters}$1:${letters}${len(choices)}"

    def write_help(self, lines: Sequence[Sequence[str]]) -> None:
        if not lines:
            return
        sheet = self._book.add_worksheet(HELP_SHEET)
        for place, width in enumerate((24, 8, 40, 60)):
            sheet.set_column(place, place, width)
        for line, texts in enumerate(lines):
            for place, text in enumerate(texts):
                sheet.write_string(line, place, text, self._head if line == 0 else self._wrapped)
        sheet.freeze_panes(1, 0)

    def write_codes(self) -> None:
        """Write the lists that are too long to stand in a drop-down itself, on a sheet nobody needs to see."""
        if not self._lists:
            return
        sheet = self._book.add_worksheet(CODE_SHEET)
        for line in range(max(map(len, self._lists))):
            for place, choices in enumerate(self._lists):
                if line < len(choices):
                    sheet.write_string(line, place, choices[line], self._formats["text"])
        sheet.hide()

    def _put(self, sheet: Any, line: int, place: int, style: Style, value: CellValue) -> None:
        if isinstance(value, str):
            kind = self._quoted if style == "digits" or value.startswith(_INJECTION) else self._formats["text"]
            sheet.write_string(line, place, value[:MOST_TEXT], kind)
        elif style in ("money", "decimal"):
            sheet.write_number(line, place, (value or 0) / 100, self._formats[style])
        else:
            sheet.write_number(line, place, value, self._formats[style])
