"""Two lists compared: each outcome, each kind of doubt, and that nobody is lost."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.comparison import Ours, Theirs, compare, count_by
from models.comparison_kinds import KINDS, Outcome
from models.id_numbers import check_character

SOUNDS = {"张莉": {"zhangli"}, "张丽": {"zhangli"}, "周未": {"zhouwei"}, "周末": {"zhoumo"}}
ON = date(2024, 9, 1)


def number(order, born="19500101"):
    body = f"990000{born}{order:03d}"
    return body + check_character(body)


def our(order, name="赵一", **more):
    return Ours(f"h{order}", f"p{order}", name, number(order), f"n{order}", f"86{order}", "370826111201", **more)


def run(kind, ours, theirs, ages=None):
    return compare(
        KINDS[kind], ours, theirs, sounds_of=lambda name: SOUNDS.get(name, {name}), look_alikes={"未": "末"}, on=ON,
        ages=ages,
    )  # fmt: skip


def only(done):
    assert len(done.found) == 1, done.found
    return done.found[0]


def test_low_income_aid_has_its_three_differences():
    aid = "member_year.low_income_aid"
    ours = [our(1, values={aid: "2"}), our(2, values={aid: "2"}), our(3, values={aid: "0"}), our(4, state="2")]
    theirs = [Theirs(2, "赵一", number(1)), Theirs(3, "赵一", number(3)), Theirs(4, "赵一", number(4)),
              Theirs(5, "外人", number(9))]  # fmt: skip
    done = run("low_income", ours, theirs)
    assert count_by(done.found) == {Outcome.LEFT: 1, Outcome.MINE: 1, Outcome.THEIRS: 1, Outcome.ABSENT: 1}
    assert done.same == 1
    assert [one.ours.person for one in done.found if one.outcome is Outcome.MINE] == ["p2"]


def test_a_line_that_has_ended_names_nobody():
    aid = "member_year.low_income_aid"
    theirs = [Theirs(2, "赵一", number(1), told={"救助状态": "停发"})]
    assert only(run("low_income", [our(1, values={aid: "2"})], theirs)).outcome is Outcome.MINE
    assert run("low_income", [our(1, values={aid: "0"})], theirs).found == []


def test_school_speaks_of_those_of_age_only_and_tells_neither():
    state = "member_year.school_state"
    child = {"birth_date": "2014-05-01"}
    ours = [
        our(1, **child, values={state: "03"}),
        our(2, **child),
        our(3, birth_date="1950-01-01", values={state: "03"}),
    ]
    done = run("school", ours, [], (6, 16))
    assert {(one.ours.person, one.outcome) for one in done.found} == {("p1", Outcome.MINE), ("p2", Outcome.NEITHER)}


def test_a_car_is_a_hit_and_other_owners_are_only_counted():
    done = run("vehicles", [our(1), our(2)], [Theirs(2, "赵一", number(1)), Theirs(3, "外人", number(8))])
    assert only(done).outcome is Outcome.HIT
    assert done.others == 1


@pytest.mark.parametrize(
    ("mine", "theirs", "reason"),
    [
        (our(1), Theirs(2, "赵一", number(1)[:10] + "7" + number(1)[11:]), "差一位：第 11 位名单是 7"),
        (
            our(12),
            Theirs(2, "赵一", number(12)[:15] + number(12)[16] + number(12)[15] + number(12)[17]),
            "16、17 位颠倒",
        ),
        (our(1), Theirs(2, "赵一", number(1)[:6] + number(1)[8:17]), "15 位旧号码"),
        (our(1), Theirs(2, "赵一", number(1)[:7] + number(1)[8:]), "少一位"),
        (our(1), Theirs(2, "钱二", number(1)), "姓名不同"),
        (our(1, "张丽"), Theirs(2, "张莉", division="370826111201"), "同音、村相同"),
        (our(1, "周末"), Theirs(2, "周未", "", division="370826111201"), "形近、村相同"),
        (our(1), Theirs(2, "赵一", division="370826111201"), "姓名和村相同"),
    ],
)
def test_what_is_nearly_ours_is_a_suspect(mine, theirs, reason):
    found = only(run("any", [mine], [theirs]))
    assert found.outcome is Outcome.SUSPECT
    assert reason in found.reason


def test_two_sound_numbers_are_two_people():
    """Namesakes and twins: neither a common name nor numbers that follow each other make one person of two."""
    namesake = run("any", [our(1)], [Theirs(2, "赵一", number(2))])
    assert only(namesake).outcome is Outcome.ABSENT
    twins = run("any", [our(1, "赵大")], [Theirs(2, "赵小", number(2))])
    assert only(twins).outcome is Outcome.ABSENT


def test_the_national_export_tells_each_value_that_differs():
    ours = [our(1, values={"member_year.labour": "2", "year.cropland": 350}), our(2)]
    theirs = [Theirs(2, "赵一", number(1), values={"member_year.labour": "1", "year.cropland": None})]
    done = run("national", ours, theirs)
    told = {(one.outcome, one.field, one.mine, one.other) for one in done.found}
    assert told == {(Outcome.DIFFERS, "member_year.labour", "2", "1"), (Outcome.MINE, "", None, None)}


def test_a_household_is_asked_for_once_by_its_head():
    unsafe = {"year.house_unsafe": True}
    head, wife = our(1, is_head=True, values=unsafe), our(2, values=unsafe)
    wife.household = head.household
    assert only(run("housing", [head, wife], [])).ours is head
    assert run("housing", [head, wife], [Theirs(2, "赵一", number(2))]).found == []


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=12))
def test_every_line_is_told_or_counted(lines):
    ours = [our(order, f"某{order}") for order in range(5)]
    theirs = [Theirs(row, f"某{order}" if named else "", number(order)) for row, (order, named) in enumerate(lines, 1)]
    done = run("any", ours, theirs)
    rows = [one.theirs.row for one in done.found if one.theirs is not None]
    assert sorted(rows) == sorted(one.row for one in theirs)
    assert done.same == 0
