"""Erasing a person or a household: gone from the log, the tables and the file; the chains hold, it travels."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from models.keys import member_key, new_uid, year_uid
from storage.archive import accounts, erasing, merging, op_exchange, records
from storage.archive.attachments import add_attachment
from storage.archive.audit import lines
from storage.archive.backup_making import make_point, own_store, source_of
from storage.archive.history import household_history
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.roles import Role
from storage.archive.rows import read_flat
from storage.archive.search import find
from storage.archive.verify import digest_of, verify
from tests.storage.archive.merge_desks import VILLAGE, make, send

PERSON = {"name": "孔庆忘", "id_number": "990000197203150174", "phone": "13800007777", "relation": "02"}
WORDS = ("孔庆忘", "990000197203150174", "13800007777")
WHY = "本人申请，2026-11-20"


@pytest.fixture
def archive(tmp_path):
    with make(tmp_path / "village", VILLAGE, "李梅") as made:
        yield made


def enter(archive):
    """A household of two, with a year that speaks of both, changed again and again."""
    house, stays, goes = new_uid(), new_uid(), new_uid()
    year = year_uid(house, 2020)
    records.save(archive, [
        RecordChange("household", house, {"division": VILLAGE, "head_name": "孔令田", "phone": "13800000001"}),
        RecordChange("member", stays, {"name": "孔令田", "relation": "01"}, house),
        RecordChange("member", goes, dict(PERSON), house),
        RecordChange("year", year, {
            member_key("education", stays): "01", member_key("education", goes): "02", "road_distance": 100,
        }, house),
    ])  # fmt: skip
    records.save(archive, [RecordChange("year", year, {
        member_key("education", goes): "03", member_key("education", stays): "02", "road_distance": 200,
    })])  # fmt: skip
    records.save(archive, [RecordChange("year", year, {"road_distance": 300})])
    add_attachment(archive, house, b"face", file_name="a.jpg", slot="01", person=goes)
    return house, stays, goes, year


def bytes_of(archive) -> bytes:
    return b"".join(
        path.read_bytes() for path in Path(archive.folder).rglob("*") if path.is_file() and "backups" not in path.parts
    )


def erase_person(archive, person):
    records.delete(archive, person, reason="本人申请")
    return erasing.erase_person(archive, person, WHY)


def test_a_person_is_gone_and_the_others_values_stay(archive):
    house, stays, goes, year = enter(archive)
    assert all(word.encode() in bytes_of(archive) for word in WORDS[:1])
    done = erase_person(archive, goes)
    assert (done.ops > 2, done.files) == (True, 1)
    assert verify(archive).problems == []
    assert goes not in read_flat(archive.connection, "member", [goes])
    kept = read_flat(archive.connection, "year", [year])[year]
    assert (kept[member_key("education", stays)], kept["road_distance"]) == ("02", 300)
    assert not any(key.endswith(goes) for key, value in kept.items() if value is not None)
    told = "".join(f"{line.old}{line.new}{line.who}" for line in household_history(archive, house))
    assert not any(word in told for word in WORDS)
    assert find(archive, "孔庆忘") == ([], 0)
    content = bytes_of(archive)
    assert [word for word in WORDS if word.encode() in content] == []
    assert not list((archive.folder / "attachments").glob("*/*"))
    assert lines(archive)[0].kind == "erase"


def test_a_household_is_gone_with_all_its_people(archive):
    house, stays, goes, year = enter(archive)
    other, *_rest = enter_other(archive)
    records.save(archive, [RecordChange("household", house, {"note": "备注里写了孔庆忘"})])
    records.delete(archive, house, reason="重录")
    erasing.erase_household(archive, house, WHY)
    assert verify(archive).problems == []
    for entity, uid in (("household", house), ("member", stays), ("member", goes), ("year", year)):
        assert read_flat(archive.connection, entity, [uid]) == {}
    assert other in read_flat(archive.connection, "household", [other])
    content = bytes_of(archive)
    assert [word for word in (*WORDS, "孔令田") if word.encode() in content] == []


def enter_other(archive):
    house = new_uid()
    records.save(archive, [
        RecordChange("household", house, {"division": VILLAGE, "head_name": "王秀兰"}),
        RecordChange("member", new_uid(), {"name": "王秀兰", "relation": "01"}, house),
    ])  # fmt: skip
    return house, None


def test_only_from_the_bin_with_a_reason_by_a_manager(archive):
    house, _stays, goes, _year = enter(archive)
    with pytest.raises(StorageProblem, match="回收站"):
        erasing.erase_person(archive, goes, WHY)
    with pytest.raises(StorageProblem, match="依据"):
        erasing.erase_household(archive, house, " ")
    accounts.add_user(archive, archive.user, Role.MANAGER, "")
    archive.role = Role.REVIEW
    with pytest.raises(StorageProblem) as problem:
        erasing.erase_person(archive, goes, WHY)
    assert problem.value.code == "not_allowed"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_it_travels_and_the_order_of_arrival_does_not_matter(archive, tmp_path, order):
    """The ops before, the erase op, and an old pack with the payloads again, in any order."""
    enter(archive)
    goes = archive.connection.execute("SELECT uid FROM member WHERE name = '孔庆忘'").fetchone()[0]
    records.delete(archive, goes, reason="本人申请")
    before = list(op_exchange.ops_after(archive, [], ""))
    erasing.erase_person(archive, goes, WHY)
    after = list(op_exchange.ops_after(archive, [], ""))
    packs = [before, after, before]
    with make(tmp_path / "town", VILLAGE[:9], "王强") as town:
        for at in order:
            merging.merge(town, packs[at], source="pack", office="村")
        assert verify(town).problems == []
        assert digest_of(town) == digest_of(archive)
        payloads = town.connection.execute("SELECT id, payload IS NULL FROM op ORDER BY id").fetchall()
        assert not list((town.folder / "attachments").glob("*/*"))
        assert payloads == archive.connection.execute("SELECT id, payload IS NULL FROM op ORDER BY id").fetchall()


def test_what_someone_wrote_meanwhile_does_not_bring_the_rest_back(archive, tmp_path):
    _house, _stays, goes, _year = enter(archive)
    with make(tmp_path / "town", VILLAGE[:9], "王强") as town:
        send(archive, town)
        records.save(town, [RecordChange("member", goes, {"note": "镇里加的"})])
        erase_person(archive, goes)
        send(town, archive)
        send(archive, town)
        for one in (archive, town):
            assert verify(one).problems == []
            assert goes not in read_flat(one.connection, "member", [goes])
        assert digest_of(town) == digest_of(archive)


def test_a_tail_made_after_it_does_not_bring_it_back(archive):
    from storage.archive import restoring
    from storage.archive.archive import open_archive
    from tests.storage.archive.merge_desks import RESOURCES

    _house, _stays, goes, _year = enter(archive)
    store = own_store(archive.folder)
    make_point(source_of(archive), store, "daily")
    erase_person(archive, goes)
    tail = make_point(source_of(archive), store, "asked")
    then = digest_of(archive)
    restoring.build_restored(archive.folder, store, tail, None, RESOURCES)
    archive.close()
    restoring.count_restored(archive.folder)
    with open_archive(archive.folder, resources=RESOURCES) as back:
        assert verify(back).problems == []
        assert digest_of(back) == then
        said = b"".join(row[0] or b"" for row in back.connection.execute("SELECT payload FROM op"))
        assert "孔庆忘".encode() not in said


def test_no_one_erases_what_belongs_to_another_record(archive):
    """An erase op that names another record's ops changes nothing there."""
    from storage.archive.ops import ERASE, Draft
    from storage.archive.records import write_batch

    house, stays, goes, _year = enter(archive)
    others = [row[0].hex() for row in archive.connection.execute("SELECT id FROM op WHERE uid = ?", (stays,))]
    before = digest_of(archive)
    with write_batch(archive, "erase", "", WHY) as writing:
        writing.append(Draft("member", goes, VILLAGE, {}, seen=others, reason=WHY, kind=ERASE))
    with make(archive.folder.parent / "town", VILLAGE[:9], "王强") as town:
        send(archive, town)
        assert verify(town).problems == []
        assert digest_of(town) == before
        assert stays in read_flat(town.connection, "member", [stays])
        assert house
