"""A look at a file before any library opens it: what it is, and whether it is safe to read.

A workbook of some kilobytes can unpack to gigabytes, or make a reader reserve a cell for every place between two far
corners; both are found here, from the bytes, with bounded work.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from storage.exchange.ods_facts import look_at_content
from storage.exchange.ole import MAGIC as OLE
from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_facts import SheetFacts
from storage.exchange.xls_facts import look_at_xls
from storage.exchange.xlsx_facts import look_at_parts

MOST_FILE_BYTES = 200 * 1024 * 1024
MOST_HTML_BYTES = 60 * 1024 * 1024
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 5_000
SMALL_PART = 1024 * 1024
"""A part below this size may be squeezed more tightly: an empty sheet is mostly repetition."""

_HTML = (b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"<style", b"<div", b"<!--", b"<body", b"<font")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
# the first record of a workbook from before 1995, without a box around it
_BIFF_STARTS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_PICTURES_AND_PAPERS = {
    b"%PDF": "PDF 文档",
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"{\\rtf": "写字板文档",
}


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file is: kind `xlsx`, `xls`, `ods`, `html`, `xml` or `text`; what its sheets hold beside their values."""

    kind: str
    dates_from_1904: bool = False
    facts: dict[str, SheetFacts] = field(default_factory=dict[str, SheetFacts])


def look_at(path: Path, kind: str = "") -> FileLook:
    """Return what the file is; ExchangeProblem where it is no sheet, or would not be safe to open.

    `kind` is what `kind_of` has said, if it was asked already.
    """
    kind = kind or kind_of(path)
    if kind in ("xlsx", "ods"):
        return _look_at_zip(path, kind)
    if kind == "xls":
        facts, from_1904 = look_at_xls(path)
        return FileLook(kind, from_1904, facts)
    return FileLook(kind)


def kind_of(path: Path) -> str:
    """Return what a file is by its first bytes; ExchangeProblem where it is no sheet at all."""
    size, start = _start_of(path)
    if size == 0:
        raise ExchangeProblem("empty", f"文件“{path.name}”是空的，没有内容可导入。")
    if size > MOST_FILE_BYTES:
        raise ExchangeProblem("too_large", f"文件“{path.name}”太大（超过 200 兆）。请按乡镇或村拆成几个文件再导入。")
    if start.startswith(b"PK"):
        return "ods" if b"opendocument.spreadsheet" in start[:200] else "xlsx"
    if start.startswith(OLE):
        return "xls"
    return _kind_of_text(path, start, size)


def _start_of(path: Path) -> tuple[int, bytes]:
    try:
        if path.is_dir():
            raise ExchangeProblem("folder", f"“{path.name}”是文件夹，不是表格。请打开它，选择里面的表格文件。")
        size = path.stat().st_size
        with path.open("rb") as file:
            return size, file.read(4096)
    except FileNotFoundError:
        raise ExchangeProblem("missing", f"找不到文件“{path.name}”。请检查路径是否写对、盘是否插好。") from None
    except PermissionError:
        raise ExchangeProblem(
            "unreadable", f"读不了文件“{path.name}”：它可能正被别的程序打开，或没有读取权限。请关闭 Excel、WPS 后再试。"
        ) from None
    except OSError:
        raise ExchangeProblem(
            "unreadable", f"读不了文件“{path.name}”：盘可能没插好或已损坏。请把文件复制到本机硬盘后再试。"
        ) from None


def _kind_of_text(path: Path, start: bytes, size: int) -> str:
    for magic, what in _PICTURES_AND_PAPERS.items():
        if start.startswith(magic):
            raise ExchangeProblem(
                "not_excel", f"“{path.name}”是{what}，不是表格，没有导入。请选择 xlsx、xls、ods 或 csv 文件。"
            )
    if start.startswith(_BIFF_STARTS):
        raise ExchangeProblem(
            "old_excel", f"“{path.name}”是很老的 Excel 格式，读不了。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。"
        )
    plain = _plain_start(start)
    if plain.startswith(b"<?xml"):
        return _kind_of_xml(path, plain)
    if plain.startswith(_HTML):
        if size > MOST_HTML_BYTES:
            raise ExchangeProblem(
                "too_large", f"网页表格“{path.name}”太大（超过 60 兆）。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。"
            )
        return "html"
    if plain.startswith(b"mime-version:"):
        raise ExchangeProblem(
            "html", f"“{path.name}”其实是单个文件的网页。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。"
        )
    if b"\0" in start and not start.startswith(_WIDE):
        raise ExchangeProblem(
            "not_excel", f"“{path.name}”不是 Excel 或 CSV 表格，没有导入。请选择 xlsx、xls、ods 或 csv 文件。"
        )
    return "text"


def _plain_start(start: bytes) -> bytes:
    if start.startswith(_WIDE):
        start = start[: len(start) // 2 * 2].decode("utf-16", "replace").encode()
    return start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def _kind_of_xml(path: Path, plain: bytes) -> str:
    if b"<html" in plain:
        return "html"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
        return "xml"
    raise ExchangeProblem(
        "xml", f"“{path.name}”是 XML 文件，不是能直接读的表格。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。"
    )


def _look_at_zip(path: Path, kind: str) -> FileLook:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(path, parts)
            if any(part.flag_bits & 1 for part in parts):
                raise ExchangeProblem("password", f"文件“{path.name}”加了密码，读不了。请去掉密码另存后再导入。")
            if kind == "ods":
                return FileLook(kind, facts=look_at_content(path, archive))
            names = {part.filename.replace("\\", "/").casefold() for part in parts}
            _refuse_other_zip(path, names)
            facts, from_1904 = look_at_parts(path, archive)
            return FileLook("xlsx", from_1904, facts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError, OSError):
        raise ExchangeProblem(
            "damaged", f"文件“{path.name}”已损坏或没有拷完整，打不开。请用 Excel 或 WPS 打开后另存为 xlsx，再重新导入。"
        ) from None


def _refuse_other_zip(path: Path, names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise ExchangeProblem(
            "xlsb", f"“{path.name}”是二进制工作簿（xlsb），读不出其中的公式错误。请用 Excel 或 WPS 另存为 xlsx 再导入。"
        )
    if any(name.startswith("xl/") for name in names):
        return
    if any(name.startswith("word/") for name in names):
        raise ExchangeProblem(
            "not_excel", f"“{path.name}”是 Word 文档，不是表格。请把表格复制到 Excel，另存为 xlsx 再导入。"
        )
    raise ExchangeProblem(
        "not_excel", f"“{path.name}”是压缩包或别的文件，不是 Excel 表格。请先解压，再导入里面的表格。"
    )


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    tight = any(
        part.file_size > SMALL_PART and part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in parts
    )
    if total > MOST_UNPACKED_BYTES or tight or len(parts) > MOST_PARTS:
        raise ExchangeProblem(
            "bomb",
            f"文件“{path.name}”展开后大得不正常，为保护电脑没有打开。"
            "若确是自己的表格，请复制有内容的部分到新工作簿，另存后再导入。",
        )
