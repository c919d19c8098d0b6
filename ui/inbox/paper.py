"""The open cases on paper: to be taken to the village and asked about; numbers masked, room to write the answer."""

from __future__ import annotations

from models.values import mask
from reports.plain_list import ListColumn
from storage.archive.archive import Archive
from storage.archive.conflicts import count_conflicts
from storage.archive.progress import Progress
from storage.exchange.inbox import KINDS, Card, SideCard, cards, field_of_key
from ui.inbox.case_view import title_of, user_of
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
    note = "证件号码、电话、卡号隐去中间几位，各方不一样的几位照写。当面问清后把结果写在右边，回来在“待处理”里选定。"
    return PaperList("待核实清单", note, COLUMNS, rows, 34.0)


def _row(card: Card) -> tuple[str, ...]:
    place = " ".join(part for part in (card.village.rpartition(" ")[2], card.household, card.head) if part)
    kind = "" if card.conflict.kind == "value" else f"（{KINDS[card.conflict.kind]}）"
    hidden = _hidden(card)
    sides = [f"{_whose(side)}：{_told(side.values, hidden)}" for side in card.sides]
    base = _told(card.base, hidden)
    told = "；".join([*sides, *([f"原来：{base}"] if base != "（空）" else [])])
    return place, card.person, f"{title_of(card)}{kind}", told, ""


def _whose(side: SideCard) -> str:
    return f"{'本机' if side.side.mine else side.side.office or '别的单位'} {user_of(side)}"


def _told(shown: tuple[tuple[str, str], ...], hidden: dict[str, str]) -> str:
    parts = [f"{label} {hidden.get(text, text)}" if len(shown) > 1 else hidden.get(text, text) for label, text in shown]
    return "，".join(part for part in parts if part.strip()) or "（空）"


def _hidden(card: Card) -> dict[str, str]:
    """Return whole number → number as it may be shown; digits in which the sides differ stay, or nobody could ask."""
    entity = "member" if card.conflict.kind == "duplicate" else card.conflict.entity
    records = [card.conflict.base, *(side.side.values for side in card.sides)]
    found: dict[str, str] = {}
    for key in dict.fromkeys(key for record in records for key in record):
        field = field_of_key(entity, key)
        values = [value for record in records if isinstance(value := record.get(key), str)]
        if field is None:
            continue
        for value in values:
            masked = str(mask(field, value))
            others = [other for other in values if len(other) == len(value) == len(masked)]
            found[value] = "".join(
                real if any(other[at] != real for other in others) else shown
                for at, (real, shown) in enumerate(zip(value, masked, strict=False))
            )
    return found
