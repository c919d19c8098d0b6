"""What differs between a household file as saved and as edited, as changes to save and as a draft."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Record, Value
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.keys import income_key, member_key, split_key
from storage.archive.archive import Archive
from storage.archive.records import Change, RecordChange, new_local_number, write_batch
from ui.edits import Place, records_of, year_file

if TYPE_CHECKING:
    from ui.household_session import HouseholdSession

_BOOKKEEPING = frozenset({"uid", "household", "scope", "year"})


@dataclass(frozen=True, slots=True)
class Pending:
    """What a save writes: changes, (entity, uid) to delete, uids to bring back, and the file as it will be after."""

    household: str
    changes: tuple[RecordChange, ...]
    removed: tuple[tuple[str, str], ...]
    restored: tuple[tuple[str, str], ...]
    after: HouseholdFile
    is_new: bool


def pending(saved: HouseholdFile, file: HouseholdFile, is_new: bool, gone: Set[str]) -> Pending:
    """Return all differences; the file is copied, so that typing may go on while it is being written."""
    changes = tuple(_changes(saved, file, is_new))
    listed = ((entity, one["uid"]) for entity in ("member", *HOUSEHOLD_PARTS) for one in _listed(file, entity))
    back = tuple(one for one in listed if one[1] in gone)
    return Pending(file.uid, changes, tuple(_removed(saved, file)), back, copy.deepcopy(file), is_new)


def differs(saved: HouseholdFile, file: HouseholdFile, is_new: bool) -> bool:
    """Tell whether there is anything to write or delete."""
    return next(_changes(saved, file, is_new), None) is not None or next(_removed(saved, file), None) is not None


def write(archive: Archive, pending_: Pending) -> Change:
    """Write and delete everything as one batch; a new household without a number gets a local one."""
    reason = "录入时删除" if pending_.removed else ""
    with write_batch(archive, "entry", "", reason) as writing:
        for entity, uid in pending_.restored:
            writing.mark_deleted(entity, uid, False)
        writing.apply(_with_local_number(archive, pending_))
        for entity, uid in pending_.removed:
            writing.mark_deleted(entity, uid, True)
    touched = writing.touched
    return Change(writing.batch, tuple(touched.households), tuple(touched.changed))


def _with_local_number(archive: Archive, pending_: Pending) -> list[RecordChange]:
    household = pending_.after.household
    if not pending_.is_new or household.get("number") or household.get("local_number"):
        return list(pending_.changes)
    household["local_number"] = new_local_number(archive)
    first, *rest = pending_.changes
    return [RecordChange("household", first.uid, {**first.values, "local_number": household["local_number"]}), *rest]


def _changes(saved: HouseholdFile, file: HouseholdFile, is_new: bool) -> Iterator[RecordChange]:
    own = _new_values({} if is_new else saved.household, file.household)
    if own or is_new:
        yield RecordChange("household", file.uid, own)
    for entity in ("member", *HOUSEHOLD_PARTS):
        before = {} if is_new else {one["uid"]: one for one in _listed(saved, entity)}
        for record in _listed(file, entity):
            values = _new_values(before.get(record["uid"], {}), record)
            if values:
                yield RecordChange(entity, record["uid"], values, household=file.uid)
    for number, found in sorted(file.years.items()):
        values = _new_year(None if is_new else saved.years.get(number), found)
        if values:
            yield RecordChange("year", found.uid, values, household=file.uid)


def _removed(saved: HouseholdFile, file: HouseholdFile) -> Iterator[tuple[str, str]]:
    for entity in ("member", *HOUSEHOLD_PARTS):
        kept = {one["uid"] for one in _listed(file, entity)}
        for record in _listed(saved, entity):
            if record["uid"] not in kept:
                yield entity, record["uid"]


def _listed(file: HouseholdFile, entity: str) -> list[Record]:
    return file.members if entity == "member" else file.parts.get(entity, [])


def _new_values(before: Record, after: Record) -> dict[str, Value]:
    return {name: value for name, value in after.items() if name not in _BOOKKEEPING and before.get(name) != value}


def _new_year(before: YearFile | None, after: YearFile) -> dict[str, Value]:
    values = _new_values(before.values if before else {}, after.values)
    old_facts = before.members if before else {}
    for person, facts in after.members.items():
        changed = _new_values(old_facts.get(person, {}), facts)
        values.update({member_key(name, person): value for name, value in changed.items() if name != "person"})
    old_income = {_key(item): _value(item) for item in before.income} if before else {}
    new_income = {_key(item): _value(item) for item in after.income}
    for key in [*new_income, *(key for key in old_income if key not in new_income)]:
        if old_income.get(key) != new_income.get(key):
            values[key] = new_income.get(key)
    return values


def _key(item: IncomeItem) -> str:
    return income_key(item.item, item.person)


def _value(item: IncomeItem) -> dict[str, Value]:
    return {"amount": item.amount, "counts": item.counts, "note": item.note}


def to_draft(pending_: Pending, unparsed: Mapping[Place, str], year: int) -> dict[str, Any]:
    """Return the edits as a JSON value."""
    return {
        "is_new": pending_.is_new,
        "year": year,
        "changes": [[change.entity, change.uid, dict(change.values)] for change in pending_.changes],
        "removed": [list(one) for one in pending_.removed],
        "texts": [[*place, text] for place, text in unparsed.items()],
    }


def from_draft(session: HouseholdSession, draft: dict[str, Any]) -> None:
    """Apply a draft's edits to a session; what they are about may have gone since, then they make it anew."""
    for entity, uid, values in draft.get("changes", ()):
        if entity == "year":
            _restore_year(session, int(uid.rsplit(".", 1)[1]), values)
        else:
            _restore_record(session, entity, uid, values)
    for entity, uid in draft.get("removed", ()):
        if any(record["uid"] == uid for record in records_of(session.file, entity)):
            session.drop_record(entity, uid)
    for entity, owner, name, text in draft.get("texts", ()):
        # a name half typed in the empty row of the grid has no member yet
        at = owner or (session.add_record("member") if entity == "member" else "")
        session.set_text(Place(entity, at, name), text)


def _restore_record(session: HouseholdSession, entity: str, uid: str, values: Record) -> None:
    if entity != "household" and all(record["uid"] != uid for record in records_of(session.file, entity)):
        session.add_record(entity, {"uid": uid})
    known = {field.name for field in ENTITIES[entity].fields}
    for name, value in values.items():
        if name in known:
            session.set(Place(entity, "" if entity == "household" else uid, name), value)


def _restore_year(session: HouseholdSession, year: int, values: Record) -> None:
    if year != session.year:
        _put_other_year(session, year, values)
        return
    for key, value in values.items():
        session.set(_place_of(key), value)


def _place_of(key: str) -> Place:
    split = split_key(key)
    if split is None:
        return Place("year", "", key)
    prefix, name, person = split
    return Place("income" if prefix == "income:" else "member_year", person, name)


def _put_other_year(session: HouseholdSession, year: int, values: Record) -> None:
    """A draft of another working year: its plain fields and facts go in without undo."""
    found = year_file(session.file, year)
    for key, value in values.items():
        place = _place_of(key)
        if place.entity == "year":
            found.values[place.field] = value
        elif place.entity == "member_year":
            found.members.setdefault(place.owner, {})[place.field] = value
        else:
            found.income[:] = [one for one in found.income if _key(one) != key]
            if value is not None:
                found.income.append(
                    IncomeItem(place.field, place.owner or None, value["amount"], value["counts"], value.get("note"))
                )
