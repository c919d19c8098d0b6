"""Attachments by content, plain and protected, and the list of disclosures."""

from pathlib import Path

import pytest

from models.keys import new_uid
from storage.archive import attachments, files
from storage.archive.archive import Archive, create_archive
from storage.archive.audit import disclosures, note_disclosure
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange, save

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
CONTENT = b"made-up scan " * 400


@pytest.fixture(params=[None, "correct horse"], ids=["plain", "protected"])
def archive(request, tmp_path):
    with create_archive(
        tmp_path / "a", division="370826111", office="x", user="王芳", password=request.param, resources=RESOURCES
    ) as opened:
        yield opened


def household_in(archive: Archive) -> str:
    household = new_uid()
    save(archive, [RecordChange("household", household, {"division": "370826111214"})])
    return household


def stored_files(archive: Archive) -> list[Path]:
    return [path for path in (archive.folder / attachments.FOLDER_NAME).rglob("*") if path.is_file()]


def test_the_same_file_is_stored_once_and_read_back(archive):
    household = household_in(archive)
    for name in ("扫描.jpg", "再扫.jpg"):
        attachments.add_attachment(archive, household, CONTENT, file_name=name, slot="6")
    assert len(stored_files(archive)) == 1
    file = files.load_file(archive, household)
    assert file is not None
    first, second = file.parts["attachment"]
    assert (first["file_name"], second["file_name"]) == ("扫描.jpg", "再扫.jpg")
    assert first["size"] == len(CONTENT)
    assert attachments.attachment_bytes(archive, first["content_hash"]) == CONTENT
    assert (CONTENT[:40] in stored_files(archive)[0].read_bytes()) is not archive.is_protected


def test_damage_and_absence_are_told(archive):
    household = household_in(archive)
    attachments.add_attachment(archive, household, CONTENT, file_name="扫描.jpg", slot="6")
    stored = stored_files(archive)[0]
    content = bytearray(stored.read_bytes())
    content[100] ^= 1
    stored.write_bytes(content)
    with pytest.raises(StorageProblem, match="已损坏"):
        attachments.attachment_bytes(archive, stored.name)
    stored.unlink()
    with pytest.raises(StorageProblem, match="不在本机"):
        attachments.attachment_bytes(archive, stored.name)


def test_a_hash_that_is_a_path_is_refused(archive):
    with pytest.raises(StorageProblem, match="不合规"):
        attachments.attachment_bytes(archive, "../../etc/passwd")


def test_a_disclosure_is_written_down_with_its_user(archive):
    note_disclosure(archive, "打印户卡（完整号码）", "2 户")
    assert [(line.user, line.action, line.detail) for line in disclosures(archive)] == [
        ("王芳", "打印户卡（完整号码）", "2 户")
    ]
