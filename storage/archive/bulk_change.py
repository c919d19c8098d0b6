"""One field of many households changed at once: first what it would do, then one batch that one undo takes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.catalogue import ENTITIES
from models.fields import Field, Kind, Value
from models.keys import year_uid
from models.values import show
from storage.archive.archive import Archive
from storage.archive.progress import Progress, silent
from storage.archive.records import Change, save
from storage.archive.rows import in_parts, read_flat
from storage.archive.writing import RecordChange

ENTITIES_CHANGED = ("household", "year")
_ONE_HOUSEHOLD_ONLY = frozenset(
    {Kind.NUMBER_TEXT, Kind.ID_NUMBER, Kind.BANK_CARD, Kind.PHONE, Kind.NAME, Kind.LINK, Kind.NOTE}
)
_ONES_OWN = frozenset({"address", "head_count", "positioning"})


@dataclass(frozen=True, slots=True)
class OldValue:
    """A value that stands now (as text, "" for empty) and in how many households."""

    text: str
    households: int


@dataclass(frozen=True, slots=True)
class BulkPlan:
    """What a change would do: households that would change and that hold the value already, and the old values.

    `uids` are the households that would change.
    """

    uids: tuple[str, ...]
    same: int
    old: tuple[OldValue, ...]


def changeable_fields() -> list[tuple[str, Field]]:
    """Return (entity, field) of what may be set alike in many households: nothing that names one person or house."""
    return [
        (entity, field)
        for entity in ENTITIES_CHANGED
        for field in ENTITIES[entity].fields
        if field.kind not in _ONE_HOUSEHOLD_ONLY and field.name not in _ONES_OWN and field.name != "year"
    ]


def plan_change(
    archive: Archive,
    uids: Sequence[str],
    entity: str,
    name: str,
    value: Value,
    *,
    only_empty: bool = False,
    progress: Progress = silent,
) -> BulkPlan:
    """Return what setting a field to `value` in the households `uids` would do; nothing is written.

    A field of “year” is that of the archive's working year. Households that are deleted or unknown are left out.
    """
    field = ENTITIES[entity].field(name)
    changed: list[str] = []
    old: Counter[str] = Counter()
    same = 0
    for uid, current in _current(archive, uids, entity, name, progress):
        if current == value:
            same += 1
        elif current is None or not only_empty:
            changed.append(uid)
            old[show(field, current, archive.codes)] += 1
    return BulkPlan(tuple(changed), same, tuple(OldValue(text, count) for text, count in old.most_common()))


def _current(
    archive: Archive, uids: Sequence[str], entity: str, name: str, progress: Progress
) -> Iterator[tuple[str, Value]]:
    year = archive.settings.year
    for done, part in enumerate(in_parts(uids)):
        progress(done * len(part), len(uids), "看现在的值")
        households = read_flat(archive.connection, "household", part)
        kept = [uid for uid in part if uid in households and not households[uid].get("deleted")]
        if entity == "household":
            yield from ((uid, households[uid].get(name)) for uid in kept)
            continue
        by_year = {year_uid(uid, year): uid for uid in kept}
        records = read_flat(archive.connection, "year", list(by_year))
        yield from ((uid, records.get(record, {}).get(name)) for record, uid in by_year.items())


def change_all(
    archive: Archive,
    plan: BulkPlan,
    entity: str,
    name: str,
    value: Value,
    *,
    reason: str = "",
    progress: Progress = silent,
) -> Change:
    """Write what `plan_change` told as one batch of kind “bulk”; StorageProblem where the disk refuses."""
    field = ENTITIES[entity].field(name)
    text = show(field, value, archive.codes) or "（空）"
    year = archive.settings.year
    changes = (_change(uid, entity, name, value, year) for uid in plan.uids)
    source = f"{field.label} → {text}"
    return save(archive, changes, reason=reason, kind="bulk", source=source, progress=progress, total=len(plan.uids))


def _change(household: str, entity: str, name: str, value: Value, year: int) -> RecordChange:
    if entity == "household":
        return RecordChange("household", household, {name: value})
    return RecordChange("year", year_uid(household, year), {"year": year, name: value}, household=household)
