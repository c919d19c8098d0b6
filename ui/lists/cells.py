"""How values stand in a table of households: thousands separated, times local, numbers at the right; no widgets."""

from __future__ import annotations

from datetime import datetime

from models.codes import CodeBook
from models.fields import HUNDREDTHS, Field, Kind, Value
from models.values import hundredths, mask, show

RIGHT = HUNDREDTHS | {Kind.INTEGER}
"""Kinds that stand at the right."""

WIDTHS: dict[Kind, int] = {
    Kind.NAME: 9,
    Kind.TEXT: 16,
    Kind.NOTE: 24,
    Kind.NUMBER_TEXT: 19,
    Kind.ID_NUMBER: 20,
    Kind.PHONE: 13,
    Kind.BANK_CARD: 21,
    Kind.INTEGER: 7,
    Kind.DECIMAL: 9,
    Kind.MONEY: 12,
    Kind.DATE: 12,
    Kind.MONTH: 9,
    Kind.YEAR: 6,
    Kind.YES_NO: 6,
    Kind.CODE: 15,
    Kind.CODES: 20,
    Kind.DIVISION: 14,
    Kind.LINK: 14,
}
"""Kind → width in digits before somebody drags it."""

UNKNOWN = "—"


def cell_text(field: Field, value: Value, codes: CodeBook, *, masked: bool) -> str:
    """Return a value as it stands in a cell, “” for an empty one."""
    if value is None or value == "":
        return ""
    if field.kind in HUNDREDTHS:
        return grouped(value) if field.kind is Kind.MONEY else show(field, value, codes)
    if field.kind is Kind.INTEGER:
        return f"{value:,}"
    if field.kind is Kind.DATE and len(value) > 10:
        return local_day(value)
    return show(field, mask(field, value) if masked else value, codes)


def grouped(fen: int) -> str:
    """Return hundredths with thousands separated: 123456 → 1,234.56."""
    text = hundredths(abs(fen))
    whole, _point, rest = text.partition(".")
    return f"{'-' if fen < 0 else ''}{int(whole):,}.{rest}"


def local_day(stamp: str) -> str:
    """Return the local day of a UTC time stamp; what is no stamp as it is."""
    try:
        return datetime.fromisoformat(stamp).astimezone().date().isoformat()
    except ValueError:
        return stamp


AVERAGED = frozenset({"row:income_per_head", "row:completeness", "year:income_per_head"})
"""Columns whose sum says nothing; below them stands the average."""


def total_text(key: str, field: Field, told: tuple[int, int]) -> str:
    """Return what stands below a column: the sum, or the average where only that means something."""
    total, filled = told
    if not filled:
        return UNKNOWN
    if key in AVERAGED:
        mean = round(total / filled)
        return f"均 {grouped(mean)}" if field.kind is Kind.MONEY else f"均 {mean}"
    if field.kind is Kind.MONEY:
        return grouped(total)
    if field.kind is Kind.DECIMAL:
        return f"{total / 100:,.2f}".rstrip("0").rstrip(".")
    return f"{total:,}"
