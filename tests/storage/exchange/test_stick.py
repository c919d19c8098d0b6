"""The USB writer under faults at every call: pulled, full, read-only, lying. Old packs whole, the truth told."""

from __future__ import annotations

import builtins
import errno
import io
import os
from pathlib import Path

import pytest

from storage.archive.problems import StorageProblem
from storage.exchange import stick
from storage.exchange.stick import write_on_stick

OLD = b"the pack of last month"
NEW = bytes(range(256)) * 900
NAME = "村—镇 2.hdpack"


class Faulty:
    """Counts the calls that reach the stick; from the `at`-th on each fails with `code`, as if it had been pulled."""

    def __init__(self, monkeypatch, folder: Path, at: int, code: int, *, lasting: bool = True) -> None:
        self.folder, self.at, self.code, self.lasting, self.count = folder, at, code, lasting, 0
        real_open, real_fsync = io.open, os.fsync
        real = {name: getattr(Path, name) for name in ("rename", "unlink", "exists", "is_dir")}

        def open_(path, mode="r", buffering=-1, *rest, **named):
            file = real_open(path, mode, buffering, *rest, **named)
            if not self._on_stick(path):
                return file
            try:
                self.tick()
            except OSError:
                file.close()
                raise
            return _File(self, file)

        def fsync(number):
            self.tick()
            return real_fsync(number)

        monkeypatch.setattr(io, "open", open_)
        monkeypatch.setattr(builtins, "open", open_)
        monkeypatch.setattr(os, "fsync", fsync)
        for name, function in real.items():
            monkeypatch.setattr(Path, name, self._counted(function))

    def _counted(self, function):
        def call(path, *rest, **named):
            if self._on_stick(path):
                self.tick()
            return function(path, *rest, **named)

        return call

    def _on_stick(self, path) -> bool:
        return not isinstance(path, int) and str(path).startswith(str(self.folder))

    def tick(self) -> None:
        self.count += 1
        if self.count == self.at or (self.lasting and self.count > self.at):
            raise OSError(self.code, os.strerror(self.code))


class _File:
    """A file on the stick."""

    def __init__(self, faults: Faulty, file) -> None:
        self._faults, self._file = faults, file

    def __getattr__(self, name):
        found = getattr(self._file, name)
        if name in ("write", "read", "flush"):

            def call(*rest):
                self._faults.tick()
                return found(*rest)

            return call
        return found

    def __enter__(self):
        return self

    def __exit__(self, *_why):
        self._file.close()


def produce(out) -> None:
    for start in range(0, len(NEW), 1 << 16):
        out.write(NEW[start : start + (1 << 16)])


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "U盘"
    place.mkdir()
    (place / "村—镇 1.hdpack").write_bytes(OLD)
    return place


def calls(folder, monkeypatch) -> int:
    with monkeypatch.context() as patch:
        faults = Faulty(patch, folder, 10_000, errno.EIO)
        write_on_stick(folder, "count.hdpack", produce)
    (folder / "count.hdpack").unlink()
    return faults.count


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.EFBIG])
@pytest.mark.parametrize("lasting", [True, False], ids=["pulled", "once"])
def test_a_fault_at_any_call_is_never_told_as_success(folder, monkeypatch, code, lasting):
    total = calls(folder, monkeypatch)
    assert total > 12
    for at in range(1, total + 1):
        written, told = None, ""
        with monkeypatch.context() as patch:
            faults = Faulty(patch, folder, at, code, lasting=lasting)
            try:
                written = write_on_stick(folder, NAME, produce)
            except StorageProblem as problem:
                told = problem.sentence
        assert faults.count >= at
        assert written is not None or told
        assert (folder / "村—镇 1.hdpack").read_bytes() == OLD
        for path in folder.glob("*2*.hdpack"):
            # pulled between the rename and the last look it is there, and whole
            assert path.read_bytes() == NEW
        if written is not None:
            assert written.read_bytes() == NEW
        for left in (*folder.glob("*2*.hdpack"), *folder.glob("*.part")):
            left.unlink()


@pytest.mark.parametrize("damage", ["cut", "zeroed", "flipped"])
@pytest.mark.parametrize("look", [1, 2])
def test_a_stick_that_gives_back_other_bytes_is_found_out(folder, monkeypatch, damage, look):
    looks, real = [0], stick._read_back

    def spoil(path, size, digest):
        looks[0] += 1
        if looks[0] == look:
            content = bytearray(path.read_bytes())
            if damage == "cut":
                del content[-4096:]
            elif damage == "zeroed":
                content[4096:8192] = bytes(4096)
            else:
                content[len(content) // 2] ^= 1
            path.write_bytes(content)
        real(path, size, digest)

    monkeypatch.setattr(stick, "_read_back", spoil)
    with pytest.raises(StorageProblem) as problem:
        write_on_stick(folder, NAME, produce)
    assert problem.value.code == "lying_stick"
    assert [path.name for path in folder.iterdir()] == ["村—镇 1.hdpack"]


def test_nothing_is_ever_written_over(folder):
    (folder / NAME).write_bytes(b"another's")
    written = write_on_stick(folder, NAME, produce)
    assert written.name == "村—镇 2（2）.hdpack"
    assert (folder / NAME).read_bytes() == b"another's"


def test_no_room_and_fat_are_told_before_writing(folder, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("U", (), {"free": 1 << 20})())
    with pytest.raises(StorageProblem, match="还差约 5 MB"):
        write_on_stick(folder, NAME, produce, expected=5 << 20)
    assert [path.name for path in folder.iterdir()] == ["村—镇 1.hdpack"]


def test_a_volume_fits_on_fat():
    from storage.exchange.pack_file import LARGEST_FILE
    from storage.exchange.plugged import LARGEST_ON_FAT

    assert LARGEST_FILE < LARGEST_ON_FAT
