"""Commands about backups: backup, backups, restore --point."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from storage.archive import backups, restoring
from storage.archive.archive import DATABASE_NAME, Archive, open_archive
from storage.archive.backup_making import make_point, mirror_files, own_store, source_of
from storage.archive.backup_points import WHY_TEXTS, Point, points
from storage.archive.backup_settings import backup_stores
from storage.archive.batches import KIND_TEXTS
from storage.archive.problems import DAMAGED, StorageProblem
from storage.archive.restoring import Loss
from storage.archive.verify import digest_of
from ui.commands.answers import Answer, CommandProblem, progress
from ui.commands.archive import local_time


def backup(archive: Archive, options: Namespace) -> Answer:
    """Write a backup file; without a name make an automatic backup, also in the chosen folder."""
    if options.out:
        made = backups.backup(archive, Path(options.out))
        data = {"file": str(made.file), "households": made.households, "people": made.people, "digest": made.digest}
        return Answer(data | {"lost": []}, [f"已备份 {made.households} 户 {made.people} 人到 {made.file}，并已检查。"])
    source, made_points = source_of(archive), dict[str, Point]()
    for store in backup_stores(archive):
        made_points[str(store)] = make_point(source, store, "asked", progress)
        if store != own_store(archive.folder):
            mirror_files(source, store, progress)
    listed = [_data(point, store, None) for store, point in made_points.items()]
    lines = [f"{_line(point)}  在 {store}" for store, point in made_points.items()]
    return Answer({"points": listed}, lines)


def list_points(archive: Archive, options: Namespace) -> Answer:
    """List the automatic backups with what going back to each would undo."""
    stores = [Path(options.store)] if options.store else backup_stores(archive)
    listed: list[dict[str, Any]] = []
    lines: list[str] = []
    for store in stores:
        for point in points(store):
            loss = restoring.loss_since(archive, point)
            listed.append(_data(point, str(store), loss))
            lines.append(f"{point.name}  {_line(point)}  之后有 {loss.ops} 处改动")
    return Answer({"points": listed}, lines or ["还没有自动备份。"])


def restore(folder: Path, options: Namespace, resources: Path, password: str | None) -> Answer:
    """Go back to an automatic backup; the database replaced is kept. Also into an empty folder, with `--from`."""
    store = Path(options.store) if options.store else own_store(folder)
    listed = points(store)
    point = next((one for one in listed if options.point in (None, one.name)), None)
    if point is None:
        raise CommandProblem("no_backup", f"“{store}”里没有这个备份。用 backups 列出有哪些。")
    loss = _prepare(folder, options.user, store, point, resources, password)
    with open_archive(folder, user=options.user, password=password, resources=resources) as archive:
        data: dict[str, Any] = {
            "data": str(folder), "households": point.households, "people": point.people, "digest": digest_of(archive),
            "point": point.name, "lost": [_lost(one) for one in loss.batches], "lost_ops": loss.ops,
        }  # fmt: skip
    lines = [f"已恢复到 {point.at:%Y-%m-%d %H:%M} 的备份：{point.households} 户 {point.people} 人，并已核对。"]
    for one in loss.batches:
        kind = KIND_TEXTS.get(one.kind, one.kind)
        lines.append(f"不在备份里：{local_time(one.at)} {one.user} {kind} {one.source} {one.households} 户")
    if not loss.known:
        lines.append("原来的数据库已损坏，读不出这个备份之后改过什么。")
    return Answer(data, [*lines, f"换下来的数据库留在 {folder / 'backups'}。"])


def _prepare(folder: Path, user: str | None, store: Path, point: Point, resources: Path, password: str | None) -> Loss:
    """Let the backup count: of an archive that opens, of one too damaged for that, in an empty folder."""
    if not (folder / DATABASE_NAME).exists():
        folder.mkdir(parents=True, exist_ok=True)
        restoring.bring_files(folder, store, progress)
        restoring.restore_damaged(folder, store, point, password, resources, progress)
        return Loss(known=True)
    try:
        with open_archive(folder, user=user, password=password, resources=resources) as archive:
            loss = restoring.loss_since(archive, point)
            restoring.prepare(archive, store, point, progress)
    except StorageProblem as problem:
        if problem.code not in DAMAGED:
            raise
        return restoring.restore_damaged(folder, store, point, password, resources, progress)
    restoring.count_restored(folder)
    return loss


def _lost(batch: restoring.LostBatch) -> dict[str, Any]:
    return {
        "kind": batch.kind, "source": batch.source, "at": batch.at, "user": batch.user, "households": batch.households,
    }  # fmt: skip


def _data(point: Point, store: str, loss: Loss | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": point.name, "made": point.made, "why": point.why, "whole": not point.base, "bytes": point.size,
        "households": point.households, "people": point.people, "store": store,
    }  # fmt: skip
    return told if loss is None else told | {"lost_ops": loss.ops, "lost": [_lost(one) for one in loss.batches]}


def _line(point: Point) -> str:
    return f"{point.at:%Y-%m-%d %H:%M}  {WHY_TEXTS.get(point.why, point.why)}  {point.households} 户 {point.people} 人"
