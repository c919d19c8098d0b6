"""Where a sheet's heading stands and what its columns mean; what its title rows and file name say about its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.headings import USUAL, SheetForm, Target, recognise, target_of
from models.sheet_forms import FORMS
from storage.exchange.cells import Cell, show_cell

HEADING_ROWS = 20
"""The heading is looked for in this many rows."""

OWN_COLUMNS = frozenset({"错误原因", "建议", "原行号"})
"""Columns that a marked workbook adds; they mean nothing when it comes back."""

OWN_MARK = "记录标识（勿改）"
"""Heading of the column that names a row's record in a sheet that we wrote."""

_IDENTITY = frozenset({"member.id_number", "member.person_number", "household.number", "household.head_id_number"})
_NAMES = frozenset({"member.name", "household.head_name"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet: place from 0, heading as it stands there, meaning (None = unknown)."""

    place: int
    heading: str
    target: Target | None

    @property
    def letter(self) -> str:
        """Return the column's letters as a spreadsheet shows them."""
        letters, number = "", self.place + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@dataclass(frozen=True, slots=True)
class Layout:
    """A recognised sheet: form (“” = none of the known ones), title, last heading row (from 1), its columns.

    `missing` are the form's own headings that the sheet lacks; `titles` is the text of the rows above; `join` names the
    one field that a person chose to tell rows by (“” = person number, ID number, household number with name).
    """

    form: str
    title: str
    heading_row: int
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    titles: str
    join: str = ""

    @property
    def unknown(self) -> tuple[Column, ...]:
        """Return the columns that mean nothing known; empty headings and our own additions left out."""
        return tuple(
            column
            for column in self.columns
            if column.target is None and column.heading and column.heading not in OWN_COLUMNS
        )

    def has(self, key: str) -> bool:
        """Tell whether a column holds field “entity.field”."""
        return any(column.target is not None and column.target.name == key for column in self.columns)


def find_layout(head: Sequence[Sequence[Cell]]) -> Layout | None:
    """Return the layout of a sheet whose first rows are given, or None where no row is a heading.

    Each row is tried alone, and together with the row below it (headings of two rows, merged cells above).
    """
    from storage.exchange.own_columns import own_layout  # it needs the classes above

    rows = [[show_cell(cell).strip() for cell in row] for row in head[:HEADING_ROWS]]
    own = own_layout(rows)
    if own is not None:
        return own
    best: tuple[float, int, SheetForm] | None = None
    for number in range(1, len(rows) + 1):
        for headings, last in _candidates(rows, number):
            form = recognise(headings)
            if form is not None and (best is None or form.confidence > best[0] + 1e-9):
                best = (form.confidence, last, form)
    if best is not None:
        _confidence, last, form = best
        return _layout(form.name, form.title, last, form.headings, form.targets, form.missing, rows)
    return _plain_layout(rows)


def heading_rows(head: Sequence[Sequence[Cell]]) -> list[tuple[int, list[str]]]:
    """Return what may be a heading, row by row: (number of its last row, headings), rows of two rows included."""
    rows = [[show_cell(cell).strip() for cell in row] for row in head[:HEADING_ROWS]]
    return [(last, headings) for number in range(1, len(rows) + 1) for headings, last in _candidates(rows, number)]


def _candidates(rows: list[list[str]], number: int) -> list[tuple[list[str], int]]:
    row = rows[number - 1]
    if sum(map(bool, row)) < 2:
        return []
    found = [(row, number)]
    if number < len(rows):
        below = rows[number]
        width = max(len(row), len(below))
        upper = _spread(row + [""] * (width - len(row)), below)
        lower = below + [""] * (width - len(below))
        found.append(([_joined(up, low) for up, low in zip(upper, lower, strict=True)], number + 1))
    return found


def _spread(upper: list[str], below: list[str]) -> list[str]:
    """Carry the text of a merged cell over the headings below it; it ends where the lower row is blank."""
    spread: list[str] = []
    carried = ""
    for place, text in enumerate(upper):
        low = below[place] if place < len(below) else ""
        carried = text or (carried if low else "")
        spread.append(carried)
    return spread


_OTHERS = ("监护人", "班主任", "帮扶", "联系人", "经办", "负责人", "法人", "代领", "委托", "申请人", "村干部", "担保")
"""Group headings of people who are not the person of the row: a name below them is not that person's name."""


def _joined(up: str, low: str) -> str:
    """Return the heading of a column below a group heading: both together where that means something by itself."""
    if not up or not low:
        return low or up
    if target_of(up + low) is not None or any(word in up for word in _OTHERS):
        return up + low
    return low


def _plain_layout(rows: list[list[str]]) -> Layout | None:
    """Find a heading row of no known form: it must say who, by name and by some number."""
    best: tuple[int, int, list[str], list[Target | None]] | None = None
    for number in range(1, len(rows) + 1):
        for row, last in _candidates(rows, number):
            targets = [target_of(heading, entities=USUAL) for heading in row]
            names = {target.name for target in targets if target is not None}
            count = sum(target is not None for target in targets)
            if names & _IDENTITY and names & _NAMES and (best is None or count > best[0]):
                best = (count, last, row, targets)
    if best is None:
        return None
    _count, number, row, targets = best
    if any(target is not None and target.entity == "member" for target in targets):
        targets = [_OF_THE_ROW.get(target.name, target) if target is not None else None for target in targets]
    return _layout("", "", number, tuple(row), tuple(targets), (), rows)


_OF_THE_ROW = {"household.note": Target("field", "member.note")}
"""In a list of people a remark is about the person of the row, not about the household."""


def _layout(
    form: str,
    title: str,
    last: int,
    headings: tuple[str, ...],
    targets: tuple[Target | None, ...],
    missing: tuple[str, ...],
    rows: list[list[str]],
) -> Layout:
    columns = tuple(
        Column(place, heading, target) for place, (heading, target) in enumerate(zip(headings, targets, strict=True))
    )
    titles = " ".join(text for row in rows[: last - 1] for text in row if text)
    return Layout(form, title, last, columns, missing, titles)


def known_titles() -> str:
    """Return the names of the known sheets, for the sentence when none fits."""
    return "、".join(title for title, _headings in FORMS.values())


@dataclass(frozen=True, slots=True)
class SheetTime:
    """When a sheet was made, as local ISO date or time, and the year it speaks of (None = not said)."""

    made: str
    year: int | None


_STAMP = re.compile(r"(?<!\d)(20\d{2})[-年.]?(0[1-9]|1[0-2])[-月.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_SPAN = re.compile(r"(?<!\d)20\d{2}(?:0[1-9]|1[0-2])\s*[-—~至]+\s*(20\d{2})(?:0[1-9]|1[0-2])(?!\d)")
_YEAR_NAMED = re.compile(r"(?<!\d)(20\d{2})\s*年度")
_YEAR_ALONE = re.compile(r"(?<!\d)(20\d{2})(?!\d)")


def sheet_time(path: Path, titles: str, data_dates: Sequence[str]) -> SheetTime:
    """Return the sheet's time: column 数据日期, else a day in the title rows, else in the name, else the file's own.

    `data_dates` are ISO days of the column. The year comes from “2019年度”, a span of months (201810-201909 is 2019),
    a year or day in title or name.
    """
    name = path.stem
    day = max(data_dates, default="") or _day_in(titles) or _day_in(name)
    made = day or datetime.fromtimestamp(path.stat().st_mtime).isoformat(timespec="seconds")
    return SheetTime(made, _year_in(titles, name, day))


def _day_in(text: str) -> str:
    for found in _STAMP.finditer(text):
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            continue
    return ""


def _year_in(titles: str, name: str, day: str) -> int | None:
    for text in (titles, name):
        for pattern in (_YEAR_NAMED, _SPAN):
            if found := pattern.search(text):
                return int(found[1])
    if found := _YEAR_ALONE.search(name):
        return int(found[1])
    return int(day[:4]) if day else None
