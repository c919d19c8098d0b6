"""Notices a data folder that was restored or copied behind the program's back, and asks one plain question.

The database and a small note outside it (in the user's own state folder) both remember which archive this is, where it
lies, on which machine, and the last op. Where they disagree, the folder is older than what was used here, or it is a
copy. Cases nobody notices are still safe: they become forks, which are shown and heal (sync.md §1.3).
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast

import platformdirs

from storage.archive import incarnation
from storage.archive.archive import DATABASE_NAME, Archive
from storage.archive.machine import fingerprint
from storage.archive.problems import StorageProblem

Answer = Literal["", "moved", "copied"]
COPIED, RESTORED = "copied", "restored"
QUESTIONS = frozenset({COPIED, RESTORED})
"""Codes of the problems that an answer settles."""

STATE_VARIABLE = "HUDANG_STATE"
"""Where the notes lie instead of the user's own state folder: for a program carried on a disk, and for tests."""


@dataclass(frozen=True, slots=True)
class Note:
    """What one side remembers of the other."""

    archive: str
    machine: list[str]
    folder: str
    last_op: str


def state_folder() -> Path:
    """Return the folder of the notes."""
    named = os.environ.get(STATE_VARIABLE)
    return Path(named) if named else Path(platformdirs.user_state_dir("hudang", appauthor=False)) / "archives"


def admit(archive: Archive, answer: Answer = "", *, restored: bool = False, notes: Path | None = None) -> None:
    """Let an archive that was just opened go on, or raise the question as StorageProblem (code copied or restored).

    `answer` settles it: moved keeps the desk (the old place is gone), copied makes a new one. A restored database gets
    a new desk id either way; `restored` says that the program itself has just restored it.
    """
    folder = notes or state_folder()
    own = _own(archive)
    outside = _read(folder / f"{own.archive}.json") if own else None
    here = Note(own.archive if own else secrets.token_hex(12), fingerprint(), str(archive.folder.absolute()), "")
    found = RESTORED if restored else ""
    if own is not None and not restored:
        found = judge(own, outside, here, lambda name: _has_op(archive, name), _holds)
    if found and not answer and not restored:
        raise StorageProblem(found, _question(found, outside or own, here))
    connection = archive.connection
    connection.execute("BEGIN IMMEDIATE")
    try:
        name = here.archive
        if found == RESTORED or (found and answer == "copied"):
            incarnation.renew(archive, found)
            # the copy must not find the original's note, nor the restored one that of what it was
            name = secrets.token_hex(12) if found == COPIED or answer == "copied" or restored else name
        _store(archive, Note(name, here.machine, here.folder, ""))
        connection.commit()
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise
    incarnation.read_again(archive)
    note(archive, notes=notes)
    archive.leaving = partial(note, notes=notes)


def note(archive: Archive, *, notes: Path | None = None) -> None:
    """Write the note outside anew: at opening and closing, after a merge, and after a pack went out.

    Where the state folder can't be written the guard is blind, and forks must do.
    """
    own = _own(archive)
    if own is None or archive.read_only:
        return
    folder = notes or state_folder()
    row = archive.connection.execute("SELECT id FROM op ORDER BY n DESC LIMIT 1").fetchone()
    text = json.dumps(asdict(Note(own.archive, own.machine, own.folder, row[0].hex() if row else "")))
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f"{own.archive}.part"
        part.write_text(text, "utf-8")
        part.replace(folder / f"{own.archive}.json")


def judge(
    own: Note, outside: Note | None, here: Note, has_op: Callable[[str], bool], holds: Callable[[str, str], bool | None]
) -> str:
    """Return restored, copied or "" for what the database (`own`) and the note `outside` remember, opened at `here`.

    `holds(folder, archive)` tells whether that archive lies in a folder; None where its disk is not there to ask.
    """
    if outside is not None and outside.last_op and not has_op(outside.last_op):
        return RESTORED
    before = outside or own
    if outside is None and not set(own.machine) & set(here.machine):
        return COPIED
    if before.folder == here.folder:
        return ""
    # the same machine, another folder: a move, if the old place is seen to be empty
    return "" if holds(before.folder, own.archive) is False else COPIED


def _holds(folder: str, archive: str) -> bool | None:
    place = Path(folder)
    if (place / DATABASE_NAME).exists():
        return True
    return False if place.parent.exists() else None


def _has_op(archive: Archive, name: str) -> bool:
    return archive.connection.execute("SELECT 1 FROM op WHERE id = ?", (bytes.fromhex(name),)).fetchone() is not None


def _own(archive: Archive) -> Note | None:
    row = archive.connection.execute("SELECT value FROM meta WHERE key = 'incarnation'").fetchone()
    return _parsed(row[0]) if row else None


def _store(archive: Archive, own: Note) -> None:
    archive.connection.execute(
        "INSERT OR REPLACE INTO meta(key, value) VALUES ('incarnation', ?)", (json.dumps(asdict(own)),)
    )


def _read(path: Path) -> Note | None:
    try:
        return _parsed(path.read_text("utf-8"))
    except OSError:
        return None


def _parsed(text: str) -> Note | None:
    try:
        found = cast("dict[str, Any]", json.loads(text))
        note = Note(str(found["archive"]), [str(one) for one in found["machine"]], found["folder"], found["last_op"])
        bytes.fromhex(note.last_op)
    except (ValueError, KeyError, TypeError):
        return None
    return note


def _question(found: str, before: Note | None, here: Note) -> str:
    if found == RESTORED:
        return (
            "这份档案比本机上次用过的旧：像是从备份或另一份拷贝还原来的。没有打开，没有改动。"
            "如果就要用这一份，请选“搬来的”（--moved）或“另立一台”（--copied）：本机会换一个新的电脑编号，"
            "还原之前已经交换出去的内容，合并对方的数据包就能收回。"
        )
    place = f"“{before.folder}”" if before and before.folder != here.folder else "另一台电脑"
    return (
        f"这个数据文件夹原来在{place}，像是搬来的或复制来的。没有打开，没有改动。"
        "原来那份不再使用，请选“搬来的”（--moved）；两份都要继续用，请选“另立一台”（--copied），"
        "本机会换一个新的电脑编号，以免两台电脑的改动混在一起。"
    )
