"""What stands round the content of a page that flows: title and facts above, a running head further on, the foot.

The frame is drawn once as a form; numbers of pages are known only when all are filled.
"""

from __future__ import annotations

from reports.card_context import CardContext
from reports.card_page import FOOT_Y, GRID, LEFT, META_Y, RIGHT, footer, title, watermark
from reports.drawing import BOLD, Cell, Pen, grey
from reports.flow import Flow
from reports.sheets import PAGE_HEIGHT, Sheets

__all__ = ["BOTTOM", "GRID", "LEFT", "RIGHT", "TOP", "PageFrame"]

TOP = PAGE_HEIGHT - 70.0
BOTTOM = FOOT_Y + 24.0
_HEAD_Y = PAGE_HEIGHT - 56.0
_META = (
    Cell(LEFT - 3, META_Y - 7, 150, 20, 9, "left"),
    Cell(LEFT + 147, META_Y - 7, GRID - 294, 20, 9, "center"),
    Cell(RIGHT - 147, META_Y - 7, 150, 20, 9, "right"),
)
Meta = tuple[str, str, str]


class PageFrame:
    """Title, running head and foot of one kind of document."""

    def __init__(self, pen: Pen, context: CardContext, heading: str, name: str) -> None:
        """Draw with `pen`; `name` tells the forms of several kinds in one file apart."""
        self.pen, self.context, self.heading, self.name = pen, context, heading, name
        self.first_top = META_Y - 12.0
        self._made: set[str] = set()

    def finished(
        self, sheets: Sheets, flow: Flow, meta: Meta, foot: str, *, short: str = "", cover: str | None = None
    ) -> list[tuple[str, str]]:
        """Return the pages of a flow with their frames; `cover` comes before them.

        `short` is what the running head says beside the title, `foot` what stands behind the page number.
        """
        flow.break_page() if flow.page.texts else None
        bodies = [page.operators() for page in flow.pages if page.texts]
        total = len(bodies) + (cover is not None)
        pages: list[tuple[str, str]] = []
        if cover is not None:
            pages.append((self._form(sheets, "cover"), "\n".join([cover, self._foot(1, total, foot)])))
        for body in bodies:
            number = len(pages) + 1
            if number == 1:
                head = [self.pen.cell(cell, text).operators for cell, text in zip(_META, meta, strict=True)]
            else:
                head = [self._running(short or meta[0])]
            pages.append((
                self._form(sheets, "first" if number == 1 else "more"),
                "\n".join([*head, body, self._foot(number, total, foot)]),
            ))
        return pages

    def _running(self, short: str) -> str:
        size = min(9.0, GRID * 0.6 / max(self.pen.width(short, 1), 0.1))
        return self.pen.text(RIGHT - self.pen.width(short, size), _HEAD_Y, short, size)

    def _foot(self, number: int, total: int, foot: str) -> str:
        text = f"第 {number} 页 / 共 {total} 页" + (f"　{foot}" if foot else "")
        return grey(self.pen.text(RIGHT - self.pen.width(text, 8.5), FOOT_Y, text, 8.5))

    def _form(self, sheets: Sheets, kind: str) -> str:
        name = f"{self.name}-{kind}"
        if kind not in self._made:
            self._made.add(kind)
            context, pen = self.context, self.pen
            parts = footer(pen, context)
            if kind == "first":
                parts += title(pen, context, "", self.heading)
            elif kind == "more":
                size = min(9.0, GRID * 0.38 / pen.width(self.heading, 1, BOLD))
                parts.append(pen.text(LEFT, _HEAD_Y, self.heading, size, BOLD))
                parts.append(f"q 0.4 w {LEFT:.2f} {_HEAD_Y - 6:.2f} m {RIGHT:.2f} {_HEAD_Y - 6:.2f} l S Q")
            # the light words lie under everything
            sheets.form(name, "\n".join([watermark(pen) if context.training else "", *parts]))
        return name
