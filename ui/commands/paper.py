"""Commands that print: card."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path

from reports.household_card import CardContext, write_cards
from reports.problems import ReportProblem
from storage.archive.archive import Archive
from storage.archive.audit import note_disclosure
from storage.archive.files import iterate_files
from ui.commands.answers import Answer, CommandProblem, progress
from ui.commands.records import household_of

DEFAULT_TITLE = "贫困户帮扶明白卡"


def card(archive: Archive, options: Namespace) -> Answer:
    """Print household cards: of the households named, of a division, or all."""
    if options.kind != "household":
        raise CommandProblem("not_yet", f"本版本还没有“{options.kind}”卡，只有 household。", 2)
    if Path(options.out).suffix.casefold() != ".pdf":
        raise CommandProblem("suffix", f"输出文件“{Path(options.out).name}”应以 .pdf 结尾，没有写出。")
    uids = [household_of(archive, text) for text in options.household]
    if not uids and not options.village and not options.all:
        raise CommandProblem("usage", "请用 --household、--village 或 --all 指明要打印哪些户。", 2)
    files = iterate_files(archive, options.village or "", uids=uids or None)
    if options.full:
        note_disclosure(archive, "打印户卡（完整号码）", f"{len(uids)} 户" if uids else options.village or "全部")
    try:
        printed = write_cards(Path(options.out), files, card_context(archive), full=options.full, progress=progress)
    except ReportProblem as problem:
        raise CommandProblem(problem.code, problem.sentence) from problem
    data = {
        "file": options.out,
        "pages": printed.pages,
        "households": printed.households,
        "warnings": printed.warnings,
    }
    lines = [f"已打印 {printed.households} 户 {printed.pages} 页到 {options.out}。", *printed.warnings]
    return Answer(data, lines)


def card_context(archive: Archive) -> CardContext:
    """Return what all cards of this office share."""
    settings = archive.settings
    return CardContext(
        codes=archive.codes,
        year=settings.year,
        as_of=settings.as_of,
        division_path=archive.divisions.path,
        title=settings.get("card_title", DEFAULT_TITLE),
        office=archive.office.name,
        phone=settings.get("office_phone", ""),
        training=archive.office.training,
        printed_on=date.today(),
        fonts=archive.resources / "fonts",
    )
