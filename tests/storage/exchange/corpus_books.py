"""Nasty workbooks: .xlsx as every program writes it, .xls, .ods, files cut off, locked, swollen or built as a trap."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import PatternFill

from tests.storage.exchange.biff import Formula, error, ole_file, xls
from tests.storage.exchange.corpus import GOOD, HEAD, ID, ID2, Case, grid, person
from tests.storage.exchange.corpus_text import raw
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


DATE = "出生日期"
NUMBER_IDS = grid(person(0, 证件号码=int(ID.replace("X", "1"))), person(1))
GRID_1904 = {"member.birth_date": ["1941-01-15", "1953-01-14"]}

CASES = [
    Case("普通.xlsx", xlsx(), GOOD),
    Case("标题三行.xlsx", xlsx(grid(titles=["贫困户名单", "单位：微山岛镇", "导出时间：20231218"])), GOOD),
    Case("其实是xlsx.xls", xlsx(), GOOD),
    Case("其实是xlsx.et", xlsx(), GOOD),
    Case("其实是xlsx.csv", xlsx(), GOOD),
    Case("没有扩展名", xlsx(), GOOD),
    Case("大写.XLSX", xlsx(), GOOD),
    Case("（自定义）名单(22)_20231218.xlsx", xlsx(), GOOD),
    Case("无样式.xlsx", handmade(), GOOD),
    Case("样式号越界.xlsx", then(handmade(), SHEET, lambda xml: xml.replace(b' t="inl', b' s="77" t="inl')), GOOD),
    Case("带前缀.xlsx", with_prefix, GOOD),
    Case("没有行列号.xlsx", without_places, GOOD),
    Case("反斜杠.xlsx", other_names, GOOD),
    Case(
        "范围写错.xlsx",
        then(xlsx(), SHEET, lambda xml: xml.replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')),
        GOOD,
    ),
    Case("三十万空行.xlsx", styled_rows, GOOD),
    Case("前面空着.xlsx", xlsx([[], [], *(["", *row] for row in grid())]), GOOD),
    Case(
        "日期单元格.xlsx",
        xlsx(grid(person(0, 出生日期=date(1941, 1, 15)), person(1, 出生日期=datetime(1943, 2, 15)))),
        GOOD,
    ),
    Case("日期数字.xlsx", xlsx(grid(person(0, 出生日期=14991), person(1, 出生日期=19430215))), GOOD),
    Case("日期点.xlsx", xlsx(grid(person(0, 出生日期="1941.1.15"), person(1, 出生日期="1943年2月15日"))), GOOD),
    Case("年月中文.xlsx", xlsx(grid(person(0, 首次识别时间="2014年03月"), person(1, 首次识别时间="2014-3"))), GOOD),
    Case("年月日期.xlsx", xlsx(grid(person(0, 首次识别时间=date(2014, 3, 1)), person(1, 首次识别时间=201403))), GOOD),
    Case("一九零四.xlsx", from_1904, GRID_1904, notes=["1904"]),
    Case("全角.xlsx", xlsx(grid(person(0, 证件号码=wide(ID), 家庭成员联系电话=wide("13800001234")), person(1))), GOOD),
    Case("零宽字符.xlsx", xlsx(grid(person(0, 证件号码="\u200b" + ID + "\ufeff", 姓名="赵\u200b一"), person(1))), GOOD),
    Case(
        "空格.xlsx",
        xlsx(grid(person(0, 证件号码=f" {ID[:6]} {ID[6:]}\u3000", 姓名=" 赵　一 "), person(1))),
        GOOD,
        notes=["中间的空格去掉了"],
    ),
    Case("小写x.xlsx", xlsx(grid(person(0), person(1, 证件号码=ID2.lower().replace("x", "×")))), GOOD),
    Case(
        "电话数字.xlsx",
        xlsx(grid(person(0, 家庭成员联系电话=13800001234), person(1, 家庭成员联系电话="13800001234.0"))),
        GOOD,
    ),
    Case("证件数字.xlsx", xlsx(NUMBER_IDS), people=1, refused=[(2, "证件号码", "", "数字格式")]),
    Case(
        "户编号数字.xlsx",
        xlsx(grid(person(0, 户编号=8630000000000001), person(1))),
        people=1,
        refused=[(2, "户编号", "8630000000000001", "数字格式")],
    ),
    Case(
        "证件日期.xlsx",
        xlsx(grid(person(0, 证件号码=date(2020, 1, 1)), person(1))),
        people=1,
        refused=[(2, "证件号码", "2020-01-01", "日期格式")],
    ),
    Case("金额文字.xlsx", xlsx(grid(person(0, 人均纯收入="4,371.00元"), person(1, 人均纯收入="４３７１"))), GOOD),
    Case(
        "金额乱写.xlsx",
        xlsx(grid(person(0, 人均纯收入="四千多"), person(1))),
        refused=[(2, "人均纯收入", "四千多", "不是数字")],
    ),
    Case(
        "公式没结果.xlsx",
        no_results,
        refused=[(2, "务工时间（月）", "公式", "没有保存计算结果"), (2, "人均纯收入", "公式", "没有保存计算结果")],
    ),
    Case(
        "公式出错.xlsx",
        errors,
        people=1,
        refused=[(2, "自然村", "#N/A", "公式出错（#N/A）"), (3, "证件号码", "#REF!", "公式出错（#REF!）")],
    ),
    Case("全是公式.xlsx", many_formulas, problem="formulas", says=["全是公式.xlsx", "保存一次"]),
    Case("隐藏行列.xlsx", xlsx(None, hidden), GOOD, notes=["第 3 行在表里是隐藏", "列在表里是隐藏的"]),
    Case("多张表.xlsx", xlsx(None, second_sheet), GOOD, notes=["去年", "备份（隐藏）"]),
    Case("合并户.xlsx", xlsx(None, merge_household), GOOD, notes=["“户编号”列有合并单元格，第 3 行"]),
    Case(
        "涂色.xlsx",
        xlsx(None, lambda page: setattr(page["A1"], "fill", PatternFill("solid", fgColor="FFFF0000"))),
        GOOD,
    ),
    Case("老版.xls", raw(lambda: xls({"名单": grid()})), GOOD),
    Case("金山.et", raw(lambda: xls({"名单": grid()})), GOOD),
    Case("老版改名.xlsx", raw(lambda: xls({"名单": grid()})), GOOD),
    Case("老版隐藏.xls", raw(lambda: xls({"名单": grid()}, hidden_rows=[3])), GOOD, notes=["第 3 行在表里是隐藏"]),
    Case(
        "老版数字.xls",
        raw(lambda: xls({"名单": grid(person(0, 证件号码=9.9e17), person(1))})),
        people=1,
        refused=[(2, "证件号码", "", "数字格式")],
    ),
    Case(
        "老版公式错.xls",
        raw(lambda: xls({"名单": grid(person(0, 自然村=Formula(b"\x2a")), person(1, **{"务工时间（月）": error(7)}))})),
        refused=[(2, "自然村", "#N/A", "公式出错"), (3, "务工时间（月）", "#DIV/0!", "公式出错")],
    ),
    Case(
        "老版一九零四.xls",
        raw(lambda: xls({"名单": grid(person(0), person(1, 出生日期=17911.0))}, from_1904=True)),
        GRID_1904,
        notes=["1904"],
    ),
    Case("老版加密.xls", raw(lambda: xls({"名单": grid()}, password=True)), problem="password", says=["密码", "另存"]),
    Case("老版截断.xls", cut(raw(lambda: xls({"名单": grid()})), 0.5), problem="damaged"),
    Case(
        "九五年前.xls", raw(b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(40)), problem="old_excel", says=["另存为 xlsx"]
    ),
    Case(
        "加密.xlsx",
        raw(lambda: ole_file({"EncryptedPackage": bytes(6000), "EncryptionInfo": bytes(4096)})),
        problem="password",
        says=["加密.xlsx", "打开密码", "去掉密码"],
    ),
    Case("文档.xls", raw(lambda: ole_file({"WordDocument": bytes(4096)})), problem="not_excel", says=["Word"]),
    Case("邮件.xls", raw(lambda: ole_file({"__nameid_version1.0": bytes(4096)})), problem="not_excel"),
    Case("开放文档.ods", ods(grid()), GOOD),
    Case("开放文档改名.xlsx", ods(grid()), GOOD),
    Case("开放文档公式错.ods", ods(grid(person(0)), error_row()), refused=[(3, "自然村", "#N/A", "公式出错")]),
    Case(
        "开放文档炸弹.ods",
        ods(
            grid(),
            '<table:table-cell table:number-columns-repeated="16000" office:value-type="string">'
            "<text:p>x</text:p></table:table-cell>",
            1_000_000,
        ),
        problem="far_cell",
    ),
    Case("二进制.xlsb", xlsb, problem="xlsb", says=["另存为 xlsx"]),
    Case("截断一半.xlsx", cut(xlsx(), 0.5), problem="damaged", says=["截断一半.xlsx", "损坏", "另存为 xlsx"]),
    Case("截断末尾.xlsx", cut(xlsx(), 0.98), problem="damaged"),
    Case("零字节.xlsx", raw(b""), problem="empty"),
    Case("内容表坏.xlsx", then(handmade(), SHEET, lambda xml: xml[:-120]), problem="damaged"),
    Case("炸弹.xlsx", swollen, problem="bomb", says=["大得不正常", "没有打开"]),
    Case(
        "实体炸弹.xlsx", then(handmade(), SHEET, lambda xml: b'<!DOCTYPE a [<!ENTITY b "c">]>' + xml), problem="doctype"
    ),
    Case("两格远角.xlsx", corner, problem="far_cell", says=["第 1048576 行"]),
    Case("孤零零的一格.xlsx", lonely, problem="far_cell", says=["第 1048576 行、第 26 列"]),
    Case("藏起的远角.xlsx", hidden_corner, problem="damaged"),
    Case("图片.xlsx", raw(b"\x89PNG\r\n\x1a\n" + bytes(64)), problem="not_excel", says=["图片"]),
    Case("扫描件.xlsx", raw(b"%PDF-1.4\n"), problem="not_excel", says=["PDF"]),
    Case("压缩包.xlsx", raw(b"Rar!\x1a\x07\x00"), problem="not_excel", says=["压缩包"]),
    Case("文件夹.xlsx", lambda path: path.mkdir(), problem="folder", says=["文件夹"]),
    Case("旧身份证.xlsx", xlsx(grid(person(0, 证件号码="990000410115021"), person(1))), GOOD, notes=["15 位旧号"]),
    Case(
        "自造字.xlsx",
        xlsx(grid(person(0, 姓名="赵\ue000"), person(1))),
        {"member.name": ["赵\ue000", "钱二"]},
        notes=["疑似造字 U+E000"],
    ),
    Case(
        "旧字库字.xlsx",
        xlsx(grid(person(0, 姓名="赵\ue863"), person(1))),
        {"member.name": ["赵䶮", "钱二"]},
        notes=["U+E863 换成了“䶮”"],
    ),
    Case(
        "部首字.xlsx",
        xlsx(grid(person(0, 姓名="⽩一"), person(1))),
        {"member.name": ["白一", "钱二"]},
        notes=["部首符号"],
    ),
    Case(
        "间隔点.xlsx",
        xlsx(grid(person(0, 姓名="买买提．艾力"), person(1, 姓名="阿依 • 古丽"))),
        {"member.name": ["买买提·艾力", "阿依·古丽"]},
    ),
    Case(
        "没有这个村.xlsx",
        xlsx(grid(person(0, 行政村="子虚村"), person(1, 行政村="子虚村"))),
        people=0,
        refused=[(2, "行政村", "子虚村", "不在本单位的区划里"), (3, "行政村", "子虚村", "不在本单位的区划里")],
    ),
]
