"""History of every field, read from the change log: who, at which desk, when, old, new, why, in which batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Entity, Field, Kind, Record, Value
from models.keys import split_key
from models.values import hundredths, show
from storage.archive.archive import Archive
from storage.archive.columns import table_of
from storage.archive.facet_values import facet_values
from storage.archive.ops import DELETED, Op, ops_of
from storage.archive.titles import people_named


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of one field. `old` and `new` as people read them; `at` is UTC, ISO."""

    at: str
    user: str
    desk: str
    entity: str
    uid: str
    who: str
    key: str
    label: str
    old: str
    new: str
    reason: str
    batch: str
    kind: str


def household_history(archive: Archive, household_uid: str, limit: int = 500) -> list[HistoryLine]:
    """Return the changes of a household and all that hangs under it, newest first."""
    uids = [household_uid, *_owned(archive, household_uid)]
    lines = _lines(archive, uids)
    lines.sort(key=lambda pair: pair[0], reverse=True)
    return [line for _order, line in lines[:limit]]


def field_history(archive: Archive, uid: str, key: str) -> list[HistoryLine]:
    """Return the changes of one key of one record, newest first."""
    lines = [line for _order, line in _lines(archive, [uid]) if line.key == key]
    return lines[::-1]


def _owned(archive: Archive, household: str) -> list[str]:
    found: list[str] = []
    for name in ("member", "year", *HOUSEHOLD_PARTS):
        query = f"SELECT uid FROM {table_of(name)} WHERE household = ?"  # noqa: S608
        found.extend(row[0] for row in archive.connection.execute(query, (household,)))
    return found


def _lines(archive: Archive, uids: list[str]) -> list[tuple[int, HistoryLine]]:
    found = ops_of(archive.connection, uids)
    names = _people_named(archive, found.values())
    kinds = _batch_kinds(archive, {op.batch for ops in found.values() for op in ops})
    lines: list[tuple[int, HistoryLine]] = []
    for uid, ops in found.items():
        values: Record = {}
        for op in ops:
            for key, new in _changes(op):
                old, values[key] = values.get(key), new
                if old != new:
                    lines.append((op.order, _line(archive, op, uid, key, old, new, names, kinds)))
    return lines


def _changes(op: Op) -> Iterable[tuple[str, Value]]:
    for facet, value in op.facets.items():
        if facet == DELETED:
            yield facet, value
        else:
            yield from facet_values(op.entity, facet, value).items()


def _line(
    archive: Archive, op: Op, uid: str, key: str, old: Value, new: Value, names: dict[str, str], kinds: dict[str, str]
) -> HistoryLine:
    entity = ENTITIES[op.entity]
    read = _reader(archive, entity, key, names)
    parts = split_key(key)
    who = names.get(parts[2] if parts else uid, "")
    return HistoryLine(
        at=op.at,
        user=op.user,
        desk=archive.office.desk_name if op.desk == archive.office.desk else op.desk,
        entity=op.entity,
        uid=uid,
        who=who,
        key=key,
        label=label_of(archive, op.entity, key, uid),
        old=read(old),
        new=read(new),
        reason=op.reason,
        batch=op.batch,
        kind=kinds.get(op.batch, ""),
    )


def label_of(archive: Archive, entity: str, key: str, uid: str = "") -> str:
    """Return the Chinese label of a flat key, with the year where it is a yearly fact."""
    if key == DELETED:
        return "删除"
    parts = split_key(key)
    year = f"（{uid.rsplit('.', 1)[1]}）" if entity == "year" and "." in uid else ""
    if parts is None:
        field = _field(ENTITIES[entity], key)
        return (field.label if field else {"household": "所属户", "year": "年度"}.get(key, key)) + year
    if parts[0] == "income:":
        return archive.codes.text("income_item", parts[1]) + year
    return ENTITIES["member_year"].field(parts[1]).label + year


def text_of(archive: Archive, entity: str, key: str, value: Value, names: dict[str, str] | None = None) -> str:
    """Return a stored value of a flat key as people read it; `names` is uid → name of the people it may point to."""
    return _reader(archive, ENTITIES[entity], key, names or {})(value)


def _reader(archive: Archive, entity: Entity, key: str, names: dict[str, str]) -> Callable[[Value], str]:
    parts = split_key(key)
    if key == DELETED:
        return lambda value: "已删除" if value else ("" if value is None else "在册")
    if parts and parts[0] == "income:":
        return _read_income
    field = ENTITIES["member_year"].field(parts[1]) if parts else _field(entity, key)
    if field is None:
        return lambda value: "" if value is None else str(value)
    if field.kind is Kind.DIVISION:
        return lambda value: archive.divisions.path(value)
    if field.kind is Kind.LINK:
        return lambda value: names.get(value, value or "")
    return lambda value: show(field, value, archive.codes)


def _read_income(value: Value) -> str:
    if not value:
        return ""
    amount = "金额未填" if value.get("amount") is None else hundredths(value["amount"])
    return amount + ("" if value.get("counts") else "（不计入）")


def _field(entity: Entity, key: str) -> Field | None:
    return next((field for field in entity.fields if field.name == key), None)


def _people_named(archive: Archive, found: Iterable[list[Op]]) -> dict[str, str]:
    wanted: set[str] = set()
    for ops in found:
        for op in ops:
            if op.entity == "member":
                wanted.add(op.uid)
            for facet, value in op.facets.items():
                parts = split_key(facet)
                if parts:
                    wanted.add(parts[2])
                elif facet in ("helper", "person") and value:
                    wanted.add(value)
    return people_named(archive, wanted)


def _batch_kinds(archive: Archive, batches: set[str]) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for batch in batches:
        row = archive.connection.execute("SELECT kind FROM batch WHERE uid = ?", (batch,)).fetchone()
        if row:
            kinds[batch] = row[0]
    return kinds
