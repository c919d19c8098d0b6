"""The household card 帮扶明白卡 as PDF: each household on pages of its own, in one file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from models.household_file import HouseholdFile
from reports import qr
from reports.card_context import CardContext, CardData, card_data
from reports.card_continuation import Continuation, Note
from reports.card_layouts import BASIC, HELPERS, INCOME, POLICIES
from reports.card_members import member_rows
from reports.card_page import FOOT_Y, GRID, LEFT, MEMBER_ROWS, META_Y, MM, RIGHT, front_page
from reports.card_policies import POLICY_NAMES, policy
from reports.card_sheets import Layout, Sheets
from reports.card_values import getter, number, place
from reports.drawing import Cell, Pen, grey
from reports.fonts import load_fonts
from reports.output import written_aside
from reports.problems import ReportProblem
from reports.warnings import CharacterCheck

__all__ = ["CardContext", "CardResult", "check_cards", "write_cards"]

Progress: TypeAlias = Callable[[int, int, str], None]

_STEP = 25
"""Households between two calls of progress."""
_CODE_SIDE = 27 * MM
_META = (
    Cell(LEFT - 3, META_Y - 7, 136, 20, 9, "left", name="户编号"),
    Cell(LEFT + 133, META_Y - 7, GRID - 266, 20, 9, "center", name="所在地"),
    Cell(RIGHT - 133, META_Y - 7, 136, 20, 9, "right"),
)


@dataclass(frozen=True, slots=True)
class CardResult:
    """What was printed: card pages, households, and Chinese sentences about characters to see to by hand."""

    pages: int
    households: int
    warnings: list[str]


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
    out: Path,
    files: Iterable[HouseholdFile],
    context: CardContext,
    *,
    full: bool = False,
    layout: Layout = "a4",
    progress: Progress | None = None,
) -> CardResult:
    """Write the cards of `files` to `out`, in their order.

    ID numbers, phones and bank cards are masked unless `full`. `progress` is called with (done, total or 0, text) and
    may raise to cancel: the old `out` then stays as it was. ReportProblem where `out` can't be written, or there is
    nothing to print.
    """
    total = len(files) if isinstance(files, Sized) else 0
    check = CharacterCheck(load_fonts(context.fonts))
    done = 0
    with written_aside(out) as target:
        run = _Run(Sheets(target, layout), context, full)
        for done, file in enumerate(files, 1):
            run.card(file, check)
            if progress and done % _STEP == 0:
                progress(done, total, "正在排印户卡")
        if not done:
            raise ReportProblem("nothing_to_print", "没有选中任何一户，没有写出文件；请先选户再打印。")
        if progress:
            progress(done, total or done, "正在写出文件")
        run.sheets.finish()
    return CardResult(run.sheets.count, done, check.warnings)


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
        f"打印日期 {context.printed_on.isoformat()}　第 {edition or '　'} 版",
    )
    return _Texts(meta, [get(data) for get in _GETTERS.values()], member_rows(data), qr.code_for(shown))


def _getters() -> dict[str, Callable[[CardData], str]]:
    slots = [slot for row in (*BASIC, HELPERS, *POLICIES, INCOME) for slot in row]
    return {slot.source: policy(slot.source) if slot.source in POLICY_NAMES else getter(slot.source) for slot in slots}


_GETTERS = _getters()


class _Run:
    """One document being printed."""

    def __init__(self, sheets: Sheets, context: CardContext, full: bool) -> None:
        self.sheets, self.context, self.full = sheets, context, full
        canvas = sheets.canvas
        canvas.setTitle(context.title)
        canvas.setAuthor(context.office)
        canvas.setCreator("户档")
        self.pen = Pen(load_fonts(context.fonts), canvas._doc)  # reportlab has no public way to its document
        self.front = front_page(self.pen, context)
        sheets.form("front", self.front.fixed)
        self._places = dict(self.front.cells)
        self._continuation: Continuation | None = None

    def card(self, file: HouseholdFile, check: CharacterCheck) -> None:
        """Print one household."""
        texts = _checked(check, card_data(file, self.context, self.full))
        notes: list[Note] = []
        front = self._front(texts, notes)
        meta = self._filled(zip(_META, texts.meta, strict=True), notes)
        more = self._more(texts.rows[MEMBER_ROWS:], notes)
        total = 1 + len(more)
        for index, page in enumerate([front, *more]):
            foot = self._foot(index + 1, total, texts.fingerprint)
            self.sheets.page("more" if index else "front", "\n".join([*meta, *page, foot]))

    def _front(self, texts: _Texts, notes: list[Note]) -> list[str]:
        filled = ((self._places[name], text) for name, text in zip(_GETTERS, texts.values, strict=True))
        page = self._filled(filled, notes)
        for cells, row in zip(self.front.rows, texts.rows, strict=False):
            page += self._filled(zip(cells, row, strict=True), notes, f"成员 {row[0]} ")
        page.append(self._code(texts.code))
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

    def _code(self, code: str | None) -> str:
        box = self.front.code
        if code is None:
            return ""
        module = _CODE_SIDE / (qr.SIDE + 8)
        side = module * qr.SIDE
        x, y = box.x + (box.width - side) / 2, box.y + box.height * 0.58 - side / 2
        size = min(8.0, (box.width - 6) / self.pen.width(code, 1))
        return "\n".join([
            f"q {module:.4f} 0 0 {module:.4f} {x:.3f} {y:.3f} cm\n{qr.path(code)}\nf Q",
            self.pen.aligned(box, y - 4 * module - 6, "扫码回到本户档案", 8),
            self.pen.aligned(box, y - 4 * module - 17, code, size),
        ])

    def _foot(self, page: int, total: int, fingerprint: str) -> str:
        text = f"第 {page} 页 / 共 {total} 页　数据指纹 {fingerprint}"
        return grey(self.pen.text(RIGHT - self.pen.width(text, 8.5), FOOT_Y, text, 8.5))
