"""What is looked at when an archive is opened: the newest ops before anyone works, the whole file in the background."""

from __future__ import annotations

import hashlib
import zlib

import orjson

from storage.archive import sqlite
from storage.archive.archive import DATABASE_NAME
from storage.archive.backup_making import Source
from storage.archive.ops import op_id, unpack_payload
from storage.archive.problems import SENTENCES, StorageProblem, problem_of
from storage.archive.sqlite import Connection

NEWEST = 1000
"""Ops whose names and payloads are compared at every opening: a disk that lied loses the newest first."""


def check_newest(connection: Connection) -> None:
    """Raise StorageProblem (corrupt) where one of the newest ops is not what its hash says."""
    rows = connection.execute("SELECT id, header, payload FROM op ORDER BY n DESC LIMIT ?", (NEWEST,))
    if not all(_is_sound(*row) for row in rows):
        raise StorageProblem("corrupt", SENTENCES["SQLITE_CORRUPT"])


def _is_sound(name: bytes, header: bytes, payload: bytes | None) -> bool:
    if op_id(header) != name:
        return False
    try:
        return payload is None or hashlib.sha256(unpack_payload(payload)).hexdigest() == orjson.loads(header)["ph"]
    except (zlib.error, ValueError, KeyError):
        return False


def complaints(source: Source) -> list[str]:
    """Return what SQLite says against the whole file, with a connection of its own; empty where it is sound."""
    try:
        connection = sqlite.connect(source.folder / DATABASE_NAME, source.key, read_only=True)
        try:
            return sqlite.quick_check(connection)
        finally:
            connection.close()
    except Exception as error:
        problem = problem_of(error)
        if problem is None or problem.code not in ("corrupt", "notadb"):
            raise
        return [problem.sentence]
