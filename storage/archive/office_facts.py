"""Names of the office, of this desk and of who works at it, changed after the archive was made."""

from __future__ import annotations

from dataclasses import replace

from storage.archive.archive import Archive
from storage.archive.problems import StorageProblem, known_problems

LAST_USER = "last_user"
"""Setting: who worked last; proposed, and used where nobody says otherwise."""


def rename(archive: Archive, *, office: str, desk: str, user: str) -> None:
    """Set the names; StorageProblem where office or user is empty or the archive is read only."""
    office, desk, user = office.strip(), desk.strip(), user.strip()
    if archive.read_only:
        raise StorageProblem("read_only", "档案以只读方式打开，没有写入。请在本机固定磁盘上重新打开。")
    if not office or not user:
        raise StorageProblem("no_name", "单位名称和录入人不能空着，没有保存。")
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
