"""Comparing what two archives hold, record by record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from models.catalogue import RECORD_ENTITIES
from storage.archive import sqlite
from storage.archive.archive import Archive, create_archive
from storage.archive.rows import read_flat

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


def differences(one: Archive, other: Archive) -> Iterator[tuple[object, ...]]:
    """Yield what differs between the records of two archives."""
    for entity in RECORD_ENTITIES:
        rows: list[dict[str, Any]] = []
        for archive in (one, other):
            uids = [row[0] for row in archive.connection.execute(f"SELECT uid FROM {entity}")]
            rows.append(read_flat(archive.connection, entity, uids))
        for uid in rows[0].keys() | rows[1].keys():
            left, right = (side.get(uid, {}) for side in rows)
            for key in (left.keys() | right.keys()) - {"received"}:
                if left.get(key) != right.get(key):
                    yield entity, uid, key, left.get(key), right.get(key)


def classes_of(archive: Archive) -> dict[str, frozenset[str]]:
    """Return uid → all uids of the same person, for those that are joined."""
    found: dict[str, set[str]] = {}
    rows = archive.connection.execute("SELECT uid, root FROM alias").fetchall()
    for uid, root in rows:
        found.setdefault(root, set()).add(uid)
    return {uid: frozenset(found[root]) for uid, root in rows}


@contextmanager
def transaction(archive: Archive):
    archive.connection.execute("BEGIN IMMEDIATE")
    yield
    archive.connection.commit()


def template_of(folder: Path, division: str) -> Path:
    """Return an empty archive of an office, made once for all worlds under the same parent."""
    template = folder.parent / f"template-{division}"
    if not template.exists():
        create_archive(template, division=division, office=division, user="王芳", resources=RESOURCES).close()
    return template


def copy_database(archive: Archive, path: Path) -> None:
    """Copy a live database, as a backup does."""
    copy = sqlite.connect_bare(str(path))
    archive.connection.backup(copy)
    copy.close()
