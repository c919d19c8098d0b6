"""Made-up households for the tests of the window: numbers with the impossible division 990000."""

from datetime import date
from pathlib import Path

from models.codes import load_code_book
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.id_numbers import check_character
from models.keys import year_uid
from models.thresholds import load_thresholds
from ui.household_session import HouseholdSession, Office

RESOURCES = Path(__file__).parent.parent.parent / "resources"
VILLAGE = "370826111201"
YEAR = 2017


def id_number(birth: str, order: str) -> str:
    body = f"990000{birth}{order}"
    return body + check_character(body)


def office(year: int = YEAR) -> Office:
    codes = load_code_book(RESOURCES / "codes")
    return Office(codes, load_thresholds(RESOURCES / "thresholds.csv"), year, date(year, 12, 31))


def household(uid: str = "h1", number: str = "990104001001") -> HouseholdFile:
    file = HouseholdFile(
        {
            "uid": uid,
            "number": number,
            "division": VILLAGE,
            "phone": "13800000028",
            "head_name": "孔令田",
            "household_type": "04",
            "poverty_state": "2",
            "main_cause": "02",
            "line_used": "01",
            "identified_year": 2014,
            "head_count": 2,
        }
    )
    people = (("m1", "孔令田", "01", "19720315", "017", "1"), ("m2", "尹秀荣", "02", "19740821", "022", "2"))
    for person, name, relation, birth, order, sex in people:
        file.members.append(
            {
                "uid": f"{uid}-{person}",
                "household": uid,
                "name": name,
                "relation": relation,
                "id_number": id_number(birth, order),
                "sex": sex,
                "birth_date": f"{birth[:4]}-{birth[4:6]}-{birth[6:]}",
                "ethnicity": "01",
            }
        )
    year = YearFile(year_uid(uid, YEAR), YEAR, {"house_area": 4800, "house_unsafe": True, "house_grade": "D"})
    year.members[f"{uid}-m1"] = {"education": "3", "health": ["4"], "labour": "4", "medical_resident": True}
    year.members[f"{uid}-m2"] = {"education": "2", "health": ["1"], "labour": "2", "medical_resident": True}
    year.income.append(IncomeItem("T02", f"{uid}-m1", 120000, True))
    file.years[YEAR] = year
    return file


def session(file: HouseholdFile | None = None) -> HouseholdSession:
    return HouseholdSession(file or household(), office())
