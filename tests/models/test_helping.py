"""Helpers: hand-over without gap or overlap, load, and who was not visited."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.helping import day_before, is_active, load_of, not_visited, plan_hand_over

DAYS = st.dates(date(2014, 1, 1), date(2020, 12, 31)).map(date.isoformat)


def period(uid: str, household: str, helper: str, starts: str | None, ends: str | None = None) -> dict:
    return {"uid": uid, "household": household, "helper": helper, "starts": starts, "ends": ends}


def carried_out(assignments: list[dict], plan) -> list[dict]:
    """Do what the plan says."""
    after = {one["uid"]: dict(one) for one in assignments}
    for number, step in enumerate(plan.steps):
        if step.withdrawn:
            del after[step.ends]
        else:
            after[step.ends]["ends"] = step.last_day
        if step.begins:
            after[f"new{number}"] = period(f"new{number}", step.household, plan.new, plan.day)
    return list(after.values())


@given(st.lists(st.tuples(st.sampled_from("abcd"), DAYS), max_size=8, unique_by=lambda pair: pair[0]), DAYS)
def test_after_a_hand_over_exactly_one_answers_from_the_day_on(starts, day):
    before = [period(f"u{house}", house, "old", first) for house, first in starts]
    plan = plan_hand_over(before, "old", "new", day)
    after = carried_out(before, plan)
    assert not plan.refused
    assert load_of(after, day) == ({"new": len(before)} if before else {})
    for house, first in starts:
        last = day_before(day)
        if first <= last:
            assert [one["helper"] for one in after if one["household"] == house and is_active(one, last)] == ["old"]


def test_who_answers_already_gets_no_second_period():
    before = [period("1", "a", "old", "2015-01-01"), period("2", "a", "new", "2016-01-01")]
    plan = plan_hand_over(before, "old", "new", "2017-01-01")
    assert [(step.ends, step.begins) for step in plan.steps] == [("1", False)]


def test_what_cannot_be_handed_over_is_named():
    before = [
        period("1", "a", "old", None),
        period("2", "b", "old", "2015-01-01"),
        period("3", "b", "new", "2018-01-01"),
        period("4", "c", "old", "2015-01-01", "2016-12-31"),
    ]
    plan = plan_hand_over(before, "old", "new", "2017-01-01", ["a", "b", "c"])
    assert not plan.steps
    assert [household for household, _why in plan.refused] == ["a", "b", "c"]
    assert not plan_hand_over(before, "old", "old", "2017-01-01", ["b"]).steps


def test_the_list_of_the_not_visited_begins_with_never():
    last = {"a": "2017-10-31", "b": None, "c": "2017-10-01", "d": "2017-01-01"}
    assert not_visited(last, "2017-11-30", 30) == [("b", None), ("d", 333), ("c", 60)]
    assert ("a", 31) in not_visited(last, "2017-12-01", 30)
