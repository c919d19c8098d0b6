"""People who stand in the archive twice are found across villages, decided once, and not asked about again."""

from models.id_numbers import check_character
from models.keys import new_uid
from storage.archive.conflicts import conflicts
from storage.archive.duplicate_search import doubled_households, find_duplicates
from storage.archive.records import RecordChange, save
from storage.archive.resolving import resolve
from tests.storage.exchange.conftest import archive  # noqa: F401 - one empty archive of a township
from tests.storage.exchange.sheets import TOWN


def number(order, born="19500101"):
    body = f"990000{born}{order:03d}"
    return body + check_character(body)


def household(archive, place, *people, number=""):  # noqa: F811
    home = new_uid()
    changes = [RecordChange("household", home, {"division": f"{TOWN}20{place}", "number": number or None})]
    for name, told, born in people:
        values = {"name": name, "id_number": told, "birth_date": born, "relation": "01", "member_state": "1"}
        changes.append(RecordChange("member", new_uid(), values, household=home))
    save(archive, changes)
    return home


def test_each_way_of_standing_twice_is_found_once(archive):  # noqa: F811
    one = number(1)
    slip = one[:8] + ("6" if one[8] != "6" else "7") + one[9:]
    household(archive, 1, ("赵一", one, "1950-01-01"), ("钱二", number(2), "1950-01-01"), number="8630000000000001")
    household(archive, 2, ("赵一", slip, "1960-01-01"), number="8630000000000001")
    household(archive, 2, ("钱二", None, "1950-01-01"))
    household(archive, 2, ("孙三", number(3), "1950-01-01"), ("孙三", number(4), "1951-01-01"))
    assert find_duplicates(archive) == 2
    names = {case.sides[0].values["name"] for case in conflicts(archive)}
    assert names == {"赵一", "钱二"}
    twice = doubled_households(archive)
    assert [(found.number, len(found.households)) for found in twice] == [("8630000000000001", 2)]
    assert find_duplicates(archive) == 2
    apart = next(case for case in conflicts(archive) if case.sides[0].values["name"] == "钱二")
    resolve(archive, apart.id, "apart")
    assert find_duplicates(archive) == 1
