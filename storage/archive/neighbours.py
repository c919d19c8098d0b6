"""What rules ask of other households: the same ID number, phone or bank card, and how many households a helper has."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from models.rules import SameId, Twin
from models.rules.base import Load
from storage.archive.divisions import shipped_children
from storage.archive.sqlite import Connection

_ACTIVE = "m.deleted = 0 AND (m.member_state IS NULL OR m.member_state = '1')"
_MEMBERS = (
    "SELECT m.household, m.uid, m.name, coalesce(h.number, h.local_number, '') FROM member m "  # noqa: S608
    "JOIN household h ON h.uid = m.household AND h.deleted = 0 "
    "WHERE {value} = ? AND {column} IS NOT NULL AND " + _ACTIVE + " AND m.household <> ?"
)
_CARDS_OF_HOUSEHOLDS = (
    "SELECT h.uid, h.uid, coalesce(h.bank_holder, h.head_name), coalesce(h.number, h.local_number, '') "
    "FROM household h WHERE h.bank_card = ? AND h.bank_card IS NOT NULL AND h.deleted = 0 AND h.uid <> ?"
)
_TWINS = {
    "id": _MEMBERS.format(value="substr(m.id_number, 1, 18)", column="m.id_number"),
    "phone": _MEMBERS.format(value="m.phone", column="m.phone"),
    "card": _MEMBERS.format(value="m.bank_card", column="m.bank_card"),
}
_TWINS["house"] = _TWINS["id"] + (
    " AND EXISTS (SELECT 1 FROM housing c WHERE c.household = m.household AND c.deleted = 0 "
    "AND c.county_approved IS NOT NULL)"
)
_DOUBLED = {
    "id": "SELECT substr(id_number, 1, 18) AS v FROM member WHERE deleted = 0 AND id_number IS NOT NULL",
    "phone": "SELECT phone AS v FROM member WHERE deleted = 0 AND phone IS NOT NULL",
    "card": (
        "SELECT bank_card AS v FROM member WHERE deleted = 0 AND bank_card IS NOT NULL "
        "UNION ALL SELECT bank_card FROM household WHERE deleted = 0 AND bank_card IS NOT NULL"
    ),
}
_LOAD = (
    "SELECT count(DISTINCT a.household) FROM assignment a JOIN household h ON h.uid = a.household AND h.deleted = 0 "
    "WHERE a.helper = ? AND a.deleted = 0 AND (a.starts IS NULL OR a.starts <= ?) AND (a.ends IS NULL OR a.ends >= ?)"
)
_LOADS = (
    "SELECT a.helper, count(DISTINCT a.household) FROM assignment a "
    "JOIN household h ON h.uid = a.household AND h.deleted = 0 WHERE a.helper IS NOT NULL "
    "AND a.deleted = 0 AND (a.starts IS NULL OR a.starts <= ?) AND (a.ends IS NULL OR a.ends >= ?) GROUP BY a.helper"
)
_HOUSEHOLDS_WITH = {
    "id": "SELECT DISTINCT household FROM member WHERE deleted = 0 AND id_number IS NOT NULL "
    "AND substr(id_number, 1, 18) IN ({})",
    "phone": "SELECT DISTINCT household FROM member WHERE deleted = 0 AND phone IS NOT NULL AND phone IN ({})",
    "card": "SELECT DISTINCT household FROM member WHERE deleted = 0 AND bank_card IS NOT NULL AND bank_card IN ({0}) "
    "UNION SELECT uid FROM household WHERE deleted = 0 AND bank_card IS NOT NULL AND bank_card IN ({0})",
    "helper": "SELECT DISTINCT household FROM assignment WHERE deleted = 0 AND helper IN ({})",
}
_VALUES_OF = {
    "id": "SELECT substr(id_number, 1, 18) FROM member WHERE id_number IS NOT NULL AND household IN ({})",
    "phone": "SELECT phone FROM member WHERE phone IS NOT NULL AND household IN ({})",
    "card": "SELECT bank_card FROM member WHERE bank_card IS NOT NULL AND household IN ({0}) "
    "UNION SELECT bank_card FROM household WHERE bank_card IS NOT NULL AND uid IN ({0})",
    "helper": "SELECT DISTINCT helper FROM assignment WHERE helper IS NOT NULL AND household IN ({})",
}
_DOUBLED["house"] = _DOUBLED["id"]
KINDS = tuple(_HOUSEHOLDS_WITH)
"""Kinds of values that households share."""

_PART = 400


def twins(connection: Connection, kind: str) -> SameId:
    """Return the question who else has a value of this kind, answered one by one."""

    def ask(value: str, household: str) -> list[Twin]:
        found = [Twin(*row) for row in connection.execute(_TWINS[kind], (value, household))]
        if kind == "card":
            found += [Twin(*row) for row in connection.execute(_CARDS_OF_HOUSEHOLDS, (value, household))]
        return sorted(found, key=lambda twin: (twin.household, twin.person))

    return ask


def bulk_twins(connection: Connection, kind: str) -> SameId:
    """Return the same question for many households: the values that stand twice are looked up once for all."""
    query = f"SELECT v FROM ({_DOUBLED[kind]}) GROUP BY v HAVING count(*) > 1"  # noqa: S608
    doubled = {row[0] for row in connection.execute(query)}
    ask = twins(connection, kind)
    return lambda value, household: ask(value, household) if value in doubled else []


def load_of(connection: Connection, on: date) -> Load:
    """Return the question how many households a helper is responsible for on a day, answered one by one."""
    day = on.isoformat()
    return lambda helper: int(connection.execute(_LOAD, (helper, day, day)).fetchone()[0])


def bulk_load(connection: Connection, on: date) -> Load:
    """Return the same question for many households, counted once for all helpers."""
    day = on.isoformat()
    loads: dict[str, int] = dict(connection.execute(_LOADS, (day, day)).fetchall())
    return lambda helper: loads.get(helper, 0)


def households_with(connection: Connection, kind: str, values: list[str]) -> list[str]:
    """Return the households that have one of these values of a kind."""
    return _ask(connection, _HOUSEHOLDS_WITH[kind], values)


def values_of(connection: Connection, kind: str, households: list[str]) -> list[str]:
    """Return the values of a kind that these households have, those of deleted records included."""
    return _ask(connection, _VALUES_OF[kind], households)


def sharing_households(connection: Connection, on: date) -> list[str]:
    """Return every household that shares an ID number, a phone or a card, or whose helper has others too."""
    found: dict[str, None] = {}
    for kind in ("id", "phone", "card"):
        query = f"SELECT v FROM ({_DOUBLED[kind]}) GROUP BY v HAVING count(*) > 1"  # noqa: S608
        values = [row[0] for row in connection.execute(query)]
        found.update(dict.fromkeys(households_with(connection, kind, values)))
    day = on.isoformat()
    helpers = [row[0] for row in connection.execute(_LOADS, (day, day)) if row[1] > 1]
    found.update(dict.fromkeys(households_with(connection, "helper", helpers)))
    return list(found)


def _ask(connection: Connection, query: str, values: list[str]) -> list[str]:
    found: dict[str, None] = {}
    for start in range(0, len(values), _PART):
        part = values[start : start + _PART]
        marks = ",".join("?" * len(part))
        rows = connection.execute(query.format(marks), part * query.count("{0}") if "{0}" in query else part)
        found.update(dict.fromkeys(row[0] for row in rows))
    return list(found)


@lru_cache(maxsize=2)
def places_above_county(resources: Path) -> frozenset[str]:
    """Return the names of all provinces and prefectures, long and short (“江苏省”, “江苏”)."""
    found: set[str] = set()
    for province in shipped_children(resources, ""):
        names = [province.name, *(one.name for one in shipped_children(resources, province.code))]
        for name in names:
            found.add(name)
            if name.endswith(("省", "市")) and len(name) > 2:
                found.add(name[:-1])
    return frozenset(found - {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
