"""Roles are kept where it is written, not in the window: each job, each role."""

from pathlib import Path

import pytest

from models.codes import Code
from models.keys import new_uid
from storage.archive import (
    accounts,
    attachments,
    audit,
    batches,
    drafts,
    key_slots,
    office_data,
    office_facts,
    protecting,
    records,
    resolving,
)
from storage.archive.archive import create_archive, open_archive
from storage.archive.audit import Kind
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.roles import POWER_TEXTS, POWERS, ROLE_SENTENCES, ROLE_TEXTS, Power, Role

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
PEOPLE = {"李梅": Role.MANAGER, "王强": Role.ENTRY, "赵云": Role.REVIEW, "钱多": Role.READER}


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)


@pytest.fixture(params=[True, False], ids=["protected", "plain"])
def come_in(request, tmp_path):
    folder = tmp_path / "档案"
    password = (lambda name: f"password of {name}") if request.param else (lambda _name: "")
    with create_archive(
        folder, division="370826111", office="镇", user="李梅", password=password("李梅") or None, resources=RESOURCES
    ) as archive:
        for name, role in PEOPLE.items():
            if name != "李梅":
                accounts.add_user(archive, name, role, password(name))
        enter(archive)
    opened = []

    def come(name, *, read_only=False):
        for one in opened:
            one.close()
        word = password(name) or None
        opened.append(open_archive(folder, user=name, password=word, resources=RESOURCES, read_only=read_only))
        return opened[-1]

    yield come
    for one in opened:
        one.close()


def enter(archive):
    uid = new_uid()
    change = RecordChange("household", uid, {"division": "370826111214", "phone": "13800000001"})
    return uid, records.save(archive, [change]).batch


def refused(job, *arguments, **named):
    with pytest.raises(StorageProblem) as caught:
        job(*arguments, **named)
    assert caught.value.code == "not_allowed"
    assert "没有改动" in caught.value.sentence


def test_every_role_and_power_has_its_words():
    assert set(ROLE_TEXTS) == set(ROLE_SENTENCES) == set(POWERS) == set(Role)
    assert set(POWER_TEXTS) == set(Power)
    assert POWERS[Role.READER] < POWERS[Role.ENTRY] < POWERS[Role.REVIEW] < POWERS[Role.MANAGER]


@pytest.mark.parametrize("name", PEOPLE)
def test_who_comes_in_has_their_role(come_in, name):
    archive = come_in(name)
    assert (archive.user, archive.role) == (name, PEOPLE[name])


def test_a_reader_changes_nothing_by_any_way_and_still_leaves_a_trail(come_in):
    archive = come_in("钱多")
    uid = archive.connection.execute("SELECT uid FROM household").fetchone()[0]
    batch = archive.connection.execute("SELECT uid FROM batch").fetchone()[0]
    before = archive.connection.execute("SELECT count(*) FROM op").fetchone()
    refused(enter, archive)
    refused(records.delete, archive, uid, reason="x")
    refused(batches.undo_batch, archive, batch)
    refused(attachments.add_attachment, archive, uid, b"x", file_name="x.jpg", slot="house")
    drafts.save_draft(archive, uid, {"x": 1})
    assert drafts.list_drafts(archive) == []
    with pytest.raises(Exception, match="readonly"):
        archive.connection.execute("DELETE FROM op")
    audit.note(archive, Kind.REVEAL, "查看完整号码", "1 人")
    assert audit.lines(archive, kinds=[Kind.REVEAL])[0].user == "钱多"
    with pytest.raises(Exception, match="readonly"):
        archive.connection.execute("DELETE FROM audit")
    assert archive.connection.execute("SELECT count(*) FROM op").fetchone() == before


def test_a_clerk_takes_back_their_own_batch_and_no_other(come_in):
    archive = come_in("王强")
    others = archive.connection.execute("SELECT uid FROM batch WHERE user = '李梅'").fetchone()[0]
    refused(batches.undo_batch, archive, others)
    _uid, own = enter(archive)
    assert batches.undo_batch(archive, own).reverted
    archive = come_in("赵云")
    assert batches.undo_batch(archive, others).reverted


def test_a_clerk_does_not_decide_conflicts_by_the_heap_and_manages_nobody(come_in):
    archive = come_in("王强")
    refused(resolving.resolve_batch, archive, "any", "mine")
    refused(accounts.add_user, archive, "孙三", Role.MANAGER, "password of 孙三")
    refused(accounts.set_role, archive, "王强", Role.MANAGER)
    refused(accounts.end_user, archive, "李梅")
    refused(accounts.reset_password, archive, "李梅", "password of mine")
    archive = come_in("赵云")
    refused(accounts.set_role, archive, "赵云", Role.MANAGER)


def test_who_is_not_registered_does_not_come_in(come_in):
    with pytest.raises(StorageProblem) as caught:
        come_in("孔令田")
    assert caught.value.code == "no_user"


@pytest.mark.parametrize("name", PEOPLE)
def test_opened_to_read_everyone_has_their_role_and_leaves_nothing(come_in, name):
    folder = come_in("李梅").folder
    archive = come_in("李梅")
    lines = len(audit.lines(archive))
    archive = come_in(name, read_only=True)
    assert (archive.user, archive.role, archive.read_only) == (name, PEOPLE[name], True)
    audit.note(archive, Kind.REVEAL, "查看完整号码", "1 人")
    assert len(audit.lines(archive)) == lines
    with pytest.raises(StorageProblem):
        enter(archive)
    with pytest.raises(StorageProblem) as caught:
        come_in("孔令田", read_only=True)
    assert caught.value.code == "no_user"
    (folder / protecting.NOTE).write_text("")
    with pytest.raises(StorageProblem) as caught:
        come_in(name, read_only=True)
    assert caught.value.code == "unfinished"
    (folder / protecting.NOTE).unlink()


def test_nobody_writes_under_the_name_of_another_registered_user(come_in):
    archive = come_in("王强")
    with pytest.raises(StorageProblem) as caught:
        office_facts.rename(archive, office="镇", desk="", user="李梅")
    assert caught.value.code == "registered_users"
    assert archive.user == "王强"
    office_facts.rename(archive, office="镇乡村振兴办", desk="二号窗口", user="王强")
    assert archive.office.name == "镇乡村振兴办"
    archive = come_in("钱多")
    refused(office_facts.rename, archive, office="x", desk="", user="钱多")
    refused(office_data.put_code, archive, "cause", Code("98", "因搬迁"))
