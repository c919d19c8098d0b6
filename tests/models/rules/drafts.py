"""A complete household that no rule objects to; tests change one thing in a copy of it."""

from datetime import date
from pathlib import Path

from models.codes import load_code_book
from models.fields import Record
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.id_numbers import check_character
from models.rules import Finding, RuleContext, Twin, check_household
from models.thresholds import load_thresholds

RESOURCES = Path(__file__).parents[3] / "resources"
CODES = load_code_book(RESOURCES / "codes")
THRESHOLDS = load_thresholds(RESOURCES / "thresholds.csv")
YEAR = 2017


def id_number(birth: str, sequence: int = 11) -> str:
    """Return a made-up number of the impossible division 990000; an odd sequence is a man's."""
    body = f"990000{birth}{sequence:03d}"
    return body + check_character(body)


def certificate(kind: str = "4", level: str = "2", birth: str = "19720501", sequence: int = 11) -> str:
    """Return a made-up disability certificate number."""
    return id_number(birth, sequence) + kind + level


class Draft:
    """One household in the making: head (45), spouse (43) and a son at primary school (10), all in 2017."""

    def __init__(self) -> None:
        self.household: Record = {
            "uid": "h1", "number": "8630000000000001", "division": "370826111214", "phone": "13800000001",
            "head_name": "孔维晨", "head_id_number": id_number("19720501"), "line_used": "01", "household_type": "01",
            "poverty_state": "1", "exit_year": 2016, "main_cause": "09", "other_causes": ["07"], "head_count": 3,
        }  # fmt: skip
        self.head = self._member("p1", "孔维晨", "01", "1", "19720501", 11)
        self.spouse = self._member("p2", "张秋兰", "02", "2", "19740612", 22)
        self.child = self._member("p3", "孔小舟", "03", "1", "20071003", 31)
        self.head_year = self._facts(education="3", work_months=600, work_scope="2")
        self.spouse_year = self._facts(education="2")
        self.child_year = self._facts(education=None, school_state="03", labour="5")
        self.year: Record = {
            "cropland": 350, "forest_land": 0, "returned_forest": 0, "orchard": 0, "pasture": 0, "water_area": 0,
            "household_power": True, "water_safe": True, "road_distance": 50, "road_type": "03", "house_area": 8000,
            "house_unsafe": False, "toilet": True, "wage_income": 1_200_000, "business_income": 600_000,
            "property_income": 0, "transfer_income": 100_000, "business_expense": 100_000, "annual_income": 1_900_000,
            "net_income": 1_800_000, "income_per_head": 600_000,
        }  # fmt: skip
        self.income: list[IncomeItem] = []
        self.monitoring: list[Record] = []
        self.measures: list[Record] = []
        self.years: dict[int, YearFile] = {}
        self.extra: list[tuple[Record, Record]] = []
        self.twins: list[Twin] = []
        self.checked_year = YEAR
        self.as_of = date(YEAR, 12, 31)
        self.people = ["head", "spouse", "child"]

    def _member(self, uid: str, name: str, relation: str, sex: str, birth: str, sequence: int) -> Record:
        return {
            "uid": uid, "household": "h1", "name": name, "relation": relation, "sex": sex, "ethnicity": "01",
            "id_type": "1", "id_number": id_number(birth, sequence), "politics": "13", "member_state": "1",
            "birth_date": f"{birth[:4]}-{birth[4:6]}-{birth[6:]}", "phone": None,
        }  # fmt: skip

    def _facts(self, **changes) -> Record:
        facts = {
            "education": "3", "school_state": None, "out_of_school_reason": None, "health": ["1"], "labour": "2",
            "medical_resident": True, "medical_employee": False, "serious_illness_cover": True,
            "supplement_cover": True, "illness_aid": False, "other_health_aid": False, "pension_resident": True,
            "pension_employee": False, "low_income_aid": "0", "destitute_aid": "0", "speaks_mandarin": True,
            "works_abroad": False,
        }  # fmt: skip
        return {**facts, **changes}

    def add(self, name: str, relation: str, sex: str, birth: str, sequence: int, **facts) -> Record:
        """Add a member; the head count follows."""
        member = self._member(f"p{4 + len(self.extra)}", name, relation, sex, birth, sequence)
        self.extra.append((member, self._facts(**facts)))
        self.household["head_count"] += 1
        return member

    def leave(self, *names: str) -> None:
        """Keep only the named ones of head, spouse and child; the head count follows."""
        self.people = list(names)
        self.household["head_count"] = len(names) + len(self.extra)

    def facts(self, **changes) -> None:
        """Change the yearly facts of all three members."""
        for facts in (self.head_year, self.spouse_year, self.child_year):
            facts.update(changes)

    def born(self, person: Record, birth: str, sequence: int) -> None:
        """Let a member be born on another day, by number and date."""
        person["id_number"] = id_number(birth, sequence)
        person["birth_date"] = f"{birth[:4]}-{birth[4:6]}-{birth[6:]}"
        if person is self.head:
            self.household["head_id_number"] = person["id_number"]

    def item(self, code: str, amount: int | None, *, counts: bool | None = True) -> None:
        """Add an income item of the whole household, in fen."""
        self.income.append(IncomeItem(code, None, amount, counts))

    def measure(self, group: str, *options: str) -> None:
        """Add a measure of the checked year."""
        self.measures.append({"uid": "m1", "household": "h1", "year": YEAR, "group": group, "options": list(options)})

    def move_to(self, year: int) -> None:
        """Let the household's year be another one."""
        self.checked_year, self.as_of = year, date(year, 12, 31)

    def file(self) -> HouseholdFile:
        """Return the household as the rules read it."""
        members = [getattr(self, name) for name in self.people] + [member for member, _facts in self.extra]
        facts = {getattr(self, name)["uid"]: getattr(self, f"{name}_year") for name in self.people}
        facts.update({member["uid"]: its for member, its in self.extra})
        year = YearFile(f"h1.{self.checked_year}", self.checked_year, self.year, facts, self.income)
        parts = {"monitoring": self.monitoring, "measure": self.measures}
        return HouseholdFile(self.household, members, {**self.years, self.checked_year: year}, parts)

    def context(self) -> RuleContext:
        """Return surroundings with the real lists and thresholds."""
        twins = self.twins
        return RuleContext(self.checked_year, self.as_of, CODES, THRESHOLDS, lambda _part, _household: twins)

    def findings(self) -> list[Finding]:
        """Return what the rules find."""
        return check_household(self.file(), self.context())
