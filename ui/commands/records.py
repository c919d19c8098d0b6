"""Commands on single records: find show add set delete restore-record."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from models.catalogue import ENTITIES
from models.household_file import HouseholdFile
from models.keys import member_key, new_uid, year_uid
from models.values import hundredths
from storage.archive import erasing, files, history, records, search
from storage.archive.archive import Archive
from storage.archive.findings import list_findings
from storage.archive.records import Change, RecordChange
from storage.archive.registers import entity_of
from storage.archive.sheet_memory import kept_rows
from ui.commands.answers import Answer, CommandProblem
from ui.commands.case_records import case_change, new_case, show_case
from ui.commands.naming import assigned, described, household_of, plain


def find(archive: Archive, options: Namespace) -> Answer:
    """Search as in the window."""
    hits, total = search.find(archive, options.text, options.limit)
    data = [
        {
            "household": hit.number,
            "household_uid": hit.household_uid,
            "person_uid": hit.person_uid,
            "name": hit.name,
            "relation": hit.relation,
            "village": hit.village,
            "why": hit.why,
        }
        for hit in hits
    ]
    lines = [f"{hit.name}  {hit.relation}  {hit.village}  {hit.number}  （{hit.why}）" for hit in hits]
    return Answer(
        {"hits": data, "total": total}, lines or ["没有找到。可以输姓名、拼音首字母、证件号码的一段、电话或户编号。"]
    )


def show(archive: Archive, options: Namespace) -> Answer:
    """Show one household, whole, or a case named by its uid."""
    kind = entity_of(archive, options.household)
    if kind is not None:
        return show_case(archive, kind, options.household)
    file = files.load_file(archive, household_of(archive, options.household))
    if file is None:
        raise CommandProblem("not_found", "这一户在回收站里。用 restore-record 恢复后再看。")
    data = {
        "household": described(archive, ENTITIES["household"], file.household),
        "members": [described(archive, ENTITIES["member"], member) for member in file.members],
        "years": [_year(archive, file, year) for year in sorted(file.years)],
        "cases": {
            kind: [described(archive, ENTITIES[kind], record) for record in listed]
            for kind, listed in file.parts.items()
        },
        "kept_columns": [
            {"person": row.person or None, "source": row.source, "row": row.row, "cells": row.cells}
            for row in kept_rows(archive, file.uid)
        ],
        "history_count": len(history.household_history(archive, file.uid, limit=100_000)),
    }
    head = file.head
    lines = [f"{head['name'] if head else '（无户主）'}  {archive.divisions.path(file.household.get('division'))}"]
    lines += [
        f"{entry['label']}：{plain(entry['value'])}"
        for entry in data["household"].values()
        if entry["value"] is not None
    ]
    lines += [f"成员 {member.get('name') or '未填'}  {member.get('id_number') or '未填'}" for member in file.members]
    return Answer(data, lines)


def add(archive: Archive, options: Namespace) -> Answer:
    """Make a household, or a member of one."""
    if options.kind == "household":
        values = assigned(archive, ENTITIES["household"], options.values)
        values.setdefault("local_number", records.new_local_number(archive))
        values.setdefault("division", archive.office.division)
        change = RecordChange("household", new_uid(), values)
    elif options.kind == "member":
        if not options.household:
            raise CommandProblem("usage", "新增成员要用 --household 指明户。", 2)
        household = household_of(archive, options.household)
        change = RecordChange("member", new_uid(), assigned(archive, ENTITIES["member"], options.values), household)
    else:
        change = new_case(archive, options)
    return changed(archive, records.save(archive, [change], reason=options.reason or ""))


def set_values(archive: Archive, options: Namespace) -> Answer:
    """Change fields of a household, a member, a household's year or a member's year, or of a case named by its uid."""
    kind = entity_of(archive, options.household)
    if kind is not None:
        return changed(archive, records.save(archive, [case_change(archive, kind, options)], reason=options.reason))
    household = household_of(archive, options.household)
    person = None
    if options.member:
        person = files.resolve_person(archive, household, options.member)
        if person is None:
            raise CommandProblem("not_found", f"这一户没有成员“{options.member}”，没有改动。")
    if options.year:
        entity = ENTITIES["member_year" if person else "year"]
        values = assigned(archive, entity, options.values, options.year)
        keyed = {member_key(name, person): value for name, value in values.items()} if person else values
        change = RecordChange("year", year_uid(household, options.year), keyed, household)
    elif person:
        change = RecordChange("member", person, assigned(archive, ENTITIES["member"], options.values))
    else:
        change = RecordChange("household", household, assigned(archive, ENTITIES["household"], options.values))
    return changed(archive, records.save(archive, [change], reason=options.reason))


def delete(archive: Archive, options: Namespace) -> Answer:
    """Put a household, a member, or a case named by its uid into the recycle bin."""
    if entity_of(archive, options.household) is not None:
        return changed(archive, records.delete(archive, options.household, reason=options.reason))
    uid = household_of(archive, options.household)
    if options.member:
        person = files.resolve_person(archive, uid, options.member)
        if person is None:
            raise CommandProblem("not_found", f"这一户没有成员“{options.member}”，没有改动。")
        uid = person
    return changed(archive, records.delete(archive, uid, reason=options.reason))


def restore_record(archive: Archive, options: Namespace) -> Answer:
    """Take a record out of the recycle bin."""
    return changed(archive, records.restore_record(archive, options.uid))


def changed(archive: Archive, change: Change) -> Answer:
    """Answer with what a write changed and the findings of the households it touched."""
    found = [finding for uid in change.households for finding in list_findings(archive, household=uid)]
    data = {
        "batch": change.batch or None,
        "changed": [key for _uid, key in change.changed],
        "findings": [finding_data(finding, archive) for finding in found],
    }
    lines = [f"已写入 {len(change.changed)} 处改动。" if change.batch else "与档案一致，没有改动。"]
    lines += [f"{finding.level}{finding.rule} {finding.sentence}（{finding.remedy}）" for finding in found]
    return Answer(data, lines)


def finding_data(finding: Any, archive: Archive) -> dict[str, Any]:
    """Return a finding as the command line prints it."""
    return {
        "rule": finding.rule,
        "level": finding.level,
        "entity": finding.entity,
        "household": finding.household,
        "person": finding.person,
        "field": finding.field,
        "value": finding.value or None,
        "sentence": finding.sentence,
        "remedy": finding.remedy,
        "state": "open",
    }


def _year(archive: Archive, file: HouseholdFile, year: int) -> dict[str, Any]:
    found = file.years[year]
    return {
        "year": year,
        "fields": described(archive, ENTITIES["year"], found.values | {"uid": found.uid}),
        "members": {
            person: described(archive, ENTITIES["member_year"], facts | {"uid": person})
            for person, facts in found.members.items()
        },
        "income": [
            {
                "item": {"code": item.item, "text": archive.codes.text("income_item", item.item)},
                "person": item.person,
                "amount": None if item.amount is None else hundredths(item.amount),
                "counts": item.counts,
            }
            for item in found.income
        ],
    }


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return value["text"]
    if isinstance(value, list):
        return "，".join(_plain(part) for part in value)
    return "是" if value is True else "否" if value is False else str(value)


def erase(archive: Archive, options: Namespace) -> Answer:
    """Erase a household or person in the recycle bin from the change log."""
    done = erasing.erase(archive, options.uid, options.reason)
    lines = [f"已抹去 {done.ops} 条改动的内容，删去 {done.files} 个附件文件。", erasing.LEFT]
    return Answer({"batch": done.batch, "erased": done.ops, "files": done.files}, lines)
