"""backup, backups, restore --point: what is listed, what is lost, who may."""

from __future__ import annotations

import json

import pytest

import main
from storage.archive import accounts, key_slots
from storage.archive.archive import open_archive
from storage.archive.roles import Role
from tests.ui.office import RESOURCES, make_archive


@pytest.fixture
def office(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)
    folder = tmp_path / "data"
    make_archive(folder).close()

    def call(*words):
        capsys.readouterr()
        code = main.main([*map(str, words), "--data", str(folder), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return folder, call


def phone_of(call, uid):
    return call("show", uid)[1]["household"]["phone"]["value"]


def test_back_to_yesterday_and_what_that_undoes(office):
    _folder, call = office
    uid = call("find", "孔")[1]["hits"][0]["household_uid"]
    call("set", uid, "户联系电话=13800001111", "--reason", "更正")
    made = call("backup")[1]["points"][0]
    call("set", uid, "户联系电话=13800002222", "--reason", "更正")
    listed = call("backups")[1]["points"]
    assert [(one["name"], one["lost_ops"]) for one in listed] == [(made["name"], 1)]
    code, back = call("restore", "--point", made["name"])
    assert (code, back["lost_ops"], len(back["lost"])) == (0, 1, 1)
    assert phone_of(call, uid) == "13800001111"
    assert any(line["kind"] == "restore" for line in call("log")[1]["lines"])
    # nothing is thrown away: the newest backup is the one made just before, and it leads back again
    newest = call("backups")[1]["points"][0]
    assert newest["why"] == "restore"
    assert call("restore", "--point", newest["name"])[0] == 0
    assert phone_of(call, uid) == "13800002222"


def test_a_damaged_database_is_restored_from_the_newest_backup(office):
    folder, call = office
    before = call("verify")[1]["digest"]
    name = call("backup")[1]["points"][0]["name"]
    database = folder / "archive.db"
    database.write_bytes(b"\0" * 200 + database.read_bytes()[200:])
    code, told = call("verify")
    assert (code, told["error"]["code"]) == (1, "notadb")
    code, back = call("restore", "--point", name)
    assert (code, back["digest"]) == (0, before)
    assert list(folder.glob("backups/replaced-*/archive.db"))


def test_only_a_manager_goes_back(office, tmp_path):
    folder, call = office
    name = call("backup")[1]["points"][0]["name"]
    call("backup", tmp_path / "b.hdbak")
    with open_archive(folder, resources=RESOURCES) as archive:
        accounts.add_user(archive, archive.user, Role.MANAGER, "")
        accounts.add_user(archive, "赵录", Role.ENTRY, "")
    for words in (("restore", "--point", name), ("restore", tmp_path / "b.hdbak", "--replace")):
        code, told = call(*words, "--user", "赵录")
        assert (code, told["error"]["code"]) == (1, "not_allowed")
    assert call("verify")[1]["ok"]


def test_a_new_pc_is_made_from_the_other_disk(office, tmp_path, capsys):
    folder, call = office
    with open_archive(folder, resources=RESOURCES) as archive:
        archive.settings.set("backup_folder", str(tmp_path))
    far = call("backup")[1]["points"][1]
    before = call("verify")[1]["digest"]
    capsys.readouterr()
    assert main.main(["restore", "--from", far["store"], "--data", str(tmp_path / "新"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == before


def test_erasing_from_the_command_line(office):
    _folder, call = office
    hit = call("find", "孔")[1]["hits"][0]
    assert call("erase", hit["household_uid"], "--reason", "本人申请")[1]["error"]["code"] == "not_in_bin"
    call("delete", hit["household_uid"], "--reason", "本人申请")
    code, done = call("erase", hit["household_uid"], "--reason", "本人申请")
    assert code == 0
    assert done["erased"] > 1
    assert call("verify")[1]["ok"]
    left = {one["household_uid"] for one in call("find", "孔")[1]["hits"]}
    assert hit["household_uid"] not in left
