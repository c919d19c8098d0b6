"""The recycle bin: what was deleted, by whom and why."""

from __future__ import annotations

from dataclasses import dataclass

from models.catalogue import ENTITIES, RECORD_ENTITIES
from storage.archive.archive import Archive
from storage.archive.columns import table_of
from storage.archive.ops import DELETED, ops_of
from storage.archive.rows import read_flat


@dataclass(frozen=True, slots=True)
class Deleted:
    """One record in the recycle bin; `at` is UTC, ISO."""

    uid: str
    entity: str
    label: str
    household: str
    at: str
    user: str
    reason: str


def recycle_bin(archive: Archive, limit: int = 1000) -> list[Deleted]:
    """Return the deleted records, newest first; members gone with their household are not listed apart."""
    found: list[Deleted] = []
    for entity in RECORD_ENTITIES:
        under = (
            " AND NOT EXISTS (SELECT 1 FROM household h WHERE h.uid = r.household AND h.deleted = 1)"
            if ENTITIES[entity].owner
            else ""
        )
        rows = archive.connection.execute(
            f"SELECT r.uid FROM {table_of(entity)} r WHERE r.deleted = 1{under} ORDER BY r.updated DESC LIMIT ?",  # noqa: S608
            (limit,),
        ).fetchall()
        found += _described(archive, entity, [row[0] for row in rows])
    found.sort(key=lambda item: item.at, reverse=True)
    return found[:limit]


def _described(archive: Archive, entity: str, uids: list[str]) -> list[Deleted]:
    records = read_flat(archive.connection, entity, uids)
    found: list[Deleted] = []
    for uid, ops in ops_of(archive.connection, uids).items():
        last = next((op for op in reversed(ops) if DELETED in op.facets), None)
        if last is not None:
            record = records[uid]
            household = uid if entity == "household" else record.get("household", "")
            found.append(
                Deleted(uid, entity, _label(archive, entity, uid, record), household, last.at, last.user, last.reason)
            )
    return found


def _label(archive: Archive, entity: str, uid: str, record: dict[str, object]) -> str:
    title = ENTITIES[entity].label
    name = record.get("name") or record.get("date") or record.get("year") or ""
    if entity == "household":
        row = archive.connection.execute(
            "SELECT name FROM member WHERE household = ? AND relation = '01' ORDER BY id LIMIT 1", (uid,)
        ).fetchone()
        number = record.get("number") or record.get("local_number") or ""
        name = f"{row[0] if row else record.get('head_name') or ''} {number}"
    return f"{title} {name}".strip()
