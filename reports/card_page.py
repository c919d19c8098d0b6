"""The front page of a household card, A4 portrait: what is the same on every card, and the cells that differ.

Lengths are points from the bottom left corner. The side margins are 20 mm, the grid is 170 mm wide.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.card_context import CardContext
from reports.card_layouts import BASIC, HELPERS, INCOME, MEMBERS, POLICIES, Slot
from reports.drawing import BOLD, DASH, OPEN, PALE, TICK, Cell, Grid, Pen, fill, grey
from reports.sheets import MM, PAGE_HEIGHT, PAGE_WIDTH

LEFT, GRID = 20 * MM, 170 * MM
RIGHT = LEFT + GRID
CODE_WIDTH = 28 * MM
LABEL = 58.0
META_Y = PAGE_HEIGHT - 84
FOOT_Y = 34.0
MEMBER_ROWS = 6
BAR, HEAD, ROW, POLICY_ROW = 20.0, 19.0, 21.5, 23.0
_GAP = 11.5
SIGNATURE_HEIGHT = 26 * MM
_BODY = 9.5


@dataclass(frozen=True, slots=True)
class FrontPage:
    """The operators drawn once, and the cells to fill in: by name, and the members' rows."""

    fixed: str
    cells: tuple[tuple[str, Cell], ...]
    rows: tuple[tuple[Cell, ...], ...]
    code: Cell


class Plan:
    """Collects the parts of the page from top to bottom."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        self.fills: list[str] = []
        self.grid = Grid()
        self.texts: list[str] = []
        self.cells: list[tuple[str, Cell]] = []
        self.y = META_Y - 10

    def drawn(self, under: str = "") -> str:
        """Return all that is the same on every card; `under` lies on the tinted fields, below lines and print."""
        return "\n".join([*self.fills, under, self.grid.operators(), *self.texts])

    def label(self, cell: Cell, text: str) -> None:
        """Print a heading on a tinted field."""
        self.fills.append(fill(cell.x, cell.y, cell.width, cell.height))
        self.texts.append(self.pen.cell(cell, text).operators)
        self.box(cell)

    def box(self, cell: Cell) -> None:
        """Draw a cell's outline."""
        self.grid.box(cell.x, cell.y, cell.width, cell.height)

    def frame(self, top: float) -> None:
        """Lay a heavier line round the block from `top` down to here."""
        self.grid.frame(LEFT, self.y, GRID, top - self.y)

    def value(self, name: str, cell: Cell) -> None:
        """Keep a cell to be filled in for each household."""
        self.box(cell)
        self.cells.append((name, cell))

    def bar(self, text: str) -> None:
        """Print a section's title over the whole width."""
        self.y -= BAR
        self.label(Cell(LEFT, self.y, GRID, BAR, 10.5, "left", BOLD), text)

    def pair(self, slot: Slot, x: float, width: float, height: float, align: str = "center") -> None:
        """Print a label with its value beside it."""
        self.label(Cell(x, self.y, LABEL, height, _BODY, "center", BOLD), slot.label)
        size = 10 if align == "center" else _BODY
        self.value(slot.source, Cell(x + LABEL, self.y, width - LABEL, height, size, align, name=slot.label))


def front_page(pen: Pen, context: CardContext) -> FrontPage:
    """Return the front page for a run of cards."""
    plan = Plan(pen)
    code = _basic(plan)
    rows = member_table(plan, MEMBER_ROWS, "一、家庭成员")
    _policies(plan)
    _income(plan, context.year)
    _signatures(plan, context)
    heading = title(pen, context, "") + footer(pen, context)
    fixed = "\n".join([*heading, plan.drawn(watermark(pen) if context.training else "")])
    return FrontPage(fixed, tuple(plan.cells), rows, code)


def _basic(plan: Plan) -> Cell:
    plan.y -= 2
    top, width = plan.y, GRID - CODE_WIDTH
    for row in BASIC:
        plan.y -= ROW
        for place, slot in enumerate(row):
            share = width if slot.wide else width / 2
            plan.pair(slot, LEFT + place * share, share, ROW)
    code = Cell(RIGHT - CODE_WIDTH, plan.y, CODE_WIDTH, top - plan.y)
    plan.box(code)
    plan.frame(top)
    plan.y -= _GAP
    return code


def member_table(plan: Plan, count: int, text: str) -> tuple[tuple[Cell, ...], ...]:
    """Draw the head of the members' table and `count` empty rows; return their cells."""
    top = plan.y
    plan.bar(text)
    plan.y -= HEAD
    x = LEFT
    for column in MEMBERS:
        plan.label(Cell(x, plan.y, column.width, HEAD, _BODY, "center", BOLD), column.label)
        x += column.width
    rows: list[tuple[Cell, ...]] = []
    for _ in range(count):
        plan.y -= ROW
        rows.append(_member_row(plan))
    plan.frame(top)
    plan.y -= _GAP
    return tuple(rows)


def _member_row(plan: Plan) -> tuple[Cell, ...]:
    x = LEFT
    cells: list[Cell] = []
    for column in MEMBERS:
        cells.append(Cell(x, plan.y, column.width, ROW, _BODY, name=column.label))
        plan.box(cells[-1])
        x += column.width
    return tuple(cells)


def _policies(plan: Plan) -> None:
    top = plan.y
    plan.bar(f"二、帮扶责任人与享受政策（{TICK}已落实　{DASH}否　{OPEN}未登记）")
    plan.y -= 23
    x = LEFT
    for slot, width in zip(HELPERS, (150.0, 205.0, GRID - 355.0), strict=True):
        plan.pair(slot, x, width, 23)
        x += width
    for row in POLICIES:
        plan.y -= POLICY_ROW
        for place, slot in enumerate(row):
            share = GRID if slot.wide else GRID / 2
            plan.pair(slot, LEFT + place * share, share, POLICY_ROW, "left")
    plan.frame(top)
    plan.y -= _GAP


def _income(plan: Plan, year: int) -> None:
    top = plan.y
    plan.bar(f"三、{year} 年家庭收入（元）")
    width = GRID / len(INCOME)
    for place, slot in enumerate(INCOME):
        x = LEFT + place * width
        plan.label(Cell(x, plan.y - HEAD, width, HEAD, _BODY, "center", BOLD), slot.label)
        plan.value(slot.source, Cell(x, plan.y - HEAD - ROW, width, ROW, 10, name=slot.label))
    plan.y -= HEAD + ROW
    plan.frame(top)
    plan.y -= _GAP


def _signatures(plan: Plan, context: CardContext) -> None:
    plan.y -= SIGNATURE_HEIGHT
    for part in signature_boxes(plan.pen, plan.grid, plan.y, context):
        plan.texts.append(part)
    plan.grid.frame(LEFT, plan.y, GRID, SIGNATURE_HEIGHT)


def signature_boxes(pen: Pen, grid: Grid, y: float, context: CardContext) -> list[str]:
    """Draw the boxes to sign and seal in, their feet at `y`; return their texts."""
    texts: list[str] = []
    width = GRID / max(1, len(context.signatures))
    for place, text in enumerate(context.signatures):
        x, top = LEFT + place * width, y + SIGNATURE_HEIGHT
        grid.box(x, y, width, SIGNATURE_HEIGHT)
        size = min(_BODY, (width - 10) / max(pen.width(text, 1, BOLD), 0.1))
        texts.append(pen.text(x + 6, top - 15, text, size, BOLD))
        if not place and context.statement:
            size = min(8.0, (width - 10) / pen.width(context.statement, 1))
            texts.append(grey(pen.text(x + 6, top - 27, context.statement, size)))
        for unit, right in (("年", 63), ("月", 36), ("日", 9)):
            texts.append(pen.text(x + width - right - 9, y + 8, unit, 9))
    return texts


def title(pen: Pen, context: CardContext, addition: str = "", own: str = "") -> list[str]:
    """Return the title, or a document's `own`, smaller where it is wider than the grid."""
    text = (own or context.title) + addition
    size = min(20.0, GRID / pen.width(text, 1, BOLD))
    x = LEFT + (GRID - pen.width(text, size, BOLD)) / 2
    return [pen.text(x, PAGE_HEIGHT - 62, text, size, BOLD)]


def footer(pen: Pen, context: CardContext) -> list[str]:
    """Return the telephone numbers at the foot of the page."""
    own = f"{context.office} {context.phone}".strip()
    text = f"监督举报电话 {context.hotline}　{own}" if context.hotline else own
    size = min(8.5, GRID * 0.55 / max(pen.width(text, 1), 0.1))
    return [grey(pen.text(LEFT, FOOT_Y, text, size))]


def watermark(pen: Pen) -> str:
    """Return the large light words that tell a training card from a real one."""
    text, size = "培训演示", 118.0
    middle, half = PAGE_HEIGHT / 2, pen.width("培训演示", size, BOLD) / 2
    return (
        f"q {PALE} 0.7071 0.7071 -0.7071 0.7071 {PAGE_WIDTH / 2:.2f} {middle:.2f} cm "
        f"{pen.text(-half, -size * 0.37, text, size, BOLD)} Q"
    )
