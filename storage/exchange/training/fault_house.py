"""One household of the training archive while a fault is planted: short ways to find people and change fields."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from models.derived import age_on, item_totals, people_in, per_head
from models.fields import Record, Value
from models.household_file import HouseholdFile, IncomeItem
from models.income_items import GROUPS
from models.keys import income_key, member_key, year_uid
from storage.archive.records import RecordChange
from storage.exchange.training.identity import Numbers

FULL = ("1", "2")
EARNED = ("wage", "business", "property", "transfer")


class House:
    """A household file, the head of another clean household, and the changes made so far."""

    def __init__(self, file: HouseholdFile, neighbour: Record, year: int, numbers: Numbers) -> None:
        """Begin without changes."""
        self.file = file
        self.neighbour = neighbour
        self.year = year
        self.changes: list[RecordChange] = []
        self._numbers = numbers
        self._items: dict[str, Record | None] = {}
        self.found = file.years[year]

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

    def add_measure(self, group: str, options: list[str]) -> None:
        """Add a measure of the year."""
        values: Record = {"year": self.year, "group": group, "options": options}
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
