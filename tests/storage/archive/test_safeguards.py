"""Slips and left-overs: a cut log is noticed, nothing is written over the archive, no half-made copies stay."""

from pathlib import Path

import pytest

from models.keys import new_uid, year_uid
from storage.archive import backups, records
from storage.archive.archive import Archive, create_archive, open_archive
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.verify import verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"


def make(folder: Path, password: str | None = None) -> Archive:
    return create_archive(
        folder, division="370826111", office="微山岛镇人民政府", password=password, resources=RESOURCES
    )


@pytest.fixture(params=[None, "correct horse"], ids=["plain", "protected"])
def archive(request, tmp_path):
    with make(tmp_path / "档案 一", request.param) as opened:
        yield opened


def enter(archive: Archive) -> str:
    household = new_uid()
    records.save(archive, [RecordChange("household", household, {"division": "370826111214", "phone": "13800000001"})])
    return household


def test_verify_notices_a_log_cut_off_at_its_end(archive):
    household = enter(archive)
    records.save(archive, [RecordChange("household", household, {"phone": "13800000009"})])
    archive.connection.execute("DELETE FROM op WHERE n = (SELECT max(n) FROM op)")
    archive.connection.execute("UPDATE household SET phone = '13800000001'")
    assert any("末尾" in problem for problem in verify(archive).problems)


def test_what_a_killed_program_left_in_the_making_goes_at_the_next_opening(tmp_path):
    folder = tmp_path / "档案"
    make(folder).close()
    for left in ("tmp/cards-1.pdf", "tmp-abc/archive.db"):
        (folder / left).parent.mkdir()
        (folder / left).write_text("孔令田")
    (folder / "名单").mkdir()
    with open_archive(folder, resources=RESOURCES):
        assert not (folder / "tmp").exists()
        assert not (folder / "tmp-abc").exists()
        assert (folder / "名单").exists()


@pytest.mark.parametrize("name", ["archive.db", "Archive.DB", "keys.json", "attachments/ab/x"])
def test_a_backup_never_lands_on_the_archive_itself(archive, name):
    enter(archive)
    with pytest.raises(StorageProblem, match="档案自己的文件"):
        backups.backup(archive, archive.folder / name)
    assert verify(archive).problems == []


def test_nothing_is_written_under_a_household_in_the_recycle_bin(archive):
    household = enter(archive)
    year = year_uid(household, 2019)
    records.save(archive, [RecordChange("year", year, {"cropland": 100}, household)])
    records.delete(archive, household, reason="重复")
    new_year = RecordChange("year", year_uid(household, 2020), {"cropland": 100}, household)
    for change in (RecordChange("year", year, {"cropland": 200}), new_year):
        with pytest.raises(StorageProblem, match="回收站"):
            records.save(archive, [change])
    records.restore_record(archive, household)
    assert records.save(archive, [new_year]).batch
