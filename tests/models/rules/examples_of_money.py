"""Rules 203-210: projects (d = a clean project) and loans (d = a clean household)."""

from collections.abc import Callable

from models.rules import Distributed

from .drafts import Draft, ProjectDraft
from .examples import EXAMPLES, example

__all__ = ["EXAMPLES", "PROJECT_EXAMPLES"]

ProjectChange = Callable[[ProjectDraft], object]
PROJECT_EXAMPLES: list[tuple[int, ProjectChange, ProjectChange]] = []


def project(rule: int, fires: ProjectChange, quiet: ProjectChange) -> None:
    PROJECT_EXAMPLES.append((rule, fires, quiet))


def _distributed(d: ProjectDraft, *listed: Distributed) -> None:
    d.distributed = list(listed)


project(203, lambda p: p.record.update(content=None), lambda p: p.record.update(unit=None))
project(203, lambda p: p.record.update(progress=None), lambda p: p.record.update(progress=0))
project(
    204,
    lambda p: p.record.update(state="2", planned_end="2017-12-30"),
    lambda p: p.record.update(state="2", planned_end="2017-12-31"),
)
project(205, lambda p: p.record.update(county=5_000_001), lambda p: p.record.update(central=None, county=None))
project(
    206,
    lambda p: _distributed(p, Distributed("一季度", 100, 99, 2)),
    lambda p: _distributed(p, Distributed("一季度", 100, 100, 2), Distributed("二季度", None, 7, 1)),
)
project(
    206,
    lambda p: _distributed(p, Distributed("一季度", 100, 100, 2, ("孔维晨",))),
    lambda p: _distributed(p, Distributed("一季度", 100, 100, 2)),
)


def _overdue(d: Draft, ends: str, **values) -> None:
    d.loan(**values)
    d.repayments[-1]["date"] = "2018-01-01"
    d.subsidies.append({"uid": "s1", "loan": "l0", "starts": "2016-03-10", "ends": ends, "amount": 1})


example(207, "late", lambda d: _overdue(d, "2017-03-11"), lambda d: _overdue(d, "2017-03-10"))
example(
    207, "extended", lambda d: _overdue(d, "2017-12-31"), lambda d: _overdue(d, "2017-12-31", extended_to="2018-03-10")
)
example(
    207,
    "by due day",
    lambda d: _overdue(d, "2017-06-30", due="2017-06-29"),
    lambda d: _overdue(d, "2017-06-30", due="2017-06-30"),
)
example(
    208,
    "too old",
    lambda d: (d.loan(), d.born(d.head, "19480309", 11)),
    lambda d: (d.loan(), d.born(d.head, "19480311", 11)),
)
example(208, "too young", lambda d: d.loan(granted="1990-04-30"), lambda d: d.loan(granted="1990-05-01"))
example(209, "amount", lambda d: d.loan(amount=5_000_001), lambda d: d.loan(amount=5_000_001, kind="4"))
example(
    209,
    "since 2021",
    lambda d: d.loan(amount=10_000_001, granted="2021-01-01"),
    lambda d: d.loan(amount=10_000_000, granted="2021-01-01"),
)
example(209, "term", lambda d: d.loan(months=37), lambda d: d.loan(months=36))
example(
    210,
    "two open",
    lambda d: (d.loan(), d.loan(), [one.update(principal=1) for one in d.repayments]),
    lambda d: (d.loan(), d.loan(), d.repayments[0].update(principal=1)),
)
