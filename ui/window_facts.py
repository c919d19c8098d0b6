"""What the window knows of the archive: read once by the worker when it opens, and again when settings change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.codes import CodeBook
from models.rules import Finding
from models.thresholds import Thresholds
from storage.archive.archive import Archive
from storage.archive.drafts import list_drafts
from storage.archive.findings import year_of
from storage.archive.pinyin import spellings
from storage.archive.progress import Progress
from ui.household_session import Office
from ui.options import OptionBook, make_options, spell_all

TOWNSHIP, VILLAGE = 9, 12
"""Digits of the codes of a township and of a village."""


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """Facts of the archive. `office_name` and `division` are the office's, `drafts` the households left
    unsaved; `masked` hides the middle of numbers in lists.
    """

    folder: Path
    office_name: str
    division: str
    desk_name: str
    user: str
    training: bool
    read_only: bool
    protected: bool
    year: int
    as_of: date
    codes: CodeBook
    thresholds: Thresholds
    options: OptionBook
    drafts: tuple[str, ...]
    interruption: str
    masked: bool = False

    @property
    def office(self) -> Office:
        """Return what a session needs of it."""
        return Office(self.codes, self.thresholds, self.year, self.as_of)


def read_facts(archive: Archive, _progress: Progress) -> WindowFacts:
    """Read the facts; job for the worker."""
    division = archive.office.division
    return WindowFacts(
        folder=archive.folder,
        office_name=archive.office.name,
        division=division,
        desk_name=archive.office.desk_name,
        user=archive.user,
        training=archive.office.training,
        read_only=archive.read_only,
        protected=archive.is_protected,
        year=archive.settings.year,
        as_of=archive.settings.as_of,
        codes=archive.codes,
        thresholds=archive.thresholds,
        options=make_options(archive.codes, spellings, _places(archive, division)),
        drafts=tuple(note.household for note in list_drafts(archive)),
        interruption=archive.last_interruption or "",
        masked=archive.settings.get("mask_lists") is not False,
    )


def spell_options(_archive: Archive, _progress: Progress, options: OptionBook) -> None:
    """Spell the divisions while the window is up already; job for the worker."""
    spell_all(options)


def _places(archive: Archive, division: str) -> list[tuple[str, str]]:
    """Return every division at and under the office's, villages first; above a township with the township's name."""
    known = archive.divisions.under(division)
    names = {one.code: one.name for one in known}
    places = []
    for one in known:
        town = names.get(one.code[:9], "") if len(one.code) == VILLAGE and len(division) < TOWNSHIP else ""
        places.append((one.code, f"{one.name}（{town}）" if town else one.name))
    return sorted(places, key=lambda place: (-len(place[0]), place[0]))


def set_year(archive: Archive, progress: Progress, year: int) -> WindowFacts:
    """Make `year` the working year and read the facts anew."""
    archive.settings.set("year", year)
    return read_facts(archive, progress)


def year_of_finding(archive: Archive, _progress: Progress, finding: Finding) -> int:
    """Return the year a finding is about."""
    return year_of(archive, finding)
