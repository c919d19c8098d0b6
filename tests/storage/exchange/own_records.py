"""A household with a record of every kind, and how a plan says that nothing would happen."""

from models.keys import income_key, member_key, year_uid
from storage.archive.records import RecordChange
from tests.storage.exchange.sheets import household_number, id_number

_PROGRAMMES = (
    ("medical_bill", {"person": "m3", "kind": "1", "discharged": "2020-03-01", "total": 10_000_05, "basic": 9_000_00}),
    ("special_cover", {"person": "m1", "year": 2020, "premium": 100_00}),
    ("cover_claim", {"person": "m3", "medical_bill": "c0", "reported": "2020-03-02", "state": "2"}),
    ("doctor_contract", {"person": "m2", "year": 2020, "doctor": "颜一", "phone": "13800000011"}),
    ("doctor_round", {"person": "m3", "date": "2020-05-01", "doctor": "颜一", "findings": "一\n二"}),
    ("mental_patient", {"person": "m3", "diagnosis": "抑郁症"}),
    ("mental_aid", {"person": "m3", "kind": "1", "month": "2020-03", "amount": 150_00}),
    ("work_spell", {"person": "m1", "county": "江苏省昆山市", "gone": True, "starts": "2020-02", "month_wage": 0}),
    ("post_spell", {"person": "m1", "post": "07", "starts": "2020-01-01", "month_pay": 300_00}),
    ("job_training", {"person": "m1", "course": "01", "hours": 40, "finished": False}),
    ("elder_care", {"person": "m2", "model": "1", "starts": "2020-01", "share": 1_000}),
    ("elder_child", {"person": "m2", "name": "赵小", "monthly": 100_00, "starts": "2020-01"}),
    ("elder_payment", {"person": "m2", "month": "2020-01", "elder_child": "c11", "paid": 100_00}),
    ("disability_aid", {"person": "m3", "kind": "1", "starts": "2020-01", "monthly": 80_00}),
    ("disability_device", {"person": "m3", "date": "2020-01-05", "device": "手杖", "quantity": 1}),
    ("donor_pairing", {"donor": "d1", "campaign": "01", "starts": "2020-01-01"}),
    ("gift", {"donor": "d1", "date": "2020-01-06", "form": "2", "goods": "米", "quantity": 250}),
    ("shop_points", {"charity_shop": "s1", "date": "2020-01-07", "way": "1", "points": 5}),
    ("handbook", {"year": 2020, "printed": "2020-03-01"}),
)


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
        *(RecordChange(kind, f"c{number}", values, home) for number, (kind, values) in enumerate(_PROGRAMMES)),
        RecordChange(
            "attachment", "t1",
            {"slot": "1", "person": "m2", "content_hash": "ab" * 32, "file_name": "a.jpg", "size": 12}, home,
        ),
        *_of_money(home),
        RecordChange("student_aid", "s1", {"person": "m3", "stage": "7", "file_state": "1", "hardship": ["1"]}, home),
        RecordChange(
            "aid_plan", "s1.2020", {"student_aid": "s1", "person": "m3", "school_year": 2020, "entitled": ["S11"]}, home
        ),
        RecordChange("housing", "ho1", {"plan_year": 2020, "grade": "D", "approved_money": 1500000}, home),
        RecordChange("payout_batch", "b1", {"name": "秋季助学金", "programme": "S11", "period": "2020年秋季学期"}),
        RecordChange(
            "payout_line", "l1",
            {"payout_batch": "b1", "person": "m3", "programme": "S11", "period": "2020年秋季学期", "amount": 150000,
             "payout_state": "1"}, home,
        ),
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
