"""Backups: one file with database, wrapped key and attachments, checked when made and when taken back."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from storage.archive import backup_copies, protection
from storage.archive.archive import DATABASE_NAME, TEMPORARY, Archive, open_archive
from storage.archive.attachments import FOLDER_NAME as ATTACHMENTS
from storage.archive.files_aside import build_aside
from storage.archive.lists import count
from storage.archive.problems import StorageProblem, known_problems
from storage.archive.verify import digest_of, verify

FORMAT = "hudang-backup-1"
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """What a backup holds."""

    file: Path
    households: int
    people: int
    digest: str


def backup(archive: Archive, out: Path) -> BackupInfo:
    """Write one backup file; an existing file is only replaced once the new one is whole and checked."""
    archive.refuse_own_file(out)
    digest = digest_of(archive)
    households, people = count(archive)
    with known_problems(), tempfile.TemporaryDirectory(dir=archive.folder, prefix=f"{TEMPORARY}-") as work:
        copy = Path(work) / DATABASE_NAME
        backup_copies.copy_database(archive.connection, copy, archive.key)
        members = {DATABASE_NAME: copy}
        if archive.is_protected:
            members[protection.KEY_FILE] = archive.folder / protection.KEY_FILE
        for path in sorted((archive.folder / ATTACHMENTS).glob("*/*")):
            members[f"{ATTACHMENTS}/{path.parent.name}/{path.name}"] = path
        manifest = {
            "format": FORMAT,
            "office": archive.office.name,
            "training": archive.office.training,
            "households": households,
            "people": people,
            "digest": digest,
            "files": {name: _hash(path) for name, path in members.items()},
        }
        build_aside(out, lambda part: _pack(part, members, manifest))
    return BackupInfo(out, households, people, digest)


def restore_backup(file: Path, folder: Path, *, password: str | None = None, resources: Path) -> BackupInfo:
    """Unpack a backup into a folder that is missing or empty, then open and verify it; on any fault nothing is left.

    The restored archive is a desk of its own from now on: what came after the backup may have been exchanged already.
    """
    with known_problems():
        if folder.exists() and any(folder.iterdir()):
            raise StorageProblem("used_folder", f"文件夹“{folder}”不是空的，没有恢复。请另选一个空文件夹。")
        existed = folder.exists()
        try:
            manifest = _unpack(file, folder)
            with open_archive(folder, password=password, resources=resources, restored=True) as archive:
                verified = verify(archive)
            if verified.digest != manifest["digest"] or not verified.ok:
                raise StorageProblem("bad_backup", "备份里的数据与备份时登记的指纹不符，没有恢复。请换一个备份。")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            if existed:
                folder.mkdir(parents=True, exist_ok=True)
            raise
    return BackupInfo(file, verified.households, verified.people, verified.digest)


def _pack(part: Path, members: dict[str, Path], manifest: dict[str, Any]) -> None:
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        for name, path in members.items():
            archive.write(path, name)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = json.loads(archive.read(MANIFEST))
            if manifest.get("format") != FORMAT:
                raise StorageProblem("bad_backup", f"“{file.name}”不是本程序能读的备份，没有恢复。")
            for name, digest in manifest["files"].items():
                _check_name(name)
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
                if _hash(target) != digest:
                    raise StorageProblem("bad_backup", f"备份“{file.name}”已损坏，没有恢复。请换一个备份。")
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise StorageProblem("bad_backup", f"“{file.name}”不是户档的备份，或已损坏，没有恢复。") from error
    return manifest


def _check_name(name: str) -> None:
    path = PurePosixPath(name)
    allowed = name in (DATABASE_NAME, protection.KEY_FILE) or path.parts[:1] == (ATTACHMENTS,)
    if not allowed or ".." in path.parts or path.is_absolute() or "\\" in name:
        raise StorageProblem("bad_backup", "备份里有不该有的路径，没有恢复。")


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
