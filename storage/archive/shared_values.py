"""Which other households and villages a change may concern: by a number, phone, card, helper or place they share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from models.catalogue import ENTITIES
from models.id_numbers import person_part
from models.rules.checked_village import LAND
from storage.archive.ops import DELETED

MOST_SHARED = 20_000
"""So many shared values are kept one by one; beyond it all households that share anything are checked anew."""

OF_VILLAGE, HOUSEHOLD, VILLAGE, DISTRIBUTION = "village of", "household", "village", "distribution"
_MEMBER = frozenset({"name", "id_number", "phone", "bank_card", "member_state", "household", DELETED})
_HOUSEHOLD = frozenset({"number", "local_number", "head_name", "bank_holder", "bank_card", DELETED})
_STANDING = frozenset(
    {"poverty_state", "valid", "identified_year", "first_identified", "division", "head_name", DELETED}
)
_ASSIGNMENT = frozenset({"helper", "starts", "ends", "household", DELETED})
_NOTHING: frozenset[str] = frozenset()
_YEAR = frozenset({*LAND, "year", "household", DELETED})

SHARING: dict[str, frozenset[str]] = {
    "member": _MEMBER,
    "household": _HOUSEHOLD | _STANDING,
    "assignment": _ASSIGNMENT,
    "helper": frozenset({"name"}),
    "housing": frozenset({"county_approved", "household", DELETED}),
    "year": _YEAR,
    "project": frozenset(field.name for field in ENTITIES["project"].fields) | {DELETED},
    "distribution": frozenset({"project", "total", "batch", DELETED}),
    "dividend": frozenset({"distribution", "amount", "household", DELETED}),
    "village_year": frozenset(field.name for field in ENTITIES["village_year"].fields) | {DELETED},
}
"""Entity → the keys whose change may concern other households or a village."""

Pair = tuple[str, str]


def shared_values(
    entity: str, uid: str, old: Mapping[str, Any], new: Mapping[str, Any], changed: Collection[str]
) -> Iterator[Pair]:
    """Yield (kind, value) of what the record shares with others, before and after its change; often nothing.

    Kinds: id, phone, card, helper; "household" (all that its members share), "village" (a division code),
    "village of" (that of a household) and "distribution" (that of its project).
    """
    if SHARING.get(entity, _NOTHING).isdisjoint(changed):
        return
    if entity == "member":
        yield from _of_member(old, new)
    elif entity == "household":
        yield from _of_household(uid, old, new, changed)
    elif entity == "assignment":
        yield from (("helper", record["helper"]) for record in (old, new) if record.get("helper"))
    elif entity == "helper":
        yield "helper", uid
    elif entity == "housing":
        yield from ((HOUSEHOLD, record["household"]) for record in (old, new) if record.get("household"))
    elif entity == "year":
        yield from ((OF_VILLAGE, record["household"]) for record in (old, new) if record.get("household"))
    elif entity == "project":
        yield from ((VILLAGE, place) for record in (old, new) if (place := _place(record)))
    elif entity == "distribution":
        yield DISTRIBUTION, uid
    elif entity == "dividend":
        yield from ((DISTRIBUTION, record["distribution"]) for record in (old, new) if record.get("distribution"))
    elif entity == "village_year":
        yield from ((VILLAGE, record["division"]) for record in (old, new) if record.get("division"))


def _place(record: Mapping[str, Any]) -> str:
    """Return where a project's findings stand: its village, else the office's division."""
    return record.get("division") or str(record.get("scope") or "").removeprefix("@")


def _of_member(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Pair]:
    for record in (old, new):
        if record.get("id_number"):
            yield "id", person_part(record["id_number"])
        if record.get("phone"):
            yield "phone", record["phone"]
        if record.get("bank_card"):
            yield "card", record["bank_card"]


def _of_household(uid: str, old: Mapping[str, Any], new: Mapping[str, Any], changed: Collection[str]) -> Iterator[Pair]:
    if not _STANDING.isdisjoint(changed):
        yield from ((VILLAGE, record["division"]) for record in (old, new) if record.get("division"))
    if old and not _HOUSEHOLD.isdisjoint(changed):
        yield HOUSEHOLD, uid
    yield from (("card", record["bank_card"]) for record in (old, new) if record.get("bank_card"))
