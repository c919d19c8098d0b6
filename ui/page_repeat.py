"""“Same as the previous household”: which empty fields are filled from it, without Qt."""

from __future__ import annotations

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Record, Value
from models.household_file import HouseholdFile
from ui.edits import Place, get_value
from ui.household_session import HouseholdSession


def carry_over(session: HouseholdSession, previous: HouseholdFile) -> list[Place]:
    """Fill what is empty and repeatable from `previous` as one edit; return the places filled.

    Fields of household and year; and where no one helps this household yet, those who help the previous one now.
    """
    filled: list[Place] = []
    with session.macro("沿用上一户"):
        for entity in ("household", "year"):
            for name in ENTITIES[entity].repeatable:
                place = Place(entity, "", name)
                value = get_value(previous, session.year, place)
                if value is not None and session.get(place) is None and session.text_at(place) is None:
                    session.set(place, value)
                    filled.append(place)
        if not session.file.parts.get("assignment"):
            filled += [_same_helper(session, one) for one in previous.parts.get("assignment", ()) if _helps_now(one)]
    return filled


def _helps_now(assignment: Record) -> bool:
    return assignment.get("helper") is not None and assignment.get("ends") is None


def _same_helper(session: HouseholdSession, assignment: Record) -> Place:
    values = {name: assignment[name] for name in ("helper", "starts") if assignment.get(name) is not None}
    return Place("assignment", session.add_record("assignment", values), "helper")


def ditto(session: HouseholdSession, previous: HouseholdFile | None, place: Place) -> bool:
    """Copy one field from where a person would look for it; tell whether it held something else.

    A member's from the member above, a visit's or measure's from the one before it in this household, everything else
    from the previous household.
    """
    value = _member_above(session, place) if place.entity in ("member", "member_year") else None
    if place.entity in HOUSEHOLD_PARTS:
        value = _part_before(session, previous, place)
    elif place.entity in ("household", "year") and previous is not None:
        value = get_value(previous, session.year, place)
    elif place.entity == "income" and previous is not None:
        value = _same_item(previous, session.year, place)
    return value is not None and session.set(place, value)


def _member_above(session: HouseholdSession, place: Place) -> Value:
    uids = [member["uid"] for member in session.file.members]
    at = uids.index(place.owner) if place.owner in uids else 0
    return session.get(Place(place.entity, uids[at - 1], place.field)) if at > 0 else None


def _part_before(session: HouseholdSession, previous: HouseholdFile | None, place: Place) -> Value:
    own = [one for one in session.file.parts.get(place.entity, ()) if one["uid"] != place.owner]
    others = previous.parts.get(place.entity, []) if previous is not None else []
    return next((one[place.field] for one in reversed([*others, *own]) if one.get(place.field) is not None), None)


def _same_item(previous: HouseholdFile, year: int, place: Place) -> Value:
    """Return the previous household's amount of the same item: of the whole household, or of its first person."""
    found = previous.years.get(year)
    items = (
        [one for one in found.income if one.item == place.field and (one.person is None) == (not place.owner)]
        if (found)
        else []
    )
    return {"amount": items[0].amount, "counts": items[0].counts, "note": None} if items else None
