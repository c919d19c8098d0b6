"""Sheets about villages (form E7): one record per village and year."""

from __future__ import annotations

from models.keys import village_year_uid
from storage.archive.archive import Archive
from storage.archive.records import load
from storage.exchange.households import Refusals
from storage.exchange.plan_parts import ImportPlan, RecordPlan
from storage.exchange.record_diff import Rules, plan_record
from storage.exchange.sheet_rows import SheetRow, SheetRows


def fill(archive: Archive, plan: ImportPlan, rows: SheetRows, rules: Rules) -> None:
    """Fill the plan of a village sheet; rows whose village the office doesn't have, or has twice, are refused."""
    refusals = Refusals([rows.shape], plan.where)
    plan.speaks_of_people = False
    seen: dict[str, int] = {}
    for row in rows.rows:
        for cell in rows.bad.get(row.number, ()):
            refusals.cell(row.number, cell)
        code = _village(archive, row)
        if code is None:
            refusals.row(
                row.number, "village", row.place("village"), "这个村不在本单位的区划里，整行未导入",
                "核对县、乡镇、村的名称；村改过名的，先在区划里登记曾用名再导入",
            )  # fmt: skip
        elif (uid := village_year_uid(code, row.year)) in seen:
            refusals.row(
                row.number, "village", row.place("village"), f"与{plan.where(seen[uid])}是同一个村，这一行未导入",
                "删去多余的一行",
            )  # fmt: skip
        else:
            seen[uid] = row.number
            plan.helpers += _record(archive, row, code, uid, rules)
    new = sum(record.new for record in plan.helpers)
    changed = sum(not record.new and bool(record.taken()) for record in plan.helpers)
    plan.notes.append(f"村级情况：新增 {new} 村，改动 {changed} 村，相同 {len(seen) - new - changed} 村。")
    plan.refused = refusals.found
    plan.refused_households = len(refusals.rows)


def _village(archive: Archive, row: SheetRow) -> str | None:
    names = (row.place("county"), row.place("town"), row.place("village"))
    return archive.divisions.find_village(*names, archive.office.division) if names[2] else None


def _record(archive: Archive, row: SheetRow, code: str, uid: str, rules: Rules) -> list[RecordPlan]:
    wanted = {**row.values("village_year"), "division": code, "year": row.year}
    current = load(archive, "village_year", uid)
    record = plan_record("village_year", uid, current, wanted, rules)
    return [record] if record is not None else []
