"""Who this database is to others: its desk's signing key (Ed25519) and its office's key for packs (age, X25519).

Both private keys live in the database, so a protected archive protects them too. A database that was restored or
copied becomes a new desk; it keeps the old signing key to sign for the new one, so that nobody has to admit it again.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from storage.archive import age
from storage.archive.archive import Archive
from storage.archive.sqlite import Connection

OFFICE_KEY = "office_key"
FORMER_DESKS = "former_desks"
RECOVERY = "recovery_recipients"


@dataclass(frozen=True, slots=True)
class DeskKey:
    """A desk and what it signs with."""

    desk: str
    private: Ed25519PrivateKey

    @property
    def public(self) -> bytes:
        """Return the 32 bytes that others check signatures with."""
        return self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, text: bytes) -> bytes:
        """Return the 64-byte signature."""
        return self.private.sign(text)


def desk_key(archive: Archive) -> DeskKey:
    """Return this desk's signing key."""
    return DeskKey(archive.office.desk, _private(str(_read(archive.connection, "desk_key"))))


def former_desks(archive: Archive) -> list[DeskKey]:
    """Return the desks this database was before it was restored or copied, oldest first."""
    return [DeskKey(one["desk"], _private(one["key"])) for one in _former(archive.connection)]


def office_key(archive: Archive) -> str:
    """Return the private key that opens packs for this office; made at first use."""
    stored = _read(archive.connection, OFFICE_KEY)
    if stored is None:
        stored = age.new_key()
        _write(archive.connection, OFFICE_KEY, stored)
    return stored


def recovery_recipients(archive: Archive) -> list[str]:
    """Return the age recipients that every pack of this office is also locked for, so that a lost key loses nothing."""
    stored = _read(archive.connection, RECOVERY)
    return list(orjson.loads(stored)) if stored else []


def set_recovery_recipients(archive: Archive, recipients: list[str]) -> None:
    """Keep the recovery recipients, from the upper office or made at set-up; ValueError where one is none."""
    for recipient in recipients:
        age.check_recipient(recipient)
    _write(archive.connection, RECOVERY, orjson.dumps(recipients).decode())


def _former(connection: Connection) -> list[dict[str, str]]:
    stored = _read(connection, FORMER_DESKS)
    return orjson.loads(stored) if stored else []


def _private(key: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))


def _read(connection: Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def _write(connection: Connection, key: str, value: str) -> None:
    connection.execute(
        "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value", (key, value)
    )
