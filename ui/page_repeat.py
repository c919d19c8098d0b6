"""“Same as the previous household”: which empty fields are filled from it, without Qt."""

from __future__ import annotations

from models.catalogue import ENTITIES
from models.household_file import HouseholdFile
from ui.edits import Place, get_value
from ui.household_session import HouseholdSession


def carry_over(session: HouseholdSession, previous: HouseholdFile) -> list[Place]:
    """Fill the empty repeatable fields of household and year from `previous` as one edit; return the places filled."""
    filled: list[Place] = []
    with session.macro("沿用上一户"):
        for entity in ("household", "year"):
            for name in ENTITIES[entity].repeatable:
                place = Place(entity, "", name)
                value = get_value(previous, session.year, place)
                if value is not None and session.get(place) is None and session.text_at(place) is None:
                    session.set(place, value)
                    filled.append(place)
    return filled


def ditto(session: HouseholdSession, previous: HouseholdFile, place: Place) -> bool:
    """Copy one field of household or year from `previous`; tell whether it held something else."""
    if place.entity not in ("household", "year"):
        return False
    value = get_value(previous, session.year, place)
    return value is not None and session.set(place, value)
