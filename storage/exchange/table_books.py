"""Web pages and XML tables that old systems hand out under the name .xls, read with the standard library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from xml.parsers import expat

from storage.exchange.sheet_facts import CellFault
from storage.exchange.text_book import Row, decode

MOST_CELLS = 6_000_000
MOST_COLUMNS = 2_000
MOST_SPAN = 20_000
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.I)
_CHUNK = 256 * 1024
Merged = tuple[tuple[int, int], tuple[int, int]]


class NoTable(Exception):
    """The page holds no table."""


class TooMuch(MemoryError):
    """The page asks for more cells than any sheet of people has."""


class _Sheet:
    def __init__(self, name: str) -> None:
        self.name = name
        self.hidden = False
        self.rows: list[Row] = []
        self.merged: list[Merged] = []


class _Tables:
    """Sheets gathered so far, and how many cells they may still hold."""

    def __init__(self) -> None:
        self.sheets: list[_Sheet] = []
        self._left = MOST_CELLS

    def spend(self, cells: int) -> None:
        self._left -= cells
        if self._left < 0:
            raise TooMuch

    def of(self, name: str) -> _Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)


class HtmlBook:
    """A web page: each table with at least two rows is a sheet. Cells are text, as the page shows it."""

    def __init__(self, path: str) -> None:
        """Read the page; NoTable where it has none, BadText where its text can't be decoded."""
        with open(path, "rb") as file:  # noqa: PTH123 - the child starts faster without pathlib
            raw = file.read()
        parser = _PageParser()
        text = _decode_page(raw)
        for place in range(0, len(text), _CHUNK):
            parser.feed(text[place : place + _CHUNK])
        parser.close()
        parser.end_all()
        self._tables = parser.tables
        if not self._tables.sheets:
            raise NoTable

    def sheets(self) -> list[tuple[str, bool]]:
        """Return the tables, named by their order."""
        return [(sheet.name, sheet.hidden) for sheet in self._tables.sheets]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Return a table's rows, all of one width."""
        return iter(self._tables.of(sheet).rows)

    def merged(self, sheet: str) -> list[Merged]:
        """Return the cells that span several places, as ((row, column), (row, column)) from 0."""
        return self._tables.of(sheet).merged


def _decode_page(raw: bytes) -> str:
    found = _CHARSET.search(raw[:4096])
    if found and found[1].lower() in (b"utf-8", b"utf8"):
        return raw.decode("utf-8-sig", "strict") if _is(raw, "utf-8") else decode(raw)
    return decode(raw)


def _is(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


class _Open:
    """A table that is being read: rows with the places already taken by cells that span rows."""

    def __init__(self) -> None:
        self.rows: list[dict[int, str]] = []
        self.taken: dict[int, set[int]] = {}
        self.merged: list[Merged] = []
        self.cell: list[str] | None = None
        self.span: tuple[int, int] = (1, 1)


class _PageParser(HTMLParser):
    """Gathers tables. A table inside a cell is a table of its own; its text does not count for the cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables = _Tables()
        self._open: list[_Open] = []
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self._skip += 1
        elif tag == "table":
            if len(self._open) < 20:
                self._open.append(_Open())
        elif not self._open:
            return
        elif tag == "tr":
            self._end_cell()
            self._open[-1].rows.append({})
        elif tag in ("td", "th"):
            self._begin_cell(dict(attrs))
        elif tag == "br" and self._open[-1].cell is not None:
            self._open[-1].cell.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._skip = max(self._skip - 1, 0)
        elif tag in ("td", "th", "tr") and self._open:
            self._end_cell()
        elif tag == "table" and self._open:
            self._end_table()

    def handle_data(self, data: str) -> None:
        if self._open and not self._skip and self._open[-1].cell is not None:
            self._open[-1].cell.append(data)

    def end_all(self) -> None:
        """Close what a page that ends too early left open."""
        while self._open:
            self._end_table()

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        table = self._open[-1]
        if not table.rows:
            table.rows.append({})
        table.cell = []
        table.span = (_span(attributes.get("rowspan")), _span(attributes.get("colspan")))

    def _end_cell(self) -> None:
        table = self._open[-1]
        if table.cell is None:
            return
        text = "\n".join(" ".join(line.split()) for line in "".join(table.cell).split("\n")).strip()
        table.cell = None
        row = len(table.rows) - 1
        down, right = table.span
        taken = table.taken.setdefault(row, set())
        column = max(table.rows[row], default=-1) + 1
        while column in taken:
            column += 1
        if column + right > MOST_COLUMNS:
            raise TooMuch
        self.tables.spend(right + down)
        table.rows[row][column] = text
        for place in range(column + 1, column + right):
            table.rows[row][place] = ""
        for below in range(row + 1, row + down):
            table.taken.setdefault(below, set()).update(range(column, column + right))
        if down > 1 or right > 1:
            table.merged.append(((row, column), (row + down - 1, column + right - 1)))

    def _end_table(self) -> None:
        self._end_cell()
        table = self._open.pop()
        filled = [row for row in table.rows if any(row.values())]
        if len(filled) < 2:
            return
        width = max(max(row, default=0) for row in table.rows) + 1
        self.tables.spend(width * len(table.rows))
        sheet = _Sheet(f"表格{len(self.tables.sheets) + 1}")
        sheet.rows = [[row.get(place, "") for place in range(width)] for row in table.rows]
        last = len(sheet.rows) - 1
        sheet.merged = [(start, (min(end[0], last), min(end[1], width - 1))) for start, end in table.merged]
        self.tables.sheets.append(sheet)


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MOST_SPAN) if text and text.strip().isdecimal() else 1


class XmlBook:
    """An “XML Spreadsheet 2003” workbook."""

    def __init__(self, path: str) -> None:
        """Read the file; expat.ExpatError where it is broken, NoTable where it has no sheet."""
        self._tables = _Tables()
        parser = _XmlParser(self._tables)
        with open(path, "rb") as file:  # noqa: PTH123 - the child starts faster without pathlib
            while chunk := file.read(_CHUNK):
                parser.parser.Parse(chunk)
        parser.parser.Parse(b"", True)
        if not self._tables.sheets:
            raise NoTable

    def sheets(self) -> list[tuple[str, bool]]:
        """Return (name, hidden) of every worksheet."""
        return [(sheet.name, sheet.hidden) for sheet in self._tables.sheets]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Return the rows of a sheet from row 1 on."""
        return iter(self._tables.of(sheet).rows)

    def merged(self, sheet: str) -> list[Merged]:
        """Return the merged cells."""
        return self._tables.of(sheet).merged


class _XmlParser:
    """Follows rows and cells by their own numbers (ss:Index), however far apart they are."""

    def __init__(self, tables: _Tables) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._tables = tables
        self._row: Row = []
        self._parts: list[str] | None = None
        self._type = ""
        self._formula = False
        self._got = False

    def _doctype(self, *_told: object) -> None:
        raise ValueError("doctype")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        told = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if tag == "Worksheet":
            self._tables.sheets.append(_Sheet(told.get("Name", f"表格{len(self._tables.sheets) + 1}")))
        elif tag == "Visible":
            self._parts = []
        elif not self._tables.sheets:
            return
        elif tag == "Row":
            self._begin_row(told)
        elif tag == "Cell":
            self._begin_cell(told)
        elif tag == "Data":
            self._parts, self._type, self._got = [], told.get("Type", "String"), True

    def _begin_row(self, told: dict[str, str]) -> None:
        rows = self._tables.sheets[-1].rows
        missing = int(told.get("Index", "0")) - 1 - len(rows)
        if missing > 0:
            self._tables.spend(missing)
            rows.extend([] for _ in range(missing))
        self._row = []
        rows.append(self._row)

    def _begin_cell(self, told: dict[str, str]) -> None:
        missing = int(told.get("Index", "0")) - 1 - len(self._row)
        right, down = int(told.get("MergeAcross", "0")), int(told.get("MergeDown", "0"))
        if missing > MOST_COLUMNS or right > MOST_COLUMNS or right < 0 or len(self._row) > MOST_COLUMNS:
            raise TooMuch
        self._tables.spend(max(missing, 0) + 1 + right)
        self._row.extend([""] * max(missing, 0))
        self._formula, self._got = "Formula" in told, False
        if right or down:
            sheet = self._tables.sheets[-1]
            row, column = len(sheet.rows) - 1, len(self._row)
            sheet.merged.append(((row, column), (row + down, column + right)))
        self._row.append("")
        self._right = right

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "Data" and self._parts is not None and self._row:
            self._row[-1] = _typed("".join(self._parts), self._type)
            self._parts = None
        elif tag == "Cell":
            if self._formula and not self._got:
                self._row[-1] = CellFault("公式")
            self._row.extend([""] * self._right)
        elif tag == "Visible" and self._parts is not None:
            self._tables.sheets[-1].hidden = "Hidden" in "".join(self._parts)
            self._parts = None

    def _text(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)


def _typed(text: str, kind: str) -> Any:
    if kind == "Error":
        return CellFault(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime":
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            return text
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    return text
