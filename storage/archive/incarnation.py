"""Which incarnation of an archive this is: a restored or copied folder must not go on under its old desk id.

Two databases that write under one desk id fork its chains. Nothing is lost then (ops are named by hash), but people
must be told; so a desk that notices takes a new id, and keeps the old ones to say whose successor it is.
"""

from __future__ import annotations

import secrets

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from storage.archive.archive import Archive, read_office


def renew(archive: Archive, why: str) -> str:
    """Give this archive a new desk id and key, within the caller's transaction; the old ones go to `former_desks`.

    Call `read_again` once it is committed. Returns the new id. `why` is merge, copied, restored …
    """
    connection = archive.connection
    old = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('desk', 'desk_key')").fetchall())
    desk, key = secrets.token_hex(12), Ed25519PrivateKey.generate()
    former = [*former_desks(archive), {"desk": old["desk"], "key": old["desk_key"], "why": why}]
    connection.executemany(
        "INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)",
        [
            ("desk", desk),
            ("desk_key", key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()).hex()),
            ("former_desks", orjson.dumps(former).decode()),
        ],
    )
    return desk


def former_desks(archive: Archive) -> list[dict[str, str]]:
    """Return the desk ids this archive had before, oldest first, each with its private key and why it was left."""
    row = archive.connection.execute("SELECT value FROM meta WHERE key = 'former_desks'").fetchone()
    return orjson.loads(row[0]) if row else []


def read_again(archive: Archive) -> None:
    """Let an open archive know its new desk id."""
    archive.office = read_office(archive.connection)
