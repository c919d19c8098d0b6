"""What the import page asks the archive worker to do: plan a file, write the plan, give the marked workbook back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from storage.archive.archive import Archive
from storage.archive.progress import Progress
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_marked import write_marked
from storage.exchange.excel_plan import plan_import
from storage.exchange.plan_parts import CHANGED, CONFLICT, NEW, REFUSED, SAME, ImportPlan
from storage.exchange.reader import SheetReader
from ui.import_plan_view import PlanLine
from ui.plan_lines import lines_of

POLICIES = {"update": "以来表为准", "fill": "只补空项", "add": "只加新户新人"}
"""How a value of the sheet meets one of the archive."""

BLANKS = {"keep": "空格：保留原值", "clear": "空格：清空原值"}
"""What an empty cell means."""

VERDICTS = {NEW: "新增", CHANGED: "改动", SAME: "相同", CONFLICT: "冲突", REFUSED: "拒收"}


MISSING_SHOWN = 4
"""So many of the form's own columns are named where the sheet lacks them."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """Which file is planned, and how; `sheet` None = the one that fits best."""

    path: Path
    sheet: str | None
    policy: str
    blank: str


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan as the page shows it. `writes` counts the records that would be written, `refused` rows and cells."""

    plan: ImportPlan
    sheet: str
    sheets: tuple[str, ...]
    form: str
    summary: str
    unknown: str
    lines: list[PlanLine]
    writes: int
    refused: int


@dataclass(frozen=True, slots=True)
class Written:
    """What writing did; `batch` None where nothing had to be written."""

    batch: str | None
    summary: str


def make_plan(archive: Archive, progress: Progress, order: ImportOrder) -> Planned:
    """Plan a file; nothing is written. Job for the worker; StorageProblem where the file can't be read."""
    plan = plan_import(
        archive, order.path, sheet=order.sheet, policy=order.policy, blank=order.blank, progress=progress
    )
    progress(0, 0, "整理预检结果")
    return Planned(
        plan=plan,
        sheet=plan.sheet,
        sheets=_sheets(order.path, plan.sheet, progress),
        form=_form(plan),
        summary=_counts(plan, "预检"),
        unknown=_unknown(plan),
        lines=lines_of(archive, plan),
        writes=sum(1 for _change in plan.changes()),
        refused=len(plan.refused),
    )


def _sheets(path: Path, found: str, progress: Progress) -> tuple[str, ...]:
    if path.suffix.lower() == ".csv":
        return (found,)
    with SheetReader(path, progress) as reader:
        return tuple(name for name, hidden in reader.sheets() if not hidden or name == found)


def _form(plan: ImportPlan) -> str:
    parts = [
        f"识别为“{plan.title}”" if plan.title else "不是已知的表样，按列标题识别",
        f"工作表“{plan.sheet}”" if plan.sheet else "",
        f"表头在第 {plan.heading_row} 行",
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


def _unknown(plan: ImportPlan) -> str:
    parts: list[str] = []
    if plan.unknown:
        listed = "、".join(f"{column.heading}（{column.letter} 列）" for column in plan.unknown)
        parts.append(f"⚠ {len(plan.unknown)} 列未识别，不写入：{listed}")
    if plan.missing:
        more = f"等 {len(plan.missing)} 列" if len(plan.missing) > MISSING_SHOWN else ""
        parts.append(f"这种表通常还有{'、'.join(plan.missing[:MISSING_SHOWN])}{more}，本表没有，对应各项不变。")
    parts.extend(f"⚠ {note}" for note in plan.notes)
    return "\n".join(parts)


def write_plan(archive: Archive, progress: Progress, planned: Planned) -> Written:
    """Write a plan as one batch; job for the worker. Nothing of it is kept where it fails or is cancelled."""
    result = apply_plan(archive, planned.plan, progress)
    if not result.batch:
        return Written(None, "没有需要写入的内容，档案没有变化。")
    summary = _counts(planned.plan, "√ 已写入")
    if planned.plan.year != archive.settings.year:
        summary += f"<br>年度情况写进了 {planned.plan.year} 年度；要看它，把窗口顶部的年度换成 {planned.plan.year}。"
    return Written(result.batch, summary)


def give_back(_archive: Archive, progress: Progress, planned: Planned, target: Path) -> Path:
    """Write the clerk's own workbook with the reasons at the refused rows; job for the worker."""
    write_marked(planned.plan, target, progress)
    return target
