"""Rule 196: the signature page of the handbook (扶贫手册签字页)."""

from __future__ import annotations

from datetime import date

from models.fields import Record
from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import CheckedHousehold

_HANDBOOK_SCAN = "6"


@household_rule(196, "W")
def signature_page(house: CheckedHousehold) -> Hit | None:
    """A signed handbook of the year without a scan, or signed later after printing than the county allows."""
    most = house.limit("handbook_sign_days_most")
    for book in house.file.parts.get("handbook", ()):
        signed, printed = book.get("signed"), book.get("printed")
        if not signed or book.get("year") != house.year:
            continue
        late = _days(printed, signed)
        if most is not None and late is not None and late > most:
            sentence = f"{house.year}年手册 {printed} 印发，签字日期是 {signed}，晚了 {late} 天，超过 {most} 天"
            return Hit("handbook", "signed", signed, sentence, "核对签字页上的日期；确实后来才签的，写明原因")
        if not _has_scan(house, book):
            sentence = f"{house.year}年手册 {signed} 已签字，没有签字页扫描件"
            return Hit("handbook", "attachment", "", sentence, "拍下签字页，在照片附件里存为“手册扫描”，再选到这里")
    return None


def _days(printed: str | None, signed: str) -> int | None:
    if not printed:
        return None
    try:
        return (date.fromisoformat(signed) - date.fromisoformat(printed)).days
    except ValueError:
        return None


def _has_scan(house: CheckedHousehold, book: Record) -> bool:
    """Tell whether the page that is named exists; where none is named, whether any handbook page was scanned."""
    pages = house.file.parts.get("attachment", ())
    named = book.get("attachment")
    if named:
        return any(page["uid"] == named for page in pages)
    return any(page.get("slot") == _HANDBOOK_SCAN for page in pages)


RULES: tuple[Rule, ...] = (signature_page,)
