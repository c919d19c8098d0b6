"""Who may do what: four roles. This program keeps to them; someone with the data folder and a password can go round it.

So roles guard against slips and curiosity in the office, not against theft. What holds against more than that are the
chains: every change and every look at full numbers has a name, and once exchanged it can't be taken back unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.archive import audit, protection
from storage.archive.archive import Archive
from storage.archive.audit import Kind
from storage.archive.problems import StorageProblem
from storage.archive.roles import ROLE_TEXTS, Power, Role
from storage.archive.transaction import transaction

__all__ = ["ROLE_TEXTS", "Power", "Role"]


class State(StrEnum):
    """Whether a user may still come in."""

    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Account:
    """One user: since when, and the day they left, if they did."""

    name: str
    role: Role
    made: str
    ended: str | None = None


def accounts(archive: Archive) -> list[Account]:
    """Return all users, those who left last. None means that the archive has one user without a role: a manager."""
    rows = archive.connection.execute("SELECT name, role, made, ended FROM account ORDER BY ended IS NOT NULL, name")
    return [Account(row[0], Role(row[1]), row[2], row[3]) for row in rows]


def add_user(archive: Archive, name: str, role: Role, password: str = "") -> None:
    """Register a user; a protected archive needs a password for them. The first one registered also names the actor."""
    _allowed(archive)
    name = name.strip()
    if not name or len(name) > 40:
        raise StorageProblem("no_name", "请写明用户姓名（不超过 40 字）。没有登记。")
    known = {one.name: one for one in accounts(archive)}
    if name in known and known[name].ended is None:
        raise StorageProblem("known_user", f"已经有用户“{name}”，没有重复登记。同名的人请加单位或编号区分。")
    if archive.key is not None:
        protection.check_password(password)
    with transaction(archive) as connection:
        if not known and archive.user and archive.user != name:
            _put(archive, Account(archive.user, Role.MANAGER, _today()))
        elif not known and role is not Role.MANAGER:
            raise StorageProblem("last_manager", "第一位登记的用户要能管理档案。没有登记。")
        _put(archive, Account(name, role, _today()))
        if archive.key is not None:
            protection.set_password(archive.folder, archive.key, name, password)
        audit.note(archive, Kind.USER, f"登记用户：{name}", ROLE_TEXTS[role])
        del connection


def set_role(archive: Archive, name: str, role: Role) -> None:
    """Give a user another role; one manager must stay."""
    _allowed(archive)
    account = _active(archive, name)
    if account.role is Role.MANAGER and role is not Role.MANAGER:
        _keep_a_manager(archive, name)
    with transaction(archive):
        _put(archive, Account(name, role, account.made))
        audit.note(archive, Kind.USER, f"改权限：{name}", ROLE_TEXTS[role])


def end_user(archive: Archive, name: str) -> None:
    """Let a user who left in no more; what they wrote keeps their name.

    Their password no longer opens this folder. Copies of it that they may have taken along before stay readable with
    the old password: against that only `rekey` helps.
    """
    _allowed(archive)
    account = _active(archive, name)
    _keep_a_manager(archive, name)
    if archive.key is not None and name in protection.users(archive.folder):
        protection.remove_user(archive.folder, name)
    with transaction(archive):
        _put(archive, Account(name, account.role, account.made, _today()))
        audit.note(archive, Kind.USER, f"停用用户：{name}")


def change_password(archive: Archive, old: str, new: str) -> None:
    """Let the acting user change their own password."""
    if archive.key is None:
        raise StorageProblem("no_password", "这份档案没有口令保护。要加口令，请用“加上口令保护”。")
    protection.unlock(archive.folder, old, archive.slot_user or None)
    protection.set_password(archive.folder, archive.key, archive.slot_user, new)
    audit.note(archive, Kind.KEY, "更改口令", archive.slot_user)


def reset_password(archive: Archive, name: str, new: str) -> None:
    """Let a manager give another user a new password: they forgot the old one."""
    _allowed(archive)
    if archive.key is None:
        raise StorageProblem("no_password", "这份档案没有口令保护。")
    _active(archive, name)
    protection.set_password(archive.folder, archive.key, name, new)
    audit.note(archive, Kind.KEY, f"为用户重设口令：{name}")


def _allowed(archive: Archive) -> None:
    archive.require(Power.USERS)


def _active(archive: Archive, name: str) -> Account:
    for one in accounts(archive):
        if one.name == name and one.ended is None:
            return one
    raise StorageProblem("no_user", f"没有在用的用户“{name}”，没有改动。")


def _keep_a_manager(archive: Archive, name: str) -> None:
    others = [o for o in accounts(archive) if o.role is Role.MANAGER and o.ended is None and o.name != name]
    if not others:
        raise StorageProblem("last_manager", f"“{name}”是最后一位管理员。请先登记另一位管理员，没有改动。")


def _put(archive: Archive, account: Account) -> None:
    archive.connection.execute(
        "INSERT OR REPLACE INTO account(name, role, made, ended) VALUES (?, ?, ?, ?)",
        (account.name, account.role.value, account.made, account.ended),
    )


def _today() -> str:
    return date.today().isoformat()
