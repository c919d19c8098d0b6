"""The sheet that the tour takes in: members of one village as exported, with errors planted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.fields import Record
from models.household_file import HouseholdFile
from models.keys import member_key, year_uid
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.records import RecordChange
from storage.exchange.excel_out import export_kind

ID_COLUMN, SEX_COLUMN, LABOUR_COLUMN, PHONE_COLUMN = "证件号码", "性别", "劳动能力", "成员联系电话"
_ENOUGH = 12
"""Members that a village must have to be of use."""


@dataclass(slots=True)
class Planted:
    """What stands in the sheet: cells that must be refused, cells that must be taken, rules that must fire.

    `refused` holds (row as the clerk sees it, heading), `changed` (person, field), `expected` (person, rule).
    """

    file: Path
    village: str
    rows: int = 0
    refused: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])
    changed: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    expected: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    corrections: list[RecordChange] = field(default_factory=list[RecordChange])


def planted_sheet(archive: Archive, out: Path) -> Planted:
    """Write the sheet of a village's members; plant an unreadable ID, a wrong sex, a wrong labour, a new phone."""
    import openpyxl

    village, people = _village(archive)
    export_kind(archive, out, "member", scope=village)
    book: Any = openpyxl.load_workbook(out)
    sheet: Any = book.active
    heading = next(row for row in range(1, 5) if sheet.cell(row, 1).value == "户编号")
    columns = {sheet.cell(heading, place).value: place for place in range(1, sheet.max_column + 1)}
    rows = {sheet.cell(row, columns[ID_COLUMN]).value: row for row in range(heading + 1, sheet.max_row + 1)}
    planted = Planted(out, village, rows=sheet.max_row - heading)
    _plant(archive, sheet, columns, rows, people, planted)
    book.save(out)
    return planted


def _village(archive: Archive) -> tuple[str, list[tuple[HouseholdFile, Record]]]:
    """Return the first village with enough members whose records are all filled, and its members."""
    found: dict[str, list[tuple[HouseholdFile, Record]]] = {}
    for file in iterate_files(archive):
        if file.household.get("number"):
            found.setdefault(file.household["division"], []).extend((file, person) for person in file.active_members)
    village = min(code for code, people in found.items() if len(people) >= _ENOUGH)
    return village, found[village]


def _plant(
    archive: Archive,
    sheet: Any,
    columns: dict[str, int],
    rows: dict[str, int],
    people: list[tuple[HouseholdFile, Record]],
    planted: Planted,
) -> None:
    year = archive.settings.year
    chosen = _in_turn(people, year)
    # an ID number that Excel made a number of: its last digits are lost, so the row can't be taken
    _file, person = next(chosen)
    row = rows[person["id_number"]]
    cell = sheet.cell(row, columns[ID_COLUMN])
    cell.value, cell.number_format = float(person["id_number"][:15] + "000"), "0"
    planted.refused.add((row, ID_COLUMN))
    # the wrong sex: taken, and found by the rules
    _file, person = next(chosen)
    other = "2" if person["sex"] == "1" else "1"
    sheet.cell(rows[person["id_number"]], columns[SEX_COLUMN]).value = archive.codes.text("sex", other)
    planted.changed.add((person["uid"], "sex"))
    planted.expected.add((person["uid"], 9))
    planted.corrections.append(RecordChange("member", person["uid"], {"sex": person["sex"]}))
    # an old person who can work fully: taken, and found by the rules
    file, person = next(one for one in chosen if _age(one, year) >= 60)
    labour = _labour(file, person, year)
    sheet.cell(rows[person["id_number"]], columns[LABOUR_COLUMN]).value = archive.codes.text("labour", "2")
    planted.changed.add((person["uid"], "labour"))
    planted.expected.add((person["uid"], 58))
    key = member_key("labour", person["uid"])
    planted.corrections.append(RecordChange("year", year_uid(file.uid, year), {key: labour}, file.uid))
    # a new phone: taken, nothing wrong with it
    _file, person = next(chosen)
    sheet.cell(rows[person["id_number"]], columns[PHONE_COLUMN]).value = "13800009999"
    planted.changed.add((person["uid"], "phone"))


def _in_turn(people: list[tuple[HouseholdFile, Record]], year: int) -> Iterator[tuple[HouseholdFile, Record]]:
    """Yield one member of each household, somebody with a plain ID number and no certificate."""
    seen: set[str] = set()
    for file, person in people:
        plain = str(person.get("id_number") or "").isdigit() and not person.get("disability_number")
        if file.uid not in seen and plain and year in file.years:
            seen.add(file.uid)
            yield file, person


def _age(one: tuple[HouseholdFile, Record], year: int) -> int:
    """Return the member's age at the end of the year."""
    return year - int(one[1]["birth_date"][:4])


def _labour(file: HouseholdFile, person: Record, year: int) -> str:
    """Return the member's labour code of the year."""
    return file.year_facts(year, person["uid"])["labour"]
