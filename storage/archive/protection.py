"""Protection of an archive: a random database key, wrapped for each user, for the recovery sheet and for the county.

`keys.json` in the data folder (`key_slots`) holds the wrapped key; without that file and a secret that fits a slot
nobody reads the archive. Changing a password wraps the same key anew: 32 bytes, not the database.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from secrets import choice

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.archive import attempts, recovery_code
from storage.archive.key_slots import (
    KEY_FILE,
    Slot,
    change_slots,
    open_slot,
    read_slots,
    slot_for_recipient,
    slot_for_secret,
    write_slots,
)
from storage.archive.problems import StorageProblem

__all__ = ["KEY_FILE"]

SHORTEST_PASSWORD = 8
_TOO_COMMON = frozenset({"password", "qwertyui", "qwertyuiop", "iloveyou", "admin123", "administrator", "mimamima"})
_ROWS = ("01234567890", "9876543210", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The database key, and whose password opened it; `user` “” where the slot belongs to nobody by name."""

    key: bytes
    user: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A recovery sheet not yet in force: its code, the day it was made, and the two groups to be typed back (1–8)."""

    code: str
    made: str
    asked: tuple[int, int]


def is_protected(folder: Path) -> bool:
    """Tell whether the archive in `folder` needs a password."""
    return (folder / KEY_FILE).exists()


def check_password(password: str) -> None:
    """Refuse a password that is too short or that everyone tries first, with a sentence."""
    if len(password) < SHORTEST_PASSWORD:
        raise StorageProblem("weak_password", f"口令太短，至少要 {SHORTEST_PASSWORD} 个字符。没有改动任何数据。")
    plain = password.casefold()
    if len(set(plain)) < 3 or plain in _TOO_COMMON or any(plain in row for row in _ROWS):
        raise StorageProblem(
            "weak_password", "这个口令太常见，别人一猜就中。请换一个，例如两三个不相干的词连在一起。没有改动任何数据。"
        )


def new_key() -> bytes:
    """Return a random 256-bit database key."""
    return os.urandom(32)


def start(folder: Path, key: bytes, user: str, password: str) -> None:
    """Write the first `keys.json`: one user."""
    check_password(password)
    write_slots(folder, [slot_for_secret("user", user, _today(), key, password.encode())])


def users(folder: Path) -> list[str]:
    """Return the names of those who have a password."""
    return [slot.name for slot in read_slots(folder) if slot.kind == "user"]


def unlock(folder: Path, password: str, user: str | None = None) -> Unlocked:
    """Return the key for a password: of the user named, else of anyone.

    StorageProblem where it is wrong, where one has to wait after wrong tries, or where the key file is damaged.
    """
    attempts.refuse_while_waiting(folder)
    slots = [slot for slot in read_slots(folder) if slot.kind == "user"]
    named = [slot for slot in slots if slot.name == user]
    if user and not named:
        named = [slot for slot in slots if not slot.name]  # a password that belongs to nobody serves everybody
        if not named:
            raise StorageProblem("no_user", f"这份档案没有登记用户“{user}”，没有打开。请核对姓名，或请管理员登记。")
    for slot in named or slots:
        key = open_slot(slot, password.encode())
        if key is not None:
            return Unlocked(key, slot.name)
    raise _wrong(folder, "口令不对，档案没有打开。请核对大小写和输入法后再试。")


def unlock_with_code(folder: Path, code: str) -> bytes:
    """Return the key for the code of the recovery sheet; StorageProblem tells which group is mistyped."""
    attempts.refuse_while_waiting(folder)
    try:
        secret = recovery_code.secret_of(code)
    except recovery_code.WrongCode as problem:
        where = f"第 {problem.group} 组有错" if problem.group else "应是 8 组、每组 6 位数字"
        raise StorageProblem("bad_code", f"恢复码{where}，请对照恢复单再输一遍。没有改动。") from None
    sheets = [slot for slot in read_slots(folder) if slot.kind == "sheet"]
    if not sheets:
        raise StorageProblem("no_sheet", "这份档案没有做过恢复单，不能用恢复码打开。请向县里申请恢复，或用备份恢复。")
    for slot in sheets:
        key = open_slot(slot, secret)
        if key is not None:
            return key
    raise _wrong(folder, f"恢复码不是这份档案现在的恢复单（{sheets[-1].made} 做的）。请核对恢复单上的日期和单位。")


def set_password(folder: Path, key: bytes, user: str, password: str) -> None:
    """Give a user a password, in place of the old one if there was one; the other ways in stay as they are."""
    check_password(password)
    made = slot_for_secret("user", user, _today(), key, password.encode())
    change_slots(folder, lambda slots: _instead(slots, made))


def remove_user(folder: Path, user: str) -> None:
    """Take a user's way in away; StorageProblem where it is the last one."""
    change_slots(folder, lambda slots: [slot for slot in slots if (slot.kind, slot.name) != ("user", user)])


def draw_sheet() -> Sheet:
    """Return a new recovery sheet; it counts only once `confirm_sheet` has seen a part of it typed back."""
    first = choice(range(1, recovery_code.GROUPS // 2 + 1))
    second = choice(range(recovery_code.GROUPS // 2 + 1, recovery_code.GROUPS + 1))
    return Sheet(recovery_code.code_of(recovery_code.new_secret()), _today(), (first, second))


def confirm_sheet(folder: Path, key: bytes, sheet: Sheet, typed: tuple[str, str]) -> None:
    """Put a sheet into force once its two asked groups were typed back from the paper; older sheets end.

    StorageProblem where they were not; then the older sheet still counts.
    """
    groups = sheet.code.split("-")
    for number, text in zip(sheet.asked, typed, strict=True):
        if recovery_code.digits_of(text) != groups[number - 1]:
            raise StorageProblem("wrong_groups", f"第 {number} 组与恢复单上的不一样。请看着打印出来的纸再输一遍。")
    made = slot_for_secret("sheet", sheet.made, sheet.made, key, recovery_code.secret_of(sheet.code))
    if open_slot(made, recovery_code.secret_of(sheet.code)) != key:
        raise StorageProblem("bad_sheet", "恢复单没有通过检查，没有启用。请再做一张。")
    change_slots(folder, lambda slots: [*(slot for slot in slots if slot.kind != "sheet"), made])


def sheet_made(folder: Path) -> str:
    """Return the day (ISO) the sheet in force was made, “” where there is none."""
    return next((slot.made for slot in read_slots(folder) if slot.kind == "sheet"), "")


def county_recipient(folder: Path) -> str:
    """Return the county's recovery key (public part) that the archive is also locked for, or “”."""
    return next((slot.name for slot in read_slots(folder) if slot.kind == "county"), "")


def set_county(folder: Path, key: bytes, recipient: str) -> None:
    """Let the county's recovery key open the archive; StorageProblem where the text is no such key."""
    try:
        made = slot_for_recipient(recipient.strip(), _today(), key)
    except ValueError:
        raise StorageProblem("no_recipient", "这不是县级恢复公钥（应以 age1 开头）。没有改动。") from None
    change_slots(folder, lambda slots: [*(slot for slot in slots if slot.kind != "county"), made])


def attachment_key(database_key: bytes) -> bytes:
    """Return the key for attachments, derived from the database key."""
    return HKDF(SHA256(), 32, salt=None, info=b"hudang attachments v1").derive(database_key)


def got_in(folder: Path) -> attempts.Attempts:
    """Return the wrong tries since the last time someone got in, and forget them."""
    return attempts.take_attempts(folder)


def _instead(slots: list[Slot], made: Slot) -> list[Slot]:
    return [*(slot for slot in slots if (slot.kind, slot.name) != (made.kind, made.name)), made]


def _wrong(folder: Path, sentence: str) -> StorageProblem:
    wait = attempts.note_wrong(folder)
    more = f"已经错了 {attempts.FREE_TRIES} 次以上，要等 {wait} 秒才能再试。" if wait else ""
    return StorageProblem("wrong_password", sentence + more)


def _today() -> str:
    return date.today().isoformat()
