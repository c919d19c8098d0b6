"""Rules 158–160 and 163: spells of work away, one after the other, and what is planned (务工经历)."""

from __future__ import annotations

from models.fields import Record
from models.rules.base import Hit, Rule, person_rule
from models.rules.checked import CheckedHousehold, CheckedPerson
from models.work_months import overlapping


def _spells(house: CheckedHousehold, person: CheckedPerson) -> list[Record]:
    return [spell for spell in house.file.parts.get("work_spell", ()) if spell.get("person") == person.uid]


def _place(spell: Record) -> str:
    return spell.get("county") or spell.get("employer") or "外地"


def _hit(person: CheckedPerson, field: str, value: str, sentence: str, remedy: str) -> Hit:
    return Hit("work_spell", field, value, sentence, remedy, person.uid)


@person_rule(158, "E")
def begins_before_the_last_ends(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A spell that begins in or before the month in which the one before it ends, or while that one still runs."""
    pair = overlapping(_spells(house, person))
    if pair is None:
        return None
    before, after = pair
    ended = f"到 {before['ends']} 才结束" if before.get("ends") else "还没有结束时间"
    sentence = f"{person.name}从 {after['starts']} 在{_place(after)}务工，上一段（{_place(before)}）{ended}"
    return _hit(person, "starts", after["starts"], sentence, "核对两段务工的起止月份，前一段结束后再开始下一段")


@person_rule(159, "E")
def back_without_an_end(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """A spell marked as not away whose end is missing or still to come."""
    today = house.ages_on.isoformat()[:7]
    for spell in _spells(house, person):
        ends = spell.get("ends")
        if spell.get("gone") is not False or not spell.get("starts") or (ends and ends <= today):
            continue
        said = f"结束时间是以后的 {ends}" if ends else "没有结束时间"
        sentence = f"{person.name}标为没有在外务工，但 {spell['starts']} 开始的务工{said}"
        return _hit(person, "ends", ends or "", sentence, "已经回来的补结束时间；还在外面的改“是否已务工”为是")
    return None


@person_rule(160, "Q")
def long_away(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Gone in the year that is asked about (2020) and not back since."""
    year = house.limit("away_since_year")
    if year is None or house.ages_on.year <= year:
        return None
    for spell in _spells(house, person):
        starts = spell.get("starts") or ""
        if starts.startswith(str(year)) and not spell.get("ends") and spell.get("gone") is not False:
            sentence = f"{person.name}从 {starts} 到{_place(spell)}务工，至今没有结束时间"
            return _hit(person, "ends", "", sentence, "电话核实是否还在那里；换过地方的，结束这一段另起一段")
    return None


@person_rule(163, "W")
def planned_without_need(house: CheckedHousehold, person: CheckedPerson) -> Hit | None:
    """Work away is planned, and nobody wrote down what help it needs."""
    for spell in _spells(house, person):
        if spell.get("planned") is True and not spell.get("service_need"):
            where = spell.get("planned_county") or "外出"
            return _hit(
                person,
                "service_need",
                "",
                f"{person.name}计划{where}务工，没有填就业服务需求",
                "问清需要什么服务；不需要的填“无需求”",
            )
    return None  # fmt: skip


RULES: tuple[Rule, ...] = (begins_before_the_last_ends, back_without_an_end, long_away, planned_without_need)
