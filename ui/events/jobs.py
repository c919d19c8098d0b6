"""What the dialog of household events asks the archive worker to do."""

from __future__ import annotations

from models.household_events import EventPlan
from models.household_file import HouseholdFile
from storage.archive.archive import Archive
from storage.archive.events import write_event
from storage.archive.files import load_file, resolve_household
from storage.archive.moves import transfer
from storage.archive.progress import Progress
from storage.archive.records import Change, new_local_number


def load(archive: Archive, _progress: Progress, household: str) -> HouseholdFile | None:
    """Return a household as it is stored."""
    return load_file(archive, household)


def find(archive: Archive, _progress: Progress, text: str) -> HouseholdFile | None:
    """Return the household that a number, or somebody's ID number, names; None where none or several do."""
    uid = resolve_household(archive, text)
    return load_file(archive, uid) if uid is not None else None


def write(archive: Archive, _progress: Progress, plan: EventPlan) -> Change:
    """Write an event; a new household gets the desk's next local number."""
    for record in plan.records:
        if record.entity == "household" and record.is_new:
            record.values["local_number"] = new_local_number(archive)
    return write_event(archive, plan)


def move(archive: Archive, _progress: Progress, household: str, division: str, reason: str) -> Change:
    """Move a household to another village."""
    return transfer(archive, household, division, reason=reason)
