"""A data folder that was copied, moved or restored is noticed at opening and asks one question."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.keys import new_uid
from storage.archive import backups, incarnation_guard, records
from storage.archive.archive import create_archive, open_archive
from storage.archive.incarnation import former_desks
from storage.archive.incarnation_guard import Note, judge
from storage.archive.machine import fingerprint
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.verify import verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
HERE = Note("a", ["m"], "/data", "")


def enter(archive) -> None:
    records.save(archive, [RecordChange("household", new_uid(), {"division": "370826111214"})])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HUDANG_STATE", str(tmp_path / "state"))
    place = tmp_path / "data"
    with create_archive(place, division="370826111214", office="西张阿村", user="李梅", resources=RESOURCES) as archive:
        enter(archive)
    return place


def desk_of(folder: Path, **options: object) -> str:
    with open_archive(folder, resources=RESOURCES, **options) as archive:
        assert verify(archive).ok
        return archive.office.desk


def test_an_archive_in_its_place_is_never_asked_about(folder):
    first = desk_of(folder)
    assert desk_of(folder) == desk_of(folder) == first


@pytest.mark.parametrize(("answer", "keeps"), [("moved", True), ("copied", False)])
def test_a_copy_asks_and_takes_the_answer(folder, tmp_path, answer, keeps):
    first = desk_of(folder)
    shutil.copytree(folder, tmp_path / "copy")
    for _again in range(2):
        with pytest.raises(StorageProblem) as problem:
            desk_of(tmp_path / "copy")
        assert problem.value.code == "copied"
        assert str(folder) in problem.value.sentence
    desk = desk_of(tmp_path / "copy", answer=answer)
    assert (desk == first) == keeps
    assert desk_of(tmp_path / "copy") == desk
    if not keeps:
        assert desk_of(folder) == first
        with open_archive(tmp_path / "copy", resources=RESOURCES) as archive:
            assert [one["desk"] for one in former_desks(archive)] == [first]


def test_a_moved_folder_whose_old_place_is_empty_goes_on_unasked(folder, tmp_path):
    first = desk_of(folder)
    folder.rename(tmp_path / "moved")
    assert desk_of(tmp_path / "moved") == first


@pytest.mark.parametrize("answer", ["moved", "copied"])
def test_an_older_database_put_back_by_hand_becomes_a_new_desk(folder, tmp_path, answer):
    first = desk_of(folder)
    shutil.copytree(folder, tmp_path / "kept")
    with open_archive(folder, resources=RESOURCES) as archive:
        enter(archive)
    shutil.rmtree(folder)
    (tmp_path / "kept").rename(folder)
    with pytest.raises(StorageProblem) as problem:
        desk_of(folder)
    assert problem.value.code == "restored"
    desk = desk_of(folder, answer=answer)
    assert desk != first
    assert desk_of(folder) == desk


def test_a_backup_restored_by_the_program_is_a_new_desk_without_a_question(folder, tmp_path):
    with open_archive(folder, resources=RESOURCES) as archive:
        first = archive.office.desk
        backups.backup(archive, tmp_path / "backup.hudang")
    backups.restore_backup(tmp_path / "backup.hudang", tmp_path / "restored", resources=RESOURCES)
    assert desk_of(tmp_path / "restored") != first
    assert desk_of(folder) == first


def test_a_state_folder_that_cannot_be_written_only_blinds_the_guard(folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("HUDANG_STATE", str(tmp_path / "file" / "under"))
    assert desk_of(folder)


@pytest.mark.parametrize(
    ("outside", "own", "has_op", "holds", "found"),
    [
        (HERE, HERE, True, True, ""),
        (None, HERE, True, True, ""),  # another user of this PC
        (None, Note("a", ["other"], "/data", ""), True, True, "copied"),  # another PC, same path
        (None, Note("a", ["other", "m"], "/data", ""), True, True, ""),  # a new disk in this PC
        (Note("a", ["m"], "/data", "ff"), HERE, False, True, "restored"),
        (Note("a", ["m"], "/data", "ff"), HERE, True, True, ""),
        (Note("a", ["m"], "/old", ""), HERE, True, True, "copied"),
        (Note("a", ["m"], "/old", ""), HERE, True, False, ""),
        (Note("a", ["m"], "/old", ""), HERE, True, None, "copied"),  # the old disk is not there to ask
        (Note("a", ["m"], "/old", "ff"), HERE, False, False, "restored"),
    ],
)
def test_what_the_two_notes_say(outside, own, has_op, holds, found):
    assert judge(own, outside, HERE, lambda _name: has_op, lambda _folder, _archive: holds) == found


def test_a_machine_is_known_again():
    assert fingerprint()
    assert fingerprint() == fingerprint()


def test_a_damaged_note_is_no_note(folder, tmp_path):
    for file in (tmp_path / "state").glob("*.json"):
        file.write_text('{"archive": 1')
    assert desk_of(folder)
    assert incarnation_guard.state_folder() == tmp_path / "state"
