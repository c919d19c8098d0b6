"""What the photo tab asks the archive worker to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from models.fields import Record
from storage.archive.archive import Archive
from storage.archive.attachments import attachment_bytes, households_with, keep_content
from storage.archive.problems import StorageProblem
from storage.archive.progress import Progress
from storage.archive.records import Change, RecordChange, save
from ui.photo_reduce import SUFFIXES, Photo, PhotoProblem, reduce_image, reduce_photo, thumbnail

THUMBNAIL = 320
"""Pixels of the long side: sharp at 160 on a screen of twice the density."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A photo that lies in the archive now: what to write into its record, and the number of another household
    that has the same one ("" = none)."""

    values: Record
    elsewhere: str
    source: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and why."""

    source: str
    sentence: str


def photos_in(paths: list[Path]) -> list[Path]:
    """Return the photos among files and in folders (and their folders), in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
        elif path.is_file():
            found.append(path)
    return found


def take_file(archive: Archive, _progress: Progress, path: Path, household: str) -> Taken | Refused:
    """Reduce and keep one file."""

    def read() -> Photo:
        try:
            return reduce_photo(path.read_bytes(), path.name)
        except OSError:
            raise PhotoProblem(f"“{path.name}”读不出来，没有加入。检查 U 盘或相机是否还插着。") from None

    return _take(archive, read, household, path.name)


def take_image(archive: Archive, _progress: Progress, image: QImage, household: str) -> Taken | Refused:
    """Reduce and keep an image from the clipboard."""
    return _take(archive, lambda: reduce_image(image), household, "剪贴板图片")


def _take(archive: Archive, read: Callable[[], Photo], household: str, source: str) -> Taken | Refused:
    try:
        photo = read()
        name = keep_content(archive, photo.content, source)
    except (PhotoProblem, StorageProblem) as problem:
        return Refused(source, problem.sentence)
    values: Record = {
        "content_hash": name,
        "media_type": "image/jpeg",
        "size": len(photo.content),
        "taken": photo.taken,
    }
    return Taken(values, next(iter(households_with(archive, name, household)), ""), source)


def save_photos(archive: Archive, _progress: Progress, household: str, records: list[Record]) -> Change:
    """Write photo records of a household that is not in front any more."""
    changes = [
        RecordChange("attachment", record["uid"], {name: value for name, value in record.items() if name != "uid"},
                     household=household)
        for record in records
    ]  # fmt: skip
    return save(archive, changes)


def load_thumbnail(archive: Archive, _progress: Progress, content_hash: str) -> QImage:
    """Return a small picture of a stored photo; a null one where the file is not here or damaged."""
    try:
        return thumbnail(attachment_bytes(archive, content_hash), THUMBNAIL)
    except StorageProblem:
        return QImage()


def load_photo(archive: Archive, _progress: Progress, content_hash: str) -> QImage:
    """Return a stored photo whole; StorageProblem where the file is missing or damaged."""
    return thumbnail(attachment_bytes(archive, content_hash), 1600)
