"""Sheets whose rows are records of people on file: work away (E6), reimbursements, medical aid, family doctors.

A row goes to the member it names, by person number, ID number, or household number with name; a record that is there
already is compared, never doubled. Importing the same sheet twice, or on two desks, makes each record once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.fields import Record, Value
from models.household_file import HouseholdFile
from models.id_numbers import person_part
from storage.archive.archive import Archive
from storage.archive.files import iterate_files
from storage.archive.matching import Match, PersonKey, match_people
from storage.exchange.households import Refusals
from storage.exchange.plan_parts import HouseholdPlan, ImportPlan
from storage.exchange.record_diff import Rules, plain, plan_record
from storage.exchange.sheet_rows import SheetRow, SheetRows

_IDENTITY = frozenset({"member.person_number", "member.id_number", "household.number", "member.name"})

Same = Callable[[Record, dict[str, Value]], bool]


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A form of such rows: their entity, the fields that tell two of one person apart, what finds the record there.

    `fixed` are values that a new record of this form has anyway; `year_field` takes the year of the sheet.
    """

    entity: str
    key: tuple[str, ...]
    same: Same
    fixed: tuple[tuple[str, Value], ...] = ()
    year_field: str = ""


def _by(*names: str) -> Same:
    return lambda record, wanted: all(record.get(name) == plain(wanted.get(name)) for name in names)


def _same_aid(record: Record, wanted: dict[str, Value]) -> bool:
    """The aid that is entered already, else the bill of the same illness and year that has none yet."""
    day, illness = plain(wanted.get("aid_date")), plain(wanted.get("diagnosis"))
    if record.get("aid_date") is not None:
        return record["aid_date"] == day and record.get("diagnosis") in (None, illness)
    left = record.get("discharged") or record.get("admitted") or ""
    return (
        record.get("aid") is None
        and bool(illness)
        and record.get("diagnosis") == illness
        and (not day or left[:4] == str(day)[:4])
    )


PERSON_FORMS: dict[str, PersonForm] = {
    "E6": PersonForm("work_spell", ("starts", "planned_county"), _by("starts", "planned_county")),
    "SD-报销": PersonForm(
        "medical_bill", ("admitted", "discharged", "hospital"), _by("admitted", "discharged", "hospital"),
        (("kind", "1"),),
    ),
    "SD-救助": PersonForm("medical_bill", ("aid_date", "diagnosis"), _same_aid),
    "SD-签约": PersonForm("doctor_contract", ("year",), _by("year"), year_field="year"),
}  # fmt: skip
"""Form → how its rows become records."""


def fill(archive: Archive, plan: ImportPlan, form: str, rows: SheetRows, rules: Rules) -> None:
    """Fill the plan from a sheet of `form`; rows whose person the archive doesn't have are refused."""
    refusals = Refusals([rows.shape], plan.where)
    plan.speaks_of_people = False
    usable = [row for row in rows.rows if _is_usable(row, rows, refusals)]
    wanted: dict[str, list[tuple[SheetRow, str]]] = {}
    for row, match in zip(usable, _matches(archive, usable), strict=True):
        if match is None:
            _refuse(row, refusals)
        else:
            wanted.setdefault(match.household, []).append((row, match.person))
    for file in iterate_files(archive, uids=list(wanted)):
        plan.households.append(_household(file, wanted[file.uid], PERSON_FORMS[form], rules, refusals))
    plan.households.sort(key=lambda household: household.rows[0])
    _note_the_rest(plan, rows, PERSON_FORMS[form].entity)
    plan.refused = refusals.found
    plan.refused_households = len(refusals.rows)


def _is_usable(row: SheetRow, rows: SheetRows, refusals: Refusals) -> bool:
    usable = True
    for cell in rows.bad.get(row.number, ()):
        if cell.column.target is not None and cell.column.target.name in _IDENTITY:
            refusals.bad_row(row.number, cell)
            usable = False
        else:
            refusals.cell(row.number, cell)
    return usable and any(value is not None for value in row.cells)


def _matches(archive: Archive, rows: Iterable[SheetRow]) -> list[Match | None]:
    return match_people(
        archive,
        [
            PersonKey(
                row.value("member", "person_number") or "",
                person_part(row.value("member", "id_number") or ""),
                row.value("household", "number") or "",
                row.value("member", "name") or "",
            )
            for row in rows
        ],
    )


def _refuse(row: SheetRow, refusals: Refusals) -> None:
    id_number, name = row.value("member", "id_number"), row.value("member", "name")
    if not id_number and not name and not row.value("member", "person_number"):
        refusals.row(row.number, "member.name", None, "这一行没有姓名和证件号码，未导入", "合计行不用管；漏填的补上")
        return
    refusals.row(
        row.number, "member.id_number" if id_number else "member.name", id_number or name,
        "档案里没有这个人（或有几个人都像），这一行未导入", "核对证件号码；还没有建档的先录入这一户",
    )  # fmt: skip


def _household(
    file: HouseholdFile, rows: list[tuple[SheetRow, str]], form: PersonForm, rules: Rules, refusals: Refusals
) -> HouseholdPlan:
    result = HouseholdPlan.of_file(file, (row.number for row, _person in rows))
    taken: dict[str, int] = {}
    for row, person in rows:
        values = {name: value for name, value in row.values(form.entity).items() if name != "person"}
        if form.year_field:
            values[form.year_field] = row.year
        current = next(
            (
                one
                for one in file.parts.get(form.entity, ())
                if one.get("person") == person and one["uid"] not in taken and form.same(one, values)
            ),
            None,
        )
        uid = current["uid"] if current is not None else _uid(file.uid, person, form, values)
        if uid in taken:
            refusals.row(
                row.number, f"{form.entity}.{form.key[0]}", plain(values.get(form.key[0])),
                f"和{refusals.where(taken[uid])}说的是同一个人的同一件事，只导入了前面那一行",
                "确实是两件事的，改正日期后单独导入",
            )  # fmt: skip
            continue
        taken[uid] = row.number
        wanted = values if current is not None else {"person": person, **dict(form.fixed), **values}
        if all(plain(value) is None for value in values.values()):
            continue
        record = plan_record(form.entity, uid, current, wanted, rules)
        if record is not None:
            result.records.append(record)
    return result


def _uid(household: str, person: str, form: PersonForm, values: dict[str, Value]) -> str:
    """Return the uid of a new record: the same on every desk that takes the same row."""
    told = "\n".join(str(plain(values.get(name)) or "") for name in form.key)
    digest = hashlib.sha256(f"{person}\n{told}".encode()).hexdigest()[:16]
    return f"{household}.{form.entity}.{digest}"


def _note_the_rest(plan: ImportPlan, rows: SheetRows, entity: str) -> None:
    """Say which known columns only served to find the person."""
    unused = [
        column.heading
        for column, target in rows.shape.columns
        if target.kind == "field" and target.entity != entity and target.name not in _IDENTITY
    ]
    if unused:
        plan.notes.append(f"{'、'.join(unused)}只用来核对是谁，没有写入；要改这些内容，导入贫困户名单或人员表。")
