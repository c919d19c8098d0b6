"""What kind of drive a folder lies on: a fixed disk, a removable one, a network share; and whether a cloud syncs it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

NETWORK_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "davfs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone",
     "fuse.gvfsd-fuse", "glusterfs", "fuse.glusterfs", "ceph", "beegfs"}
)  # fmt: skip
"""File systems of Linux that lie on another machine."""

CLOUD_FOLDERS = (
    "OneDrive", "Dropbox", "坚果云", "Nutstore", "BaiduSyncdisk", "百度网盘同步空间", "BaiduNetdiskWorkspace",
    "WPS云盘", "WPSDrive", "iCloudDrive", "Google Drive", "阿里云盘", "微云同步助手", "Weiyun", "同步盘", "Syncthing",
)  # fmt: skip
"""Names of folders that a cloud drive keeps in step: it copies the open database file by file and spoils it."""


class DriveKind(StrEnum):
    """Kinds of drives as far as a database minds."""

    FIXED = "fixed"
    REMOVABLE = "removable"
    NETWORK = "network"


KIND_TEXTS = {DriveKind.FIXED: "本机硬盘", DriveKind.REMOVABLE: "U 盘或移动硬盘", DriveKind.NETWORK: "网络盘"}


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system of Linux: where, which kind, and `major:minor` of its device."""

    point: str
    system: str
    device: str


def kind_of(folder: Path) -> DriveKind:
    """Return on what kind of drive a folder lies or will lie; fixed where nobody can tell."""
    place = existing(folder)
    if sys.platform == "win32":
        return kind_on_windows(str(place), _drive_type)
    if sys.platform.startswith("linux"):
        return kind_on_linux(place, mounts(), Path("/sys/dev/block"))
    return DriveKind.FIXED


def existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    return place.resolve()


def kind_on_windows(path: str, drive_type: Callable[[str], int]) -> DriveKind:
    """Return the kind by Windows' own word; `drive_type` answers for a root such as `E:\\`."""
    if path.startswith("\\\\") and not path.startswith("\\\\?\\"):
        return DriveKind.NETWORK
    root = path.removeprefix("\\\\?\\")[:3]
    return {2: DriveKind.REMOVABLE, 4: DriveKind.NETWORK, 5: DriveKind.REMOVABLE}.get(drive_type(root), DriveKind.FIXED)


def _drive_type(root: str) -> int:
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(root))  # type: ignore[attr-defined]


def kind_on_linux(place: Path, mounts: list[Mount], blocks: Path) -> DriveKind:
    """Return the kind by the file system the place is mounted from and what the kernel says of its device.

    `blocks` is /sys/dev/block. A disk on the USB bus counts as removable even where the kernel calls it fixed.
    """
    mount = _mount_of(str(place), mounts)
    if mount is None:
        return DriveKind.FIXED
    if mount.system in NETWORK_SYSTEMS:
        return DriveKind.NETWORK
    try:
        device = (blocks / mount.device).resolve(strict=True)
    except OSError:
        return DriveKind.FIXED
    if "/usb" in device.as_posix():
        return DriveKind.REMOVABLE
    for holder in (device, device.parent):
        try:
            if (holder / "removable").read_text().strip() == "1":
                return DriveKind.REMOVABLE
        except OSError:
            continue
    return DriveKind.FIXED


def _mount_of(place: str, mounts: list[Mount]) -> Mount | None:
    """Return the mount that holds a place: the longest that begins its path, the last of equals."""
    best: Mount | None = None
    for mount in mounts:
        inside = place == mount.point or place.startswith(mount.point.rstrip("/") + "/")
        if inside and (best is None or len(mount.point) >= len(best.point)):
            best = mount
    return best


def mounts() -> list[Mount]:
    """Return what is mounted now (Linux)."""
    try:
        return read_mounts(Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:
        return []


def read_mounts(text: str) -> list[Mount]:
    """Return the mounts of /proc/self/mountinfo; blanks in paths are written \\040 there."""
    found: list[Mount] = []
    for line in text.splitlines():
        left, dash, right = line.partition(" - ")
        parts = left.split()
        if dash and len(parts) >= 5 and right:
            point = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), parts[4])
            found.append(Mount(point, right.split()[0], parts[2]))
    return found


def cloud_folder(folder: Path) -> str:
    """Return the name of the cloud folder the data folder lies in, “” for none."""
    for part in folder.absolute().parts:
        if any(part.casefold().startswith(name.casefold()) for name in CLOUD_FOLDERS):
            return part
    return ""
