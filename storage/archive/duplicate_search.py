"""Looks through the whole archive, all villages, for people and households that stand in it twice.

What is found about people becomes a case of the inbox, where both are shown side by side: joined, they are one person
whose differing values are decided one by one; kept apart, they are never asked about again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.id_numbers import eighteen, one_slip_apart
from storage.archive.archive import Archive
from storage.archive.duplicates import refresh_all
from storage.archive.progress import Progress, silent
from storage.archive.transaction import transaction


@dataclass(frozen=True, slots=True)
class DoubledHousehold:
    """Households that bear one number; (uid, head, division) of each."""

    number: str
    households: tuple[tuple[str, str, str], ...]


def find_duplicates(archive: Archive, progress: Progress = silent) -> int:
    """Open a case for every two people who may be one; return how many such cases are open now.

    They may be where the number is the same, where name and birthday are the same and the numbers differ as mistyped
    ones do, or where the name is the same and the numbers are one slip apart. Cases that no longer hold are closed.
    """
    progress(0, 0, "查找重复的人")
    with transaction(archive) as connection:
        people = connection.execute(
            "SELECT uid, name, id_number FROM member WHERE deleted = 0 AND name IS NOT NULL "
            "AND id_number IS NOT NULL AND (member_state IS NULL OR member_state = '1')"
        ).fetchall()
        refresh_all(archive, set(_one_slip(people)))
        row = connection.execute("SELECT count(*) FROM conflict WHERE kind = 'duplicate'").fetchone()
    return int(row[0])


def _one_slip(people: Iterable[tuple[str, str, str]]) -> Iterable[tuple[str, str]]:
    """Yield pairs of one name whose numbers are one slip apart: two of the number's three parts are then the same."""
    seen: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for uid, name, told in people:
        number = eighteen(told)[:18]
        if len(number) != 18:
            continue
        for part, rest in (("a", number[6:]), ("b", number[:6] + number[14:]), ("c", number[:14])):
            known = seen.setdefault((name, part, rest), [])
            for other, its in known:
                if one_slip_apart(number, its):
                    yield (uid, other) if uid < other else (other, uid)
            known.append((uid, number))


def doubled_households(archive: Archive) -> list[DoubledHousehold]:
    """Return the household numbers that several households bear."""
    rows = archive.connection.execute(
        "SELECT number, uid, coalesce(head_name, ''), coalesce(division, '') FROM household WHERE deleted = 0 "
        "AND number IN (SELECT number FROM household WHERE deleted = 0 AND number IS NOT NULL GROUP BY number "
        "HAVING count(*) > 1) ORDER BY number, uid"
    )
    found: dict[str, list[tuple[str, str, str]]] = {}
    for number, uid, head, division in rows:
        found.setdefault(number, []).append((uid, head, division))
    return [DoubledHousehold(number, tuple(listed)) for number, listed in found.items()]
