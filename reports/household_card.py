"""The household card 帮扶明白卡 as PDF: each household on pages of its own, in one file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from models.household_file import HouseholdFile
from reports import qr
from reports.card_context import CardContext, CardData, card_data
from reports.card_continuation import Continuation, Note
from reports.card_layouts import BASIC, HELPERS, INCOME, POLICIES
from reports.card_members import member_rows
from reports.card_page import FOOT_Y, GRID, LEFT, MEMBER_ROWS, META_Y, RIGHT, front_page
from reports.card_policies import POLICY_NAMES, policy
from reports.card_values import getter, head_name, number, place
from reports.code_cell import code_cell
from reports.drawing import Cell, Pen, grey
from reports.fonts import load_fonts
from reports.print_run import Document, PrintOptions, PrintResult, Progress, print_files
from reports.register import PrintedLine
from reports.sheets import Paper, Sheets
from reports.warnings import CharacterCheck
from storage.archive.sealed_file import SealedFile

__all__ = ["CardContext", "CardMaker", "check_cards", "write_cards"]

_META = (
    Cell(LEFT - 3, META_Y - 7, 136, 20, 9, "left", name="户编号"),
    Cell(LEFT + 133, META_Y - 7, GRID - 266, 20, 9, "center", name="所在地"),
    Cell(RIGHT - 133, META_Y - 7, 136, 20, 9, "right"),
)


@dataclass(frozen=True, slots=True)
class _Texts:
    """All that differs between two cards, as printed."""

    meta: tuple[str, str, str]
    values: list[str]
    rows: list[tuple[str, ...]]
    code: str | None

    @property
    def fingerprint(self) -> str:
        """Return the short hash by which paper is matched to the state of the file it was printed from."""
        printed = [*self.meta[:2], *self.values, *(text for row in self.rows for text in row)]
        digest = hashlib.sha256("\x1f".join(printed).encode()).hexdigest().upper()
        return f"{digest[:4]}-{digest[4:8]}"


def write_cards(
    out: Path | SealedFile,
    files: Iterable[HouseholdFile],
    context: CardContext,
    *,
    full: bool = False,
    paper: Paper = "a4",
    duplex: bool = False,
    register: bool = False,
    progress: Progress | None = None,
) -> PrintResult:
    """Write the cards of `files` to `out`, in their order.

    ID numbers, phones and bank cards are masked unless `full`. For the rest see `print_run.print_files`.
    """
    options = PrintOptions(full, paper, duplex, register)
    return print_files(out, files, context, lambda sheets: CardMaker(sheets, context, full), options, progress)


def check_cards(files: Iterable[HouseholdFile], context: CardContext) -> list[str]:
    """Return what `write_cards` would warn of, without printing: characters without a glyph, private-use characters."""
    check = CharacterCheck(load_fonts(context.fonts))
    for file in files:
        _checked(check, card_data(file, context, False))
    return check.warnings


def _checked(check: CharacterCheck, data: CardData) -> _Texts:
    texts = _texts(data)
    names = [member.get("name") or "" for member in data.file.active_members]
    check.look(texts.meta[0], [*texts.meta[1:], *texts.values, *(text for row in texts.rows for text in row)], names)
    return texts


def _texts(data: CardData) -> _Texts:
    shown, context = number(data), data.context
    edition = context.editions.get(data.file.uid)
    meta = (
        f"户编号 {shown}",
        f"{place(data)}　{context.year} 年度".strip(),
        f"打印日期 {context.printed_on.isoformat()}" + (f"　第 {edition} 版" if edition else ""),
    )
    return _Texts(meta, [get(data) for get in _GETTERS.values()], member_rows(data), qr.code_for(shown))


def _getters() -> dict[str, Callable[[CardData], str]]:
    slots = [slot for row in (*BASIC, HELPERS, *POLICIES, INCOME) for slot in row]
    return {slot.source: policy(slot.source) if slot.source in POLICY_NAMES else getter(slot.source) for slot in slots}


_GETTERS = _getters()


class CardMaker:
    """The cards of one document being printed."""

    def __init__(self, sheets: Sheets, context: CardContext, full: bool) -> None:
        """Draw what is the same on every card."""
        self.sheets, self.context, self.full = sheets, context, full
        self.pen = Pen(load_fonts(context.fonts), sheets.canvas._doc)  # reportlab has no public way to its document
        self.front = front_page(self.pen, context)
        sheets.form("front", self.front.fixed)
        self._places = dict(self.front.cells)
        self._continuation: Continuation | None = None

    def documents(self, file: HouseholdFile, check: CharacterCheck) -> Iterable[Document]:
        """Return the card of one household."""
        data = card_data(file, self.context, self.full)
        texts = _checked(check, data)
        notes: list[Note] = []
        front = self._front(texts, notes)
        meta = self._filled(zip(_META, texts.meta, strict=True), notes)
        more = self._more(texts.rows[MEMBER_ROWS:], notes)
        total = 1 + len(more)
        pages: list[tuple[str, str]] = []
        for index, page in enumerate([front, *more]):
            foot = self._foot(index + 1, total, texts.fingerprint)
            pages.append(("more" if index else "front", "\n".join([*meta, *page, foot])))
        return [Document(pages, PrintedLine(number(data), head_name(data), place(data), total, texts.fingerprint))]

    def _front(self, texts: _Texts, notes: list[Note]) -> list[str]:
        filled = ((self._places[name], text) for name, text in zip(_GETTERS, texts.values, strict=True))
        page = self._filled(filled, notes)
        for cells, row in zip(self.front.rows, texts.rows, strict=False):
            page += self._filled(zip(cells, row, strict=True), notes, f"成员 {row[0]} ")
        page.append(code_cell(self.pen, self.front.code, texts.code))
        return page

    def _filled(self, cells: Iterable[tuple[Cell, str]], notes: list[Note], whose: str = "") -> list[str]:
        page: list[str] = []
        for cell, text in cells:
            drawn = self.pen.cell(cell, text)
            if text:
                page.append(drawn.operators)
            if not drawn.whole:
                notes.append(Note(whose + cell.name, text))
        return page

    def _more(self, rows: list[tuple[str, ...]], notes: list[Note]) -> list[list[str]]:
        if not rows and not notes:
            return []
        if self._continuation is None:
            self._continuation = Continuation(self.pen, self.context)
            self.sheets.form("more", self._continuation.frame)
        return self._continuation.pages(rows, notes)

    def _foot(self, page: int, total: int, fingerprint: str) -> str:
        text = f"第 {page} 页 / 共 {total} 页　数据指纹 {fingerprint}"
        return grey(self.pen.text(RIGHT - self.pen.width(text, 8.5), FOOT_Y, text, 8.5))
