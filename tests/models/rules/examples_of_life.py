"""Rules 50–53 and 71–167: changes, school, housing, insurance, work; every rule has a record and a twin."""

from models.household_file import IncomeItem, YearFile

from .drafts import Draft
from .examples import example
from .examples_of_figures import EXAMPLES as EXAMPLES

LEFT = {"member_state": "4", "change_reason": "23", "change_date": "2017-06-30"}


def grown(d: Draft, **facts) -> None:
    """Let the son be a man of 21 who works."""
    d.born(d.child, "19960301", 31)
    d.child_year.update({"school_state": None, "education": "3", "labour": "2", **facts})


def works(facts: dict, **values) -> None:
    facts.update({"work_months": 600, "work_scope": "3", "employer": "服装厂", "employ_channel": "06", **values})


# --- 50-53 who comes and goes
example(50, "died", lambda d: d.child.update(death_month="2017-05"), lambda d: d.child.update(LEFT))
example(
    50,
    "reason",
    lambda d: d.child.update(change_reason="22", change_date="2017-06-30"),
    lambda d: d.child.update(change_reason="11", change_date="2007-10-03"),
)
example(51, "left", lambda d: d.child.update(LEFT, change_date=None), lambda d: d.child.update(LEFT))
example(
    51,
    "came",
    lambda d: d.child.update(change_reason="11"),
    lambda d: d.child.update(change_reason="11", change_date="2007-10-03"),
)
example(
    51,
    "no reason",
    lambda d: d.child.update(change_date="2017-01-01"),
    lambda d: d.child.update(change_date="2017-01-01", change_reason="13"),
)
example(
    53,
    "one less",
    lambda d: d.year.update(head_count_start=4, head_count_end=3),
    lambda d: (
        d.year.update(head_count_start=4, head_count_end=3),
        d.add("孔大山", "11", "1", "19480101", 41).update(LEFT),
    ),
)

# --- 71-86 school
example(
    71,
    "ten",
    lambda d: d.child_year.update(school_state=None, education="2"),
    lambda d: d.child_year.update(school_state=None, education="2", out_of_school_reason="3"),
)
example(
    71,
    "sixteen by September",
    lambda d: (d.born(d.child, "20010902", 31), d.child_year.update(school_state=None, education="2")),
    lambda d: (d.born(d.child, "20010901", 31), d.child_year.update(school_state=None, education="2")),
)
example(
    72,
    "ten",
    lambda d: d.child_year.update(school_state="02"),
    lambda d: d.child_year.update(school_state="02", health=["4"]),
)
example(72, "six", lambda d: d.child_year.update(school_state="01"), lambda d: d.born(d.child, "20110101", 31))
example(73, "fifteen", lambda d: d.born(d.child, "20020101", 31), lambda d: d.born(d.child, "20030101", 31))
example(73, "five", lambda d: d.born(d.child, "20120101", 31), lambda d: d.born(d.child, "20110101", 31))
example(
    74,
    "ten",
    lambda d: d.child_year.update(school_state="04"),
    lambda d: (d.born(d.child, "20050101", 31), d.child_year.update(school_state="04")),
)
example(
    75,
    "twenty-one",
    lambda d: (d.born(d.child, "19960101", 31), d.child_year.update(school_state="09")),
    lambda d: (d.born(d.child, "19970101", 31), d.child_year.update(school_state="09")),
)
example(
    76,
    "seventeen",
    lambda d: (d.born(d.child, "20000101", 31), d.child_year.update(school_state="13")),
    lambda d: (d.born(d.child, "19990101", 31), d.child_year.update(school_state="13")),
)
example(
    77,
    "nineteen",
    lambda d: (d.born(d.child, "19980101", 31), d.child_year.update(school_state="25")),
    lambda d: (d.born(d.child, "19970101", 31), d.child_year.update(school_state="25")),
)
example(78, "twenty-one", lambda d: grown(d, education="2"), lambda d: grown(d, education="3"))
example(
    78,
    "twenty-three",
    lambda d: (grown(d, education="1"), d.born(d.child, "19950101", 31)),
    lambda d: (grown(d, education="1"), d.born(d.child, "19940101", 31)),
)
example(
    79,
    "ill",
    lambda d: d.child_year.update(school_state=None, education="2", out_of_school_reason="1"),
    lambda d: d.child_year.update(school_state=None, education="2", out_of_school_reason="1", health=["3"]),
)
example(80, "works", lambda d: d.child_year.update(work_months=300), lambda d: d.child_year.update(work_months=0))
example(
    83,
    "measure of a pupil",
    lambda d: d.measure("47", "4701", person="p3"),
    lambda d: (d.measure("47", "4701", person="p3"), grown(d, school_state="14", education=None)),
)
example(
    83,
    "nobody there",
    lambda d: d.measure("47", "4701"),
    lambda d: (d.measure("47", "4701"), d.child_year.update(school_state=None, education=None)),
)
example(
    83,
    "money",
    lambda d: d.income.append(IncomeItem("N01", "p3", 300_000, False)),
    lambda d: d.income.append(IncomeItem("N01", "p3", 0, False)),
)
example(
    84,
    "no record",
    lambda d: grown(d, school_state="14", education=None),
    lambda d: (grown(d, school_state="14", education=None), d.measure("47", "4701")),
)


def _before(d: Draft, state: str) -> None:
    d.years[2016] = YearFile("h1.2016", 2016, {"net_income": 1_800_000}, {"p3": {"school_state": state}})


example(
    85,
    "same class",
    lambda d: (grown(d, school_state="20", education=None), _before(d, "20")),
    lambda d: (grown(d, school_state="21", education=None), _before(d, "20")),
)
example(
    86,
    "no work",
    lambda d: grown(d, education="6"),
    lambda d: grown(d, education="6", graduate_jobless_reason="正在找工作"),
)

# --- 109-128 housing, water, land
example(
    109,
    "nothing planned",
    lambda d: d.year.update(house_unsafe=True),
    lambda d: (d.year.update(house_unsafe=True), d.measure("50", "5001")),
)
example(
    109,
    "not monitored",
    lambda d: (d.move_to(2021), d.year.update(house_unsafe=True)),
    lambda d: (d.monitored(), d.year.update(house_unsafe=True)),
)
example(
    110,
    "C",
    lambda d: d.year.update(house_unsafe=False, house_grade="C"),
    lambda d: d.year.update(house_unsafe=True, house_grade="C"),
)
example(
    110,
    "A",
    lambda d: d.year.update(house_unsafe=True, house_grade="A"),
    lambda d: d.year.update(house_unsafe=False, house_grade="A"),
)
example(
    111,
    "D",
    lambda d: d.year.update(house_unsafe=True, house_grade="D"),
    lambda d: (d.year.update(house_unsafe=True, house_grade="D"), d.household.update(poverty_state="0")),
)
example(
    112,
    "rebuilt",
    lambda d: d.year.update(house_unsafe=True, house_rebuilt_year=2016),
    lambda d: d.year.update(house_unsafe=True, house_rebuilt_year=2018),
)
example(114, "no house", lambda d: d.year.update(has_house=False), lambda d: d.year.update(has_house=True))
example(114, "little", lambda d: d.year.update(house_area=3_899), lambda d: d.year.update(house_area=3_900))
example(114, "much", lambda d: d.year.update(house_area=30_001), lambda d: d.year.update(house_area=30_000))
example(
    121,
    "nothing planned",
    lambda d: d.year.update(water_safe=False),
    lambda d: (d.year.update(water_safe=False), d.measure("51", "5101")),
)
example(
    122,
    "one more",
    lambda d: d.year.update(returned_forest=301, forest_land=200, pasture=100),
    lambda d: d.year.update(returned_forest=300, forest_land=200, pasture=100),
)
example(123, "100.01", lambda d: d.year.update(cropland=10_001), lambda d: d.year.update(cropland=10_000))
example(124, "200.01", lambda d: d.year.update(orchard=20_001), lambda d: d.year.update(orchard=20_000))
example(125, "100.01", lambda d: d.year.update(water_area=10_001), lambda d: d.year.update(water_area=10_000))
example(126, "5.01", lambda d: d.year.update(road_distance=501), lambda d: d.year.update(road_distance=500))
example(127, "none", lambda d: d.year.update(household_power=False), lambda d: d.year.update(household_power=None))
example(128, "one more", lambda d: d.year.update(irrigated_land=351), lambda d: d.year.update(irrigated_land=350))

# --- 129-140 insurance and aid
example(
    129,
    "other empty",
    lambda d: d.head_year.update(medical_resident=False, medical_employee=None),
    lambda d: d.head_year.update(medical_resident=False, medical_employee=True),
)
example(
    130,
    "none",
    lambda d: d.head_year.update(serious_illness_cover=False),
    lambda d: (d.monitored(), d.head_year.update(serious_illness_cover=False)),
)
example(
    132,
    "neither",
    lambda d: d.head_year.update(illness_aid=True, medical_resident=False, medical_employee=False),
    lambda d: d.head_year.update(illness_aid=True, medical_employee=False),
)
example(
    134,
    "fit",
    lambda d: d.head_year.update(destitute_aid="2"),
    lambda d: d.head_year.update(destitute_aid="2", health=["3"]),
)
example(
    135,
    "away",
    lambda d: (d.head_year.update(destitute_aid="2"), works(d.head_year)),
    lambda d: (d.head_year.update(destitute_aid="2"), works(d.head_year, work_scope="1")),
)
example(
    136,
    "both",
    lambda d: d.head_year.update(low_income_aid="2", destitute_aid="2"),
    lambda d: d.head_year.update(low_income_aid="0", destitute_aid="2"),
)
example(
    137,
    "none",
    lambda d: (d.head.update(disability_type="1", disability_level="2"), d.item("T10", 10_000)),
    lambda d: (d.head.update(disability_type="1", disability_level="2"), d.item("T08", 96_000)),
)
example(
    137,
    "level three",
    lambda d: (d.head.update(disability_level="1"), d.measure("39", "3905")),
    lambda d: (d.head.update(disability_level="3"), d.measure("39", "3905")),
)
example(
    138,
    "nobody",
    lambda d: d.measure("48", "4805"),
    lambda d: (d.measure("48", "4805"), d.head_year.update(health=["4"])),
)
example(
    139,
    "not ticked",
    lambda d: (d.measure("39", "3905"), d.head_year.update(low_income_aid="2")),
    lambda d: (d.measure("48", "4801"), d.head_year.update(low_income_aid="2")),
)
example(
    139,
    "nobody",
    lambda d: d.measure("48", "4801"),
    lambda d: (d.measure("48", "4801"), d.head_year.update(low_income_aid=None)),
)
example(
    140,
    "not ticked",
    lambda d: (d.measure("39", "3905"), d.head_year.update(destitute_aid="2")),
    lambda d: d.head_year.update(destitute_aid="2"),
)
example(140, "nobody", lambda d: d.measure("48", "4802"), lambda d: d.measure("48", "4803"))

# --- 144-149 public posts
example(
    144,
    "no post",
    lambda d: d.head_year.update(public_post_months=3),
    lambda d: d.head_year.update(public_post_months=3, public_post=["01"]),
)
example(
    145,
    "no months",
    lambda d: d.head_year.update(public_post=["01"]),
    lambda d: d.head_year.update(public_post=["01"], public_post_months=1),
)
example(
    145,
    "0",
    lambda d: d.head_year.update(public_post=["01"], public_post_months=0),
    lambda d: d.head_year.update(public_post=None, public_post_months=0),
)
example(
    146,
    "three",
    lambda d: d.head_year.update(public_post=["01", "02", "07"]),
    lambda d: d.head_year.update(public_post=["01", "02"]),
)
example(
    147,
    "ten",
    lambda d: d.child_year.update(public_post=["01"]),
    lambda d: (d.child_year.update(public_post=["01"]), d.born(d.child, "20011231", 31)),
)
example(
    148,
    "seventy",
    lambda d: (d.born(d.head, "19471231", 11), d.head_year.update(public_post=["01"])),
    lambda d: (d.born(d.head, "19480101", 11), d.head_year.update(public_post=["01"])),
)
example(
    149,
    "unable",
    lambda d: d.head_year.update(public_post=["01"], labour="4"),
    lambda d: d.head_year.update(public_post=["01"], labour="3"),
)
