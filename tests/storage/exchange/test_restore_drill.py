"""The drill: the PC is gone. Rebuilt from the packs of the office above; from the far disk by the recovery sheet."""

from __future__ import annotations

import shutil

import pytest

from storage.archive import backup_making, key_slots, protection, restoring
from storage.archive.archive import open_archive
from storage.archive.attachments import add_attachment, attachment_bytes
from storage.archive.backup_making import make_point, source_of
from storage.archive.backup_points import points
from storage.archive.verify import digest_of, verify
from tests.storage.exchange.offices import (
    TOWN,
    VILLAGE,
    add_household,
    carry,
    change,
    meet,
    offices,
    open_office,
    village_digest,
)
from tests.storage.exchange.sheets import RESOURCES

PASSWORD, NEW = "correct horse", "tr0ubador and 3"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)


def test_all_that_was_exchanged_comes_back_from_the_office_above(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as (town, village):
        houses = [add_household(village, number)[0] for number in range(6)]
        add_attachment(village, houses[0], b"face", file_name="a.jpg", slot="01")
        carry(tmp_path / "stick", village, town)
        change(town, "household", houses[1], note="镇里改的")
        carry(tmp_path / "stick", town, village)
        before = village_digest(village)
        exchanged = village.connection.execute("SELECT count(*) FROM op").fetchone()[0]
        village.close()
        shutil.rmtree(village.folder)  # the stolen PC
        with open_office(tmp_path / "新电脑", VILLAGE, desk="二号机") as new:
            meet(tmp_path, new, town)
            carry(tmp_path / "stick", town, new, full=True)
            assert village_digest(new) == before
            assert new.connection.execute("SELECT count(*) FROM op").fetchone()[0] >= exchanged
            name = new.connection.execute("SELECT content_hash FROM attachment").fetchone()[0]
            assert attachment_bytes(new, name) == b"face"
            # and work goes on: what is typed now goes up as ever
            change(new, "household", houses[2], note="接着录")
            carry(tmp_path / "stick", new, town)
            assert village_digest(new) == village_digest(town)


def test_the_far_disk_and_the_sheet_bring_back_even_what_was_not_exchanged(tmp_path):
    with open_office(tmp_path / "村", VILLAGE, password=PASSWORD) as village:
        add_household(village, 1)
        sheet = protection.draw_sheet()
        groups = sheet.code.split("-")
        asked = [groups[place - 1] for place in sheet.asked]
        protection.confirm_sheet(village.folder, village.key, sheet, (asked[0], asked[1]))
        far = backup_making.far_store(tmp_path / "移动硬盘", village.office.name, village.office.desk)
        make_point(source_of(village), far, "daily")
        backup_making.mirror_files(source_of(village), far)
        before = digest_of(village)
    shutil.rmtree(tmp_path / "村")
    new = tmp_path / "新电脑"
    new.mkdir()
    restoring.bring_files(new, far)
    key = protection.unlock_with_code(new, sheet.code)
    restoring.build_restored(new, far, points(far)[0], key, RESOURCES)
    restoring.count_restored(new)
    protection.set_password(new, key, village.user, NEW)
    with open_archive(new, password=NEW, resources=RESOURCES) as back:
        assert verify(back).ok
        assert digest_of(back) == before
