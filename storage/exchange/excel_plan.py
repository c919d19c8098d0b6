"""The plan of an import: read a sheet, find whom it is about, compare, and say what would happen. Writes nothing."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from models.fields import Kind
from models.household_file import HouseholdFile
from models.keys import split_key
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.matching import hand_typed_since
from storage.archive.progress import Progress, silent
from storage.exchange import helper_plan, own_plan
from storage.exchange.cells import Cell, show_cell
from storage.exchange.household_diff import HouseholdDiff
from storage.exchange.households import FindVillage, Gathered, gather
from storage.exchange.plan_parts import (
    BLANKS,
    CHANGE,
    CHANGED,
    CLEAR,
    CONFLICT,
    KEPT,
    NEW,
    POLICIES,
    HouseholdPlan,
    ImportPlan,
    RecordPlan,
)
from storage.exchange.problems import ExchangeProblem
from storage.exchange.reader import SheetReader
from storage.exchange.record_diff import Rules
from storage.exchange.resolve import PeopleCheck, Resolved, resolve
from storage.exchange.row_notes import notes_of_rows
from storage.exchange.sheet_layout import HEADING_ROWS, Layout, SheetTime, find_layout, known_titles, sheet_time
from storage.exchange.sheet_rows import SheetRows, read_rows
from storage.exchange.sheet_writer import CODE_SHEET, HELP_SHEET

_PEEK = 10
"""Rows below the heading that are looked at for 数据日期 before all rows are read."""
_PER_PERSON_FORMS = frozenset({"SD-INCOME", ""})
_NOT_YET = frozenset({"E7"})


def plan_import(
    archive: Archive,
    path: Path,
    *,
    sheet: str | None = None,
    policy: str = "update",
    blank: str = "keep",
    year: int | None = None,
    progress: Progress = silent,
) -> ImportPlan:
    """Return what importing a workbook or CSV file would do.

    `policy` is update, fill (only blanks) or add (only new records), `blank` keep or clear; `year` overrides the year
    that the sheet speaks of. ExchangeProblem where the file can't be read or is no known sheet; Cancelled where
    `progress` raises it.
    """
    if policy not in POLICIES or blank not in BLANKS:
        raise ValueError(f"policy {policy!r}, blank {blank!r}")
    with _collector_at_rest():
        return _plan(archive, Path(path), sheet, Rules(policy, blank), year, progress)


def _plan(
    archive: Archive, path: Path, sheet: str | None, rules: Rules, year: int | None, progress: Progress
) -> ImportPlan:
    with SheetReader(path, progress) as reader:
        name, layout, head, notes = _choose_sheet(reader, sheet)
        time = sheet_time(path, layout.titles, _dates_in(head, layout))
        plan = _empty_plan(archive, path, name, layout, time, rules, year)
        plan.notes += notes
        rows = _read(reader, name, layout, archive, plan, progress)
        plan.notes += [*reader.notes(name, own=own_plan.is_own(layout)), *notes_of_rows(rows)]
    if rows.data_dates and year is None and not plan.made.startswith(max(rows.data_dates)):
        plan.made = max(rows.data_dates)
    progress(0, 0, "匹配户和人")
    if helper_plan.is_helper_form(layout):
        helper_plan.fill(archive, plan, rows, rules)
        return plan
    left: SheetRows | None = rows
    if own_plan.is_own(layout):
        left = own_plan.fill(archive, plan, layout, rows, rules, progress)
    if left is not None:
        gathered = gather(left, find_division(archive))
        _compare(archive, plan, gathered, left, progress)
        _finish(archive, plan, gathered, left)
    mark_conflicts(archive, plan.made, plan.households)
    for household in plan.households:
        give_verdicts(household)
    return plan


@contextmanager
def _collector_at_rest() -> Generator[None]:
    """Keep Python's cycle collector from walking millions of new values over and over: none of them is garbage."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _choose_sheet(reader: SheetReader, wanted: str | None) -> tuple[str, Layout, list[list[Cell]], list[str]]:
    sheets = reader.sheets()
    if wanted is not None and wanted not in {name for name, _hidden in sheets}:
        listed = "、".join(name for name, _hidden in sheets)
        raise ExchangeProblem("no_sheet", f"文件里没有名为“{wanted}”的工作表。现有的工作表：{listed}。")
    names = [wanted] if wanted is not None else [name for name, hidden in sheets if not hidden]
    empty = True
    for name in names:
        head = reader.head(name, HEADING_ROWS + _PEEK)
        empty = empty and not any(show_cell(cell).strip() for row in head for cell in row)
        layout = find_layout(head)
        if layout is not None:
            return name, layout, head, _other_sheets(sheets, name)
    if empty:
        raise ExchangeProblem("empty", "表里没有内容，没有导入。请确认打开的是填好并保存过的文件。")
    raise ExchangeProblem(
        "no_heading",
        f"前 {HEADING_ROWS} 行里没有认出表头，没有导入。表头至少要有姓名（或户主姓名）和证件号码、户编号、人编号之一；"
        f"能直接认出的表有：{known_titles()}。",
    )


def _other_sheets(sheets: Sequence[tuple[str, bool]], chosen: str) -> list[str]:
    others = [
        name + ("（隐藏）" if hidden else "")
        for name, hidden in sheets
        if name not in (chosen, CODE_SHEET, HELP_SHEET)  # our own additions
    ]
    if not others:
        return []
    return [f"只读了工作表“{chosen}”；还有：{'、'.join(others)}。要导入它们，请指定工作表。"]


def _dates_in(head: Sequence[Sequence[Cell]], layout: Layout) -> list[str]:
    """Return the ISO days of the column 数据日期 in the first rows."""
    from models.codes import CodeBook
    from models.fields import Field
    from storage.exchange.cells import FieldCells

    cells = FieldCells(Field("date", "数据日期", Kind.DATE), CodeBook({}), None)
    place = next(
        (one.place for one in layout.columns if one.target and (one.target.kind, one.target.name) == ("sheet", "date")),
        None,
    )
    if place is None:
        return []
    found = [cells[row[place]] for row in head[layout.heading_row :] if place < len(row)]
    return [value for value in found if isinstance(value, str)]


def _empty_plan(
    archive: Archive,
    path: Path,
    name: str,
    layout: Layout,
    time: SheetTime,
    rules: Rules,
    year: int | None,
) -> ImportPlan:
    if layout.form in _NOT_YET:
        raise ExchangeProblem("form", f"认出这是“{layout.title}”表；这一版还不能导入这种表，没有改动。")
    stat = path.stat()
    return ImportPlan(
        path=path,
        stamp=(stat.st_mtime_ns, stat.st_size),
        sheet=name,
        form=layout.form,
        title=layout.title,
        heading_row=layout.heading_row,
        year=year or time.year or archive.settings.year,
        made=time.made,
        policy=rules.policy,
        blank=rules.blank,
        missing=layout.missing,
    )


def _read(
    reader: SheetReader, name: str, layout: Layout, archive: Archive, plan: ImportPlan, progress: Progress
) -> SheetRows:
    result: SheetRows | None = None
    merged, from_1904 = reader.merged(name), reader.look.dates_from_1904
    parts = reader.rows(name)
    for result in read_rows(layout, parts, archive.codes, plan.year, merged=merged, dates_from_1904=from_1904):
        progress(len(result.rows), 0, "读取表格")
    if result is None or not result.rows:
        raise ExchangeProblem("no_rows", f"第 {layout.heading_row} 行是表头，下面没有内容，没有导入。")
    plan.rows = len(result.rows)
    plan.unknown = result.unknown
    return result


def find_division(archive: Archive) -> FindVillage:
    """Return the function that finds a row's division: its village, or the township where no village is named."""
    divisions, own = archive.divisions, archive.office.division

    def find(county: str, town: str, village: str) -> str | None:
        if village:
            return divisions.find_village(county, town, village, own)
        if town:
            return divisions.find_town(county, town, own)
        return ""

    return find


def _compare(archive: Archive, plan: ImportPlan, gathered: Gathered, rows: SheetRows, progress: Progress) -> None:
    diff = HouseholdDiff(
        rows.shape,
        Rules(plan.policy, plan.blank),
        income_of_people=plan.form in _PER_PERSON_FORMS and gathered.speaks_of_people,
    )
    check = PeopleCheck(archive, gathered.refusals)
    resolved = resolve(archive, gathered, rows.shape)
    total = len(resolved)
    for done, (one, file) in enumerate(_with_files(archive, resolved)):
        if done % 200 == 0:
            progress(done, total, "比对档案")
        if check.settle(one, file):
            plan.households.append(diff.plan(one.household, file))
        else:
            plan.refused_households += 1
    plan.households.sort(key=lambda household: household.rows[0])


def _with_files(archive: Archive, resolved: Iterable[Resolved]) -> Iterator[tuple[Resolved, HouseholdFile | None]]:
    known: dict[str, Resolved] = {}
    for one in resolved:
        if one.household.new:
            yield one, None
        else:
            known[one.household.uid] = one
    for file in iterate_files(archive, uids=list(known)):
        yield known.pop(file.uid), file


def _finish(archive: Archive, plan: ImportPlan, gathered: Gathered, rows: SheetRows) -> None:
    plan.refused += gathered.refusals.found
    plan.speaks_of_people = gathered.speaks_of_people
    plan.refused_households += _wholly_refused(plan, gathered, rows)
    if gathered.skipped:
        listed = "、".join(map(str, gathered.skipped[:5])) + ("等" if len(gathered.skipped) > 5 else "")
        plan.notes.append(
            f"第 {listed} 行没有户编号、姓名和证件号码（合计或说明行），跳过 {len(gathered.skipped)} 行。"
        )


def _wholly_refused(plan: ImportPlan, gathered: Gathered, rows: SheetRows) -> int:
    """Count household numbers whose every row was refused before households were compared."""
    present = {one.number for one in gathered.households if one.number}
    gone: set[str] = set()
    for row in rows.rows:
        if row.number in gathered.refusals.rows:
            number = rows.shape.value(row, "household", "number")
            if number and number not in present:
                gone.add(number)
    return len(gone)


def mark_conflicts(archive: Archive, made: str, households: Iterable[HouseholdPlan]) -> None:
    """Turn changes of values that a person typed since the sheet was made into conflicts, which wait."""
    listed = list(households)
    uids = [
        record.uid
        for household in listed
        for record in household.records
        if any(line.verdict in (CHANGE, CLEAR) for line in record.lines)
    ]
    typed = hand_typed_since(archive, uids, _utc(made)) if uids else {}
    if not typed:
        return
    for household in listed:
        for record in household.records:
            for line in record.lines:
                at = typed.get((record.uid, line.key))
                if at is not None and line.verdict in (CHANGE, CLEAR):
                    line.verdict, line.take = CONFLICT, False
                    line.why = f"档案里的值是 {_local_day(at)} 手工录入的，晚于这张表"


def _utc(made: str) -> str:
    """Return a local day or time as UTC, in the form of the change log."""
    return datetime.fromisoformat(made).astimezone(UTC).isoformat(timespec="milliseconds")


def _local_day(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().date().isoformat()


def give_verdicts(household: HouseholdPlan) -> None:
    """Set the verdicts of a household and its people from their records' lines."""
    worst: dict[str, str] = {}
    for record in household.records:
        if record.new and household.verdict != NEW:
            _note(worst, "", CHANGED)
        _note_record(worst, record, household.verdict == NEW)
    for person in household.people:
        if person.verdict != NEW:
            person.verdict = worst.get(person.uid, person.verdict)
    if CONFLICT in worst.values():
        household.verdict = CONFLICT
    elif household.verdict != NEW and worst:
        household.verdict = CHANGED


def _note_record(worst: dict[str, str], record: RecordPlan, in_new_household: bool) -> None:
    for line in record.lines:
        if line.verdict != KEPT:
            verdict = CONFLICT if line.verdict == CONFLICT else CHANGED
            _note(worst, record.person or _person_in(line.key), verdict)
    if record.new and not record.person and not in_new_household:
        for key in record.values:
            person = _person_in(key)
            if person:
                _note(worst, person, CHANGED)


def _note(worst: dict[str, str], who: str, verdict: str) -> None:
    if worst.get(who) != CONFLICT:
        worst[who] = verdict


def _person_in(key: str) -> str:
    parts = split_key(key)
    return parts[2] if parts is not None else ""
