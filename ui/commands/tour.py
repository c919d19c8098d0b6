"""The main job from end to end without a screen: `tour`. Every step is real work on files, judged by its result."""

from __future__ import annotations

import shutil
import sys
import traceback
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from storage.archive import batches, files, findings, records, search
from storage.archive.archive import Archive
from storage.archive.problems import StorageProblem
from storage.exchange.training.training_archive import LEAST_HOUSEHOLDS, MOST_HOUSEHOLDS, make_training_archive
from ui.commands.answers import REFUSED, WRONG_USE, Answer, CommandProblem
from ui.commands.tour_sheet import Planted, planted_sheet

DONE, FAILED, NOT_BUILT = "成", "败", "未建"
LIU = "刘德华"


class StepFailed(Exception):
    """A step whose result is not what it must be; the text says what came out."""


@dataclass(slots=True)
class Walk:
    """What the steps hand on to each other."""

    out: Path
    households: int
    resources: Path
    archive: Archive | None = None
    planted: Planted | None = None
    before: int = 0
    files: list[Path] = field(default_factory=list[Path])

    @property
    def opened(self) -> Archive:
        """Return the archive that the first step made."""
        if self.archive is None:
            raise StepFailed("前面的演练档案没有建成")
        return self.archive


def tour(options: Namespace, resources: Path) -> Answer:
    """Walk through the steps, telling each as it is done; exit code 1 if any failed."""
    if not LEAST_HOUSEHOLDS <= options.households <= MOST_HOUSEHOLDS:
        sentence = f"户数应在 {LEAST_HOUSEHOLDS}—{MOST_HOUSEHOLDS} 之间，不是 {options.households}。"
        raise CommandProblem("usage", sentence, WRONG_USE)
    out = Path(options.out)
    _clear(out)
    walk = Walk(out, options.households, resources)
    told: list[dict[str, str]] = []
    try:
        for name, step in STEPS:
            outcome, figure = _carry_out(step, walk)
            told.append({"name": name, "outcome": outcome, "figure": figure})
            if not options.json:
                print(f"{outcome}\t{name}：{figure}" if figure else f"{outcome}\t{name}", flush=True)
    finally:
        if walk.archive is not None:
            walk.archive.close()
    failed = any(step["outcome"] == FAILED for step in told)
    data = {"steps": told, "files": [str(path) for path in walk.files]}
    return Answer(data, [f"文件在 {out}。"], REFUSED if failed else 0)


def _carry_out(step: Callable[[Walk], str] | None, walk: Walk) -> tuple[str, str]:
    if step is None:
        return NOT_BUILT, ""
    try:
        return DONE, step(walk)
    except StepFailed as problem:
        return FAILED, str(problem)
    except StorageProblem as problem:
        return FAILED, problem.sentence
    except Exception as error:  # noqa: BLE001 - a broken step must not hide the others; the trace goes to stderr
        traceback.print_exc(file=sys.stderr)
        return FAILED, f"程序出错：{type(error).__name__}: {error}"


MARK = "演练说明.txt"


def _clear(out: Path) -> None:
    """Empty the folder of an earlier tour; a folder with anything else in it is left alone."""
    if out.exists() and any(out.iterdir()):
        if not (out / MARK).exists():
            sentence = f"文件夹“{out}”里有别的东西，没有动它。请另选一个空文件夹。"
            raise CommandProblem("used_folder", sentence)
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("这个文件夹由 tour 命令生成，全是演练数据；再次运行会清空重来。\n", encoding="utf-8")


def _make(walk: Walk) -> str:
    walk.archive = make_training_archive(walk.out / "档案", households=walk.households, resources=walk.resources)
    serious = [one for one in findings.list_findings(walk.archive) if one.level in "EW"]
    told = {one.household for one in serious if one.household}  # the published projects lack what nobody told
    if len(told) > 2:
        raise StepFailed(f"{len(told)} 户有问题，演练档案应只有公开报道的两户有未填项")
    return f"{walk.households} 户；除公开报道的两户外没有问题"


def _find(walk: Walk) -> str:
    hits, total = search.find(walk.opened, "ldh")
    if not any(hit.name == LIU for hit in hits):
        raise StepFailed(f"ldh 找到 {total} 条，没有{LIU}")
    return f"ldh → {LIU}，共 {total} 条"


def _plant(walk: Walk) -> str:
    walk.planted = planted_sheet(walk.opened, walk.out / "带错误的成员表.xlsx")
    walk.files.append(walk.planted.file)
    return f"{walk.planted.rows} 行，故意改错 {len(walk.planted.refused)} 格、改动 {len(walk.planted.changed)} 格"


def _planted(walk: Walk) -> Planted:
    if walk.planted is None:
        raise StepFailed("前面的表没有做成")
    return walk.planted


def _bring_in(walk: Walk) -> str:
    from storage.exchange.excel_apply import apply_plan
    from storage.exchange.excel_marked import write_marked
    from storage.exchange.excel_plan import plan_import

    planted = _planted(walk)
    plan = plan_import(walk.opened, planted.file)
    refused = {(item.row, item.column) for item in plan.refused}
    if refused != planted.refused:
        raise StepFailed(f"应拒收 {sorted(planted.refused)}，实际 {sorted(refused)}")
    marked = walk.out / "退回改正.xlsx"
    write_marked(plan, marked)
    walk.files.append(marked)
    walk.before = findings.count_findings(walk.opened)
    result = apply_plan(walk.opened, plan)
    if result.fields != len(planted.changed):
        raise StepFailed(f"应改动 {len(planted.changed)} 处，实际 {result.fields}")
    again = apply_plan(walk.opened, plan_import(walk.opened, planted.file))
    if again.batch:
        raise StepFailed(f"同一张表再导入一次，又改动了 {again.fields} 处")
    return f"改动 {result.fields} 处，退回 {len(refused)} 处并注明原因；再导入一次没有变化"


def _check(walk: Walk) -> str:
    planted = _planted(walk)
    findings.run_checks(walk.opened)
    found = findings.list_findings(walk.opened)
    hit = {(one.person, one.rule) for one in found}
    missed = planted.expected - hit
    if missed:
        raise StepFailed(f"规则 {sorted(rule for _person, rule in missed)} 没有查出改错的地方")
    return f"{len(found)} 处问题，改错的 {len(planted.expected)} 处都查出来了"


def _list_problems(walk: Walk) -> str:
    from storage.exchange.excel_out import write_findings

    written = write_findings(walk.opened, walk.out / "问题清单.xlsx", findings.list_findings(walk.opened))
    walk.files.append(written.file)
    return f"{written.rows} 条"


def _correct(walk: Walk) -> str:
    planted = _planted(walk)
    for change in planted.corrections:
        records.save(walk.opened, [change], reason="核对身份证后改正")
    left = findings.count_findings(walk.opened)
    if left != walk.before:
        raise StepFailed(f"改正后还有 {left} 处问题，导入前是 {walk.before} 处")
    return f"改正 {len(planted.corrections)} 人，问题回到导入前的 {left} 处"


def _cards(walk: Walk) -> str:
    from reports.office import office_layouts, print_context
    from reports.print_run import PrintOptions
    from reports.printing import write_layout

    village = _planted(walk).village
    out = walk.out / "户卡.pdf"
    layout, context = office_layouts(walk.opened)["card"], print_context(walk.opened)
    printed = write_layout(out, files.iterate_files(walk.opened, village), context, layout, PrintOptions())
    walk.files.append(out)
    if printed.households == 0 or printed.pages < printed.households:
        raise StepFailed(f"{printed.households} 户只有 {printed.pages} 页")
    return f"{walk.opened.divisions.name(village)} {printed.households} 户 {printed.pages} 页"


def _statistics(walk: Walk) -> str:
    from ui.commands.figures import tour_statistics

    told, files = tour_statistics(walk.opened, walk.out, walk.households)
    walk.files += files
    return told


def _export(walk: Walk) -> str:
    from storage.exchange.excel_out import export_kind

    written = export_kind(walk.opened, walk.out / "户.xlsx", "household", masked=True)
    walk.files.append(written.file)
    if written.rows != walk.households:
        raise StepFailed(f"{walk.households} 户只导出 {written.rows} 行")
    return f"{written.rows} 户"


def _undo(walk: Walk) -> str:
    batch = next(one for one in batches.list_batches(walk.opened, bulk_only=True) if one.kind == "import")
    undone = batches.undo_batch(walk.opened, batch.uid)
    again = batches.list_batches(walk.opened, bulk_only=True)
    if not next(one for one in again if one.uid == batch.uid).undone:
        raise StepFailed("批次没有标为已撤销")
    return f"撤销 {undone.reverted} 处，之后又改过的 {len(undone.kept)} 处保留"


def _verify(walk: Walk) -> str:
    from storage.archive.backups import backup
    from storage.archive.verify import verify

    made = backup(walk.opened, walk.out / "备份.hdbak")
    walk.files.append(made.file)
    outcome = verify(walk.opened)
    if not outcome.ok:
        raise StepFailed("；".join(outcome.problems[:3]))
    if outcome.digest != made.digest:
        raise StepFailed("备份的指纹与档案不一致")
    return f"备份已检查；改动日志与数据一致，指纹 {outcome.digest[:12]}"


def _exchange(name: str) -> Callable[[Walk], str]:
    def step(walk: Walk) -> str:
        from ui.commands import tour_exchange

        try:
            return getattr(tour_exchange, name)(walk.opened, walk.out)
        except tour_exchange.ExchangeFailed as problem:
            raise StepFailed(str(problem)) from problem

    return step


STEPS: tuple[tuple[str, Callable[[Walk], str] | None], ...] = (
    ("建立演练档案", _make),
    ("按拼音首字母找人", _find),
    ("做一张带错误的成员表", _plant),
    ("导入，退回错误的行", _bring_in),
    ("核查", _check),
    ("问题清单", _list_problems),
    ("改正两个人", _correct),
    ("统计表", _statistics),
    ("户卡", _cards),
    ("导出户表", _export),
    ("撤销导入批次", _undo),
    ("备份并核对", _verify),
    ("打包给另一个单位", _exchange("pack_for_second_office")),
    ("两边修改后合并", _exchange("edit_both_and_merge")),
    ("处理一个冲突", _exchange("resolve_and_compare")),
)
"""The steps in order; None where the program cannot do it yet."""
