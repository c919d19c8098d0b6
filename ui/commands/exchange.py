"""Commands that bring data in and out: import, export, demo."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path

from models.catalogue import ENTITIES
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_forms import write_corrections, write_template
from storage.exchange.excel_marked import write_marked
from storage.exchange.excel_out import Written, export_kind
from storage.exchange.excel_plan import plan_import
from storage.exchange.own_columns import KINDS
from storage.exchange.training import make_training_archive
from storage.exchange.training.faults import FILE_NAME, plant_faults, write_fault_list
from storage.exchange.training.training_archive import LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS
from ui.commands.answers import WAITING, WRONG_USE, Answer, CommandProblem, progress
from ui.commands.archive import about


def bring_in(archive: Archive, options: Namespace) -> Answer:
    """Take in a sheet: the plan only with `--dry-run`, else one undoable batch."""
    plan = plan_import(
        archive, Path(options.file), sheet=options.sheet, policy=options.policy, blank=options.blank, progress=progress
    )
    told: tuple[str, ...] = ()
    if options.marked and plan.refused:
        # before the import: exit code 1 says that nothing changed
        told = write_marked(plan, Path(options.marked), progress).notes
    batch = None if options.dry_run else apply_plan(archive, plan, progress).batch or None
    data = plan.as_json(batch)
    refused = plan.refused
    outcome = "未写入" if options.dry_run else f"批次 {batch or '无改动'}"
    households, people = plan.household_counts(), plan.people_counts()
    lines = [
        f"{plan.title or Path(options.file).name}：{outcome}。",
        f"户：{_counted(households)}；人：{_counted(people)}；拒收 {len(refused)} 处。",
    ]
    lines += [f"第 {item.row} 行 {item.column} “{item.value}”：{item.reason}。{item.remedy}" for item in refused]
    lines += [*plan.notes, *told]
    return Answer(data, lines, WAITING if plan.waits_for_a_person else 0)


def _counted(counts: Mapping[str, int]) -> str:
    names = {"new": "新增", "changed": "变更", "same": "相同", "conflict": "冲突"}
    return "，".join(f"{text} {counts[key]}" for key, text in names.items())


def kinds() -> Answer:
    """Name the kinds of sheets that can be written."""
    named = [{"kind": kind, "label": ENTITIES[kind].label} for kind in KINDS]
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
