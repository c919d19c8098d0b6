"""The automatic backups of an archive: points in time, each a whole copy or the changes since one.

A store is a folder of pairs: `<time>-<why>-full.db` or `-tail.db`, encrypted like the archive, and a `.json` beside it
that says what it holds, readable without password and without personal data. The archive's own store is `backups/`;
another one may lie on a second disk, with the attachments and the wrapped key beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from storage.archive.files_aside import write_aside
from storage.archive.problems import StorageProblem

FOLDER_NAME = "backups"
FORMAT = "hudang-point-1"
WHY_TEXTS = {
    "daily": "每天",
    "import": "导入之前",
    "merge": "取用交换包之前",
    "upgrade": "升级之前",
    "restore": "恢复之前",
    "asked": "手动",
}
DAYS, WEEKS, MONTHS, EVENTS = 12, 10, 9, 12
"""How many are kept: the last of each day, week and month, and those made before risky work."""
NEVER_DROPPED = 2
"""So many of the newest stay, whatever the cap."""
USUAL_CAP = 4 << 30
"""Bytes a store may take where the office has set nothing else."""


@dataclass(frozen=True, slots=True)
class Point:
    """One moment that can be restored. `made` is local time (ISO), `ops` the number of the last op in it.

    `base` names the whole copy a tail is put on, “” for a whole copy; `tag` tells under which key it is locked, `ends`
    where the growing tables ended.
    """

    name: str
    made: str
    why: str
    base: str
    office: str
    desk: str
    ops: int
    last_op: str
    audit: int
    households: int
    people: int
    schema: int
    tag: str
    size: int
    sha256: str
    ends: dict[str, list[int]]

    @property
    def at(self) -> datetime:
        """Return when it was made."""
        return datetime.fromisoformat(self.made)


def tag_of(key: bytes | None) -> str:
    """Return what tells keys apart without telling anything about them."""
    return "plain" if key is None else hashlib.sha256(b"hudang backup\0" + key).hexdigest()[:8]


def database_of(store: Path, name: str) -> Path:
    """Return the file of a point."""
    return store / f"{name}.db"


def points(store: Path) -> list[Point]:
    """Return the points whose files, and whose base's, are there; newest first. What can't be read is left out."""
    found: dict[str, Point] = {}
    for path in store.glob("*.json"):
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(path.read_text("utf-8"))
            if told.pop("format") == FORMAT and database_of(store, told["name"]).exists():
                point = Point(**told)
                point.at  # noqa: B018 - a time that can't be read leaves the point out
                found[point.name] = point
    whole = [point for point in found.values() if not point.base or point.base in found]
    return sorted(whole, key=lambda point: (point.made, point.name), reverse=True)


def write_point(store: Path, point: Point) -> None:
    """Write what a point holds, last of all: from now on it counts."""
    told = {"format": FORMAT, **asdict(point)}
    write_aside(store / f"{point.name}.json", json.dumps(told, ensure_ascii=False, indent=1).encode())


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_point(store: Path, point: Point, known: Iterable[Point]) -> None:
    """Compare a point's file, and its base's, with what was written down; StorageProblem where they differ."""
    by_name = {one.name: one for one in known}
    for one in (point, *([by_name[point.base]] if point.base else [])):
        try:
            sound = hash_of(database_of(store, one.name)) == one.sha256
        except OSError:
            sound = False
        if not sound:
            raise StorageProblem(
                "bad_backup",
                f"{one.at:%Y-%m-%d %H:%M} 的备份文件已损坏或读不出，没有恢复。请换一个备份。",
            )


def worth_keeping(listed: Sequence[Point]) -> set[str]:
    """Return the names to keep of points listed newest first: by day, week, month and event, with their bases."""
    if not listed:
        return set()
    kept: set[str] = {point.name for point in listed[:NEVER_DROPPED]}
    newest = listed[0].at
    kept |= {point.name for point in listed if newest - point.at < timedelta(hours=24) and point.why == "daily"}
    kept |= {point.name for point in [one for one in listed if one.why != "daily"][:EVENTS]}
    for pattern, most in (("%Y-%m-%d", DAYS), ("%G-%V", WEEKS), ("%Y-%m", MONTHS)):
        last: dict[str, str] = {}
        for point in listed:
            last.setdefault(point.at.strftime(pattern), point.name)
        kept |= set(list(last.values())[:most])
    return kept | {point.base for point in listed if point.name in kept and point.base}


def thin(store: Path, tag: str, cap: int) -> list[str]:
    """Drop what is no longer worth keeping, what another key locked, and the oldest beyond `cap` bytes; return names.

    The newest points and the copies they stand on always stay.
    """
    every = points(store)
    listed = [point for point in every if point.tag == tag]
    kept = worth_keeping(listed)
    standing = [point for point in listed if point.name in kept]
    while sum(point.size for point in standing) > cap:
        drop = _least_needed(standing)
        if drop is None:
            break
        standing.remove(drop)
    names = {point.name for point in standing}
    # what another key locked can't be opened any more, once there is something under the new one
    gone = [point.name for point in every if point.name not in names] if listed else []
    for name in gone:
        drop_point(store, name)
    _sweep(store, {point.name for point in every} - set(gone))
    return gone


def _least_needed(standing: Sequence[Point]) -> Point | None:
    """Return the oldest point that nothing newer stands on and that may go, None where none may."""
    needed = {point.base for point in standing if point.base}
    safe = {point.name for point in standing[:NEVER_DROPPED]}
    free = [point for point in standing if point.name not in needed and point.name not in safe]
    return free[-1] if free else None


def drop_point(store: Path, name: str) -> None:
    """Remove a point: first what says that it counts."""
    (store / f"{name}.json").unlink(missing_ok=True)
    database_of(store, name).unlink(missing_ok=True)


def _sweep(store: Path, known: set[str]) -> None:
    """Remove the halves a power cut left: copies that never counted, descriptions of copies that are gone."""
    for path in (*store.glob("*-full.*"), *store.glob("*-tail.*")):
        if path.name.split(".", 1)[0] not in known:
            path.unlink(missing_ok=True)
