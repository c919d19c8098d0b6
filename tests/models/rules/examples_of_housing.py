"""Rules about cases of house renovation; every rule has a record and a twin."""

from models.rules import Twin

from .drafts import Draft
from .examples import example
from .examples_of_work import EXAMPLES as EXAMPLES

CASE = {
    "uid": "c1", "household": "h1", "plan_year": 2016, "hardship": "12", "people": 2, "grade": "D", "method": "2",
    "county_approved": "2016-04-20", "started": "2016-05-10", "finished": "2016-09-10", "applied_money": 2_000_000,
    "approved_money": 2_000_000, "new_area": 6000,
}  # fmt: skip


def case(d: Draft, **values) -> None:
    d.cases.append({**CASE, "uid": f"c{len(d.cases) + 1}", **values})


def accepted(d: Draft, *slots: str, **values) -> None:
    case(d, accepted="2016-10-01", **values)
    d.photos += [{"uid": f"f{slot}", "slot": slot, "housing": "c1"} for slot in slots]


ALL = ("21", "22", "23")

example(115, "D repaired", lambda d: case(d, method="1"), case)
example(115, "C rebuilt", lambda d: case(d, grade="C"), lambda d: case(d, grade="C", method="1"))
example(
    116,
    "finished before started",
    lambda d: case(d, finished="2016-05-09"),
    lambda d: case(d, finished="2016-05-10"),
)
example(
    116,
    "paid before accepted",
    lambda d: accepted(d, *ALL, paid_date="2016-09-30"),
    lambda d: accepted(d, *ALL, paid_date="2016-10-01"),
)
example(
    117,
    "over what was applied for",
    lambda d: accepted(d, *ALL, paid_money=2_000_001, paid_date="2016-11-01"),
    lambda d: accepted(d, *ALL, paid_money=2_000_000, paid_date="2016-11-01"),
)
example(117, "over the standard", lambda d: case(d, standard=1_999_999), lambda d: case(d, standard=2_000_000))
example(117, "all before acceptance", lambda d: case(d, paid_money=2_000_000), lambda d: case(d, paid_money=1_999_999))
example(
    118,
    "two cases",
    lambda d: (case(d), case(d, plan_year=2017)),
    lambda d: (case(d), case(d, plan_year=2017, county_approved=None)),
)
example(
    118,
    "in another household",
    lambda d: (case(d), d.house_twins.append(Twin("h2", "q1", "孔维晨", "8630000000000002"))),
    lambda d: (
        case(d, county_approved=None), d.house_twins.append(Twin("h2", "q1", "孔维晨", "8630000000000002"))
    ),
)  # fmt: skip
example(119, "two people", lambda d: case(d, new_area=6001), case)
example(
    119,
    "four people",
    lambda d: case(d, people=4, new_area=7201),
    lambda d: case(d, people=4, new_area=7200),
)
example(120, "none of during", lambda d: accepted(d, "21", "23"), lambda d: accepted(d, *ALL))
