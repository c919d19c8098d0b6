"""Household events written and taken back: every year keeps its people, one undo restores all."""

import pytest

from models.household_events import EventProblem, change_head, join, leave, merge, split
from models.id_numbers import check_character
from storage.archive.batches import undo_batch
from storage.archive.events import write_event
from storage.archive.files import load_file
from storage.archive.records import RecordChange, new_local_number, save
from storage.archive.verify import digest_of
from tests.storage.exchange.conftest import archive  # noqa: F401 - one empty archive of a township
from tests.storage.exchange.importing import bring_in
from tests.storage.exchange.sheets import people, write_form


@pytest.fixture
def homes(archive, tmp_path):  # noqa: F811
    rows = people(2, 4)
    for row in rows:
        row["与户主关系"] = {0: "户主", 1: "配偶", 2: "之子", 3: "之女"}[int(row["序号"]) % 10]
    bring_in(archive, write_form(tmp_path / "名单_2019.xlsx", "E1", rows))
    uids = [row[0] for row in archive.connection.execute("SELECT uid FROM household ORDER BY number")]
    save(archive, [RecordChange("household", uid, {"head_count": 4}) for uid in uids])
    return archive, uids


def relations(file):
    return [member["relation"] for member in file.active_members]


def test_the_head_dies_and_the_son_takes_over(homes):
    archive, (one, _other) = homes  # noqa: F811
    before, file = digest_of(archive), load_file(archive, one)
    son = file.members[2]["uid"]
    plan = leave(file, file.head["uid"], "21", "2020-03-05", son)
    assert {record.who for record in plan.records} == {*(m["name"] for m in file.members), "本户"}
    done = write_event(archive, plan)
    now = load_file(archive, one)
    assert now.head["uid"] == son
    assert sorted(relations(now)) == ["01", "12", "21"]
    assert (now.household["head_name"], now.household["head_count"]) == (now.head["name"], 3)
    dead = next(m for m in now.members if m["member_state"] == "2")
    assert (dead["relation"], dead["death_month"], dead["change_reason"]) == ("11", "2020-03", "21")
    assert now.years[2019].members.keys() == file.years[2019].members.keys()
    undo_batch(archive, done.batch)
    assert digest_of(archive) == before


def test_a_child_is_born(homes):
    archive, (one, _other) = homes  # noqa: F811
    child = {"name": "新生", "relation": "07", "id_number": "99000020200102001" + check_character("99000020200102001")}
    done = write_event(archive, join(load_file(archive, one), "11", "2020-01-02", child))
    now = load_file(archive, one)
    child = next(m for m in now.members if m["name"] == "新生")
    assert (child["sex"], child["birth_date"], child["change_reason"]) == ("1", "2020-01-02", "11")
    assert now.household["head_count"] == 5
    undo_batch(archive, done.batch)
    assert len(load_file(archive, one).active_members) == 4


def test_the_daughter_and_her_brother_split_off_and_come_back(homes):
    archive, (one, _other) = homes  # noqa: F811
    before, file = digest_of(archive), load_file(archive, one)
    leaving = [member["uid"] for member in file.members[2:]]
    plan = split(file, leaving, leaving[1], "2020-05-01", new_local_number(archive))
    done = write_event(archive, plan)
    home = next(record.uid for record in plan.records if record.is_new)
    fresh, old = load_file(archive, home), load_file(archive, one)
    assert relations(fresh) == ["01", "21"]
    assert relations(old) == ["01", "02"]
    assert (fresh.household["division"], fresh.household["head_count"]) == (file.household["division"], 2)
    assert old.years[2019].members.keys() == file.years[2019].members.keys()

    back = write_event(archive, merge(load_file(archive, one), fresh, "04", "2020-06-01"))
    assert relations(load_file(archive, one)) == ["01", "02", "03", "04"]
    gone = load_file(archive, home)
    assert (gone.active_members, gone.household["poverty_state"], gone.household["valid"]) == ([], "9", False)
    undo_batch(archive, back.batch)
    undo_batch(archive, done.batch)
    assert relations(load_file(archive, one)) == ["01", "02", "03", "04"]
    assert digest_of(archive) == before


def test_what_cannot_be_is_refused_with_a_sentence(homes):
    archive, (one, other) = homes  # noqa: F811
    file = load_file(archive, one)
    head, son = file.head["uid"], file.members[2]["uid"]
    for wrong in (
        lambda: leave(file, head, "21", "2020-03-05"),
        lambda: change_head(file, head),
        lambda: split(file, [head], head, "2020-03-05"),
        lambda: split(file, [son], head, "2020-03-05"),
        lambda: merge(file, file, "21", "2020-03-05"),
        lambda: leave(file, load_file(archive, other).head["uid"], "21", "2020-03-05"),
    ):
        with pytest.raises(EventProblem):
            wrong()
