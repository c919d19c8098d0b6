"""The one way to paper: any layout, of any households, to a PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from models.catalogue import ENTITIES
from models.household_file import HouseholdFile
from reports.book import write_book
from reports.card_context import CardContext
from reports.household_card import write_cards
from reports.layouts import Layout
from reports.notice import write_notice
from reports.print_run import PrintOptions, PrintResult, Progress
from reports.problems import ReportProblem
from storage.archive.sealed_file import SealedFile


def is_ready(layout: Layout) -> bool:
    """Tell whether the catalogue holds the records a layout is about."""
    return not layout.each or layout.each in ENTITIES


def context_for(context: CardContext, layout: Layout) -> CardContext:
    """Return what pages share, with the titles and wording of a layout."""
    wording = layout.wording
    return replace(
        context,
        title=layout.title,
        hotline=wording.get("hotline", ""),
        statement=wording.get("statement", ""),
        signatures=layout.signatures,
    )


def write_layout(
    out: Path | SealedFile,
    files: Iterable[HouseholdFile],
    context: CardContext,
    layout: Layout,
    options: PrintOptions,
    progress: Progress | None = None,
) -> PrintResult:
    """Write a layout of `files` to `out`. ReportProblem where there is nothing to print or `out` can't be written.

    A public layout ignores `options.full` and has no register: it never shows whole numbers.
    """
    own = context_for(context, layout)
    if not is_ready(layout):
        raise ReportProblem("not_yet", f"本版本还没有“{layout.label}”需要的资料，没有写出文件。")
    if layout.public:
        return write_notice(out, files, own, layout, replace(options, full=False, register=False), progress)
    if layout.sections:
        return write_book(out, files, own, layout, options, progress)
    return write_cards(
        out, files, own, full=options.full, paper=options.paper, duplex=options.duplex, register=options.register,
        progress=progress,
    )  # fmt: skip
