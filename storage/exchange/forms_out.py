"""Forms of other offices filled from the archive, headings word for word: E6, E8, bills, medical aid, doctors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from models.catalogue import ENTITIES
from models.fields import HUNDREDTHS, Field, Kind, Record, Value
from models.headings import Target, target_of
from models.household_file import HouseholdFile
from models.medical import bill_year
from models.sheet_forms import FORMS
from models.values import mask, show
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.lists import count
from storage.archive.progress import Progress, silent
from storage.exchange.excel_out import Written
from storage.exchange.sheet_writer import CellValue, SheetColumn, Style, write_sheet

FORMS_OUT: dict[str, str] = {
    "E6": "work_spell",
    "E8": "assignment",
    "SD-报销": "medical_bill",
    "SD-救助": "medical_bill",
    "SD-签约": "doctor_contract",
}
"""Form → the records that are its rows."""

_LEVELS = {"province": 2, "city": 4, "county": 6, "town": 9, "village": 12}
_TEXTS = frozenset({Kind.ID_NUMBER, Kind.NUMBER_TEXT, Kind.PHONE, Kind.BANK_CARD})


def write_form(
    archive: Archive,
    out: Path,
    form: str,
    *,
    scope: str = "",
    year: int | None = None,
    masked: bool = False,
    progress: Progress = silent,
) -> Written:
    """Write a form of `FORMS_OUT` with the records of a division; `year` leaves out bills and contracts of others.

    KeyError for another form; ExchangeProblem for a file name that doesn't end in .xlsx.
    """
    title, headings = FORMS[form]
    targets = [target_of(heading, form) for heading in headings]
    columns = [SheetColumn(heading, _style(target), 16) for heading, target in zip(headings, targets, strict=True)]
    seen: set[str] = set()

    def rows() -> Iterator[list[CellValue]]:
        total = count(archive, scope)[0]
        for done, file in enumerate(iterate_files(archive, scope)):
            if done % 500 == 0:
                progress(done, total, "写出表格")
            for record in file.parts.get(FORMS_OUT[form], ()):
                if _wanted(form, record, year):
                    seen.add(file.uid)
                    about = _about(file, FORMS_OUT[form], record)
                    yield [_cell(archive, file, target, about, masked) for target in targets]

    written = write_sheet(Path(out), title, columns, rows())
    return Written(Path(out), written, len(seen))


def _wanted(form: str, record: Record, year: int | None) -> bool:
    if form == "SD-救助" and record.get("aid") is None:
        return False
    if form == "SD-报销" and record.get("total") is None:
        return False
    if year is None or form in ("E6", "E8"):
        return True
    return (bill_year(record) if FORMS_OUT[form] == "medical_bill" else record.get("year")) == year


def _about(file: HouseholdFile, entity: str, record: Record) -> dict[str, Record]:
    """Return what a row may speak of: the record, its person (else the head), the household, helper, monitoring."""
    person = next((one for one in file.members if one["uid"] == record.get("person")), file.head) or {}
    household = file.household
    head = file.head
    if head is not None:
        filled = {"head_name": "name", "head_id_number": "id_number", "head_person_number": "person_number"}
        household = {**household, **{key: household.get(key) or head.get(name) for key, name in filled.items()}}
    open_ones = [one for one in file.parts.get("monitoring", ()) if one.get("risk_cleared") is not True]
    return {
        entity: record,
        "member": person,
        "household": household,
        "helper": file.helpers.get(record.get("helper") or "", {}),
        "monitoring": open_ones[-1] if open_ones else {},
    }


def _field(target: Target) -> Field:
    return ENTITIES[target.entity].field(target.field)


def _style(target: Target | None) -> Style:
    if target is None or target.kind != "field":
        return "text"
    kind = _field(target).kind
    if kind in HUNDREDTHS:
        return "money" if kind is Kind.MONEY else "decimal"
    if kind is Kind.INTEGER:
        return "integer"
    return "digits" if kind in _TEXTS else "text"


def _cell(
    archive: Archive, file: HouseholdFile, target: Target | None, about: dict[str, Record], masked: bool
) -> CellValue:
    if target is None:
        return None
    if target.kind == "place":
        division: str = file.household.get("division") or ""
        size = _LEVELS[target.name]
        return archive.divisions.name(division[:size]) if len(division) >= size else None
    if target.kind != "field":
        return None
    declared = _field(target)
    value: Value = about.get(target.entity, {}).get(target.field)
    if value is None or declared.kind in HUNDREDTHS or declared.kind is Kind.INTEGER:
        return value
    return mask(declared, value) if masked and declared.sensitive else show(declared, value, archive.codes)
