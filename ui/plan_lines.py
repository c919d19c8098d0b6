"""An import plan as lines for the table: one for each field that changes, each new record, each refused row."""

from __future__ import annotations

from collections.abc import Iterator

from models.catalogue import ENTITIES
from models.fields import Field, Kind, Value
from models.keys import split_key
from models.values import hundredths, show
from storage.archive.archive import Archive
from storage.archive.history import label_of
from storage.exchange.plan_parts import (
    CHANGE,
    CHANGED,
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
)
from ui.import_plan_view import Outcome, PlanLine

VALUES_SHOWN = 6
"""A new record is told by so many of its values."""

NAMED_BESIDE = frozenset({"household", "division", "number", "person_number", "name", "head_name"})
"""What the other columns of a new record's line say already."""

OUTCOMES = {
    FILL: (Outcome.FILLED, "档案里为空"),
    CHANGE: (Outcome.CHANGED, "以来表为准"),
    CLEAR: (Outcome.CHANGED, "来表为空，按选择清空"),
    KEPT: (Outcome.SAME, "按选择保留档案的值"),
    CONFLICT: (Outcome.CONFLICT, "档案的值是人工录入的，请核对"),
}
"""What becomes of a field → kind of line, and why where the plan gives no reason of its own."""


def lines_of(archive: Archive, plan: ImportPlan) -> list[PlanLine]:
    """Return the lines of a plan: what is refused first, then household by household in the order of the sheet."""
    lines = [_refused(one) for one in sorted(plan.refused, key=lambda one: one.row)]
    helpers = HouseholdPlan("", "", "", "", (), CHANGED, records=plan.helpers)
    lines.extend(_Household(archive, helpers).lines())
    for household in plan.households:
        lines.extend(_Household(archive, household).lines())
    return lines


def _refused(one: Refused) -> PlanLine:
    where = f"第 {one.row} 行" + (f" {one.letter} 列" if one.letter else "")
    rest = "" if one.whole_row else "这一格不写入，本行其余内容照常写入"
    remedy = "；".join(part for part in (one.remedy, rest) if part)
    return PlanLine(Outcome.REFUSED, "", "", one.column, "", one.value, one.reason, where, remedy)


class _Household:
    """The lines of one household; names are looked up once."""

    def __init__(self, archive: Archive, plan: HouseholdPlan) -> None:
        self._archive = archive
        self._plan = plan
        self._names = {person.uid: person.name for person in plan.people}
        self._rows = {person.uid: person.rows for person in plan.people}
        self._label = " ".join(part for part in (plan.head_name, plan.number) if part)

    def lines(self) -> Iterator[PlanLine]:
        for record in self._plan.records:
            if record.new:
                yield self._new(record)
            else:
                for line in record.lines:
                    yield self._changed(record, line)
        if self._plan.verdict == SAME:
            people = f"{len(self._plan.people)} 人" if self._plan.people else ""
            yield PlanLine(Outcome.SAME, self._label, people, "", "", "", "与档案相同，不写入", _place(self._plan.rows))

    def _new(self, record: RecordPlan) -> PlanLine:
        told = [(key, value) for key, value in record.taken().items() if key not in NAMED_BESIDE]
        shown = [
            f"{label_of(self._archive, record.entity, key)} {self._text(record.entity, key, value)}"
            for key, value in told[:VALUES_SHOWN]
        ]
        more = f" 等 {len(told)} 项" if len(told) > VALUES_SHOWN else ""
        return PlanLine(
            Outcome.NEW,
            self._label,
            self._names.get(record.person) or record.values.get("name") or "",
            f"整条{ENTITIES[record.entity].label}",
            "",
            "；".join(shown) + more,
            "档案里没有",
            self._place_of(record.person),
            uid=self._plan.uid,
        )

    def _changed(self, record: RecordPlan, line: FieldLine) -> PlanLine:
        outcome, reason = OUTCOMES[line.verdict]
        parts = split_key(line.key)
        person = parts[2] if parts is not None and parts[2] else record.person
        return PlanLine(
            outcome,
            self._label,
            self._names.get(person, ""),
            label_of(self._archive, record.entity, line.key, record.uid),
            self._text(record.entity, line.key, line.old),
            self._text(record.entity, line.key, line.new),
            line.why or reason,
            self._place_of(person),
            uid=self._plan.uid,
        )

    def _place_of(self, person: str) -> str:
        return _place(self._rows.get(person) or self._plan.rows)

    def _text(self, entity: str, key: str, value: Value) -> str:
        """Return a value as people read it."""
        if value is None:
            return ""
        field = _field(entity, key)
        if field is None:
            return _income(value) if isinstance(value, dict) else str(value)
        if field.kind is Kind.DIVISION:
            return self._archive.divisions.path(value)
        if field.kind is Kind.LINK:
            return self._names.get(value, "")
        return show(field, value, self._archive.codes)


def _field(entity: str, key: str) -> Field | None:
    parts = split_key(key)
    if parts is not None:
        entity, key = "member_year", parts[1]
    return next((field for field in ENTITIES[entity].fields if field.name == key), None)


def _income(value: dict[str, Value]) -> str:
    amount = value.get("amount")
    if amount is None:
        return ""
    return hundredths(amount) + ("" if value.get("counts") else "（不计入）")


def _place(rows: tuple[int, ...]) -> str:
    if not rows:
        return ""
    listed = "、".join(str(row) for row in rows[:3])
    return f"第 {listed} 行" if len(rows) <= 3 else f"第 {listed} 等 {len(rows)} 行"
