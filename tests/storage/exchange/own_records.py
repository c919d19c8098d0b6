"""A household with a record of every kind, and how a plan says that nothing would happen."""

from models.keys import income_key, member_key, year_uid
from storage.archive.records import RecordChange
from tests.storage.exchange.sheets import household_number, id_number


def everything():
    """A household, its people, years, income, helper and every part."""
    home = "h1"
    return [
        RecordChange(
            "household", home, {"number": household_number(1), "division": "370826111214", "head_name": "赵一"}
        ),
        RecordChange("member", "m1", {"name": "赵一", "relation": "01", "id_number": id_number("19410115", 21)}, home),
        RecordChange("member", "m2", {"name": "钱二", "relation": "02", "id_number": id_number("19430215", 22)}, home),
        RecordChange("member", "m3", {"name": "钱二", "relation": "06", "phone": "13800000003"}, home),
        RecordChange(
            "year", year_uid(home, 2020),
            {
                "income_per_head": 437100, member_key("work_months", "m1"): 6,
                income_key("W01", "m1"): {"amount": 120050, "counts": True, "note": "打工"},
                income_key("T02", None): {"amount": 0, "counts": False, "note": None},
            }, home,
        ),
        RecordChange("helper", "p1", {"name": "孙三", "unit": "镇政府", "phone": "13800000009"}),
        RecordChange("assignment", "a1", {"helper": "p1", "starts": "2020-01-02"}, home),
        RecordChange(
            "visit", "v1", {"date": "2020-03-01", "visitor": "孙三", "helper": "p1", "content": "一\n二"}, home
        ),
        RecordChange(
            "monitoring", "o1", {"monitor_type": "1", "identified": "2021-03", "risks": ["02", "01"]}, home
        ),
        RecordChange(
            "measure", "e1", {"year": 2021, "group": "45", "options": ["4599", "4502"], "person": "m3", "amount": 100},
            home,
        ),
        RecordChange(
            "attachment", "t1",
            {"slot": "1", "person": "m2", "content_hash": "ab" * 32, "file_name": "a.jpg", "size": 12}, home,
        ),
        *_of_money(home),
    ]  # fmt: skip


def _of_money(home):
    """A share with its dividend, a loan with what was paid back and subsidised."""
    share = {"project": "pr1", "person": "m2", "units": 150, "starts": "2016-01-01"}
    dividend = {"distribution": "di1", "project": "pr1", "year": 2020, "basis": 150, "amount": 211304, "signed": True}
    loan = {"person": "m1", "amount": 5000000, "months": 36, "rate": 475, "account": "0001", "purpose": "4"}
    paid = {"loan": "lo1", "date": "2020-03-10", "principal": 5000000, "interest": 0}
    subsidy = {"loan": "lo1", "year": 2020, "starts": "2020-01-01", "ends": "2020-03-09", "amount": 45521}
    return [
        RecordChange("project", "pr1", {"name": "蔬菜大棚", "year": 2016}),
        RecordChange("distribution", "di1", {"project": "pr1", "year": 2020, "batch": "一", "total": 211304}),
        RecordChange("share", "sh1", share, home),
        RecordChange("dividend", "dd1", dividend, home),
        RecordChange("loan", "lo1", loan, home),
        RecordChange("repayment", "re1", paid, home),
        RecordChange("subsidy", "su1", subsidy, home),
    ]


def changed_by(plan):
    lines = [(line.key, line.new) for one in plan.households for record in one.records for line in record.lines]
    return lines + [(line.key, line.new) for record in plan.helpers for line in record.lines]


def nothing_happens(plan):
    assert changed_by(plan) == []
    assert [record for one in plan.households for record in one.records if record.new] == []
    assert plan.helpers == []
    assert plan.refused == []
    assert plan.unknown == []
    assert plan.notes == []
    assert set(plan.household_counts()) - {"same"} == {"new", "changed", "conflict", "refused"}
    assert sum(count for verdict, count in plan.household_counts().items() if verdict != "same") == 0
