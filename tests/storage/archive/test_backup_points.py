"""Automatic backups: whole copies and tails, thinned, checked, and put back together to the same archive."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from storage.archive import backup_making, backup_points, key_slots, restoring
from storage.archive.archive import create_archive, open_archive
from storage.archive.attachments import add_attachment, attachment_bytes
from storage.archive.backup_making import make_point, own_store, source_of
from storage.archive.backup_points import database_of, points
from storage.archive.batches import undo_batch
from storage.archive.problems import StorageProblem
from storage.archive.progress import Cancelled
from storage.archive.verify import digest_of, verify
from tests.storage.archive.merge_desks import RESOURCES, VILLAGE, change, enter, value

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def quick_keys(monkeypatch):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)


@pytest.fixture(params=[None, PASSWORD], ids=["plain", "protected"])
def archive(request, tmp_path):
    made = create_archive(
        tmp_path / "data", division=VILLAGE, office="西张阿村", user="李梅", password=request.param, resources=RESOURCES
    )
    made.connection.execute("PRAGMA synchronous=OFF")
    with made:
        yield made


def put_back(archive, point):
    folder, key = archive.folder, archive.key
    restoring.build_restored(folder, own_store(folder), point, key, RESOURCES)
    archive.close()
    restoring.count_restored(folder)
    return open_archive(folder, password=PASSWORD if key else None, resources=RESOURCES)


def test_a_tail_on_its_copy_gives_the_archive_of_that_moment(archive):
    store = own_store(archive.folder)
    house, _person = enter(archive)
    whole = make_point(source_of(archive), store, "daily")
    change(archive, house, phone="13800000002")
    enter(archive)
    tail = make_point(source_of(archive), store, "import")
    then = digest_of(archive)
    change(archive, house, phone="13800000009")
    assert (whole.base, tail.base) == ("", whole.name)
    assert tail.size < whole.size / 2
    assert {path.suffix for path in store.iterdir()} == {".db", ".json"}  # nothing is left beside them
    lost = restoring.loss_since(archive, tail)
    assert (lost.known, len(lost.batches), lost.ops) == (True, 1, 1)
    desk = archive.office.desk
    with put_back(archive, tail) as back:
        assert value(back, house, "phone") == "13800000002"
        assert digest_of(back) == then
        assert verify(back).ok
        assert back.office.desk != desk  # what came after may have been exchanged already


def test_what_was_taken_back_and_typed_since_the_copy_stands_in_the_tail(archive):
    store = own_store(archive.folder)
    house, _person = enter(archive)
    make_point(source_of(archive), store, "daily")
    change(archive, house, phone="13800000003")
    batch = archive.connection.execute("SELECT uid FROM batch ORDER BY first_op DESC LIMIT 1").fetchone()[0]
    undo_batch(archive, batch)
    archive.settings.set("year", 2023)
    tail = make_point(source_of(archive), store, "daily")
    then = (digest_of(archive), archive.connection.execute("SELECT * FROM household_row").fetchall())
    with put_back(archive, tail) as back:
        assert (digest_of(back), back.connection.execute("SELECT * FROM household_row").fetchall()) == then
        assert back.settings.year == 2023


def test_a_whole_copy_comes_again_after_a_week(archive, monkeypatch):
    store = own_store(archive.folder)
    enter(archive)
    make_point(source_of(archive), store, "daily")
    enter(archive)
    monkeypatch.setattr(backup_making, "WHOLE_AGAIN", timedelta(0))
    assert make_point(source_of(archive), store, "daily").base == ""


def test_the_copy_is_of_one_moment_though_someone_types_meanwhile(archive, monkeypatch):
    house, _person = enter(archive)
    then, typed = digest_of(archive), []
    monkeypatch.setattr("storage.archive.backup_copies.PAGES", 1)

    def type_on(_done, _total, _text):
        if len(typed) < 3:
            typed.append(enter(archive))

    point = make_point(source_of(archive), own_store(archive.folder), "daily", type_on)
    assert len(typed) == 3
    with put_back(archive, point) as back:
        assert digest_of(back) == then
        assert value(back, house, "phone") == "13800000001"


def test_a_backup_cut_off_leaves_the_older_ones(archive):
    store = own_store(archive.folder)
    enter(archive)

    def stop(_done, _total, _text):
        raise Cancelled

    with pytest.raises(Cancelled):
        make_point(source_of(archive), store, "daily", stop)
    assert points(store) == []
    assert not list(store.glob("*.db"))


@pytest.mark.parametrize("at", ["whole", "tail"])
def test_one_changed_bit_is_noticed_and_the_archive_stays(archive, at):
    store = own_store(archive.folder)
    house, _person = enter(archive)
    whole = make_point(source_of(archive), store, "daily")
    change(archive, house, phone="13800000002")
    tail = make_point(source_of(archive), store, "daily")
    file = database_of(store, (whole if at == "whole" else tail).name)
    spoilt = bytearray(file.read_bytes())
    spoilt[len(spoilt) // 2] ^= 1
    file.write_bytes(spoilt)
    with pytest.raises(StorageProblem, match="没有恢复"):
        restoring.build_restored(archive.folder, store, tail, archive.key, RESOURCES)
    assert value(archive, house, "phone") == "13800000002"
    assert not (archive.folder / restoring.INCOMING).exists()


@pytest.mark.parametrize("cut", range(8))
def test_a_power_cut_at_any_rename_leaves_the_old_archive_or_the_backup(archive, monkeypatch, cut):
    store = own_store(archive.folder)
    house, _person = enter(archive)
    point = make_point(source_of(archive), store, "daily")
    change(archive, house, phone="13800000002")
    folder, key = archive.folder, archive.key
    restoring.build_restored(folder, store, point, key, RESOURCES)
    archive.close()
    left = [cut]

    class Cut(BaseException):
        pass

    real = type(folder).replace

    def until(self, target):
        if left[0] == 0:
            raise Cut
        left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(type(folder), "replace", until)
        with suppress(Cut):
            restoring.count_restored(folder)
            restoring.finish_restore(folder)
    with open_archive(folder, password=PASSWORD if key else None, resources=RESOURCES, answer="moved") as back:
        assert verify(back).ok
        assert value(back, house, "phone") == ("13800000002" if cut == 0 else "13800000001")
    kept = list((folder / "backups").glob("replaced-*/archive.db"))
    assert len(kept) == (0 if cut == 0 else 1)


def test_a_copy_under_another_key_is_dropped_and_refused(archive):
    store = own_store(archive.folder)
    enter(archive)
    point = make_point(source_of(archive), store, "daily")
    with pytest.raises(StorageProblem, match="另一把密钥"):
        restoring.build_restored(archive.folder, store, replace(point, tag="0" * 8), archive.key, RESOURCES)


def made(days: float, why: str = "daily", base: str = "", size: int = 1):
    at = datetime(2026, 11, 24, 12) - timedelta(days=days)
    name = f"{at:%Y%m%d-%H%M%S}-{why}-{'tail' if base else 'full'}"
    return backup_points.Point(
        name, at.isoformat(), why, base, "", "", 0, "", 0, 0, 0, 1, "plain", size, "", {}
    )  # fmt: skip


def test_days_weeks_and_months_are_kept_and_what_they_stand_on():
    old = made(400)
    base = made(30.5)
    listed = [made(day) for day in range(30)] + [made(30, base=base.name), base, made(60), made(61), old]
    kept = backup_points.worth_keeping(listed)
    days = [point.name for point in listed[:12]]
    assert kept.issuperset(days)
    assert {base.name, made(60).name} <= kept
    assert made(13).name not in kept  # neither the last of its week nor of its month
    assert len(kept) <= 12 + 10 + 9 + 2


def test_the_cap_drops_the_oldest_and_never_the_newest(tmp_path):
    listed = [made(day, size=100) for day in range(6)]
    for point in listed:
        backup_points.write_point(tmp_path, point)
        database_of(tmp_path, point.name).write_bytes(b"x")
    (tmp_path / "20200101-000000-daily-full.db").write_bytes(b"never counted")
    backup_points.thin(tmp_path, "plain", 250)
    assert [point.name for point in points(tmp_path)] == [point.name for point in listed[:2]]
    backup_points.thin(tmp_path, "plain", 1)
    assert len(points(tmp_path)) == 2
    assert len(list(tmp_path.iterdir())) == 4


def test_no_room_is_told_before_anything_is_written(archive, monkeypatch):
    enter(archive)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("U", (), {"free": 1 << 20})())
    with pytest.raises(StorageProblem, match="空间不够，没有备份"):
        make_point(source_of(archive), own_store(archive.folder), "daily")
    assert not points(own_store(archive.folder))


def test_a_store_on_another_disk_holds_all_that_a_new_pc_needs(archive, tmp_path):
    house, _person = enter(archive)
    add_attachment(archive, house, b"photo", file_name="a.jpg", slot="01")
    far = backup_making.far_store(tmp_path / "移动硬盘", archive.office.name, archive.office.desk)
    point = make_point(source_of(archive), far, "daily")
    assert backup_making.mirror_files(source_of(archive), far) == 1
    assert backup_making.mirror_files(source_of(archive), far) == 0
    new = tmp_path / "新电脑"
    new.mkdir()
    restoring.bring_files(new, far)
    restoring.build_restored(new, far, point, archive.key, RESOURCES)
    restoring.count_restored(new)
    with open_archive(new, password=PASSWORD if archive.key else None, resources=RESOURCES) as back:
        name = back.connection.execute("SELECT content_hash FROM attachment").fetchone()[0]
        assert attachment_bytes(back, name) == b"photo"
        assert verify(back).ok
