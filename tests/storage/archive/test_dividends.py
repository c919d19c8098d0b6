"""The worked dividend from project to income, and back again even after other edits."""

from collections import Counter
from pathlib import Path

import pytest

from models.keys import income_key, new_uid, year_uid
from storage.archive import batches, dividends, records
from storage.archive.archive import create_archive
from storage.archive.dividends import Terms, describe, post, preview, terms_of
from storage.archive.findings import stored_findings
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.rows import read_flat
from storage.archive.verify import verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
PLACE = "370826111214"
ITEM = income_key("P01", None)


@pytest.fixture
def archive(tmp_path):
    with create_archive(
        tmp_path / "档案", division="370826111", office="微山岛镇人民政府", user="王芳", resources=RESOURCES
    ) as opened:
        yield opened


def make(archive, households: int = 23, **values) -> tuple[str, list[str]]:
    """Return a project with half of its right in shares, and the households that hold them."""
    project, uids = new_uid(), [new_uid() for _ in range(households)]
    told = {"name": "蔬菜大棚", "division": PLACE, "year": 2016, "content": "大棚20个", "person_in_charge": "李梅",
            "state": "5", "progress": 100, "right_share": 5_000, "method": "2", **values}  # fmt: skip
    changes = [RecordChange("project", project, told)]
    for n, uid in enumerate(uids):
        changes += [
            RecordChange("household", uid, {"division": PLACE, "number": f"86300000000{n:05d}"}),
            RecordChange("member", new_uid(), {"name": "孔令田", "relation": "01"}, uid),
            RecordChange("share", new_uid(), {"project": project, "units": 100 * (n + 1)}, uid),
        ]
    records.save(archive, changes)
    return project, uids


def income(archive, household: str, year: int = 2017):
    return (
        read_flat(archive.connection, "year", [year_uid(household, year)]).get(year_uid(household, year), {}).get(ITEM)
    )


def distribute(archive, project: str, batch: str = "2017年度", amount: int = 9_720_000) -> str:
    told = records.load(archive, "project", project)
    assert told
    return post(archive, preview(archive, terms_of(told, 2017, batch, amount))).batch


def lines(archive) -> list[tuple[str, int]]:
    return archive.connection.execute("SELECT household, amount FROM dividend WHERE deleted = 0").fetchall()


def test_the_worked_dividend_from_preview_to_income(archive):
    project, households = make(archive)
    told = records.load(archive, "project", project)
    assert told
    shown = preview(archive, terms_of(told, 2017, "2017年度", 9_720_000))
    assert Counter(line.amount for line in shown.lines) == {211_304: 15, 211_305: 8}
    assert "15 户 × 2113.04 + 8 户 × 2113.05" in describe(shown)
    assert lines(archive) == [], "a preview writes nothing"
    post(archive, shown)
    assert sum(amount for _household, amount in lines(archive)) == 4_860_000
    posted = [income(archive, uid) for uid in households]
    assert sum(item["amount"] for item in posted) == 4_860_000
    assert {item["counts"] for item in posted} == {True}
    assert not [one for one in stored_findings(archive) if one.finding.entity == "project"]
    assert verify(archive).ok


def test_taking_back_leaves_nothing_behind_and_can_be_taken_back_itself(archive):
    project, households = make(archive, 5)
    batch = distribute(archive, project)
    undone = batches.undo_batch(archive, batch)
    assert undone.kept == ()
    assert lines(archive) == []
    assert [income(archive, uid) for uid in households] == [None] * 5
    assert archive.connection.execute("SELECT count(*) FROM distribution WHERE deleted = 0").fetchone() == (0,)
    back = batches.undo_batch(archive, undone.batch)
    assert sum(income(archive, uid)["amount"] for uid in households) == 4_860_000
    assert len(lines(archive)) == 5
    batches.undo_batch(archive, back.batch)
    assert [income(archive, uid) for uid in households] == [None] * 5
    assert verify(archive).ok


def test_a_later_distribution_and_an_edit_by_hand_survive_the_undo_of_the_first(archive):
    project, households = make(archive, 3)
    first = distribute(archive, project, "上半年", 600_00)
    distribute(archive, project, "下半年", 1200_00)
    one, two, three = households
    changed = {**income(archive, one), "amount": income(archive, one)["amount"] + 5_00, "note": "补发5元"}
    records.save(archive, [RecordChange("year", year_uid(one, 2017), {ITEM: changed})])
    records.save(archive, [RecordChange("year", year_uid(two, 2017), {ITEM: {**changed, "amount": 1_00}})])
    undone = batches.undo_batch(archive, first)
    assert income(archive, one) == {"amount": 205_00, "counts": True, "note": "补发5元"}
    assert income(archive, two)["amount"] == 1_00
    assert income(archive, three)["amount"] == 200_00
    assert len(undone.kept) == 1
    assert "请核对" in undone.kept[0].reason
    assert sum(amount for _household, amount in lines(archive)) == 600_00


def test_what_is_paid_stays_with_its_income(archive):
    project, households = make(archive, 2)
    batch = distribute(archive, project)
    paid = archive.connection.execute("SELECT uid FROM dividend WHERE household = ?", (households[0],)).fetchone()[0]
    records.save(archive, [RecordChange("dividend", paid, {"paid": "2017-12-20"})])
    undone = batches.undo_batch(archive, batch)
    assert [kept.reason for kept in undone.kept] == ["已经发放或签收，这条分红和它的收入保留"]
    assert income(archive, households[0])["amount"] == 2_430_000
    assert income(archive, households[1]) is None
    assert archive.connection.execute("SELECT count(*) FROM distribution WHERE deleted = 0").fetchone() == (1,)


def test_an_income_typed_as_nothing_is_nothing_again(archive):
    project, (household,) = make(archive, 1)
    typed = {"amount": 0, "counts": True, "note": None}
    records.save(archive, [RecordChange("year", year_uid(household, 2017), {ITEM: typed}, household)])
    batches.undo_batch(archive, distribute(archive, project))
    assert income(archive, household) == typed


def test_the_same_batch_is_not_distributed_twice_nor_an_old_preview_written(archive):
    project, households = make(archive, 2)
    told = records.load(archive, "project", project)
    assert told
    old = preview(archive, terms_of(told, 2017, "一", 1_000))
    share = archive.connection.execute("SELECT uid FROM share WHERE household = ?", (households[0],)).fetchone()[0]
    records.save(archive, [RecordChange("share", share, {"ends": "2016-12-31"})])
    with pytest.raises(StorageProblem, match="变了"):
        post(archive, old)
    distribute(archive, project, "一", 1_000)
    assert lines(archive) == [(households[1], 500)]
    with pytest.raises(StorageProblem, match="已经分配过"):
        distribute(archive, project, "一", 1_000)


@pytest.mark.parametrize(
    ("method", "amounts"),
    [("1", [100, 200, 300]), ("2", [200, 200, 200]), ("3", [120, 240, 240]), ("4", [150, 225, 225])],
)
def test_every_method_has_its_basis(archive, method, amounts):
    project, households = make(archive, 3, right_share=None)
    extra = [RecordChange("member", new_uid(), {"name": "孔小舟", "relation": "03"}, uid) for uid in households[1:]]
    records.save(archive, extra)
    shown = preview(archive, Terms(project, 2017, "一", 600, method))
    assert [line.amount for line in shown.lines] == amounts
    assert bool(shown.weights) is (method == "4")


def test_a_line_changed_by_hand_is_found_under_the_project(archive):
    project, _households = make(archive, 2)
    distribute(archive, project)
    line = archive.connection.execute("SELECT uid FROM dividend LIMIT 1").fetchone()[0]
    records.save(archive, [RecordChange("dividend", line, {"amount": 1})])
    (found,) = [one.finding for one in stored_findings(archive) if one.finding.rule == 206]
    assert (found.village, found.person) == (PLACE, project)
    records.delete(archive, line, reason="多出一条")
    records.restore_record(archive, line)
    records.save(archive, [RecordChange("dividend", line, {"amount": 2_430_000})])
    assert not [one for one in stored_findings(archive) if one.finding.rule == 206]


def test_nobody_holds_shares(archive):
    project, _households = make(archive, 0)
    shown = dividends.preview(archive, Terms(project, 2017, "一", 600, "2"))
    assert "没有持股的户" in shown.problems[0]
