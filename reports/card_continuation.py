"""What does not fit the front page: further members under a repeated head, and texts too long for their cell."""

from __future__ import annotations

from dataclasses import dataclass

from reports import card_page
from reports.card_context import CardContext
from reports.card_page import FOOT_Y, GRID, LEFT, META_Y, RIGHT
from reports.drawing import BOLD, LEADING, Cell, Pen

PAGE_ROWS = 29
"""Members on a page of their own."""
_SIZE = 9.5
_STEP = _SIZE * LEADING * 1.12
_BOTTOM = FOOT_Y + 26


@dataclass(frozen=True, slots=True)
class Note:
    """A text that was cut off on the front page, whole."""

    label: str
    text: str


class Continuation:
    """Makes continuation pages; its tables are kept, because their places on the page are always the same."""

    def __init__(self, pen: Pen, context: CardContext) -> None:
        """Draw with `pen`."""
        self.pen = pen
        self.frame = "\n".join([
            card_page.watermark(pen) if context.training else "",
            *card_page.title(pen, context, "（附页）"),
            *card_page.footer(pen, context),
        ])
        self._tables: dict[int, tuple[str, tuple[tuple[Cell, ...], ...], float]] = {}

    def pages(self, rows: list[tuple[str, ...]], notes: list[Note]) -> list[list[str]]:
        """Return the operators of each page for the members' rows beyond the front page and the cut-off texts."""
        pages: list[list[str]] = []
        y = META_Y - 12
        for start in range(0, len(rows), PAGE_ROWS):
            part, y = self._member_page(rows[start : start + PAGE_ROWS], notes)
            pages.append(part)
        if notes:
            self._note_pages(pages, y if pages else META_Y - 12, notes)
        return pages

    def _member_page(self, rows: list[tuple[str, ...]], notes: list[Note]) -> tuple[list[str], float]:
        fixed, cells, y = self._table(len(rows))
        page = [fixed]
        for row, places in zip(rows, cells, strict=True):
            for text, cell in zip(row, places, strict=True):
                drawn = self.pen.cell(cell, text)
                page.append(drawn.operators)
                if not drawn.whole:
                    notes.append(Note(f"成员 {row[0]} {cell.name}", text))
        return page, y

    def _table(self, count: int) -> tuple[str, tuple[tuple[Cell, ...], ...], float]:
        if count not in self._tables:
            plan = card_page.Plan(self.pen)
            cells = card_page.member_table(plan, count, "一、家庭成员（续）")
            self._tables[count] = (plan.drawn(), cells, plan.y)
        return self._tables[count]

    def _note_pages(self, pages: list[list[str]], y: float, notes: list[Note]) -> None:
        pen = self.pen
        lines = [(BOLD if first else "", text) for note in notes for first, text in self._lines(note)]
        page: list[str] | None = pages[-1] if pages and y - card_page.BAR - 3 * _STEP > _BOTTOM else None
        if page is None:
            page, y = [], META_Y - 12
            pages.append(page)
        y = self._note_head(page, y)
        for weight, text in lines:
            if y - _STEP < _BOTTOM:
                page = []
                pages.append(page)
                y = self._note_head(page, META_Y - 12)
            y -= _STEP + (4 if weight else 0)
            page.append(pen.text(LEFT + 3, y, text, _SIZE, weight) if weight else pen.text(LEFT + 14, y, text, _SIZE))
            if weight:
                y -= 1

    def _note_head(self, page: list[str], y: float) -> float:
        bar = Cell(LEFT, y - card_page.BAR, GRID, card_page.BAR, 10.5, "left", BOLD)
        plan = card_page.Plan(self.pen)
        plan.label(bar, "附：前页未写完的内容")
        page.append(plan.drawn())
        return bar.y - 6

    def _lines(self, note: Note) -> list[tuple[bool, str]]:
        wrapped = self.pen.wrap(note.text, (RIGHT - LEFT - 17) / _SIZE)
        return [(True, note.label), *((False, text) for text in wrapped)]
