"""Rows gathered to households and people, and the rows that can't be: each refused with its reason and remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from models.fields import Value
from models.id_numbers import person_part
from storage.exchange.cells import Bad
from storage.exchange.plan_parts import ROW_SPAN, Refused
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

    def __init__(self, shapes: Sequence[Shape], where: Callable[[int], str]) -> None:
        """Begin empty; `where` says in words where a row stands."""
        self.found: list[Refused] = []
        self.rows: set[int] = set()
        self.where = where
        self._shapes = shapes

    def row(self, number: int, name: str, value: Value, reason: str, remedy: str) -> None:
        """Refuse a whole row because of the column that holds `name` (“entity.field”, or a place's level)."""
        column = self._shapes[number // ROW_SPAN].column_of(name)
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


def gather(sheets: Sequence[SheetRows], find_division: FindVillage, where: Callable[[int], str]) -> Gathered:
    """Gather the rows of all sheets to households.

    By 户编号; without one by the head's ID number, or by head rows and the rows below. A row of another sheet about a
    person who is there already joins that person: sheets that name households are taken first.
    """
    gatherer = _Gatherer(sheets, find_division, where)
    for sheet in sorted(sheets, key=lambda one: not one.shape.has("household", "number")):
        gatherer.begin(sheet)
        for row in sorted(sheet.rows, key=lambda row: row.number):
            gatherer.take(row)
    return gatherer.finish()


class _Gatherer:
    def __init__(self, sheets: Sequence[SheetRows], find_division: FindVillage, where: Callable[[int], str]) -> None:
        self._find = find_division
        self._refusals = Refusals([sheet.shape for sheet in sheets], where)
        self._households: dict[str, SheetHousehold] = {}
        self._people: dict[str, tuple[str, SheetPerson]] = {}
        self._divisions: dict[tuple[str, str, str], str | None] = {}
        self._skipped: list[int] = []
        self._several = len(sheets) > 1
        self._any_people = False
        self.begin(sheets[0])

    def begin(self, sheet: SheetRows) -> None:
        """Turn to another sheet."""
        self._sheet = sheet
        self._shape = sheet.shape
        self._current = ""
        members = {name for _place, name in sheet.shape.fields.get("member", ())}
        self._lists_people = bool(members & {"name", "id_number", "person_number"})
        self._any_people = self._any_people or self._lists_people

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
        key = self._home_of(number, name, id_number, person_number) or self._household_key(row, number, head_id)
        division = self._division(row)
        if key is None or division is None:
            return
        for cell in bad:
            self._refusals.cell(row.number, cell)
        household = self._households.get(key) or SheetHousehold(number)
        if self._lists_people and not self._add_person(key, household, row, name, id_number, person_number):
            return
        if division:
            household.divisions[row.number] = division
        household.rows.append(row)
        self._households[key] = household

    def finish(self) -> Gathered:
        return Gathered(list(self._households.values()), self._refusals, self._skipped, self._any_people)

    def _identity(self, row: SheetRow) -> tuple[str, str, str, str]:
        return (
            self._text(row, "household", "number") or self._text(row, "household", "local_number"),
            self._text(row, "member", "name"),
            self._text(row, "member", "id_number"),
            self._text(row, "member", "person_number"),
        )

    def _home_of(self, number: str, name: str, id_number: str, person_number: str) -> str | None:
        """Return the household that an earlier sheet put this person in, where this one names no household."""
        if number or not self._several:
            return None
        for key in _person_keys(number, name, id_number, person_number):
            found = self._people.get(key)
            if found is not None and all(self._is_elsewhere(row) for row in found[1].rows):
                return found[0]
        return None

    def _is_elsewhere(self, row: SheetRow) -> bool:
        return row.shape.source != self._shape.source

    def _text(self, row: SheetRow, entity: str, name: str) -> str:
        return row.value(entity, name) or ""

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
        relation = row.value("member", "relation")
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
        names = (row.place("county"), row.place("town"), row.place("village"))
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
        self, home: str, household: SheetHousehold, row: SheetRow, name: str, id_number: str, person_number: str
    ) -> bool:
        if not (name or id_number or person_number):
            self._refusals.row(
                row.number, "member.name", None, "姓名和证件号码都是空的，不知道是谁", "补上姓名和证件号码"
            )
            return False
        keys = _person_keys(household.number if self._several else "", name, id_number, person_number)
        for key in keys:
            known = self._people.get(key)
            if known is not None and (not key.startswith("name ") or self._is_elsewhere(known[1].rows[0])):
                return self._same_person_again(home, known, row, name, key, id_number, person_number)
        person = SheetPerson(person_number, id_number, name, [row])
        household.people.append(person)
        for key in keys:
            self._people.setdefault(key, (home, person))
        return True

    def _same_person_again(
        self,
        home: str,
        known: tuple[str, SheetPerson],
        row: SheetRow,
        name: str,
        key: str,
        id_number: str,
        person_number: str,
    ) -> bool:
        """A second row of the same person is right for another year or from another sheet, and a mistake otherwise."""
        other, person = known
        taken = {(one.year, one.shape.source) for one in person.rows}
        if other == home and name in ("", person.name) and (row.year, row.shape.source) not in taken:
            person.rows.append(row)
            person.id_number = person.id_number or id_number
            person.person_number = person.person_number or person_number
            for also in _person_keys("", name, id_number, person_number):
                self._people.setdefault(also, known)
            return True
        first = self._refusals.where(person.rows[0].number)
        if other != home and self._is_elsewhere(person.rows[0]):
            self._refusals.row(
                row.number, "household.number", self._text(row, "household", "number"),
                f"{first}（{person.name}）是同一个人，却写在另一户，这一行未导入",
                "核对两张表的户编号，改成一致后再导入",
            )  # fmt: skip
            return False
        by_id = key.startswith("id ")
        what, value = ("证件号码", id_number) if by_id else ("人编号", person_number)
        self._refusals.row(
            row.number, "member.id_number" if by_id else "member.person_number", value,
            f"{what}与{first}（{person.name}）相同，同一人在表里出现了两次，这一行未导入",
            "删去多余的一行；若是两个人，请改正号码",
        )  # fmt: skip
        return False


def _person_keys(number: str, name: str, id_number: str, person_number: str) -> list[str]:
    """Return by what a person is known again in another row: ID number, person number, household with name."""
    return [
        *([f"id {person_part(id_number)}"] if id_number else []),
        *([f"no {person_number}"] if person_number else []),
        *([f"name {number} {name}"] if number and name else []),
    ]
