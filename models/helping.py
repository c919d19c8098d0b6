"""Who answers for a household: periods without gap or overlap, load per helper, hand-over, households not visited.

Days are ISO texts. A period runs from `starts` to `ends`, both included; an empty end is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from models.fields import Record

OPEN_END = "9999-12-31"


def day_before(day: str) -> str:
    """Return the day before."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def is_active(assignment: Record, day: str) -> bool:
    """Tell whether the assignment is in force on `day`; without a beginning it never is."""
    starts = assignment.get("starts")
    return bool(starts) and starts <= day <= (assignment.get("ends") or OPEN_END)


def load_of(assignments: Iterable[Record], day: str) -> Counter[str]:
    """Return how many households each helper (by uid) answers for on `day`."""
    pairs = {(one["helper"], one["household"]) for one in assignments if one.get("helper") and is_active(one, day)}
    return Counter(helper for helper, _household in pairs)


@dataclass(frozen=True, slots=True)
class Step:
    """What a hand-over does to one household: the assignment that ends, when, and whether a new one begins."""

    household: str
    ends: str
    last_day: str
    begins: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """A plan: households handed over step by step, and those that can't be, with the reason in Chinese."""

    old: str
    new: str
    day: str
    steps: tuple[Step, ...]
    refused: tuple[tuple[str, str], ...]


def plan_hand_over(
    assignments: Iterable[Record], old: str, new: str, day: str, households: Iterable[str] | None = None
) -> HandOver:
    """Plan that `new` answers from `day` on for the households of `old` (all of them, or only those named).

    The old period ends on the day before, so nothing is open and nothing overlaps. A period that begins on `day` or
    later was never served: it is withdrawn (`withdrawn`) instead of ended before it began.
    """
    wanted = None if households is None else set(households)
    by_household: dict[str, list[Record]] = {}
    for one in assignments:
        by_household.setdefault(one["household"], []).append(one)
    steps: list[Step] = []
    refused: list[tuple[str, str]] = []
    for household, listed in by_household.items():
        if wanted is not None and household not in wanted:
            continue
        mine = [one for one in listed if one.get("helper") == old and (one.get("ends") or OPEN_END) >= day]
        theirs = [one for one in listed if one.get("helper") == new and (one.get("ends") or OPEN_END) >= day]
        if old == new:
            refused.append((household, "接任的就是原责任人"))
        elif not mine:
            if wanted is not None:
                refused.append((household, f"{day} 起不再由原责任人帮扶"))
        elif any(not one.get("starts") for one in mine):
            refused.append((household, "原责任人的帮扶开始时间没有填"))
        elif any(one.get("starts", "") > day for one in theirs):
            refused.append((household, "接任人在这一户另有一段以后才开始的帮扶，先改正起止时间"))
        else:
            steps += _steps(household, mine, bool(theirs), day)
    return HandOver(old, new, day, tuple(steps), tuple(refused))


def _steps(household: str, mine: Sequence[Record], answered: bool, day: str) -> list[Step]:
    """Return the steps of one household; `answered` tells that the new helper answers for it already."""
    last = day_before(day)
    return [
        Step(household, one["uid"], last, not answered and number == 0, withdrawn=one["starts"] > last)
        for number, one in enumerate(sorted(mine, key=lambda one: one["starts"]))
    ]


def days_since(last: str | None, day: str) -> int | None:
    """Return the days from the last visit to `day`, None where there was none."""
    return None if last is None else (date.fromisoformat(day) - date.fromisoformat(last)).days


def not_visited(last_visits: Mapping[str, str | None], day: str, days: int) -> list[tuple[str, int | None]]:
    """Return (household, days since its last visit) where that is more than `days`, never visited first, then longest.

    `last_visits` holds each household with its last visit up to `day`, None where there was none.
    """
    found = [(household, days_since(last, day)) for household, last in last_visits.items()]
    late = [(household, since) for household, since in found if since is None or since > days]
    return sorted(late, key=lambda pair: (pair[1] is not None, -(pair[1] or 0), pair[0]))
