"""One household of the training archive while a fault is planted: short ways to find people and change fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from models.derived import age_on, item_totals, people_in, per_head
from models.fields import Record, Value
from models.household_file import HouseholdFile, IncomeItem
from models.income_items import GROUPS
from models.keys import income_key, member_key, village_year_uid, year_uid
from storage.archive.records import RecordChange
from storage.exchange.training.identity import Numbers

FULL = ("1", "2")
_KEYS = frozenset({"uid", "household", "year", "year_uid", "person"})
EARNED = ("wage", "business", "property", "transfer")


@dataclass(slots=True)
class Around:
    """What the planted households share.

    `lenders` are assignments, by uid, of households that are left clean; `villages` those that have their own fault.
    """

    lenders: list[str] = field(default_factory=list[str])
    villages: set[str] = field(default_factory=set[str])


class House:
    """A household file, the head of another clean household, and the changes made so far."""

    def __init__(
        self, file: HouseholdFile, neighbour: Record, year: int, numbers: Numbers, around: Around | None = None
    ) -> None:
        """Begin without changes."""
        self.file = file
        self._neighbour = neighbour
        self.used_neighbour = False
        self.year = year
        self.around = around or Around()
        self.changes: list[RecordChange] = []
        self.village = ""
        """The division code, where the fault planted is one of the village."""
        self.extra = ""
        """The uid of a further household, where the fault planted is one that there is."""
        self._numbers = numbers
        self._items: dict[str, Record | None] = {}
        self.found = file.years[year]

    @property
    def neighbour(self) -> Record:
        """Return the head of a clean household, who then lends to no other."""
        self.used_neighbour = True
        return self._neighbour

    @property
    def people(self) -> list[Record]:
        """Return the members on the register."""
        return self.file.active_members

    def facts(self, person: Record) -> Record:
        """Return a member's facts of the year."""
        return self.found.members.get(person["uid"], {})

    def age(self, person: Record) -> int:
        """Return a member's age at the end of the year."""
        return age_on(person["birth_date"], date(self.year, 12, 31)) or 0

    def first(self, wanted: Callable[[Record], bool]) -> Record | None:
        """Return the first member that is wanted."""
        return next((person for person in self.people if wanted(person)), None)

    def total(self, group: str) -> int:
        """Return the reported total of an income group in fen."""
        return self.found.values.get(GROUPS[group]) or 0

    def has_item(self, item: str) -> bool:
        """Tell whether the year has an income item."""
        return any(one.item == item for one in self.found.income)

    @property
    def division(self) -> str:
        """Return the village's code."""
        return self.file.household["division"]

    @property
    def measures(self) -> list[Record]:
        """Return the measures of the year and later."""
        return [one for one in self.file.parts.get("measure", []) if (one.get("year") or 0) >= self.year]

    @property
    def groups(self) -> frozenset[str]:
        """Return the groups of those measures."""
        return frozenset(one["group"] for one in self.measures)

    @property
    def options(self) -> frozenset[str]:
        """Return the options of those measures."""
        return frozenset(option for one in self.measures for option in one["options"] or ())

    @property
    def able(self) -> bool:
        """Tell whether anybody can work."""
        return any(self.facts(person)["labour"] in ("1", "2", "3") for person in self.people)

    def works(self, person: Record) -> bool:
        """Tell whether a member works in the year."""
        return bool(self.facts(person).get("work_months"))

    def add(self, entity: str, **values: Value) -> None:
        """Add a record under the household."""
        self.changes.append(RecordChange(entity, self._numbers.uid(), values, self.file.uid))

    def set_part(self, entity: str, uid: str, **values: Value) -> None:
        """Change a record that hangs under this household or another one."""
        self.changes.append(RecordChange(entity, uid, values))

    def set_village(self, **values: Value) -> None:
        """Enter figures of the village's year; the fault is then the village's."""
        self.village = self.division
        told: Record = {"division": self.division, "year": self.year, **values}
        self.changes.append(RecordChange("village_year", village_year_uid(self.division, self.year), told))

    def set_project(self, **values: Value) -> str:
        """Add a project to the village and return its uid; the fault is then the village's."""
        self.village = self.division
        uid = self._numbers.uid()
        told: Record = {
            "name": "蔬菜大棚", "division": self.division, "year": self.year, "content": "大棚20个", "progress": 100,
            "person_in_charge": "孔某", "state": "5", **values,
        }  # fmt: skip
        self.changes.append(RecordChange("project", uid, {name: one for name, one in told.items() if one is not None}))
        return uid

    def distribute(self, total: int, *amounts: int) -> None:
        """Let a project have distributed `total` fen in one batch, with these lines of the household."""
        project, uid = self.set_project(), self._numbers.uid()
        told: Record = {
            "project": project,
            "year": self.year,
            "batch": "年度分红",
            "total": total,
            "division": self.division,
        }
        self.changes.append(RecordChange("distribution", uid, told))
        for amount in amounts:
            self.add("dividend", distribution=uid, project=project, year=self.year, batch="年度分红", amount=amount)

    def lend(self, **values: Value) -> str:
        """Add a small loan of the head and return its uid."""
        uid = self._numbers.uid()
        told: Record = {
            "person": self.people[0]["uid"], "amount": 50_000_00, "months": 36, "granted": f"{self.year - 1}-03-10",
            **values,
        }  # fmt: skip
        self.changes.append(RecordChange("loan", uid, told, self.file.uid))
        return uid

    def add_household(self, **values: Value) -> None:
        """Add a household with this year's data and no other's to the village; the fault is then the village's."""
        self.village, self.extra = self.division, self._numbers.uid()
        number = "98" + str(self.file.household["number"])[2:]
        told: Record = {"division": self.division, "number": number, **values}
        self.changes.append(RecordChange("household", self.extra, told))
        year = year_uid(self.extra, self.year)
        self.changes.append(RecordChange("year", year, {"cropland": 0}, self.extra))

    def carry_over(self, year: int) -> None:
        """Give the household a later year with the same facts, and plant in that one."""
        old = self.found
        values: Record = {name: value for name, value in old.values.items() if name not in _KEYS and value is not None}
        for uid, facts in old.members.items():
            told = {name: value for name, value in facts.items() if name not in _KEYS and value is not None}
            values.update({member_key(name, uid): value for name, value in told.items()})
        self.changes.append(RecordChange("year", year_uid(self.file.uid, year), values, self.file.uid))
        self.year = year

    def set_household(self, **values: Value) -> None:
        """Change the household."""
        self.changes.append(RecordChange("household", self.file.uid, values))

    def set_member(self, person: Record, **values: Value) -> None:
        """Change a member."""
        self.changes.append(RecordChange("member", person["uid"], values))

    def set_facts(self, person: Record, **values: Value) -> None:
        """Change a member's facts of the year."""
        self.set_year({member_key(name, person["uid"]): value for name, value in values.items()})

    def set_year(self, values: Record, year: int | None = None) -> None:
        """Change the household's year by keys."""
        self.changes.append(RecordChange("year", year_uid(self.file.uid, year or self.year), values))

    def add_measure(self, group: str, options: list[str], year: int | None = None) -> None:
        """Add a measure, of the year if no other is given."""
        values: Record = {"year": year or self.year, "group": group, "options": options}
        self.changes.append(RecordChange("measure", self._numbers.uid(), values, self.file.uid))

    def put_item(self, item: str, person: str | None, fen: int) -> None:
        """Add an income item that counts, or change it, and let all totals follow."""
        self.drop_items(item, person, retotal=False)
        self.found.income.append(IncomeItem(item, person, fen, True))
        self._items[income_key(item, person)] = {"amount": fen, "counts": True, "note": None}
        self._retotal()

    def drop_items(self, beginning: str, person: str | None = None, *, retotal: bool = True) -> None:
        """Remove the income items whose code begins so (of one person, or of all), and let all totals follow."""
        gone = [one for one in self.found.income if one.item.startswith(beginning) and person in (None, one.person)]
        for one in gone:
            self.found.income.remove(one)
            self._items[income_key(one.item, one.person)] = None
        if retotal:
            self._retotal()

    def _retotal(self) -> None:
        summed = item_totals(self.found)
        totals = {group: summed.get(group, 0) for group in GROUPS}
        annual = sum(totals[group] for group in EARNED)
        net = annual - totals["expense"]
        values: Record = {GROUPS[group]: amount for group, amount in totals.items()}
        values |= {
            "annual_income": annual,
            "net_income": net,
            "income_per_head": per_head(net, people_in(self.file, self.found)),
        }
        self.found.values.update(values)
        self.set_year({**values, **self._items})
