"""Sheets of made-up people for the tests: the known forms, and files no program should trust."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from models.id_numbers import check_character
from models.sheet_forms import FORMS

RESOURCES = Path(__file__).parents[3] / "resources"
TOWN = "370826111"
COUNTY_NAME, TOWN_NAME = "微山县", "微山岛镇"
VILLAGES = ("上庄村", "沟南村", "古留村")


def id_number(birth: str, order: int) -> str:
    """A right ID number of the impossible division 990000; an odd order is a man's."""
    body = f"990000{birth}{order:03d}"
    return body + check_character(body)


def household_number(count: int) -> str:
    return f"86300000{count:08d}"


def people(households: int = 2, size: int = 2) -> list[dict[str, Any]]:
    """People as dicts by the headings of several forms at once; every value is text, as the systems export it."""
    found = []
    names = ("赵一", "钱二", "孙三", "李四", "周五", "吴六")
    for count in range(1, households + 1):
        for place in range(size):
            order = count * 10 + place
            man = place % 2 == 0
            born = f"19{40 + count % 50:02d}0{place + 1}15"
            found.append(
                {
                    "序号": str(order), "省": "山东省", "市": "济宁市", "县": COUNTY_NAME, "乡": TOWN_NAME,
                    "村": VILLAGES[count % 3], "县(市、区、旗)": COUNTY_NAME, "乡(镇)": TOWN_NAME,
                    "行政县": COUNTY_NAME, "乡镇": TOWN_NAME, "行政村": VILLAGES[count % 3],
                    "户编号": household_number(count), "人编号": f"{household_number(count)}{place:02d}",
                    "姓名": names[order % 6] + "甲乙丙丁"[place % 4],
                    "证件号码": id_number(born, order * 2 + (1 if man else 0)),
                    "人数": str(size), "与户主关系": "户主" if place == 0 else "配偶" if place == 1 else "之子",
                    "民族": "汉族", "文化程度": "小学", "健康状况": "健康", "劳动技能": "普通劳动力",
                    "务工时间（月）": "6", "务工时间": "6", "参加大病医疗": "是", "是否参加大病保险": "是",
                    "脱贫属性": "已脱贫", "脱贫年度": "2016", "贫困户属性": "一般贫困户", "主要致贫原因": "因病",
                    "致贫原因1": "因病", "危房户": "否", "饮水安全": "是", "饮水困难": "否",
                    "是否解决安全饮用水": "是", "人均纯收入": "4371", "联系电话": f"1380000{count:04d}",
                    "户联系电话": f"1380000{count:04d}",
                }
            )  # fmt: skip
    return found


def table(form: str, rows: Sequence[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """The headings of a form, word for word, and the rows in their order."""
    headings = list(FORMS[form][1])
    return headings, [[row.get(heading, "") for heading in headings] for row in rows]


def write_sheet(
    path: Path,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    titles: Sequence[str] = (),
    sheet: str = "Sheet1",
) -> Path:
    """Write a workbook: title rows, heading, rows. Text stays text, numbers and dates are cells of their own."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for title in titles:
        page.append([title])
    page.append(list(headings))
    for row in rows:
        page.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def write_form(path: Path, form: str, rows: Sequence[dict[str, Any]], **more: Any) -> Path:
    headings, cells = table(form, rows)
    return write_sheet(path, headings, cells, **more)


def write_csv(path: Path, headings: Sequence[str], rows: Sequence[Sequence[Any]], encoding: str) -> Path:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def rewrite_part(path: Path, part: str, change: Any) -> Path:
    """Change one part of a workbook's zip by a function of its bytes."""
    with zipfile.ZipFile(path) as source:
        parts = {info.filename: source.read(info) for info in source.infolist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return path


def bare_workbook(path: Path, sheet_xml: bytes, **parts: bytes) -> Path:
    """The smallest workbook around a sheet's XML, written by hand."""
    kinds = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    )
    links = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    office = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    book = (
        b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        b'<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    content = {
        "[Content_Types].xml": kinds,
        "_rels/.rels": links % (
            b'<Relationship Id="rId1" Type="' + office + b'officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": links % (
            b'<Relationship Id="rId1" Type="' + office + b'worksheet" Target="worksheets/sheet1.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": sheet_xml,
        **{name.replace("__", "/"): value for name, value in parts.items()},
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, value in content.items():
            target.writestr(name, value)
    return path


def sheet_xml(cells: bytes) -> bytes:
    return (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + cells
        + b"</sheetData></worksheet>"
    )
