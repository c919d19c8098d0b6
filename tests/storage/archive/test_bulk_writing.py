"""What makes writing in bulk fast must change nothing of what is written."""

from __future__ import annotations

import gc
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pytest

from models.keys import new_uid
from storage.archive import records, search_index
from storage.archive.archive import Archive, create_archive
from storage.archive.collector import OBJECTS, rare_collections
from storage.archive.ops import ops_of
from storage.archive.records import RecordChange
from storage.archive.state import fold
from storage.archive.verify import verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
VILLAGE = "370826111214"


@pytest.fixture
def archive(tmp_path):
    with create_archive(
        tmp_path / "archive", division="370826111", office="微山岛镇", user="王芳", resources=RESOURCES
    ) as opened:
        yield opened


def household(values: dict[str, object]) -> RecordChange:
    return RecordChange("household", new_uid(), {"division": VILLAGE, **values})


def person(owner: RecordChange, **values: object) -> RecordChange:
    return RecordChange("member", new_uid(), values, household=owner.uid)


def test_records_named_again_and_again_in_one_batch_replace_their_own_values(archive: Archive):
    one, other = household({"phone": "13800000001"}), household({"phone": "13800000002"})

    def again(record: RecordChange, phone: str) -> RecordChange:
        return RecordChange("household", record.uid, {"phone": phone})

    records.save(archive, [one, other, again(one, "13800000003"), again(other, "13800000004")])
    ops = ops_of(archive.connection, [one.uid, other.uid])
    states = [fold(ops[record.uid]) for record in (one, other)]
    assert [state.values["phone"] for state in states] == ["13800000003", "13800000004"]
    assert [state.conflicts for state in states] == [[], []]
    assert [len(state.heads["phone"]) for state in states] == [1, 1]
    assert verify(archive).ok


def test_a_rebuilt_index_has_the_rows_of_household_by_household_in_rising_order(archive: Archive):
    led = household({"number": "8630000000055001", "phone": "13800000001", "bank_card": "6222000000001234"})
    two_heads, headless = household({"local_number": "L1"}), household({"head_name": "孔令田"})
    empty, gone = household({"number": "8630000000055002"}), household({"number": "8630000000055003"})
    lost = person(led, name="已删")
    people = [
        person(led, name="解秀英", relation="02"),
        person(led, name="单四", relation="01", id_number="990000197203150174"),
        person(two_heads, name="王一", relation="01"),
        person(two_heads, name="王二", relation="01", phone="13800000009"),
        person(headless, name="王三", relation="03"),
        person(headless, name="王四", relation="01", member_state="2"),
        person(gone, name="王五", relation="01"),
        lost,
    ]
    records.save(archive, [led, two_heads, headless, empty, gone, *people])
    records.delete(archive, lost.uid, reason="重复")
    records.delete(archive, gone.uid, reason="重复")
    built = list(search_index._all_rows(archive.connection))
    assert [row[0] for row in built] == sorted(row[0] for row in built)
    assert [(row, set(text.split())) for row, text in built] == sorted(_one_by_one(archive))
    assert len(built) == 8


def _one_by_one(archive: Archive) -> list[tuple[int, set[str]]]:
    members = archive.connection.execute(f"{search_index._MEMBERS} ORDER BY household, id").fetchall()
    of_household = {uid: list(group) for uid, group in groupby(members, itemgetter(0))}
    found: list[tuple[int, set[str]]] = []
    for row in archive.connection.execute(search_index._HOUSEHOLDS).fetchall():
        found += [(number, set(text.split())) for number, text in search_index._rows(row, of_household.get(row[0], []))]
    return found


def test_the_driver_takes_empty_yes_no_and_bytes_as_they_are(archive: Archive):
    connection = archive.connection
    connection.execute("CREATE TEMP TABLE taken (value)")
    given = [None, True, False, b"\x00{", b"", "", 0, 2**40]
    connection.executemany("INSERT INTO taken VALUES (?)", [(value,) for value in given])
    read = connection.execute("SELECT value, typeof(value) FROM taken ORDER BY rowid").fetchall()
    assert [row[0] for row in read] == [None, 1, 0, b"\x00{", b"", "", 0, 2**40]
    assert [row[1] for row in read] == ["null", "integer", "integer", "blob", "blob", "text", "integer", "integer"]


def test_collections_are_rare_inside_and_as_before_outside():
    before = gc.get_threshold()
    seen: list[int] = []

    def work() -> None:
        with rare_collections():
            seen.append(gc.get_threshold()[0])
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        work()
    assert seen[0] >= OBJECTS
    assert gc.get_threshold() == before
    gc.set_threshold(0)
    try:
        with rare_collections():
            assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
