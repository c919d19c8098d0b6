"""Who came in: name and role of the person who opened the archive, and a line of it in the trail."""

from __future__ import annotations

from datetime import datetime

from storage.archive import accounts, audit, protection
from storage.archive.archive import Archive
from storage.archive.audit import Kind
from storage.archive.office_facts import LAST_USER
from storage.archive.problems import StorageProblem
from storage.archive.roles import ROLE_TEXTS, Role


def admit_user(archive: Archive, opened_by: str, user: str | None) -> None:
    """Give an archive just opened its acting user and role; StorageProblem where they may not come in.

    `opened_by` is the name on the password that fitted (“” for a password without a name, or none), `user` who the
    person says they are.
    """
    archive.slot_user = opened_by
    archive.user = opened_by or user or archive.settings.get(LAST_USER) or archive.user
    listed = accounts.accounts(archive)
    if not listed:
        return _note_entry(archive, bool(opened_by))
    found = next((one for one in listed if one.name == archive.user), None)
    if found is None or found.ended is not None:
        raise StorageProblem(
            "no_user", f"这份档案没有在用的用户“{archive.user}”，没有打开。请核对姓名，或请管理员登记。"
        )
    archive.role = found.role
    if found.role is Role.READER:
        archive.read_only = True
        archive.connection.execute("PRAGMA query_only=ON")
    return _note_entry(archive, True)


def _note_entry(archive: Archive, named: bool) -> None:
    """Write down who came in, and the wrong passwords since the last time."""
    if archive.key is not None and not archive.on_read_only_drive:
        tries = protection.got_in(archive.folder)
        if tries.count:
            when = f"{_local(tries.times[0])} — {_local(tries.times[-1])}" if tries.times else ""
            audit.note(archive, Kind.WRONG_PASSWORD, f"口令输错 {tries.count} 次", when, user="")
            archive.wrong_tries = tries.count
    if named:
        audit.note(archive, Kind.LOGIN, "打开档案", ROLE_TEXTS[archive.role])


def _local(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")
