"""One household of the sheet against the archive's file of it: the records to make, and the fields that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from models.fields import Record, Value
from models.household_file import HouseholdFile, YearFile
from models.id_numbers import read_id_number
from models.income_items import counts_by_default
from models.keys import income_key, member_key, year_uid
from storage.exchange.plan_parts import NEW, SAME, HouseholdPlan, PersonPlan, RecordPlan
from storage.exchange.record_diff import Clash, Rules, plain, plan_record, same
from storage.exchange.sheet_rows import Shape, SheetRow


@dataclass(slots=True)
class Person:
    """A person of the sheet whose uid is known: rows by year, and whether the archive has the person."""

    uid: str
    name: str
    rows: list[SheetRow]
    new: bool


@dataclass(slots=True)
class Household:
    """A household of the sheet whose uid is known; `divisions` are the codes its rows name, by row."""

    uid: str
    number: str
    divisions: dict[int, str]
    rows: list[SheetRow]
    people: list[Person]
    new: bool


class HouseholdDiff:
    """Compares households of a sheet, or of several sheets about the same people."""

    def __init__(self, rules: Rules, where: Callable[[int], str]) -> None:
        """Keep what is the same for all households; `where` says in words where a row stands."""
        self._rules = rules
        self._where = where

    def plan(self, household: Household, file: HouseholdFile | None) -> HouseholdPlan:
        """Return the plan of one household; `file` is None for one that the archive doesn't have."""
        head = household.people[0].name if household.people else ""
        result = HouseholdPlan(
            uid=household.uid,
            number=household.number or (file.household.get("number") or "" if file else ""),
            head_name=(file.household.get("head_name") if file else None) or self._head_name(household) or head,
            division=next(iter(household.divisions.values()), ""),
            rows=tuple(sorted(row.number for row in household.rows)),
            verdict=NEW if file is None else SAME,
            gets_local_number=file is None and not household.number,
        )
        rows = _latest(household.rows)
        result.people = [
            PersonPlan(person.uid, person.name, tuple(row.number for row in person.rows), NEW if person.new else SAME)
            for person in household.people
        ]
        records: list[RecordPlan | None] = [self._household(household, rows, file)]
        records += [self._member(person, file) for person in household.people]
        for year in sorted({row.year for row in household.rows}):
            records.append(self._year(household, year, file))
            records += self._measures(household, year, file)
        records.append(self._monitoring(household, rows, file))
        result.records = [record for record in records if record is not None]
        return result

    def _head_name(self, household: Household) -> str:
        for person in household.people:
            if person.rows[-1].value("member", "relation") == "01":
                return person.name
        return next((name for row in household.rows if (name := row.value("household", "head_name"))), "")

    def _household(self, household: Household, rows: list[SheetRow], file: HouseholdFile | None) -> RecordPlan | None:
        wanted, clashes = self._merged(rows, "household")
        wanted["division"], clash = self._merge((household.divisions.get(row.number), row.number) for row in rows)
        if clash is not None:
            clashes["division"] = clash
        if file is None and "division" in clashes:
            del clashes["division"]  # a new household must stand somewhere: where its first row says
        current = file.household if file is not None else None
        if file is not None and _is_the_heads_name(wanted.get("head_name"), file):
            del wanted["head_name"]
        found = plan_record("household", household.uid, current, wanted, self._rules, clashes=clashes)
        return found or (RecordPlan("household", household.uid, True) if file is None else None)

    def _member(self, person: Person, file: HouseholdFile | None) -> RecordPlan | None:
        current: Record | None = None
        if not person.new and file is not None:
            current = next((member for member in file.members if member["uid"] == person.uid), None)
        wanted, clashes = self._merged(_latest(person.rows), "member")
        self._derive(wanted, current)
        return plan_record("member", person.uid, current, wanted, self._rules, clashes=clashes, person=person.uid)

    def _derive(self, wanted: dict[str, Value], current: Record | None) -> None:
        """Fill sex and birth date from an ID number that is right in every part, where nobody says otherwise."""
        facts = read_id_number(wanted.get("id_number") or "")
        if facts is None:
            return
        for key, value in (("sex", facts.sex), ("birth_date", facts.birth_date)):
            if wanted.get(key) is None and (current is None or current.get(key) is None):
                wanted[key] = value

    def _year(self, household: Household, year: int, file: HouseholdFile | None) -> RecordPlan | None:
        rows = [row for row in household.rows if row.year == year]
        found = file.years.get(year) if file is not None else None
        wanted, clashes = self._merged(rows, "year")
        for person in household.people:
            own = [row for row in person.rows if row.year == year]
            if own:
                facts, doubts = self._merged(own, "member_year")
                for name, value in facts.items():
                    if value is not None or self._rules.blank == "clear":
                        wanted[member_key(name, person.uid)] = value
                clashes |= {member_key(name, person.uid): doubt for name, doubt in doubts.items()}
        current = flat_year(found) if found is not None else None
        self._add_income(wanted, clashes, household, rows, current)
        return plan_record("year", year_uid(household.uid, year), current, wanted, self._rules, clashes=clashes)

    def _add_income(
        self,
        wanted: dict[str, Value],
        clashes: dict[str, Clash],
        household: Household,
        rows: list[SheetRow],
        current: Record | None,
    ) -> None:
        """Add income items. A zero makes no new item: ledgers put 0 under every item a person does not get."""
        by_shape: dict[Shape, list[SheetRow]] = {}
        for row in rows:
            if row.shape.income:
                by_shape.setdefault(row.shape, []).append(row)
        for shape, listed in by_shape.items():
            if shape.income_of_people:
                numbers = {row.number for row in listed}
                for person in household.people:
                    own = [row for row in person.rows if row.number in numbers]
                    self._add_items(wanted, clashes, person.uid, shape, own, current)
            else:
                self._add_items(wanted, clashes, "", shape, listed, current)

    def _add_items(
        self,
        wanted: dict[str, Value],
        clashes: dict[str, Clash],
        person: str,
        shape: Shape,
        rows: list[SheetRow],
        current: Record | None,
    ) -> None:
        for place, item in shape.income:
            key = income_key(item, person or None)
            old = current.get(key) if current is not None else None
            amounts = [(row.cells[place], row.number) for row in rows if row.cells[place] is not None]
            if not amounts or (amounts[0][0] == 0 and old is None):
                continue
            other = next((pair for pair in amounts if pair[0] != amounts[0][0]), None)
            if other is not None:
                clashes[key] = self._clash(_income(item, amounts[0][0], old), amounts[0][1], other[1])
            else:
                wanted[key] = _income(item, amounts[0][0], old)

    def _measures(self, household: Household, year: int, file: HouseholdFile | None) -> list[RecordPlan | None]:
        rows = [row for row in household.rows if row.year == year and row.shape.measures]
        if not rows:
            return []
        known = file.parts.get("measure", []) if file is not None else []
        plans: list[RecordPlan | None] = []
        groups = dict.fromkeys(group for row in rows for _place, group in row.shape.measures)
        for group in groups:
            value, clash = self._merge(
                (row.cells[place], row.number) for row in rows for place, own in row.shape.measures if own == group
            )
            if value is None:
                continue
            current = next(
                (
                    one
                    for one in known
                    if one.get("year") == year and one.get("group") == group and not one.get("person")
                ),
                None,
            )
            uid = current["uid"] if current is not None else f"{household.uid}.measure.{year}.{group}"
            wanted: dict[str, Value] = {"year": year, "group": group, "options": value}
            clashes = {"options": clash} if clash is not None else {}
            plans.append(plan_record("measure", uid, current, wanted, self._rules, clashes=clashes))
        return plans

    def _monitoring(self, household: Household, rows: list[SheetRow], file: HouseholdFile | None) -> RecordPlan | None:
        wanted, clashes = self._merged(rows, "monitoring")
        if all(value is None for value in wanted.values()):
            return None
        known = file.parts.get("monitoring", []) if file is not None else []
        month = wanted.get("identified")
        if month is None:
            if all(wanted.get(name) in (None, False) for name in wanted):
                return None  # “not monitored, no risk”: nothing to keep a record about
            current = known[0] if len(known) == 1 else None
        else:
            current = next((one for one in known if one.get("identified") in (month, None)), None)
        uid = current["uid"] if current is not None else f"{household.uid}.monitoring.{month or 'unknown'}"
        return plan_record("monitoring", uid, current, wanted, self._rules, clashes=clashes)

    def _merged(self, rows: list[SheetRow], entity: str) -> tuple[dict[str, Value], dict[str, Clash]]:
        """Return what rows say about one record: the same on each row, or a clash. A later year's row overrules."""
        merged = rows[0].values(entity)
        clashes: dict[str, Clash] = {}
        if len(rows) == 1:
            return merged, clashes
        first = dict.fromkeys(merged, rows[0])
        for row in rows[1:]:
            for name, value in row.values(entity).items():
                known = merged.get(name)
                if value is None or value is known:
                    merged.setdefault(name, None)
                elif known is None:
                    merged[name], first[name] = value, row
                elif not same(plain(known), plain(value)):
                    if row.year > first[name].year:
                        merged[name], first[name] = value, row
                    else:
                        clashes.setdefault(name, self._clash(known, first[name].number, row.number))
        return merged, clashes

    def _merge(self, cells: Iterable[tuple[Value, int]]) -> tuple[Value, Clash | None]:
        first: tuple[Value, int] | None = None
        for value, number in cells:
            if value is None:
                continue
            if first is None:
                first = (value, number)
            elif not same(plain(first[0]), plain(value)):
                return first[0], self._clash(first[0], first[1], number)
        return (first[0] if first is not None else None), None

    def _clash(self, value: Value, row: int, other_row: int) -> Clash:
        return Clash(value, f"表内{self._where(row)}与{self._where(other_row)}填得不一样，先不写入")


def _latest(rows: list[SheetRow]) -> list[SheetRow]:
    """Return of each sheet the rows of the latest year it speaks of, in the order of the years."""
    if len(rows) == 1:
        return rows
    latest: dict[int, int] = {}
    for row in rows:
        latest[row.shape.source] = max(row.year, latest.get(row.shape.source, row.year))
    return sorted((row for row in rows if row.year == latest[row.shape.source]), key=lambda row: row.year)


def _is_the_heads_name(name: Value, file: HouseholdFile) -> bool:
    """The archive has the head as a member: the name beside the household, as our own lists give it, is no news."""
    head = file.head
    return head is not None and not file.household.get("head_name") and bool(name) and name == head.get("name")


def _income(item: str, amount: int, old: Mapping[str, Value] | None) -> dict[str, Value]:
    if old is None:
        return {"amount": amount, "counts": counts_by_default(item), "note": None}
    return {"amount": amount, "counts": old["counts"], "note": old["note"]}


def flat_year(year: YearFile) -> Record:
    """Return a household's year by flat keys."""
    flat: Record = dict(year.values)
    for person, facts in year.members.items():
        flat.update({member_key(name, person): value for name, value in facts.items() if value is not None})
    for item in year.income:
        flat[income_key(item.item, item.person)] = {"amount": item.amount, "counts": item.counts, "note": item.note}
    return flat
