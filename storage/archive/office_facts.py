"""Names of the office, of this desk and of who works at it, changed after the archive was made."""

from __future__ import annotations

from dataclasses import replace

from storage.archive.accounts import accounts
from storage.archive.archive import Archive
from storage.archive.problems import StorageProblem, known_problems

LAST_USER = "last_user"
"""Setting: who worked last; proposed, and used where nobody says otherwise."""


def rename(archive: Archive, *, office: str, desk: str, user: str) -> None:
    """Set the names; StorageProblem where one is empty, the archive is read only, or users are registered."""
    office, desk, user = office.strip(), desk.strip(), user.strip()
    archive.refuse_read_only()
    if not office or not user:
        raise StorageProblem("no_name", "单位名称和录入人不能空着，没有保存。")
    if user != archive.user and accounts(archive):
        raise StorageProblem(
            "registered_users", "这份档案登记了用户，录入人就是打开档案的人，这里不能改，没有保存。换人请重新打开。"
        )
    with known_problems():
        archive.connection.execute("BEGIN IMMEDIATE")
        try:
            archive.connection.executemany(
                "UPDATE meta SET value = ? WHERE key = ?", [(office, "office"), (desk, "desk_name")]
            )
            archive.settings.set(LAST_USER, user)
            archive.connection.commit()
        except BaseException:
            archive.connection.rollback()
            raise
    archive.office = replace(archive.office, name=office, desk_name=desk)
    archive.user = user
