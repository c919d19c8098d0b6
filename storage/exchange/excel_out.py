"""Sheets out: every kind of record as one .xlsx, by the catalogue's labels, so that they can be read in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.fields import Field, Kind, Record, Value
from models.household_file import HouseholdFile
from models.keys import income_key
from models.rules import Finding
from models.values import mask
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.lists import count
from storage.archive.progress import Progress, silent
from storage.exchange.own_columns import KINDS, TIME_SAID, WHO, columns_of, fields_of, mark_column, parts_of
from storage.exchange.own_values import Line, cell_of, shown_names, who_of
from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_writer import CellValue, SheetColumn, Style, write_sheet

TRAINING_BANNER = "演练数据，不是真实档案，不得上报"

_WHO_WIDTHS = (19, 16, 12, 14, 14, 10)
_NOBODY: tuple[None, ...] = (None,) * len(_WHO_WIDTHS)
_WIDTHS = {
    Kind.NAME: 10,
    Kind.ID_NUMBER: 22,
    Kind.NUMBER_TEXT: 19,
    Kind.BANK_CARD: 22,
    Kind.PHONE: 13,
    Kind.NOTE: 30,
    Kind.YEAR: 6,
}
_DIGITS = frozenset({Kind.ID_NUMBER, Kind.NUMBER_TEXT, Kind.BANK_CARD, Kind.PHONE})
"""Kinds whose digits are a name and never a number."""
_PROBLEM_TITLES = (
    ("成员", 10), ("证件号码", 22), ("项目", 18), ("现值", 16), ("问题", 60), ("怎么改", 50)
)  # fmt: skip


@dataclass(slots=True)
class Written:
    """What was written: the file, rows, households, and Chinese sentences about what to know."""

    file: Path
    rows: int
    households: int
    warnings: list[str] = field(default_factory=list[str])


def export_kind(
    archive: Archive, out: Path, kind: str, *, scope: str = "", masked: bool = False, progress: Progress = silent
) -> Written:
    """Write all records of `kind` under the division prefix `scope`; `masked` hides the middle of ID, phone, card.

    ExchangeProblem for an unknown kind or file name.
    """
    check_kind(kind)
    sheet = KindSheet(archive, kind, masked)
    total = count(archive, scope)[0]
    seen = Seen(progress, total)
    rows = (line for file in seen.through(iterate_files(archive, scope)) for line in sheet.lines(file))
    written = write_sheet(Path(out), ENTITIES[kind].label, sheet.columns, rows, banner=title_line(archive, kind))
    return Written(Path(out), written, seen.households)


def check_kind(kind: str) -> None:
    """ExchangeProblem where `kind` is no kind of sheet."""
    if kind not in KINDS:
        raise ExchangeProblem("kind", f"没有“{kind}”这种表。可以导出的有：{'、'.join(KINDS)}。")


def title_line(archive: Archive, kind: str) -> str:
    """Return the line above the headings: what the sheet is, whose, and when it was written."""
    banner = f"{TRAINING_BANNER}　" if archive.office.training else ""
    now = datetime.now().isoformat(" ", "seconds")
    return f"{banner}{ENTITIES[kind].label}　{archive.office.name}　{TIME_SAID}{now}"


def write_findings(archive: Archive, out: Path, findings: Iterable[Finding]) -> Written:
    """Write the problem list: where, what is wrong, what to do."""
    listed = list(findings)
    titles = (("级别", 6), ("规则", 6), *zip(WHO, _WHO_WIDTHS, strict=True), *_PROBLEM_TITLES)
    columns = [SheetColumn(title, "integer" if title == "规则" else "text", width) for title, width in titles]
    by_household: dict[str, list[Finding]] = {}
    for finding in listed:
        if finding.household:
            by_household.setdefault(finding.household, []).append(finding)
    files = iterate_files(archive, uids=list(by_household))
    of_households = (_finding_line(archive, file, finding) for file in files for finding in by_household[file.uid])
    # what is wrong with a village or a project belongs to no household, and must not be missing from the list
    of_places = (_finding_line(archive, None, finding) for finding in listed if not finding.household)
    rows = chain(of_households, of_places)
    banner = TRAINING_BANNER if archive.office.training else ""
    written = write_sheet(Path(out), "问题清单", columns, rows, banner=banner)
    return Written(Path(out), written, len(by_household))


def _finding_line(archive: Archive, file: HouseholdFile | None, finding: Finding) -> Line:
    members = file.members if file is not None else ()
    person = next((member for member in members if member["uid"] == finding.person), None)
    return [
        {"E": "必改", "W": "核实", "Q": "比对"}[finding.level],
        finding.rule,
        *(who_of(archive, file) if file is not None else _NOBODY),
        person.get("name") if person else None,
        person.get("id_number") if person else None,
        _item_label(archive, finding),
        finding.value,
        finding.sentence,
        finding.remedy,
    ]


def _item_label(archive: Archive, finding: Finding) -> str:
    if finding.entity == "income":
        return archive.codes.text("income_item", finding.field)
    return next((one.label for one in ENTITIES[finding.entity].fields if one.name == finding.field), finding.field)


class Seen:
    """Counts households as they go by and reports progress."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.households = 0
        self._progress = progress
        self._total = total

    def through(self, files: Iterable[HouseholdFile]) -> Iterator[HouseholdFile]:
        """Yield the files, telling now and then how many went by."""
        for file in files:
            self.households += 1
            if self.households % 500 == 0:
                self._progress(self.households, self._total, "写出表格")
            yield file


class KindSheet:
    """Columns of one kind and the lines of a household."""

    def __init__(self, archive: Archive, kind: str, masked: bool) -> None:
        self._archive = archive
        self._kind = kind
        self._masked = masked
        self._parts = [fields_of(entity) for entity in parts_of(kind)]
        self.who = [
            SheetColumn(title, "digits" if place < 2 else "text", width)
            for place, (title, width) in enumerate(zip(WHO, _WHO_WIDTHS, strict=True))
        ]
        self.columns = [
            *self.who,
            *(sheet_column(one, heading, archive.codes) for _entity, one, heading in columns_of(kind)),
        ]
        if not masked:
            self.columns.append(mark_column())
        self._people = any(one.kind is Kind.LINK for fields in self._parts for one in fields)

    def lines(self, file: HouseholdFile) -> Iterator[Line]:
        """Yield the household's lines of this kind."""
        who = who_of(self._archive, file)
        names = shown_names(file) if self._people else {}
        for mark, records in _RECORDS.get(self._kind, _part_records(self._kind))(file, self._archive.settings.year):
            line: Line = [*who]
            for fields, record in zip(self._parts, records, strict=True):
                line.extend(self._cell(one, record.get(one.name), names) for one in fields)
            if not self._masked:
                line.append(f"{file.uid}|{mark}")
            yield line

    def _cell(self, one: Field, value: Value, names: dict[str, str]) -> CellValue:
        return cell_of(self._archive, one, mask(one, value) if self._masked else value, names)


def sheet_column(one: Field, heading: str, codes: CodeBook) -> SheetColumn:
    """Return the column of a field: how its cells look, and what its drop-down offers."""
    style: Style = "text"
    if one.kind is Kind.MONEY:
        style = "money"
    elif one.kind is Kind.DECIMAL:
        style = "decimal"
    elif one.kind in (Kind.INTEGER, Kind.YEAR):
        style = "integer"
    elif one.kind in _DIGITS:
        style = "digits"
    return SheetColumn(heading, style, _WIDTHS.get(one.kind, 12), choices_of(one, codes))


def choices_of(one: Field, codes: CodeBook) -> tuple[str, ...]:
    """Return what a drop-down of the field offers, nothing where people may write what they like."""
    if one.kind is Kind.YES_NO:
        return ("是", "否")
    if one.kind is Kind.CODE:
        return tuple(entry.text for entry in codes[one.codes].entries)
    return ()


_Records: TypeAlias = Callable[[HouseholdFile, int], Iterable[tuple[str, Sequence[Record]]]]
"""A household and the year in work → (record uid, records side by side) of each line."""


def _household(file: HouseholdFile, year: int) -> Iterable[tuple[str, Sequence[Record]]]:
    found = file.years.get(year)
    return [(file.uid, (file.household, {"year": year}, found.values if found else {}))]


def _members(file: HouseholdFile, year: int) -> Iterable[tuple[str, Sequence[Record]]]:
    return [(member["uid"], (member, {"year": year}, file.year_facts(year, member["uid"]))) for member in file.members]


def _years(file: HouseholdFile, _year: int) -> Iterable[tuple[str, Sequence[Record]]]:
    return [(found.uid, ({"year": year}, found.values)) for year, found in sorted(file.years.items())]


def _incomes(file: HouseholdFile, _year: int) -> Iterable[tuple[str, Sequence[Record]]]:
    return [
        (
            income_key(one.item, one.person),
            (
                {"year": year},
                {"item": one.item, "person": one.person, "amount": one.amount, "counts": one.counts, "note": one.note},
            ),
        )
        for year, found in sorted(file.years.items())
        for one in found.income
    ]


def _helpers(file: HouseholdFile, _year: int) -> Iterable[tuple[str, Sequence[Record]]]:
    return [(uid, (helper,)) for uid, helper in file.helpers.items()]


def _part_records(kind: str) -> _Records:
    return lambda file, _year: [(record["uid"], (record,)) for record in file.parts.get(kind, ())]


_RECORDS: dict[str, _Records] = {
    "household": _household,
    "member": _members,
    "year": _years,
    "income": _incomes,
    "helper": _helpers,
}
