from pathlib import Path

import pytest

from models.keys import income_key, member_key
from storage.exchange.plan_parts import (
    CHANGE,
    CONFLICT,
    FILL,
    KEPT,
    SAME,
    FieldLine,
    HouseholdPlan,
    ImportPlan,
    PersonPlan,
    RecordPlan,
    Refused,
    Source,
)
from tests.ui.office import make_archive
from ui.import_plan_view import Outcome
from ui.plan_lines import lines_of

PERSON = "p-1"


@pytest.fixture
def archive(data_folder):
    with make_archive(data_folder, households=1) as made:
        yield made


def plan_of(**parts):
    source = Source(Path("户表.xlsx"), (0, 0), "Sheet1", "", "", 1, 2017, "2017-01-01")
    return ImportPlan([source], "update", "keep", **parts)


def household(verdict=SAME, records=()):
    people = [PersonPlan(PERSON, "赵德福", (3,), verdict)]
    return HouseholdPlan("h-1", "99010400109001", "赵德福", "370826111214", (3, 4), verdict, people, list(records))


def changed(entity, line, person=""):
    return household("changed", [RecordPlan(entity, "x.2017", False, lines=[line], person=person)])


@pytest.mark.parametrize(
    ("verdict", "outcome"),
    [(FILL, Outcome.FILLED), (CHANGE, Outcome.CHANGED), (KEPT, Outcome.SAME), (CONFLICT, Outcome.CONFLICT)],
)
def test_each_verdict_has_its_outcome(archive, verdict, outcome):
    line = FieldLine("phone", "13800000000", "13800000001", verdict, True)
    (made,) = lines_of(archive, plan_of(households=[changed("household", line)]))
    assert (made.outcome, made.field, made.old, made.new) == (outcome, "户联系电话", "13800000000", "13800000001")
    assert made.household == "赵德福 99010400109001"
    assert made.place == "第 3、4 行"


def test_codes_money_and_places_are_shown_as_people_read_them(archive):
    lines = [
        changed("household", FieldLine("main_cause", None, "01", FILL, True)),
        changed("household", FieldLine("division", None, "370826111214", FILL, True)),
        changed("year", FieldLine("wage_income", 12345, 1200000, CHANGE, True)),
        changed("year", FieldLine(member_key("health", PERSON), ["1"], ["2", "4"], CHANGE, True)),
        changed("year", FieldLine(income_key("T02", PERSON), None, {"amount": 180000, "counts": True}, FILL, True)),
        changed("year", FieldLine(income_key("N01", PERSON), None, {"amount": 90000, "counts": False}, FILL, True)),
    ]
    made = lines_of(archive, plan_of(households=lines))
    assert [line.new for line in made] == [
        "因病",
        "微山县 微山岛镇 西张阿村",
        "12000.00",
        "长期慢性病，残疾",
        "1800.00",
        "900.00（不计入）",
    ]
    assert made[2].old == "123.45"
    assert [line.person for line in made[3:]] == ["赵德福"] * 3
    assert made[3].place == "第 3 行"


def test_a_plan_reason_wins_over_the_usual_one(archive):
    line = FieldLine("phone", "1", "2", CONFLICT, False, "档案里的值是 2018-01-02 手工录入的")
    (made,) = lines_of(archive, plan_of(households=[changed("household", line)]))
    assert made.basis == "档案里的值是 2018-01-02 手工录入的"


def test_refused_rows_come_first_in_the_order_of_the_sheet(archive):
    refused = [
        Refused(9, "证件号码", "I", "1E+17", "是数字", "改成文本"),
        Refused(4, "性别", "H", "女男", "认不出", "填男或女", whole_row=False),
    ]
    made = lines_of(archive, plan_of(households=[household()], refused=refused))
    assert [line.place for line in made] == ["第 4 行 H 列", "第 9 行 I 列", "第 3、4 行"]
    assert "本行其余内容照常写入" in made[0].remedy
    assert "照常写入" not in made[1].remedy
    assert made[2].outcome is Outcome.SAME


def test_a_new_record_is_told_by_its_first_values(archive):
    values = {
        "name": "赵小福",
        "relation": "03",
        "sex": "1",
        "birth_date": "1980-01-01",
        "ethnicity": "01",
        "note": None,
    }
    record = RecordPlan("member", "p-2", True, values=values)
    (made,) = lines_of(archive, plan_of(households=[household("changed", [record])]))
    assert made.outcome is Outcome.NEW
    assert made.person == "赵小福"
    assert made.new == "与户主关系 之子；性别 男；出生日期 1980-01-01；民族 汉族"


def test_helpers_are_listed_by_name(archive):
    helper = RecordPlan("helper", "u-1", True, values={"name": "周帮扶", "unit": "微山岛镇人民政府"})
    (made,) = lines_of(archive, plan_of(helpers=[helper]))
    assert made.person == "周帮扶"
    assert "微山岛镇人民政府" in made.new
