"""The lines of an import plan as numbers: grouped, filtered, ticked and counted without making a text for each.

A county's plan has hundreds of thousands of lines; their texts are made page by page, for those that are looked at.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.keys import split_key
from storage.exchange.plan_parts import (
    CHANGE,
    CLEAR,
    CONFLICT,
    FILL,
    KEPT,
    SAME,
    FieldLine,
    HouseholdPlan,
    ImportPlan,
    RecordPlan,
    Refused,
    Suspect,
)

GROUPS: tuple[str, ...] = ("new", "change", "fill", "same", "conflict", "suspect", "refused")
NEW_GROUP, CHANGE_GROUP, FILL_GROUP, SAME_GROUP, CONFLICT_GROUP, SUSPECT_GROUP, REFUSED_GROUP = range(len(GROUPS))
_OF_VERDICT = {
    FILL: FILL_GROUP,
    CHANGE: CHANGE_GROUP,
    CLEAR: CHANGE_GROUP,
    KEPT: SAME_GROUP,
    CONFLICT: CONFLICT_GROUP,
}
_HELPERS = -1


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a plan: a refusal, a suspect, a new record, a field that differs, or a household that is the same.

    `household` is None for refusals, suspects and records that belong to no household.
    """

    group: int
    household: HouseholdPlan | None = None
    record: RecordPlan | None = None
    field: FieldLine | None = None
    refused: Refused | None = None
    suspect: Suspect | None = None

    @property
    def can_be_taken(self) -> bool:
        """Tell whether the line can be ticked: refusals wait for a better sheet, suspects for another decision."""
        return self.record is not None

    @property
    def taken(self) -> bool:
        """Tell whether applying the plan writes it."""
        if self.field is not None:
            return self.field.take
        return self.record is not None and self.record.take


class PlanIndex:
    """All lines of a plan in the order they are shown: suspects, refused, then household by household.

    `fields` are the fields that lines are about, each with an id; `total` and `ticked` count lines by group.
    """

    def __init__(self, plan: ImportPlan) -> None:
        """Number the lines."""
        self.plan = plan
        self.groups = array("b")
        self.field_ids = array("h")
        self._places = array("i")
        self._records = array("i")
        self._lines = array("i")
        self.fields: dict[tuple[str, str], int] = {}
        self.total = [0] * len(GROUPS)
        self.ticked = [0] * len(GROUPS)
        self._refused = sorted(plan.refused, key=lambda item: item.row)
        for place in range(len(plan.suspects)):
            self._add(SUSPECT_GROUP, place, -1, -1, ("", ""), False)
        for place, refused in enumerate(self._refused):
            self._add(REFUSED_GROUP, place, -1, -1, ("", refused.column), False)
        self._add_records(_HELPERS, plan.helpers)
        for place, household in enumerate(plan.households):
            self._add_records(place, household.records)
            if household.verdict == SAME and not household.records:
                self._add(SAME_GROUP, place, -1, -1, ("", ""), False)

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.groups)

    def line(self, at: int) -> Line:
        """Return a line by its number."""
        group, place, record, field = self.groups[at], self._places[at], self._records[at], self._lines[at]
        if group == REFUSED_GROUP:
            return Line(group, refused=self._refused[place])
        if group == SUSPECT_GROUP:
            return Line(group, suspect=self.plan.suspects[place])
        household = self.plan.households[place] if place != _HELPERS else None
        if record < 0:
            return Line(group, household)
        listed = household.records if household is not None else self.plan.helpers
        return Line(group, household, listed[record], listed[record].lines[field] if field >= 0 else None)

    def shown(self, groups: Iterable[int], field: int | None = None) -> array[int]:
        """Return the numbers of the lines of some groups, and about one field if that is asked for."""
        wanted = frozenset(groups)
        ids = self.field_ids
        if field is None:
            return array("i", (at for at, group in enumerate(self.groups) if group in wanted))
        return array("i", (at for at, group in enumerate(self.groups) if group in wanted and ids[at] == field))

    def tick(self, lines: Iterable[int], take: bool) -> int:
        """Tick or untick lines; returns how many changed. A new record taken or left does so with all it holds."""
        return sum(self._tick(at, take) for at in lines)

    def _tick(self, at: int, take: bool) -> int:
        line = self.line(at)
        if line.record is None or line.taken == take:
            return 0
        if line.field is not None:
            line.field.take = take
        else:
            line.record.take = take
        self.ticked[line.group] += 1 if take else -1
        return 1 + (self._tick_rest(at, take) if _is_new_household(line) else 0)

    def _tick_rest(self, at: int, take: bool) -> int:
        """What stands in a new household comes and goes with it; the household is its own first line."""
        place, changed = self._places[at], 0
        rest = at + 1
        while rest < len(self.groups) and self._places[rest] == place:
            if self.groups[rest] == NEW_GROUP:
                changed += self._tick(rest, take)
            rest += 1
        return changed

    def households_of(self, lines: Sequence[int]) -> Iterator[str]:
        """Yield the uids of the households that lines are about."""
        seen: set[str] = set()
        for at in lines:
            household = self.line(at).household
            if household is not None and household.uid not in seen:
                seen.add(household.uid)
                yield household.uid

    def _add_records(self, place: int, records: Sequence[RecordPlan]) -> None:
        for number, record in enumerate(records):
            if record.new and (record.values or record.entity == "household"):
                self._add(NEW_GROUP, place, number, -1, (record.entity, ""), record.take)
            for at, line in enumerate(record.lines):
                key = _general(record.entity, line.key)
                self._add(_OF_VERDICT[line.verdict], place, number, at, key, line.take)

    def _add(self, group: int, place: int, record: int, line: int, key: tuple[str, str], ticked: bool) -> None:
        self.groups.append(group)
        self._places.append(place)
        self._records.append(record)
        self._lines.append(line)
        self.field_ids.append(self.fields.setdefault(key, len(self.fields)))
        self.total[group] += 1
        self.ticked[group] += ticked


def _is_new_household(line: Line) -> bool:
    return line.field is None and line.record is not None and line.record.entity == "household" and line.record.new


def _general(entity: str, key: str) -> tuple[str, str]:
    """Return the field that a flat key is about, whoever's it is."""
    parts = split_key(key)
    if parts is None:
        return entity, key
    return ("member_year", parts[1]) if parts[0] == "year:" else ("income", parts[1])
