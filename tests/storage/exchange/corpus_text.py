"""Nasty files that are text: CSV in every encoding and mistake, web pages and XML under a workbook's name."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.storage.exchange.corpus import GOOD, HEAD, ID, Case, grid, person

MARK = b"\xef\xbb\xbf"


def text_of(rows: list[list[Any]], delimiter: str = ",", end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def csv_file(encoding: str, rows: list[list[Any]] | None = None, *, delimiter: str = ",", end: str = "\r\n") -> Any:
    def make(path: Path) -> None:
        path.write_bytes(text_of(rows or grid(), delimiter, end).encode(encoding))

    return make


def raw(content: bytes | Callable[[], bytes]) -> Any:
    return lambda path: path.write_bytes(content() if callable(content) else content)


def wrapped() -> list[list[Any]]:
    """As checking tools export it: every number as ="…"."""
    rows = grid()
    return [rows[0], *([f'="{cell}"' if cell.isdigit() else cell for cell in row] for row in rows[1:])]


def html_table(rows: list[list[Any]], head: str = "", cell: str = "<td>%s</td>") -> str:
    body = "".join("<tr>" + "".join(cell % value for value in row) + "</tr>" for row in rows)
    return f"<html><head>{head}</head><body><table border=1>{body}</table></body></html>"


def spanned_page() -> bytes:
    """The household's columns span its two rows, as county systems print them."""
    first, second = grid()[1], grid()[2]
    shared = ("县", "乡", "行政村", "户编号", "自然村")
    upper = "".join(
        f'<td rowspan="2">{cell}</td>' if name in shared else f"<td>{cell}</td>"
        for name, cell in zip(HEAD, first, strict=True)
    )
    lower = "".join(f"<td>{cell}</td>" for name, cell in zip(HEAD, second, strict=True) if name not in shared)
    titles = f'<tr><th colspan="{len(HEAD)}">贫困户名单</th></tr>'
    heading = "<tr>" + "".join(f"<th>{name}</th>" for name in HEAD) + "</tr>"
    page = f"<!DOCTYPE html><html><body><table>{titles}{heading}<tr>{upper}</tr><tr>{lower}</tr></table></body></html>"
    return page.encode()


def xml_sheet(rows: list[list[Any]], *, extra: str = "") -> str:
    body = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in rows
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        f'<Worksheet ss:Name="名单"><Table>{body}{extra}</Table></Worksheet></Workbook>'
    )


def half_character() -> bytes:
    """Cut off in the middle of a character, as a copy to a full stick leaves it."""
    whole = text_of(grid()).encode()
    return whole[: whole.rindex("组".encode()) + 1]


def broken_quote() -> bytes:
    rows = grid(person(0, 自然村="XX"), person(1))
    return text_of(rows).replace("XX", '"一组').encode()


SAME = GOOD
CASES = [
    Case("GB18030.csv", csv_file("gb18030"), SAME),
    Case("GBK_制表符.txt", csv_file("gbk", delimiter="\t"), SAME),
    Case("分号.csv", csv_file("utf-8", delimiter=";"), SAME),
    Case("竖线.txt", csv_file("gb18030", delimiter="|"), SAME),
    Case("UTF8无标记.csv", csv_file("utf-8"), SAME),
    Case("UTF8有标记.csv", csv_file("utf-8-sig"), SAME),
    Case("UTF16.csv", csv_file("utf-16", delimiter="\t"), SAME),
    Case("老苹果换行.csv", csv_file("utf-8", end="\r"), SAME),
    Case("只有换行.csv", csv_file("gb18030", end="\n"), SAME),
    Case("标题行.csv", csv_file("gb18030", grid(titles=["微山岛镇贫困户名单", "", "导出时间：20231218"])), SAME),
    Case("等号引号.csv", csv_file("gb18030", wrapped()), SAME),
    Case("改名.xls", csv_file("gb18030"), SAME),
    Case("改名.xlsx", csv_file("utf-8-sig"), SAME),
    Case(
        "前导撇号.csv",
        csv_file("utf-8", grid(person(0, 证件号码="'" + ID), person(1))),
        SAME,
    ),
    Case(
        "科学计数.csv",
        csv_file("gb18030", grid(person(0, 证件号码="9.90000194101E+17"), person(1))),
        people=1,
        refused=[(2, "证件号码", "9.90000194101E+17", "曾被当作数字")],
    ),
    Case(
        "小数尾巴.csv",
        csv_file("gb18030", grid(person(0, 家庭成员联系电话="13800001234.0"), person(1))),
        SAME,
    ),
    Case(
        "隐去中间.csv",
        csv_file("gb18030", grid(person(0, 证件号码="990000********0219"), person(1))),
        people=1,
        refused=[(2, "证件号码", "990000********0219", "隐去了中间几位")],
    ),
    Case("半个字.csv", raw(half_character), problem="encoding", says=["第 3 行", "没有拷完整"]),
    Case("两种编码.csv", raw(lambda: text_of(grid()).encode() + "赵钱孙李\n".encode("gb18030")), problem="encoding"),
    Case(
        "不是文字.csv", raw(b"a,b\n\x81\xff\xff"), problem="encoding", says=["不是文字.csv", "第 2 行", "另存为 xlsx"]
    ),
    Case("引号不配对.csv", raw(broken_quote), problem="quotes", says=["第 2 行", "双引号", "没有导入"]),
    Case("全是空行.csv", raw(b"\r\n,,,\r\n\r\n"), problem="empty"),
    Case("只有表头.csv", raw(text_of([list(HEAD)]).encode()), problem="no_rows", says=["第 1 行是表头"]),
    Case("没有表头.csv", raw("甲,乙,丙\n1,2,3\n".encode()), problem="no_heading", says=["没有认出表头"]),
    Case("空.csv", raw(b""), problem="empty", says=["空.csv", "空的"]),
    Case("零字节混入.csv", raw(b"\0\0abc,d\n"), problem="not_excel"),
    Case("网页.xls", raw(html_table(grid()).encode("gbk")), SAME),
    Case("网页_声明编码.xls", raw(html_table(grid(), '<meta charset="gb2312">').encode("gb18030")), SAME),
    Case("网页_UTF8.xls", raw(MARK + html_table(grid(), '<META content="text/html; charset=utf-8">').encode()), SAME),
    Case("网页_合并.xls", raw(spanned_page), SAME, notes=["合并单元格"]),
    Case("网页_实体.xls", raw(html_table(grid(), cell="<td>&nbsp;%s<br></td>").encode()), SAME),
    Case("网页_没关标签.xls", raw(html_table(grid()).replace("</td>", "").replace("</tr>", "").encode()), SAME),
    Case(
        "网页_排版套表.xls",
        raw(f"<html><table><tr><td>导航</td><td>{html_table(grid())}</td></tr></table></html>".encode()),
        SAME,
    ),
    Case(
        "网页_没有表.xls", raw(b"<html><body><p>login</p></body></html>"), problem="html", says=["网页", "另存为 xlsx"]
    ),
    Case(
        "网页_巨大跨度.xls",
        raw(b'<table><tr><td colspan="999999999">a</td></tr><tr><td>b</td></tr></table>'),
        problem="memory",
    ),
    Case("单文件网页.xls", raw(b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"), problem="html"),
    Case("XML表格.xls", raw(lambda: xml_sheet(grid()).encode()), SAME),
    Case(
        "XML表格_远行.xls",
        raw(lambda: xml_sheet(grid(), extra='<Row ss:Index="1000000000"><Cell/></Row>').encode()),
        problem="memory",
    ),
    Case(
        "XML表格_实体炸弹.xls",
        raw(
            lambda: (
                xml_sheet(grid())
                .replace("?><Workbook", '?><!DOCTYPE Workbook [<!ENTITY a "aaaa">]><Workbook')
                .replace("一组", "&a;")
                .encode()
            )
        ),
        problem="damaged",
    ),
    Case("XML表格_截断.xls", raw(lambda: xml_sheet(grid()).encode()[:-80]), problem="damaged"),
    Case("别的.xml", raw(b'<?xml version="1.0"?><root><a/></root>'), problem="xml", says=["另存为 xlsx"]),
]
