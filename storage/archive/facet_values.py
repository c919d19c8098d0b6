"""What may stand in a facet: its fields, their types, how two values at once are treated. Read from the catalogue."""

from __future__ import annotations

from typing import cast

from models.catalogue import ENTITIES
from models.fields import Policy, Record
from models.keys import INCOME_PREFIX, MEMBER_PREFIX
from storage.archive.columns import FIELD_TYPES
from storage.archive.ops import DELETED, HOME

BIGGEST = 1 << 63
"""First whole number SQLite has no place for."""

FACETS: dict[str, dict[str, tuple[str, ...]]] = {
    name: {facet.name: facet.names for facet in entity.facets} for name, entity in ENTITIES.items()
}
"""Entity → facet → its fields, for the facets the catalogue declares."""

PLAIN_TYPES: dict[str, dict[str, type]] = {
    name: {
        field.name: FIELD_TYPES[name][field.name]
        for field in entity.fields
        if FIELD_TYPES[name][field.name] in (str, bool)
        and FACETS[name].get(entity.facet_of(field.name), (field.name,)) == (field.name,)
    }
    | ({"household": str} if entity.owner else {})
    for name, entity in ENTITIES.items()
}
"""Entity → facets of one field whose value needs no further look, with its type."""

SINGLE_TYPES: dict[str, dict[str, type]] = {
    name: PLAIN_TYPES[name]
    | {
        field.name: int
        for field in entity.fields
        if FIELD_TYPES[name][field.name] is int
        and FACETS[name].get(entity.facet_of(field.name), (field.name,)) == (field.name,)
    }
    for name, entity in ENTITIES.items()
}
"""The same with the facets of one number, which has to be within SQLite's bounds."""

_NO_FACETS: dict[str, tuple[str, ...]] = {}

POLICIES: dict[str, dict[str, Policy]] = {
    name: {facet.name: facet.policy for facet in entity.facets} for name, entity in ENTITIES.items()
}
"""Entity → facet → policy, for the facets the catalogue declares."""


def facet_values(entity: str, facet: str, value: object) -> Record:
    """Return the flat keys and values of a facet's stored value; an object that fits no facet stays one value."""
    if ":" in facet and facet.startswith((MEMBER_PREFIX, INCOME_PREFIX)):
        return {facet: value}
    names = FACETS.get(entity, _NO_FACETS).get(facet)
    if names is None or len(names) == 1:
        return {names[0] if names else facet: value}
    if not isinstance(value, dict):
        return dict.fromkeys(names) if value is None else {**dict.fromkeys(names), facet: value}
    stored = cast("Record", value)
    known = {name: stored.get(name) for name in names}
    return known if stored.keys() <= known.keys() else {**known, **stored}


def fits(entity: str, key: str, value: object) -> bool:
    """Tell whether this program's tables have a place for the value of a flat key."""
    expected = FIELD_TYPES.get(entity, {}).get(key)
    if expected is None:
        if key == "household":
            return bool(ENTITIES[entity].owner) and isinstance(value, str)
        if entity != "year":
            return False
        if key == "year":
            return type(value) is int and 0 <= value < 10_000
        return _fits_keyed(key, value)
    if value.__class__ is int:
        return expected is int and -BIGGEST <= cast("int", value) < BIGGEST
    if value.__class__ is list:
        return expected is list and all(isinstance(one, str) for one in cast("list[object]", value))
    return value.__class__ is expected


def _fits_keyed(key: str, value: object) -> bool:
    prefix, _colon, rest = key.partition(":")
    name, colon, _person = rest.partition(":")
    if not colon:
        return False
    if prefix == "year":
        if value.__class__ is PLAIN_TYPES["member_year"].get(name):
            return True
        return fits("member_year", name, value)
    if prefix != "income" or not isinstance(value, dict):
        return False
    item = cast("Record", value)
    amount, counts, note = item.get("amount"), item.get("counts"), item.get("note")
    return (
        item.keys() <= {"amount", "counts", "note"}
        and (amount is None or (type(amount) is int and -BIGGEST <= amount < BIGGEST))
        and (counts is None or isinstance(counts, bool))
        and (note is None or isinstance(note, str))
    )


def policy_of(entity: str, facet: str) -> Policy:
    """Return how concurrent values of a facet are treated; what this program does not know it does not ask about."""
    declared = POLICIES.get(entity, {}).get(facet)
    if declared is not None:
        return declared
    if facet in (DELETED, HOME) or fits(entity, facet, _example(entity, facet)):
        return Policy.ASK
    return Policy.AUTO


def _example(entity: str, facet: str) -> object:
    if facet.startswith(INCOME_PREFIX):
        return {}
    if facet.startswith(MEMBER_PREFIX):
        kind = FIELD_TYPES["member_year"].get(facet.split(":", 2)[1])
    else:
        kind = FIELD_TYPES.get(entity, {}).get(facet, {"household": str, "year": int}.get(facet))
    return kind() if kind else None
