"""Protection of an archive: a random database key, wrapped by the password (Argon2id, AES-256-GCM).

`keys.json` in the data folder holds the wrapped key; without that file and the password nobody reads the archive.
Changing the password wraps the same key anew: 32 bytes, not the database.
"""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.archive.files_aside import write_aside
from storage.archive.problems import StorageProblem

KEY_FILE = "keys.json"
MEMORY_KIB = 65536
ITERATIONS = 3
LANES = 4
WRAP_LABEL = b"hudang database key v1"
SHORTEST_PASSWORD = 8


def is_protected(folder: Path) -> bool:
    """Tell whether the archive in `folder` needs a password."""
    return (folder / KEY_FILE).exists()


def check_password(password: str) -> None:
    """Refuse a password that is too short, with a sentence."""
    if len(password) < SHORTEST_PASSWORD:
        raise StorageProblem("weak_password", f"口令太短，至少要 {SHORTEST_PASSWORD} 个字符。没有改动任何数据。")


def new_key() -> bytes:
    """Return a random 256-bit database key."""
    return os.urandom(32)


def store_key(folder: Path, key: bytes, password: str) -> None:
    """Wrap the key by the password and write `keys.json` (old file kept whole until the new one is)."""
    check_password(password)
    salt, nonce = os.urandom(16), os.urandom(12)
    wrapped = AESGCM(_derive(password, salt, MEMORY_KIB, ITERATIONS, LANES)).encrypt(nonce, key, WRAP_LABEL)
    text = json.dumps(
        {
            "version": 1,
            "kdf": {
                "name": "argon2id",
                "memory_kib": MEMORY_KIB,
                "iterations": ITERATIONS,
                "lanes": LANES,
                "salt": _text(salt),
            },
            "wrap": {"name": "aes-256-gcm", "nonce": _text(nonce), "key": _text(wrapped)},
        },
        indent=1,
    )
    write_aside(folder / KEY_FILE, text.encode())


def load_key(folder: Path, password: str) -> bytes:
    """Return the database key; StorageProblem where the password is wrong or the key file is damaged."""
    try:
        stored: dict[str, Any] = json.loads((folder / KEY_FILE).read_text("utf-8"))
        kdf, wrap = stored["kdf"], stored["wrap"]
        derived = _derive(password, _bytes(kdf["salt"]), kdf["memory_kib"], kdf["iterations"], kdf["lanes"])
        return AESGCM(derived).decrypt(_bytes(wrap["nonce"]), _bytes(wrap["key"]), WRAP_LABEL)
    except InvalidTag:
        raise StorageProblem("wrong_password", "口令不对，档案没有打开。请核对大小写后再试。") from None
    except (ValueError, KeyError, TypeError):
        raise StorageProblem(
            "bad_key_file", f"密钥文件 {KEY_FILE} 已损坏，档案没有打开。请用备份恢复，损坏的文件请保留。"
        ) from None


def attachment_key(database_key: bytes) -> bytes:
    """Return the key for attachments, derived from the database key."""
    return HKDF(SHA256(), 32, salt=None, info=b"hudang attachments v1").derive(database_key)


def _derive(password: str, salt: bytes, memory_kib: int, iterations: int, lanes: int) -> bytes:
    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory_kib)
    return kdf.derive(password.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
