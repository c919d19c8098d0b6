"""The rows of a recognised sheet, each cell parsed, arranged by what the columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias, cast

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.fields import Field, Kind, Value
from models.headings import Target
from storage.exchange.cells import (
    SERIAL_ZERO,
    SERIAL_ZERO_1904,
    Bad,
    Cell,
    Coded,
    ColumnCells,
    FieldCells,
    MeasureCells,
    PlaceCells,
    read_column,
    show_cell,
)
from storage.exchange.plan_parts import ROW_SPAN, UnknownCode, UnknownColumn
from storage.exchange.sheet_layout import OWN_MARK, Column, Layout

_YEAR = Field("year", "年度", Kind.YEAR)
_DATE = Field("date", "数据日期", Kind.DATE)
_TEN_THOUSAND = 10_000
MOST_MERGED = 200
"""Rows that one merged cell may fill: a household has no more people."""


@dataclass(slots=True)
class SheetRow:
    """One row of some sheet: values by place among that sheet's columns with a meaning.

    `number` tells the row from all others of the plan: the sheet's place in the plan times `ROW_SPAN`, plus the number
    as the clerk sees it. `year` is the year the row speaks of.
    """

    number: int
    year: int
    cells: tuple[Value, ...]
    shape: Shape

    def values(self, entity: str) -> dict[str, Value]:
        """Return the row's values of an entity by field: see `Shape.values`."""
        return self.shape.values(self, entity)

    def value(self, entity: str, name: str) -> Value:
        """Return one field of the row: see `Shape.value`."""
        return self.shape.value(self, entity, name)

    def place(self, level: str) -> str:
        """Return the name of the county, town or village: see `Shape.place`."""
        return self.shape.place(self, level)


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that can't be taken, and where it stands."""

    column: Column
    bad: Bad


@dataclass(frozen=True, slots=True)
class Remark:
    """What was mended about a cell that was taken, for a clerk to look at again."""

    row: int
    column: Column
    sentence: str


Merged: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""First and last place (row, column) of merged cells, from 0."""

MOST_REMARKS = 5_000
_ONE_FOR_ALL = frozenset({"place", "sheet"})


class Shape:
    """Which columns of one sheet hold what, as places into `SheetRow.cells`.

    `source` is the sheet's place among the sheets of the plan; `join` says by what its rows are told apart;
    `income_of_people` whether its income columns are amounts of single people.
    """

    def __init__(self, layout: Layout, source: int = 0) -> None:
        """Arrange the columns with a meaning."""
        self.source = source
        self.join = layout.join
        self.income_of_people = False
        self.columns: list[tuple[Column, Target]] = [
            (column, column.target) for column in layout.columns if column.target is not None
        ]
        self.fields: dict[str, list[tuple[int, str]]] = {}
        self.repeated: dict[str, list[tuple[int, str]]] = {}
        self.places: dict[str, int] = {}
        self.about: dict[str, int] = {}
        self.measures: list[tuple[int, str]] = []
        self.income: list[tuple[int, str]] = []
        seen: set[str] = set()
        for place, (_column, target) in enumerate(self.columns):
            if target.kind == "field":
                lists = self.repeated if target.name in seen else self.fields
                lists.setdefault(target.entity, []).append((place, target.field))
                seen.add(target.name)
            elif target.kind == "place":
                self.places.setdefault(target.name, place)
            elif target.kind == "sheet":
                self.about.setdefault(target.name, place)
            elif target.kind == "measure":
                self.measures.append((place, target.name))
            elif target.kind == "income":
                self.income.append((place, target.name))

    def values(self, row: SheetRow, entity: str) -> dict[str, Value]:
        """Return the row's values of an entity by field; None = blank cell.

        Where several columns mean one field, lists are joined and otherwise the first filled one counts.
        """
        cells = row.cells
        found = {name: cells[place] for place, name in self.fields.get(entity, ())}
        for place, name in self.repeated.get(entity, ()):
            found[name] = _joined(found[name], cells[place])
        return found

    def value(self, row: SheetRow, entity: str, name: str) -> Value:
        """Return one field of the row, codes without their wrapping; None where it is blank or no column has it."""
        for place, field_name in self.fields.get(entity, ()):
            if field_name == name:
                value = row.cells[place]
                return value.value if type(value) is Coded else value
        return None

    def place(self, row: SheetRow, level: str) -> str:
        """Return the name of the county, town or village, “” where it is blank or no column has it."""
        found = self.places.get(level)
        return (row.cells[found] or "") if found is not None else ""

    def has(self, entity: str, name: str) -> bool:
        """Tell whether a column holds a field."""
        return any(field_name == name for _place, field_name in self.fields.get(entity, ()))

    def column_of(self, name: str) -> Column | None:
        """Return the column that holds “entity.field” (or a place, by level)."""
        for column, target in self.columns:
            if target.name == name:
                return column
        return None


def _joined(first: Value, second: Value) -> Value:
    if first is None or second is None:
        return second if first is None else first
    if type(first) is Coded and isinstance(first.value, list):
        codes = cast("list[str]", first.value)
        more = [code for code in cast("list[str]", second.value) if code not in codes]
        return Coded([*codes, *more], f"{first.text},{second.text}", first.year) if more else first
    return first


@dataclass(slots=True)
class SheetRows:
    """All rows of one sheet: those with content, the cells that can't be taken by row, unknown columns as they came,
    and the texts that no code list holds.

    `spread` tells by heading which rows took over the content of a cell merged down to them.
    """

    shape: Shape
    rows: list[SheetRow] = field(default_factory=list[SheetRow])
    bad: dict[int, list[BadCell]] = field(default_factory=dict[int, list[BadCell]])
    unknown: list[UnknownColumn] = field(default_factory=list[UnknownColumn])
    data_dates: set[str] = field(default_factory=set[str])
    unknown_codes: dict[tuple[str, str], UnknownCode] = field(default_factory=dict[tuple[str, str], UnknownCode])
    remarks: list[Remark] = field(default_factory=list[Remark])
    spread: dict[str, set[int]] = field(default_factory=dict[str, set[int]])


Options = Mapping[tuple[str, str], str]
"""(code list, text as in the sheet) → the code it stands for; “” = keep the text."""


def read_rows(
    layout: Layout,
    parts: Iterable[tuple[list[int], Sequence[Sequence[Cell]]]],
    codes: CodeBook,
    year: int,
    *,
    source: int = 0,
    options: Options | None = None,
    merged: Iterable[Merged] = (),
    dates_from_1904: bool = False,
) -> Iterator[SheetRows]:
    """Yield the growing result after each part that was read, so that the caller can report; the last one is whole.

    `year` is the year of rows that don't name their own; `source` the sheet's place in the plan; `options` what texts
    outside the code lists stand for. A cell merged over several rows counts for all of them where its column is about
    the household or the place; a person's own columns are never filled so.
    """
    zero = SERIAL_ZERO_1904 if dates_from_1904 else SERIAL_ZERO
    reader = _RowsReader(layout, codes, year, source, options or {}, merged, zero)
    for numbers, rows in parts:
        skip = next((place for place, number in enumerate(numbers) if number > layout.heading_row), len(numbers))
        if skip < len(numbers):
            reader.take(numbers[skip:], rows[skip:])
        yield reader.result
    yield reader.result


class _RowsReader:
    def __init__(
        self,
        layout: Layout,
        codes: CodeBook,
        year: int,
        source: int,
        options: Options,
        merged: Iterable[Merged],
        serial_zero: date,
    ) -> None:
        self.result = SheetRows(Shape(layout, source))
        self._base = source * ROW_SPAN
        self._options = options
        self._zero = serial_zero
        self._exact = any(column.heading == OWN_MARK for column in layout.columns)
        self._spread = _Spread(layout, merged, self.result)
        self._codes = codes
        self._year = year
        self._width = len(layout.columns)
        self._tables: dict[int, list[ColumnCells]] = {}
        self._unknown = [(column, UnknownColumn(column.heading, column.letter)) for column in layout.unknown]
        self.result.unknown = [unknown for _column, unknown in self._unknown]
        self._years = FieldCells(_YEAR, codes, None)
        self._dates = FieldCells(_DATE, codes, None, serial_zero=serial_zero)
        self._texts: dict[str, str] = {}

    def take(self, numbers: list[int], rows: Sequence[Sequence[Cell]]) -> None:
        rows = [self._padded(row) for row in rows]
        self._spread.fill(numbers, rows)
        if self._base:
            numbers = [self._base + number for number in numbers]
        for year, places in self._by_year(rows).items():
            if len(places) == len(rows):
                self._take_year(year, numbers, rows)
            else:
                self._take_year(year, [numbers[place] for place in places], [rows[place] for place in places])
        for column, unknown in self._unknown:
            for number, row in zip(numbers, rows, strict=True):
                if row[column.place] != "":
                    text = show_cell(row[column.place])
                    unknown.values[number] = self._texts.setdefault(text, text)

    def _padded(self, row: Sequence[Cell]) -> Sequence[Cell]:
        return row if len(row) >= self._width else [*row, *[""] * (self._width - len(row))]

    def _by_year(self, rows: Sequence[Sequence[Cell]]) -> dict[int, list[int]]:
        place = self.result.shape.about.get("year")
        if place is None:
            return {self._year: list(range(len(rows)))}
        column = self.result.shape.columns[place][0].place
        found: dict[int, list[int]] = {}
        for number, row in enumerate(rows):
            year = self._years[row[column]]
            found.setdefault(year if isinstance(year, int) else self._year, []).append(number)
        return found

    def _take_year(self, year: int, numbers: list[int], rows: Sequence[Sequence[Cell]]) -> None:
        result = self.result
        columns: list[list[Value]] = []
        for (column, target), cells in zip(result.shape.columns, self._cells_of(year), strict=True):
            raw = [row[column.place] for row in rows]
            if bool in set(map(type, raw)):  # True == 1 would be found under the other's entry
                raw = [("是" if cell else "否") if type(cell) is bool else cell for cell in raw]
            values = read_column(cells, raw)
            if cells.bad:
                self._note_bad(column, numbers, values)
            if isinstance(cells, FieldCells) and cells.remarks:
                self._note_remarks(column, cells, numbers, raw)
            if target.kind == "sheet" and target.name == "date":
                result.data_dates.update(value for value in values if value)
            if isinstance(cells, FieldCells) and cells.list_name:
                self._note_codes(column, cells, values)
            columns.append(values)
        for number, cells in zip(numbers, zip(*columns, strict=True) if columns else [()] * len(numbers), strict=True):
            result.rows.append(SheetRow(number, year, cells, result.shape))

    def _note_codes(self, column: Column, cells: FieldCells, values: list[Value]) -> None:
        """Count the texts that the code list does not hold; most columns have none, which the set says at once."""
        if not cells.strange:
            return
        for value in values:
            if type(value) is Coded:
                for text in cells.strange.get(value.text, ()):
                    key = (cells.list_name, text)
                    found = self.result.unknown_codes.setdefault(key, UnknownCode(cells.list_name, text))
                    found.columns.setdefault(column.heading)
                    found.cells += 1

    def _note_bad(self, column: Column, numbers: list[int], values: list[Value]) -> None:
        for place, (number, value) in enumerate(zip(numbers, values, strict=True)):
            if type(value) is Bad:
                self.result.bad.setdefault(number, []).append(BadCell(column, value))
                values[place] = None

    def _note_remarks(self, column: Column, cells: FieldCells, numbers: list[int], raw: list[Cell]) -> None:
        for number, cell in zip(numbers, raw, strict=True):
            if type(cell) is str and cell in cells.remarks and len(self.result.remarks) < MOST_REMARKS:
                self.result.remarks += [Remark(number, column, told) for told in cells.remarks[cell]]

    def _cells_of(self, year: int) -> list[ColumnCells]:
        if year not in self._tables:
            self._tables[year] = [self._cells(target, year) for _column, target in self.result.shape.columns]
        return self._tables[year]

    def _cells(self, target: Target, year: int) -> ColumnCells:
        if target.kind == "measure":
            return MeasureCells(self._codes, target.name, year)
        if target.kind == "income":
            return FieldCells(ENTITIES["income"].field("amount"), self._codes, year, factor=_factor(target, "元"))
        if target.kind == "field":
            found = ENTITIES[target.entity].field(target.field)
            return FieldCells(
                found,
                self._codes,
                year,
                inverse=target.inverse,
                factor=_factor(target, found.unit),
                serial_zero=self._zero,
                exact=self._exact,
                options=self._options,
            )
        if target.kind == "sheet" and target.name == "year":
            return self._years
        if target.kind == "sheet" and target.name == "date":
            return self._dates
        return PlaceCells()


class _Spread:
    """Cells merged over several rows, whose content a workbook keeps in the first of them only."""

    def __init__(self, layout: Layout, merged: Iterable[Merged], result: SheetRows) -> None:
        self._first: dict[tuple[int, int], int] = {}
        self._rows: set[int] = set()
        self._kept: dict[tuple[int, int], Cell] = {}
        self._result = result
        columns = {column.place: column for column in layout.columns}
        for (top, left), (bottom, right) in merged:
            column = columns.get(left)
            if left != right or bottom <= top or top < layout.heading_row or column is None or column.target is None:
                continue
            target = column.target
            if target.kind in _ONE_FOR_ALL or target.entity == "household":
                last = min(bottom, top + MOST_MERGED)
                self._rows.add(top + 1)
                for row in range(top + 1, last + 1):
                    self._first[(row + 1, left)] = top + 1
                    self._rows.add(row + 1)
        self._headings = {column.place: column.heading for column in layout.columns}

    def fill(self, numbers: Sequence[int], rows: list[Sequence[Cell]]) -> None:
        """Put the content of merged cells into the rows below; blank rows have been left out before."""
        if not self._first:
            return
        tops = {(first, place) for (_row, place), first in self._first.items()}
        places = {place for _row, place in self._first}
        for index, number in enumerate(numbers):
            if number not in self._rows:
                continue
            row = list(rows[index])
            for place in places:
                if (number, place) in tops:
                    self._kept[(number, place)] = row[place]
                first = self._first.get((number, place))
                if first is not None and row[place] == "" and self._kept.get((first, place), "") != "":
                    row[place] = self._kept[(first, place)]
                    self._result.spread.setdefault(self._headings[place], set()).add(number)
            rows[index] = row


def _factor(target: Target, unit: str) -> int:
    return _TEN_THOUSAND if target.unit == "万元" and unit == "元" else 1
