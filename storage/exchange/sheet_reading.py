"""Reads the sheets of an import: which sheet of each file, what its columns mean, its rows. Plans nothing."""

from __future__ import annotations

import gc
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from models.codes import CodeBook
from models.fields import Field, Kind
from models.headings import USUAL, later_record, like
from storage.archive.archive import Archive
from storage.archive.progress import Progress, silent
from storage.archive.sheet_memory import list_options
from storage.exchange.cells import Cell, FieldCells, show_cell
from storage.exchange.column_mapping import ColumnMapping, applied, column_keys, columns_of, remembered
from storage.exchange.own_columns import FORM as OWN
from storage.exchange.own_columns import stamp_of
from storage.exchange.person_plan import PERSON_FORMS
from storage.exchange.plan_parts import Source, UnknownCode
from storage.exchange.problems import ExchangeProblem
from storage.exchange.reader import SheetReader
from storage.exchange.row_notes import notes_of_rows
from storage.exchange.sheet_layout import HEADING_ROWS, Layout, find_layout, heading_rows, known_titles, sheet_time
from storage.exchange.sheet_rows import Options, SheetRows, read_rows
from storage.exchange.sheet_writer import CODE_SHEET, HELP_SHEET

PEEK = 10
"""Rows below the heading that are looked at before all rows are read."""


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """Which sheet of a file to read: the one named, else the first that is recognised, or all that are."""

    path: Path
    sheet: str | None = None
    mapping: ColumnMapping | None = None
    all_sheets: bool = False


@dataclass(slots=True)
class Reading:
    """Sheets as they were read: rows arranged by what the columns mean, and what is to be said about them.

    `kind` is people, helper, village, own (a sheet that we wrote) or a form of `person_plan`: what they are about.
    `sheet_names` are sheets of the first file that can be asked for: the visible ones, and those that were read.
    """

    sources: list[Source] = field(default_factory=list[Source])
    sheets: list[SheetRows] = field(default_factory=list[SheetRows])
    layouts: list[Layout] = field(default_factory=list[Layout])
    notes: list[str] = field(default_factory=list[str])
    codes: list[UnknownCode] = field(default_factory=list[UnknownCode])
    kind: str = "people"
    sheet_names: tuple[str, ...] = ()


def read_sources(
    archive: Archive, orders: Sequence[SheetOrder], *, year: int | None = None, progress: Progress = silent
) -> Reading:
    """Read sheets; `year` overrides the year they speak of. ExchangeProblem where one can't be read or is unknown."""
    reading = Reading()
    options = {(one.list_name, one.text): one.code for one in list_options(archive)}
    for order in orders:
        with SheetReader(order.path, progress) as reader:
            chosen = _choose(archive, reader, order, reading.notes)
            if not reading.sheet_names:
                read = {name for name, _layout, _head in chosen}
                reading.sheet_names = tuple(name for name, hidden in reader.sheets() if not hidden or name in read)
            for name, layout, head in chosen:
                _read(archive, reader, order.path, name, layout, head, reading, options, year, progress)
    _settle_kind(reading)
    codes: dict[tuple[str, str], UnknownCode] = {}
    for sheet in reading.sheets:
        for key, found in sheet.unknown_codes.items():
            known = codes.setdefault(key, UnknownCode(found.list_name, found.text))
            known.columns |= found.columns
            known.cells += found.cells
    reading.codes = sorted(codes.values(), key=lambda one: (one.list_name, -one.cells, one.text))
    return reading


@contextmanager
def collector_at_rest() -> Generator[None]:
    """Keep Python's cycle collector from walking millions of new values over and over: none of them is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_Chosen = tuple[str, Layout, list[list[Cell]]]


def _choose(archive: Archive, reader: SheetReader, order: SheetOrder, notes: list[str]) -> list[_Chosen]:
    sheets = reader.sheets()
    wanted = order.sheet
    if wanted is not None and wanted not in {name for name, _hidden in sheets}:
        listed = "、".join(name for name, _hidden in sheets)
        raise ExchangeProblem("no_sheet", f"文件里没有名为“{wanted}”的工作表。现有的工作表：{listed}。")
    names = [wanted] if wanted is not None else [name for name, hidden in sheets if not hidden]
    found: list[_Chosen] = []
    looked: list[list[list[Cell]]] = []
    for name in names:
        head = reader.head(name, HEADING_ROWS + PEEK)
        looked.append(head)
        layout = layout_of(archive, head, order.mapping)
        if layout is not None:
            found.append((name, layout, head))
            if not order.all_sheets:
                break
    if not found:
        raise _no_heading(looked)
    notes += _others(sheets, {name for name, _layout, _head in found}, all_sheets=order.all_sheets)
    return found


def layout_of(archive: Archive, head: Sequence[Sequence[Cell]], mapping: ColumnMapping | None = None) -> Layout | None:
    """Return what the columns of a sheet mean: as a person says, as it is remembered, or as the headings tell."""
    if mapping is not None and mapping.heading_row is not None:
        layout = bare_layout(head, mapping.heading_row)
        found = find_layout(head)
        if found is not None and found.heading_row == layout.heading_row:
            layout = found
        return applied(layout, mapping)
    layout = find_layout(head)
    if mapping is not None:
        layout = layout or _layout_named(head, mapping)
        return applied(layout, mapping) if layout is not None else None
    if layout is not None and layout.form.startswith(OWN):
        return layout
    if layout is not None:
        known = remembered(archive, [column.heading for column in layout.columns])
        return applied(layout, known) if known is not None else layout
    for number, headings in heading_rows(head):
        known = remembered(archive, headings)
        if known is not None:
            return applied(bare_layout(head, number), known)
    return None


def _layout_named(head: Sequence[Sequence[Cell]], mapping: ColumnMapping) -> Layout | None:
    """Return the layout of the row with the most of a mapping's headings, two at least; None where there is none."""
    named = [
        (sum(key in mapping.targets for key in column_keys(headings) if key), -last)
        for last, headings in heading_rows(head)
    ]
    found, last = max(named, default=(0, 0))
    return bare_layout(head, -last) if found > 1 else None


def bare_layout(head: Sequence[Sequence[Cell]], heading_row: int) -> Layout:
    """Return a layout whose columns mean nothing yet; heading row 0 = the sheet has none."""
    if heading_row:
        rows = [[show_cell(cell).strip() for cell in row] for row in head[:heading_row]]
        headings = rows[-1] if len(rows) == heading_row else []
        titles = " ".join(text for row in rows[:-1] for text in row if text)
    else:
        headings, titles = [""] * max(map(len, head), default=0), ""
    return Layout("", "", heading_row, columns_of(headings, heading_row), (), titles)


def _no_heading(looked: Sequence[Sequence[Sequence[Cell]]]) -> ExchangeProblem:
    if not any(show_cell(cell).strip() for head in looked for row in head for cell in row):
        return ExchangeProblem("empty", "表里没有内容，没有导入。请确认打开的是填好并保存过的文件。")
    near = _near_misses(looked)
    return ExchangeProblem(
        "no_heading",
        f"前 {HEADING_ROWS} 行里没有认出表头，没有导入。表头至少要有姓名（或户主姓名）和证件号码、户编号、人编号之一。"
        + (f"表里的{near}；列名改对，或在“列对应”里指定后就能导入。" if near else "")
        + f"能直接认出的表有：{known_titles()}。",
    )


def _near_misses(looked: Sequence[Sequence[Sequence[Cell]]]) -> str:
    """Name headings that are nearly ones we know, from the row with the most of them."""
    best: dict[str, str] = {}
    for head in looked:
        for row in head[:HEADING_ROWS]:
            texts = [show_cell(cell).strip() for cell in row]
            near = {text: found[0] for text in texts if 1 < len(text) < 30 and (found := like(text)) is not None}
            if len(near) > len(best):
                best = near
    return "，".join(f"“{text}”可能是“{name}”" for text, name in list(best.items())[:4])


def _others(sheets: Sequence[tuple[str, bool]], chosen: set[str], *, all_sheets: bool) -> list[str]:
    known = {*chosen, CODE_SHEET, HELP_SHEET}  # the latter are our own additions
    others = [name + ("（隐藏）" if hidden else "") for name, hidden in sheets if name not in known]
    if not others:
        return []
    read = "、".join(f"“{name}”" for name, _hidden in sheets if name in chosen)
    if all_sheets:
        return [f"读了工作表{read}；没有认出、没有读的还有：{'、'.join(others)}。"]
    return [f"只读了工作表{read}；还有：{'、'.join(others)}。要导入它们，请指定工作表。"]


def _read(
    archive: Archive,
    reader: SheetReader,
    path: Path,
    name: str,
    layout: Layout,
    head: Sequence[Sequence[Cell]],
    reading: Reading,
    options: Options,
    year: int | None,
    progress: Progress,
) -> None:
    time = sheet_time(path, layout.titles, _dates_in(head, layout))
    stat = path.stat()
    source = Source(
        path=path,
        stamp=(stat.st_mtime_ns, stat.st_size),
        sheet=name,
        form=layout.form,
        title=layout.title,
        heading_row=layout.heading_row,
        year=year or time.year or archive.settings.year,
        made=stamp_of(layout.titles) or time.made,
        missing=layout.missing,
    )
    result: SheetRows | None = None
    place = len(reading.sources)
    for result in read_rows(
        layout,
        reader.rows(name),
        archive.codes,
        source.year,
        source=place,
        options=options,
        merged=reader.merged(name),
        dates_from_1904=reader.look.dates_from_1904,
    ):
        progress(len(result.rows), 0, "读取表格")
    if result is None or not result.rows:
        where = f"第 {layout.heading_row} 行是表头，下面" if layout.heading_row else "表里"
        raise ExchangeProblem("no_rows", f"{where}没有内容，没有导入。")
    source.rows, source.unknown = len(result.rows), result.unknown
    if result.data_dates and year is None and not source.made.startswith(max(result.data_dates)):
        source.made = max(result.data_dates)
    reading.sources.append(source)
    reading.sheets.append(result)
    reading.layouts.append(layout)
    reading.notes += [*reader.notes(name, own=layout.form.startswith(OWN)), *notes_of_rows(result)]
    reading.notes += _said_of_columns(layout)


def _said_of_columns(layout: Layout) -> list[str]:
    """Say of unknown columns what they may be: records that the program doesn't keep yet, or headings misspelt."""
    later: dict[str, list[str]] = {}
    notes: list[str] = []
    for column in layout.unknown:
        kind = later_record(column.heading)
        found = None if kind else like(column.heading, layout.form, () if layout.form else USUAL)
        if kind:
            later.setdefault(kind, []).append(column.heading)
        elif found is not None:
            notes.append(f"“{column.heading}”（{column.letter} 列）可能是“{found[0]}”写错了；没有按它写入。")
    for kind, headings in later.items():
        listed = "、".join(headings)
        notes.append(f"{listed}属于“{kind}”，这一版还没有这类档案：按原样保留，不写入字段。")
    return notes


def _settle_kind(reading: Reading) -> None:
    kinds = {_kind(layout) for layout in reading.layouts}
    if len(kinds) > 1 or (kinds != {"people"} and len(reading.layouts) > 1):
        listed = "、".join(dict.fromkeys(source.title or source.label for source in reading.sources))
        raise ExchangeProblem(
            "mixed", f"这几张表说的不是同一类事（{listed}），不能一次导入，没有改动。请一张一张导入。"
        )
    reading.kind = kinds.pop()


def _kind(layout: Layout) -> str:
    if layout.form.startswith(OWN):
        return "own"
    if layout.form in PERSON_FORMS:
        return layout.form
    return "helper" if layout.form.startswith("E8") else "village" if layout.form == "E7" else "people"


def _dates_in(head: Sequence[Sequence[Cell]], layout: Layout) -> list[str]:
    """Return the ISO days of the column 数据日期 in the first rows."""
    cells = FieldCells(Field("date", "数据日期", Kind.DATE), CodeBook({}), None)
    place = next(
        (one.place for one in layout.columns if one.target and (one.target.kind, one.target.name) == ("sheet", "date")),
        None,
    )
    if place is None:
        return []
    found = [cells[row[place]] for row in head[layout.heading_row :] if place < len(row)]
    return [value for value in found if isinstance(value, str)]
