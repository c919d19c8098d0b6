"""What the household page asks the archive worker to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models.household_file import HouseholdFile
from models.id_numbers import person_part
from models.rules import Twin
from storage.archive.archive import Archive
from storage.archive.checking import context_of
from storage.archive.drafts import DraftNote, drop_draft, load_draft, save_draft
from storage.archive.files import load_file
from storage.archive.helpers import list_helpers
from storage.archive.pinyin import spellings
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress
from storage.archive.records import Change
from ui.options import Option, option_of
from ui.session_changes import Pending, write


@dataclass(frozen=True, slots=True)
class Loaded:
    """A household as it lies in the archive, its draft if there is one, and people elsewhere with the same numbers."""

    file: HouseholdFile
    is_new: bool
    draft: DraftNote | None
    twins: dict[str, list[Twin]]


def load_household(archive: Archive, _progress: Progress, uid: str) -> Loaded:
    """Return a household; one that so far is only a draft comes empty with it."""
    file, draft = load_file(archive, uid), load_draft(archive, uid)
    if file is None and (draft is None or not draft.data.get("is_new")):
        raise StorageProblem("not_found", "这一户已不在档案里，可能刚被删除。可到回收站查看。")
    numbers = [member.get("id_number") for member in file.members] if file is not None else []
    return Loaded(
        file if file is not None else HouseholdFile({"uid": uid}),
        file is None,
        draft,
        twins_of(archive, uid, [number for number in numbers if number]),
    )


def twins_of(archive: Archive, household: str, numbers: list[str]) -> dict[str, list[Twin]]:
    """Return the people of other households with the same numbers, by the first 18 characters."""
    same_id = context_of(archive).same_id
    return {part: same_id(part, household) for part in map(person_part, numbers)}


def find_twins(archive: Archive, _progress: Progress, household: str, number: str) -> dict[str, list[Twin]]:
    """Return the people of other households with this number."""
    return twins_of(archive, household, [number])


def helper_options(archive: Archive, _progress: Progress) -> list[Option]:
    """Return the people who help as options, found by name and unit."""
    options = []
    for helper in list_helpers(archive):
        unit = f"（{helper['unit']}）" if helper.get("unit") else ""
        options.append(option_of(helper["uid"], f"{helper.get('name') or ''}{unit}", spellings))
    return options


WORDS = "option_words"
"""The setting that holds what people's words for options were matched to."""


def load_words(archive: Archive, _progress: Progress) -> dict[str, dict[str, str]]:
    """Return the words matched before: list → text → code."""
    return archive.settings.get(WORDS, {})


def keep_words(archive: Archive, _progress: Progress, words: dict[str, dict[str, str]]) -> None:
    """Remember the words matched so far."""
    if not archive.read_only:
        archive.settings.set(WORDS, words)


def keep_draft(archive: Archive, _progress: Progress, household: str, data: dict[str, Any]) -> None:
    """Keep a draft, or drop it where there is nothing left to keep."""
    if data:
        save_draft(archive, household, data)
    else:
        drop_draft(archive, household)


def save_household(archive: Archive, _progress: Progress, pending: Pending, draft: dict[str, Any]) -> Change:
    """Write what changed; `draft` is what stays unsaved after it (texts that could not be read)."""
    change = write(archive, pending)
    keep_draft(archive, _progress, pending.household, draft)
    return change
