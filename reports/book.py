"""Documents that flow over as many pages as they need: the household's whole file, its tables, its cards of measures.

What stands in them is the layout's (`reports.layouts`); how a block is drawn is in `reports.book_blocks`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from models.household_file import HouseholdFile
from reports.book_blocks import BLOCKS, Work, height_that_follows
from reports.card_context import CardContext, CardData, card_data
from reports.card_values import head_name, number, place
from reports.cover import cover_page
from reports.drawing import Pen
from reports.flow import Flow
from reports.fonts import load_fonts
from reports.layouts import Layout, Section
from reports.page_frame import BOTTOM, TOP, PageFrame
from reports.print_run import Document, PrintOptions, PrintResult, Progress, print_files
from reports.register import PrintedLine
from reports.sheets import Sheets
from reports.warnings import CharacterCheck
from storage.archive.sealed_file import SealedFile

_BLOCK_GAP = 10.0


class BookMaker:
    """The documents of one layout."""

    def __init__(self, sheets: Sheets, context: CardContext, layout: Layout, full: bool) -> None:
        """Prepare to draw on `sheets`."""
        self.sheets, self.context, self.layout, self.full = sheets, context, layout, full
        self.pen = Pen(load_fonts(context.fonts), sheets.canvas._doc)  # reportlab has no public way to its document
        self.frame = PageFrame(self.pen, context, context.title, layout.name)
        self._covered = bool(layout.sections) and layout.sections[0].block == "cover"

    def documents(self, file: HouseholdFile, check: CharacterCheck) -> Iterable[Document]:
        """Return the household's document, or one for each of its cases."""
        data = card_data(file, self.context, self.full)
        each = self.layout.each
        records = file.parts.get(each, []) if each else [None]
        return [self._document(data, check, record) for record in records]

    def _document(self, data: CardData, check: CharacterCheck, record: dict[str, object] | None) -> Document:
        flow = Flow(self.pen, TOP, BOTTOM)
        if not self._covered:
            flow.y = self.frame.first_top
        work = Work(flow, self.pen, data, self.layout, record)
        sections = [section for section in self.layout.sections if section.block != "cover"]
        starts: list[tuple[str, int]] = []
        for at, section in enumerate(sections):
            title = self._titled(section, sum(bool(one.title) for one in sections[: at + 1]))
            if at:
                flow.skip(_BLOCK_GAP if section.block != "notes" else 2.0)
            flow.began = 0
            tail = height_that_follows(work, sections[at + 1 :], _BLOCK_GAP)
            BLOCKS[section.block](work, replace(section, title=title), tail)
            if title and flow.began:
                starts.append((title, flow.began))
        return self._finished(data, work, check, starts)

    def _titled(self, section: Section, place_in_list: int) -> str:
        return f"{_ordinal(place_in_list)}、{section.title}" if section.title else ""

    def _finished(
        self, data: CardData, work: Work, check: CharacterCheck, starts: list[tuple[str, int]]
    ) -> Document:
        shown, name = number(data), head_name(data)
        where = place(data)
        check.look(f"户编号 {shown}", [name, where, *work.texts], [one.get("name") or "" for one in data.file.members])
        digest = hashlib.sha256("\x1f".join([shown, where, *work.texts]).encode()).hexdigest().upper()
        fingerprint = f"{digest[:4]}-{digest[4:8]}"
        context = self.context
        meta = (
            f"户编号 {shown}", f"{where}　{context.year} 年度".strip(), f"打印日期 {context.printed_on.isoformat()}",
        )  # fmt: skip
        cover = cover_page(self.pen, data, self.layout, starts) if self._covered else None
        pages = self.frame.finished(
            self.sheets, work.flow, meta, f"数据指纹 {fingerprint}", short=f"{name}　户编号 {shown}", cover=cover
        )
        return Document(pages, PrintedLine(shown, name, where, len(pages), fingerprint))


def _ordinal(number_: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number_, 10)
    return (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones or not tens else "")


def write_book(
    out: Path | SealedFile,
    files: Iterable[HouseholdFile],
    context: CardContext,
    layout: Layout,
    options: PrintOptions,
    progress: Progress | None = None,
) -> PrintResult:
    """Write the documents of a flowing layout; for the rest see `print_run.print_files`."""
    return print_files(
        out, files, context, lambda sheets: BookMaker(sheets, context, layout, options.full), options, progress
    )
