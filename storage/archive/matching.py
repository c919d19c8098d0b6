"""Finding, in bulk, which person or household of the archive a row of a sheet is about (architecture.md §3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from storage.archive.archive import Archive
from storage.archive.facet_values import facet_values
from storage.archive.ops import ops_of
from storage.archive.state import heads_of


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What a row says about who it is; empty text where it says nothing."""

    person_number: str = ""
    id18: str = ""
    household_number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """The person found, and by what: person_number, id_number or household_and_name."""

    household: str
    person: str
    how: str


_LIVING = "FROM member m JOIN household h ON h.uid = m.household WHERE m.deleted = 0 AND h.deleted = 0"


def match_people(archive: Archive, keys: Sequence[PersonKey]) -> list[Match | None]:
    """Return for each key the one person it means, or None where nobody or more than one fits.

    Tried in this order: person number, first 18 characters of the ID number, household number with name.
    """
    by_number = _unique(_rows(archive, "m.person_number", [k.person_number for k in keys]))
    by_id = _unique(
        _rows(archive, "substr(m.id_number, 1, 18)", [k.id18 for k in keys], " AND m.id_number IS NOT NULL")
    )
    by_name = _unique(_named(archive, [k.household_number for k in keys]))
    return [_choose(key, by_number, by_id, by_name) for key in keys]


def match_households(archive: Archive, numbers: Iterable[str]) -> dict[str, str]:
    """Return number → household uid for the national and local numbers that the archive has."""
    found: dict[str, str] = {}
    for column in ("local_number", "number"):
        for part in _parts(numbers):
            marks = ",".join("?" * len(part))
            query = f"SELECT {column}, uid FROM household WHERE deleted = 0 AND {column} IN ({marks})"  # noqa: S608
            found.update(archive.connection.execute(query, part).fetchall())
    return found


def hand_typed_since(archive: Archive, uids: Iterable[str], iso_date: str) -> dict[tuple[str, str], str]:
    """Return (uid, flat key) → UTC time for values typed or decided by a person on or after a day."""
    found: dict[tuple[str, str], str] = {}
    kinds = {row[0] for row in archive.connection.execute("SELECT uid FROM batch WHERE kind IN ('entry', 'restore')")}
    if not kinds:
        return found
    for part in _parts(uids):
        for uid, ops in ops_of(archive.connection, part).items():
            if not any(op.batch in kinds and op.at >= iso_date for op in ops):
                continue
            for facet, heads in heads_of(ops).items():
                for head in heads:
                    if head.op.batch in kinds and head.op.at >= iso_date:
                        for key in facet_values(head.op.entity, facet, head.value):
                            found[(uid, key)] = head.op.at
    return found


_Named = tuple[str, tuple[str, str]]


def _rows(archive: Archive, column: str, values: Iterable[str], more: str = "") -> Iterator[_Named]:
    for part in _parts(values):
        marks = ",".join("?" * len(part))
        query = f"SELECT {column}, m.household, m.uid {_LIVING} AND {column} IN ({marks}){more}"
        for key, household, person in archive.connection.execute(query, part):
            yield key, (household, person)


def _named(archive: Archive, numbers: Iterable[str]) -> Iterator[_Named]:
    for part in _parts(numbers):
        marks = ",".join("?" * len(part))
        for column in ("h.number", "h.local_number"):
            query = f"SELECT {column}, m.name, m.household, m.uid {_LIVING} AND {column} IN ({marks})"
            for number, name, household, person in archive.connection.execute(query, part):
                yield f"{number}\n{name}", (household, person)


def _parts(values: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted({value for value in values if value})
    for start in range(0, len(listed), 500):
        yield listed[start : start + 500]


def _unique(rows: Iterable[_Named]) -> dict[str, tuple[str, str] | None]:
    found: dict[str, tuple[str, str] | None] = {}
    for key, pair in rows:
        found[key] = pair if found.get(key, pair) == pair else None
    return found


def _choose(
    key: PersonKey,
    by_number: dict[str, tuple[str, str] | None],
    by_id: dict[str, tuple[str, str] | None],
    by_name: dict[str, tuple[str, str] | None],
) -> Match | None:
    tries = (
        ("person_number", by_number.get(key.person_number) if key.person_number else None),
        ("id_number", by_id.get(key.id18) if key.id18 else None),
        ("household_and_name", by_name.get(f"{key.household_number}\n{key.name}") if key.name else None),
    )
    for how, pair in tries:
        if pair is not None:
            return Match(*pair, how)
    return None
