"""Commands that print: card."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from reports.layouts import Layout
from reports.office import (
    OrderedFiles,
    figures_of,
    note_full_numbers,
    note_print,
    office_layouts,
    print_context,
    uids_in_print_order,
    with_paper,
)
from reports.print_run import PrintOptions
from reports.printing import is_ready, write_layout
from reports.problems import ReportProblem
from reports.sheets import PAPER_NAMES
from storage.archive.archive import Archive
from ui.commands.answers import WRONG_USE, Answer, CommandProblem, progress
from ui.commands.naming import household_of

FIRST_OF_KIND = {"household": "card", "mingbai": "measures", "student": "student", "housing": "housing"}
"""What `--kind` alone prints."""


def card(archive: Archive, options: Namespace) -> Answer:
    """Print a layout: of the households named, of a division, or of all."""
    layouts = office_layouts(archive)
    if options.layout == "list":
        return _listed(layouts)
    layout = with_paper(_layout(layouts, options), options.paper)
    if not options.out:
        raise CommandProblem("usage", "请写出输出文件，例如 户卡.pdf。", WRONG_USE)
    if Path(options.out).suffix.casefold() != ".pdf":
        raise CommandProblem("suffix", f"输出文件“{Path(options.out).name}”应以 .pdf 结尾，没有写出。")
    uids = [household_of(archive, text) for text in options.household]
    if not uids and not options.village and not options.all:
        raise CommandProblem("usage", "请用 --household、--village 或 --all 指明要打印哪些户。", WRONG_USE)
    if options.full and layout.public:
        raise CommandProblem("public", f"“{layout.label}”张贴在外，不能显示完整号码；请去掉 --full。", WRONG_USE)
    files = OrderedFiles(archive, uids or uids_in_print_order(archive, options.village or ""))
    if options.village and not len(files):
        told = f"区划代码 {options.village} 下面没有户，没有写出文件；请核对代码。"
        raise CommandProblem("no_households", told)
    scope = f"{len(uids)} 户" if uids else options.village or "全部"
    if options.full:
        note_full_numbers(archive, layout, scope)
    how = PrintOptions(options.full, layout.paper, options.duplex, options.register)
    try:
        printed = write_layout(Path(options.out), files, print_context(archive), layout, how, progress)
    except ReportProblem as problem:
        raise CommandProblem(problem.code, problem.sentence) from problem
    note_print(archive, layout, "存为 PDF", scope, figures_of(printed))
    data = {
        "file": options.out,
        "layout": layout.name,
        "pages": printed.pages,
        "sheets": printed.sheets,
        "households": printed.households,
        "warnings": printed.warnings,
    }
    if printed.warnings and options.json:
        print("\n".join(["打印前请核对：", *printed.warnings]), file=sys.stderr)
    told = ["打印前请核对：", *printed.warnings] if printed.warnings else []
    return Answer(data, [f"{layout.label}：{figures_of(printed)}，已写到 {options.out}。", *told])


def _layout(layouts: dict[str, Layout], options: Namespace) -> Layout:
    """Return the layout asked for by name, else the first of its kind."""
    if options.layout is None:
        if options.kind not in FIRST_OF_KIND:
            kinds = "、".join(FIRST_OF_KIND)
            raise CommandProblem("usage", f"没有“{options.kind}”这一种，可以是 {kinds}。", WRONG_USE)
        layout = layouts[FIRST_OF_KIND[options.kind]]
    else:
        found = layouts.get(options.layout) or next((x for x in layouts.values() if x.label == options.layout), None)
        if found is None:
            raise CommandProblem("usage", f"没有版式“{options.layout}”，card --layout list 列出全部。", WRONG_USE)
        layout = found
    if not is_ready(layout):
        raise CommandProblem("not_yet", f"本版本还没有“{layout.label}”需要的资料。", WRONG_USE)
    return layout


def _listed(layouts: dict[str, Layout]) -> Answer:
    ready = [layout for layout in layouts.values() if is_ready(layout)]
    rows = [
        {"layout": one.name, "label": one.label, "kind": one.kind, "title": one.title, "paper": one.paper}
        for one in ready
    ]
    lines = [f"{one.name:16}{one.label}（{PAPER_NAMES[one.paper]}）" for one in ready]
    return Answer({"layouts": rows}, lines)
