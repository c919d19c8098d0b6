"""The income sheet of a household's year: one line per item, one column per person, without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from models.codes import CodeBook
from models.values import hundredths
from ui.edits import Place
from ui.household_session import HouseholdSession

GROUP_TITLES = {
    "W": "工资性收入",
    "B": "生产经营性收入",
    "P": "财产性收入",
    "T": "转移性收入",
    "E": "生产经营性支出",
    "N": "不计入收入的补助",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line: an item's code and text, or a group's letter and title (`is_group`)."""

    code: str
    text: str
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class PersonColumn:
    """A column: a member's uid and name; uid "" is the whole household."""

    uid: str
    title: str


def lines_of(codes: CodeBook, year: int, used: frozenset[str], *, all_items: bool) -> list[Line]:
    """Return group and item lines; without `all_items` only items that are filled, and groups that have some."""
    lines: list[Line] = []
    entries = [one for one in codes["income_item"].valid_in(year) if all_items or one.code in used]
    known = {one.code for one in entries}
    foreign = [Line(code, codes.text("income_item", code)) for code in sorted(used - known)]
    for letter, title in GROUP_TITLES.items():
        items = [Line(one.code, one.text) for one in entries if one.code[0] == letter]
        items += [line for line in foreign if line.code[:1] == letter]
        if items or all_items:
            lines += [Line(letter, title, is_group=True), *items]
    strange = [line for line in foreign if line.code[:1] not in GROUP_TITLES]
    return lines + strange


def columns_of(session: HouseholdSession) -> list[PersonColumn]:
    """Return the columns: the whole household, the members on the register, others that have an amount."""
    found = session.file.years.get(session.year)
    earning = {item.person for item in found.income} if found else set[str | None]()
    people = [
        member
        for member in session.file.members
        if member.get("member_state") in (None, "1") or member["uid"] in earning
    ]
    return [PersonColumn("", "全户"), *(PersonColumn(one["uid"], one.get("name") or "（未填姓名）") for one in people)]


def used_items(session: HouseholdSession) -> frozenset[str]:
    """Return the items the year has amounts for."""
    found = session.file.years.get(session.year)
    return frozenset(item.item for item in found.income) if found else frozenset()


def like_last_year(session: HouseholdSession) -> tuple[int, int | None]:
    """Fill the items that are empty this year from the last year before it that has any, as one undo.

    Returns how many were filled and that year, None where there is none.
    """
    years = [year for year, found in session.file.years.items() if year < session.year and found.income]
    if not years:
        return 0, None
    filled = 0
    with session.macro("同去年"):
        for item in session.file.years[max(years)].income:
            place = Place("income", item.person or "", item.item)
            if session.get(place) is None and session.text_at(place) is None and item.amount is not None:
                session.set(place, {"amount": item.amount, "counts": item.counts, "note": item.note})
                filled += 1
    return filled, max(years)


def amount_at(session: HouseholdSession, item: str, person: str) -> int | None:
    """Return the amount in fen of an item and a person ("" = household), or None."""
    value = session.get(Place("income", person, item))
    return value["amount"] if value else None


def set_counts(session: HouseholdSession, item: str, counts: bool) -> None:
    """Say for all amounts of an item whether they count."""
    found = session.file.years.get(session.year)
    with session.macro("修改计入收入"):
        for one in list(found.income) if found else []:
            if one.item == item:
                place = Place("income", one.person or "", item)
                session.set(place, {"amount": one.amount, "counts": counts, "note": one.note})


def line_total(session: HouseholdSession, line: Line, people: list[PersonColumn]) -> int | None:
    """Return the sum in fen of an item's line, or of a group's counting items; None where there is none."""
    found = session.file.years.get(session.year)
    if found is None:
        return None
    if line.is_group:
        amounts = [one.amount for one in found.income if one.item[:1] == line.code and one.amount is not None
                   and (one.counts or line.code == "N")]  # fmt: skip
    else:
        wanted = {column.uid for column in people}
        amounts = [one.amount for one in found.income if one.item == line.code and one.amount is not None
                   and (one.person or "") in wanted]  # fmt: skip
    return sum(amounts) if amounts else None


def money(fen: int | None) -> str:
    """Return an amount with thousands marks, without needless zeros; "" for None."""
    if fen is None:
        return ""
    text = hundredths(abs(fen))
    whole, _dot, rest = text.partition(".")
    return ("-" if fen < 0 else "") + f"{int(whole):,}" + (f".{rest}" if rest != "00" else "")
