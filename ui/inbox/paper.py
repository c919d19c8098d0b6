"""The open cases on paper: to be taken to the village and asked about; numbers masked, room to write the answer."""

from __future__ import annotations

from models.fields import Record
from models.values import mask
from reports.plain_list import ListColumn
from storage.archive.archive import Archive
from storage.archive.conflicts import count_conflicts
from storage.archive.progress import Progress
from storage.exchange.inbox import KINDS, Card, cards, field_of_key
from ui.list_out import PaperList

COLUMNS = (
    ListColumn("户", 22),
    ListColumn("人", 9, "center"),
    ListColumn("栏目", 14),
    ListColumn("各方的值", 42),
    ListColumn("核实结果", 17),
)
_STEP = 200


def paper_list(archive: Archive, progress: Progress, village: str) -> PaperList:
    """Return the cases of a division prefix for paper. Job for the worker."""
    total = count_conflicts(archive, village)
    rows: list[tuple[str, ...]] = []
    for start in range(0, total, _STEP):
        progress(start, total, "读取待处理…")
        rows += [_row(card) for card in cards(archive, village, limit=_STEP, start=start)]
    note = "证件号码、电话、卡号隐去中间几位。当面问清后把结果写在右边，回来在“待处理”里逐条选定。"
    return PaperList("待核实清单", note, COLUMNS, rows, 34.0)


def _row(card: Card) -> tuple[str, ...]:
    place = " ".join(part for part in (card.village.rpartition(" ")[2], card.household, card.head) if part)
    kind = "" if card.conflict.kind == "value" else f"（{KINDS[card.conflict.kind]}）"
    sides = [f"{side.who}：{_told(card, side.values, side.side.values)}" for side in card.sides]
    base = _told(card, card.base, card.conflict.base)
    told = "；".join([*sides, *([f"原来：{base}"] if base != "（空）" else [])])
    return place, card.person, f"{card.title}{kind}", told, ""


def _told(card: Card, shown: tuple[tuple[str, str], ...], raw: Record) -> str:
    hidden = dict(_hidden(card, raw))
    parts = [f"{label} {hidden.get(text, text)}" if len(shown) > 1 else hidden.get(text, text) for label, text in shown]
    return "，".join(part for part in parts if part.strip()) or "（空）"


def _hidden(card: Card, raw: Record) -> list[tuple[str, str]]:
    """Return whole number → number as it may be shown, of the sensitive fields of a side."""
    entity = "member" if card.conflict.kind == "duplicate" else card.conflict.entity
    found: list[tuple[str, str]] = []
    for key, value in raw.items():
        field = field_of_key(entity, key)
        if field is not None and isinstance(value, str):
            masked = mask(field, value)
            if masked != value:
                found.append((value, str(masked)))
    return found
