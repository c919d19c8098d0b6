"""What packs carry beside records: photos in volumes, shared settings, counts of findings and conflicts, successors."""

import hashlib

import pytest

from storage.archive import incarnation
from storage.archive.attachments import add_attachment, attachment_bytes, content_size, missing_contents
from storage.archive.partners_store import partners
from storage.archive.records import load
from storage.archive.shared_tables import in_force, put, rows
from storage.archive.transaction import transaction
from storage.exchange import packing
from storage.exchange.inbox import cards
from storage.exchange.pack_board import board
from storage.exchange.packing import make_pack
from storage.exchange.taking import take_packs
from tests.storage.exchange.offices import (
    COUNTY,
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


@pytest.fixture
def pair(tmp_path):
    with offices(tmp_path, TOWN, VILLAGE) as made:
        yield made


def photo(archive, household, number, size=3000):
    content = hashlib.sha256(str(number).encode()).digest() * (size // 32)
    add_attachment(archive, household, content, file_name=f"{number}.jpg", slot="house")
    return content, hashlib.sha256(content).hexdigest()


def test_photos_go_along_once_and_what_is_missing_is_asked_for(pair, tmp_path):
    town, village = pair
    household, _people = add_household(village, 1)
    content, name = photo(village, household, 1)
    bare, _taken = carry(tmp_path / "u", village, town, photos=False)
    assert (bare.attachments, content_size(town, name)) == (0, None)
    assert missing_contents(town, TOWN, 10) == [name]
    carry(tmp_path / "u", town, village)  # says that it misses the photo
    full, _taken = carry(tmp_path / "u", village, town)
    assert (full.attachments, full.ops) == (1, 0)
    assert attachment_bytes(town, name) == content
    carry(tmp_path / "u", town, village)
    again, _taken = carry(tmp_path / "u", village, town)
    assert again.attachments == 0


def test_many_photos_fill_several_volumes_each_whole_by_itself(pair, tmp_path, monkeypatch):
    town, village = pair
    monkeypatch.setattr(packing, "LARGEST_VOLUME", 20_000)
    household, _people = add_household(village, 1)
    names = [photo(village, household, number, 6000)[1] for number in range(8)]
    (tmp_path / "u").mkdir()
    made = make_pack(village, tmp_path / "u", town.office.name)
    assert len(made.files) >= 3
    taken = take_packs(town, [made.files[1]])  # photos first: they wait for nothing
    assert taken[0].outcome == "applied"
    take_packs(town, [made.files[0]])
    (line,) = board(town)
    assert line.missing_photos == tuple(f"第 1 号包的第 {n} 卷" for n in range(3, len(made.files) + 1))
    take_packs(town, made.files)
    (line,) = board(town)
    assert line.missing_photos == ()
    assert missing_contents(town, TOWN, 10) == []
    assert all(attachment_bytes(town, name) for name in names)
    assert village_digest(town) == village_digest(village)


def test_settings_travel_and_the_higher_office_rules(tmp_path):
    with offices(tmp_path, COUNTY, TOWN, VILLAGE) as (county, town, village):
        put(village, "import_mapping", "表头甲", {"A": "name"})
        put(town, "thresholds", "poverty_line/2020", 400000)
        put(county, "thresholds", "poverty_line/2020", 420000)
        put(village, "thresholds", "poverty_line/2020", 1)
        for sender, receiver in ((village, town), (town, county), (county, town), (town, village)):
            _made, (taken,) = carry(tmp_path / "u", sender, receiver)
            assert taken.outcome == "applied", taken.sentence
        for office in (county, town, village):
            assert in_force(office, "thresholds") == {"poverty_line/2020": 420000}
            assert in_force(office, "import_mapping") == {"表头甲": {"A": "name"}}
            assert len(rows(office, "thresholds")) == 3  # what does not rule is kept
        put(county, "thresholds", "poverty_line/2020", None)
        carry(tmp_path / "u", county, town)
        assert in_force(town, "thresholds") == {"poverty_line/2020": 400000}


def test_settings_are_not_sent_again_to_who_has_them(pair, tmp_path):
    town, village = pair
    for number in range(300):
        put(town, "codes", f"local/{number}", hashlib.sha256(str(number).encode()).hexdigest())
    first, _taken = carry(tmp_path / "u", town, village)
    carry(tmp_path / "u", village, town)
    second, _taken = carry(tmp_path / "u", town, village)
    assert second.bytes * 3 < first.bytes
    assert len(in_force(village, "codes")) == 300


def test_the_board_knows_how_much_is_open_at_the_partner(pair, tmp_path):
    town, village = pair
    household, _people = add_household(village, 1)
    carry(tmp_path / "u", village, town)
    (line,) = board(town)
    assert line.findings > 0
    carry(tmp_path / "u", town, village)
    change(village, "household", household, phone="13800000002")
    change(town, "household", household, phone="13800000003")
    carry(tmp_path / "u", village, town)
    carry(tmp_path / "u", town, village)
    (line,) = board(village)
    assert line.conflicts == 1
    (card,) = cards(village)
    assert [(side.who, side.values) for side in card.sides] == [
        ("李梅（本机）", (("户联系电话", "13800000002"),)),
        ("王强（微山岛镇人民政府（一号机））", (("户联系电话", "13800000003"),)),
    ]
    assert card.base == (("户联系电话", "13800000001"),)


def test_a_renewed_desk_needs_no_new_admission(tmp_path):
    with offices(tmp_path, COUNTY, TOWN, VILLAGE) as (county, town, village):
        household, _people = add_household(village, 1)
        for sender, receiver in ((village, town), (town, county)):
            carry(tmp_path / "u", sender, receiver)
        for archive in (village, town):  # both were restored from a backup
            with transaction(archive):
                incarnation.renew(archive, "restored")
            incarnation.read_again(archive)
        change(village, "household", household, phone="13800000002")
        change(town, "household", household, hamlet="一组")
        for sender, receiver in ((village, town), (town, county), (county, town), (town, village)):
            _made, (taken,) = carry(tmp_path / "u", sender, receiver)
            assert taken.outcome == "applied", taken.sentence
        assert load(county, "household", household)["phone"] == "13800000002"
        assert load(village, "household", household)["hamlet"] == "一组"
        assert village_digest(county) == village_digest(town) == village_digest(village)
        assert [one.former for one in partners(town) if one.office == village.office.name] in (
            [True, False],
            [False, True],
        )
        assert len(board(town)) == 2


def test_packs_work_between_protected_archives(tmp_path):
    with (
        open_office(tmp_path / "镇", TOWN, password="correct horse") as town,
        open_office(tmp_path / "村", VILLAGE, password="battery staple") as village,
    ):
        meet(tmp_path, village, town)
        household, _people = add_household(village, 1)
        content, name = photo(village, household, 1)
        carry(tmp_path / "u", village, town)
        assert attachment_bytes(town, name) == content
        plain = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".req")
        assert "孔令田".encode() not in plain
        assert content[:64] not in plain


def test_work_outside_the_certificate_stays_here_and_is_told(pair, tmp_path):
    town, village = pair
    add_household(village, 1)
    add_household(village, 2, village="370826111211")
    made, (taken,) = carry(tmp_path / "u", village, town)
    assert taken.outcome == "applied", taken.sentence
    assert made.ops == 4
    assert len(made.left_out) == 1
    assert "证书的范围之外" in made.left_out[0]


def test_helpers_of_the_township_reach_the_village(pair, tmp_path):
    from models.keys import new_uid
    from storage.archive.records import RecordChange, save

    town, village = pair
    helper = new_uid()
    save(town, [RecordChange("helper", helper, {"name": "刘帮扶", "phone": "13800000077"})])
    carry(tmp_path / "u", town, village)
    assert load(village, "helper", helper)["name"] == "刘帮扶"
    change(village, "helper", helper, phone="13800000078")
    _made, (taken,) = carry(tmp_path / "u", village, town)
    assert taken.outcome == "applied", taken.sentence
    assert load(town, "helper", helper)["phone"] == "13800000078"


def test_a_household_moves_to_another_village(pair, tmp_path):
    from storage.archive.moves import transfer
    from tests.storage.exchange.offices import OTHER

    town, village = pair
    with open_office(tmp_path / "东", OTHER) as other:
        meet(tmp_path, other, town)
        household, _people = add_household(village, 1)
        carry(tmp_path / "u", village, town)
        transfer(town, household, OTHER, reason="搬家")
        _made, (taken,) = carry(tmp_path / "u", town, village)
        assert taken.outcome == "applied", taken.sentence
        assert load(village, "household", household) is None
        _made, (there,) = carry(tmp_path / "u", town, other)
        assert there.outcome == "applied", there.sentence
        assert load(other, "household", household)["division"] == OTHER
        assert village_digest(other, OTHER) == village_digest(town, OTHER) != ""
