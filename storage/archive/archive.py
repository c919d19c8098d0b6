"""One office's archive: its data folder, opened by one thread of one process."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from models.codes import CodeBook, load_code_book
from models.housing_standards import load_standards
from models.thresholds import Thresholds, load_thresholds
from storage.archive import interrupted, office_data, protection, schema_version, sqlite
from storage.archive.divisions import Divisions, plain_code, shipped
from storage.archive.lockfile import FolderLock
from storage.archive.ops import Author
from storage.archive.problems import SENTENCES, StorageProblem, known_problems
from storage.archive.roles import POWER_TEXTS, POWERS, ROLE_TEXTS, Power, Role
from storage.archive.settings import Settings

DATABASE_NAME = "archive.db"
TEMPORARY = "tmp"
"""Folder of files in the making; the names of other such folders begin with it. Emptied at every opening."""
OWN_FILES = (
    DATABASE_NAME,
    protection.KEY_FILE,
    "in-use.",
    interrupted.NOTE_NAME,
    "attempts.json",
    "ballast.",
    "recovery.json",
    "incoming",
)
"""How the names of the archive's own files begin; nothing else may be written under these names."""
RANKS = {12: 0, 9: 1, 6: 2, 4: 3, 2: 4}
"""Length of an office's division code → rank in a conflict: village, township, county, city, province."""


@dataclass(frozen=True, slots=True)
class Office:
    """Whose archive this is. `desk` is this database's own id: 24 hex digits."""

    division: str
    name: str
    desk_name: str
    desk: str
    training: bool

    @property
    def rank(self) -> int:
        """Return 0 for a village up to 4 for a province."""
        return RANKS.get(len(self.division), 0)


class Archive:
    """An open archive. Use it from the thread that opened it, and close it (or use it in a `with`)."""

    def __init__(self, folder: Path, connection: sqlite.Connection, lock: FolderLock | None, resources: Path) -> None:
        """Take over an open connection; use `create_archive` or `open_archive` instead."""
        self.folder = folder
        self.connection = connection
        self.resources = resources
        self.read_only = False
        self.key: bytes | None = None
        self.settings = Settings(connection)
        self.divisions = Divisions(connection)
        self.shipped = (load_code_book(resources / "codes"), load_thresholds(resources / "thresholds.csv"))
        self.codes = CodeBook(self.shipped[0].lists)
        self.thresholds: Thresholds = self.shipped[1]
        self.shipped_standards = load_standards(resources / "housing_standards.csv")
        self.standards = self.shipped_standards
        office_data.apply(self)
        self.office = read_office(connection)
        self.user: str = _meta(connection, "first_user")
        self.slot_user = ""
        """Whose password opened the archive, “” where it has none or belongs to nobody by name."""
        self.role = Role.MANAGER
        self.wrong_tries = 0
        """Wrong passwords since someone got in before."""
        self.last_interruption: str | None = None
        self.leaving: Callable[[Archive], None] | None = None
        """Called once before the database is closed."""
        self.writing_note = interrupted.WritingNote(folder)
        self._lock = lock

    @property
    def author(self) -> Author:
        """Return who writes ops: the acting user at this desk."""
        return Author(self.user, self.office.desk, self.office.rank)

    @property
    def on_read_only_drive(self) -> bool:
        """Tell whether nothing at all can be written here, not even the trail; a reader's archive still has one."""
        return self._lock is None or (self.read_only and self.role is not Role.READER)

    def require(self, power: Power) -> None:
        """Raise StorageProblem where the acting user's role does not include `power`."""
        if power not in POWERS[self.role]:
            raise StorageProblem(
                "not_allowed",
                f"“{self.user}”的权限是“{ROLE_TEXTS[self.role]}”，不能{POWER_TEXTS[power]}。没有改动。请管理员来做。",
            )

    def refuse_read_only(self) -> None:
        """Raise StorageProblem where nothing may be written, for the role or for the drive."""
        self.require(Power.WRITE)
        if self.read_only:
            raise StorageProblem("read_only", "档案以只读方式打开，没有写入。请在本机固定磁盘上重新打开。")

    @contextmanager
    def writable(self) -> Generator[None]:
        """Let the trail be written though the role only reads."""
        if self.role is not Role.READER:
            yield
            return
        self.connection.execute("PRAGMA query_only=OFF")
        try:
            yield
        finally:
            self.connection.execute("PRAGMA query_only=ON")

    @property
    def is_protected(self) -> bool:
        """Tell whether a password guards this archive."""
        return self.key is not None

    def refuse_own_file(self, out: Path) -> None:
        """Raise StorageProblem where writing `out` would overwrite the archive itself: a slip that costs everything."""
        place, folder = out.resolve(), self.folder.resolve()
        own = place.parent == folder and place.name.casefold().startswith(OWN_FILES)
        if own or place.is_relative_to(folder / "attachments"):
            raise StorageProblem("own_file", f"“{out}”是档案自己的文件，没有写出，档案没有改动。请换一个文件名。")

    def close(self) -> None:
        """Close the database and give the folder back; a second call does nothing."""
        leaving, self.leaving = self.leaving, None
        try:
            if leaving is not None:
                leaving(self)
            self.connection.close()
            self.writing_note.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def create_archive(
    folder: Path,
    *,
    division: str,
    office: str,
    desk: str = "",
    user: str = "",
    password: str | None = None,
    training: bool = False,
    resources: Path,
    desk_id: str | None = None,
) -> Archive:
    """Make a new archive in an empty or missing folder.

    `desk_id` is for the training archive, whose digest must not depend on chance. StorageProblem if the folder is in
    use, not empty, or can't be written.
    """
    from storage.archive import incarnation_guard  # it needs this module

    with known_problems():
        if folder.exists() and any(folder.iterdir()):
            raise StorageProblem("used_folder", f"文件夹“{folder}”不是空的，没有在里面新建档案。请另选一个空文件夹。")
        if password:
            protection.check_password(password)
        division = plain_code(division)
        if next(shipped(resources, division), None) is None:
            raise StorageProblem("no_division", f"区划代码“{division}”不在全国区划表里，没有新建档案。请核对代码。")
        folder.mkdir(parents=True, exist_ok=True)
        lock = FolderLock(folder, user, desk)
        try:
            key = None
            if password:
                key = protection.new_key()
                protection.start(folder, key, user, password)
            connection = sqlite.connect(folder / DATABASE_NAME, key)
            try:
                _migrate(connection, lambda: None)
                connection.execute("BEGIN IMMEDIATE")
                _write_meta(connection, division, office, desk, user, training, desk_id)
                archive = Archive(folder, connection, lock, resources)
                archive.key, archive.slot_user = key, user if key else ""
                archive.divisions.fill(resources, division)
                connection.commit()
                incarnation_guard.admit(archive)
            except BaseException:
                connection.close()
                raise
        except BaseException:
            lock.release()
            for path in folder.iterdir():  # it was empty: what is there is ours, and would bar a second try
                if path.name.startswith(OWN_FILES):
                    path.unlink()
            raise
        return archive


def open_archive(
    folder: Path,
    *,
    user: str | None = None,
    password: str | None = None,
    resources: Path,
    read_only: bool = False,
    answer: Literal["", "moved", "copied"] = "",
    restored: bool = False,
) -> Archive:
    """Open the archive in `folder`, migrating it first (after a backup) where it is older.

    With `read_only` nothing in the folder is changed or locked, and nothing is asked about it. StorageProblem where
    there is none, someone else has it, the password is missing or wrong, the database is newer or damaged; with code
    copied or restored where the folder was, and no `answer` says what to do (`incarnation_guard`). `restored` says
    that the program itself has just unpacked a backup here.
    """
    from storage.archive import incarnation_guard  # it needs this module
    from storage.archive.admission import admit_user  # and so do these
    from storage.archive.opening_check import check_newest
    from storage.archive.protecting import finish
    from storage.archive.restoring import finish_restore, note_restored

    with known_problems(folder):
        path = folder / DATABASE_NAME
        if not path.exists() and not (folder / "incoming-backup.ready").exists():
            raise StorageProblem("no_archive", f"文件夹“{folder}”里没有档案。请核对路径，或先新建档案（init）。")
        if read_only:
            return _open_to_read(folder, password, user, resources)
        lock = FolderLock(folder, user or "", "")
        try:
            finish(folder)
            restored = finish_restore(folder) or restored
            unlocked = _key_for(folder, password, user)
            key = unlocked.key if unlocked else None
            _sweep(folder)
            connection = sqlite.connect(path, key)
            try:
                _refuse_empty(connection)
                _migrate(connection, lambda: _back_up(folder, key))
                archive = Archive(folder, connection, lock, resources)
                archive.key = key
                check_newest(connection)
                incarnation_guard.admit(archive, answer, restored=restored)
                admit_user(archive, unlocked.user if unlocked else "", user)
                note_restored(archive)
            except BaseException:
                connection.close()
                raise
        except BaseException:
            lock.release()
            raise
        archive.last_interruption = interrupted.settle(archive.connection, folder)
        return archive


def _open_to_read(folder: Path, password: str | None, user: str | None, resources: Path) -> Archive:
    """Open without changing anything; an archive of an older program has to be copied and upgraded first."""
    from storage.archive.admission import admit_user
    from storage.archive.protecting import is_unfinished
    from storage.archive.restoring import is_restoring

    if is_unfinished(folder) or is_restoring(folder):
        raise StorageProblem(
            "unfinished",
            "这份档案换口令或恢复备份时中断了，只读打开时不能补完，没有改动。请先把它复制到本机硬盘，再打开副本。",
        )
    unlocked = _key_for(folder, password, user)
    key = unlocked.key if unlocked else None
    sealed = not os.access(folder, os.W_OK)
    connection = sqlite.connect(folder / DATABASE_NAME, key, read_only=True, immutable=sealed)
    try:
        _refuse_empty(connection)
        if not schema_version.is_current(connection):
            raise StorageProblem(
                "older", "这份档案是旧版程序的，只读打开时不能升级，没有改动。请先把它复制到本机硬盘，再打开副本。"
            )
        archive = Archive(folder, connection, None, resources)
        archive.key, archive.read_only = key, True
        admit_user(archive, unlocked.user if unlocked else "", user)
    except BaseException:
        connection.close()
        raise
    return archive


def _refuse_empty(connection: sqlite.Connection) -> None:
    """Raise StorageProblem for a database without any table: no archive is one, its file was cut to nothing."""
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
        raise StorageProblem("corrupt", SENTENCES["SQLITE_CORRUPT"])


def _migrate(connection: sqlite.Connection, backup_first: Callable[[], object]) -> None:
    if not schema_version.is_current(connection):
        from storage.archive import migrations  # what makes the schema is slow to load and seldom needed

        migrations.migrate(connection, backup_first)


def _back_up(folder: Path, key: bytes | None) -> None:
    from storage.archive.backup_making import Source, make_point, own_store

    make_point(Source(folder, key), own_store(folder), "upgrade")


def _sweep(folder: Path) -> None:
    """Remove what a killed program left in the making: cards and copies of the data, perhaps unprotected."""
    for left in (folder / TEMPORARY, *folder.glob(f"{TEMPORARY}-*")):
        shutil.rmtree(left, ignore_errors=True)


def _key_for(folder: Path, password: str | None, user: str | None) -> protection.Unlocked | None:
    if not protection.is_protected(folder):
        return None
    if not password:
        raise StorageProblem("password_needed", "这份档案有口令保护，请输入口令。")
    return protection.unlock(folder, password, user)


def _write_meta(
    connection: sqlite.Connection,
    division: str,
    office: str,
    desk: str,
    user: str,
    training: bool,
    desk_id: str | None,
) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    desk_key = Ed25519PrivateKey.generate().private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    connection.executemany(
        "INSERT INTO meta(key, value) VALUES (?, ?)",
        [
            ("division", division),
            ("office", office),
            ("desk_name", desk),
            ("desk", desk_id or secrets.token_hex(12)),
            ("desk_key", desk_key.hex()),
            ("first_user", user),
            ("training", "1" if training else "0"),
            ("lamport", "0"),
            ("local_numbers", "0"),
        ],
    )


def _meta(connection: sqlite.Connection, key: str) -> str:
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    if row is None:
        raise StorageProblem("corrupt", "档案缺少单位信息，可能已损坏。程序没有再写入，请用最近的备份恢复。")
    return row[0] or ""


def read_office(connection: sqlite.Connection) -> Office:
    """Return the office and desk as they stand in the database."""
    return Office(
        division=_meta(connection, "division"),
        name=_meta(connection, "office"),
        desk_name=_meta(connection, "desk_name"),
        desk=_meta(connection, "desk"),
        training=_meta(connection, "training") == "1",
    )
