"""Rules of work and what goes with it; every rule has a record and a twin."""

from models.household_file import IncomeItem
from models.rules import Twin

from .drafts import Draft
from .examples import example
from .examples_of_life import EXAMPLES as EXAMPLES
from .examples_of_life import works

# --- 150-167 work
example(
    150,
    "nobody able",
    lambda d: (d.facts(labour="4"), d.measure("40", "4099")),
    lambda d: (d.facts(labour="4"), d.head_year.update(labour="3"), d.measure("40", "4099")),
)
example(
    151,
    "weak",
    lambda d: d.head_year.update(labour="3"),
    lambda d: d.head_year.update(labour="3", work_scope="1"),
)
example(
    152,
    "ten",
    lambda d: d.child_year.update(school_state=None, education="2", work_months=100),
    lambda d: d.child_year.update(school_state=None, education="2", work_months=0),
)
example(
    153,
    "prefecture",
    lambda d: d.head_year.update(work_place="江苏省徐州市"),
    lambda d: d.head_year.update(work_place="江苏省徐州市沛县"),
)
example(
    153,
    "short names",
    lambda d: d.head_year.update(work_place="江苏徐州"),
    lambda d: d.head_year.update(work_place="江苏省昆山市"),
)
example(
    153,
    "a city",
    lambda d: d.head_year.update(work_place="上海市"),
    lambda d: d.head_year.update(work_place="上海市松江区"),
)
example(154, "employer", lambda d: d.head_year.update(employer=None), lambda d: works(d.head_year))


def _earns(d: Draft, fen: int) -> None:
    d.income.append(IncomeItem("W01", "p1", fen, True))


example(155, "399.99", lambda d: _earns(d, 6 * 40_000 - 6), lambda d: _earns(d, 6 * 40_000))
example(155, "30000.01", lambda d: _earns(d, 6 * 3_000_000 + 6), lambda d: _earns(d, 6 * 3_000_000))
example(
    156,
    "no place",
    lambda d: d.head_year.update(work_scope=None),
    lambda d: d.head_year.update(work_place="江苏省沛县"),
)
example(156, "no months", lambda d: d.spouse_year.update(work_scope="2"), lambda d: d.spouse_year.update(work_months=0))
example(157, "12.01", lambda d: d.head_year.update(work_months=1_201), lambda d: d.head_year.update(work_months=1_200))
example(
    161,
    "workshop",
    lambda d: works(d.head_year, employ_channel="02"),
    lambda d: works(d.head_year, employ_channel="02", work_scope="2"),
)
example(162, "no work", lambda d: d.spouse_year.update(labour="1"), lambda d: d.head_year.update(labour="1"))
example(
    164,
    "other household",
    lambda d: (d.head.update(phone="13800000001"), d.phone_twins.append(Twin("h2", "q1", "张三", "8630"))),
    lambda d: d.head.update(phone="13800000001"),
)
example(
    164,
    "two places",
    lambda d: (
        d.head.update(phone="13800000001"), d.head_year.update(work_place="沛县"),
        d.spouse.update(phone="13800000001"), works(d.spouse_year, work_place="昆山市"),
    ),
    lambda d: (
        d.head.update(phone="13800000001"), d.head_year.update(work_place="沛县"),
        d.spouse.update(phone="13800000001"), works(d.spouse_year, work_place="沛县"),
    ),
)  # fmt: skip
example(165, "10 digits", lambda d: d.head.update(phone="1380000000"), lambda d: d.spouse.update(phone="1380000000"))
example(
    166,
    "nobody away",
    lambda d: d.measure("40", "4001"),
    lambda d: (d.measure("40", "4001"), d.head_year.update(work_scope="4")),
)
example(
    167,
    "no amount",
    lambda d: d.measure("40", "4002"),
    lambda d: d.measure("40", "4002", amount=60_000),
)
