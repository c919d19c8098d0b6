"""What a link can be set to: the records of a household, or the top-level records of the archive."""

from __future__ import annotations

from typing import TypeAlias

from models.cases import title_of
from models.catalogue import TOP_LEVEL
from models.codes import CodeBook
from models.household_file import HouseholdFile
from storage.archive.archive import Archive
from storage.archive.helpers import list_helpers
from storage.archive.progress import Progress
from storage.archive.registers import top_level_records
from ui.options import Option

LinkOptions: TypeAlias = dict[str, list[Option]]


def link_options(archive: Archive, _progress: Progress) -> LinkOptions:
    """Return the options of every top-level entity; a job for the worker."""
    found = {
        entity: [
            Option(record["uid"], title_of(entity, record, archive.codes), code_is_said=False)
            for record in top_level_records(archive, entity)
        ]
        for entity in TOP_LEVEL
    }
    helpers = (
        (one["uid"], f"{one.get('name') or ''} {one.get('unit') or ''}".strip()) for one in list_helpers(archive)
    )
    found["helper"] = [Option(uid, text, code_is_said=False) for uid, text in helpers]
    return found


def options_within(file: HouseholdFile, entity: str, codes: CodeBook) -> list[Option]:
    """Return a household's records of an entity as options."""
    names = {member["uid"]: member.get("name") or "" for member in file.members}
    return [
        Option(record["uid"], title_of(entity, record, codes, names), code_is_said=False)
        for record in file.parts.get(entity, ())
    ]
