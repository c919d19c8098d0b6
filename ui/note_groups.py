"""The lines of the checks panel in order: grouped by the part of the household they are about, errors first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.catalogue import ENTITIES
from models.rules import Finding
from ui.edits import Place
from ui.tab_map import TABS, tab_of

ORDER = "EMWQ"
"""Errors, empty fields that must be filled, warnings, questions."""


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the panel: group, title, text, and where a click goes. `finding` is None for text not understood."""

    group: str
    title: str
    text: str
    place: Place
    finding: Finding | None = None

    @property
    def section(self) -> str:
        """Return the tab the line leads to."""
        return tab_of(self.place)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line between the notes: the tab the following ones are about, and how many there are."""

    title: str
    notes: int


def notes_of(findings: Sequence[Finding], unread: Mapping[Place, str], names: Mapping[str, str]) -> list[Note]:
    """Return the panel's lines; `names` are the members' names by uid.

    Parts of the household that hold an error come before those that don't, otherwise in the order of the tabs.
    """
    notes = [_unread_note(place, text, names) for place, text in unread.items()]
    notes += [_note(finding, names) for finding in findings]
    tabs = [name for name, _title in TABS]
    worst: dict[str, int] = {}
    for note in notes:
        worst[note.section] = min(ORDER.index(note.group), worst.get(note.section, len(ORDER)))
    return sorted(notes, key=lambda note: (
        worst[note.section], tabs.index(note.section), ORDER.index(note.group)
    ))  # fmt: skip


def with_headings(notes: Sequence[Note]) -> list[Note | Heading]:
    """Put a heading before the notes of each tab; without a second tab there is nothing to tell apart."""
    sections = list(dict.fromkeys(note.section for note in notes))
    if len(sections) < 2:
        return list(notes)
    titles = dict(TABS)
    lines: list[Note | Heading] = []
    for section in sections:
        own = [note for note in notes if note.section == section]
        lines += [Heading(titles[section], len(own)), *own]
    return lines


def _note(finding: Finding, names: Mapping[str, str]) -> Note:
    missing = finding.level == "E" and not finding.value and "没有填" in finding.sentence
    place = Place(finding.entity, finding.person or "", finding.field)
    return Note("M" if missing else finding.level, _title(place, names), finding.sentence, place, finding)


def _unread_note(place: Place, text: str, names: Mapping[str, str]) -> Note:
    return Note("E", _title(place, names), f"“{text}”没看懂，没有写入", place)


def _title(place: Place, names: Mapping[str, str]) -> str:
    entity = ENTITIES.get(place.entity)
    label = next((field.label for field in entity.fields if field.name == place.field), "") if entity else ""
    name = names.get(place.owner, "")
    return " · ".join(part for part in (name, label or "收入明细") if part)
