"""The gate before a house renovation is saved, and its stages on a day."""

from datetime import date
from pathlib import Path

import pytest

from models.housing_gate import Surroundings, refusals
from models.housing_stages import Limits, Pace, State, course
from models.housing_standards import Standard, Standards, load_standards
from models.thresholds import load_thresholds

RESOURCES = Path(__file__).parents[2] / "resources"
THRESHOLDS = load_thresholds(RESOURCES / "thresholds.csv")
LOCAL = Standards([Standard(2_000_000, ("22",), ("D",), ("2",), 2017, None, "3708")])
TODAY = date(2018, 12, 31)
CASE = {
    "plan_year": 2018, "hardship": "22", "grade": "D", "method": "2", "applied": "2018-03-01",
    "discussed": "2018-03-05", "notice_from": "2018-03-06", "township_checked": "2018-03-14",
    "county_approved": "2018-03-20", "agreed": "2018-03-25", "started": "2018-04-01", "finished": "2018-07-01",
    "applied_money": 2_000_000, "approved_money": 2_000_000,
}  # fmt: skip


def refused(before, after, region="370826111214", reason=""):
    return [one.field for one in refusals(before, after, Surroundings(THRESHOLDS, LOCAL, region, TODAY), reason)]


def test_a_case_in_order_passes():
    assert refused({}, CASE) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"discussed": None}, "discussed"),
        ({"township_checked": "2018-03-11"}, "township_checked"),
        ({"notice_to": "2018-03-10"}, "notice_to"),
        ({"finished": "2019-01-01"}, "finished"),
        ({"grade": "B"}, "grade"),
        ({"objection": True}, "objection"),
        ({"applied_money": 2_000_001}, "applied_money"),
        ({"approved_money": 2_000_001}, "approved_money"),
        ({"paid_money": 2_000_000}, "paid_money"),
        ({"paid_money": 1_000_001}, "paid_money"),
        ({"accepted": "2018-08-01", "paid_money": 2_000_001, "paid_date": "2018-08-02"}, "paid_money"),
        ({"accepted": "2018-08-01", "acceptance": "3", "paid_money": 2_000_000}, "paid_money"),
        ({"central_money": 100, "own_money": 100, "total_money": 300}, "total_money"),
        ({"full_cover": True}, "full_cover"),
    ],
)
def test_what_is_wrong_is_refused_by_its_field(change, field):
    assert field in refused({}, {**CASE, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"paid_money": 1_000_000},
        {"accepted": "2018-08-01", "paid_money": 2_000_000, "paid_date": "2018-08-02"},
        {"discussed": None, "date_reason": "村里合并评议，记录在邻村"},
        {"central_money": 100, "own_money": 200, "total_money": 300},
    ],
)
def test_its_twin_passes(change):
    assert refused({}, {**CASE, **change}) == []


def test_looking_back_needs_a_reason_of_its_own():
    assert refused(CASE, {**CASE, "started": "2018-04-02"}) == ["started"]
    assert refused(CASE, {**CASE, "started": "2018-04-02", "date_reason": "原日期抄错"}) == []
    assert refused(CASE, {**CASE, "started": "2018-04-02"}, reason="原日期抄错") == []


def test_full_cover_is_for_the_counties_of_the_setting_and_knows_no_standard():
    case = {**CASE, "full_cover": True, "applied_money": 5_000_000, "approved_money": 5_000_000}
    assert refused({}, case, region="370881101201") == []


def test_an_old_fault_does_not_stop_other_work():
    wrong = {**CASE, "paid_money": 2_000_000}
    assert refused(wrong, {**wrong, "builder": "张师傅"}) == []


def test_the_shipped_table_is_samples_only():
    shipped = load_standards(RESOURCES / "housing_standards.csv")
    assert all(row.sample for row in shipped)
    assert shipped.of(CASE, "370826111214") is None


def test_the_course_names_the_next_step_and_how_late_it_is():
    limits = Limits(THRESHOLDS, 2018, "370826111214")
    on_time = course(CASE, limits, date(2018, 7, 20))
    assert (on_time.next.stage.name, on_time.next.state, on_time.next.due) == (
        "acceptance", State.NEXT, date(2018, 7, 31),
    )  # fmt: skip
    late = course(CASE, limits, date(2018, 8, 2))
    assert (late.pace, late.late_days, late.next.state) == (Pace.BEHIND, 2, State.OVERDUE)
    hanging = {name: CASE[name] for name in ("plan_year", "applied", "discussed", "notice_from")}
    assert course(hanging, limits, date(2018, 3, 12)).steps[2].state is State.RUNNING
    assert course(hanging, limits, date(2018, 3, 13)).steps[2].done == date(2018, 3, 12)
