"""A forgotten password: by the sheet and by the county; and a whole archive under another key, cut at every step."""

import os
import shutil
from pathlib import Path

import pytest

from models.keys import new_uid
from storage.archive import accounts, age, attachments, key_slots, protecting, protection, records, recovery, search
from storage.archive.archive import Archive, create_archive, open_archive
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.roles import Role
from storage.archive.verify import digest_of, verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
PASSWORD, NEW = "correct horse", "tr0ubador and 3"
PHONE = "13800007731"
PHOTO = b"\xff\xd8 a photo of the house " * 40


@pytest.fixture(autouse=True)
def quick_argon(monkeypatch):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)


def make(folder: Path, password: str | None) -> Archive:
    archive = create_archive(
        folder, division="370826111", office="微山岛镇人民政府", user="李梅", password=password, resources=RESOURCES
    )
    household = new_uid()
    values = {"division": "370826111214", "phone": PHONE, "number": "3708261112140001"}
    records.save(archive, [RecordChange("household", household, values)])
    member = {"name": "孔令田", "relation": "01"}
    records.save(archive, [RecordChange("member", new_uid(), member, household)])
    attachments.add_attachment(archive, household, PHOTO, file_name="房屋.jpg", slot="house")
    return archive


def reopen(folder: Path, password: str | None = None, user: str | None = None) -> Archive:
    return open_archive(folder, user=user, password=password, resources=RESOURCES)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "档案 一"
    make(place, PASSWORD).close()
    return place


@pytest.fixture
def plain(tmp_path):
    place = tmp_path / "档案 二"
    make(place, None).close()
    return place


def sheet_for(folder: Path) -> str:
    sheet = protection.draw_sheet()
    groups = sheet.code.split("-")
    key = protection.unlock(folder, PASSWORD).key
    protection.confirm_sheet(folder, key, sheet, (groups[sheet.asked[0] - 1], groups[sheet.asked[1] - 1]))
    return sheet.code


def test_the_sheet_gives_a_forgotten_password_back(folder):
    code = sheet_for(folder)
    with pytest.raises(StorageProblem, match="没有用户"):
        recovery.reset_by_code(folder, code, "王强", NEW)
    recovery.reset_by_code(folder, code, "李梅", NEW)
    with pytest.raises(StorageProblem, match="口令不对"):
        reopen(folder, PASSWORD)
    with reopen(folder, NEW) as archive:
        assert verify(archive).ok
    recovery.reset_by_code(folder, code, "李梅", PASSWORD)  # the sheet stays in force
    reopen(folder, PASSWORD).close()


def test_a_mistyped_group_is_named_and_nothing_changes(folder):
    code = sheet_for(folder)
    wrong = code[:7] + ("1" if code[7] != "1" else "2") + code[8:]
    with pytest.raises(StorageProblem, match="第 2 组"):
        recovery.reset_by_code(folder, wrong, "李梅", NEW)
    reopen(folder, PASSWORD).close()


@pytest.fixture
def county(folder):
    text, recipient = recovery.new_county_key()
    protection.set_county(folder, protection.unlock(folder, PASSWORD).key, recipient)
    return recovery.read_county_key(text)


def test_the_county_gives_a_forgotten_password_back_by_two_files(folder, county, tmp_path):
    ask, reply = tmp_path / "申请.json", tmp_path / "答复.json"
    asked = recovery.ask(folder, ask, office="微山岛镇人民政府", user="李梅", password=NEW)
    assert ask.stat().st_size < 2000
    seen = recovery.read_request(ask)
    assert seen.fingerprint == asked.fingerprint
    assert len(seen.fingerprint.replace(" ", "")) == 20
    recovery.answer(seen, county, reply)
    key = protection.unlock(folder, PASSWORD).key
    for file in (ask, reply, folder / recovery.PENDING):
        raw = file.read_bytes()
        assert key not in raw
        assert NEW.encode() not in raw
    with pytest.raises(StorageProblem, match="新口令"):
        recovery.accept(folder, reply, "something else")
    assert recovery.accept(folder, reply, NEW) == "李梅"
    with pytest.raises(StorageProblem, match="口令不对"):
        reopen(folder, PASSWORD)
    reopen(folder, NEW).close()
    with pytest.raises(StorageProblem, match="没有写过恢复申请"):
        recovery.accept(folder, reply, NEW)


def test_an_answer_to_an_earlier_request_or_of_another_county_opens_nothing(folder, county, tmp_path):
    first, reply = tmp_path / "1.json", tmp_path / "2.json"
    recovery.answer(recovery.ask(folder, first, office="镇", user="李梅", password=NEW), county, reply)
    recovery.ask(folder, first, office="镇", user="李梅", password=NEW)
    with pytest.raises(StorageProblem) as caught:
        recovery.accept(folder, reply, NEW)
    assert caught.value.code == "other_answer"
    with pytest.raises(StorageProblem, match="另一把公钥"):
        recovery.answer(recovery.read_request(first), age.new_key(), reply)
    reopen(folder, PASSWORD).close()


def test_any_changed_field_of_a_request_shows_in_the_digits_read_over_the_telephone(folder, county, tmp_path):
    ask = tmp_path / "申请.json"
    before = recovery.ask(folder, ask, office="微山岛镇人民政府", user="李梅", password=NEW).fingerprint
    thief = age.recipient_of(age.new_key())
    text = ask.read_text("utf-8")
    for old, new in (("微山岛", "另一个"), ("李梅", "王强"), (recovery.read_request(ask).recipient, thief)):
        ask.write_text(text.replace(old, new), "utf-8")
        assert recovery.read_request(ask).fingerprint != before


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"format": "hudang-recovery-request-1"}', b"x" * 99999]
)
def test_what_is_no_request_is_told(tmp_path, content):
    file = tmp_path / "申请.json"
    file.write_bytes(content)
    with pytest.raises(StorageProblem) as caught:
        recovery.read_request(file)
    assert caught.value.code == "no_recovery_file"


def test_what_is_no_county_key_is_told():
    for text in ("", "AGE-SECRET-KEY-1", "口令", "# 只有注释\n"):
        with pytest.raises(StorageProblem, match="私钥文件"):
            recovery.read_county_key(text)


# the whole archive under another key


def readable(folder: Path, *texts: str) -> list[str]:
    needles = [text.encode() for text in texts] + [PHOTO[:30]]
    return [str(path) for path in folder.rglob("*") if path.is_file() and any(n in path.read_bytes() for n in needles)]


def contents(archive: Archive) -> tuple[str, list[str], bytes]:
    name = archive.connection.execute("SELECT content_hash FROM attachment").fetchone()[0]
    hits = [hit.name for hit in search.find(archive, "孔令田")[0]]
    outcome = verify(archive)
    assert outcome.ok, outcome.problems
    assert hits == ["孔令田"]
    return outcome.digest, hits, attachments.attachment_bytes(archive, name)


def test_a_plain_archive_is_protected_and_made_plain_again(plain):
    with reopen(plain) as archive:
        before = contents(archive)
    assert readable(plain, PHONE)
    protecting.protect(plain, user=None, password=PASSWORD, resources=RESOURCES)
    assert readable(plain, PHONE, "孔令田") == []
    with pytest.raises(StorageProblem) as caught:
        reopen(plain)
    assert caught.value.code == "password_needed"
    with reopen(plain, PASSWORD) as archive:
        assert contents(archive) == before
        assert archive.user == "李梅"
    protecting.unprotect(plain, user=None, password=PASSWORD, resources=RESOURCES)
    with reopen(plain) as archive:
        assert contents(archive) == before


def test_a_new_key_shuts_out_a_key_file_that_was_taken_along(folder, tmp_path):
    taken = tmp_path / "taken"
    taken.mkdir()
    with reopen(folder, PASSWORD) as archive:
        accounts.add_user(archive, "王强", Role.ENTRY, "battery staple")
        before = contents(archive)[0]
    shutil.copy(folder / "keys.json", taken)
    old = protection.unlock(taken, "battery staple").key
    protecting.renew_key(folder, user=None, password=PASSWORD, resources=RESOURCES)
    with reopen(folder, PASSWORD) as archive:
        assert contents(archive)[0] == before
        assert archive.key != old
    assert protection.users(folder) == ["李梅"]


def test_a_clerk_may_not_change_the_keys(folder):
    with reopen(folder, PASSWORD) as archive:
        accounts.add_user(archive, "王强", Role.ENTRY, "battery staple")
    for job in (protecting.unprotect, protecting.renew_key):
        with pytest.raises(StorageProblem) as caught:
            job(folder, user="王强", password="battery staple", resources=RESOURCES)
        assert caught.value.code == "not_allowed"
    reopen(folder, PASSWORD, "李梅").close()


class Cut(BaseException):
    """The power is gone."""


def calls(monkeypatch, at: int):
    """Let the power fail before the `at`-th change of a file name; returns the counter."""
    count = [0]

    def watched(real):
        def call(*arguments, **named):
            if Path(arguments[0]).name.startswith("in-use"):  # given back by the system when the power is gone
                return real(*arguments, **named)
            count[0] += 1
            if count[0] == at:
                raise Cut
            return real(*arguments, **named)

        return call

    monkeypatch.setattr(os, "replace", watched(os.replace))
    monkeypatch.setattr(Path, "replace", watched(Path.replace))
    monkeypatch.setattr(Path, "unlink", watched(Path.unlink))
    monkeypatch.setattr(shutil, "rmtree", watched(shutil.rmtree))
    return count


@pytest.mark.parametrize("at", range(1, 16))
def test_a_power_cut_at_any_step_leaves_the_old_or_the_new_archive_whole(plain, monkeypatch, at):
    with reopen(plain) as archive:
        before = digest_of(archive)
    with monkeypatch.context() as patch:
        calls(patch, at)
        try:
            protecting.protect(plain, user=None, password=PASSWORD, resources=RESOURCES)
        except Cut:
            cut = True
        else:
            cut = False
    try:
        with reopen(plain) as archive:
            assert digest_of(archive) == before
            assert cut
    except StorageProblem as problem:
        if problem.code != "password_needed":
            raise
        with reopen(plain, PASSWORD) as archive:
            assert digest_of(archive) == before
        assert readable(plain, PHONE) == []
