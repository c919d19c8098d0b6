"""What happens to a household – birth, marriage, death, move, new head, split, merge – as a plan before it is written.

A plan names every value it changes, so that a person sees what an event touches; earlier years stay as they are, for a
year's facts belong to the household-year, not to the member's present place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from models.fields import Record, Value
from models.household_file import HouseholdFile
from models.id_numbers import read_id_number
from models.keys import new_uid
from models.relations import HEAD, Turned, turn_all

STAYS = "1"
LEAVING: dict[str, str] = {"21": "2", "22": "3", "23": "4", "24": "5", "25": "9", "26": "6", "29": "9"}
"""Reason for leaving (code list change_reason) → state of the member afterwards."""
JOINING: tuple[str, ...] = ("11", "12", "13", "14", "15", "19")
"""Reasons for joining."""
DEATH = "21"
SIGNED_OFF = "9"
"""脱贫状态 of a household that is no more: 注销."""
CARRIED = (
    "division", "hamlet", "address", "managing_unit", "line_used", "household_type", "rural_type", "poverty_state",
    "main_cause", "other_causes", "exit_year", "first_identified", "identified_year", "relocated",
)  # fmt: skip
"""Fields a household that splits off begins with."""


class EventProblem(Exception):
    """An event that can't be; the text is a Chinese sentence that says why and what to do."""


@dataclass(slots=True)
class PlannedRecord:
    """New values of one record. `household` is set where the record is made, or moves to another household.

    `before` are the values that stand now; empty for a record that is made.
    """

    entity: str
    uid: str
    who: str
    values: dict[str, Value]
    before: Record = field(default_factory=dict[str, object])
    household: str | None = None

    @property
    def is_new(self) -> bool:
        """Tell whether the record is made by the event."""
        return not self.before


@dataclass(slots=True)
class EventPlan:
    """All that an event changes; `title` is what the history says, `doubts` what a person should look at first."""

    title: str
    records: list[PlannedRecord] = field(default_factory=list[PlannedRecord])
    doubts: list[str] = field(default_factory=list[str])


def join(file: HouseholdFile, reason: str, day: str, person: Mapping[str, Value]) -> EventPlan:
    """Somebody joins who is in no household of the archive: birth, marriage, move, back from prison or army.

    `person` holds at least name and relation; sex and birthday come from the ID number where it says them.
    """
    _need(reason in JOINING, "增加原因不在选项里。")
    _need(bool(person.get("name")), "还没有填姓名。")
    relation = person.get("relation")
    _need(bool(relation) and relation != HEAD, "还没有选与户主关系；新来的人不能直接当户主。")
    values: dict[str, Value] = dict(person)
    number = values.get("id_number")
    told = read_id_number(number) if isinstance(number, str) else None
    if told is not None:
        values.setdefault("sex", told.sex)
        values.setdefault("birth_date", told.birth_date)
    values |= {"member_state": STAYS, "change_reason": reason, "change_date": day}
    plan = EventPlan(f"增加成员：{values['name']}")
    plan.records.append(PlannedRecord("member", new_uid(), str(values["name"]), values, household=file.uid))
    _count(plan, file, len(file.active_members) + 1)
    return plan


def leave(file: HouseholdFile, uid: str, reason: str, day: str, new_head: str = "") -> EventPlan:
    """A member dies, marries out or moves away; where it is the head, `new_head` takes over."""
    _need(reason in LEAVING, "减少原因不在选项里。")
    _need(bool(day), "还没有填日期。")
    one = _member(file, uid)
    left = [member for member in file.active_members if member["uid"] != uid]
    values: dict[str, Value] = {"member_state": LEAVING[reason], "change_reason": reason, "change_date": day}
    if reason == DEATH:
        values["death_month"] = day[:7]
    plan = EventPlan(f"减少成员：{one['name']}")
    if one.get("relation") == HEAD and left:
        _need(bool(new_head) and new_head != uid, f"{one['name']}是户主，请先选新户主。")
        turned = _turn(plan, file, file.active_members, new_head)
        values["relation"] = next(told.code for told in turned if told.uid == uid)
    plan.records.append(_changed("member", one, str(one["name"]), values))
    _merge_records(plan)
    if left:
        _count(plan, file, len(left))
    else:
        _sign_off(plan, file, day)
    return plan


def change_head(file: HouseholdFile, new_head: str) -> EventPlan:
    """Another member becomes the head; everybody's relation is turned to the new one."""
    one = _member(file, new_head)
    _need(one.get("relation") != HEAD, f"{one['name']}已经是户主。")
    plan = EventPlan(f"户主变更为{one['name']}")
    _turn(plan, file, file.active_members, new_head)
    return plan


def split(file: HouseholdFile, leaving: Collection[str], new_head: str, day: str, number: str = "") -> EventPlan:
    """Some members found a household of their own, with `new_head` as its head; `number` is its local number."""
    moving = [member for member in file.active_members if member["uid"] in leaving]
    left = [member for member in file.active_members if member["uid"] not in leaving]
    _need(bool(moving), "还没有选分出去的人。")
    _need(bool(left), "全家都选上了，这不是分户。要搬家请用“迁移”。")
    _need(any(member["uid"] == new_head for member in moving), "新户的户主要在分出去的人里选。")
    _need(any(member.get("relation") == HEAD for member in left), "户主要留在原户；户主分出去请先做“户主变更”。")
    head = _member(file, new_head)
    home = new_uid()
    plan = EventPlan(f"分户：{head['name']}另立一户")
    values: dict[str, Value] = {name: file.household[name] for name in CARRIED if file.household.get(name) is not None}
    old = file.household.get("number") or file.household.get("local_number") or ""
    note = f"{day} 从{file.household.get('head_name') or '原户'}（{old}）分出"
    values |= _head_values(head) | {"head_count": len(moving), "valid": True, "change_note": note}
    values["phone"] = head.get("phone") or file.household.get("phone")
    if number:
        values["local_number"] = number
    plan.records.append(PlannedRecord("household", home, f"新户 {head['name']}", values, household=None))
    turned = {told.uid: told for told in turn_all(file.active_members, new_head)}
    for member in moving:
        told = turned[member["uid"]]
        plan.records.append(_changed("member", member, str(member["name"]), {"relation": told.code}, household=home))
        _doubt(plan, member, told)
    _count(plan, file, len(left))
    return plan


def merge(file: HouseholdFile, other: HouseholdFile, relation: str, day: str) -> EventPlan:
    """The members of `other` join this household; `relation` is what its head is to this one's. It is signed off."""
    _need(file.uid != other.uid, "两边是同一户。")
    _need(file.head is not None and other.head is not None, "两户都要先有户主。")
    assert file.head is not None
    assert other.head is not None
    _need(bool(relation) and relation != HEAD, f"还没有选{other.head['name']}与本户户主的关系。")
    plan = EventPlan(f"合户：{other.head['name']}户并入")
    # seen from the other head this household's head is the way back: turning its family to him gives each relation
    family: list[Record] = [
        {"uid": file.head["uid"], "relation": HEAD, "sex": file.head.get("sex")},
        {"uid": other.head["uid"], "relation": relation, "sex": other.head.get("sex")},
    ]
    towards = turn_all(family, other.head["uid"])[0].code
    seen: list[Record] = [dict(member) for member in other.active_members]
    seen.append({"uid": file.head["uid"], "relation": towards, "sex": file.head.get("sex")})
    turned = {told.uid: told for told in turn_all(seen, file.head["uid"])}
    for member in other.active_members:
        told = turned[member["uid"]]
        code = relation if member["uid"] == other.head["uid"] else told.code
        plan.records.append(_changed("member", member, str(member["name"]), {"relation": code}, household=file.uid))
        if member["uid"] != other.head["uid"]:
            _doubt(plan, member, told)
    _count(plan, file, len(file.active_members) + len(other.active_members))
    _sign_off(plan, other, day, f"{day} 并入{file.head['name']}户")
    return plan


# parts of plans


def _turn(plan: EventPlan, file: HouseholdFile, members: Sequence[Record], new_head: str) -> list[Turned]:
    turned = turn_all(members, new_head)
    by_uid = {member["uid"]: member for member in members}
    for told in turned:
        member = by_uid[told.uid]
        if told.code != member.get("relation"):
            plan.records.append(_changed("member", member, str(member["name"]), {"relation": told.code}))
        _doubt(plan, member, told)
    plan.records.append(_changed("household", file.household, "本户", _head_values(by_uid[new_head])))
    return turned


def _head_values(head: Record) -> dict[str, Value]:
    return {
        "head_name": head.get("name"),
        "head_id_number": head.get("id_number"),
        "head_person_number": head.get("person_number"),
    }


def _doubt(plan: EventPlan, member: Record, told: Turned) -> None:
    if not told.sure:
        plan.doubts.append(f"{member['name']}：{told.why}")


def _count(plan: EventPlan, file: HouseholdFile, people: int) -> None:
    """Set the number of people, where it is kept at all."""
    if file.household.get("head_count") is not None:
        plan.records.append(_changed("household", file.household, "本户", {"head_count": people}))
    _merge_records(plan)


def _sign_off(plan: EventPlan, file: HouseholdFile, day: str, note: str = "") -> None:
    """Mark a household nobody is left in: it stays in the archive with all its years."""
    told = note or f"{day} 户内已没有成员"
    old = file.household.get("change_note")
    values: dict[str, Value] = {
        "poverty_state": SIGNED_OFF, "valid": False, "change_note": f"{old}；{told}" if old else told,
    }  # fmt: skip
    plan.records.append(_changed("household", file.household, str(file.household.get("head_name") or "该户"), values))


def _changed(
    entity: str, record: Record, who: str, values: dict[str, Value], *, household: str | None = None
) -> PlannedRecord:
    return PlannedRecord(entity, record["uid"], who, values, record, household)


def _merge_records(plan: EventPlan) -> None:
    """Let every record stand once."""
    found: dict[str, PlannedRecord] = {}
    for record in plan.records:
        known = found.get(record.uid)
        if known is None:
            found[record.uid] = record
        else:
            known.values |= record.values
            known.household = record.household or known.household
    plan.records = list(found.values())


def _member(file: HouseholdFile, uid: str) -> Record:
    one = next((member for member in file.active_members if member["uid"] == uid), None)
    if one is None:
        raise EventProblem("选的人不在这一户的在册成员里。")
    return one


def _need(holds: bool, sentence: str) -> None:
    if not holds:
        raise EventProblem(sentence)
