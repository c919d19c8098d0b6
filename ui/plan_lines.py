"""An import plan as lines of text: one for each field that changes, each new record, each refused row; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.catalogue import ENTITIES
from models.codes import CodeBook
from models.fields import Field, Kind, Value
from models.keys import split_key
from models.values import hundredths, show
from storage.archive.archive import Archive
from storage.archive.history import label_of
from storage.exchange.plan_index import Line, PlanIndex
from storage.exchange.plan_parts import (
    AS_NEW,
    AS_SAME,
    CHANGE,
    CHANGED,
    CLEAR,
    CONFLICT,
    FILL,
    KEPT,
    FieldLine,
    HouseholdPlan,
    ImportPlan,
    RecordPlan,
    Refused,
    Suspect,
)


class Outcome(StrEnum):
    """What happens to a value or a row, in the order of the plan's groups; the value is what people read."""

    NEW = "新增"
    CHANGED = "变更"
    FILLED = "补空"
    SAME = "相同"
    CONFLICT = "冲突"
    SUSPECT = "疑似重复"
    REFUSED = "拒收"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the plan. `basis` says why it is so (how matched, why refused); `uid` names the household."""

    outcome: Outcome
    household: str
    person: str
    field: str
    old: str
    new: str
    basis: str
    place: str = ""
    remedy: str = ""
    uid: str = ""
    village: str = ""


DECISIONS = {"": "待定", AS_SAME: "同一人", AS_NEW: "不是同一人"}
"""What was decided about a suspect."""

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


class PlanTexts:
    """Makes the lines of one plan as people read them; names are looked up once."""

    def __init__(self, archive: Archive, plan: ImportPlan) -> None:
        """Keep what is asked."""
        self._archive = archive
        self._plan = plan

    def line(self, line: Line) -> PlanLine:
        """Return one line."""
        if line.refused is not None:
            return self._refused(line.refused)
        if line.suspect is not None:
            return self._suspect(line.suspect)
        told = _Household(self._archive, self._plan, line.household or _NO_HOUSEHOLD)
        if line.record is None:
            return told.same()
        return told.changed(line.record, line.field) if line.field is not None else told.new(line.record)

    def _refused(self, one: Refused) -> PlanLine:
        where = self._plan.where(one.row) + (f" {one.letter} 列" if one.letter else "")
        rest = "" if one.whole_row else "这一格不写入，本行其余内容照常写入"
        remedy = "；".join(part for part in (one.remedy, rest) if part)
        return PlanLine(Outcome.REFUSED, "", "", one.column, "", one.value, one.reason, where, remedy)

    def _suspect(self, one: Suspect) -> PlanLine:
        twin = one.twin
        waits = f"等你定：是同一人，还是另一人（连带 {len(one.rows)} 行）" if not one.decision else ""
        return PlanLine(
            Outcome.SUSPECT,
            f"{twin.head_name} {twin.number}",
            one.name,
            "疑似重复",
            f"{twin.name} {twin.id_number}",
            f"{one.name} {one.shown.get('证件号码', '')}",
            f"{DECISIONS[one.decision]}：{one.reason}",
            self._plan.where(one.row),
            waits,
            uid=twin.household,
            village=self._archive.divisions.name(twin.division),
        )


def lines_of(archive: Archive, plan: ImportPlan) -> list[PlanLine]:
    """Return all lines of a plan: what is refused first, then household by household in the order of the sheet."""
    index, texts = PlanIndex(plan), PlanTexts(archive, plan)
    return [texts.line(index.line(at)) for at in range(len(index))]


_NO_HOUSEHOLD = HouseholdPlan("", "", "", "", (), CHANGED)


class _Household:
    """The lines of one household."""

    def __init__(self, archive: Archive, whole: ImportPlan, plan: HouseholdPlan) -> None:
        self._archive = archive
        self._whole = whole
        self._plan = plan
        self._names = {person.uid: person.name for person in plan.people}
        self._rows = {person.uid: person.rows for person in plan.people}
        self._label = " ".join(part for part in (plan.head_name, plan.number) if part)

    def same(self) -> PlanLine:
        people = f"{len(self._plan.people)} 人" if self._plan.people else ""
        place = self._place(self._plan.rows)
        return PlanLine(Outcome.SAME, self._label, people, "", "", "", "与档案相同，不写入", place, uid=self._plan.uid)

    def new(self, record: RecordPlan) -> PlanLine:
        told = [(key, value) for key, value in record.values.items() if key not in NAMED_BESIDE and value is not None]
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

    def changed(self, record: RecordPlan, line: FieldLine) -> PlanLine:
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
        return self._place(self._rows.get(person) or self._plan.rows)

    def _place(self, rows: Sequence[int]) -> str:
        if not rows:
            return ""
        if len(self._whole.sources) > 1:
            more = f" 等 {len(rows)} 行" if len(rows) > 1 else ""
            return self._whole.where(rows[0]) + more
        listed = "、".join(str(row) for row in rows[:3])
        return f"第 {listed} 行" if len(rows) <= 3 else f"第 {listed} 等 {len(rows)} 行"

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


def field_label(codes: CodeBook, entity: str, name: str) -> str:
    """Return what a field that lines are about is called in the filter; a new record by its entity."""
    if not entity:
        return name or "整行"
    if not name:
        return f"整条{ENTITIES[entity].label}"
    if entity == "income":
        return f"收入 · {codes.text('income_item', name)}"
    return f"{ENTITIES[entity].label} · {ENTITIES[entity].field(name).label}"


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
