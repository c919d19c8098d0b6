"""Commands that bring data in: import, demo."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from storage.archive.archive import Archive
from storage.exchange.excel_apply import apply_plan
from storage.exchange.excel_marked import write_marked
from storage.exchange.excel_plan import plan_import
from storage.exchange.problems import ExchangeProblem
from storage.exchange.training import make_training_archive
from ui.commands.answers import WAITING, Answer, CommandProblem, progress
from ui.commands.archive import about


def bring_in(archive: Archive, options: Namespace) -> Answer:
    """Take in a sheet: the plan only with `--dry-run`, else one undoable batch."""
    try:
        plan = plan_import(
            archive,
            Path(options.file),
            sheet=options.sheet,
            policy=options.policy,
            blank=options.blank,
            progress=progress,
        )
        batch = None if options.dry_run else apply_plan(archive, plan, progress).batch or None
        if options.marked:
            write_marked(plan, Path(options.marked), progress)
    except ExchangeProblem as problem:
        raise CommandProblem(problem.code, problem.sentence) from problem
    data = plan.as_json(batch)
    refused = plan.refused
    outcome = "未写入" if options.dry_run else f"批次 {batch or '无改动'}"
    lines = [f"{plan.title}：{len(refused)} 处拒收，{outcome}。"]
    lines += [f"第 {item.row} 行 {item.column} “{item.value}”：{item.reason}。{item.remedy}" for item in refused]
    return Answer(data, lines, WAITING if refused else 0)


def demo(folder: Path, options: Namespace, resources: Path) -> Answer:
    """Make the training archive."""
    if options.faults:
        raise CommandProblem("not_yet", "本版本还不能生成带错误的培训档案（--faults）。", 2)
    with make_training_archive(
        folder, households=options.households, seed=options.seed, resources=resources, progress=progress
    ) as archive:
        return about(archive)
