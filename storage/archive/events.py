"""Writes what happened to a household: one batch, which one undo takes back."""

from __future__ import annotations

from models.household_events import EventPlan, PlannedRecord
from storage.archive.archive import Archive
from storage.archive.records import Change, RecordChange, save


def write_event(archive: Archive, plan: EventPlan) -> Change:
    """Write a planned event as one batch of kind “event”; StorageProblem where the disk refuses."""
    changes = [_change(record) for record in plan.records]
    return save(archive, changes, kind="event", reason=plan.title, source=plan.title)


def _change(record: PlannedRecord) -> RecordChange:
    if record.is_new or record.household is None:
        return RecordChange(record.entity, record.uid, record.values, household=record.household)
    return RecordChange(record.entity, record.uid, {**record.values, "household": record.household})
