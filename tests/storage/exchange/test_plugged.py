"""Drives plugged in: found and named on both systems, ejected, and told truly."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.archive.drives import Mount
from storage.exchange import ejecting, plugged
from storage.exchange.plugged import Drive
from storage.exchange.problems import ExchangeProblem
from storage.exchange.windows_drives import FSCTL_DISMOUNT_VOLUME, FSCTL_LOCK_VOLUME, IOCTL_EJECT_MEDIA, WindowsCalls

STICK = Drive(Path("/media/张/村"), "村", "vfat", 3 << 30, 8 << 30, False, "/dev/sdb1")


@pytest.fixture
def system(tmp_path):
    """A /sys and /dev with a fixed disk and a stick with a Chinese label."""
    usb = tmp_path / "sys" / "devices" / "usb1" / "block" / "sdb"
    (usb / "sdb1").mkdir(parents=True)
    (usb / "device").mkdir()
    (usb / "device" / "model").write_text("DataTraveler 3.0  \n")
    disk = tmp_path / "sys" / "devices" / "pci" / "block" / "sda" / "sda1"
    disk.mkdir(parents=True)
    blocks, labels, dev = tmp_path / "dev" / "block", tmp_path / "dev" / "by-label", tmp_path / "dev"
    blocks.mkdir(parents=True)
    labels.mkdir()
    (blocks / "8:17").symlink_to(usb / "sdb1")
    (blocks / "8:1").symlink_to(disk)
    (dev / "sdb1").touch()
    return blocks, labels, dev, tmp_path / "stick"


def test_a_stick_is_found_by_its_bus_and_called_by_its_label(system):
    blocks, labels, dev, stick = system
    stick.mkdir()
    mounts = [Mount("/", "ext4", "8:1"), Mount(str(stick), "vfat", "8:17"), Mount("/proc", "proc", "0:1")]
    (named,) = plugged.on_linux(mounts, blocks, labels)
    assert (named.name, named.device, named.system, named.read_only) == ("DataTraveler 3.0", "/dev/sdb1", "vfat", False)
    (labels / r"\xe4\xb8\x9c\xe6\x9d\x91\x20A").symlink_to(dev / "sdb1")
    (named,) = plugged.on_linux(mounts, blocks, labels)
    assert named.name == "东村 A"
    assert named.total > 0
    assert plugged.drive_of(stick / "包" / "x.hdpack", [named]) == named
    assert plugged.drive_of(Path("/home/x"), [named]) is None


def test_a_stick_pulled_while_being_looked_at_is_left_out(system):
    blocks, labels, _dev, stick = system
    assert plugged.on_linux([Mount(str(stick), "vfat", "8:17")], blocks, labels) == []


class FakeKernel:
    """kernel32 with a fixed disk C: and a stick E:."""

    def __init__(self, refuse: int = 0) -> None:
        self.refuse, self.calls = refuse, []

    def GetLogicalDrives(self):
        return 0b10100

    def GetDriveTypeW(self, root):
        return {"C:\\": 3, "E:\\": 2}[root]

    def GetVolumeInformationW(self, _root, label, _n, _serial, _most, flags, system, _m):
        label.value, system.value = "东村", "FAT32"
        flags._obj.value = 0x00080000
        return 1

    def CreateFileW(self, name, *_rest):
        self.calls.append(name)
        return 7

    def FlushFileBuffers(self, _handle):
        self.calls.append("flush")
        return 1

    def DeviceIoControl(self, _handle, code, *_rest):
        self.calls.append(code)
        return code != self.refuse

    def CloseHandle(self, _handle):
        self.calls.append("close")
        return 1


def test_windows_drives_by_letter_and_label(monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _root: type("U", (), {"free": 1 << 20, "total": 1 << 30})())
    (found,) = plugged.on_windows(WindowsCalls(FakeKernel()))
    assert (found.name, found.system, found.read_only, found.device) == ("东村（E:）", "fat32", True, "E:")
    assert found.text == "东村（E:）（只读）"


def test_windows_ejects_in_order_and_tells_what_was_refused():
    kernel = FakeKernel()
    told = ejecting.eject_on_windows(STICK, lambda _device: WindowsCalls(kernel).eject("E:"))
    assert "可以拔了" in told
    order = [r"\\.\E:", "flush", FSCTL_LOCK_VOLUME, FSCTL_DISMOUNT_VOLUME]
    assert kernel.calls[:4] == order
    assert kernel.calls[-2:] == [IOCTL_EJECT_MEDIA, "close"]
    for refused, code in ((FSCTL_LOCK_VOLUME, "drive_busy"), (IOCTL_EJECT_MEDIA, "not_ejected")):
        kernel = FakeKernel(refused)
        with pytest.raises(ExchangeProblem) as problem:
            ejecting.eject_on_windows(STICK, WindowsCalls(kernel).eject)
        assert problem.value.code == code
        assert kernel.calls[-1] == "close"


@pytest.mark.parametrize(
    ("tools", "answers", "mounted", "code"),
    [
        ({"udisksctl"}, {"udisksctl": (0, "Unmounted")}, False, ""),
        ({"udisksctl", "umount"}, {"udisksctl": (1, "target is busy"), "umount": (0, "")}, True, "drive_busy"),
        ({"udisksctl", "umount"}, {"udisksctl": (0, "Unmounted"), "umount": (0, "")}, True, "not_ejected"),
        ({"umount"}, {"umount": (0, "")}, False, ""),
        (set(), {}, True, "no_tool"),
    ],
)
def test_linux_only_says_ejected_where_it_is(tools, answers, mounted, code):
    ran = []

    def run(words):
        ran.append(words)
        return answers[words[0]]

    def ask():
        return ejecting.eject_on_linux(STICK, run, lambda tool: tool if tool in tools else None, lambda: mounted)

    if code:
        with pytest.raises(ExchangeProblem) as problem:
            ask()
        assert problem.value.code == code
        assert "拔" in problem.value.sentence
    else:
        assert "可以拔了" in ask()
    assert all(STICK.device in words or str(STICK.root) in words for words in ran)
