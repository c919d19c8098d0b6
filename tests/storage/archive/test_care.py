"""Bills, cover, helpers and points on a real archive: the lists, the hand-over in one step, points never below zero."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.keys import new_uid
from models.medical import PAYING, self_paid, too_much
from storage.archive import batches, helper_load, medical_lists, records
from storage.archive.archive import Archive, create_archive
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange
from storage.archive.verify import verify

RESOURCES = Path(__file__).resolve().parents[3] / "resources"
VILLAGE, OTHER = "370826111214", "370826111201"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("care") / "a"
    with create_archive(folder, division="370826111", office="微山岛镇", resources=RESOURCES) as opened:
        yield opened


def put(archive: Archive, entity: str, household: str | None = None, **values) -> str:
    uid = new_uid()
    records.save(archive, [RecordChange(entity, uid, values, household)])
    return uid


def home(archive: Archive, name: str = "孔令田", division: str = VILLAGE) -> tuple[str, str]:
    household = put(archive, "household", division=division, head_name=name)
    return household, put(archive, "member", household, name=name, relation="01")


AMOUNTS = st.none() | st.integers(0, 1_200_00)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(("total", "stated_self_paid", *PAYING), AMOUNTS)), max_size=6))
def test_the_list_says_of_every_bill_what_the_model_says(archive, bills):
    household, person = home(archive)
    changes = [
        RecordChange(
            "medical_bill", new_uid(), {"person": person, "kind": "2", "settled": "2016-05-01", **bill}, household
        )
        for bill in bills
    ]
    records.save(archive, changes)
    wanted = {change.uid: self_paid(bill) for change, bill in zip(changes, bills, strict=True) if too_much(bill, 10)}
    listed = {one.uid: one for one in medical_lists.heavy_bills(archive, 2016, 10) if one.household == household}
    assert {uid: one.self_paid for uid, one in listed.items()} == wanted
    assert all(one.covered + one.self_paid == one.total for one in listed.values())


def test_bills_uncovered_and_mental_aid_by_place_and_year(archive):
    household, person = home(archive, "颜景山", OTHER)
    wife = put(archive, "member", household, name="孟秀云", relation="02")
    gone = put(archive, "member", household, name="颜小川", member_state="2", relation="03")
    put(archive, "special_cover", household, person=person, year=2017, premium=100_00)
    put(archive, "medical_bill", household, person=wife, discharged="2017-02-03", total=10_000_00, basic=8_500_00)
    for month in ("2017-01", "2017-02"):
        put(archive, "mental_aid", household, person=wife, kind="1", month=month, amount=150_00)
    put(archive, "mental_aid", household, person=wife, kind="2", admitted="2016-12-20", amount=3_000_00)
    (heavy,) = medical_lists.heavy_bills(archive, 2017, 10, OTHER)
    assert (heavy.name, heavy.self_paid, heavy.share, heavy.day) == ("孟秀云", 1_500_00, 1_500, "2017-02-03")
    assert not medical_lists.heavy_bills(archive, 2017, 10, VILLAGE)
    assert not medical_lists.heavy_bills(archive, 2017, 16, OTHER)
    assert [one.person for one in medical_lists.not_covered(archive, 2017, OTHER)] == [wife]
    assert gone not in {one.person for one in medical_lists.not_covered(archive, 2016, OTHER)}
    drugs, hospital = medical_lists.mental_aid(archive, scope=OTHER)
    assert (drugs.people, drugs.entries, drugs.amount) == (1, 2, 300_00)
    assert (hospital.people, hospital.amount) == (1, 3_000_00)
    assert medical_lists.mental_aid(archive, 2017, OTHER)[1].people == 0


def test_a_hand_over_is_one_step_there_and_one_back(archive):
    old, new = (put(archive, "helper", name=name, unit="镇政府") for name in ("高原", "王海"))
    homes = [home(archive)[0] for _ in range(3)]
    for number, household in enumerate(homes):
        put(archive, "assignment", household, helper=old, starts="2015-01-01" if number else "2017-08-01")
    plan = helper_load.plan_handing_over(archive, old, new, "2017-07-01")
    change = helper_load.hand_over(archive, plan, reason="人员调整")

    def load(day: str) -> dict[str, int]:
        loads = {one.helper: one.households for one in helper_load.helper_loads(archive, day)}
        return {"old": loads[old], "new": loads[new]}

    assert load("2017-06-30") == {"old": 2, "new": 0}
    assert load("2017-07-01") == {"old": 0, "new": 3}
    assert sorted(change.households) == sorted(homes)
    batches.undo_batch(archive, change.batch)
    assert load("2017-07-01") == {"old": 2, "new": 0}
    assert load("2017-08-01") == {"old": 3, "new": 0}
    assert not verify(archive).problems
    with pytest.raises(StorageProblem, match="没有这位"):
        helper_load.plan_handing_over(archive, old, "nobody", "2017-07-01")


def test_not_visited_and_days_of_the_team(archive):
    household = home(archive, "乔明月")[0]
    put(archive, "visit", household, date="2017-10-01", visitor="高原")
    put(archive, "visit", household, date="2018-01-01", visitor="高原")

    def late(day: str, days: int) -> dict[str, int | None]:
        return {one.household: one.days for one in helper_load.households_not_visited(archive, day, days, VILLAGE)}

    assert late("2017-11-30", 30)[household] == 60
    assert household not in late("2017-11-30", 60)
    assert late("2017-09-30", 30)[household] is None
    assert helper_load.households_not_visited(archive, "2017-11-30", 30)[0].days is None
    first = put(archive, "team_member", name="周书记", duty="1", division=VILLAGE, starts="2017-02-10")
    put(archive, "team_month", team_member=first, month="2017-05", present=19)
    put(archive, "team_month", team_member=first, month="2017-06", present=20)
    listed = {
        month: helper_load.team_days(archive, month, 20) for month in ("2017-01", "2017-05", "2017-06", "2017-07")
    }
    assert {month: [one.present for one in found] for month, found in listed.items()} == {
        "2017-01": [], "2017-05": [19], "2017-06": [], "2017-07": [None],
    }  # fmt: skip


def test_points_never_fall_below_zero(archive):
    household = home(archive)[0]
    shop = put(archive, "charity_shop", name="爱心超市", division=VILLAGE)

    def book(way: str, points: int, day: str) -> str:
        return put(archive, "shop_points", household, charity_shop=shop, way=way, points=points, date=day)

    earned = records.save(
        archive,
        [
            RecordChange(
                "shop_points",
                "earned",
                {"charity_shop": shop, "way": "1", "points": 10, "date": "2017-01-05"},
                household,
            )
        ],
    )
    book("2", 10, "2017-01-06")
    for spoil in (
        lambda: book("2", 1, "2017-01-07"),
        lambda: records.delete(archive, "earned", reason="错"),
        lambda: records.save(archive, [RecordChange("shop_points", "earned", {"date": "2017-01-07"}, household)]),
        lambda: batches.undo_batch(archive, earned.batch),
    ):
        with pytest.raises(StorageProblem, match="爱心积分不够"):
            spoil()
    rows = archive.connection.execute("SELECT count(*), min(date) FROM shop_points WHERE deleted = 0").fetchone()
    assert tuple(rows) == (2, "2017-01-05")
    records.delete(archive, household, reason="销户")
    assert not verify(archive).problems
