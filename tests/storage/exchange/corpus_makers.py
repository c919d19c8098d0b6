"""How the nasty workbooks of the corpus are made."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl

from tests.storage.exchange.corpus import HEAD, grid, person
from tests.storage.exchange.sheets import bare_workbook, rewrite_part, sheet_xml

SHEET = "xl/worksheets/sheet1.xml"


def save(book: Any, path: Path) -> None:
    """Save under a name that need not end in .xlsx."""
    with path.open("wb") as file:
        book.save(file)


def book_of(rows: Sequence[Sequence[Any]], sheet: str = "名单") -> Any:
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    return book


def xlsx(rows: Sequence[Sequence[Any]] | None = None, change: Callable[[Any], object] | None = None) -> Any:
    def make(path: Path) -> None:
        book = book_of(rows or grid())
        if change is not None:
            change(book.active)
        save(book, path)

    return make


def then(make: Any, part: str, change: Callable[[bytes], bytes]) -> Any:
    """A workbook made by `make`, one part of it changed."""

    def both(path: Path) -> None:
        make(path)
        rewrite_part(path, part, change)

    return both


def cut(make: Any, keep: float) -> Any:
    def both(path: Path) -> None:
        make(path)
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])

    return both


def column(name: str) -> str:
    return chr(65 + HEAD.index(name))


def handmade(**more: bytes) -> Any:
    """A workbook as small programs write it: no styles, no shared texts, inline strings."""

    def make(path: Path) -> None:
        rows = b"".join(
            b'<row r="%d">' % number
            + b"".join(
                b'<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>'
                % (chr(65 + place).encode(), number, str(cell).encode())
                for place, cell in enumerate(row)
            )
            + b"</row>"
            for number, row in enumerate(grid(), 1)
        )
        xml = sheet_xml(rows)
        for old, new in more.items():
            xml = xml.replace(b"<" + old.encode(), new)
        bare_workbook(path, xml)

    return make


def with_prefix(path: Path) -> None:
    """Every element with a prefix, as some .NET programs write it."""
    handmade()(path)

    def change(xml: bytes) -> bytes:
        for tag in (b"worksheet", b"sheetData", b"row", b"is", b"c", b"t", b"v"):
            for mark in (b"<", b"</"):
                for end in (b" ", b">"):
                    xml = xml.replace(mark + tag + end, mark + b"x:" + tag + end)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    rewrite_part(path, SHEET, change)


def without_places(path: Path) -> None:
    """Rows and cells without their numbers."""
    handmade()(path)

    def change(xml: bytes) -> bytes:
        import re

        return re.sub(rb' r="[A-Z]*\d+"', b"", xml)

    rewrite_part(path, SHEET, change)


def other_names(path: Path) -> None:
    """Part names with backslashes and capitals."""
    handmade()(path)
    with zipfile.ZipFile(path) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\").replace("sheet1", "Sheet1")
            target.writestr(info, content)


def no_results(path: Path) -> None:
    """A formula that no program has computed yet, as scripts leave them."""
    rows = grid(person(0, **{"务工时间（月）": "=3+3"}, 人均纯收入="=4371*1"), person(1))
    save(book_of(rows), path)


def errors(path: Path) -> None:
    rows = grid(person(0, 自然村="#N/A"), person(1, 证件号码="#REF!"))
    book = book_of(rows)
    for row, name in ((2, "自然村"), (3, "证件号码")):
        book.active[f"{column(name)}{row}"].data_type = "e"
    save(book, path)


def many_formulas(path: Path) -> None:
    rows = b"".join(b'<row r="%d"><c r="A%d"><f>1+1</f></c></row>' % (n, n) for n in range(1, 20_100))
    bare_workbook(path, sheet_xml(rows))


def hidden(page: Any) -> None:
    page.row_dimensions[3].hidden = True
    page.column_dimensions[column("人均纯收入")].hidden = True


def second_sheet(page: Any) -> None:
    page.parent.create_sheet("去年").append(["旧"])
    page.parent.create_sheet("备份").sheet_state = "hidden"


def merge_household(page: Any) -> None:
    for name in ("县", "乡", "行政村", "户编号", "自然村"):
        page.merge_cells(f"{column(name)}2:{column(name)}3")


def styled_rows(path: Path) -> None:
    """The sheet of a clerk who coloured whole columns: a million rows with a style and nothing in them."""
    xlsx()(path)
    row = b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>'
    styled = b"".join(row % (n, n) for n in range(4, 300_000))
    rewrite_part(path, SHEET, lambda xml: xml.replace(b"</sheetData>", styled + b"</sheetData>"))


def swollen(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("xl/workbook.xml", b"<workbook/>")
        with target.open(SHEET, "w", force_zip64=True) as part:
            for _ in range(27):
                part.write(b" " * (16 * 1024 * 1024))


def corner(path: Path) -> None:
    """The two cells that make a reader ask for 549 GB."""
    bare_workbook(
        path,
        sheet_xml(
            b'<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
            b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>b</t></is></c></row>'
        ),
    )


def lonely(path: Path) -> None:
    """Two filled cells with a million rows between them."""
    near, far = b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<row r="1048576"><c r="Z1048576"><v>1</v></c></row>'
    bare_workbook(path, sheet_xml(near + far))


def hidden_corner(path: Path) -> None:
    """The corners written so that the pre-scan can't see them: only the child stands between them and the program."""
    near, far = b'<row r="1"><c r="A1"><v>1</v></c></row>', b'<row r="1048576"><c r="&#88;FD1048576"><v>1</v></c></row>'
    bare_workbook(path, sheet_xml(near + far))


def error_row() -> str:
    """A row of an .ods file whose third cell shows an error."""
    cells = [
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in grid()[2]
    ]
    told = '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
    cells[HEAD.index("自然村")] = f"{told}<text:p>#N/A</text:p></table:table-cell>"
    return "".join(cells)


def xlsb(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("xl/workbook.bin", b"\x83\x01\x00")
        target.writestr("xl/worksheets/sheet1.bin", b"\x81\x01\x00")


def ods(rows: Sequence[Sequence[str]], cell: str = "", repeated: int = 1) -> Any:
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    if cell:
        body += f'<table:table-row table:number-rows-repeated="{repeated}">{cell}</table:table-row>'
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    xml = (
        f'<office:document-content {spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:'
        f'calcext:1.0"><office:body><office:spreadsheet><table:table table:name="名单">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as target:
            target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            target.writestr("content.xml", xml)
            target.writestr(
                "META-INF/manifest.xml",
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                '<manifest:file-entry manifest:full-path="/" '
                'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
            )

    return make


def from_1904(path: Path) -> None:
    """Dates as cells, and one that lost its format: 17,911 days after 1904-01-01 is 1953-01-14."""
    rows = grid(person(0, 出生日期=date(1941, 1, 15)), person(1, 出生日期=17911))
    book = book_of(rows)
    book.epoch = datetime(1904, 1, 1)
    save(book, path)


def wide(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)
