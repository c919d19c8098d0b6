"""A complete household that no rule objects to; tests change one thing in a copy of it."""

from datetime import date
from pathlib import Path

from models.codes import load_code_book
from models.fields import Record
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.id_numbers import check_character
from models.rules import (
    CheckedProject,
    CheckedVillage,
    Distributed,
    Finding,
    RuleContext,
    Standing,
    Twin,
    check_household,
    check_project,
    check_village,
)
from models.thresholds import load_thresholds

RESOURCES = Path(__file__).parents[3] / "resources"
CODES = load_code_book(RESOURCES / "codes")
THRESHOLDS = load_thresholds(RESOURCES / "thresholds.csv")
YEAR = 2017
PLACES = frozenset({"江苏省", "江苏", "徐州市", "徐州", "上海市", "上海"})


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
        self.head_year = self._facts(
            education="3", work_months=600, work_scope="2", employer="服装厂", employ_channel="06"
        )
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
        self.assignments: list[Record] = [{"uid": "as1", "household": "h1", "helper": "he1", "starts": "2015-03-01"}]
        self.visits: list[Record] | None = None
        self.loans: list[Record] = []
        self.repayments: list[Record] = []
        self.subsidies: list[Record] = []
        self.cases: list[Record] = []
        self.photos: list[Record] = []
        self.house_twins: list[Twin] = []
        self.helpers: dict[str, Record] = {
            name: {"uid": name, "name": f"责任人{name}"} for name in ("he1", "he2", "he3")
        }
        self.parts: dict[str, list[Record]] = {}
        self.load = 7
        self.phone_twins: list[Twin] = []
        self.card_twins: list[Twin] = []
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

    def measure(self, group: str, *options: str, year: int | None = None, **values) -> None:
        """Add a measure, of the checked year if no other is given."""
        shown = {"year": year or self.checked_year, "group": group, "options": list(options), **values}
        self.measures.append({"uid": f"m{len(self.measures)}", "household": "h1", **shown})

    def monitored(self, **values) -> None:
        """Let the household be monitored since March 2022, checked at the end of that year."""
        self.move_to(2022)
        shown = {"monitor_type": "1", "identified": "2022-03", "risks": ["07"], **values}
        self.monitoring.append({"uid": "mo1", "household": "h1", **shown})

    def cleared(self, **values) -> None:
        """Let the household be monitored and its risk cleared after seven months, all values filled."""
        after = dict.fromkeys(("dropout", "house_damaged", "uninsured", "water_damaged"), False)
        money = ("wage_income", "property_income", "transfer_income", "business_income", "business_expense",
                 "net_income", "income_per_head", "claim_income", "self_paid")  # fmt: skip
        shown = {f"cleared_{name}": value for name, value in {**after, **dict.fromkeys(money, 900_000)}.items()}
        ended = {"risk_cleared": True, "cleared": "2022-10", "clearing_way": "1", "contact": "张秋兰"}
        self.monitored(**{**shown, **ended, **values})

    def loan(self, **values) -> None:
        """Add a loan of the head: 50,000 yuan for three years, lent in March 2014, paid back on its last day."""
        uid = f"l{len(self.loans)}"
        shown = {"person": "p1", "amount": 5_000_000, "months": 36, "granted": "2014-03-10", **values}
        self.loans.append({"uid": uid, "household": "h1", **shown})
        self.repayments.append({"uid": f"r{uid}", "loan": uid, "date": "2017-03-10", "principal": 5_000_000})

    def move_to(self, year: int) -> None:
        """Let the household's year be another one."""
        self.checked_year, self.as_of = year, date(year, 12, 31)

    def hang(self, entity: str, **values) -> None:
        """Hang a record of `entity` under the household; the head is its person unless told otherwise."""
        listed = self.parts.setdefault(entity, [])
        listed.append({"uid": f"{entity}{len(listed)}", "household": "h1", "person": "p1", **values})

    def file(self) -> HouseholdFile:
        """Return the household as the rules read it."""
        members = [getattr(self, name) for name in self.people] + [member for member, _facts in self.extra]
        facts = {getattr(self, name)["uid"]: getattr(self, f"{name}_year") for name in self.people}
        facts.update({member["uid"]: its for member, its in self.extra})
        year = YearFile(f"h1.{self.checked_year}", self.checked_year, self.year, facts, self.income)
        visits = [{"uid": "v1", "date": f"{self.checked_year}-10-01"}] if self.visits is None else self.visits
        parts = {
            "monitoring": self.monitoring, "measure": self.measures, "assignment": self.assignments, "visit": visits,
            "loan": self.loans, "repayment": self.repayments, "subsidy": self.subsidies,
            "housing": self.cases, "attachment": self.photos,
            **self.parts,
        }  # fmt: skip
        return HouseholdFile(self.household, members, {**self.years, self.checked_year: year}, parts, self.helpers)

    def context(self) -> RuleContext:
        """Return surroundings with the real lists and thresholds."""
        return RuleContext(
            self.checked_year,
            self.as_of,
            CODES,
            THRESHOLDS,
            lambda _part, _household: self.twins,
            lambda _phone, _household: self.phone_twins,
            lambda _card, _household: self.card_twins,
            lambda _helper: self.load,
            PLACES,
            lambda _part, _household: self.house_twins,
        )

    def findings(self) -> list[Finding]:
        """Return what the rules find."""
        return check_household(self.file(), self.context())


class VillageDraft:
    """A village that nothing is wrong with, with three households."""

    def __init__(self) -> None:
        self.record: Record = {
            "uid": "v1", "division": "370826111214", "year": YEAR, "left_poverty": True, "households": 300,
            "people": 900, "hamlets": 2, "low_income_people": 30, "destitute_people": 4, "disabled_people": 20,
            "collective_income": 500, "help_funds": 4000, "cropland": 100_000, "paved_road": True, "bus": True,
            "schools": 1, "clinics": 1, "doctors": 1, "public_toilets": 2, "waste_points": 6, "libraries": 1,
            "broadcast_households": 300, "unsafe_houses": 0, "unsafe_water_households": 0, "pension_insured": 500,
        }  # fmt: skip
        self.land = {"cropland": 3_000}
        self.standings = [Standing(f"h{n}", f"户主{n}", True, True, 2014, False) for n in range(3)]

    def add(
        self, name: str, *, before: bool, now: bool, identified: int | None = 2014, cancelled: bool = False
    ) -> None:
        """Add a household."""
        self.standings.append(Standing(name, name, before, now, identified, cancelled))

    def findings(self) -> list[Finding]:
        """Return what the rules find."""
        checked = CheckedVillage(
            "370826111214", "西张阿村", YEAR, Draft().context(), self.record, self.land, self.standings
        )
        return check_village(checked)


class ProjectDraft:
    """A project that nothing is wrong with, with one distribution."""

    def __init__(self) -> None:
        self.record: Record = {
            "uid": "pr1", "name": "蔬菜大棚", "division": "370826111214", "year": 2016, "content": "大棚20个",
            "person_in_charge": "孔维晨", "progress": 100, "state": "5", "planned_end": "2016-12-31",
            "investment": 20_000_000, "central": 15_000_000, "county": 5_000_000,
        }  # fmt: skip
        self.distributed = [Distributed("2017年度", 4_860_000, 4_860_000, 23)]

    def findings(self) -> list[Finding]:
        """Return what the rules find."""
        return check_project(CheckedProject(self.record, "370826111214", Draft().context(), self.distributed))
