"""The slots of photos: their order, which one a file's name means, and how a photo is called. Without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.household_file import HouseholdFile
from ui.editors.table import Surroundings
from ui.options import Option

LIST = "attachment_slot"
OTHER = "9"
ANY_PHOTO = "照片"
"""Says nothing in the name of a file or folder, though a sheet's column of that name means the head's photo."""


def slots_of(around: Surroundings) -> Sequence[Option]:
    """Return the slots in the order of the code list."""
    return around.options.of(LIST, around.year)


def slot_of(path: Path, around: Surroundings) -> str | None:
    """Return the slot that a file's name or its folder's says, the longest name first; None where none does."""
    names = [
        (name, one.code)
        for one in slots_of(around)
        for name in (one.text, *one.aliases)
        if one.code != OTHER and len(name) > len(ANY_PHOTO)
    ]
    for text in (path.stem, path.parent.name):
        for name, code in sorted(names, key=lambda pair: -len(pair[0])):
            if name in text:
                return code
    return None


def file_name(file: HouseholdFile, slot: str, around: Surroundings) -> str:
    """Return the name a photo is kept under: number of the household, slot, running number."""
    number = file.household.get("number") or file.household.get("local_number") or "新户"
    start = f"{number}_{around.codes.text(LIST, slot)}_"
    names = [record.get("file_name") or "" for record in file.parts.get("attachment", ())]
    last = max((int(rest) for name in names if (rest := _running(name, start)).isdecimal()), default=0)
    return f"{start}{last + 1:02d}.jpg"


def _running(name: str, start: str) -> str:
    return name[len(start) :].partition(".")[0] if name.startswith(start) else ""
