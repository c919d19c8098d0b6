"""Sheets of people who help (forms E8): helpers, and whom they help from when to when."""

from __future__ import annotations

from collections.abc import Iterable

from models.fields import Record, Value
from models.household_file import HouseholdFile
from models.id_numbers import person_part
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.matching import Match, PersonKey, match_households, match_people
from storage.archive.records import load
from storage.exchange.households import Refusals
from storage.exchange.own_plan import helper_uid
from storage.exchange.plan_parts import HouseholdPlan, ImportPlan, RecordPlan
from storage.exchange.record_diff import Rules, plain, plan_record
from storage.exchange.sheet_rows import Shape, SheetRow, SheetRows

_IDENTITY = ("household.number", "household.head_person_number", "household.head_id_number", "member.id_number")


def fill(archive: Archive, plan: ImportPlan, rows: SheetRows, rules: Rules) -> None:
    """Fill the plan of a helper sheet; rows whose household the archive doesn't have are refused."""
    refusals = Refusals([rows.shape], plan.where)
    plan.speaks_of_people = False
    usable = [row for row in rows.rows if _is_usable(row, rows, refusals)]
    homes = _homes(archive, usable, rows.shape, refusals)
    wanted: dict[str, list[SheetRow]] = {}
    for row in usable:
        home = homes.get(row.number)
        if home is not None:
            wanted.setdefault(home, []).append(row)
    helpers = _Helpers(archive, rules)
    for file in iterate_files(archive, uids=list(wanted)):
        plan.households.append(_household(file, wanted[file.uid], rows.shape, rules, helpers))
    plan.households.sort(key=lambda household: household.rows[0])
    plan.helpers = helpers.plans()
    plan.refused = refusals.found
    plan.refused_households = len(refusals.rows)


def _is_usable(row: SheetRow, rows: SheetRows, refusals: Refusals) -> bool:
    bad = rows.bad.get(row.number, ())
    unusable = [cell for cell in bad if cell.column.target is not None and cell.column.target.name in _IDENTITY]
    for cell in bad:
        if cell in unusable:
            refusals.bad_row(row.number, cell)
        else:
            refusals.cell(row.number, cell)
    if not unusable and not rows.shape.value(row, "helper", "name"):
        refusals.row(row.number, "helper.name", None, "帮扶责任人的姓名是空的，这一行未导入", "补上帮扶责任人姓名")
        return False
    return not unusable


def _homes(archive: Archive, rows: list[SheetRow], shape: Shape, refusals: Refusals) -> dict[int, str]:
    """Return row number → household uid, by 户编号, else by the head's numbers, else by the member's."""
    numbers = match_households(archive, [shape.value(row, "household", "number") or "" for row in rows])
    people: list[Match | None] = match_people(archive, [_key(row, shape) for row in rows])
    homes: dict[int, str] = {}
    for row, person in zip(rows, people, strict=True):
        number = shape.value(row, "household", "number") or ""
        home = numbers.get(number) or (person.household if person is not None else None)
        if home is not None:
            homes[row.number] = home
        else:
            name = "household.number" if number else "household.head_id_number"
            value = number or shape.value(row, "household", "head_id_number") or shape.value(row, "member", "id_number")
            refusals.row(
                row.number, name, value, "档案里没有这一户，帮扶关系未导入", "先导入或录入这一户，再导入帮扶责任人表"
            )
    return homes


def _key(row: SheetRow, shape: Shape) -> PersonKey:
    id_number = shape.value(row, "household", "head_id_number") or shape.value(row, "member", "id_number") or ""
    return PersonKey(shape.value(row, "household", "head_person_number") or "", person_part(id_number))


class _Helpers:
    """The helpers of the sheet, each planned once."""

    def __init__(self, archive: Archive, rules: Rules) -> None:
        self._archive = archive
        self._rules = rules
        self._plans: dict[str, RecordPlan | None] = {}

    def uid(self, values: dict[str, Value], known: Iterable[Record]) -> str:
        """Return the helper's uid: one the household has already, else the same one on every desk."""
        number, name, phone = (plain(values.get(key)) for key in ("number", "name", "phone"))
        uid = ""
        for record in known:
            same_person = record.get("name") == name and phone in (None, record.get("phone"))
            if record.get("number") == number if number and record.get("number") else same_person:
                uid = record["uid"]
                break
        if not uid:
            uid = helper_uid(values)
        if uid not in self._plans:
            current = load(self._archive, "helper", uid)
            self._plans[uid] = plan_record("helper", uid, current, values, self._rules)
        return uid

    def plans(self) -> list[RecordPlan]:
        """Return the helpers that are new or differ."""
        return [plan for plan in self._plans.values() if plan is not None]


def _household(
    file: HouseholdFile, rows: list[SheetRow], shape: Shape, rules: Rules, helpers: _Helpers
) -> HouseholdPlan:
    result = HouseholdPlan.of_file(file, (row.number for row in rows))
    for row in rows:
        helper = helpers.uid(shape.values(row, "helper"), file.helpers.values())
        period = shape.values(row, "assignment")
        starts = plain(period.get("starts"))
        current = next(
            (
                one
                for one in file.parts.get("assignment", ())
                if one.get("helper") == helper and (starts is None or one.get("starts") in (None, starts))
            ),
            None,
        )
        uid = current["uid"] if current is not None else f"{file.uid}.assignment.{helper}.{starts or ''}"
        record = plan_record("assignment", uid, current, {"helper": helper, **period}, rules)
        if record is not None:
            result.records.append(record)
    return result
