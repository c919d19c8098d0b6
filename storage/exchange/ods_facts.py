"""The pre-scan of .ods files: repeated rows that would fill the memory, hidden rows, cells without a value."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.parsers import expat

from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_facts import SheetFacts
from storage.exchange.xlsx_facts import MOST_CELLS, far_cell

_CHUNK = 1024 * 1024


def look_at_content(path: Path, archive: zipfile.ZipFile) -> dict[str, SheetFacts]:
    """Return facts by sheet name; ExchangeProblem for what should not be opened, ValueError where it is damaged."""
    scan = _Scan(path)
    try:
        with archive.open("content.xml") as stream:
            while chunk := stream.read(_CHUNK):
                scan.parser.Parse(chunk)
        scan.parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from None
    return scan.facts


class _Scan:
    def __init__(self, path: Path) -> None:
        self.facts: dict[str, SheetFacts] = {}
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._path = path
        self._sheet = SheetFacts()
        self._row = self._next_row = self._column = self._width = 0

    def _doctype(self, *_told: object) -> None:
        raise ExchangeProblem(
            "doctype", f"文件“{self._path.name}”里有可疑的内容（外部实体声明），没有打开。请重新另存为 xlsx 后再导入。"
        )

    def _start(self, name: str, told: dict[str, str]) -> None:
        if name == "table:table":
            self._sheet = self.facts.setdefault(told.get("table:name", ""), SheetFacts())
            self._row, self._next_row, self._width = 0, 1, 0
        elif name == "table:table-row":
            self._row = self._next_row
            times = int(told.get("table:number-rows-repeated", "1"))
            self._next_row += times
            self._column = 0
            if told.get("table:visibility") in ("collapse", "filter"):
                for number in range(self._row, self._row + min(times, 1000)):
                    self._sheet.hide_row(number)
        elif name in ("table:table-cell", "table:covered-table-cell"):
            times = int(told.get("table:number-columns-repeated", "1"))
            self._column += times
            if "office:value-type" in told:
                self._width = max(self._width, self._column)
                if (self._next_row - 1) * self._width > MOST_CELLS:
                    raise far_cell(self._path, self._next_row - 1, self._width)
            if told.get("calcext:value-type") == "error":
                self._sheet.fault(self._path.name, self._row, self._column, "#N/A")
