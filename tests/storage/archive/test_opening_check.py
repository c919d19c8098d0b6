"""What opening notices, and the room that is given back on a full disk."""

from __future__ import annotations

import pytest

from storage.archive import ballast
from storage.archive.archive import DATABASE_NAME, create_archive, open_archive
from storage.archive.backup_making import Source
from storage.archive.opening_check import complaints
from storage.archive.problems import StorageProblem
from tests.storage.archive.merge_desks import RESOURCES, VILLAGE, change, enter, value


@pytest.fixture
def archive(tmp_path):
    with create_archive(tmp_path / "data", division=VILLAGE, office="村", user="李梅", resources=RESOURCES) as made:
        yield made


@pytest.mark.parametrize("column", ["header", "payload"])
def test_a_changed_op_among_the_newest_is_noticed_at_opening(archive, column):
    enter(archive)
    archive.connection.execute(f"UPDATE op SET {column} = CAST(replace({column}, '3', '4') AS BLOB) WHERE n = 1")
    archive.close()
    with pytest.raises(StorageProblem) as problem:
        open_archive(archive.folder, resources=RESOURCES)
    assert problem.value.code == "corrupt"
    # one may still look
    with open_archive(archive.folder, resources=RESOURCES, read_only=True) as looked:
        assert looked.read_only


def test_a_damaged_page_is_told_and_a_sound_file_is_not(archive):
    enter(archive)
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert complaints(Source(archive.folder, None)) == []
    size = archive.connection.execute("PRAGMA page_size").fetchone()[0]
    root = archive.connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'op'").fetchone()[0]
    archive.close()
    with (archive.folder / DATABASE_NAME).open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * 64)
    assert complaints(Source(archive.folder, None))


def test_on_a_full_disk_the_second_try_gets_through(archive, monkeypatch):
    house, _person = enter(archive)
    assert ballast.keep_ballast(archive.folder)
    assert (archive.folder / ballast.NAME).stat().st_blocks * 512 >= ballast.SIZE  # no holes: the room is taken
    pages = archive.connection.execute("PRAGMA page_count").fetchone()[0]
    archive.connection.execute(f"PRAGMA max_page_count = {pages}")
    archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def type_on() -> None:
        for number in range(400):
            change(archive, house, note="很长的备注" * (100 + number))

    with pytest.raises(StorageProblem, match="再保存一次") as full:
        type_on()
    assert full.value.code == "full"
    assert not (archive.folder / ballast.NAME).exists()
    before = value(archive, house, "note")
    archive.connection.execute(f"PRAGMA max_page_count = {pages + 1000}")  # what the ballast gave back
    change(archive, house, note=f"{before}再")
    assert value(archive, house, "note").endswith("再")


def test_no_ballast_is_taken_from_a_disk_that_has_little(archive, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("U", (), {"free": 1 << 28})())
    assert not ballast.keep_ballast(archive.folder)
    assert not (archive.folder / ballast.NAME).exists()
