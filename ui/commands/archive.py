"""Commands on the archive as a whole: init check batches undo backup restore verify."""

from __future__ import annotations

import os
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.archive import backups, batches, findings
from storage.archive.archive import DATABASE_NAME, Archive, create_archive, open_archive
from storage.archive.incarnation_guard import QUESTIONS
from storage.archive.lists import count
from storage.archive.lockfile import FolderLock
from storage.archive.problems import DAMAGED, StorageProblem
from storage.archive.roles import Power
from storage.archive.verify import digest_of
from storage.archive.verify import verify as verify_archive
from ui.commands.answers import WAITING, WRONG_USE, Answer, CommandProblem, progress
from ui.commands.records import finding_data

BACKUP_PASSWORD = "HUDANG_BACKUP_PASSWORD"
"""The password of a backup's own day, where it is another one than the archive's."""


def init(folder: Path, options: Namespace, resources: Path, password: str | None) -> Answer:
    """Make a new archive."""
    with create_archive(
        folder,
        division=options.division,
        office=options.office,
        desk=options.desk,
        user=options.user or "",
        password=password,
        resources=resources,
    ) as archive:
        return about(archive)


def about(archive: Archive) -> Answer:
    """Say whose archive this is, how much it holds, and its digest."""
    households, people = count(archive)
    data = {
        "office": archive.office.name,
        "desk": archive.office.desk_name,
        "division": archive.office.division,
        "households": households,
        "people": people,
        "digest": digest_of(archive),
    }
    return Answer(data, [f"{archive.office.name}：{households} 户 {people} 人，档案在 {archive.folder}"])


def check(archive: Archive, options: Namespace) -> Answer:
    """Run the rules."""
    findings.run_checks(archive, options.village or "", progress)
    found = findings.list_findings(archive, options.village or "")
    serious = any(finding.level in "EW" for finding in found)
    lines = [f"{f.level}{f.rule} {f.sentence}（{f.remedy}）" for f in found] or ["没有发现问题。"]
    data: dict[str, Any] = {"findings": [finding_data(finding, archive) for finding in found], "count": len(found)}
    if options.out:
        from storage.exchange.excel_out import write_findings

        data["file"] = str(write_findings(archive, Path(options.out), found).file)
        lines = [f"{len(found)} 处问题，清单在 {options.out}。"]
    return Answer(data, lines, WAITING if serious else 0)


def list_batches(archive: Archive, _options: Namespace) -> Answer:
    """List what came in or was changed in bulk."""
    listed = batches.list_batches(archive, bulk_only=True)
    data = [
        {
            "batch": batch.uid,
            "kind": batch.kind,
            "source": batch.source,
            "at": batch.at,
            "user": batch.user,
            "households": batch.households,
            "people": batch.people,
            "undone": batch.undone,
        }
        for batch in listed
    ]
    lines = [
        f"{local_time(b.at)}  {batches.KIND_TEXTS.get(b.kind, b.kind)}  {b.source}  {b.households} 户  {b.uid}"
        f"{'  已撤销' if b.undone else ''}"
        for b in listed
    ]
    return Answer({"batches": data}, lines or ["还没有成批的改动。"])


def local_time(at: str) -> str:
    """Return a UTC time as the office's clock shows it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def undo(archive: Archive, options: Namespace) -> Answer:
    """Take a batch back."""
    undone = batches.undo_batch(archive, options.batch, progress)
    kept = [{"record": k.record, "field": k.field, "reason": k.reason} for k in undone.kept]
    lines = [f"已撤销 {undone.reverted} 处改动。", *(f"保留：{k.field}，{k.reason}" for k in undone.kept)]
    return Answer({"batch": undone.batch or None, "reverted": undone.reverted, "kept": kept}, lines)


def restore(folder: Path, options: Namespace, resources: Path, password: str | None) -> Answer:
    """Unpack a backup into a folder that does not exist yet; with `--replace` the old folder is kept beside it."""
    if not options.file:
        raise CommandProblem("usage", "要写备份文件，或用 --point 写自动备份的名称（backups 列出）。", WRONG_USE)
    if options.replace and (folder / DATABASE_NAME).exists():
        _refuse_without_power(folder, options.user, resources, password)
    password = os.environ.get(BACKUP_PASSWORD) or password
    file = Path(options.file).resolve()
    inside = file.relative_to(folder.resolve()) if file.is_relative_to(folder.resolve()) else None
    aside = _moved_aside(folder) if options.replace and folder.exists() else None
    try:
        if aside is not None and inside is not None:
            file = aside / inside  # a backup kept in the old folder has moved with it
        found = backups.restore_backup(file, folder, password=password, resources=resources)
    except BaseException:
        if aside is not None and not folder.exists():
            aside.rename(folder)
        raise
    data = {"data": str(folder), "households": found.households, "people": found.people, "digest": found.digest}
    lines = [f"已恢复 {found.households} 户 {found.people} 人到 {folder}，并已核对。"]
    if aside is not None:
        data["kept"] = str(aside)
        lines.append(f"原来的档案留在 {aside}。")
    return Answer(data | {"lost": []}, lines)


def _refuse_without_power(folder: Path, user: str | None, resources: Path, password: str | None) -> None:
    """Let only a manager replace an archive that can still be opened."""
    try:
        with open_archive(folder, user=user, password=password, resources=resources) as archive:
            archive.require(Power.RESTORE)
    except StorageProblem as problem:
        if problem.code not in (*DAMAGED, *QUESTIONS):
            raise


def _moved_aside(folder: Path) -> Path:
    """Rename the archive that is to be replaced; nothing of it is deleted. Refused while a window has it open."""
    lock = FolderLock(folder, "", "")
    lock.release()
    aside = folder.with_name(f"{folder.name}-恢复前-{datetime.now():%Y%m%d-%H%M%S}")
    if aside.exists():
        raise CommandProblem("used_folder", f"“{aside}”已经存在，没有恢复。请稍等一秒再试。")
    folder.rename(aside)
    return aside


def verify(archive: Archive, _options: Namespace) -> Answer:
    """Prove that the tables follow from the change log."""
    outcome = verify_archive(archive, progress)
    data = {
        "ok": outcome.ok,
        "problems": outcome.problems,
        "households": outcome.households,
        "people": outcome.people,
        "digest": outcome.digest,
        "villages": outcome.villages,
    }
    lines = outcome.problems or [f"档案完好：{outcome.households} 户 {outcome.people} 人，指纹 {outcome.digest[:16]}"]
    return Answer(data, lines, 0 if outcome.ok else 1)
