"""The pre-scan of .xlsx parts: far corners, document types, hidden rows, cells without a value. Bytes, bounded work."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import unescape

from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_facts import NO_RESULT, SheetFacts, column_number, too_many_faults

MOST_CELLS = 60_000_000
"""Places in the rectangle from A1 to the last filled cell; a reader reserves all of them."""
SPARSE_CELLS, SPARSE = 4_000_000, 20
"""A rectangle beyond the first must be filled to at least one part in the second."""

_CHUNK = 1024 * 1024
_LONGEST_CELL = 256 * 1024
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
# Some programs write every element with a prefix, <x:c r="A1">
_P = rb"(?:\w+:)?"
# A filled cell in a column of three letters, or in a row of six or seven digits; few sheets have one
_FAR = re.compile(rb"<" + _P + rb"""c [^<>]*?\br=["']([A-Z]{3}\d+|[A-Z]{1,2}\d{6,7})["'][^<>]*(?<!/)>""")
# Told much sooner than by the pattern above; nearly no piece of a sheet has one
_MAYBE_FAR = re.compile(rb"""[ \t\r\n]r=["'](?:[A-Z]{3}\d|[A-Z]{1,2}\d{6})""")
_PLACE = re.compile(rb"([A-Z]+)(\d+)")
_CELL_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d+)["']""")
_VALUE = _P + rb"v\b[^<>]*(?:/>|>\s*</" + _P + rb"v>)"
_FORMULA = (
    rb"<" + _P + rb"c\b([^<>]*)>\s*<" + _P + rb"f\b(?:[^<>]*/>|[^<>]*(?<!/)>[^<]*</" + _P + rb"f>)"
    rb"\s*(<" + _VALUE + rb")?\s*</" + _P + rb"c>"
)  # fmt: skip
_NO_RESULT = re.compile(_FORMULA)
_ERROR = re.compile(
    rb"<" + _P + rb"""c\b([^<>]*\bt=["']e["'][^<>]*)>(?:(?!</""" + _P + rb"c>).){0,2000}?<" + _P + rb"v>([^<]*)<", re.S
)
_HIDDEN_ROW = re.compile(rb"<" + _P + rb"""row\b([^<>]*\bhidden=["'](?:1|true)["'][^<>]*)>""")
_HIDDEN_COLUMN = re.compile(rb"<" + _P + rb"""col\b([^<>]*\bhidden=["'](?:1|true)["'][^<>]*)>""")
_NUMBER = re.compile(rb"""\b(r|min|max)=["'](\d+)["']""")
_SHEET = re.compile(rb"<" + _P + rb"sheet\b([^<>]*)>")
_RELATION = re.compile(rb"<" + _P + rb"Relationship\b([^<>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ENTITIES = {"&quot;": '"', "&apos;": "'"}


def look_at_parts(path: Path, archive: zipfile.ZipFile) -> tuple[dict[str, SheetFacts], bool]:
    """Look through every XML part; return facts by sheet name, and whether days count from 1904.

    ExchangeProblem for what should not be opened; ValueError and the errors of zipfile where the file is damaged.
    """
    parts = {_plain(part.filename): part for part in archive.infolist()}
    names, from_1904 = _sheet_parts(archive, parts)
    facts: dict[str, SheetFacts] = {}
    for name, part in parts.items():
        if name.startswith("xl/worksheets/") and name.endswith(".xml") and name not in names:
            names[name] = ""
        if name.endswith((".xml", ".rels", ".vml")) or name in names:
            found = _Scan(path, name in names)
            found.read(archive, part)
            if name in names:
                facts[names[name]] = found.facts
    return facts, from_1904


def _plain(name: str) -> str:
    """Return a part's name as compared: some programs write \\ for /, or capitals."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _attributes(text: bytes) -> dict[str, str]:
    return {
        key.decode().rpartition(":")[2]: unescape((one or two).decode("utf-8", "replace"), _ENTITIES)
        for key, one, two in _ATTRIBUTE.findall(text)
    }


def _sheet_parts(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> tuple[dict[str, str], bool]:
    """Return part name → sheet name as workbook.xml says, and whether days count from 1904."""
    book = _head(archive, parts.get("xl/workbook.xml"))
    targets: dict[str, str] = {}
    for found in _RELATION.finditer(_head(archive, parts.get("xl/_rels/workbook.xml.rels"))):
        told = _attributes(found[1])
        target = _plain(told.get("Target", ""))
        targets[told.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    names: dict[str, str] = {}
    for found in _SHEET.finditer(book):
        told = _attributes(found[1])
        if told.get("id", "") in targets:
            names[targets[told["id"]]] = told.get("name", "")
    return names, re.search(rb"""date1904=["'](1|true)["']""", book) is not None


def _head(archive: zipfile.ZipFile, part: zipfile.ZipInfo | None) -> bytes:
    return archive.open(part).read(_CHUNK) if part is not None else b""


class _Scan:
    """One part read in pieces, each cut where a cell begins, so that no cell is torn."""

    def __init__(self, path: Path, is_sheet: bool) -> None:
        self.facts = SheetFacts()
        self._path = path
        self._is_sheet = is_sheet
        self._row = self._column = self._filled = 0

    def read(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        done, rest = 0, b""
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                if done == 0 and any(mark in chunk for mark in _DOCTYPES):
                    raise ExchangeProblem(
                        "doctype",
                        f"文件“{self._path.name}”里有可疑的内容（外部实体声明），没有打开。"
                        "请用 Excel 重新另存后再导入。",
                    )
                done += len(chunk)
                if done > part.file_size:
                    raise ValueError(part.filename)
                if not self._is_sheet:
                    if done >= _CHUNK:
                        return
                    continue
                text = rest + chunk
                cut = max(text.rfind(b"<c "), text.rfind(b":c "), 0)
                cut = text.rfind(b"<", 0, cut + 1) if cut else 0
                rest = text[cut:][-_LONGEST_CELL:]
                self._look(text[:cut])
        self._look(rest)
        if self._row * self._column > max(SPARSE_CELLS, SPARSE * self._filled):
            raise far_cell(self._path, self._row, self._column)
        if self.facts.unplaced:
            raise too_many_faults(self._path.name)

    def _look(self, text: bytes) -> None:
        self._filled += text.count(b"<c ") or text.count(b":c ")
        if _MAYBE_FAR.search(text):
            for found in _FAR.finditer(text):
                self._farther(found[1])
        if b"hidden=" in text:
            self._hidden(text)
        if b"<f" in text or b":f" in text:
            for found in _NO_RESULT.finditer(text):
                # a formula may well have the empty text as its result
                if not (found[2] and b"str" in found[1]):
                    self._fault(found[1], NO_RESULT)
        if b't="e"' in text or b"t='e'" in text:
            for found in _ERROR.finditer(text):
                self._fault(found[1], found[2].decode("utf-8", "replace"))

    def _fault(self, attributes: bytes, text: str) -> None:
        found = _CELL_PLACE.search(attributes)
        if found is None:
            self.facts.unplaced += 1
            return
        self.facts.fault(self._path.name, int(found[2]), column_number(found[1]), text)

    def _hidden(self, text: bytes) -> None:
        for found in _HIDDEN_ROW.finditer(text):
            told = dict(_NUMBER.findall(found[1]))
            if b"r" in told:
                self.facts.hide_row(int(told[b"r"]))
        for found in _HIDDEN_COLUMN.finditer(text):
            told = dict(_NUMBER.findall(found[1]))
            if b"min" in told and b"max" in told:
                self.facts.hide_columns(int(told[b"min"]), int(told[b"max"]))

    def _farther(self, reference: bytes) -> None:
        found = _PLACE.fullmatch(reference)
        if found is None:
            return
        self._row, self._column = max(self._row, int(found[2])), max(self._column, column_number(found[1]))
        if self._row * self._column > MOST_CELLS:
            raise far_cell(self._path, self._row, self._column)


def far_cell(path: Path, row: int, column: int) -> ExchangeProblem:
    """Return the refusal of a sheet with content far away."""
    return ExchangeProblem(
        "far_cell",
        f"文件“{path.name}”在很远的地方（第 {row} 行、第 {column} 列附近）有内容，表格因此大得读不了。"
        "请删除表格右边和下面多余的行列，保存后再导入。",
    )
