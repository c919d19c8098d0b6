"""How a record's values stand in our own sheets, and who the people are whom a cell names."""

from __future__ import annotations

from models.fields import HUNDREDTHS, Field, Kind, Record, Value
from models.household_file import HouseholdFile
from models.values import show
from storage.archive.archive import Archive
from storage.exchange.sheet_writer import MOST_TEXT, CellValue

Line = list[CellValue]


def who_of(archive: Archive, file: HouseholdFile) -> Line:
    """Return the leading cells: numbers, county, town, village, head."""
    household = file.household
    division: str = household.get("division") or ""
    levels = [archive.divisions.name(division[:size]) if len(division) >= size else None for size in (6, 9, 12)]
    head = file.head
    name = (head.get("name") if head else None) or household.get("head_name")
    return [household.get("number"), household.get("local_number"), *levels, name]


def shown_names(file: HouseholdFile) -> dict[str, str]:
    """Return uid → text for everybody a record of the household may name: unlike for unlike people."""
    people = {member["uid"]: member for member in file.members} | file.helpers
    plain: dict[str, str] = {uid: record.get("name") or "" for uid, record in people.items()}
    twice = {name for name in plain.values() if not name or list(plain.values()).count(name) > 1}
    return {uid: _longer(uid, people[uid], name) if name in twice else name for uid, name in plain.items()}


def _longer(uid: str, record: Record, name: str) -> str:
    number = record.get("person_number") or record.get("id_number") or record.get("number") or uid
    return f"{name}（{number}）"


def cell_of(archive: Archive, one: Field, value: Value, names: dict[str, str]) -> CellValue:
    """Return the cell of a value: money and decimals as hundredths, whole numbers as they are, all else as text."""
    if value is None:
        return None
    if one.kind is Kind.LINK:
        return names.get(value, value)
    if one.kind in HUNDREDTHS or one.kind in (Kind.INTEGER, Kind.YEAR):
        return value
    return show(one, value, archive.codes)


def reads_the_same(archive: Archive, one: Field, value: Value, text: str) -> bool:
    """Tell whether a cell's text is what we would write for `value` ourselves."""
    if value is None or one.kind is Kind.LINK or (one.kind not in (Kind.CODE, Kind.CODES) and type(value) is not str):
        return False
    return _line_ends(show(one, value, archive.codes)[:MOST_TEXT]) == _line_ends(text)


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
