"""House renovations in an archive: the gate before saving, file numbers, and the household's facts after acceptance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from models.fields import Record, Value
from models.housing_facts import facts_after, is_accepted
from models.housing_gate import Surroundings, refusals
from models.keys import year_uid
from storage.archive.archive import Archive
from storage.archive.files import load_file
from storage.archive.problems import StorageProblem
from storage.archive.rows import read_flat
from storage.archive.sqlite import Connection
from storage.archive.writing import RecordChange

ENTITY = "housing"
PLANTED = "demo"
"""Kind of a batch that may hold faults on purpose: training data."""


def prepared(archive: Archive, changes: Sequence[RecordChange], kind: str, reason: str) -> Sequence[RecordChange]:
    """Return the changes as they may be written: new cases have their number. StorageProblem where a case may not.

    Called by every save before it writes; changes of other entities pass as they are.
    """
    if not any(change.entity == ENTITY for change in changes):
        return changes
    connection = archive.connection
    standing = read_flat(connection, ENTITY, [change.uid for change in changes if change.entity == ENTITY])
    numbers = _Numbers(archive)
    found: list[RecordChange] = []
    for change in changes:
        if change.entity == ENTITY:
            before = standing.get(change.uid, {})
            change = numbers.numbered(change, before)
            after = {**before, **change.values}
            if kind != PLANTED:
                _refuse(archive, (before, after), change.household or before.get("household") or "", kind, reason)
            standing[change.uid] = after
        found.append(change)
    return found


def _refuse(archive: Archive, pair: tuple[Record, Record], household: str, kind: str, reason: str) -> None:
    row = archive.connection.execute(
        "SELECT division, head_name FROM household WHERE uid = ?", (household,)
    ).fetchone()
    division, head = row if row else ("", "")
    around = Surroundings(archive.thresholds, archive.standards, division or "", archive.settings.today)
    found = refusals(*pair, around, reason)
    if found:
        # who it is about is plain in the form; in a sheet of many it has to be said
        whose = f"{head or '未填户主'}的危房改造：" if kind != "entry" else ""
        raise StorageProblem("case_refused", whose + found[0].sentence)


class _Numbers:
    """Gives new cases their number: 乡镇危改字〔年度〕n号, counted within township and year."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._last: dict[str, int] = {}

    def numbered(self, change: RecordChange, before: Record) -> RecordChange:
        """Return the change with a number where the case is new, has a year and none was typed."""
        year = change.values.get("plan_year")
        if before or not year or change.values.get("number") or not change.household:
            return change
        start = f"{_township(self._archive, change.household)}危改字〔{year}〕"
        if start not in self._last:
            self._last[start] = _last_number(self._archive.connection, start)
        self._last[start] += 1
        values: dict[str, Value] = {**change.values, "number": f"{start}{self._last[start]}号"}
        return replace(change, values=values)


def _township(archive: Archive, household: str) -> str:
    row = archive.connection.execute("SELECT division FROM household WHERE uid = ?", (household,)).fetchone()
    code = (row[0] if row and row[0] else archive.office.division)[:9]
    return archive.divisions.name(code) or ""


def _last_number(connection: Connection, start: str) -> int:
    """Return the highest number in use under a start, those of deleted cases included: a number is given once."""
    rows = connection.execute("SELECT number FROM housing WHERE number >= ? AND number < ?", (start, start + "\uffff"))
    ends = (row[0][len(start) :].removesuffix("号") for row in rows)
    return max((int(end) for end in ends if end.isdecimal()), default=0)


@dataclass(frozen=True, slots=True)
class FactChange:
    """One housing fact of one year that an acceptance changes."""

    year: int
    field: str
    before: Value
    after: Value


def facts_to_post(archive: Archive, case: Record) -> list[FactChange]:
    """Return what the accepted case would change in the household's years from the year of acceptance on.

    StorageProblem where it is not accepted, or where the household has no year to change yet.
    """
    if not is_accepted(case):
        raise StorageProblem("not_accepted", "这户危房改造还没有验收合格，住房情况没有改。")
    file = load_file(archive, case["household"])
    since = int(case["accepted"][:4])
    found = file.years if file is not None else {}
    years = sorted(year for year in found if year >= since)
    if not years:
        raise StorageProblem("no_year", f"这一户还没有 {since} 年或以后的年度情况，住房情况没有改。先建好年度情况。")
    return [
        FactChange(year, name, found[year].values.get(name), value)
        for year in years
        for name, value in facts_after(case, found[year].values).items()
    ]


def fact_records(case: Record, facts: Iterable[FactChange]) -> list[RecordChange]:
    """Return the changes that a clerk agreed to, to be saved in one batch, dated on the day of acceptance."""
    by_year: dict[int, dict[str, Value]] = {}
    for fact in facts:
        by_year.setdefault(fact.year, {})[fact.field] = fact.after
    household = case["household"]
    changes = [
        RecordChange("year", year_uid(household, year), values, household=household) for year, values in by_year.items()
    ]
    changes.append(RecordChange(ENTITY, case["uid"], {"facts_posted": case["accepted"]}))
    return changes
