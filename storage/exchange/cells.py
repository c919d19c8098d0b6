"""From one cell to the value of a field, or to the reason why not. Nothing is guessed.

Text goes to `models.values.parse`. A cell may also hold a number or a date of its own; `NUMBER_CELLS` and `DATE_CELLS`
say for every kind what becomes of it. A number in a column of ID, account or household numbers is refused outright:
a workbook keeps 15 digits of it, and one in eleven ID numbers cut so still has a right check digit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from models.codes import CodeBook
from models.fields import Field, Kind, Value
from models.id_numbers import clean_id_number, upgrade_15
from models.measures import parse_options
from models.names import name_remarks
from models.values import ValueProblem, half_width, parse, visible
from storage.exchange.sheet_facts import CellFault

Cell: TypeAlias = Any
"""str, float, int, bool, date, datetime, time, timedelta or CellFault."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that can't be taken: its text, why, and what to do."""

    text: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A code value with the text and the year it was received with."""

    value: Value
    text: str
    year: int | None


NUMBERS_AS_TEXT = frozenset({Kind.ID_NUMBER, Kind.NUMBER_TEXT, Kind.BANK_CARD})
"""Kinds of digits that a number cell would have cut."""

_MOBILE_DIGITS = 11
SERIAL_ZERO = date(1899, 12, 30)
"""Day 0 of a workbook, as far as days after February 1900 go; one that counts from 1904 has another."""
SERIAL_ZERO_1904 = date(1904, 1, 1)
_EXPONENT = re.compile(r"[\d.]+E[+-]?\d+")
_FLOAT_TAIL = re.compile(r"\d+\.0+")
_WRAPPED = re.compile(r'="(.*)"', re.DOTALL)
_NOTHING = frozenset({"无", "否", "0", "未享受"})


def show_cell(cell: Cell) -> str:
    """Return a cell as a clerk reads it, whole numbers without “.0”."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds").removesuffix(" 00:00:00")
    if isinstance(cell, CellFault):
        return cell.text
    return visible(str(cell))


def _text_of(cell: str) -> str:
    """Return the text without what tools wrap around numbers to keep them text: ="…" and a leading apostrophe."""
    if cell.startswith("="):
        wrapped = _WRAPPED.fullmatch(cell.strip())
        if wrapped:
            return wrapped[1]
    return cell[1:] if cell.startswith("'") else cell


def _number_as_text(_field: Field, number: Decimal) -> str:
    return format(number.normalize() if number == number.to_integral_value() else number, "f")


def _refuse_number(field: Field, _number: Decimal) -> str:
    raise ValueProblem(
        f"{field.label}是数字格式，末几位可能已被 Excel 改动",
        "把这一列设为文本格式，从原始材料重新录入完整号码",
    )


def _phone(field: Field, number: Decimal) -> str:
    text = _number_as_text(field, number)
    if len(text) != _MOBILE_DIGITS or not text.isdigit():
        raise ValueProblem(f"{field.label}“{text}”是数字格式，不是 11 位手机号", "把这一列设为文本格式后重填")
    return text


def _whole(field: Field, number: Decimal) -> str:
    if number != number.to_integral_value():
        raise ValueProblem(f"{field.label}“{number}”是小数，应为代码或文字", "核对这一列是否填错位置")
    return _number_as_text(field, number)


def _day(field: Field, number: Decimal) -> str:
    text = _whole(field, number)
    return _day_of_serial(text, SERIAL_ZERO) or text


def _day_of_serial(text: str, zero: date) -> str:
    """Return the day that lost its format, “” where the number is none: 10000 is 1927, 73050 the end of 2099."""
    if len(text) == 5 and 10_000 <= int(text) <= 73_050:
        return (zero + timedelta(days=int(text))).isoformat()
    return ""


def _name(field: Field, number: Decimal) -> str:
    raise ValueProblem(f"{field.label}“{number}”是数字", "核对这一列是否填错位置")


NUMBER_CELLS: dict[Kind, Callable[[Field, Decimal], str]] = {
    Kind.NAME: _name,
    Kind.TEXT: _number_as_text,
    Kind.NOTE: _number_as_text,
    Kind.NUMBER_TEXT: _refuse_number,
    Kind.ID_NUMBER: _refuse_number,
    Kind.PHONE: _phone,
    Kind.BANK_CARD: _refuse_number,
    Kind.INTEGER: _number_as_text,
    Kind.DECIMAL: _number_as_text,
    Kind.MONEY: _number_as_text,
    Kind.DATE: _day,
    Kind.MONTH: _day,
    Kind.YEAR: _whole,
    Kind.YES_NO: _whole,
    Kind.CODE: _whole,
    Kind.CODES: _whole,
    Kind.DIVISION: _whole,
    Kind.LINK: _number_as_text,
}
"""Kind → the text a number cell stands for; ValueProblem where it may stand for nothing."""


def _iso(_field: Field, day: date) -> str:
    return day.isoformat()


def _iso_month(_field: Field, day: date) -> str:
    return day.isoformat()[:7]


def _refuse_date(field: Field, day: date) -> str:
    raise ValueProblem(f"{field.label}“{day.isoformat()}”是日期格式", "把这一列设为文本或常规格式后重填")


DATE_CELLS: dict[Kind, Callable[[Field, date], str]] = {
    **dict.fromkeys(Kind, _refuse_date),
    Kind.DATE: _iso,
    Kind.MONTH: _iso_month,
    Kind.TEXT: _iso,
    Kind.NOTE: _iso,
}
"""Kind → the text a date cell stands for."""


class FieldCells(dict[Cell, Value]):
    """A column's cells by what they hold: each distinct cell is parsed once. `bad` holds those that can't be taken.

    `strange` tells, by the text of a cell, which of its parts the code list does not hold.
    """

    def __init__(
        self,
        field: Field,
        codes: CodeBook,
        year: int | None,
        *,
        inverse: bool = False,
        factor: int = 1,
        serial_zero: date = SERIAL_ZERO,
        exact: bool = False,
        options: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        """Prepare; `factor` is for headings in a larger unit (万元), `inverse` turns 是 and 否 round.

        `options` says, by (code list, text), which code a text outside the list stands for (“” = keep the text).
        `serial_zero` is the workbook's day 0. `exact` takes text as it stands: a sheet that we wrote wraps nothing.
        `remarks` tells what was mended about a cell that was taken.
        """
        super().__init__()
        self.bad: set[Cell] = set()
        self.remarks: dict[Cell, tuple[str, ...]] = {}
        self._zero = serial_zero
        self._exact = exact
        self._field = field
        self._codes = codes
        self._year = year
        self._inverse = inverse
        self._factor = factor
        self._coded = field.kind in (Kind.CODE, Kind.CODES)
        self.list_name = field.codes if self._coded else ""
        self.strange: dict[str, tuple[str, ...]] = {}
        self._options = options or {}

    def __missing__(self, cell: Cell) -> Value:
        try:
            value = self._parse(cell)
        except ValueProblem as problem:
            value = Bad(show_cell(cell), str(problem), problem.remedy)
            self.bad.add(cell)
        self[cell] = value
        return value

    def _parse(self, cell: Cell) -> Value:
        text = self._as_text(cell)
        if not text:
            return None
        value = parse(self._field, text, self._codes, self._year)
        if value is None:
            return None
        if self._inverse:
            return not value
        if self._factor != 1:
            return value * self._factor
        return self._code(value, text.strip()) if self._coded else value

    def _code(self, value: Value, text: str) -> Coded:
        """Put remembered codes in the place of texts that the list does not hold, and note the rest."""
        known = self._codes[self.list_name].by_code
        parts: list[str] = [value] if isinstance(value, str) else value
        if all(part in known for part in parts):
            return Coded(value, text, self._year)
        strange = tuple(part for part in parts if part not in known and (self.list_name, part) not in self._options)
        if strange:
            self.strange[text] = strange
        meant = [self._options.get((self.list_name, part), part) or part for part in parts]
        return Coded(meant[0] if isinstance(value, str) else list(dict.fromkeys(meant)), text, self._year)

    def _as_text(self, cell: Cell) -> str:
        field = self._field
        if isinstance(cell, str):
            if self._exact:
                return _checked_text(field, cell)
            return self._mended(cell, _checked_text(field, _text_of(cell)))
        if isinstance(cell, bool):
            return "是" if cell else "否"
        if isinstance(cell, CellFault):
            raise ValueProblem(f"{field.label}的{cell.reason}", cell.remedy)
        if isinstance(cell, (int, float)):
            if self._zero != SERIAL_ZERO and field.kind in (Kind.DATE, Kind.MONTH) and float(cell).is_integer():
                return _day_of_serial(str(int(cell)), self._zero) or str(int(cell))
            return NUMBER_CELLS[field.kind](field, Decimal(repr(cell)))
        if isinstance(cell, datetime):
            return DATE_CELLS[field.kind](field, cell.date())
        if isinstance(cell, date):
            return DATE_CELLS[field.kind](field, cell)
        if isinstance(cell, (time, timedelta)):
            raise ValueProblem(f"{field.label}“{cell}”是时间格式", "把这一列设为文本格式后重填")
        return str(cell)

    def _mended(self, cell: str, text: str) -> str:
        """Turn an old ID number into a new one, and keep what should be told about rare characters."""
        kind = self._field.kind
        if kind is Kind.NAME:
            told = name_remarks(text)
        elif kind is Kind.ID_NUMBER and len(text) >= 15 and (longer := upgrade_15(clean_id_number(text))):
            told = (f"{self._field.label}“{text.strip()}”是 15 位旧号，已换算成 18 位 {longer}，请与证件核对",)
            text = longer
        else:
            return text
        if told:
            self.remarks[cell] = told
        return text


def _checked_text(field: Field, text: str) -> str:
    """Refuse masked numbers, and text that once was a number where digits are lost by it.

    A mobile number that only got “.0” is mended.
    """
    if field.kind in NUMBERS_AS_TEXT or field.kind is Kind.PHONE:
        plain = half_width(text).strip().upper()
        if "*" in plain:  # a list given out with hidden numbers would wipe the real ones
            raise ValueProblem(f"{field.label}“{text}”隐去了中间几位", "用号码完整的表导入，或删去这一列再导入")
        if field.kind is Kind.PHONE and len(plain) > _MOBILE_DIGITS and _FLOAT_TAIL.fullmatch(plain):
            return plain.partition(".")[0]
        if _EXPONENT.fullmatch(plain) or _FLOAT_TAIL.fullmatch(plain):
            raise ValueProblem(
                f"{field.label}“{text}”曾被当作数字，号码已不完整",
                "把这一列设为文本格式，从原始材料重新录入完整号码",
            )
    return text


class MeasureCells(dict[Cell, Value]):
    """A column of one measure group: cells by the options they name."""

    def __init__(self, codes: CodeBook, group: str, year: int | None) -> None:
        """Prepare for the group, by code."""
        super().__init__()
        self.bad: set[Cell] = set()
        self._codes = codes
        self._group = group
        self._year = year

    def __missing__(self, cell: Cell) -> Value:
        if isinstance(cell, CellFault):
            return _faulty(self, cell)
        text = show_cell(cell).strip()
        options = None if text in _NOTHING else parse_options(self._codes, self._group, text)
        value = self[cell] = Coded(options, text, self._year) if options else None
        return value


class PlaceCells(dict[Cell, Value]):
    """A column of place names or other plain text about the row."""

    def __init__(self) -> None:
        """Begin empty; only a cell without a value is bad."""
        super().__init__()
        self.bad: set[Cell] = set()

    def __missing__(self, cell: Cell) -> Value:
        if isinstance(cell, CellFault):
            return _faulty(self, cell)
        text = "".join(_text_of(show_cell(cell)).split())
        value = self[cell] = text or None
        return value


def _faulty(cells: MeasureCells | PlaceCells, fault: CellFault) -> Value:
    cells.bad.add(fault)
    value = cells[fault] = Bad(fault.text, fault.reason, fault.remedy)
    return value


ColumnCells: TypeAlias = FieldCells | MeasureCells | PlaceCells


def read_column(cells: ColumnCells, column: Iterable[Cell]) -> list[Value]:
    """Return the values of a column's cells; `cells.bad` says whether any of them can't be taken."""
    return list(map(cells.__getitem__, column))
