"""Rules 87–89: student files and what was paid on them (学生资助)."""

from __future__ import annotations

from collections import Counter

from models.fields import Record
from models.id_numbers import person_part
from models.rules.base import Hit, Rule, person_rule
from models.rules.checked import CheckedHousehold, CheckedPerson

STAGES: dict[str, frozenset[str]] = {
    "1": frozenset({"01", "02"}),
    "2": frozenset({"03"}),
    "3": frozenset({"04", "05", "06"}),
    "4": frozenset({"07", "08", "09"}),
    "5": frozenset({"10", "11", "12"}),
    "6": frozenset({"13", "14", "15"}),
    "7": frozenset({"20", "21", "22", "23", "24"}),
    "8": frozenset({"25"}),
    "9": frozenset({"16", "17", "18", "19"}),
}
"""Stage of a student file (学段) → the states of 在校生状况 that are of it."""

STUDENT_NUMBER_LENGTH = 19
_AT_SCHOOL = "1"
_AID = "S"
"""Programmes of student aid begin with it."""
_FAILED = "3"


def _files_of(house: CheckedHousehold, person: CheckedPerson) -> list[Record]:
    listed = house.file.parts.get("student_aid", ())
    return [one for one in listed if one.get("person") == person.uid]


@person_rule(87, "E")
def aided_twice(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """The same programme twice in the same term; what the bank sent back does not count."""
    lines = house.file.parts.get("payout_line", ())
    counted = Counter(
        (str(one["programme"]), str(one["period"]))
        for one in lines
        if one.get("person") == person.uid
        and one.get("payout_state") != _FAILED
        and str(one.get("programme") or "").startswith(_AID)
        and one.get("period")
    )
    twice = next((pair for pair, times in counted.items() if times > 1), None)
    if twice is None:
        return None
    programme, period = house.text("payout_programme", twice[0]), twice[1]
    last = next(
        one
        for one in reversed(lines)
        if one.get("person") == person.uid and (one.get("programme"), one.get("period")) == twice
    )
    sentence = f"{person.name}的{programme}在{period}发放了 {counted[twice]} 次"
    remedy = "核对发放明细，重复的一笔删去；已经到账的按规定追回"
    return Hit("payout_line", "period", period, sentence, remedy, last["uid"])


@person_rule(88, "E")
def stage_differs(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """The stage of the student file is not that of the person's school state."""
    state = person.facts.get("school_state")
    if state is None or not house.knows("school_state", state):
        return None
    for one in _files_of(house, person):
        stage = one.get("stage")
        fitting = STAGES.get(stage or "")
        if one.get("file_state") == _AT_SCHOOL and fitting is not None and state not in fitting:
            shown, now = house.text("school_stage", stage or ""), house.text("school_state", state)
            sentence = f"{person.name}的学生档案学段是“{shown}”，{house.year}年在校生状况却是“{now}”"
            return Hit("student_aid", "stage", shown, sentence, "核对后改正学段或在校生状况", one["uid"])
    return None


@person_rule(89, "W")
def student_number(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A student number without 19 characters, or one with G whose 18 digits are not the ID number's."""
    for one in _files_of(house, person):
        number = "".join((one.get("student_number") or "").split()).upper()
        if not number:
            continue
        if len(number) != STUDENT_NUMBER_LENGTH:
            sentence = f"{person.name}的学籍号有 {len(number)} 位，应为 {STUDENT_NUMBER_LENGTH} 位"
        elif number[0] == "G" and person.number and number[1:] != person_part(person.number):
            sentence = f"{person.name}的学籍号后 18 位与证件号码不同"
        else:
            continue
        remedy = "对照学校学籍核对；以 G 开头的应是字母加证件号码"
        return Hit("student_aid", "student_number", number, sentence, remedy, one["uid"])
    return None


RULES: tuple[Rule, ...] = (aided_twice, stage_differs, student_number)
