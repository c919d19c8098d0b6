"""Made-up households for the tests of paper: ID numbers of division 990000, phones 1380000xxxx."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from models.codes import load_code_book
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.id_numbers import check_character
from reports.card_context import CardContext

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FONTS = RESOURCES / "fonts"
CODES = load_code_book(RESOURCES / "codes")
YEAR = 2017


def context(**changes: Any) -> CardContext:
    values: dict[str, Any] = {
        "codes": CODES,
        "year": YEAR,
        "as_of": date(2017, 10, 12),
        "division_path": lambda code: "示范县 柳林镇 南庄村",
        "title": "示范县贫困户帮扶明白卡",
        "office": "柳林镇扶贫办",
        "phone": "0000-0000000",
        "training": False,
        "printed_on": date(2017, 10, 12),
        "fonts": FONTS,
    }
    return CardContext(**(values | changes))


def id_number(born: str, order: int) -> str:
    body = f"990000{born.replace('-', '')}{order:03d}"
    return body + check_character(body)


def person(uid: str, name: str, relation: str, born: str, sex: str, **more: Any) -> dict[str, Any]:
    number = id_number(born, 17 if sex == "1" else 18)
    return {"uid": uid, "name": name, "relation": relation, "sex": sex, "birth_date": born, "id_number": number, **more}


PEOPLE = [
    (
        person("p1", "孔令田", "01", "1972-03-08", "1", disability_type="4", disability_level="2"),
        {
            "education": "3",
            "health": ["4"],
            "labour": "4",
            "medical_resident": True,
            "supplement_cover": True,
            "serious_illness_cover": True,
            "pension_resident": True,
            "low_income_aid": "2",
        },
    ),
    (
        person("p2", "尹秀荣", "02", "1974-06-21", "2"),
        {
            "education": "2",
            "health": ["2"],
            "labour": "3",
            "medical_resident": True,
            "supplement_cover": True,
            "serious_illness_cover": True,
            "pension_resident": True,
            "low_income_aid": "2",
        },
    ),
    (
        person("p3", "孔维佳", "04", "2001-02-11", "2"),
        {
            "school_state": "07",
            "health": ["1"],
            "labour": "5",
            "medical_resident": True,
            "serious_illness_cover": True,
            "pension_resident": False,
            "low_income_aid": "0",
        },
    ),
    (
        person("p4", "孔维晨", "03", "2008-09-30", "1"),
        {
            "school_state": "03",
            "health": ["1"],
            "labour": "5",
            "medical_resident": False,
            "serious_illness_cover": False,
            "pension_resident": False,
            "low_income_aid": "0",
        },
    ),
]

HOUSEHOLD: dict[str, Any] = {
    "uid": "h1",
    "number": "99000420170012",
    "division": "990004001001",
    "hamlet": "2 组",
    "address": "南庄村 18 号",
    "phone": "13800000028",
    "household_type": "04",
    "poverty_state": "2",
    "main_cause": "02",
    "other_causes": ["08"],
    "identified_year": 2014,
    "bank_name": "示范农村商业银行",
    "bank_card": "6200000000000001234",
    "head_count": 4,
}

FACTS: dict[str, Any] = {
    "cropland": 320,
    "house_area": 4800,
    "house_unsafe": True,
    "house_grade": "D",
    "house_structure": "3",
    "house_rebuilt_year": 2017,
    "water_safe": True,
    "tap_water": False,
    "wage_income": 600000,
    "business_income": 486000,
    "property_income": 210000,
    "transfer_income": 484000,
    "business_expense": 139000,
}

MEASURES: list[dict[str, Any]] = [
    {"uid": "m1", "year": YEAR, "group": "39", "detail": "草莓大棚入股 年分红", "amount": 210000, "done": "2017-03-01"},
    {"uid": "m2", "year": YEAR, "group": "50", "detail": "D 级重建", "amount": 2000000, "planned": "2017-11-30"},
    {"uid": "m3", "year": 2016, "group": "41", "detail": "去年的贷款", "done": "2016-03-01"},
]


def _grandchild(n: int) -> tuple[dict[str, Any], dict[str, Any]]:
    one = person(f"p{n}", f"孔小{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}", "07", f"20{n % 10:02d}-01-{n % 27 + 1:02d}", "1")
    return one, {"school_state": "03", "health": ["1"], "labour": "5", "medical_resident": True}


def family(number: str = "99000420170012", people: int = 4, **changes: Any) -> HouseholdFile:
    """Return the household of the design picture, with `people` members; the fifth and later are grandchildren."""
    listed = PEOPLE[:people] + [_grandchild(n) for n in range(5, people + 1)]
    year = YearFile(
        f"h1.{YEAR}",
        YEAR,
        dict(FACTS),
        {one["uid"]: dict(facts) for one, facts in listed},
        [
            IncomeItem("T02", None, 318000, True),
            IncomeItem("N02", "p3", 200000, False),
        ],
    )
    return HouseholdFile(
        household=HOUSEHOLD | {"number": number} | changes,
        members=[dict(one) for one, _ in listed],
        years={YEAR: year},
        parts={
            "assignment": [
                {"uid": "a1", "helper": "k1", "starts": "2016-01-01"},
                {"uid": "a0", "helper": "k0", "starts": "2014-01-01", "ends": "2015-12-31"},
            ],
            "measure": [dict(measure) for measure in MEASURES],
        },
        helpers={
            "k1": {"uid": "k1", "name": "周明", "unit": "示范县柳林镇政府", "phone": "13800000001"},
            "k0": {"uid": "k0", "name": "从前", "unit": "旧单位", "phone": "13800000002"},
        },
    )


def whole_family(number: str = "99000420170012", people: int = 7, visits: int = 15, **changes: Any) -> HouseholdFile:
    """Return a household with something in every part of its file: a rare and a long name, visits, monitoring."""
    file = family(number, people, **changes)
    file.members[0]["name"] = "龚\U00020bb7㐂"
    for second in file.members[1:2]:
        second["name"] = "阿卜杜热合曼·买买提艾力·吐尔逊江·库尔班尼亚孜"
    for member in file.members:
        member.update(ethnicity="01", politics="13", phone="13800000011")
    content = "入户了解大棚草莓长势，核对低保金到账情况，叮嘱按时复查。"
    file.parts["visit"] = [
        {
            "uid": f"v{n}", "date": f"2017-{n % 12 + 1:02d}-11", "visitor": "周明", "content": content * (1 + n % 4),
            "findings": None if n % 3 else "屋顶漏雨", "next_steps": None if n % 3 else "联系施工队",
            "done": None if n % 3 else True,
        }
        for n in range(visits)
    ]  # fmt: skip
    file.parts["monitoring"] = [
        {"uid": "mo", "monitor_type": "1", "identified": "2017-03", "risks": ["01", "03"], "risk_cleared": False}
    ]
    file.parts["attachment"] = [
        {"uid": "at", "slot": "1", "person": "p1", "file_name": "户主.jpg", "taken": "2017-03-04"}
    ]
    return file
