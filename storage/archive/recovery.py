"""A forgotten password: a new one by the recovery sheet, or by two small files to the county and back.

The county never sees the new password and the office never sees the county's private key: the request carries the
database key as it was locked for the county, with a fresh key made for this one answer; the county locks it anew for
that. The fresh key waits in the data folder, wrapped by the new password, until the answer comes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from storage.archive import age, attempts, key_slots, protection, sqlite
from storage.archive.archive import DATABASE_NAME
from storage.archive.files_aside import write_aside
from storage.archive.key_slots import Slot, open_slot, read_slots, slot_for_secret
from storage.archive.problems import StorageProblem, known_problems

PENDING = "recovery.json"
REQUEST, ANSWER = "hudang-recovery-request-1", "hudang-recovery-answer-1"
LARGEST = 1 << 16
"""Bytes; these files are about 1 KB."""
FINGERPRINT_DIGITS = 20
_KEY_FILE_HEAD = (
    "# 户档 县级恢复私钥\n# 有它就能打开所有以它为恢复钥匙的档案和数据包：放在县里的保险柜，不要复制到电脑上。\n"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What an office asks: who, for which user, and the digits to be compared over the telephone."""

    office: str
    user: str
    made: str
    sealed: bytes
    recipient: str
    fingerprint: str


def reset_by_code(folder: Path, code: str, user: str, password: str) -> None:
    """Give a user a new password by the recovery sheet's code."""
    protection.check_password(password)
    _known_user(folder, user)
    key = protection.unlock_with_code(folder, code)
    _check_key(folder, key)
    protection.set_password(folder, key, user, password)
    attempts.take_attempts(folder)


def new_county_key() -> tuple[str, str]:
    """Return the text of the county's private key file, and the public recipient that offices enter."""
    private = age.new_key()
    recipient = age.recipient_of(private)
    return f"{_KEY_FILE_HEAD}# 公钥：{recipient}\n{private}\n", recipient


def read_county_key(text: str) -> str:
    """Return the private key of a county's key file; StorageProblem where it is none."""
    keys = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        if len(keys) == 1:
            age.recipient_of(keys[0])
            return keys[0]
    except Exception:  # noqa: BLE001, S110 - whatever the library says: it is no key
        pass
    raise StorageProblem("no_county_key", "这不是县级恢复私钥文件，没有继续。")


def ask(folder: Path, out: Path, *, office: str, user: str, password: str) -> Request:
    """Write a request to the county for a user who forgot the password, who chooses the new one now.

    StorageProblem where the archive was never locked for a county.
    """
    protection.check_password(password)
    _known_user(folder, user)
    slot = next((slot for slot in read_slots(folder) if slot.kind == "county"), None)
    if slot is None:
        raise StorageProblem("no_county", "这份档案没有设县级恢复公钥，不能向县里申请。请用恢复单，或用备份恢复。")
    once = age.new_key()
    made = date.today().isoformat()
    request = _request(office, user, made, slot.sealed, age.recipient_of(once))
    waiting = slot_for_secret("user", user, made, once.encode(), password.encode())
    told = {
        "format": REQUEST,
        "office": office,
        "user": user,
        "made": made,
        "sealed": _text(slot.sealed),
        "recipient": request.recipient,
    }
    with known_problems():
        write_aside(folder / PENDING, json.dumps(_pending(waiting), ensure_ascii=False).encode())
        write_aside(out, json.dumps(told, ensure_ascii=False, indent=1).encode())
    return request


def read_request(file: Path) -> Request:
    """Return what a request file asks; StorageProblem where it is none."""
    told = _read(file, REQUEST, "恢复申请")
    try:
        age.check_recipient(told["recipient"])
        return _request(told["office"], told["user"], told["made"], _bytes(told["sealed"]), told["recipient"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _no_file(file, "恢复申请") from None


def answer(request: Request, private: str, out: Path) -> None:
    """At the county: lock the key anew for the one who asks. Compare the fingerprint over the telephone before."""
    key = key_slots.open_county_slot(request.sealed, private)
    if key is None:
        raise StorageProblem("other_county", "这把县级私钥打不开这份申请：申请的单位登记的是另一把公钥。没有写出。")
    locked = io.BytesIO()
    age.lock(io.BytesIO(key), locked, [request.recipient])
    told = {"format": ANSWER, "for": request.fingerprint, "sealed": _text(locked.getvalue())}
    with known_problems():
        write_aside(out, json.dumps(told, indent=1).encode())


def accept(folder: Path, file: Path, password: str) -> str:
    """Take the county's answer: the new password, chosen when asking, is in force. Returns the user's name."""
    attempts.refuse_while_waiting(folder)
    told = _read(file, ANSWER, "恢复答复")
    slot = _waiting(folder)
    once = open_slot(slot, password.encode())
    if once is None:
        attempts.note_wrong(folder)
        raise StorageProblem("wrong_password", "口令不对：请输入写申请时定下的新口令。没有改动。")
    opened = io.BytesIO()
    try:
        age.unlock(io.BytesIO(_bytes(told["sealed"])), opened, [once.decode()])
    except (age.WrongKey, age.Damaged, KeyError, ValueError, TypeError):
        raise StorageProblem(
            "other_answer", "这份答复不是给这次申请的，或已损坏，没有改动。请把最近一次的申请交给县里。"
        ) from None
    key = opened.getvalue()
    _check_key(folder, key)
    protection.set_password(folder, key, slot.name, password)
    attempts.take_attempts(folder)
    (folder / PENDING).unlink(missing_ok=True)
    return slot.name


def _check_key(folder: Path, key: bytes) -> None:
    """Open the database with the key before anything is written by it."""
    with known_problems():
        sqlite.connect(folder / DATABASE_NAME, key, read_only=True).close()


def _known_user(folder: Path, user: str) -> None:
    if user not in protection.users(folder):
        names = "、".join(name or "（未署名）" for name in protection.users(folder))
        raise StorageProblem("no_user", f"没有用户“{user}”，没有改动。有口令的用户：{names}。")


def _request(office: Any, user: Any, made: Any, sealed: bytes, recipient: Any) -> Request:
    if not all(isinstance(text, str) and len(text) <= 200 for text in (office, user, made, recipient)):
        raise ValueError("request")
    hashed = hashlib.sha256(b"hudang recovery\0" + f"{office}\0{user}\0{made}\0{recipient}\0".encode() + sealed)
    number = int.from_bytes(hashed.digest(), "big") % 10**FINGERPRINT_DIGITS
    digits = f"{number:0{FINGERPRINT_DIGITS}d}"
    shown = " ".join(digits[place : place + 5] for place in range(0, FINGERPRINT_DIGITS, 5))
    return Request(office, user, made, sealed, recipient, shown)


def _pending(slot: Slot) -> dict[str, Any]:
    return {
        "name": slot.name,
        "made": slot.made,
        "sealed": _text(slot.sealed),
        "salt": _text(slot.salt),
        "strength": [slot.memory_kib, slot.iterations, slot.lanes],
    }


def _waiting(folder: Path) -> Slot:
    try:
        told = json.loads((folder / PENDING).read_text("utf-8"))
        memory, iterations, lanes = (int(one) for one in told["strength"])
        if memory > key_slots.MOST_MEMORY_KIB or iterations > key_slots.MOST_ITERATIONS or lanes > 16:
            raise ValueError
        sealed, salt = _bytes(told["sealed"]), _bytes(told["salt"])
        return Slot("user", str(told["name"]), str(told["made"]), sealed, salt, memory, iterations, lanes)
    except FileNotFoundError:
        raise StorageProblem("no_request", "这台电脑上没有写过恢复申请（或已用过），没有改动。请先写申请。") from None
    except (ValueError, KeyError, TypeError):
        raise StorageProblem("bad_request", "申请时留下的文件已损坏，没有改动。请重新写一份申请。") from None


def _read(file: Path, form: str, what: str) -> dict[str, Any]:
    with known_problems():
        if file.stat().st_size > LARGEST:
            raise _no_file(file, what)
        try:
            told = json.loads(file.read_text("utf-8"))
            if told["format"] != form:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            raise _no_file(file, what) from None
    return told


def _no_file(file: Path, what: str) -> StorageProblem:
    return StorageProblem("no_recovery_file", f"“{file.name}”不是户档的{what}文件，或已损坏。没有改动。")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as problem:
        raise ValueError from problem
