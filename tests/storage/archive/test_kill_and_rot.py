"""Killed at any moment, and bits that rot at rest: nothing told as done is lost, no changed bit goes unnoticed.

A few runs here, `make soak` for the long ones; counts and seeds in docs/security.md.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from storage.archive import key_slots, sqlite
from storage.archive.archive import DATABASE_NAME, create_archive, open_archive
from storage.archive.backup_making import make_point, own_store, source_of
from storage.archive.backup_points import check_point, database_of, points
from storage.archive.problems import problem_of
from storage.archive.rows import read_flat
from storage.archive.verify import verify
from tests.storage.archive.merge_desks import RESOURCES, VILLAGE, change, enter

SOAK = int(os.environ.get("HUDANG_SOAK", "0"))
PASSWORD = "correct horse"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)


def make(folder, password):
    return create_archive(
        folder, division=VILLAGE, office="村", user="李梅", password=password or None, resources=RESOURCES
    )


@pytest.mark.parametrize("password", ["", PASSWORD], ids=["plain", "protected"])
@pytest.mark.parametrize("seed", range(max(1, 10 * SOAK)))
def test_killed_while_saving_backing_up_and_restoring(tmp_path, password, seed):
    """After n saves told as done the process is killed somewhere in what follows."""
    folder, chance = tmp_path / "data", random.Random(seed)
    make(folder, password).close()
    command = [sys.executable, "-m", "tests.storage.archive.killed_keeper", str(folder), password]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        house = process.stdout.readline().strip()
        told = 0
        for _line in range(chance.randrange(1, 12)):
            told = int(process.stdout.readline())
        # somewhere within the next save, backup or build: waiting for bytes that never come is the clock
        for _spin in range(chance.randrange(200_000)):
            pass
        process.kill()
        rest = process.stdout.read().split()
    told = int(rest[-1]) if rest else told
    with open_archive(folder, password=password or None, resources=RESOURCES) as archive:
        assert verify(archive).problems == []
        kept = int(read_flat(archive.connection, "household", [house])[house]["note"])
        assert kept in (told, told + 1)
        listed = points(own_store(folder))
        for point in listed:
            check_point(own_store(folder), point, listed)
        make_point(source_of(archive), own_store(folder), "asked")
        assert len(list(own_store(folder).glob("*.db"))) == len(points(own_store(folder)))
    assert not list(folder.glob("incoming*"))


def flipped(content: bytes, bit: int) -> bytes:
    spoilt = bytearray(content)
    spoilt[bit // 8] ^= 1 << bit % 8
    return bytes(spoilt)


def is_noticed(path: Path, key: bytes) -> bool:
    try:
        connection = sqlite.connect(path, key, read_only=True)
        try:
            return bool(sqlite.quick_check(connection))
        finally:
            connection.close()
    except Exception as problem:  # noqa: BLE001 - what kind it is, is what is asked
        return problem_of(problem) is not None


def test_every_flipped_bit_of_a_protected_database_is_noticed(tmp_path):
    with make(tmp_path / "data", PASSWORD) as archive:
        enter(archive)
        archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        key = archive.key
        assert key is not None
    content = (tmp_path / "data" / DATABASE_NAME).read_bytes()
    chance, rotten = random.Random(8), tmp_path / "rotten.db"
    rotten.write_bytes(content)
    assert not is_noticed(rotten, key)
    for _flip in range(30 * max(1, SOAK)):
        rotten.write_bytes(flipped(content, chance.randrange(8 * len(content))))
        assert is_noticed(rotten, key)


@pytest.mark.parametrize("password", ["", PASSWORD], ids=["plain", "protected"])
def test_every_flipped_bit_of_a_backup_is_noticed(tmp_path, password):
    with make(tmp_path / "data", password) as archive:
        house, _person = enter(archive)
        store = own_store(archive.folder)
        make_point(source_of(archive), store, "daily")
        change(archive, house, note="一")
        make_point(source_of(archive), store, "daily")
    listed, chance = points(store), random.Random(9)
    for _flip in range(30 * max(1, SOAK)):
        point = chance.choice(listed)
        file = database_of(store, point.name)
        content = file.read_bytes()
        file.write_bytes(flipped(content, chance.randrange(8 * len(content))))
        with pytest.raises(Exception, match="已损坏"):
            check_point(store, point, listed)
        file.write_bytes(content)
        check_point(store, point, listed)
