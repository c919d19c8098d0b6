"""Rules 54-70 and 90-108: for every rule a household it must find and a twin it must not; d = a clean draft."""

from models.household_file import YearFile

from .drafts import certificate
from .examples import EXAMPLES, _alone, _monitored, example

__all__ = ["EXAMPLES"]

# --- 54-70 labour
example(
    54,
    "child",
    lambda d: d.child_year.update(labour="2"),
    lambda d: (d.born(d.child, "20011231", 31), d.child_year.update(labour="2")),
)
example(55, "lost", lambda d: d.head_year.update(labour="4"), lambda d: d.head_year.update(labour="4", health=["3"]))
example(
    56,
    "none",
    lambda d: d.head_year.update(labour="5"),
    lambda d: (d.born(d.head, "19571231", 11), d.head_year.update(labour="5")),
)
example(
    56,
    "school not known",
    lambda d: d.spouse_year.update(labour="5"),
    lambda d: d.spouse_year.update(labour="5", education=None),
)
example(
    57,
    "weak",
    lambda d: d.head_year.update(labour="3"),
    lambda d: d.head_year.update(labour="3", education=None, school_state="25"),
)
example(58, "sixty", lambda d: d.born(d.head, "19571231", 11), lambda d: d.born(d.head, "19580101", 11))
example(
    59,
    "pupil",
    lambda d: (d.born(d.child, "20001003", 31), d.child_year.update(labour="2", school_state="07")),
    lambda d: (d.born(d.child, "20001003", 31), d.child_year.update(labour="5", school_state="07")),
)
example(60, "ill", lambda d: d.head_year.update(health=["2"]), lambda d: d.head_year.update(health=["2"], labour="3"))
example(
    61,
    "by number",
    lambda d: (d.head.update(disability_number=certificate("4", "2")), d.head_year.update(health=["4"])),
    lambda d: (d.head.update(disability_number=certificate("4", "3")), d.head_year.update(health=["4"])),
)
example(
    61,
    "by fields",
    lambda d: d.head.update(disability_type="4", disability_level="1"),
    lambda d: d.head.update(disability_type="1", disability_level="1"),
)
example(62, "both", lambda d: d.head_year.update(health=["1", "2"]), lambda d: d.head_year.update(health=["2", "3"]))
example(
    63,
    "main cause",
    lambda d: d.household.update(main_cause="02"),
    lambda d: (d.household.update(main_cause="02"), d.spouse_year.update(health=["4"])),
)
example(63, "risk", lambda d: _monitored(d, risks=["03"]), lambda d: _monitored(d, risks=["03"], risk_cleared=True))
example(
    63,
    "not known",
    lambda d: d.household.update(other_causes=["02"]),
    lambda d: (d.household.update(other_causes=["02"]), d.spouse_year.update(health=None)),
)
example(
    64,
    "cause",
    lambda d: d.household.update(main_cause="01"),
    lambda d: (d.household.update(main_cause="01"), d.spouse_year.update(health=["2"])),
)
example(64, "risk", lambda d: _monitored(d), lambda d: (_monitored(d), d.spouse_year.update(health=["3"])))
example(
    65,
    "cause",
    lambda d: (d.household.update(main_cause="03"), d.child_year.update(school_state=None, education="2")),
    lambda d: d.household.update(main_cause="03"),
)
example(
    65,
    "not known",
    lambda d: (d.household.update(return_cause="03"), d.child_year.update(school_state="01")),
    lambda d: (d.household.update(return_cause="03"), d.child_year.update(school_state=None)),
)
example(
    66,
    "all",
    lambda d: (d.leave("head", "spouse"), d.household.update(main_cause="08")),
    lambda d: (d.leave("head", "spouse"), d.household.update(main_cause="08"), d.spouse_year.update(labour="3")),
)
example(
    67,
    "two of three",
    lambda d: d.household.update(main_cause="08"),
    lambda d: (
        d.household.update(main_cause="08"),
        d.facts(labour="5"),
        [d.add("孔某", "28", "1", "19500101", 41, labour="4")],
        d.head_year.update(labour="2"),
    ),
)
example(
    68,
    "two of four",
    lambda d: (d.household.update(main_cause="08"), d.add("孔大山", "11", "1", "19480101", 41, labour="4")),
    lambda d: (
        d.household.update(main_cause="08"),
        d.add("孔大山", "11", "1", "19480101", 41, labour="4"),
        d.spouse_year.update(labour="5"),
    ),
)
example(
    69, "no aid", lambda d: d.facts(labour="4"), lambda d: (d.facts(labour="4"), d.head_year.update(low_income_aid="2"))
)
example(69, "not known", lambda d: _alone(d, labour="5"), lambda d: _alone(d, labour="5", low_income_aid=None))
example(
    70,
    "monitored",
    lambda d: (_monitored(d), d.facts(labour="4")),
    lambda d: (_monitored(d, no_labour_backstop=True), d.facts(labour="4")),
)
example(
    70,
    "denied",
    lambda d: (d.move_to(2021), d.facts(labour="4"), d.household.update(no_labour_backstop=False)),
    lambda d: (d.facts(labour="4"), d.household.update(no_labour_backstop=False)),
)

# --- 90-108 income (amounts in fen)
example(
    90,
    "other people",
    lambda d: d.year.update(head_count_year=2),
    lambda d: (d.child.update(member_state="4"), d.household.update(head_count=2)),
)
example(
    90, "one yuan", lambda d: d.year.update(income_per_head=600_100), lambda d: d.year.update(income_per_head=600_099)
)
example(
    90,
    "expense not known",
    lambda d: d.year.update(income_per_head=650_000, business_expense=None, net_income=None),
    lambda d: d.year.update(business_expense=None, net_income=None),
)
example(
    91, "under 2952", lambda d: d.year.update(income_per_head=295_199), lambda d: d.year.update(income_per_head=295_200)
)
example(
    91,
    "left later",
    lambda d: d.year.update(income_per_head=100_000),
    lambda d: (d.year.update(income_per_head=100_000), d.household.update(exit_year=2018)),
)
example(
    92, "under 6000", lambda d: (d.move_to(2021), d.year.update(income_per_head=599_999)), lambda d: d.move_to(2021)
)
example(
    92,
    "7300 in Guizhou",
    lambda d: (d.move_to(2023), d.household.update(division="522729101001")),
    lambda d: d.move_to(2023),
)
example(
    93, "high", lambda d: _monitored(d, income_per_head=2_000_001), lambda d: _monitored(d, income_per_head=2_000_000)
)
example(94, "99.99", lambda d: d.year.update(wage_income=9_999), lambda d: d.year.update(wage_income=10_000))
example(94, "too much", lambda d: d.year.update(wage_income=30_000_001), lambda d: d.year.update(wage_income=0))
example(95, "0", lambda d: d.year.update(business_expense=0), lambda d: d.year.update(business_expense=None))
example(
    96,
    "measure",
    lambda d: (d.measure("39", "3901"), d.year.update(business_income=0)),
    lambda d: (d.measure("39", "3905"), d.year.update(business_income=0)),
)
example(
    97,
    "no forest",
    lambda d: d.item("T05", 50_000),
    lambda d: (d.item("T05", 50_000), d.year.update(returned_forest=None)),
)
example(
    98,
    "0",
    lambda d: (d.head_year.update(low_income_aid="2"), d.item("T02", 0)),
    lambda d: (d.head_year.update(low_income_aid="2"), d.item("T02", None)),
)
example(
    98,
    "199",
    lambda d: (d.household.update(household_type="04"), d.item("T02", 19_900)),
    lambda d: (d.household.update(household_type="04"), d.item("T02", 20_000)),
)
example(
    98,
    "others only",
    lambda d: (d.household.update(household_type="04"), d.item("T10", 20_000)),
    lambda d: d.household.update(household_type="04"),
)
example(
    99,
    "money",
    lambda d: d.item("T02", 100_000),
    lambda d: (d.item("T02", 100_000), d.spouse_year.update(low_income_aid=None)),
)
example(100, "99", lambda d: d.item("T01", 9_900), lambda d: d.item("T01", 10_000))
example(101, "87", lambda d: d.item("T04", 8_700), lambda d: d.item("T04", 8_800))
example(101, "old without", lambda d: (d.born(d.head, "19570101", 11), d.item("T04", 0)), lambda d: d.item("T04", 0))
example(102, "199", lambda d: d.item("T03", 19_900), lambda d: d.item("T03", 20_000))
example(102, "0", lambda d: (d.head_year.update(destitute_aid="2"), d.item("T03", 0)), lambda d: d.item("T03", 0))
example(
    103,
    "aid",
    lambda d: (d.head_year.update(low_income_aid="1"), d.year.update(transfer_income=0)),
    lambda d: (d.head_year.update(low_income_aid="1"), d.year.update(transfer_income=None)),
)
example(
    103,
    "allowance",
    lambda d: (d.measure("48", "4805"), d.year.update(transfer_income=0)),
    lambda d: (d.measure("48", "4804"), d.year.update(transfer_income=0)),
)
example(
    104,
    "measure",
    lambda d: (d.measure("40", "4001"), d.year.update(wage_income=0)),
    lambda d: (d.measure("39", "3901"), d.year.update(wage_income=0)),
)
example(
    104,
    "post",
    lambda d: (d.spouse_year.update(public_post=["护林员"]), d.year.update(wage_income=0)),
    lambda d: d.spouse_year.update(public_post=["护林员"]),
)
example(
    105,
    "worker",
    lambda d: d.year.update(wage_income=0),
    lambda d: (d.year.update(wage_income=0), d.head_year.update(work_months=0)),
)
example(106, "negative", lambda d: d.year.update(income_per_head=-1), lambda d: d.year.update(income_per_head=0))
example(
    106,
    "more than half",
    lambda d: d.years.update({2016: YearFile("h1.2016", 2016, {"income_per_head": 399_999})}),
    lambda d: d.years.update({2016: YearFile("h1.2016", 2016, {"income_per_head": 400_000})}),
)
example(107, "counted", lambda d: d.item("N01", 300_000), lambda d: d.item("N01", 300_000, counts=False))
example(108, "items", lambda d: d.item("W01", 1_199_900), lambda d: d.item("W01", 1_199_901))
example(108, "annual", lambda d: d.year.update(annual_income=1_900_100), lambda d: d.year.update(annual_income=None))
example(
    108,
    "net",
    lambda d: d.year.update(net_income=1_700_000),
    lambda d: d.year.update(net_income=1_700_000, business_expense=None),
)
