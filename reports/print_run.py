"""One print run: many households into one PDF, each on pages of its own, with a list of what was printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

from models.household_file import HouseholdFile
from reports.card_context import CardContext
from reports.fonts import load_fonts
from reports.output import written_aside
from reports.problems import ReportProblem
from reports.register import PrintedLine, register_pages
from reports.sheets import Paper, Sheets
from reports.warnings import CharacterCheck
from storage.archive.sealed_file import SealedFile

Progress: TypeAlias = Callable[[int, int, str], None]

_STEP = 25
"""Households between two calls of progress."""


class Document(NamedTuple):
    """One household's (or case's) pages: form and operators of each, and its line in the register."""

    pages: list[tuple[str, str]]
    line: PrintedLine


class Maker(Protocol):
    """Turns a household's file into documents."""

    def documents(self, file: HouseholdFile, check: CharacterCheck) -> Iterable[Document]:
        """Return the documents of a household; none where it has nothing to print."""
        ...


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How a run is laid on paper: `full` shows whole numbers, `register` appends the list of what was printed."""

    full: bool = False
    paper: Paper = "a4"
    duplex: bool = False
    register: bool = False


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What was printed: pages with print, pages of the PDF, households, and sentences about characters to see to."""

    pages: int
    sheets: int
    households: int
    warnings: list[str] = field(default_factory=list[str])


def print_files(
    out: Path | SealedFile,
    files: Iterable[HouseholdFile],
    context: CardContext,
    make: Callable[[Sheets], Maker],
    options: PrintOptions,
    progress: Progress | None = None,
) -> PrintResult:
    """Write the documents of `files` to `out`, in their order.

    `progress` is called with (done, total or 0, text) and may raise to cancel: the old `out` then stays as it was.
    ReportProblem where `out` can't be written, or there is nothing to print.
    """
    total = len(files) if isinstance(files, Sized) else 0
    check = CharacterCheck(load_fonts(context.fonts))
    lines: list[PrintedLine] = []
    done = printed = 0
    with written_aside(out) as target:
        sheets = Sheets(target, options.paper, duplex=options.duplex)
        name_document(sheets, context)
        maker = make(sheets)
        for done, file in enumerate(files, 1):
            found = False
            for document in maker.documents(file, check):
                found = True
                put(sheets, document.pages)
                if options.register:
                    lines.append(document.line)
            printed += found
            if progress and done % _STEP == 0:
                progress(done, total, "正在排版")
        if not printed:
            raise ReportProblem("nothing_to_print", "没有可打印的内容，没有写出文件；请先选户，或换一种版式。")
        if lines:
            put(sheets, register_pages(sheets, context, lines))
        if progress:
            progress(done, total or done, "正在写出文件")
        sheets.finish()
    return PrintResult(sheets.count, sheets.sheets, printed, check.warnings)


def put(sheets: Sheets, pages: Iterable[tuple[str, str]]) -> None:
    """Lay a document's pages on paper, beginning on a front side."""
    sheets.begin()
    for form, operators in pages:
        sheets.page(form, operators)


def name_document(sheets: Sheets, context: CardContext) -> None:
    """Write title and office into the PDF's properties."""
    sheets.canvas.setTitle(context.title)
    sheets.canvas.setAuthor(context.office)
    sheets.canvas.setCreator("户档")
