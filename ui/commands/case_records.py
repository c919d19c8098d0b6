"""Cases in the commands show, add and set: every declared case type alike."""

from __future__ import annotations

from argparse import Namespace

from models.cases import CASE_TYPES, is_owned, link_fields, linked_entity
from models.catalogue import ENTITIES
from models.fields import Record
from models.keys import new_uid
from storage.archive import records
from storage.archive.archive import Archive
from storage.archive.files import resolve_person
from storage.archive.records import RecordChange
from ui.commands.answers import Answer, CommandProblem
from ui.commands.naming import assigned, described, household_of, plain


def new_case(archive: Archive, options: Namespace) -> RecordChange:
    """Return the new record that an `add` asks for; refused where what it must hold is missing."""
    kind = options.kind
    if kind not in CASE_TYPES:
        kinds = "、".join(("household", "member", *CASE_TYPES))
        raise CommandProblem("usage", f"不能新增“{kind}”，可以是 {kinds}。", 2)
    household = None
    if is_owned(kind):
        if not options.household:
            raise CommandProblem("usage", f"新增{ENTITIES[kind].label}要用 --household 指明户。", 2)
        household = household_of(archive, options.household)
    values = _linked(archive, kind, assigned(archive, ENTITIES[kind], options.values), household)
    lacking = [
        one.label
        for one in ENTITIES[kind].fields
        if ENTITIES[kind].is_required(one.name, values) and values.get(one.name) is None
    ]
    if lacking:
        raise CommandProblem("required", f"{'、'.join(lacking)}没有填，没有写入。")
    return RecordChange(kind, new_uid(), values, household)


def case_change(archive: Archive, kind: str, options: Namespace) -> RecordChange:
    """Return the change that a `set` on a case asks for."""
    record = records.load(archive, kind, options.household) or {}
    values = assigned(archive, ENTITIES[kind], options.values)
    return RecordChange(kind, options.household, _linked(archive, kind, values, record.get("household")))


def show_case(archive: Archive, kind: str, uid: str) -> Answer:
    """Return one case, whole."""
    entity, record = ENTITIES[kind], records.load(archive, kind, uid) or {}
    fields = described(archive, entity, record)
    data = {"kind": kind, "household": record.get("household"), "record": fields}
    shown = [f"{one['label']}：{plain(one['value'])}" for one in fields.values() if one["value"] is not None]
    return Answer(data, [entity.label, *shown])


def _linked(archive: Archive, kind: str, values: Record, household: str | None) -> Record:
    """Return the values with links as uids: a person by number or name, any other record by its uid."""
    for one in link_fields(kind):
        text = values.get(one.name)
        if text is None:
            continue
        target = linked_entity(kind, one.name)
        if target == "member" and household is not None:
            found = resolve_person(archive, household, text)
        else:
            found = text if records.load(archive, target, text) is not None else None
        if found is None:
            raise CommandProblem("not_found", f"{one.label}“{text}”没有找到，没有写入。")
        values[one.name] = found
    return values
