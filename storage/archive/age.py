"""The one door to age (pyrage): locking a stream for recipients' keys or for a passphrase. Keys are text here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

import pyrage  # pyright: ignore[reportMissingTypeStubs]

_AGE = cast("Any", pyrage)  # the package has no type information

HEADER = b"age-encryption.org/v1\n"
PASSPHRASE_HEADER = HEADER + b"-> scrypt "


class WrongKey(Exception):
    """The key or passphrase does not open this."""


class Damaged(Exception):
    """Some bytes are not what was written."""


class Reader(Protocol):
    """Where bytes come from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, b"" at the end."""
        ...


class Writer(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take some bytes."""
        ...

    def flush(self) -> None:
        """Do nothing more than the writer needs."""
        ...


def new_key() -> str:
    """Return a new private key."""
    return str(_AGE.x25519.Identity.generate())


def recipient_of(key: str) -> str:
    """Return the public part of a private key."""
    return str(_AGE.x25519.Identity.from_str(key).to_public())


def check_recipient(text: str) -> None:
    """Raise ValueError where the text is no recipient."""
    try:
        _AGE.x25519.Recipient.from_str(text)
    except _AGE.RecipientError as problem:
        raise ValueError("no age recipient") from problem


def lock(source: Reader, target: Writer, recipients: Sequence[str]) -> None:
    """Encrypt a stream for everyone who has one of the keys behind `recipients`."""
    _AGE.encrypt_io(source, target, [_AGE.x25519.Recipient.from_str(one) for one in recipients])


def unlock(source: Reader, target: Writer, keys: Sequence[str]) -> None:
    """Decrypt a stream; WrongKey where no key fits, Damaged where a byte was changed or cut."""
    try:
        _AGE.decrypt_io(source, target, [_AGE.x25519.Identity.from_str(one) for one in keys])
    except _AGE.DecryptError as problem:
        raise (WrongKey if "matching" in str(problem) else Damaged)(str(problem)) from problem
    except OSError as problem:
        if problem.errno is not None:  # the disk's own trouble, not that of the content
            raise
        raise Damaged(str(problem)) from problem


def lock_with_passphrase(plain: bytes, passphrase: str) -> bytes:
    """Encrypt for whoever knows the passphrase (scrypt, about two seconds)."""
    return bytes(_AGE.passphrase.encrypt(plain, passphrase))


def unlock_with_passphrase(locked: bytes, passphrase: str) -> bytes:
    """Decrypt; WrongKey where the passphrase is not the one, Damaged where a byte was changed or cut."""
    try:
        return bytes(_AGE.passphrase.decrypt(locked, passphrase))
    except _AGE.DecryptError as problem:
        raise (WrongKey if str(problem) == "Decryption failed" else Damaged)(str(problem)) from problem
    except OSError as problem:
        raise Damaged(str(problem)) from problem
