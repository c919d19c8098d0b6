"""A folder or database that can't be written: a sentence, and nothing lost."""

from pathlib import Path

import pytest

from models.keys import new_uid
from storage.archive import files
from storage.archive.archive import create_archive, open_archive
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange, save

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


def test_a_database_that_turns_read_only_refuses_the_save_and_keeps_the_old_state(tmp_path):
    household = new_uid()
    with create_archive(tmp_path / "a", division="370826111", office="x", user="王芳", resources=RESOURCES) as archive:
        save(archive, [RecordChange("household", household, {"division": "370826111214", "phone": "13800000001"})])
        archive.connection.execute("PRAGMA query_only = ON")
        with pytest.raises(StorageProblem) as refused:
            save(archive, [RecordChange("household", household, {"phone": "13800000002"})])
        assert refused.value.code == "readonly"
        assert "没有写入" in refused.value.sentence
        file = files.load_file(archive, household)
        assert file is not None
        assert file.household["phone"] == "13800000001"


def test_an_archive_opened_read_only_says_so(tmp_path):
    with create_archive(tmp_path / "a", division="370826111", office="x", resources=RESOURCES) as archive:
        archive.read_only = True
        with pytest.raises(StorageProblem, match="只读"):
            save(archive, [RecordChange("household", new_uid(), {"division": "370826111214"})])


def test_a_folder_below_a_file_is_told_and_not_made(tmp_path):
    (tmp_path / "文件").write_text("")
    with pytest.raises(StorageProblem):
        create_archive(tmp_path / "文件" / "a", division="370826111", office="x", resources=RESOURCES)


def test_a_folder_without_an_archive_is_told(tmp_path):
    with pytest.raises(StorageProblem, match="没有档案"):
        open_archive(tmp_path, resources=RESOURCES)
