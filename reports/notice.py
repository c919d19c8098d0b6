"""公示 and posters: lists of a village that hang where anybody reads them, made of public fields only.

`public_rows` is the one door: it takes the few fields of `notice_fields` out of a file and lets the rest go before
anything is laid out. Each village begins on a page of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sized
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from models.catalogue import ENTITIES
from models.household_file import HouseholdFile
from reports.card_context import CardContext, CardData, card_data
from reports.card_values import current_helpers, field_text, head_name
from reports.drawing import BOLD, Pen
from reports.flow import Flow, Row, Text
from reports.fonts import load_fonts
from reports.layout_values import heading
from reports.layouts import Item, Layout
from reports.notice_fields import PUBLIC_FIELDS, PUBLIC_VALUES, looks_personal, without_numbers
from reports.output import written_aside
from reports.page_frame import BOTTOM, GRID, LEFT, RIGHT, TOP, PageFrame
from reports.print_run import PrintOptions, PrintResult, Progress, name_document, put
from reports.problems import ReportProblem
from reports.sheets import MM, Sheets
from reports.warnings import CharacterCheck
from storage.archive.sealed_file import SealedFile

PublicRow: TypeAlias = dict[str, str]
"""Printed texts by source, public ones only, and the village's code under “village”."""

_STEP = 500
_SEAL = 26 * MM
_DATE = "　　年　　月　　日"
_BODY, _LEADING = 11.0, 19.0


def _registered(data: CardData) -> bool:
    return data.file.household.get("poverty_state") not in ("4", "9") and data.file.household.get("valid") is not False


def _identified(data: CardData) -> bool:
    return _registered(data) and data.file.household.get("identified_year") == data.year


def _exiting(data: CardData) -> bool:
    household = data.file.household
    return household.get("exit_year") == data.year or household.get("poverty_state") == "2"


CHOICES: dict[str, Callable[[CardData], bool]] = {
    "registered": _registered, "identified": _identified, "exiting": _exiting,
}  # fmt: skip
"""Which households a notice lists."""


def public_rows(data: CardData, sources: Iterable[str]) -> list[PublicRow]:
    """Return what of a household may be shown: one row, or one for each helper where helpers are named.

    ValueError where a source is not public: a layout that asks for more is refused, not trimmed.
    """
    wanted = list(sources)
    if refused := [source for source in wanted if source not in PUBLIC_FIELDS | PUBLIC_VALUES]:
        raise ValueError(f"not public: {refused}")
    row = {source: without_numbers(_value(data, source)) for source in wanted if not source.startswith("helper.")}
    row["village"] = data.file.household.get("division") or ""
    helping = [source for source in wanted if source.startswith("helper.")]
    if not helping:
        return [row]
    codes = data.context.codes
    rows: list[PublicRow] = []
    for helper in current_helpers(data):
        fields = {source: ENTITIES["helper"].field(source.partition(".")[2]) for source in helping}
        shown = {source: without_numbers(field_text(field, helper, codes)) for source, field in fields.items()}
        rows.append(row | shown)
    return rows


def _value(data: CardData, source: str) -> str:
    if source == "order":
        return ""  # given when the village's list is complete
    if source == "head_name":
        return head_name(data)
    if source == "people_count":
        count = len(data.file.active_members) or data.file.household.get("head_count")
        return f"{count} 人" if count else ""
    return field_text(ENTITIES["household"].field(source.partition(".")[2]), data.file.household, data.context.codes)


def write_notice(
    out: Path | SealedFile,
    files: Iterable[HouseholdFile],
    context: CardContext,
    layout: Layout,
    options: PrintOptions,
    progress: Progress | None = None,
) -> PrintResult:
    """Write a notice for every village that has households to list; nothing is ever shown in full.

    Raises as `print_run.print_files`.
    """
    items = layout.sections[0].items
    sources = [item.source for item in items]
    chosen = CHOICES[layout.choose]
    total = len(files) if isinstance(files, Sized) else 0
    check = CharacterCheck(load_fonts(context.fonts))
    villages: dict[str, list[PublicRow]] = {}
    households = 0
    for done, file in enumerate(files, 1):
        data = card_data(file, context, full=False)
        if chosen(data):
            rows = public_rows(data, sources)
            households += bool(rows)
            for row in rows:
                villages.setdefault(row["village"], []).append(row)
            check.look(context.title, [text for row in rows for text in row.values()])
        if progress and done % _STEP == 0:
            progress(done, total, "正在挑选公示的户")
    if not villages:
        raise ReportProblem("nothing_to_print", f"没有要列入“{layout.label}”的户，没有写出文件；请核对年度和脱贫状态。")
    with written_aside(out) as target:
        sheets = Sheets(target, options.paper, duplex=options.duplex)
        name_document(sheets, context)
        poster = _Poster(sheets, context, layout)
        for village in sorted(villages):
            put(sheets, poster.pages(village, villages[village]))
        if progress:
            progress(total or households, total or households, "正在写出文件")
        sheets.finish()
    return PrintResult(sheets.count, sheets.sheets, households, check.warnings)


class _Poster:
    def __init__(self, sheets: Sheets, context: CardContext, layout: Layout) -> None:
        self.sheets, self.layout = sheets, layout
        own_phone = "" if looks_personal(context.phone) else context.phone
        self.context = replace(context, phone=own_phone, statement="", signatures=layout.signatures)
        self.pen = Pen(load_fonts(context.fonts), sheets.canvas._doc)
        self.frame = PageFrame(self.pen, self.context, context.title, layout.name)

    def pages(self, village: str, rows: list[PublicRow]) -> list[tuple[str, str]]:
        """Return the pages of one village."""
        context, wording = self.context, self.layout.wording
        where = context.division_path(village) if village else ""
        rows = sorted(rows, key=lambda row: _natural(row.get("household.hamlet", "")))
        flow = Flow(self.pen, TOP, BOTTOM)
        flow.y = self.frame.first_top
        self._paragraph(flow, wording.get("opening", ""))
        closing = self._lines(wording.get("closing", ""))
        tail = _SEAL + 24 + len(closing) * _LEADING
        head = self._cells([heading(item.source, item.label) for item in self._items], BOLD, tinted=True)
        texts = [[self._shown(row, item.source, n) for item in self._items] for n, row in enumerate(rows, 1)]
        listed = [self._cells(line) for line in texts]
        flow.rows(listed, head=[head], again=lambda: [head], least=22.0, tail=tail)
        flow.skip(8)
        self._paragraph(flow, wording.get("closing", ""))
        self._seal(flow)
        households = len({(row.get("head_name"), row.get("household.hamlet"), row.get("people_count")) for row in rows})
        meta = (where, f"{context.year} 年度", f"共 {households if 'helper.name' in rows[0] else len(rows)} 户")
        return self.frame.finished(self.sheets, flow, meta, "", short=where)

    @property
    def _items(self) -> tuple[Item, ...]:
        return self.layout.sections[0].items

    def _shown(self, row: PublicRow, source: str, place: int) -> str:
        return str(place) if source == "order" else row.get(source, "")

    def _cells(self, texts: list[str], weight: str = "Noto", *, tinted: bool = False) -> Row:
        total = sum(item.share for item in self._items)
        x, cells = LEFT, []
        for text, item in zip(texts, self._items, strict=True):
            width = GRID * item.share / total
            cells.append(Text(x, width, text, 10.5, "center", weight, tinted))
            x += width
        return cells

    def _lines(self, text: str) -> list[str]:
        """Return a text in lines, the first set in by two characters."""
        return self.pen.wrap(f"　　{text}", GRID / _BODY) if text else []

    def _paragraph(self, flow: Flow, text: str) -> None:
        lines = self._lines(text)
        for line in lines:
            flow.need(_LEADING)
            flow.y -= _LEADING
            flow.page.texts.append(self.pen.text(LEFT, flow.y + 5, line, _BODY))
        if lines:
            flow.y -= 8

    def _seal(self, flow: Flow) -> None:
        """Print who seals and the empty date at the right, with room for the seal over them."""
        names = self.context.signatures
        if not names:
            return
        flow.need(_SEAL)
        width = GRID / max(2, len(names))
        for place, name in enumerate(reversed(names)):
            right = RIGHT - place * width
            for text, y in ((name, flow.y - 34), (_DATE, flow.y - 56)):
                self._middle(flow, text, right - width / 2, y)
        flow.y -= _SEAL

    def _middle(self, flow: Flow, text: str, x: float, y: float) -> None:
        flow.page.texts.append(self.pen.text(x - self.pen.width(text, _BODY) / 2, y, text, _BODY))


def _natural(text: str) -> list[tuple[int, str]]:
    """Return a key that puts 2 组 before 10 组."""
    return [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", text)]
