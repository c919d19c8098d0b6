"""The stages of a house renovation: their order, what stands, what comes next and by when (dictionary §4.2).

申请 → 评议 → 公示 → 乡镇审核 → 县级审批 → 三方协议 → 开工 → 竣工 → 验收 → 拨付 → 入住.
How many days a stage may take and how
long a notice hangs is data (`resources/thresholds.csv`, keys `housing_…`), by year and county.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.fields import Record
from models.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `field` is its date in the case, `limit` the threshold with the days it may take after the one
    before, `planned` the field of the day it was planned for ("" = none), `papers` what should lie in the file then
    (codes of `housing_paper`)."""

    name: str
    label: str
    field: str
    limit: str
    planned: str = ""
    papers: tuple[str, ...] = ()


STAGES: tuple[Stage, ...] = (
    Stage("application", "申请", "applied", "", papers=("01", "02", "03")),
    Stage("discussion", "评议", "discussed", "housing_days_discussion", papers=("07",)),
    Stage("notice", "公示", "notice_from", "housing_days_notice_begins", papers=("08",)),
    Stage("township", "乡镇审核", "township_checked", "housing_days_township", papers=("05", "06")),
    Stage("county", "县级审批", "county_approved", "housing_days_county", papers=("09",)),
    Stage("agreement", "三方协议", "agreed", "housing_days_agreement", papers=("10",)),
    Stage("start", "开工", "started", "housing_days_start", "start_planned"),
    Stage("finish", "竣工", "finished", "housing_days_finish", "finish_planned"),
    Stage("acceptance", "验收", "accepted", "housing_days_acceptance", papers=("16",)),
    Stage("payment", "拨付", "paid_date", "housing_days_payment", papers=("17",)),
    Stage("moving", "入住", "moved_in", "housing_days_moving"),
)
"""All stages in their order."""

NOTICE_DAYS, SOON, AHEAD = "housing_notice_days", "housing_days_soon", "housing_days_ahead"


class State(StrEnum):
    """How a stage stands."""

    DONE = "done"
    RUNNING = "running"  # a notice that still hangs
    SKIPPED = "skipped"  # a later stage has a date, this one has none
    NEXT = "next"
    SOON = "soon"  # next, and due within some days
    OVERDUE = "overdue"  # next, and its day is past
    LATER = "later"


class Pace(StrEnum):
    """How the case as a whole goes: codes of `housing_pace`."""

    AHEAD = "1"
    NORMAL = "2"
    BEHIND = "3"


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of one case: the day it was done, the day it was or is due (None = nothing to count from)."""

    stage: Stage
    state: State
    done: date | None
    due: date | None

    @property
    def late_days(self) -> int:
        """Return by how many days the stage was done after its day, negative if before; 0 where either is unknown."""
        return (self.done - self.due).days if self.done and self.due else 0


@dataclass(frozen=True, slots=True)
class Course:
    """All steps of a case on a day. `next` is the step to be taken, None where all is done."""

    steps: tuple[Step, ...]
    next: Step | None
    pace: Pace
    late_days: int

    @property
    def last(self) -> Step | None:
        """Return the latest stage that is done, or None."""
        return next((step for step in reversed(self.steps) if step.done), None)


@dataclass(frozen=True, slots=True)
class Limits:
    """Days in force for a county and year."""

    thresholds: Thresholds
    year: int
    region: str

    def days(self, key: str) -> int | None:
        """Return the days of a threshold, None where no value is in force."""
        return self.thresholds.get(key, self.year, self.region) if key else None


def day_of(case: Record, field: str) -> date | None:
    """Return the date in a field, None where it is empty or no date."""
    try:
        return date.fromisoformat(case[field])
    except (KeyError, TypeError, ValueError):
        return None


def notice_end(case: Record, limits: Limits) -> date | None:
    """Return the last day of the notice: as written, else the first day plus the days of the setting.

    A notice of 7 days that is put up on the 1st hangs through the 7th.
    """
    written, begun = day_of(case, "notice_to"), day_of(case, "notice_from")
    return written or earliest_notice_end(begun, limits)


def earliest_notice_end(begun: date | None, limits: Limits) -> date | None:
    """Return the last day of a notice that was put up on `begun`."""
    days = limits.days(NOTICE_DAYS)
    return begun + timedelta(days=days - 1) if begun and days else begun


def done_day(case: Record, stage: Stage, limits: Limits) -> date | None:
    """Return the day a stage was over: its date, for the notice its last day."""
    return notice_end(case, limits) if stage.name == "notice" else day_of(case, stage.field)


def skipped(case: Record) -> list[Stage]:
    """Return the stages without a date that have a later stage with one."""
    found: list[Stage] = []
    waiting: list[Stage] = []
    for stage in STAGES:
        if day_of(case, stage.field) is None:
            waiting.append(stage)
        else:
            found += waiting
            waiting = []
    return found


def reversals(case: Record, limits: Limits) -> Iterator[tuple[Stage, Stage]]:
    """Yield (earlier stage, later stage) where the later one has the earlier date; neighbours that are filled only."""
    before: tuple[Stage, date] | None = None
    for stage in STAGES:
        begun = day_of(case, stage.field)
        if begun is None:
            continue
        if before is not None and begun < before[1]:
            yield before[0], stage
        before = (stage, done_day(case, stage, limits) or begun)


def course(case: Record, limits: Limits, today: date) -> Course:
    """Return how the case stands on `today`."""
    last = max((n for n, stage in enumerate(STAGES) if day_of(case, stage.field)), default=-1)
    steps: list[Step] = []
    count_from: date | None = None
    for number, stage in enumerate(STAGES):
        begun = day_of(case, stage.field)
        due = _due(case, stage, count_from, limits)
        done = done_day(case, stage, limits) if begun else None
        steps.append(_step(stage, (number - last, begun), (done, due), (limits, today)))
        if done:
            count_from = done
    return _course(tuple(steps), limits, today)


def _due(case: Record, stage: Stage, count_from: date | None, limits: Limits) -> date | None:
    planned = day_of(case, stage.planned) if stage.planned else None
    if planned:
        return planned
    days = limits.days(stage.limit)
    return count_from + timedelta(days=days) if count_from and days is not None else None


def _step(
    stage: Stage, at: tuple[int, date | None], days: tuple[date | None, date | None], now: tuple[Limits, date]
) -> Step:
    (after_last, begun), (done, due), (limits, today) = at, days, now
    if begun:
        # the notice is the one stage that lasts: until its last day is over nothing follows
        state = State.RUNNING if done and done >= today and after_last == 0 and stage.name == "notice" else State.DONE
        return Step(stage, state, done, due)
    if after_last < 0:
        return Step(stage, State.SKIPPED, None, None)
    if after_last > 1:
        return Step(stage, State.LATER, None, due)
    soon = limits.days(SOON) or 0
    if due and due < today:
        return Step(stage, State.OVERDUE, None, due)
    return Step(stage, State.SOON if due and (due - today).days <= soon else State.NEXT, None, due)


def _course(steps: tuple[Step, ...], limits: Limits, today: date) -> Course:
    waiting = next((step for step in steps if step.state in (State.NEXT, State.SOON, State.OVERDUE)), None)
    if waiting is not None and waiting.state is State.OVERDUE and waiting.due:
        return Course(steps, waiting, Pace.BEHIND, (today - waiting.due).days)
    last = next((step for step in reversed(steps) if step.done), None)
    if last is None:
        return Course(steps, waiting, Pace.NORMAL, 0)
    if waiting is None and last.late_days > 0:
        return Course(steps, None, Pace.BEHIND, last.late_days)
    ahead = limits.days(AHEAD)
    pace = Pace.AHEAD if ahead and last.due and last.late_days <= -ahead else Pace.NORMAL
    return Course(steps, waiting, pace, 0)


def missing_papers(case: Record) -> list[str]:
    """Return the papers (codes) that the stages done so far ask for and that are not ticked as being in the file."""
    held: set[str] = set(case.get("papers") or ())
    return [code for stage in STAGES if day_of(case, stage.field) for code in stage.papers if code not in held]
