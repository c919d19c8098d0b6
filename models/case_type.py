"""What makes an entity a case type: where it stands in the registers, and what a line of its register shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CaseType:
    """A case type beside its entity.

    `columns` are what its register shows: own fields (“school”) or a field of what a link names (“person.name”,
    “project.name”). Number, head and village of the household stand in front by themselves where it hangs under one.
    `title` are the fields that name a record where it is chosen or listed. `state` and `year` name the field that the
    state and year filters ask; `filters` more fields of codes or yes/no. `order` is the column sorted by at first.
    A link is named after the entity it points to, `person` is a member; `links` tells the others (field → entity).
    """

    entity: str
    domain: str
    columns: tuple[str, ...]
    title: tuple[str, ...]
    state: str = ""
    year: str = ""
    filters: tuple[str, ...] = ()
    order: str = ""
    descending: bool = False
    links: Mapping[str, str] = field(default_factory=dict[str, str])
