"""What the safety page asks the archive worker to do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reports.recovery_sheet import SheetFacts, recovery_sheet
from storage.archive import accounts, audit, protection
from storage.archive.accounts import Account
from storage.archive.archive import Archive
from storage.archive.audit import AuditLine, Kind
from storage.archive.files_aside import write_aside
from storage.archive.identity import set_recovery_recipients
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress
from storage.archive.protection import Sheet
from storage.archive.roles import Power, Role


@dataclass(frozen=True, slots=True)
class SafetyState:
    """How the archive can be opened, and who works in it."""

    protected: bool
    user: str
    role: Role
    sheet: str
    county: str
    accounts: tuple[Account, ...]


def read_state(archive: Archive, _progress: Progress) -> SafetyState:
    """Return the state; job for the worker."""
    return SafetyState(
        archive.is_protected, archive.user, archive.role, protection.sheet_made(archive.folder),
        protection.county_recipient(archive.folder), tuple(accounts.accounts(archive)),
    )  # fmt: skip


def change_password(archive: Archive, progress: Progress, old: str, new: str) -> SafetyState:
    """Change the acting user's password."""
    accounts.change_password(archive, old, new)
    return read_state(archive, progress)


def draw_sheet(archive: Archive, _progress: Progress) -> tuple[Sheet, bytes]:
    """Return a sheet that does not count yet, and its PDF; nothing is written."""
    archive.require(Power.KEYS)
    if archive.key is None:
        raise StorageProblem("no_password", "这份档案没有口令保护，用不着恢复单。请先加上口令。")
    sheet = protection.draw_sheet()
    facts = SheetFacts(archive.office.name, archive.office.desk_name, archive.user, sheet.made)
    return sheet, recovery_sheet(sheet.code, facts, archive.resources / "fonts")


def save_pdf(archive: Archive, _progress: Progress, pdf: bytes, target: Path) -> Path:
    """Write the sheet where the person said."""
    archive.refuse_own_file(target)
    write_aside(target, pdf)
    return target


def confirm_sheet(archive: Archive, progress: Progress, sheet: Sheet, typed: tuple[str, str]) -> SafetyState:
    """Put a sheet into force."""
    archive.require(Power.KEYS)
    assert archive.key is not None
    protection.confirm_sheet(archive.folder, archive.key, sheet, typed)
    audit.note(archive, Kind.KEY, "启用新的恢复单", sheet.made)
    return read_state(archive, progress)


def set_county(archive: Archive, progress: Progress, recipient: str) -> SafetyState:
    """Let the county's key open archive and packs."""
    archive.require(Power.KEYS)
    if archive.key is None:
        raise StorageProblem("no_password", "这份档案没有口令保护，用不着县级恢复公钥。请先加上口令。")
    protection.set_county(archive.folder, archive.key, recipient)
    set_recovery_recipients(archive, [recipient.strip()])
    audit.note(archive, Kind.KEY, "登记县级恢复公钥", recipient.strip())
    return read_state(archive, progress)


def add_user(archive: Archive, progress: Progress, name: str, role: Role, password: str) -> SafetyState:
    """Register a user."""
    accounts.add_user(archive, name, role, password)
    return read_state(archive, progress)


def set_role(archive: Archive, progress: Progress, name: str, role: Role) -> SafetyState:
    """Give a user another role."""
    accounts.set_role(archive, name, role)
    return read_state(archive, progress)


def end_user(archive: Archive, progress: Progress, name: str) -> SafetyState:
    """Let a user in no more."""
    accounts.end_user(archive, name)
    return read_state(archive, progress)


def reset_password(archive: Archive, progress: Progress, name: str, password: str) -> SafetyState:
    """Give a user a new password."""
    accounts.reset_password(archive, name, password)
    return read_state(archive, progress)


@dataclass(frozen=True, slots=True)
class TrailShown:
    """Lines of the trail, newest first, and what is wrong with it."""

    lines: list[AuditLine]
    problems: list[str]


def read_trail(archive: Archive, _progress: Progress) -> TrailShown:
    """Return the trail; job for the worker."""
    return TrailShown(audit.lines(archive), audit.check_chains(archive.connection))
