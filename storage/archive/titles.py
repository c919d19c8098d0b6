"""How people and households are called, by uid: for lists that name records, deleted ones too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from storage.archive.archive import Archive

_PART = 500


def people_named(archive: Archive, uids: Iterable[str]) -> dict[str, str]:
    """Return uid → name of the members and helpers among these uids."""
    names: dict[str, str] = {}
    for part in _parts(uids):
        marks = ",".join("?" * len(part))
        for table in ("member", "helper"):
            rows = archive.connection.execute(f"SELECT uid, name FROM {table} WHERE uid IN ({marks})", part)  # noqa: S608
            names.update({uid: name or "" for uid, name in rows})
    return names


def household_titles(archive: Archive, uids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Return uid → (number, name of the head, village) of households, those in the recycle bin too."""
    found: dict[str, tuple[str, str, str]] = {}
    for part in _parts(uids):
        marks = ",".join("?" * len(part))
        rows = archive.connection.execute(
            "SELECT h.uid, coalesce(h.number, h.local_number, ''), coalesce((SELECT m.name FROM member m "  # noqa: S608
            "WHERE m.household = h.uid AND m.relation = '01' ORDER BY m.deleted, m.id LIMIT 1), h.head_name, ''), "
            f"coalesce(h.division, '') FROM household h WHERE h.uid IN ({marks})",
            part,
        )
        found.update({row[0]: (row[1], row[2], archive.divisions.name(row[3])) for row in rows.fetchall()})
    return found


def _parts(uids: Iterable[str]) -> Iterator[list[str]]:
    listed = sorted(set(uids))
    for start in range(0, len(listed), _PART):
        yield listed[start : start + _PART]
