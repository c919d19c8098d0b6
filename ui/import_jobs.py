"""What the import page asks the archive worker to do: look at files, read and plan them, write, give back."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from models.codes import CodeList
from storage.archive.archive import Archive
from storage.archive.local_codes import add_local_code
from storage.archive.pinyin import spellings
from storage.archive.progress import Progress
from storage.archive.sheet_memory import KEEP_TEXT, remember_option
from storage.exchange.column_mapping import ColumnMapping, applied, choosable, column_keys, remember
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_marked import write_marked
from storage.exchange.excel_plan import plan_of
from storage.exchange.plan_index import GROUPS, PlanIndex
from storage.exchange.plan_parts import CHANGED, CONFLICT, NEW, REFUSED, SAME, ImportPlan, UnknownCode
from storage.exchange.proposals import SheetLook, look_at_sheet
from storage.exchange.sheet_reading import Reading, SheetOrder, collector_at_rest, read_sources
from ui.options import Option, make_options, option_of
from ui.plan_lines import PlanLine, PlanTexts, field_label

POLICIES = {"update": "以来表为准", "fill": "只补空项", "add": "只加新户新人"}
"""How a value of the sheet meets one of the archive."""

BLANKS = {"keep": "空格：保留原值", "clear": "空格：清空原值"}
"""What an empty cell means."""

VERDICTS = {NEW: "新增", CHANGED: "改动", SAME: "相同", CONFLICT: "冲突", REFUSED: "拒收"}

MISSING_SHOWN = 4
"""So many of the form's own columns are named where the sheet lacks them."""

NOTES_SHOWN = 6
"""So many remarks about a sheet stand on the page; all of them are in its tool tip."""

ADD_OPTION, KEEP_OPTION = "+", "="
"""Choices for a text that no code list holds: take it into the list, keep it as text."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """Which files are planned, and how; `sheet` None = the one that fits best. `mappings` by file, this time only."""

    paths: tuple[Path, ...]
    sheet: str | None = None
    all_sheets: bool = False
    policy: str = "update"
    blank: str = "keep"
    mappings: Mapping[Path, ColumnMapping] | None = None


@dataclass(frozen=True, slots=True)
class MappingLook:
    """A sheet whose columns a person maps, with everything that a column can be given."""

    look: SheetLook
    choices: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class CodeQuestion:
    """A text that its code list does not hold, the options it may stand for, and the likeliest of them (“” = none)."""

    code: UnknownCode
    options: tuple[Option, ...]
    suggestion: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as the page shows it. `fields` = (id, name, lines) of the fields that lines are about."""

    order: ImportOrder
    reading: Reading
    plan: ImportPlan
    index: PlanIndex
    texts: PlanTexts
    sheets: tuple[str, ...]
    form: str
    summary: str
    notes: tuple[str, ...]
    fields: tuple[tuple[int, str, int], ...]
    questions: tuple[CodeQuestion, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What writing did; `batch` None where nothing had to be written."""

    batch: str | None
    summary: str


# looking and mapping


def look_at(
    archive: Archive, progress: Progress, path: Path, sheet: str | None, heading_row: int | None = None
) -> MappingLook:
    """Look at a file's heading; job for the worker. StorageProblem where the file can't be read."""
    look = look_at_sheet(archive, path, sheet, heading_row=heading_row, progress=progress)
    choices = tuple(
        replace(option_of(target.key, text, spellings), code_is_said=False) for target, text in choosable(archive)
    )
    return MappingLook(look, choices)


def keep_mapping(archive: Archive, _progress: Progress, look: SheetLook, mapping: ColumnMapping) -> None:
    """Remember what a person said about a sheet's columns; job for the worker."""
    remember(archive, applied(look.layout, mapping), f"{look.path.name}·{look.sheet}" if look.sheet else look.path.name)


def mapping_of(look: SheetLook, targets: Sequence[str], join: str) -> ColumnMapping:
    """Return the mapping of the chosen target keys, one for each proposal of the look."""
    from models.headings import target_from_key

    keys = column_keys(column.heading for column in look.layout.columns)
    by_place = {column.place: key for column, key in zip(look.layout.columns, keys, strict=True)}
    chosen = {
        by_place[one.column.place]: target_from_key(text) for one, text in zip(look.proposals, targets, strict=True)
    }
    return ColumnMapping(chosen, join, look.heading_row)


# planning


def make_plan(archive: Archive, progress: Progress, order: ImportOrder, reading: Reading | None = None) -> Planned:
    """Read files and plan them, or plan anew what was read; nothing is written. Job for the worker."""
    if reading is None:
        orders = [
            SheetOrder(path, order.sheet, (order.mappings or {}).get(path), all_sheets=order.all_sheets)
            for path in order.paths
        ]
        with collector_at_rest():
            reading = read_sources(archive, orders, progress=progress)
    return plan_again(archive, progress, order, reading, {})


def plan_again(
    archive: Archive, progress: Progress, order: ImportOrder, reading: Reading, decisions: Mapping[int, str]
) -> Planned:
    """Plan what was read under another policy or with decisions about suspects; job for the worker."""
    plan = plan_of(archive, reading, policy=order.policy, blank=order.blank, decisions=decisions, progress=progress)
    progress(0, 0, "整理预检结果")
    index = PlanIndex(plan)
    return Planned(
        order=order,
        reading=reading,
        plan=plan,
        index=index,
        texts=PlanTexts(archive, plan),
        sheets=reading.sheet_names,
        form=_form(plan),
        summary=_counts(plan, "预检"),
        notes=tuple(_notes(plan)),
        fields=_fields(archive, index),
        questions=tuple(_questions(archive, plan)),
    )


def _fields(archive: Archive, index: PlanIndex) -> tuple[tuple[int, str, int], ...]:
    counts = [0] * len(index.fields)
    for number in index.field_ids:
        counts[number] += 1
    named = [(at, field_label(archive.codes, *key), counts[at]) for key, at in index.fields.items() if any(key)]
    return tuple(sorted(named, key=lambda one: -one[2]))


def _questions(archive: Archive, plan: ImportPlan) -> Iterable[CodeQuestion]:
    if not plan.codes:
        return
    book = make_options(archive.codes, spellings)
    extra = (
        Option(KEEP_OPTION, "保留原文，以后不再问", ("blyw",), code_is_said=False),
        Option(ADD_OPTION, "加进本单位选项", ("jjbdw",), code_is_said=False),
    )
    for code in plan.codes:
        options = (*book.of(code.list_name, plan.year), *extra)
        yield CodeQuestion(code, options, _nearest(archive.codes[code.list_name], code.text))


def _nearest(listed: CodeList, text: str) -> str:
    """Return the code whose text or alias is most like `text`, “” where none is near."""
    texts = {name: entry.code for entry in listed.entries for name in (entry.text, *entry.aliases)}
    inside = [name for name in texts if len(name) > 1 and (name in text or text in name)]
    near = get_close_matches(text, texts, 1, 0.6) or sorted(inside, key=lambda name: abs(len(name) - len(text)))[:1]
    return texts[near[0]] if near else ""


def answer_codes(archive: Archive, _progress: Progress, answers: Sequence[tuple[UnknownCode, str]], year: int) -> int:
    """Remember what texts outside the code lists stand for; returns how many options were added. Job for the worker."""
    added = 0
    for code, answer in answers:
        if answer == ADD_OPTION:
            entry = add_local_code(archive, code.list_name, code.text, from_year=year)
            added += 1
            remember_option(archive, code.list_name, code.text, entry.code)
        elif answer:
            remember_option(archive, code.list_name, code.text, KEEP_TEXT if answer == KEEP_OPTION else answer)
    return added


def _form(plan: ImportPlan) -> str:
    if len(plan.sources) > 1:
        listed = "、".join(
            f"{source.label}（{source.title or '按列标题'}，{source.rows:,} 行）" for source in plan.sources
        )
        return f"{len(plan.sources)} 张表，按户编号、证件号码合在一起：{listed}"
    parts = [
        f"识别为“{plan.title}”" if plan.title else "不是已知的表样，按列标题和列对应识别",
        f"工作表“{plan.sheet}”" if plan.sheet else "",
        f"表头在第 {plan.heading_row} 行" if plan.heading_row else "没有表头",
        f"数据 {plan.rows:,} 行",
        f"写入 {plan.year} 年度" if plan.year else "",
    ]
    return " · ".join(part for part in parts if part)


def _counts(plan: ImportPlan, lead: str) -> str:
    rows = "".join(
        f"<tr><td>{head}</td><td>&nbsp;&nbsp;{unit}</td>{_cells(counts)}</tr>"
        for head, unit, counts in ((lead, "户", plan.household_counts()), ("", "人", plan.people_counts()))
    )
    return f'<table cellspacing="2">{rows}</table>'


def _cells(counts: dict[str, int]) -> str:
    cells = ""
    for verdict, text in VERDICTS.items():
        number = counts[verdict]
        shown = f"<b>{number:,}</b>" if number else "0"
        cells += f'<td style="padding-left: 18px">{text}</td><td align="right" style="padding-left: 6px">{shown}</td>'
    return cells


def _notes(plan: ImportPlan) -> Iterable[str]:
    if plan.unknown:
        listed = "、".join(f"{column.heading}（{column.letter} 列）" for column in plan.unknown)
        yield f"⚠ {len(plan.unknown)} 列未识别，不写入字段，按原样留在各户名下：{listed}"
    if plan.missing:
        more = f"等 {len(plan.missing)} 列" if len(plan.missing) > MISSING_SHOWN else ""
        yield f"这种表通常还有{'、'.join(plan.missing[:MISSING_SHOWN])}{more}，本表没有，对应各项不变。"
    for note in plan.notes:
        yield f"⚠ {note}"


# looking at a plan


def find_lines(
    _archive: Archive,
    progress: Progress,
    planned: Planned,
    groups: Sequence[int],
    field: int | None,
    text: str,
) -> array[int]:
    """Return the numbers of the lines of some groups, of one field, that hold a text; job for the worker."""
    shown = planned.index.shown(groups, field)
    if not text:
        return shown
    found: array[int] = array("i")
    for done, at in enumerate(shown):
        if done % 2000 == 0:
            progress(done, len(shown), "筛选")
        if holds(planned.texts.line(planned.index.line(at)), text):
            found.append(at)
    return found


def holds(line: PlanLine, text: str) -> bool:
    """Tell whether a line shows a text anywhere."""
    return any(
        text in part for part in (line.household, line.person, line.field, line.old, line.new, line.basis, line.place)
    )


def show_lines(_archive: Archive, _progress: Progress, planned: Planned, lines: Sequence[int]) -> list[PlanLine]:
    """Return the texts of some lines; job for the worker."""
    return [planned.texts.line(planned.index.line(at)) for at in lines]


def tick_lines(_archive: Archive, progress: Progress, planned: Planned, lines: Sequence[int], take: bool) -> int:
    """Tick or untick many lines; job for the worker. Returns how many changed."""
    progress(0, 0, "勾选" if take else "取消勾选")
    return planned.index.tick(lines, take)


# writing


def write_plan(archive: Archive, progress: Progress, planned: Planned) -> Written:
    """Write a plan as one batch; job for the worker. Nothing of it is kept where it fails or is cancelled."""
    result = apply_plan(archive, planned.plan, progress)
    if not result.batch:
        return Written(None, "没有需要写入的内容，档案没有变化。")
    index = planned.index
    left = sum(index.total) - sum(index.ticked) - index.total[GROUPS.index("same")]
    summary = _counts(planned.plan, "√ 已写入")
    summary += f"涉及 {result.households:,} 户，写入 {result.fields:,} 项。"
    if left:
        summary += f" 没有写入的 {left:,} 处（拒收、冲突、疑似、没有打勾）还列在下面。"
    if planned.plan.year != archive.settings.year:
        summary += f"<br>年度情况写进了 {planned.plan.year} 年度；要看它，把窗口顶部的年度换成 {planned.plan.year}。"
    return Written(result.batch, summary)


def give_back(_archive: Archive, progress: Progress, planned: Planned, target: Path) -> list[Path]:
    """Write the clerk's own workbooks with the reasons at the refused rows, one for each sheet; job for the worker."""
    files: list[Path] = []
    for place in range(len(planned.plan.sources)):
        part = planned.plan.alone(place)
        if part.refused:
            out = target if not files else target.with_name(f"{target.stem}-{len(files) + 1}{target.suffix}")
            write_marked(part, out, progress)
            files.append(out)
    return files
