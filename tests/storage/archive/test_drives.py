from pathlib import Path

import pytest

from storage.archive.drives import (
    DriveKind,
    Mount,
    cloud_folder,
    existing,
    kind_of,
    kind_on_linux,
    kind_on_windows,
    read_mounts,
)

MOUNTINFO = """\
25 0 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
40 25 8:17 / /media/王芳/我的\\040U盘 rw,nosuid - vfat /dev/sdb1 rw
41 25 0:50 / /mnt/share rw - cifs //server/share rw
bad line
"""


@pytest.fixture
def blocks(tmp_path):
    """/sys as the kernel lays it out: a fixed disk, a stick, and a USB disk that calls itself fixed."""
    sys, devices = tmp_path / "sys" / "dev" / "block", tmp_path / "sys" / "devices"
    sys.mkdir(parents=True)
    for number, place, removable in (
        ("8:2", "pci0/ata1/block/sda/sda2", "0"),
        ("8:17", "pci0/other/block/sdb/sdb1", "1"),
        ("8:33", "pci0/usb1/1-1/block/sdc/sdc1", "0"),
    ):
        (devices / place).mkdir(parents=True)
        (devices / place).parent.joinpath("removable").write_text(f"{removable}\n")
        (sys / number).symlink_to(devices / place)
    return sys


def test_mounts_are_read_with_blanks_in_their_names():
    assert read_mounts(MOUNTINFO)[1] == Mount("/media/王芳/我的 U盘", "vfat", "8:17")
    assert len(read_mounts(MOUNTINFO)) == 3


def test_a_stick_a_share_and_a_disk_are_told_apart(blocks):
    mounts = [*read_mounts(MOUNTINFO), Mount("/run/usbdisk", "ext4", "8:33")]
    kinds = {
        "/home/a/data": DriveKind.FIXED,
        "/media/王芳/我的 U盘/data": DriveKind.REMOVABLE,
        "/media/王芳/我的 U盘": DriveKind.REMOVABLE,
        "/media/王芳/别的": DriveKind.FIXED,
        "/mnt/share/x": DriveKind.NETWORK,
        "/run/usbdisk/data": DriveKind.REMOVABLE,
    }
    assert {place: kind_on_linux(Path(place), mounts, blocks) for place in kinds} == kinds


def test_what_can_not_be_told_is_a_fixed_disk(blocks):
    assert kind_on_linux(Path("/x"), [], blocks) is DriveKind.FIXED
    assert kind_on_linux(Path("/x"), [Mount("/", "overlay", "0:99")], blocks) is DriveKind.FIXED


def test_windows_is_asked_for_the_root():
    asked = []

    def drive_type(root):
        asked.append(root)
        return {"C:\\": 3, "E:\\": 2, "Z:\\": 4}[root]

    assert kind_on_windows("C:\\户档\\data", drive_type) is DriveKind.FIXED
    assert kind_on_windows("E:\\data", drive_type) is DriveKind.REMOVABLE
    assert kind_on_windows("\\\\?\\Z:\\很长的路径", drive_type) is DriveKind.NETWORK
    assert kind_on_windows("\\\\server\\share", drive_type) is DriveKind.NETWORK
    assert asked == ["C:\\", "E:\\", "Z:\\"]


def test_a_folder_yet_to_be_made_is_judged_by_the_one_above(tmp_path):
    assert existing(tmp_path / "a" / "b") == tmp_path.resolve()
    assert kind_of(tmp_path / "a" / "b") in set(DriveKind)


def test_folders_of_cloud_drives_are_noticed():
    assert cloud_folder(Path("/home/a/坚果云/户档/data")) == "坚果云"
    assert cloud_folder(Path("/home/a/OneDrive - 单位/data")) == "OneDrive - 单位"
    assert cloud_folder(Path("/home/a/data")) == ""
