"""What the second keying asks the archive worker to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.key_fields import KeyField, key_fields
from models.values import ValueProblem
from storage.archive.archive import Archive
from storage.archive.files import load_file
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress
from storage.archive.records import Change
from storage.archive.second_keying import (
    Compared,
    Statistics,
    decide,
    differences,
    record_answers,
    sample_households,
    statistics,
)


@dataclass(frozen=True, slots=True)
class Paper:
    """What tells a person which paper to take in hand, and the fields to be typed from it."""

    household: str
    title: str
    fields: tuple[KeyField, ...]


def draw(archive: Archive, _progress: Progress, scope: str, how_many: int) -> list[str]:
    """Return households drawn at random."""
    return sample_households(archive, scope, how_many)


def paper_of(archive: Archive, _progress: Progress, household: str) -> Paper | None:
    """Return what to type for a household; None where it has gone meanwhile."""
    file = load_file(archive, household)
    if file is None:
        return None
    record = file.household
    number = record.get("number") or record.get("local_number") or ""
    name = (file.head or {}).get("name") or record.get("head_name") or "（未填户主）"
    place = archive.divisions.name(record["division"]) if record.get("division") else ""
    fields = key_fields(file, archive.codes, archive.settings.year)
    return Paper(household, "　".join(part for part in (name, place, number) if part), tuple(fields))


def keep_answers(
    archive: Archive, _progress: Progress, round_: str, household: str, answers: Sequence[tuple[KeyField, str]]
) -> list[Compared]:
    """Compare and keep what was typed."""
    return record_answers(archive, round_, household, answers)


def take_value(archive: Archive, _progress: Progress, one: Compared, take: str) -> Change | None:
    """Decide a difference; StorageProblem with a sentence where the second text can't be written."""
    try:
        return decide(archive, one, take)
    except ValueProblem as problem:
        raise StorageProblem("second_keying", f"{problem}，没有写入。{problem.remedy}。") from None


def figures(archive: Archive, _progress: Progress) -> tuple[Statistics, list[Compared]]:
    """Return the figures of all second keying, and the differences nobody has decided."""
    return statistics(archive), differences(archive)
