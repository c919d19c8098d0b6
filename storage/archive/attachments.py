"""Attachments by content: a file is stored once under its hash, encrypted where the archive is protected."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from models.keys import new_uid
from storage.archive.archive import Archive
from storage.archive.files_aside import write_aside
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.protection import attachment_key
from storage.archive.records import Change, RecordChange, save
from storage.archive.sqlite import Connection

FOLDER_NAME = "attachments"
LARGEST = 50 * 1024 * 1024
"""Bytes; a larger file is refused."""
_SEAL = 12 + 16
"""Bytes by which a sealed file is longer: nonce and tag."""
_HASH = re.compile(r"[0-9a-f]{64}")


def add_attachment(
    archive: Archive, household: str, content: bytes, *, file_name: str, slot: str, person: str | None = None
) -> Change:
    """Store the bytes of a file and hang an attachment record under the household."""
    name = keep_content(archive, content, file_name)
    values = {
        "slot": slot,
        "person": person,
        "content_hash": name,
        "file_name": file_name,
        "media_type": mimetypes.guess_type(file_name)[0],
        "size": len(content),
    }
    return save(archive, [RecordChange("attachment", new_uid(), values, household=household)])


def keep_content(archive: Archive, content: bytes, file_name: str) -> str:
    """Store bytes under their hash and return it; a record that names it makes them an attachment.

    StorageProblem where they are too large, the archive is read-only or the disk refuses.
    """
    archive.refuse_read_only()
    if len(content) > LARGEST:
        raise StorageProblem("too_large", f"“{file_name}”超过 {LARGEST >> 20} MB，没有加入。请先缩小后再加。")
    name = hashlib.sha256(content).hexdigest()
    path = _path(archive, name)
    if not path.exists():
        with known_problems():
            write_aside(path, seal_content(archive.key, name, content))
    return name


def households_with(archive: Archive, content_hash: str, but: str) -> list[str]:
    """Return the numbers of the households, other than `but`, that have an attachment with this content."""
    rows = archive.connection.execute(
        "SELECT DISTINCT h.number, h.local_number FROM attachment a JOIN household h ON h.uid = a.household"
        " WHERE a.content_hash = ? AND a.household <> ? AND a.deleted = 0 AND h.deleted = 0",
        (content_hash, but),
    )
    return [row[0] or row[1] or "（无户编号）" for row in rows]


def attachment_bytes(archive: Archive, content_hash: str) -> bytes:
    """Return a stored file's bytes; StorageProblem where it is missing or not what its hash says."""
    path = _path(archive, content_hash)
    if not path.exists():
        raise StorageProblem("attachment_missing", "附件文件不在本机（可能尚未收到）。档案里的记录完好。")
    content = open_content(archive.key, content_hash, path.read_bytes())
    if content is None or hashlib.sha256(content).hexdigest() != content_hash:
        raise StorageProblem("attachment_damaged", "附件文件已损坏，内容与登记的指纹不符。请从备份恢复这个文件。")
    return content


def content_size(archive: Archive, content_hash: str) -> int | None:
    """Return the size in bytes of a stored attachment, None where the file is not here."""
    try:
        stored = _path(archive, content_hash).stat().st_size
    except FileNotFoundError:
        return None
    return stored if archive.key is None else stored - _SEAL


def hashes_of(connection: Connection, uids: Iterable[str]) -> list[str]:
    """Return the hashes that these attachment records name."""
    found: list[str] = []
    for uid in uids:
        rows = connection.execute("SELECT content_hash FROM attachment WHERE uid = ?", (uid,)).fetchall()
        found += [row[0] for row in rows if row[0]]
    return found


def drop_files(archive: Archive, hashes: Iterable[str]) -> int:
    """Remove the files of attachments that no record names any more; returns how many."""
    gone = 0
    for name in set(hashes):
        query = "SELECT 1 FROM attachment WHERE content_hash = ?"
        if _HASH.fullmatch(name) and archive.connection.execute(query, (name,)).fetchone() is None:
            path = _path(archive, name)
            gone += path.exists()
            path.unlink(missing_ok=True)
    return gone


def missing_contents(archive: Archive, scope: str, most: int) -> list[str]:
    """Return hashes of attachments under a scope whose files have not come, at most so many."""
    rows = archive.connection.execute(
        "SELECT DISTINCT content_hash FROM attachment WHERE deleted = 0 AND content_hash IS NOT NULL "
        "AND scope >= ? AND scope < ? ORDER BY content_hash",
        (scope, scope + ":"),
    )
    missing = (row[0] for row in rows if _HASH.fullmatch(row[0]) and not _path(archive, row[0]).exists())
    return list(islice(missing, most))


def _path(archive: Archive, name: str) -> Path:
    if not _HASH.fullmatch(name):
        raise StorageProblem("attachment_name", "附件的内容指纹不合规，没有打开。")
    return archive.folder / FOLDER_NAME / name[:2] / name


def seal_content(key: bytes | None, name: str, content: bytes) -> bytes:
    """Return a file's bytes as they are stored: encrypted where the archive has a key."""
    if key is None:
        return content
    nonce = os.urandom(12)
    return nonce + AESGCM(attachment_key(key)).encrypt(nonce, content, name.encode())


def open_content(key: bytes | None, name: str, stored: bytes) -> bytes | None:
    """Return a stored file's own bytes, None where they were changed or sealed by another key."""
    if key is None:
        return stored
    try:
        return AESGCM(attachment_key(key)).decrypt(stored[:12], stored[12:], name.encode())
    except InvalidTag:
        return None
