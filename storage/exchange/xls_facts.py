"""The pre-scan of .xls and .et files: what the OLE box holds, hidden rows, formulas without a value.

Source of the record numbers: [MS-XLS]. The walk looks at record heads only, so a county list takes about a second.
"""

from __future__ import annotations

import struct
from pathlib import Path

from storage.exchange.ole import OleFile
from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_facts import SheetFacts

_FORMULA, _FILEPASS, _BOUNDSHEET, _ROW, _BOOLERR, _COLINFO, _BOF = (
    0x0006,
    0x002F,
    0x0085,
    0x0208,
    0x0205,
    0x007D,
    0x0809,
)
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_OTHERS = {
    "worddocument": "Word 文档",
    "powerpoint document": "幻灯片",
    "visiodocument": "Visio 图",
}


def look_at_xls(path: Path) -> tuple[dict[str, SheetFacts], bool]:
    """Return facts by sheet name, and whether the workbook counts its days from 1904.

    ExchangeProblem where the file is no workbook, has a password or is damaged.
    """
    try:
        box = OleFile(path)
        _refuse_others(path, box.names)
        return _walk(path, box.stream("workbook" if "workbook" in box.names else "book"))
    except (ValueError, KeyError, struct.error, IndexError, UnicodeDecodeError):
        raise ExchangeProblem(
            "damaged", f"文件“{path.name}”已损坏或没有拷完整，打不开。请用 Excel 或 WPS 打开后另存为 xlsx，再重新导入。"
        ) from None


def _refuse_others(path: Path, names: set[str]) -> None:
    if "encryptedpackage" in names:
        raise _password(path)
    for name, what in _OTHERS.items():
        if name in names:
            raise ExchangeProblem(
                "not_excel", f"“{path.name}”是{what}，不是表格。请把表格复制到 Excel，另存为 xlsx 再导入。"
            )
    if not names & {"workbook", "book"}:
        raise ExchangeProblem(
            "not_excel", f"“{path.name}”里没有表格，没有导入。请用 Excel 或 WPS 打开，另存为 xlsx 再导入。"
        )


def _password(path: Path) -> ExchangeProblem:
    return ExchangeProblem(
        "password", f"文件“{path.name}”设了打开密码，读不了。请用 Excel 或 WPS 打开，去掉密码另存后再导入。"
    )


def _walk(path: Path, data: bytes) -> tuple[dict[str, SheetFacts], bool]:
    starts: dict[int, str] = {}
    facts: dict[str, SheetFacts] = {}
    current, from_1904, place, end = SheetFacts(), False, 0, len(data) - 4
    while place <= end:
        kind, size = struct.unpack_from("<HH", data, place)
        body = place + 4
        if kind == _FORMULA and data[body + 12 : body + 14] == b"\xff\xff" and data[body + 6] == 2:
            row, column = struct.unpack_from("<HH", data, body)
            current.fault(path.name, row + 1, column + 1, _ERRORS.get(data[body + 8], "#ERROR"))
        elif kind == _ROW and data[body + 12] & 0x20:
            current.hide_row(struct.unpack_from("<H", data, body)[0] + 1)
        elif kind == _BOOLERR and data[body + 7]:
            row, column = struct.unpack_from("<HH", data, body)
            current.fault(path.name, row + 1, column + 1, _ERRORS.get(data[body + 6], "#ERROR"))
        elif kind == _COLINFO and data[body + 8] & 1:
            first, last = struct.unpack_from("<HH", data, body)
            current.hide_columns(first + 1, last + 1)
        elif kind == _BOF and place in starts:
            current = facts.setdefault(starts[place], SheetFacts())
        elif kind == _BOUNDSHEET:
            starts[struct.unpack_from("<I", data, body)[0]] = _sheet_name(data[body + 6 : body + size])
        elif kind == _FILEPASS:
            raise _password(path)
        elif kind == 0x0022:
            from_1904 = data[body] == 1
        place = body + size
    return facts, from_1904


def _sheet_name(data: bytes) -> str:
    """Return a sheet's name: a length, in BIFF8 a flag for wide characters, then the characters."""
    length = data[0]
    if len(data) >= 2 + length and data[1] in (0, 1):
        return data[2 : 2 + length * 2].decode("utf-16-le") if data[1] else data[2 : 2 + length].decode("latin-1")
    return data[1 : 1 + length].decode("gbk")
