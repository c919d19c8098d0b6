"""Everything a household received in a year, asked of all case types that declare it (`BENEFITS` of their modules).

Aid that stands only as an income item (低保金, 养老金 …) is told from there. What a case and an income item both tell
is told once: of the item only what the cases don't explain.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.benefit import Benefit
from models.catalogue import CASE_MODULES, ENTITIES
from models.codes import CodeBook
from models.fields import Kind, Record
from models.household_file import HouseholdFile
from models.values import show

BENEFITS: tuple[Benefit, ...] = tuple(one for module in CASE_MODULES for one in getattr(module, "BENEFITS", ()))
"""Every case type that is a benefit, in the order of the registers."""

_TOLD_ITEMS = ("T", "P", "N", "W02", "W03", "W04", "W05")
"""Beginnings of the income items that are received rather than earned: transfers, returns, aid, public posts."""


_VEILED, _VEIL = frozenset({"T07", "T08", "T17", "N11", "N15", "N16"}), "民政类补贴"
"""Items whose names tell a disability or an illness: the card hangs on a wall, so they are one line of another name."""


@dataclass(frozen=True, slots=True)
class Received:
    """One line: `amount` in fen, `date` ISO or "", `waiting` where it is granted and not yet paid."""

    title: str
    detail: str
    amount: int
    date: str
    waiting: bool = False


def received_in(file: HouseholdFile, year: int, codes: CodeBook) -> list[Received]:
    """Return what a household received in `year`: from the cases by day, then from the income items by item."""
    explained: dict[str, int] = {}
    lines: list[Received] = []
    for benefit in BENEFITS:
        for record in file.parts.get(benefit.entity, ()):
            line = _line(benefit, record, file, year, codes)
            if line is not None:
                lines.append(line)
                explained[benefit.item] = explained.get(benefit.item, 0) + line.amount
    lines.sort(key=lambda line: (line.waiting, line.date))
    return [*lines, *_from_items(file, year, codes, explained)]


def total_of(lines: Iterable[Received], *, waiting: bool) -> int:
    """Return the sum in fen of the lines that are paid, or of those that wait."""
    return sum(line.amount for line in lines if line.waiting is waiting)


def _line(benefit: Benefit, record: Record, file: HouseholdFile, year: int, codes: CodeBook) -> Received | None:
    amount, day = record.get(benefit.amount), record.get(benefit.paid) if benefit.paid else None
    told = record.get(benefit.year) if benefit.year else int(day[:4]) if day else None
    if not amount or told != year or (benefit.state and record.get(benefit.state) not in benefit.received):
        return None
    texts = (_text(benefit.entity, name, record, file, codes) for name in benefit.detail)
    days = all(ENTITIES[benefit.entity].field(name).kind is Kind.DATE for name in benefit.detail)
    detail = (" 至 " if days else " ").join(text for text in texts if text)
    return Received(benefit.title, detail, amount, day or "", waiting=bool(benefit.paid) and not day)


def _text(entity: str, name: str, record: Record, file: HouseholdFile, codes: CodeBook) -> str:
    field, value = ENTITIES[entity].field(name), record.get(name)
    if value is None:
        return ""
    if field.kind is Kind.LINK:
        return (file.linked.get(value) or {}).get("name") or ""
    return show(field, value, codes)


def _from_items(file: HouseholdFile, year: int, codes: CodeBook, explained: dict[str, int]) -> list[Received]:
    found = file.years.get(year)
    sums: dict[str, int] = {}
    for one in found.income if found else ():
        if one.amount and one.item.startswith(_TOLD_ITEMS):
            sums[one.item] = sums.get(one.item, 0) + one.amount
    texts = codes["income_item"].by_code
    titled: dict[str, int] = {}
    for item, amount in sorted(sums.items()):
        left = amount - explained.get(item, 0)
        if left > 0:
            title = _VEIL if item in _VEILED else texts[item].text if item in texts else item
            titled[title] = titled.get(title, 0) + left
    return [Received(title, f"{year}年合计", amount, "") for title, amount in titled.items()]
