"""What the conflict inbox asks the archive worker to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtGui import QImage

from models.fields import Record
from models.household_file import HouseholdFile
from storage.archive.archive import Archive
from storage.archive.batches import Batch, Undone, list_batches, undo_batch
from storage.archive.conflicts import count_conflicts
from storage.archive.duplicate_search import find_duplicates
from storage.archive.files import load_file
from storage.archive.progress import Progress
from storage.archive.records import load
from storage.archive.resolving import Resolved, resolve, resolve_batch
from storage.archive.titles import household_titles
from storage.exchange.inbox import Card, cards
from ui.photo_jobs import load_thumbnail

PORTRAIT = "1"
"""Slot of the photo of the head of household."""


@dataclass(frozen=True, slots=True)
class More:
    """What stands beside a case: the person's photo, a picture of each side, where each person of a duplicate lives."""

    portrait: QImage = field(default_factory=QImage)
    pictures: dict[str, QImage] = field(default_factory=dict[str, QImage])
    places: dict[str, str] = field(default_factory=dict[str, str])


def search_duplicates(archive: Archive, progress: Progress) -> int:
    """Look through the whole archive for people who stand in it twice; returns how many pairs are open."""
    return find_duplicates(archive, progress)


def waiting(archive: Archive, _progress: Progress, village: str) -> int:
    """Count the open cases of a division prefix."""
    return count_conflicts(archive, village)


def load_cards(archive: Archive, _progress: Progress, village: str, start: int, count: int) -> list[Card]:
    """Return some of the open cases, by village and household."""
    return cards(archive, village, limit=count, start=start)


def place_of(archive: Archive, _progress: Progress, village: str, household: str) -> int:
    """Return the number of the first case of a household in the list; 0 where there is none."""
    found = cards(archive, village)
    return next((at for at, card in enumerate(found) if card.conflict.household == household), 0)


def load_more(archive: Archive, progress: Progress, card: Card) -> More:
    """Return photos and places to a case."""
    case = card.conflict
    file = load_file(archive, case.household) if case.household else None
    pictures: dict[str, QImage] = {}
    places: dict[str, str] = {}
    for one in card.sides:
        content = one.side.values.get("content_hash")
        if isinstance(content, str):
            pictures[one.side.op] = load_thumbnail(archive, progress, content)
        if case.kind == "duplicate":
            places[one.side.op] = _home(archive, one.side.op)
            member = load(archive, "member", one.side.op)
            other = load_file(archive, member["household"]) if member else None
            portrait = _portrait(archive, progress, other, one.side.op) if other else QImage()
            if not portrait.isNull():
                pictures[one.side.op] = portrait
    own = QImage()
    if file is not None and not pictures and case.kind != "duplicate":
        own = _portrait(archive, progress, file, case.person)
    return More(own, pictures, places)


def _home(archive: Archive, member: str) -> str:
    record = load(archive, "member", member)
    household = record["household"] if record else ""
    number, head, village = household_titles(archive, [household]).get(household, ("", "", ""))
    return f"{village}　{number} {head}".strip()


def _portrait(archive: Archive, progress: Progress, file: HouseholdFile, person: str) -> QImage:
    """Return the person's own photo, for the head and the household the head's."""
    head = file.head
    photos = file.parts.get("attachment", [])
    wanted = [one for one in photos if person and one.get("person") == person and one.get("slot") == PORTRAIT]
    wanted += [one for one in photos if person and one.get("person") == person]
    if not person or (head is not None and head["uid"] == person):
        wanted += [one for one in photos if one.get("slot") == PORTRAIT and one.get("person") in (None, person)]
    for one in wanted:
        image = load_thumbnail(archive, progress, one["content_hash"])
        if not image.isNull():
            return image
    return QImage()


def decide(archive: Archive, _progress: Progress, case: str, take: str, value: Record | None, reason: str) -> Resolved:
    """Decide a case."""
    return resolve(archive, case, take, value=value, reason=reason)


def decide_batch(archive: Archive, progress: Progress, batch: str, rule: str) -> Resolved:
    """Decide every value case of a merge by one rule."""
    return resolve_batch(archive, batch, rule, progress)


def take_back(archive: Archive, progress: Progress, batch: str) -> Undone:
    """Take a decision back: the case is open again."""
    return undo_batch(archive, batch, progress)


def merges(archive: Archive, _progress: Progress) -> list[Batch]:
    """Return the merges that stand, newest first."""
    return [one for one in list_batches(archive, bulk_only=True) if one.kind == "merge" and not one.undone]
