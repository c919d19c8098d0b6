"""Rules 50, 51 and 53: people who come and go, and whether the year's numbers add up (增减变化、人数勾稽)."""

from __future__ import annotations

from models.fields import Record
from models.rules.base import Hit, Rule, household_rule, person_rule
from models.rules.checked import CheckedHousehold, CheckedPerson
from models.rules.explain import label

INCREASE, DECREASE = "1", "2"
"""First characters of the codes of change_reason: the person came, the person left."""

_LEFT = frozenset({"2", "3", "4", "5", "6", "9"})


@person_rule(50, "E")
def gone_but_registered(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """On the register although a month of death or a reason of leaving is entered."""
    reason: str = person.record.get("change_reason") or ""
    died = person.record.get("death_month")
    if not died and not reason.startswith(DECREASE):
        return None
    why = f"身故年月是 {died}" if died else f"增减变化原因是“{house.text('change_reason', reason)}”"
    remedy = "核对后改人员状态并填减少日期；人还在的，清空减少原因和身故年月"
    return person.hit("member_state", f"{person.name}的{why}，人员状态却仍是在册", remedy)


@person_rule(51, "E", former=True)
def change_unexplained(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Left or joined without reason or date; a reason of leaving on somebody still registered is rule 50."""
    record = person.record
    reason, day = record.get("change_reason"), record.get("change_date")
    state = record.get("member_state")
    if state in _LEFT:
        empty = [field for field in ("change_reason", "change_date") if record.get(field) is None]
        said = f"{person.name}已经“{house.text('member_state', state)}”"
    elif isinstance(reason, str) and reason.startswith(INCREASE) and day is None:
        empty, said = ["change_date"], f"{person.name}的增加原因是“{house.text('change_reason', reason)}”"
    elif day is not None and reason is None:
        empty, said = ["change_reason"], f"{person.name}填了增减变化日期 {day}"
    else:
        return None
    if not empty:
        return None
    missing = "、".join(label("member", field) for field in empty)
    return person.hit(empty[0], f"{said}，{missing}没有填", "对照户口簿或证明补填原因和日期")


@household_rule(53, "E")
def people_do_not_add_up(house: CheckedHousehold) -> Hit | None:
    """People at the beginning of the year, plus those who came, less those who left, aren't those at its end."""
    start, end = house.values.get("head_count_start"), house.values.get("head_count_end")
    if start is None or end is None:
        return None
    came = _changed(house, INCREASE)
    left = _changed(house, DECREASE)
    if start + len(came) - len(left) == end:
        return None
    sentence = (
        f"{house.year}年年初 {start} 人，增加 {len(came)} 人{_names(came)}，减少 {len(left)} 人{_names(left)}，"
        f"年底应为 {start + len(came) - len(left)} 人，填的是 {end} 人"
    )
    return house.year_hit("head_count_end", sentence, "补登增减成员的原因和日期，或改正年初、年底人口数", f"{end}")


def _changed(house: CheckedHousehold, kind: str) -> list[Record]:
    year = str(house.year)
    return [
        person
        for person in house.file.members
        if (person.get("change_reason") or "").startswith(kind) and (person.get("change_date") or "").startswith(year)
    ]


def _names(people: list[Record]) -> str:
    return "（" + "、".join(person.get("name") or "未填姓名" for person in people) + "）" if people else ""


RULES: tuple[Rule, ...] = (gone_but_registered, change_unexplained, people_do_not_add_up)
