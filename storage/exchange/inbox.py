"""The conflict inbox as people read it: one card per facet, each side's values in words, where and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from models.catalogue import ENTITIES
from models.fields import Field, Record, Value
from models.keys import split_key
from models.values import hundredths, to_json
from storage.archive.archive import Archive
from storage.archive.conflicts import Conflict, Side, conflicts
from storage.archive.history import label_of, text_of
from storage.archive.ops import DELETED, HOME
from storage.archive.titles import household_titles, people_named
from storage.exchange.partners import office_names

KINDS = {"value": "两边填得不一样", "deleted": "一边删除、一边改动", "duplicate": "疑似同一个人"}


@dataclass(frozen=True, slots=True)
class SideCard:
    """One side in words: (label, value) of each field; `who` says user and office, `when` the clock's claim."""

    side: Side
    values: tuple[tuple[str, str], ...]
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Card:
    """One case: which household and person, which facet, what both began with, and the sides, ours first."""

    conflict: Conflict
    household: str
    head: str
    village: str
    person: str
    title: str
    base: tuple[tuple[str, str], ...]
    sides: tuple[SideCard, ...]


def cards(archive: Archive, village: str = "", *, limit: int = -1, start: int = 0) -> list[Card]:
    """Return the open cases of a division prefix as cards, by village and household."""
    found = conflicts(archive, village, offices=office_names(archive), limit=limit, start=start)
    return cards_of(archive, found)


def cards_of(archive: Archive, found: Sequence[Conflict]) -> list[Card]:
    """Return cases as cards."""
    names = people_named(archive, {uid for one in found for uid in _people(one)})
    rows = household_titles(archive, {one.household for one in found})
    return [_card(archive, one, names, rows.get(one.household, ("", "", ""))) for one in found]


def _card(archive: Archive, case: Conflict, names: dict[str, str], row: tuple[str, str, str]) -> Card:
    number, head, village = row
    person = names.get(case.person, "") if case.person else ""
    sides = sorted(case.sides, key=lambda side: (not side.mine, -side.rank))
    return Card(
        case,
        number,
        head,
        archive.divisions.path(case.scope.lstrip("@")) or village,
        person,
        _title(archive, case),
        _texts(archive, case, case.base, names),
        tuple(
            SideCard(
                side,
                _texts(archive, case, side.values, names),
                f"{side.user or '未署名'}（{'本机' if side.mine else side.office or '别的单位'}）",
                f"{side.at[:10]}{'（时钟可能不准）' if side.clock_wrong else ''}",
            )
            for side in sides
        ),
    )


def _title(archive: Archive, case: Conflict) -> str:
    if case.kind == "duplicate":
        return "姓名、生日相同" if case.near else "证件号码相同"
    if case.kind == "deleted":
        return "删除"
    return "、".join(dict.fromkeys(_label(archive, case, key) for key in case.fields))


def _label(archive: Archive, case: Conflict, key: str) -> str:
    if key == HOME:
        return "所在村"
    entity = _entity_of(case, key)
    return label_of(archive, entity, key, case.uid)


def _entity_of(case: Conflict, key: str) -> str:
    return "member" if case.kind == "duplicate" else case.entity


def _texts(archive: Archive, case: Conflict, values: Record, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(_text(archive, case, key, value, names) for key, value in values.items() if _is_shown(case, key))


def _is_shown(case: Conflict, key: str) -> bool:
    return case.kind != "duplicate" or key in (*case.fields, "sex", "relation", "phone")


def _text(archive: Archive, case: Conflict, key: str, value: Value, names: dict[str, str]) -> tuple[str, str]:
    if key == DELETED:
        return "删除", "删除这条记录" if value else "保留这条记录"
    if key == HOME:
        return "所在村", archive.divisions.path(str(value))
    if key == "household":
        number, head, village = household_titles(archive, [str(value)]).get(str(value), ("", "", ""))
        return "所属户", " ".join(part for part in (village, number, head) if part)
    known, colon, uid = key.partition(":")
    if colon and known in ENTITIES and split_key(key) is None:
        return ENTITIES[known].label, names.get(uid, "有改动")
    entity = _entity_of(case, key)
    return label_of(archive, entity, key, case.uid), text_of(archive, entity, key, value, names)


def _people(case: Conflict) -> Iterable[str]:
    if case.person:
        yield case.person
    for side in case.sides:
        for key, value in side.values.items():
            parts = split_key(key)
            if parts and parts[2]:
                yield parts[2]
            elif key in ("helper", "person") and isinstance(value, str):
                yield value
            elif key.startswith("member:"):
                yield key.partition(":")[2]


def as_json(archive: Archive, case: Conflict, values: Record) -> dict[str, object]:
    """Return the values of a side as the command line prints them: money as text, codes with their text."""
    return {key: _json(archive, _entity_of(case, key), key, value) for key, value in values.items()}


def _json(archive: Archive, entity: str, key: str, value: Value) -> object:
    field = field_of_key(entity, key)
    if field is not None:
        return to_json(field, value, archive.codes)
    if isinstance(value, dict):
        item = cast("Record", value)
        amount = item.get("amount")
        return item | ({"amount": hundredths(amount)} if amount is not None else {})
    return value


def field_of_key(entity: str, key: str) -> Field | None:
    """Return the field of a flat key, or None where it is none of the catalogue's plain fields."""
    parts = split_key(key)
    if parts is not None:
        entity, key = ("member_year", parts[1]) if parts[0] == "year:" else ("", "")
    known = ENTITIES.get(entity)
    return next((field for field in known.fields if field.name == key), None) if known else None
