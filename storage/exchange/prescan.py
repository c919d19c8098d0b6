"""A look at a file before any library opens it: what it is, and whether it is safe to read.

A workbook of some kilobytes can unpack to gigabytes, or make a reader reserve a cell for every place between two far
corners; both are found here, from the bytes, with bounded work.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from storage.exchange.problems import ExchangeProblem

MOST_FILE_BYTES = 200 * 1024 * 1024
MOST_UNPACKED_BYTES = 400 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 5_000
SMALL_PART = 1024 * 1024
"""A part below this size may be squeezed more tightly: an empty sheet is mostly repetition."""
MOST_CELLS = 60_000_000
"""Places in the rectangle from A1 to the last filled cell; a reader reserves all of them."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_CHUNK = 1024 * 1024
# a filled cell in a column of three letters, or in a row of six or seven digits; ordinary sheets have none
_FAR_CELL = re.compile(rb'<c [^>]*?\br="([A-Z]{3}\d+|[A-Z]{2}\d{6,7})"[^>]*(?<!/)>')
_CELL = re.compile(rb"([A-Z]+)(\d+)")
_TAIL = 256


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a file is: kind `xlsx`, `xls` or `text`; `dates_from_1904` as the workbook says."""

    kind: str
    dates_from_1904: bool = False


def look_at(path: Path, kind: str = "") -> FileLook:
    """Return what the file is; ExchangeProblem where it is no sheet, or would not be safe to open.

    `kind` is what `kind_of` has said, if it was asked already.
    """
    return _look_at_zip(path) if (kind or kind_of(path)) == "xlsx" else FileLook(kind or kind_of(path))


def kind_of(path: Path) -> str:
    """Return `xlsx`, `xls` or `text` by a file's first bytes; ExchangeProblem where it is none of them."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError:
        raise ExchangeProblem("missing", f"找不到文件“{path.name}”。请检查路径是否写对、盘是否插好。") from None
    except OSError as error:
        raise ExchangeProblem(
            "unreadable", f"读不了文件“{path.name}”（{error.strerror}）。请关闭正在使用它的程序后再试。"
        ) from None
    if size == 0:
        raise ExchangeProblem("empty", f"文件“{path.name}”是空的，没有内容可导入。")
    if size > MOST_FILE_BYTES:
        raise ExchangeProblem("too_large", f"文件“{path.name}”太大（超过 200 兆）。请按乡镇或村拆成几个文件再导入。")
    if start.startswith(b"PK"):
        return "xlsx"
    if start.startswith(_OLE):
        _check_ole(path)
        return "xls"
    _check_text(path, start)
    return "text"


def _look_at_zip(path: Path) -> FileLook:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(path, parts)
            names = {part.filename for part in parts}
            if not any(name.startswith("xl/") for name in names):
                _refuse_other_zip(path, names)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _check_part(path, archive, part)
            return FileLook("xlsx", _is_1904(archive, names))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, ValueError):
        raise ExchangeProblem(
            "damaged", f"文件“{path.name}”已损坏或没有拷完整，打不开。请用 Excel 或 WPS 打开后另存为 xlsx，再重新导入。"
        ) from None


def _refuse_other_zip(path: Path, names: set[str]) -> None:
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


def _check_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a document type anywhere in the part's head, a part longer than it says, and cells in far corners."""
    is_sheet = part.filename.startswith("xl/worksheets/sheet")
    done, rest, row, column = 0, b"", 0, 0
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if done == 0 and any(mark in chunk for mark in _DOCTYPES):
                raise ExchangeProblem(
                    "doctype",
                    f"文件“{path.name}”里有可疑的内容（外部实体声明），没有打开。请用 Excel 重新另存后再导入。",
                )
            done += len(chunk)
            if done > part.file_size:
                raise ValueError(part.filename)
            if not is_sheet:
                if done >= _CHUNK:
                    return
                continue
            text = rest + chunk
            for found in _FAR_CELL.finditer(text):
                column, row = _farther(found[1], column, row)
            if row * column > MOST_CELLS:
                raise ExchangeProblem("far_cell", _far_sentence(path, row, column))
            rest = text[-_TAIL:]


def _farther(reference: bytes, column: int, row: int) -> tuple[int, int]:
    found = _CELL.fullmatch(reference)
    if found is None:
        return column, row
    number = 0
    for letter in found[1]:
        number = number * 26 + letter - 64
    return max(column, number), max(row, int(found[2]))


def _far_sentence(path: Path, row: int, column: int) -> str:
    return (
        f"文件“{path.name}”在很远的地方（第 {row} 行、第 {column} 列附近）有内容，表格因此大得读不了。"
        "请删除表格右边和下面多余的行列，保存后再导入。"
    )


def _is_1904(archive: zipfile.ZipFile, names: set[str]) -> bool:
    if "xl/workbook.xml" not in names:
        return False
    text = archive.open("xl/workbook.xml").read(_CHUNK)
    return re.search(rb'date1904="(1|true)"', text) is not None


def _check_ole(path: Path) -> None:
    text = _ole_directory(path)
    if "EncryptedPackage".encode("utf-16-le") in text:
        raise ExchangeProblem(
            "password", f"文件“{path.name}”设了打开密码，读不了。请用 Excel 或 WPS 打开，去掉密码另存后再导入。"
        )
    if "WordDocument".encode("utf-16-le") in text:
        raise ExchangeProblem(
            "not_excel", f"“{path.name}”是 Word 文档，不是表格。请把表格复制到 Excel，另存为 xlsx 再导入。"
        )


def _ole_directory(path: Path) -> bytes:
    """Return the sector that names the streams, and the file's beginning."""
    with path.open("rb") as file:
        start = file.read(_CHUNK)
        size = 1 << min(int.from_bytes(start[30:32], "little"), 20)
        file.seek((int.from_bytes(start[48:52], "little") + 1) * size)
        return start + file.read(4096)


def _check_text(path: Path, start: bytes) -> None:
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if plain.startswith((b"<html", b"<!doctype", b"<table", b"<head", b"<meta", b"<style", b"<div")):
        raise ExchangeProblem(
            "html", f"“{path.name}”其实是网页，只是改了扩展名。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。"
        )
    if plain.startswith(b"<?xml"):
        raise ExchangeProblem("xml", f"“{path.name}”是 XML 表格。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。")
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExchangeProblem(
            "not_excel", f"“{path.name}”不是 Excel 或 CSV 表格，没有导入。请选择 xlsx、xls 或 csv 文件。"
        )
