"""Rules 168–212: monitoring, measures, helpers, villages, accounts; every rule has a record and a twin."""

from collections.abc import Callable

from models.rules import Twin

from .drafts import Draft, VillageDraft
from .examples import example

VillageChange = Callable[[VillageDraft], object]
VILLAGE_EXAMPLES: list[tuple[int, VillageChange, VillageChange]] = []


def village(rule: int, fires: VillageChange, quiet: VillageChange) -> None:
    VILLAGE_EXAMPLES.append((rule, fires, quiet))


def _with(d: Draft, *groups: str, **values) -> None:
    d.monitored(**values)
    for group in groups:
        d.measure(group)


# --- 168-170, 176 who is monitored and why
example(168, "none", lambda d: d.monitored(risks=None), lambda d: d.monitored())
example(169, "other", lambda d: d.monitored(risks=["99"]), lambda d: d.monitored(risks=["99"], risk_note="买房欠债"))
example(169, "disaster", lambda d: d.monitored(risks=["04"]), lambda d: d.monitored(risks=["04"], disaster_kind="0203"))
example(170, "nobody able", lambda d: (d.monitored(), d.facts(labour="4")), lambda d: d.monitored())
example(
    170,
    "nobody works",
    lambda d: (d.monitored(), d.head_year.update(work_months=0, work_scope=None)),
    lambda d: (d.monitored(risks=["01"]), d.head_year.update(work_months=0, work_scope=None)),
)
example(176, "0", lambda d: d.monitored(risks=["01"], self_paid=0), lambda d: d.monitored(risks=["01"], self_paid=None))

# --- 171-175, 177-183 what is done
example(171, "none", lambda d: d.monitored(), lambda d: _with(d, "52"))
example(
    171, "last year's", lambda d: (d.monitored(), d.measure("52", year=2021)), lambda d: d.monitored(risk_cleared=True)
)
example(171, "a month", lambda d: d.monitored(identified="2022-10"), lambda d: d.monitored(identified="2022-11"))
example(172, "only help", lambda d: _with(d, "52"), lambda d: _with(d, "52", "39"))
example(
    172, "six months", lambda d: _with(d, "52", identified="2022-05"), lambda d: _with(d, "52", identified="2022-06")
)
example(173, "able", lambda d: _with(d, "48"), lambda d: (_with(d, "48"), d.facts(labour="4")))
example(
    174,
    "denied",
    lambda d: _with(d, "39", development_measures="2"),
    lambda d: _with(d, "39", development_measures="1"),
)
example(
    175,
    "training",
    lambda d: (d.monitored(development_measures="1"), d.measure("40", "4003")),
    lambda d: (d.monitored(development_measures="1"), d.measure("40", "4003", "4001")),
)
example(177, "illness", lambda d: _with(d, "39", risks=["01"]), lambda d: _with(d, "39", "45", risks=["01"]))
example(178, "school", lambda d: _with(d, "39", risks=["02"]), lambda d: _with(d, "47", risks=["02"]))
example(179, "disability", lambda d: _with(d, "39", risks=["03"]), lambda d: _with(d, "48", risks=["03"]))
example(180, "housing", lambda d: _with(d, "39", risks=["09"]), lambda d: _with(d, "50", risks=["09"]))
example(180, "asked", lambda d: _with(d, "39", house_problem=True), lambda d: _with(d, "39", house_problem=False))
example(181, "dropout", lambda d: _with(d, "47", dropout=True), lambda d: _with(d, "46", dropout=True))
example(182, "water", lambda d: _with(d, "39", risks=["10"]), lambda d: _with(d, "51", risks=["10"]))
example(183, "uninsured", lambda d: _with(d, "39", uninsured=True), lambda d: _with(d, "45", uninsured=True))

# --- 184-192 clearing
example(184, "five months", lambda d: d.cleared(cleared="2022-08"), lambda d: d.cleared(cleared="2022-09"))
example(184, "before", lambda d: d.cleared(cleared="2022-01"), lambda d: d.cleared())
example(185, "one empty", lambda d: d.cleared(cleared_self_paid=None), lambda d: d.cleared(cleared_self_paid=0))
example(186, "still", lambda d: d.cleared(cleared_uninsured=True), lambda d: d.cleared())
example(
    186,
    "in the year",
    lambda d: (d.cleared(), d.year.update(house_unsafe=True)),
    lambda d: (d.cleared(cleared="2023-01"), d.year.update(house_unsafe=True)),
)
example(187, "nothing done", lambda d: d.cleared(), lambda d: d.cleared(clearing_way="2"))
example(
    188,
    "under 6000",
    lambda d: d.cleared(cleared_income_per_head=599_999),
    lambda d: d.cleared(cleared_income_per_head=600_000),
)
example(189, "unable", lambda d: (d.cleared(), d.facts(labour="4")), lambda d: d.cleared())
example(190, "nobody", lambda d: d.cleared(contact=None), lambda d: d.cleared())
example(191, "moved", lambda d: _with(d, "53"), lambda d: (d.monitored(), d.measure("53", year=2019)))
example(
    192,
    "the year before",
    lambda d: (d.monitored(left_poverty=False), d.measure("45", "4501", year=2021)),
    lambda d: (d.monitored(left_poverty=False), d.measure("45", "4501")),
)
example(
    192,
    "its own right",
    lambda d: (d.monitored(left_poverty=False), d.measure("45", "4501", year=2021)),
    lambda d: (d.monitored(left_poverty=True), d.measure("45", "4501", year=2021)),
)


# --- 193-195 visits and helpers
def _visited(d: Draft, *days: str) -> None:
    d.visits = [{"uid": f"v{day}", "date": day} for day in days]


def _helped(d: Draft, *spans: tuple[str, str, str | None]) -> None:
    d.assignments = [
        {"uid": f"as{number}", "household": "h1", "helper": helper, "starts": starts, "ends": ends}
        for number, (helper, starts, ends) in enumerate(spans)
    ]


example(193, "never", _visited, lambda d: (_visited(d), d.household.update(poverty_state="9")))
example(193, "a year ago", lambda d: _visited(d, "2016-12-31"), lambda d: _visited(d, "2017-01-01"))
example(193, "to come", lambda d: _visited(d, "2018-01-01"), lambda d: _visited(d, "2017-12-31"))
example(194, "nobody", _helped, lambda d: _helped(d, ("he1", "2017-12-31", None)))
example(
    194,
    "gap",
    lambda d: _helped(d, ("he1", "2015-03-01", "2016-02-28"), ("he2", "2016-03-01", None)),
    lambda d: _helped(d, ("he1", "2015-03-01", "2016-02-29"), ("he2", "2016-03-01", None)),
)
example(
    194,
    "ended",
    lambda d: _helped(d, ("he1", "2015-03-01", "2017-12-30")),
    lambda d: _helped(d, ("he1", "2015-03-01", "2017-12-31")),
)
example(
    194,
    "two at once",
    lambda d: _helped(d, ("he1", "2015-03-01", "2016-03-01"), ("he2", "2016-03-01", None)),
    lambda d: _helped(d, ("he1", "2015-03-01", "2016-02-29"), ("he1", "2016-03-01", None)),
)
example(195, "eleven", lambda d: setattr(d, "load", 11), lambda d: setattr(d, "load", 10))

# --- 211-212 accounts
example(
    211,
    "other household",
    lambda d: (d.household.update(bank_card="6217"), d.card_twins.append(Twin("h2", "q1", "张三", "8630"))),
    lambda d: d.household.update(bank_card="6217"),
)
example(
    211,
    "two members",
    lambda d: (d.head.update(bank_card="6217"), d.spouse.update(bank_card="6217")),
    lambda d: (d.head.update(bank_card="6217"), d.household.update(bank_card="6217")),
)
example(
    212,
    "stranger",
    lambda d: d.household.update(bank_holder="张三"),
    lambda d: d.household.update(bank_holder="张秋兰"),
)

# --- 52, 197-202 villages
village(
    52, lambda v: v.add("老王", before=True, now=False), lambda v: v.add("老王", before=True, now=False, cancelled=True)
)
village(
    52,
    lambda v: v.add("老李", before=False, now=True),
    lambda v: v.add("老李", before=False, now=True, identified=2017),
)
village(
    52,
    lambda v: v.add("老王", before=True, now=False),
    lambda v: [v.add(f"老王{n}", before=True, now=False) for n in range(4)],
)
village(197, lambda v: v.record.update(schools=0), lambda v: v.record.update(schools=0, left_poverty=None))
village(197, lambda v: v.record.update(bus=None), lambda v: v.record.update(bus=True))
village(198, lambda v: v.record.update(paved_road=False), lambda v: v.record.update(paved_road=None))
village(
    199,
    lambda v: v.record.update(unsafe_houses=151, unsafe_water_households=150),
    lambda v: v.record.update(unsafe_houses=150, unsafe_water_households=150),
)
village(200, lambda v: v.land.update(cropland=100_001), lambda v: v.land.update(cropland=100_000))
village(
    201, lambda v: v.record.update(unsafe_water_households=1), lambda v: v.record.update(unsafe_water_households=None)
)
village(201, lambda v: v.record.update(broadcast_households=299), lambda v: v.record.update(broadcast_households=None))
village(201, lambda v: v.record.update(doctors=0), lambda v: v.record.update(doctors=None))
village(202, lambda v: v.record.update(help_funds=2_999), lambda v: v.record.update(help_funds=3_000))
