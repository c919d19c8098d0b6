"""`keys.json`: the database key, wrapped once for every user's password, for the recovery sheet and for the county.

The file names users, but holds neither key nor password. Whoever changes it can only lock people out, let nobody in:
each slot is authenticated, and what it says about itself (kind, name) is part of what is authenticated.
"""

from __future__ import annotations

import base64
import binascii
import io
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from storage.archive import age
from storage.archive.files_aside import write_aside
from storage.archive.problems import StorageProblem

KEY_FILE = "keys.json"
VERSION = 2
MEMORY_KIB, ITERATIONS, LANES = 65536, 3, 4
MOST_MEMORY_KIB, MOST_ITERATIONS = 1 << 20, 16
"""A damaged or forged file must not make the program ask for all memory of the machine."""
Kind = Literal["user", "sheet", "county"]
_LABEL = b"hudang database key v2\0"


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the key. `name`: the user, the day a sheet was made, or the county's age recipient."""

    kind: Kind
    name: str
    made: str
    sealed: bytes
    salt: bytes = b""
    memory_kib: int = MEMORY_KIB
    iterations: int = ITERATIONS
    lanes: int = LANES


def slot_for_secret(kind: Kind, name: str, made: str, key: bytes, secret: bytes) -> Slot:
    """Wrap the key by a password or by the code of a sheet (Argon2id, AES-256-GCM)."""
    salt, nonce = os.urandom(16), os.urandom(12)
    strength = (MEMORY_KIB, ITERATIONS, LANES)
    sealed = nonce + AESGCM(_derive(secret, salt, *strength)).encrypt(nonce, key, _about(kind, name))
    return Slot(kind, name, made, sealed, salt, *strength)


def slot_for_recipient(recipient: str, made: str, key: bytes) -> Slot:
    """Wrap the key for the county's recovery key (age); ValueError where the text is no recipient."""
    age.check_recipient(recipient)
    locked = io.BytesIO()
    age.lock(io.BytesIO(_LABEL + key), locked, [recipient])
    return Slot("county", recipient, made, locked.getvalue())


def open_slot(slot: Slot, secret: bytes) -> bytes | None:
    """Return the key behind a password's or a sheet's slot, None where the secret is not the one."""
    derived = _derive(secret, slot.salt, slot.memory_kib, slot.iterations, slot.lanes)
    try:
        return AESGCM(derived).decrypt(slot.sealed[:12], slot.sealed[12:], _about(slot.kind, slot.name))
    except (InvalidTag, ValueError):
        return None


def open_county_slot(sealed: bytes, private: str) -> bytes | None:
    """Return the key from what was sealed for the county, None where its private key does not fit."""
    plain = io.BytesIO()
    try:
        age.unlock(io.BytesIO(sealed), plain, [private])
    except (age.WrongKey, age.Damaged):
        return None
    opened = plain.getvalue()
    return opened[len(_LABEL) :] if opened.startswith(_LABEL) and len(opened) == len(_LABEL) + 32 else None


def read_slots(folder: Path) -> list[Slot]:
    """Return the slots of an archive, none where it has no protection; StorageProblem where the file is damaged."""
    path = folder / KEY_FILE
    if not path.exists():
        return []
    try:
        stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if stored["version"] != VERSION:
            raise StorageProblem("newer", "密钥文件由另一版本的户档写成，档案没有打开、没有改动。请用那个版本打开。")
        slots = [_slot(told) for told in cast("list[dict[str, Any]]", stored["slots"])]
        if not slots:
            raise ValueError
        return slots
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise StorageProblem(
            "bad_key_file",
            f"密钥文件 {KEY_FILE} 已损坏，档案没有打开。数据没有改动：备份里有同样的密钥文件，"
            "请从最近的备份恢复；损坏的文件请保留。",
        ) from None


def write_slots(folder: Path, slots: Sequence[Slot]) -> None:
    """Write the slots; the old file is kept whole until the new one is. There must be one that a person can open."""
    if not any(slot.kind == "user" for slot in slots):
        raise StorageProblem("last_user", "至少要留一位能用口令打开档案的用户，没有改动。")
    text = json.dumps({"version": VERSION, "slots": [_told(slot) for slot in slots]}, ensure_ascii=False, indent=1)
    write_aside(folder / KEY_FILE, text.encode())


def change_slots(folder: Path, change: Callable[[list[Slot]], list[Slot]]) -> list[Slot]:
    """Read, change and write the slots; returns them as written."""
    slots = change(read_slots(folder))
    write_slots(folder, slots)
    return slots


def _derive(secret: bytes, salt: bytes, memory_kib: int, iterations: int, lanes: int) -> bytes:
    return Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_kib).derive(secret)


def _about(kind: Kind, name: str) -> bytes:
    return _LABEL + f"{kind}\0{name}".encode()


def _told(slot: Slot) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": slot.kind, "name": slot.name, "made": slot.made, "sealed": _text(slot.sealed)}
    if slot.kind != "county":
        told["kdf"] = {
            "name": "argon2id",
            "memory_kib": slot.memory_kib,
            "iterations": slot.iterations,
            "lanes": slot.lanes,
            "salt": _text(slot.salt),
        }
    return told


def _slot(told: dict[str, Any]) -> Slot:
    kind, name, made, sealed = told["kind"], told["name"], told["made"], _bytes(told["sealed"])
    if kind not in ("user", "sheet", "county") or not isinstance(name, str) or not isinstance(made, str):
        raise ValueError("slot")
    if kind == "county":
        return Slot("county", name, made, sealed)
    kdf = cast("dict[str, Any]", told["kdf"])
    memory, iterations, lanes = (int(kdf[part]) for part in ("memory_kib", "iterations", "lanes"))
    if not 8 * lanes <= memory <= MOST_MEMORY_KIB or not 1 <= iterations <= MOST_ITERATIONS or not 1 <= lanes <= 16:
        raise ValueError("kdf")
    salt = _bytes(kdf["salt"])
    if not 8 <= len(salt) <= 64:
        raise ValueError("salt")
    return Slot(cast("Kind", kind), name, made, sealed, salt, memory, iterations, lanes)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
