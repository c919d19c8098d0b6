"""One record of the archive against what a sheet says about it: pure functions on plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from models.fields import Record, Value
from storage.exchange.cells import Coded
from storage.exchange.plan_parts import CHANGE, CLEAR, CONFLICT, FILL, KEPT, FieldLine, RecordPlan


@dataclass(frozen=True, slots=True)
class Rules:
    """How an import treats what is there: policy `update`, `fill` or `add`; blank cells `keep` or `clear`."""

    policy: str = "update"
    blank: str = "keep"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rows of one household that disagree: the value of the first, and the sentence for the plan page."""

    value: Value
    why: str


NEVER_CLEARED = frozenset({"number", "division", "person_number", "id_number", "name", "relation", "identified"})
"""Fields that tell whom a record is about: a blank cell never empties them."""


def plain(value: Value) -> Value:
    """Return the value without the text it was received with."""
    return value.value if type(value) is Coded else value


def same(old: Value, new: Value) -> bool:
    """Tell whether two stored values say the same; the order of a list of codes says nothing."""
    if isinstance(old, list) and isinstance(new, list):
        return sorted(cast("list[str]", old)) == sorted(cast("list[str]", new))
    return old == new


def plan_record(
    entity: str,
    uid: str,
    current: Record | None,
    wanted: Mapping[str, Value],
    rules: Rules,
    *,
    clashes: Mapping[str, Clash] | None = None,
    person: str = "",
) -> RecordPlan | None:
    """Return what the sheet's values mean for a record (`current` None = new), or None where they mean nothing."""
    record = RecordPlan(entity, uid, current is None, person=person)
    if current is None and not clashes:
        record.values = {key: plain(value) for key, value in wanted.items() if value is not None}
        record.received = {key: (value.text, value.year) for key, value in wanted.items() if type(value) is Coded}
        return record if record.values else None
    for key, clash in (clashes or {}).items():
        old = current.get(key) if current is not None else None
        new = plain(clash.value)
        _remember(record, key, clash.value)
        record.lines.append(FieldLine(key, old, new, CONFLICT, False, clash.why))
    for key, value in wanted.items():
        if clashes and key in clashes:
            continue
        if current is None:
            if value is not None:
                record.values[key] = plain(value)
                _remember(record, key, value)
        elif value != current.get(key) and rules.policy != "add":  # most are equal, which is told first
            _compare(record, current, key, value, rules)
    return record if record.values or record.lines else None


def _compare(record: RecordPlan, current: Record, key: str, value: Value, rules: Rules) -> None:
    old, new = current.get(key), plain(value)
    if new == old:
        return
    if new is None:
        if rules.blank == "clear" and old is not None and key not in NEVER_CLEARED:
            record.lines.append(FieldLine(key, old, None, CLEAR, True))
        return
    if old is not None and same(old, new):
        return
    if old is None:
        record.lines.append(FieldLine(key, None, new, FILL, True))
    elif rules.policy == "update":
        record.lines.append(FieldLine(key, old, new, CHANGE, True))
    else:
        record.lines.append(FieldLine(key, old, new, KEPT, False, "档案里已有内容，按“只补空白”保留"))
    _remember(record, key, value)


def _remember(record: RecordPlan, key: str, value: Value) -> None:
    if type(value) is Coded:
        record.received[key] = (value.text, value.year)
