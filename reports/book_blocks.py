"""The blocks of a flowing document: pairs of label and value, tables, policies, sums, signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.derived import income_of, people_in
from models.fields import Kind, Record
from reports import qr
from reports.card_context import CardData
from reports.card_layouts import POLICIES
from reports.card_page import CODE_WIDTH, SIGNATURE_HEIGHT, signature_boxes
from reports.card_policies import marked, measures_of, policy
from reports.card_values import field_text, getter, money, number
from reports.code_cell import CODE_SIDE, code_cell
from reports.drawing import BOLD, DASH, OPEN, TICK, Cell, Pen, grey
from reports.flow import ROW, Flow, Row, Text
from reports.layout_values import Line, alignment, cell_text, heading, lines_of, linked
from reports.layouts import Item, Layout, Section
from reports.page_frame import GRID, LEFT

LABEL, BODY, HEAD = 66.0, 9.5, 9.0
NOTE, NOTE_STEP = 8.5, 12.0
PAIR_ROW, GROUP_ROW = 21.0, 24.0
_LEGEND = f"（{TICK}已落实　{DASH}否　{OPEN}未登记）"


@dataclass(slots=True)
class Work:
    """One document under way. `texts` are all values printed, for the fingerprint and the check of characters."""

    flow: Flow
    pen: Pen
    data: CardData
    layout: Layout
    record: Record | None = None
    texts: list[str] = field(default_factory=list[str])

    def say(self, text: str) -> str:
        """Keep a printed value."""
        self.texts.append(text)
        return text

    def bar(self, text: str) -> list[Row]:
        """Return the row that titles a block, or none."""
        return [self.flow.bar(LEFT, GRID, text)] if text else []


Block: TypeAlias = Callable[[Work, Section, float], None]
"""Draws a section; the number is the height of what follows and must not stand alone."""


def pairs(work: Work, section: Section, tail: float) -> None:
    """Draw labels with their values beside them, with the household's code at the right where the section asks."""
    get = [(heading(item.source, item.label), _getter(item.source)(work.data), item.wide) for item in section.items]
    _draw_pairs(work, section, get, tail)


def _draw_pairs(work: Work, section: Section, found: Sequence[tuple[str, str, bool]], tail: float) -> None:
    flow = work.flow
    width = GRID - CODE_WIDTH if section.code else GRID
    rows: list[Row] = []
    line: list[Text] = []
    share = width / section.columns
    for label, text, wide in found:
        if wide and line:
            rows.append(_filled(line, width))
            line = []
        x = LEFT + len(line) // 2 * share
        line += _pair(work, x, width if wide else share, label, text)
        if wide or len(line) == 2 * section.columns:
            rows.append(line)
            line = []
    if line:
        rows.append(_filled(line, width))
    if not section.code:
        flow.rows(rows, head=work.bar(section.title), again=_again(work, section), least=PAIR_ROW, tail=tail)
        return
    heights = [flow.height_of(row, PAIR_ROW) for row in rows]
    least = max(PAIR_ROW, (CODE_SIDE + 22) / len(rows)) if sum(heights) < CODE_SIDE + 22 else PAIR_ROW
    flow.rows(rows, head=work.bar(section.title), least=least)
    tall = sum(max(height, least) for height in heights)
    box = Cell(LEFT + width, flow.y, CODE_WIDTH, tall)
    flow.page.grid.box(box.x, box.y, box.width, box.height)
    flow.page.texts.append(code_cell(work.pen, box, qr.code_for(number(work.data))))


def _pair(work: Work, x: float, width: float, label: str, text: str) -> list[Text]:
    return [
        Text(x, LABEL, label, HEAD, "center", BOLD, tinted=True),
        Text(x + LABEL, width - LABEL, work.say(text), BODY, "left"),
    ]


def _filled(line: list[Text], width: float) -> list[Text]:
    """Return a row whose last value takes what is left of the width."""
    last = line[-1]
    return [*line[:-1], last._replace(width=LEFT + width - last.x)]


@lru_cache(maxsize=512)
def _getter(source: str) -> Callable[[CardData], str]:
    return getter(source)


def _again(work: Work, section: Section) -> Callable[[], Sequence[Row]]:
    return lambda: work.bar(f"{section.title}（续）") if section.title else []


def table(work: Work, section: Section, tail: float) -> None:
    """Draw the lines of a table with its heading, and some empty ones where the layout gives them."""
    lines = lines_of(work.data, section.table, section.all_years)
    columns = _columns(section.items)
    cells = [cell_text(item.source) for item in section.items]
    rows: list[Row] = []
    for line in lines:
        texts = [work.say(cell(work.data, line)) for cell in cells]
        placed = zip(columns, texts, strict=True)
        rows.append([Text(x, width, text, HEAD, align) for (x, width, align, _label), text in placed])
    blank = [Text(x, width, "") for x, width, _align, _label in columns]
    rows += [blank] * max(section.blank, 0 if rows else 1)
    head = [Text(x, width, label, HEAD, "center", BOLD, tinted=True) for x, width, _align, label in columns]
    more = _again(work, section)
    work.flow.rows(rows, head=[*work.bar(section.title), head], again=lambda: [*more(), head], least=ROW, tail=tail)


@lru_cache(maxsize=128)
def _columns(items: tuple[Item, ...]) -> tuple[tuple[float, float, str, str], ...]:
    """Return left edge, width, alignment and heading of each column; the shares fill the grid whatever their sum."""
    total = sum(item.share for item in items)
    x, found = LEFT, []
    for item in items:
        width = GRID * item.share / total
        found.append((x, width, alignment(item.source), heading(item.source, item.label)))
        x += width
    return tuple(found)


def policies(work: Work, section: Section, tail: float) -> None:
    """Draw what the household receives, policy by policy, with a mark before each."""
    found = [(slot.label, policy(slot.source)(work.data), slot.wide) for row in POLICIES for slot in row]
    _draw_pairs(work, _legended(section), found, tail)


def _legended(section: Section) -> Section:
    return Section("pairs", section.title + _LEGEND, columns=2)


_GROUP_COLUMNS = (("措施类别", 88.0), ("项目与内容", 178.0), ("资金（元）", 76.0), ("计划时间", 70.0))


def measure_groups(work: Work, section: Section, tail: float) -> None:
    """Draw every group of measures with what was done of it in the year, so that what was not is seen too."""
    codes: CodeBook = work.data.context.codes
    rows: list[Row] = []
    for code in codes["measure_group"].entries:
        found = measures_of(work.data, code.code)
        if not found:
            rows.append(_group_row(work, marked(None, code.text), "", "", "", ""))
        for n, measure in enumerate(found):
            line = Line(n, measure, {})
            done = cell_text("measure.done")(work.data, line)
            text = cell_text("measure_text")(work.data, line)
            amount = cell_text("measure.amount")(work.data, line)
            plan = cell_text("measure.planned")(work.data, line)
            rows.append(_group_row(work, marked(True if done else None, code.text), text, amount, plan, done))
    labels = [label for label, _width in _GROUP_COLUMNS] + ["落实时间"]
    head = [cell._replace(weight=BOLD, tinted=True, align="center") for cell in _group_cells(labels)]
    more = _again(work, section)
    titled = work.bar(section.title + _LEGEND)
    work.flow.rows(rows, head=[*titled, head], again=lambda: [*more(), head], least=GROUP_ROW, tail=tail)


def _group_row(work: Work, *texts: str) -> Row:
    return _group_cells([work.say(text) for text in texts])


def _group_cells(texts: Sequence[str]) -> list[Text]:
    x, cells = LEFT, []
    widths = [width for _label, width in _GROUP_COLUMNS]
    widths.append(GRID - sum(widths))
    aligns = ("left", "left", "right", "center", "center")
    for text, width, align in zip(texts, widths, aligns, strict=True):
        cells.append(Text(x, width, text, HEAD, align))
        x += width
    return cells


_SUMS = (
    ("工资性", "wage"), ("生产经营性", "business"), ("财产性", "property"), ("转移性", "transfer"),
    ("经营支出", "expense"),
)  # fmt: skip


def income_sums(work: Work, section: Section, tail: float) -> None:
    """Draw how the year's net income per head comes about: groups, sum, people, result."""
    data = work.data
    income = income_of(data.file, data.year)
    year = data.file.years.get(data.year)
    people = people_in(data.file, year) if year else len(data.file.active_members)
    amounts = [(label, getattr(income, name)) for label, name in _SUMS]
    found = [(label, money(value) if value is not None else "", False) for label, value in amounts]
    found += [("纯收入合计", money(income.net), False), ("计算人口", f"{people} 人" if people else "", False)]
    found.append(("人均纯收入", money(income.per_head), False))
    _draw_pairs(work, Section("pairs", section.title, columns=4), found, tail)


def notes(work: Work, _section: Section, tail: float) -> None:
    """Print the office's remarks below the block before."""
    lines = _note_lines(work)
    work.flow.need(len(lines) * NOTE_STEP + tail)
    for line in lines:
        work.flow.y -= NOTE_STEP
        work.flow.page.texts.append(grey(work.pen.text(LEFT + 1, work.flow.y + 3, line, NOTE)))


def _note_lines(work: Work) -> list[str]:
    text = work.layout.wording.get("notes", "")
    return work.pen.wrap(f"填写说明：{text}", GRID / NOTE) if text else []


def height_that_follows(work: Work, sections: Sequence[Section], gap: float) -> float:
    """Return the height of remarks and signatures right behind a block: they must not stand on a page alone."""
    height = 0.0
    for section in sections:
        if section.block == "notes":
            height += len(_note_lines(work)) * NOTE_STEP + gap
        elif section.block == "signatures" and work.data.context.signatures:
            return height + SIGNATURE_HEIGHT + gap
        else:
            break
    return height


def record(work: Work, section: Section, tail: float) -> None:
    """Draw the case the document is about: every section of its entity, as the catalogue declares it."""
    entity = ENTITIES[work.layout.each]
    case = work.record or {}
    for at, part in enumerate(entity.sections):
        found = []
        for name in part.names:
            one = entity.field(name)
            if not entity.is_shown(name, case):
                continue
            text = _record_text(work, name, case)
            found.append((heading(f"{entity.name}.{name}", ""), text, one.kind is Kind.NOTE))
        if at:
            work.flow.skip(10.0)
        if found:
            last = at == len(entity.sections) - 1
            _draw_pairs(work, Section("pairs", part.title, columns=2), found, tail if last else 0.0)


def _record_text(work: Work, name: str, case: Record) -> str:
    one = ENTITIES[work.layout.each].field(name)
    if one.kind is Kind.LINK:
        return linked(work.data, case.get(name))
    return field_text(one, case, work.data.context.codes, work.data.full)


def signatures(work: Work, _section: Section, _tail: float) -> None:
    """Draw the boxes to sign and seal in; the block before has kept room for them on its last page."""
    if not work.data.context.signatures:
        return
    flow = work.flow
    flow.need(SIGNATURE_HEIGHT)
    flow.y -= SIGNATURE_HEIGHT
    flow.page.texts += signature_boxes(work.pen, flow.page.grid, flow.y, work.data.context)
    flow.page.grid.frame(LEFT, flow.y, GRID, SIGNATURE_HEIGHT)


def contents(work: Work, section: Section, tail: float) -> None:
    """Draw the list of papers that lie in the household's box, to be ticked and counted by hand."""
    share = GRID / 2
    rows: list[Row] = []
    for at in range(0, len(section.items), 2):
        row: list[Text] = []
        for place in range(2):
            item = section.items[at + place] if at + place < len(section.items) else None
            x = LEFT + place * share
            row.append(Text(x, share - 62, f"{OPEN}{at + place + 1}. {item.source}" if item else "", HEAD, "left"))
            row.append(Text(x + share - 62, 62, "　　份" if item else "", HEAD, "center"))
        rows.append(row)
    work.texts.append(section.title)
    work.flow.rows(rows, head=work.bar(section.title), again=_again(work, section), tail=tail)


BLOCKS: dict[str, Block] = {
    "pairs": pairs,
    "table": table,
    "policies": policies,
    "measure_groups": measure_groups,
    "income_sums": income_sums,
    "notes": notes,
    "record": record,
    "signatures": signatures,
    "contents": contents,
}
"""Block → how it is drawn."""
