"""Sheets out: every kind of record as one .xlsx, by the catalogue's labels, so that they can be read in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import HUNDREDTHS, Entity, Field, Kind, Record
from models.household_file import HouseholdFile
from models.rules import Finding
from models.values import mask, show
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.lists import count
from storage.archive.progress import Progress, silent
from storage.exchange.problems import ExchangeProblem
from storage.exchange.sheet_writer import CellValue, SheetColumn, Style, write_sheet

KINDS: tuple[str, ...] = ("household", "member", "year", "income", "helper", *HOUSEHOLD_PARTS)
"""The kinds of sheets that can be written, each an entity of the catalogue."""

TRAINING_BANNER = "演练数据，不是真实档案，不得上报"

_WHO = ("户编号", "本地户号", "县（市、区）", "乡镇（街道）", "行政村", "户主姓名")
_WHO_WIDTHS = (19, 16, 12, 14, 14, 10)
_WIDTHS = {Kind.NAME: 10, Kind.ID_NUMBER: 22, Kind.NUMBER_TEXT: 19, Kind.BANK_CARD: 22, Kind.PHONE: 13, Kind.NOTE: 30}
_PROBLEM_TITLES = (
    ("成员", 10), ("证件号码", 22), ("项目", 18), ("现值", 16), ("问题", 60), ("怎么改", 50)
)  # fmt: skip
_LEFT_OUT = {"household": {"number", "local_number", "division", "head_name"}}
"""Fields that stand in the leading columns already."""

Line: TypeAlias = list[CellValue]


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
    if kind not in KINDS:
        raise ExchangeProblem("kind", f"没有“{kind}”这种表。可以导出的有：{'、'.join(KINDS)}。")
    sheet = _KindSheet(archive, kind, masked)
    total = count(archive, scope)[0]
    seen = _Seen(progress, total)
    banner = TRAINING_BANNER if archive.office.training else ""
    rows = (line for file in seen.through(iterate_files(archive, scope)) for line in sheet.lines(file))
    written = write_sheet(Path(out), ENTITIES[kind].label, sheet.columns, rows, banner=banner)
    return Written(Path(out), written, seen.households)


def write_findings(archive: Archive, out: Path, findings: Iterable[Finding]) -> Written:
    """Write the problem list: where, what is wrong, what to do."""
    listed = list(findings)
    titles = (("级别", 6), ("规则", 6), *zip(_WHO, _WHO_WIDTHS, strict=True), *_PROBLEM_TITLES)
    columns = [SheetColumn(title, "integer" if title == "规则" else "text", width) for title, width in titles]
    by_household: dict[str, list[Finding]] = {}
    for finding in listed:
        by_household.setdefault(finding.household, []).append(finding)
    files = iterate_files(archive, uids=list(by_household))
    rows = (_finding_line(archive, file, finding) for file in files for finding in by_household[file.uid])
    banner = TRAINING_BANNER if archive.office.training else ""
    written = write_sheet(Path(out), "问题清单", columns, rows, banner=banner)
    return Written(Path(out), written, len(by_household))


def _finding_line(archive: Archive, file: HouseholdFile, finding: Finding) -> Line:
    person = next((member for member in file.members if member["uid"] == finding.person), None)
    return [
        {"E": "必改", "W": "核实", "Q": "比对"}[finding.level],
        finding.rule,
        *_who(archive, file),
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


class _Seen:
    """Counts households as they go by and reports progress."""

    def __init__(self, progress: Progress, total: int) -> None:
        self.households = 0
        self._progress = progress
        self._total = total

    def through(self, files: Iterable[HouseholdFile]) -> Iterator[HouseholdFile]:
        for file in files:
            self.households += 1
            if self.households % 500 == 0:
                self._progress(self.households, self._total, "写出表格")
            yield file


class _KindSheet:
    """Columns of one kind and the lines of a household."""

    def __init__(self, archive: Archive, kind: str, masked: bool) -> None:
        self._archive = archive
        self._kind = kind
        self._masked = masked
        self._parts = _parts(kind)
        who = [SheetColumn(title, width=width) for title, width in zip(_WHO, _WHO_WIDTHS, strict=True)]
        self.columns = [*who, *(_column(one, extra) for entity, extra in self._parts for one in _fields(entity))]
        self._people = any(one.kind is Kind.LINK for entity, _extra in self._parts for one in entity.fields)

    def lines(self, file: HouseholdFile) -> Iterator[Line]:
        """Yield the household's lines of this kind."""
        who = _who(self._archive, file)
        names = self._names(file) if self._people else {}
        for records in _RECORDS.get(self._kind, _part_records(self._kind))(file, self._archive.settings.year):
            line: Line = [*who]
            for (entity, _extra), record in zip(self._parts, records, strict=True):
                line.extend(self._cell(one, record, names) for one in _fields(entity))
            yield line

    def _names(self, file: HouseholdFile) -> dict[str, str]:
        people = {member["uid"]: member.get("name") or "" for member in file.members}
        return people | {uid: helper.get("name") or "" for uid, helper in file.helpers.items()}

    def _cell(self, one: Field, record: Record, names: dict[str, str]) -> CellValue:
        value = record.get(one.name)
        if value is None:
            return None
        if self._masked:
            value = mask(one, value)
        if one.kind is Kind.LINK:
            return names.get(value, value)
        if one.kind in HUNDREDTHS or one.kind in (Kind.INTEGER, Kind.YEAR):
            return value
        return show(one, value, self._archive.codes)


def _who(archive: Archive, file: HouseholdFile) -> Line:
    household = file.household
    division: str = household.get("division") or ""
    levels = [archive.divisions.name(division[:size]) if len(division) >= size else None for size in (6, 9, 12)]
    head = file.head
    name = (head.get("name") if head else None) or household.get("head_name")
    return [household.get("number"), household.get("local_number"), *levels, name]


def _parts(kind: str) -> list[tuple[Entity, str]]:
    """Return the entities side by side in one line, with what is put before a label that would stand twice."""
    if kind == "member":
        return [(ENTITIES["member"], ""), (ENTITIES["member_year"], "")]
    if kind in ("year", "income"):
        return [(_YEAR_ONLY, ""), (ENTITIES[kind], "")]
    if kind == "household":
        return [(ENTITIES["household"], ""), (ENTITIES["year"], "")]
    return [(ENTITIES[kind], "")]


_YEAR_ONLY = Entity("year", "年度", (Field("year", "年度", Kind.YEAR),), ())


def _fields(entity: Entity) -> Sequence[Field]:
    left_out = _LEFT_OUT.get(entity.name, set())
    return [one for one in entity.fields if one.name not in left_out]


def _column(one: Field, extra: str) -> SheetColumn:
    style: Style = "text"
    if one.kind is Kind.MONEY:
        style = "money"
    elif one.kind is Kind.DECIMAL:
        style = "decimal"
    elif one.kind in (Kind.INTEGER, Kind.YEAR):
        style = "integer"
    return SheetColumn(extra + one.label, style, _WIDTHS.get(one.kind, 12))


_Records: TypeAlias = Callable[[HouseholdFile, int], Iterable[Sequence[Record]]]


def _household(file: HouseholdFile, year: int) -> Iterable[Sequence[Record]]:
    found = file.years.get(year)
    return [(file.household, found.values if found else {})]


def _members(file: HouseholdFile, year: int) -> Iterable[Sequence[Record]]:
    return [(member, file.year_facts(year, member["uid"])) for member in file.members]


def _years(file: HouseholdFile, _year: int) -> Iterable[Sequence[Record]]:
    return [({"year": year}, found.values) for year, found in sorted(file.years.items())]


def _incomes(file: HouseholdFile, _year: int) -> Iterable[Sequence[Record]]:
    return [
        (
            {"year": year},
            {"item": one.item, "person": one.person, "amount": one.amount, "counts": one.counts, "note": one.note},
        )
        for year, found in sorted(file.years.items())
        for one in found.income
    ]


def _helpers(file: HouseholdFile, _year: int) -> Iterable[Sequence[Record]]:
    return [(helper,) for helper in file.helpers.values()]


def _part_records(kind: str) -> _Records:
    return lambda file, _year: [(record,) for record in file.parts.get(kind, ())]


_RECORDS: dict[str, _Records] = {
    "household": _household,
    "member": _members,
    "year": _years,
    "income": _incomes,
    "helper": _helpers,
}
