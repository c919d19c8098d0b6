import shutil
from pathlib import Path

import pytest

from models.keys import new_uid
from storage.archive import relocate
from storage.archive.archive import open_archive
from storage.archive.files import household_uids
from storage.archive.problems import StorageProblem
from storage.archive.progress import Cancelled
from storage.archive.records import RecordChange, save
from storage.archive.verify import verify
from tests.ui.office import RESOURCES, make_archive


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "U 盘" / "data"
    make_archive(made).close()
    (made / "attachments" / "ab").mkdir(parents=True)
    (made / "attachments" / "ab" / "abcd").write_bytes(b"photo")
    return made


def test_a_copy_is_whole_and_can_be_worked_in(folder, tmp_path):
    target = tmp_path / "本机" / "data"
    steps = []
    relocate.copy_archive(folder, target, lambda done, total, _text: steps.append((done, total)))
    assert steps
    assert (target / "attachments" / "ab" / "abcd").read_bytes() == b"photo"
    assert not (target / "in-use.lock").exists()
    with open_archive(target, resources=RESOURCES, answer="copied") as archive:
        assert len(household_uids(archive)) == 3
        assert verify(archive).ok
        save(archive, [RecordChange("household", new_uid(), {"division": "370826111214"})])
    with open_archive(folder, resources=RESOURCES) as archive:
        assert len(household_uids(archive)) == 3


def test_a_used_target_an_open_archive_and_a_full_disk_are_refused(folder, tmp_path, monkeypatch):
    used = tmp_path / "used"
    used.mkdir()
    (used / "x").write_text("")
    with pytest.raises(StorageProblem, match="不是空的"):
        relocate.copy_archive(folder, used)
    with open_archive(folder, resources=RESOURCES), pytest.raises(StorageProblem, match="打开"):
        relocate.copy_archive(folder, tmp_path / "new")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10, 10, 0))
    with pytest.raises(StorageProblem, match="空间不够"):
        relocate.copy_archive(folder, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_copy_that_is_stopped_or_differs_leaves_nothing(folder, tmp_path, monkeypatch):
    def stop(_done, _total, _text):
        raise Cancelled

    with pytest.raises(Cancelled):
        relocate.copy_archive(folder, tmp_path / "new", stop)
    monkeypatch.setattr(relocate.hashlib, "file_digest", lambda *_a: relocate.hashlib.sha256(b"other"))
    with pytest.raises(StorageProblem, match="与原文件不同"):
        relocate.copy_archive(folder, tmp_path / "new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["U 盘"]


def test_opened_to_read_nothing_in_the_folder_changes(folder):
    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "-shm" not in path.name}

    before = state()
    with open_archive(folder, resources=RESOURCES, read_only=True) as archive:
        assert archive.read_only
        assert len(household_uids(archive)) == 3
        with pytest.raises(StorageProblem):
            save(archive, [RecordChange("household", new_uid(), {"division": "370826111214"})])
        with open_archive(folder, resources=RESOURCES, read_only=True) as second:
            assert len(household_uids(second)) == 3
    assert {path: text for path, text in state().items() if "-wal" not in path.name} == before


def test_an_older_archive_is_not_upgraded_where_it_is_only_read(folder):
    with open_archive(folder, resources=RESOURCES) as archive:
        archive.connection.execute("PRAGMA user_version = 0")
    with pytest.raises(StorageProblem, match="旧版"):
        open_archive(folder, resources=RESOURCES, read_only=True)
