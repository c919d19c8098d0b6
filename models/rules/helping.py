"""Rules 193–195: visits, and who is responsible for the household (走访、帮扶责任人)."""

from __future__ import annotations

from datetime import date, timedelta

from models.fields import Record
from models.rules.base import Hit, Rule, household_rule
from models.rules.checked import CheckedHousehold

_CANCELLED = "9"


def _needs_help(house: CheckedHousehold) -> bool:
    state = house.record.get("poverty_state")
    return bool(house.people) and state != _CANCELLED and house.record.get("valid") is not False


@household_rule(193, "W")
def not_visited(house: CheckedHousehold) -> Hit | None:
    """No visit within a year."""
    months = house.limit("visit_months_most")
    if months is None or not _needs_help(house):
        return None
    days = [visit["date"] for visit in house.file.parts.get("visit", ()) if visit.get("date")]
    on = house.ages_on.isoformat()
    last = max((day for day in days if day <= on), default=None)
    if last is not None and last > _months_before(house.ages_on, months):
        return None
    said = f"最近一次走访是 {last}" if last else "没有走访记录"
    return Hit("visit", "date", last or "", f"{said}，到 {on} 已超过 {months} 个月", "补登走访记录；没有走访的安排入户")


def _months_before(day: date, months: int) -> str:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return f"{year}-{month + 1:02d}-{day.day:02d}"


@household_rule(194, "E")
def responsibility_broken(house: CheckedHousehold) -> Hit | None:
    """Nobody responsible, a gap, the same helper twice at once, or more at once than the county allows."""
    if not _needs_help(house):
        return None
    periods = sorted(
        (one for one in house.file.parts.get("assignment", ()) if one.get("starts")), key=lambda one: one["starts"]
    )
    on = house.ages_on.isoformat()
    if not periods or periods[0]["starts"] > on:
        return _hit(house, None, "没有帮扶责任人", "登记帮扶责任人和开始时间")
    return _overlapping(house, periods) or _gap(house, periods, on)


def _gap(house: CheckedHousehold, periods: list[Record], on: str) -> Hit | None:
    """Look for a day, from the first beginning to `on`, on which nobody is responsible."""
    covered = periods[0]
    for period in periods[1:]:
        end = covered.get("ends")
        if end is None or period["starts"] > on:
            break
        if period["starts"] > _next_day(end):
            said = f"{_name(house, covered)} {end} 结束后，到 {period['starts']} 才有{_name(house, period)}接上"
            return _hit(house, period, f"{said}，中间没有责任人", "核对两人的起止时间，前后接上")
        if (period.get("ends") or "9999") > end:
            covered = period
    end = covered.get("ends")
    if end is None or end >= on:
        return None
    return _hit(house, None, f"{_name(house, covered)}的帮扶 {end} 已经结束，之后没有责任人", "登记接任的帮扶责任人")


def _overlapping(house: CheckedHousehold, periods: list[Record]) -> Hit | None:
    most = house.limit("helpers_at_once_most")
    for number, period in enumerate(periods):
        running = [one for one in periods[:number] if (one.get("ends") or "9999") >= period["starts"]]
        again = next((one for one in running if one.get("helper") == period.get("helper")), None)
        if again is not None:
            said = f"{_name(house, period)}登记了两段重叠的帮扶时间：{_span(again)} 和 {_span(period)}"
            return _hit(house, period, said, "只留一段，或改正起止时间")
        if most is not None and len(running) >= most:
            names = "、".join(_name(house, one) for one in (*running, period))
            said = f"{period['starts']} 起同时有 {len(running) + 1} 名责任人：{names}"
            return _hit(house, period, said, "换人时先填原责任人的结束时间；县里允许一户多人结对的，在设置里改上限")
    return None


def _hit(_house: CheckedHousehold, period: Record | None, sentence: str, remedy: str) -> Hit:
    field = "helper" if period is None else "starts"
    return Hit("assignment", field, "" if period is None else period["starts"], sentence, remedy)


def _span(period: Record) -> str:
    return f"{period['starts']} 至 {period.get('ends') or '今'}"


def _name(house: CheckedHousehold, period: Record) -> str:
    helper = house.file.helpers.get(period.get("helper") or "")
    return (helper.get("name") if helper else None) or "一名责任人"


def _next_day(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except ValueError:
        return day


@household_rule(195, "Q")
def too_many_households(house: CheckedHousehold) -> Hit | None:
    """A helper who is responsible for more households than the county allows."""
    most = house.limit("households_of_helper_most")
    on = house.ages_on.isoformat()
    for period in house.file.parts.get("assignment", ()):
        helper = period.get("helper")
        if not helper or most is None or (period.get("ends") or "9999") < on:
            continue
        load = house.context.helper_load(helper)
        if load > most:
            sentence = f"帮扶责任人{_name(house, period)}结对 {load} 户，超过 {most} 户"
            return Hit(
                "assignment", "helper", _name(house, period), sentence, "调整结对关系；县里另有规定的，在设置里改上限"
            )
    return None


RULES: tuple[Rule, ...] = (not_visited, responsibility_broken, too_many_households)
