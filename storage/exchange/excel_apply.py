"""Applies an import plan: one transaction, one batch that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from models.id_numbers import person_part
from storage.archive.archive import Archive
from storage.archive.backup_making import back_up_before
from storage.archive.matching import PersonKey, match_households, match_people
from storage.archive.progress import Progress, silent
from storage.archive.records import PART, RecordChange, new_local_number, write_batch
from storage.archive.rows import BOOKKEEPING, read_flat
from storage.archive.sheet_memory import KeptRow, keep_rows
from storage.archive.writing import Writing
from storage.exchange.plan_parts import ImportPlan, RecordPlan
from storage.exchange.problems import ExchangeProblem

_NAMED_BY_CONTENT = frozenset({"year", "monitoring", "measure", "assignment", "helper"})
_KEPT_KEYS = BOOKKEEPING | {"household", "year"}


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import wrote: its batch (“” where nothing changed), households touched, fields changed."""

    batch: str
    households: int
    fields: int


def apply_plan(archive: Archive, plan: ImportPlan, progress: Progress = silent) -> ImportResult:
    """Write what the plan says, all of it or nothing.

    ExchangeProblem if the plan was applied already, or the archive has meanwhile got a household or person that the
    plan would make anew. Cancelled where `progress` raises it: then nothing is written.
    """
    if plan.applied:
        raise ExchangeProblem("applied", "这份导入方案已经执行过，没有重复写入。要再导入，请重新选择文件。")
    progress(0, 0, "核对档案")
    _refuse_stale(archive, plan)
    back_up_before(archive, "import", progress)
    total = len(plan.helpers) + sum(len(household.records) for household in plan.households)
    changes = _changes(archive, plan)
    done = 0
    with write_batch(archive, "import", plan.name, "", progress) as writing:
        while part := list(islice(changes, PART)):
            writing.apply(_with_returned(archive, writing, part))
            done += len(part)
            progress(done, total, "写入档案")
        if done:
            progress(0, 0, "保留未识别的列")
            keep_rows(archive, writing.batch, kept_cells(plan))
    if not writing.batch:
        keep_rows(archive, "", kept_cells(plan))
    plan.applied = True
    return ImportResult(writing.batch, len(writing.touched.households), len(writing.touched.changed))


def kept_cells(plan: ImportPlan) -> Iterator[KeptRow]:
    """Yield the cells of columns that mean nothing known, row by row, with the household and person they are about."""
    if not plan.unknown:
        return
    for household in plan.households:
        if any(record.entity == "household" and record.new and not record.take for record in household.records):
            continue
        people = {row: person.uid for person in household.people for row in person.rows}
        for row in household.rows:
            source, number = plan.place(row)
            cells = {column.heading: column.values[row] for column in source.unknown if row in column.values}
            if cells:
                yield KeptRow(household.uid, people.get(row, ""), source.label, number, cells)


def _with_returned(archive: Archive, writing: Writing, part: list[RecordChange]) -> list[RecordChange]:
    """Take records out of the recycle bin whose uid follows from what they are about, and empty what they held.

    Such a record (a household's year, say) lies there after an import of the same sheet was undone.
    """
    by_entity: dict[str, list[str]] = {}
    for change in part:
        if change.entity in _NAMED_BY_CONTENT:
            by_entity.setdefault(change.entity, []).append(change.uid)
    gone = {
        uid: record
        for entity, uids in by_entity.items()
        for uid, record in read_flat(archive.connection, entity, uids).items()
        if record.get("deleted")
    }
    if not gone:
        return part
    changes: list[RecordChange] = []
    for change in part:
        old = gone.get(change.uid)
        if old is not None:
            writing.mark_deleted(change.entity, change.uid, False)
            empty = dict.fromkeys(key for key in old if key not in _KEPT_KEYS)
            change = replace(change, values={**empty, **change.values})
        changes.append(change)
    writing.flush()
    return changes


def _changes(archive: Archive, plan: ImportPlan) -> Iterator[RecordChange]:
    local = {household.uid: new_local_number(archive) for household in plan.households if household.gets_local_number}
    for household, record, values in plan.changes():
        if record.entity == "household" and record.new and household in local:
            values["local_number"] = local[household]
        owner = household if household and record.entity != "household" else None
        received = {key: told for key, told in record.received.items() if key in values}
        yield RecordChange(record.entity, record.uid, values, household=owner, received=received)


def _refuse_stale(archive: Archive, plan: ImportPlan) -> None:
    numbers: list[str] = []
    people: list[PersonKey] = []
    for household in plan.households:
        made = [record for record in household.records if record.new and record.take]
        if any(record.entity == "household" and not record.take and record.new for record in household.records):
            continue
        numbers += [
            record.values["number"] for record in made if record.entity == "household" and record.values.get("number")
        ]
        people += [_key(record) for record in made if record.entity == "member"]
    if match_households(archive, numbers) or any(match_people(archive, people)):
        raise ExchangeProblem(
            "stale", "预览之后档案里又新增了表里的户或人，为避免重复没有写入。请重新导入这个文件，核对后再执行。"
        )


def _key(record: RecordPlan) -> PersonKey:
    return PersonKey(record.values.get("person_number") or "", person_part(record.values.get("id_number") or ""))
