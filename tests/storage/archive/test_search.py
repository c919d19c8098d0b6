"""The search box on a real archive: what is found, in which order, and that the index keeps step with every write."""

from pathlib import Path

import pytest

from models.id_numbers import check_character
from models.keys import new_uid
from storage.archive import batches, records
from storage.archive.archive import Archive, create_archive
from storage.archive.records import RecordChange
from storage.archive.search import find, household_ids_with
from storage.archive.search_index import bulk_rebuild, update_household

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
VILLAGE = "370826111214"


def id_number(birth: str, sequence: int) -> str:
    body = f"990000{birth}{sequence:03d}"
    return body + check_character(body)


@pytest.fixture
def archive(tmp_path):
    with create_archive(
        tmp_path / "档案", division="370826111", office="微山岛镇人民政府", resources=RESOURCES
    ) as opened:
        yield opened


def enter(archive: Archive, number: str, *people: dict, **own: object) -> tuple[str, list[str]]:
    """Write a household with people, the first of them its head unless he says otherwise; return the uids."""
    household, uids = new_uid(), [new_uid() for _ in people]
    changes = [RecordChange("household", household, {"number": number, "division": VILLAGE, **own})]
    for place, (uid, person) in enumerate(zip(uids, people, strict=True)):
        values = {"relation": "03" if place else "01", **person}
        changes.append(RecordChange("member", uid, values, household=household))
    records.save(archive, changes)
    return household, uids


def names(archive: Archive, text: str) -> list[str]:
    return [hit.name for hit in find(archive, text)[0]]


@pytest.fixture
def people(archive):
    """Two households."""
    first = enter(
        archive,
        "8630000000055001",
        {"name": "单长华", "id_number": id_number("19720214", 3), "person_number": "863000000005500100"},
        {
            "name": "解秀英",
            "id_number": id_number("19800218", 8),
            "phone": "13800004567",
            "bank_card": "6217001234561234",
        },
        phone="13800002000",
        bank_card="6217001234567890",
    )
    second = enter(archive, "8630000000066002", {"name": "阿依·古丽"}, {"name": "单长"}, local_number="L7F3A2100001X")
    return first, second


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单长华", ["单长华"]),
        ("长华", ["单长华"]),
        ("秀英", ["解秀英"]),
        ("英", ["解秀英"]),
        ("阿依古丽", ["阿依·古丽"]),
        ("依·古", ["阿依·古丽"]),
        ("jxy", ["解秀英"]),
        ("xxy", ["解秀英"]),
        ("xiexiuy", ["解秀英"]),
        ("jiexiuying", ["解秀英"]),
        ("XIUYING", ["解秀英"]),
        ("danzhanghua", ["单长华"]),
        ("shanchanghua", ["单长华"]),
        ("szh", ["单长华"]),
        ("ｘｉｕ", ["解秀英"]),
        ("0218", ["解秀英"]),
        ("197202", ["单长华"]),
        (id_number("19720214", 3), ["单长华"]),
        (id_number("19720214", 3)[-4:], ["单长华"]),
        (id_number("19720214", 3).lower()[5:], ["单长华"]),
        ("4567", ["解秀英"]),
        ("456", ["解秀英"]),
        ("13800002000", ["单长华"]),
        ("8630000000055001", ["单长华"]),
        ("66002", ["阿依·古丽"]),
        ("l7f3a2100001x", ["阿依·古丽"]),
        ("863000000005500100", ["单长华"]),
        ("7890", ["单长华"]),
        ("561234", ["解秀英"]),
        ("不在", []),
        ("999", []),
        ("qq", []),
        ("", []),
        ("·", []),
        ('单长华" OR', []),
        ("*", []),
    ],
)
def test_what_is_found(archive, people, text, found):
    assert names(archive, text) == found


def test_whole_before_beginning_before_part_and_heads_first(archive):
    enter(archive, "1", {"name": "王李张"})
    enter(archive, "2", {"name": "赵大"}, {"name": "李张"})
    enter(archive, "3", {"name": "李张氏"})
    enter(archive, "4", {"name": "周三"}, {"name": "李张云"})
    assert names(archive, "李张") == ["李张", "李张氏", "李张云", "王李张"]
    assert names(archive, "lz")[0] == "李张"


def test_the_best_are_found_among_many(archive):
    changes = []
    for number in range(120):
        household = new_uid()
        changes.append(RecordChange("household", household, {"division": VILLAGE}))
        member = {"name": "张李" + "甲乙丙丁"[number % 4], "relation": "01"}
        changes.append(RecordChange("member", new_uid(), member, household=household))
    records.save(archive, changes)
    enter(archive, "9", {"name": "王五"}, {"name": "张李"})
    hits, total = find(archive, "张李", 10)
    assert hits[0].name == "张李"
    assert (len(hits), total) == (10, 121)


def test_hit_says_who_where_and_why(archive, people):
    (household, uids), _second = people
    hit = find(archive, "0218")[0][0]
    assert (hit.household_uid, hit.person_uid, hit.name, hit.relation) == (household, uids[1], "解秀英", "之子")
    assert hit.village == archive.divisions.name(VILLAGE)
    assert (hit.why, hit.number) == ("证件号码", "8630000000055001")
    assert find(archive, "jxy")[0][0].why == "拼音首字母"


def test_village_finds_heads_and_narrows_a_name(archive, people):
    village = archive.divisions.name(VILLAGE)
    assert sorted(names(archive, village[:2])) == ["单长华", "阿依·古丽"]
    assert names(archive, f"{village} 秀英") == ["解秀英"]
    assert names(archive, "上庄 秀英") == []


def test_household_without_a_head_is_found_by_its_number(archive):
    household, _ = enter(archive, "8630000000077003", head_name="孔某")
    hit = find(archive, "77003")[0][0]
    assert (hit.household_uid, hit.person_uid, hit.name) == (household, None, "孔某")


def test_changed_values_are_found_and_old_ones_not(archive, people):
    (household, uids), _second = people
    records.save(archive, [RecordChange("member", uids[1], {"name": "周云"})])
    assert names(archive, "秀英") == []
    assert names(archive, "zhouyun") == ["周云"]
    records.save(archive, [RecordChange("household", household, {"number": "8630000000099009"})])
    assert names(archive, "99009") == ["单长华"]
    assert [hit.why for hit in find(archive, "8630000000055001")[0]] == ["人编号"]  # his own number begins so


def test_a_new_head_carries_the_household_s_numbers(archive, people):
    (household, uids), _second = people
    records.save(
        archive,
        [
            RecordChange("member", uids[0], {"relation": "02"}),
            RecordChange("member", uids[1], {"relation": "01"}),
        ],
    )
    assert [hit.name for hit in find(archive, "13800002000")[0]] == ["解秀英"]
    assert names(archive, "单长华") == ["单长华"]
    assert find(archive, "13800002000")[0][0].household_uid == household


def test_deleted_are_not_found_and_restored_are(archive, people):
    (household, uids), _second = people
    records.delete(archive, uids[1], reason="重复")
    assert names(archive, "秀英") == []
    records.restore_record(archive, uids[1])
    assert names(archive, "秀英") == ["解秀英"]
    records.delete(archive, household, reason="重复")
    assert names(archive, "单长华") == names(archive, "秀英") == names(archive, "55001") == []
    records.restore_record(archive, household)
    assert names(archive, "55001") == ["单长华"]


def test_undone_import_leaves_the_index(archive, people):
    change = records.save(
        archive,
        [
            RecordChange("household", uid := new_uid(), {"division": VILLAGE}),
            RecordChange("member", new_uid(), {"name": "孟祥", "relation": "01"}, household=uid),
        ],
        kind="import",
    )
    assert names(archive, "孟祥") == ["孟祥"]
    batches.undo_batch(archive, change.batch)
    assert names(archive, "孟祥") == []


def test_a_failed_save_leaves_the_index_as_it_was(archive, people):
    (_household, uids), _second = people
    connection = archive.connection
    connection.execute("BEGIN")
    connection.execute("UPDATE member SET name = '新名字' WHERE uid = ?", (uids[1],))
    update_household(connection, people[0][0])
    assert names(archive, "新名字") == ["新名字"]
    connection.execute("ROLLBACK")
    assert names(archive, "新名字") == []
    assert names(archive, "秀英") == ["解秀英"]


def test_rebuilt_index_finds_the_same(archive, people):
    texts = ["单", "jxy", "zh", "0218", "55001", "7890", "456", "微山", archive.divisions.name(VILLAGE)]
    before = [find(archive, text) for text in texts]
    archive.connection.execute("BEGIN")
    bulk_rebuild(archive.connection)
    archive.connection.execute("COMMIT")
    assert [find(archive, text) for text in texts] == before
    assert any(hits for hits, _total in before)


def test_list_is_narrowed_to_the_households_found(archive, people):
    rows = archive.connection.execute("SELECT id FROM household WHERE number = '8630000000055001'").fetchall()
    assert household_ids_with(archive, "解秀英") == [rows[0][0]]
    assert len(household_ids_with(archive, "单长")) == 2
    assert household_ids_with(archive, "") == []


def test_any_part_of_an_id_number_is_found(archive):
    """Every substring of three characters or more finds its owner, among others with similar numbers."""
    numbers = [id_number(f"19{year}0{month}1{month}", year * 7) for year in (45, 54, 63) for month in (1, 4, 7)]
    for place, number in enumerate(numbers):
        enter(archive, f"{place}", {"name": f"人{place}", "id_number": number})
    for text in {number[start:end] for number in numbers[:3] for start in range(16) for end in range(start + 3, 19)}:
        expected = {f"人{place}" for place, number in enumerate(numbers) if text in number}
        assert set(names(archive, text)) == expected, text
