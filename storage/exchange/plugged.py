"""The sticks and removable disks that are plugged in, with the names people see in their file manager. No Qt.

Linux: /proc/self/mountinfo and /sys tell what is mounted and what it is. Windows: the drive letters and what the system
says of each. Nothing is asked over a bus or a socket.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storage.archive.drives import DriveKind, Mount, kind_on_linux, mounts

LARGEST_ON_FAT = (1 << 32) - 1
"""Bytes of the largest file on FAT."""
FAT = frozenset({"vfat", "msdos", "fat", "fat32"})
_PSEUDO = frozenset({"tmpfs", "proc", "sysfs", "devtmpfs", "overlay", "squashfs", "fuse.portal", "fuse.gvfsd-fuse"})
_READ_ONLY_VOLUME = 0x00080000
REMOVABLE, CD = 2, 5


@dataclass(frozen=True, slots=True)
class Drive:
    """One plugged-in drive: where it is, what it is called, its file system (lower case) and room in bytes.

    `device` is what is ejected: a device file on Linux, the letter with a colon on Windows.
    """

    root: Path
    name: str
    system: str
    free: int
    total: int
    read_only: bool
    device: str

    @property
    def text(self) -> str:
        """Return the drive as people know it: name, free room, and what stands in the way."""
        room = f"剩 {self.free / (1 << 30):.1f} GB" if self.free >= 1 << 30 else f"剩 {self.free >> 20} MB"
        return f"{self.name}（{'只读' if self.read_only else room}）"


class Windows(Protocol):
    """What is asked of Windows; tests answer in its place."""

    def letters(self) -> list[str]:
        """Return the letters in use."""
        ...

    def kind(self, root: str) -> int:
        """Return GetDriveType's number."""
        ...

    def volume(self, root: str) -> tuple[str, str, int] | None:
        """Return label, file system and flags; None for an empty slot."""
        ...


def plugged() -> list[Drive]:
    """Return the drives plugged in now; may take a while where one of them answers badly."""
    if sys.platform == "win32":
        from storage.exchange.windows_drives import WindowsCalls

        return on_windows(WindowsCalls())
    if sys.platform.startswith("linux"):
        return on_linux(mounts(), Path("/sys/dev/block"), Path("/dev/disk/by-label"))
    return []


def drive_of(place: Path, drives: list[Drive]) -> Drive | None:
    """Return the drive a file or folder lies on, None where it is none of these."""
    inside = [drive for drive in drives if place.absolute().is_relative_to(drive.root)]
    return max(inside, key=lambda drive: len(str(drive.root)), default=None)


def on_linux(listed: list[Mount], blocks: Path, labels: Path) -> list[Drive]:
    """Return the removable drives among the mounts; `blocks` is /sys/dev/block, `labels` /dev/disk/by-label."""
    names = _labels(labels)
    found: list[Drive] = []
    for mount in listed:
        root = Path(mount.point)
        if mount.system in _PSEUDO or kind_on_linux(root, listed, blocks) is not DriveKind.REMOVABLE:
            continue
        try:
            device = (blocks / mount.device).resolve(strict=True)
            flags, room = os.statvfs(root).f_flag, shutil.disk_usage(root)
        except OSError:
            continue
        label = names.get(device.name) or _model(device) or root.name or "移动盘"
        found.append(
            Drive(
                root, label, mount.system, room.free, room.total,
                bool(flags & os.ST_RDONLY), f"/dev/{device.name}",
            )
        )  # fmt: skip
    return found


def _labels(folder: Path) -> dict[str, str]:
    """Return device name → label; signs that a file name can't have are written \\x20 there."""
    found: dict[str, str] = {}
    try:
        for link in folder.iterdir():
            raw = re.sub(r"\\x([0-9a-fA-F]{2})", lambda code: chr(int(code[1], 16)), link.name)
            # each escape stands for one byte of UTF-8
            text = raw if not raw.isprintable() and raw.isascii() else _as_utf8(raw)
            found[link.resolve().name] = text
    except OSError:
        pass
    return found


def _as_utf8(raw: str) -> str:
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return raw


def _model(device: Path) -> str:
    for holder in (device, device.parent):
        try:
            return (holder / "device" / "model").read_text("utf-8").strip()
        except OSError:
            continue
    return ""


def on_windows(calls: Windows) -> list[Drive]:
    """Return the removable drives among the letters."""
    found: list[Drive] = []
    for letter in calls.letters():
        root = f"{letter}:\\"
        if calls.kind(root) != REMOVABLE:
            continue
        volume = calls.volume(root)
        if volume is None:
            continue
        label, system, flags = volume
        try:
            room = shutil.disk_usage(root)
        except OSError:
            continue
        name = f"{label or 'U 盘'}（{letter}:）" if label else f"U 盘 {letter}:"
        read_only = bool(flags & _READ_ONLY_VOLUME)
        found.append(Drive(Path(root), name, system.lower(), room.free, room.total, read_only, f"{letter}:"))
    return found
