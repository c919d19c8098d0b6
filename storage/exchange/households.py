"""Rows gathered to households and people, and the rows that can't be: each refused with its reason and remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from models.fields import Value
from models.id_numbers import person_part
from storage.exchange.cells import Bad
from storage.exchange.plan_parts import Refused
from storage.exchange.sheet_layout import Column
from storage.exchange.sheet_rows import BadCell, Shape, SheetRow, SheetRows

HEAD = "01"
_IDENTITY = ("household.number", "member.person_number", "member.id_number", "member.name", "year")
"""Where one of these can't be read, nobody can say whom the row is about."""
_TOTALS = ("合计", "总计", "小计", "共计")


@dataclass(slots=True)
class SheetPerson:
    """One person of the sheet with the rows about them (more than one only for several years)."""

    person_number: str
    id_number: str
    name: str
    rows: list[SheetRow]

    @property
    def last(self) -> SheetRow:
        """Return the row of the latest year: the one whose personal details count."""
        return max(self.rows, key=lambda row: (row.year, row.number))


@dataclass(slots=True)
class SheetHousehold:
    """One household of the sheet: national number (“” if the sheet has none), division code by row that names one."""

    number: str
    divisions: dict[int, str] = field(default_factory=dict[int, str])
    rows: list[SheetRow] = field(default_factory=list[SheetRow])
    people: list[SheetPerson] = field(default_factory=list[SheetPerson])

    @property
    def row_numbers(self) -> tuple[int, ...]:
        """Return the rows, as the clerk sees them."""
        return tuple(sorted(row.number for row in self.rows))


class Refusals:
    """Collects what is refused, each row's whole refusal once."""

    def __init__(self, shape: Shape) -> None:
        """Begin empty."""
        self.found: list[Refused] = []
        self.rows: set[int] = set()
        self._shape = shape

    def row(self, number: int, name: str, value: Value, reason: str, remedy: str) -> None:
        """Refuse a whole row because of the column that holds `name` (“entity.field”, or a place's level)."""
        column = self._shape.column_of(name)
        self._add(number, column, "" if value is None else str(value), reason, remedy, True)

    def bad_row(self, number: int, cell: BadCell) -> None:
        """Refuse a whole row because of a cell that can't be read."""
        bad: Bad = cell.bad
        self._add(number, cell.column, bad.text, f"{bad.reason}，无法确认是哪一户哪个人，整行未导入", bad.remedy, True)

    def cell(self, number: int, cell: BadCell) -> None:
        """Leave one cell out; the rest of the row goes in."""
        bad: Bad = cell.bad
        self._add(number, cell.column, bad.text, f"{bad.reason}，这一格未导入，该行其余内容照常", bad.remedy, False)

    def _add(self, number: int, column: Column | None, value: str, reason: str, remedy: str, whole: bool) -> None:
        heading, letter = (column.heading, column.letter) if column is not None else ("", "")
        self.found.append(Refused(number, heading, letter, value, reason, remedy, whole))
        if whole:
            self.rows.add(number)


@dataclass(slots=True)
class Gathered:
    """The sheet by households, what was refused on the way, rows left out because they are about nobody."""

    households: list[SheetHousehold]
    refusals: Refusals
    skipped: list[int]
    speaks_of_people: bool


FindVillage = Callable[[str, str, str], "str | None"]
"""(county, town, village as the sheet names them) → division code, None where unknown; “” where nothing is said."""


def gather(sheet: SheetRows, find_division: FindVillage) -> Gathered:
    """Gather rows to households by 户编号; without one by the head's ID number, or by head rows and the rows below."""
    gatherer = _Gatherer(sheet, find_division)
    for row in sorted(sheet.rows, key=lambda row: row.number):
        gatherer.take(row)
    return gatherer.finish()


class _Gatherer:
    def __init__(self, sheet: SheetRows, find_division: FindVillage) -> None:
        self._sheet = sheet
        self._shape = sheet.shape
        self._find = find_division
        self._refusals = Refusals(sheet.shape)
        self._households: dict[str, SheetHousehold] = {}
        self._people: dict[str, tuple[SheetHousehold, SheetPerson]] = {}
        self._divisions: dict[tuple[str, str, str], str | None] = {}
        self._skipped: list[int] = []
        self._current = ""
        members = {name for _place, name in sheet.shape.fields.get("member", ())}
        self._lists_people = bool(members & {"name", "id_number", "person_number"})

    def take(self, row: SheetRow) -> None:
        bad = self._sheet.bad.get(row.number, ())
        unusable = [cell for cell in bad if cell.column.target is not None and cell.column.target.name in _IDENTITY]
        for cell in unusable:
            self._refusals.bad_row(row.number, cell)
        if unusable:
            return
        number, name, id_number, person_number = self._identity(row)
        head_id = self._text(row, "household", "head_id_number")
        if not (number or name or id_number or person_number or head_id):
            self._about_nobody(row)
            return
        key = self._household_key(row, number, head_id)
        division = self._division(row)
        if key is None or division is None:
            return
        for cell in bad:
            self._refusals.cell(row.number, cell)
        household = self._households.get(key) or SheetHousehold(number)
        if self._lists_people and not self._add_person(household, row, name, id_number, person_number):
            return
        if division:
            household.divisions[row.number] = division
        household.rows.append(row)
        self._households[key] = household

    def finish(self) -> Gathered:
        return Gathered(list(self._households.values()), self._refusals, self._skipped, self._lists_people)

    def _identity(self, row: SheetRow) -> tuple[str, str, str, str]:
        return (
            self._text(row, "household", "number"),
            self._text(row, "member", "name"),
            self._text(row, "member", "id_number"),
            self._text(row, "member", "person_number"),
        )

    def _text(self, row: SheetRow, entity: str, name: str) -> str:
        return self._shape.value(row, entity, name) or ""

    def _about_nobody(self, row: SheetRow) -> None:
        """Leave out the footer of a sheet; a row with content but nobody's name is refused."""
        filled = [value for value in row.cells if value is not None]
        if len(filled) <= 2 or any(isinstance(value, str) and value.startswith(_TOTALS) for value in filled):
            self._skipped.append(row.number)
            return
        self._refusals.row(
            row.number,
            "member.name",
            None,
            "这一行没有户编号、姓名和证件号码，不知道是谁",
            "补上姓名和证件号码，或删除这一行",
        )

    def _household_key(self, row: SheetRow, number: str, head_id: str) -> str | None:
        if number:
            self._current = number
            return number
        if head_id:
            self._current = "head " + person_part(head_id)
            return self._current
        if "number" in {name for _place, name in self._shape.fields.get("household", ())}:
            self._refusals.row(row.number, "household.number", None, "户编号是空的，不知道是哪一户", "补上户编号")
            return None
        relation = self._shape.value(row, "member", "relation")
        if relation is None:
            return f"row {row.number}"
        if relation == HEAD:
            self._current = f"row {row.number}"
        if not self._current:
            self._refusals.row(
                row.number, "member.relation", None, "表里没有户编号，这一行上面也没有户主，不知道是哪一户",
                "补上户编号，或把户主放在本户第一行",
            )  # fmt: skip
            return None
        return self._current

    def _division(self, row: SheetRow) -> str | None:
        names = (self._shape.place(row, "county"), self._shape.place(row, "town"), self._shape.place(row, "village"))
        if names not in self._divisions:
            self._divisions[names] = self._find(*names)
        found = self._divisions[names]
        if found is None:
            village = names[2] or names[1] or names[0]
            level = "village" if names[2] else "town" if names[1] else "county"
            self._refusals.row(
                row.number, level, village, f"“{''.join(names[1:]) or village}”不在本单位的区划里，整行未导入",
                "核对县、乡镇、村的名称；村改过名的，先在区划里登记曾用名再导入",
            )  # fmt: skip
        return found

    def _add_person(
        self, household: SheetHousehold, row: SheetRow, name: str, id_number: str, person_number: str
    ) -> bool:
        if not (name or id_number or person_number):
            self._refusals.row(
                row.number, "member.name", None, "姓名和证件号码都是空的，不知道是谁", "补上姓名和证件号码"
            )
            return False
        for key in (
            f"id {person_part(id_number)}" if id_number else "",
            f"no {person_number}" if person_number else "",
        ):
            if key and key in self._people:
                return self._same_person_again(household, row, name, key, id_number, person_number)
        person = SheetPerson(person_number, id_number, name, [row])
        household.people.append(person)
        if id_number:
            self._people[f"id {person_part(id_number)}"] = (household, person)
        if person_number:
            self._people[f"no {person_number}"] = (household, person)
        return True

    def _same_person_again(
        self, household: SheetHousehold, row: SheetRow, name: str, key: str, id_number: str, person_number: str
    ) -> bool:
        """A second row of the same person is right for another year, and a mistake otherwise."""
        other, person = self._people[key]
        years = {known.year for known in person.rows}
        if other is household and person.name == name and row.year not in years:
            person.rows.append(row)
            return True
        by_id = key.startswith("id ")
        what, value = ("证件号码", id_number) if by_id else ("人编号", person_number)
        self._refusals.row(
            row.number, "member.id_number" if by_id else "member.person_number", value,
            f"{what}与第 {person.rows[0].number} 行（{person.name}）相同，同一人在表里出现了两次，这一行未导入",
            "删去多余的一行；若是两个人，请改正号码",
        )  # fmt: skip
        return False
