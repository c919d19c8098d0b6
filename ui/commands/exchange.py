"""Commands that bring data in and out: import, export, demo."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from models.catalogue import ENTITIES
from models.sheet_forms import FORMS
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.exchange.column_mapping import mapping_from_file
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_forms import write_corrections, write_template
from storage.exchange.excel_marked import write_marked
from storage.exchange.excel_out import Written, export_kind
from storage.exchange.excel_plan import plan_of
from storage.exchange.forms_out import FORMS_OUT, write_form
from storage.exchange.own_columns import KINDS
from storage.exchange.plan_parts import ImportPlan
from storage.exchange.sheet_reading import SheetOrder, read_sources
from storage.exchange.training import make_training_archive
from storage.exchange.training.faults import FILE_NAME, plant_faults, write_fault_list
from storage.exchange.training.training_archive import LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS
from ui.commands.answers import WAITING, WRONG_USE, Answer, CommandProblem, progress
from ui.commands.archive import about


def bring_in(archive: Archive, options: Namespace) -> Answer:
    """Take in one sheet, or several about the same people: the plan only with `--dry-run`, else one undoable batch."""
    plan = _planned(archive, options)
    marked, told = _give_back(plan, Path(options.marked)) if options.marked and plan.refused else ([], [])
    batch = None if options.dry_run else apply_plan(archive, plan, progress).batch or None
    data = plan.as_json(batch) | {"marked": [str(file) for file in marked]}
    refused = plan.refused
    outcome = "未写入" if options.dry_run else f"批次 {batch or '无改动'}"
    households, people = plan.household_counts(), plan.people_counts()
    waiting = [one for one in plan.suspects if not one.decision]
    lines = [
        f"{plan.title or plan.name}：{outcome}。",
        f"户：{_counted(households)}；人：{_counted(people)}；拒收 {len(refused)} 处；疑似重复 {len(waiting)} 人待定。",
        *plan.notes,
        *told,
    ]
    if plan.codes:
        listed = "、".join(f"{'/'.join(one.columns)}“{one.text}”{one.cells} 格" for one in plan.codes[:10])
        lines.append(
            f"不在选项表里的写法 {len(plan.codes)} 种，按原文写入：{listed}。在窗口的“选项对照”里指定一次就会记住。"
        )
    lines += [f"{plan.where(one.row)} {one.name}：{one.reason}（档案：{one.twin.name} {one.twin.number}），没有写入。"
              for one in waiting]  # fmt: skip
    lines += [f"{plan.where(item.row)} {item.column} “{item.value}”：{item.reason}。{item.remedy}" for item in refused]
    return Answer(data, lines, WAITING if plan.waits_for_a_person else 0)


def _planned(archive: Archive, options: Namespace) -> ImportPlan:
    reading = read_sources(
        archive,
        [
            SheetOrder(
                Path(file),
                options.sheet,
                mapping_from_file(Path(options.mapping)) if options.mapping else None,
                all_sheets=options.all_sheets,
            )
            for file in options.file
        ],
        year=options.year,
        progress=progress,
    )
    plan = plan_of(archive, reading, policy=options.policy, blank=options.blank, progress=progress)
    if options.suspects != "wait" and plan.suspects:
        decisions = {one.row: options.suspects for one in plan.suspects}
        plan = plan_of(
            archive, reading, policy=options.policy, blank=options.blank, decisions=decisions, progress=progress
        )
    return plan


def _give_back(plan: ImportPlan, out: Path) -> tuple[list[Path], list[str]]:
    """Write the marked workbook, one for each sheet that has refused rows: exit code 1 then says nothing changed.

    Return the files, and what could not be kept of the looks.
    """
    files: list[Path] = []
    told: list[str] = []
    for place in range(len(plan.sources)):
        part = plan.alone(place)
        if part.refused:
            target = out if not files else out.with_name(f"{out.stem}-{len(files) + 1}{out.suffix}")
            told += write_marked(part, target, progress).notes
            files.append(target)
    return files, told


def _counted(counts: Mapping[str, int]) -> str:
    names = {"new": "新增", "changed": "变更", "same": "相同", "conflict": "冲突"}
    return "，".join(f"{text} {counts[key]}" for key, text in names.items())


def kinds() -> Answer:
    """Name the kinds of sheets that can be written."""
    named = [{"kind": kind, "label": ENTITIES[kind].label} for kind in KINDS]
    named += [{"kind": form, "label": FORMS[form][0]} for form in FORMS_OUT]
    return Answer({"kinds": named}, [f"{entry['kind']}  {entry['label']}" for entry in named])


def export(archive: Archive, options: Namespace) -> Answer:
    """Write one kind of record as a sheet."""
    if not options.out:
        raise CommandProblem("usage", "请写明输出文件，例如 export 成员.xlsx --kind member。", WRONG_USE)
    if not options.mask:
        note_disclosure(archive, f"导出“{options.kind}”（完整号码）", options.village or "全部")
    out, scope = Path(options.out), options.village or ""
    if options.correct:
        if options.mask:
            raise CommandProblem("usage", "更正表要看到完整的内容才能核对，不能同时用 --mask。", WRONG_USE)
        fields = [part.strip() for part in re.split("[,，、]", options.correct) if part.strip()]
        written = write_corrections(archive, out, options.kind, fields, scope=scope, progress=progress)
    elif options.kind in FORMS_OUT:
        written = write_form(
            archive, out, options.kind, scope=scope, year=options.year, masked=options.mask, progress=progress
        )
    else:
        written = export_kind(archive, out, options.kind, scope=scope, masked=options.mask, progress=progress)
    return _about(written, f"已导出 {written.households} 户 {written.rows} 行到 {written.file}。")


def template(archive: Archive, options: Namespace) -> Answer:
    """Write an empty sheet of one kind to be filled in."""
    written = write_template(archive, Path(options.out), options.kind)
    return _about(written, f"已写出“{ENTITIES[options.kind].label}”的空白模板 {written.file}。填好后用 import 导入。")


def _about(written: Written, told: str) -> Answer:
    data = {
        "file": str(written.file),
        "rows": written.rows,
        "households": written.households,
        "warnings": written.warnings,
    }
    return Answer(data, [told, *written.warnings])


def demo(folder: Path, options: Namespace, resources: Path) -> Answer:
    """Make the training archive."""
    if not LEAST_HOUSEHOLDS <= options.households <= MOST_HOUSEHOLDS:
        sentence = f"户数应在 {LEAST_HOUSEHOLDS}—{MOST_HOUSEHOLDS} 之间，不是 {options.households}。"
        raise CommandProblem("usage", sentence, WRONG_USE)
    with make_training_archive(
        folder, households=options.households, seed=options.seed, resources=resources, progress=progress
    ) as archive:
        if not options.faults:
            return about(archive)
        planted = plant_faults(archive, options.seed)
        out = folder / FILE_NAME
        write_fault_list(planted, resources, out)
        answer = about(archive)
        missing = [fault.rule for fault in planted if not fault.household]
        answer.data |= {"faults": str(out), "planted": len(planted) - len(missing), "rules_without_household": missing}
        answer.lines.append(f"埋下 {len(planted) - len(missing)} 处错误，清单在 {out}。")
        if missing:
            answer.lines.append(f"规则 {'、'.join(map(str, missing))} 没有合适的户；户数多一些就有了。")
        return answer
