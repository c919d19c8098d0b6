"""Rules 1-49: for every rule a household it must find and a twin it must not; d = a clean draft."""

from collections.abc import Callable

from models.rules import Twin

from .drafts import Draft, certificate, id_number

Change = Callable[[Draft], object]
EXAMPLES: list[tuple[int, str, Change, Change]] = []


def example(rule: int, name: str, fires: Change, quiet: Change) -> None:
    EXAMPLES.append((rule, name, fires, quiet))


def _monitored(d: Draft, **values) -> None:
    d.move_to(2022)
    d.monitoring.append({"uid": "mo1", "household": "h1", "monitor_type": "1", "risks": ["01"], **values})


def _alone(d: Draft, **facts) -> None:
    d.leave("head")
    d.head_year.update(facts)


# --- 1-15 identity
example(1, "empty", lambda d: d.child.update(id_number=None), lambda d: d.child.update(id_type=None))
example(
    2,
    "17 digits",
    lambda d: d.child.update(id_number=d.child["id_number"][:17]),
    lambda d: d.child.update(id_number=certificate("4", "3", "20071003", 31)),
)
example(
    3,
    "wrong last",
    lambda d: d.child.update(id_number=d.child["id_number"][:17] + ("0" if d.child["id_number"][17] != "0" else "1")),
    lambda d: d.child.update(id_number="999999200710030311"),
)
example(
    3,
    "letter inside",
    lambda d: d.child.update(id_number="99000020071O030312"),
    lambda d: d.child.update(id_number=None),
)
example(
    4,
    "type 8",
    lambda d: d.child.update(disability_number=id_number("20071003", 31) + "82"),
    lambda d: d.child.update(disability_number=id_number("20071003", 31) + "72"),
)
example(
    4,
    "level 5 as ID",
    lambda d: d.child.update(id_number=id_number("20071003", 31) + "45"),
    lambda d: d.child.update(id_number=id_number("20071003", 31) + "44B1"),
)
example(
    4,
    "check",
    lambda d: d.child.update(disability_number="99000020071003031" + "?" + "42"),
    lambda d: d.child.update(disability_number=None),
)
example(
    4,
    "18 only",
    lambda d: d.child.update(disability_number=id_number("20071003", 31)),
    lambda d: d.child.update(disability_number=id_number("20071003", 31) + "42"),
)
example(
    5,
    "February 30",
    lambda d: d.child.update(id_number="990000200702300316"),
    lambda d: d.born(d.child, "20080229", 31),
)
example(5, "before 1900", lambda d: d.born(d.child, "18991231", 31), lambda d: d.born(d.child, "19000101", 31))
example(
    5, "next year", lambda d: d.child.update(birth_date="2018-01-01"), lambda d: d.child.update(birth_date="2017-12-31")
)
example(
    6,
    "in the household",
    lambda d: d.child.update(id_number=d.spouse["id_number"]),
    lambda d: d.child.update(id_number=None),
)
example(
    6,
    "certificate of another",
    lambda d: d.child.update(id_number=d.head["id_number"] + "42"),
    lambda d: d.head.update(id_number=d.head["id_number"] + "42"),
)
example(
    6,
    "elsewhere, other name",
    lambda d: d.twins.append(Twin("h2", "x", "李某", "8630000000000002")),
    lambda d: d.twins.append(Twin("h1", "x", "李某", "")),
)
example(
    7,
    "elsewhere, same name",
    lambda d: (d.leave("head"), d.twins.append(Twin("h2", "x", "孔维晨", "8630000000000002"))),
    lambda d: (d.leave("head"), d.twins.append(Twin("h2", "x", "李某", "8630000000000002"))),
)
example(
    8, "stand-in", lambda d: d.child.update(id_number="999999200710030311"), lambda d: d.child.update(id_number=None)
)
example(9, "woman's number", lambda d: d.child.update(sex="2"), lambda d: d.child.update(sex=None))
example(
    9,
    "not with a broken number",
    lambda d: d.spouse.update(sex="1"),
    lambda d: d.spouse.update(sex="1", id_number="990000197406120220"),
)
example(10, "other day", lambda d: d.child.update(birth_date="2007-10-04"), lambda d: d.child.update(birth_date=None))
example(
    11,
    "number",
    lambda d: d.household.update(head_id_number=id_number("19720502")),
    lambda d: d.household.update(head_id_number=id_number("19720501") + "42"),
)
example(
    11,
    "name",
    lambda d: d.household.update(head_name="孔维辰"),
    lambda d: d.household.update(head_name=None, head_id_number=None),
)
example(12, "blank", lambda d: d.child.update(name="孔 小舟"), lambda d: d.child.update(name="阿依古丽·买买提"))
example(12, "box", lambda d: d.child.update(name="孔□舟"), lambda d: d.child.update(name="孔〇舟"))
example(12, "full width", lambda d: d.child.update(name="孔小舟（子）"), lambda d: d.child.update(name="孔𬭎舟"))
example(12, "digit", lambda d: d.child.update(name="孔小舟2"), lambda d: d.child.update(name=None))
example(12, "private use", lambda d: d.child.update(name="孔\ue000舟"), lambda d: d.child.update(name="孔䶮舟"))
example(
    13,
    "no certificate",
    lambda d: d.head_year.update(health=["2", "4"]),
    lambda d: (d.head_year.update(health=["4"]), d.head.update(disability_number=certificate("4", "3"))),
)
example(
    14,
    "healthy",
    lambda d: d.head.update(disability_number=certificate()),
    lambda d: (d.head.update(disability_number=certificate()), d.head_year.update(health=None)),
)
example(
    14,
    "by type",
    lambda d: d.head.update(id_type="2"),
    lambda d: (d.head.update(id_type="2"), d.head_year.update(health=["4"])),
)
example(
    15,
    "level",
    lambda d: d.head.update(disability_number=certificate("4", "2"), disability_level="3"),
    lambda d: d.head.update(disability_number=certificate("4", "2"), disability_level="2", disability_type="4"),
)
example(
    15,
    "type by ID",
    lambda d: d.head.update(id_number=certificate("4", "2"), disability_type="6"),
    lambda d: d.head.update(disability_type="6"),
)

# --- 16-38 required and code lists
example(16, "empty", lambda d: d.child.update(ethnicity=None), lambda d: d.child.update(ethnicity="97"))
example(17, "empty", lambda d: d.child_year.update(health=None), lambda d: d.child_year.update(health=["2"]))
example(18, "empty", lambda d: d.child_year.update(labour=None), lambda d: d.child_year.update(labour="4"))
example(18, "text", lambda d: d.head_year.update(labour="全劳力"), lambda d: d.head_year.update(labour="1"))
example(19, "empty", lambda d: d.child.update(relation=None), lambda d: d.child.update(relation="28"))
example(19, "text", lambda d: d.child.update(relation="干儿子"), lambda d: d.child.update(relation="22"))
example(20, "text", lambda d: d.head.update(politics="团员干部"), lambda d: d.head.update(politics=None))
example(
    21,
    "text",
    lambda d: d.head_year.update(education="私塾"),
    lambda d: d.head_year.update(education=None, out_of_school_reason="1"),
)
example(
    22,
    "text",
    lambda d: d.child_year.update(school_state="复读"),
    lambda d: d.child_year.update(school_state=None, education="2"),
)
example(
    23,
    "all empty",
    lambda d: d.child_year.update(school_state=None),
    lambda d: d.child_year.update(school_state=None, out_of_school_reason="3"),
)
example(
    24,
    "both",
    lambda d: d.child_year.update(education="2"),
    lambda d: d.child_year.update(education="2", school_state=None),
)
example(
    25,
    "empty",
    lambda d: d.head_year.update(serious_illness_cover=None),
    lambda d: d.head_year.update(serious_illness_cover=False),
)
example(
    26,
    "both empty",
    lambda d: d.head_year.update(pension_resident=None, pension_employee=None),
    lambda d: d.head_year.update(pension_resident=False, pension_employee=None),
)
example(
    27,
    "both empty",
    lambda d: d.head_year.update(medical_resident=None, medical_employee=None),
    lambda d: d.head_year.update(medical_resident=None, medical_employee=True),
)
example(
    27,
    "both no",
    lambda d: d.head_year.update(medical_resident=False),
    lambda d: d.head_year.update(medical_resident=False, medical_employee=None),
)
example(
    28,
    "both",
    lambda d: d.head_year.update(medical_employee=True),
    lambda d: d.head_year.update(medical_employee=True, medical_resident=False),
)
example(
    29,
    "one empty",
    lambda d: d.head_year.update(speaks_mandarin=None),
    lambda d: d.head_year.update(speaks_mandarin=False),
)
example(
    29,
    "abroad of a worker",
    lambda d: d.head_year.update(works_abroad=None),
    lambda d: d.spouse_year.update(works_abroad=None),
)
example(30, "empty", lambda d: d.household.update(phone=None), lambda d: d.household.update(phone="05370000000"))
example(
    30, "10 digits", lambda d: d.household.update(phone="1380000000"), lambda d: d.household.update(phone="13800000009")
)
example(31, "landline", lambda d: d.head.update(phone="05370000000"), lambda d: d.head.update(phone="13800000009"))
example(31, "12…", lambda d: d.head.update(phone="12800000000"), lambda d: d.head.update(phone=None))
example(32, "empty", lambda d: d.year.update(orchard=None), lambda d: d.year.update(cropland=0, irrigated_land=None))
example(33, "empty", lambda d: d.year.update(toilet=None), lambda d: d.year.update(toilet=False, house_area=0))
example(
    33, "road", lambda d: d.year.update(road_type=None), lambda d: d.year.update(road_type=None, road_hardened=False)
)
example(34, "empty", lambda d: d.year.update(road_distance=None), lambda d: d.year.update(road_distance=0))
example(34, "text", lambda d: d.year.update(road_distance="五里"), lambda d: d.year.update(road_distance=500))
example(35, "empty", lambda d: d.year.update(household_power=None), lambda d: d.year.update(household_power=False))
example(36, "line", lambda d: d.household.update(line_used=None), lambda d: d.household.update(line_used="03"))
example(
    36, "wage", lambda d: d.year.update(wage_income=None), lambda d: d.year.update(annual_income=None, net_income=None)
)
example(
    36,
    "no item",
    lambda d: d.year.update(transfer_income=None),
    lambda d: (d.year.update(transfer_income=None), d.item("T10", 100_000)),
)
example(
    37,
    "empty",
    lambda d: d.household.update(exit_year=None),
    lambda d: d.household.update(exit_year=None, poverty_state="0"),
)
example(
    38, "repeated", lambda d: d.household.update(other_causes=["09"]), lambda d: d.household.update(other_causes=None)
)
example(
    38,
    "three",
    lambda d: d.household.update(other_causes=["07", "05", "10"]),
    lambda d: d.household.update(other_causes=["07", "05"]),
)

# --- 39-49 structure
example(39, "two", lambda d: d.child.update(relation="01"), lambda d: d.child.update(relation="28"))
example(39, "none", lambda d: d.head.update(relation="28"), lambda d: d.head.update(relation=None))
example(
    40,
    "two",
    lambda d: d.add("王桂芳", "02", "2", "19750101", 22),
    lambda d: d.add("王桂芳", "21", "2", "19750101", 22),
)
example(41, "same", lambda d: d.spouse.update(sex="1"), lambda d: d.spouse.update(sex=None))
example(42, "son a girl", lambda d: d.child.update(sex="2"), lambda d: d.child.update(sex="2", relation="28"))
example(
    42, "brother-in-law's wife a man", lambda d: d.child.update(relation="26"), lambda d: d.child.update(relation="21")
)
example(43, "four", lambda d: d.household.update(head_count=4), lambda d: d.household.update(head_count=None))
example(
    43,
    "one died",
    lambda d: d.child.update(member_state="2"),
    lambda d: (d.child.update(member_state="2"), d.household.update(head_count=2)),
)
example(44, "nobody", lambda d: d.leave(), lambda d: (d.leave(), d.household.update(poverty_state="9")))
example(
    44,
    "all gone",
    lambda d: [person.update(member_state="4") for person in (d.head, d.spouse, d.child)],
    lambda d: d.child.update(member_state="4"),
)
example(45, "other household", lambda d: d.child.update(household="h2"), lambda d: d.child.pop("household"))
example(45, "no household", lambda d: d.child.update(household=None), lambda d: d.child.update(household="h1"))
example(46, "14 years", lambda d: d.born(d.child, "19870430", 31), lambda d: d.born(d.child, "19870501", 31))
example(46, "parent younger", lambda d: d.child.update(relation="11"), lambda d: d.child.update(relation="28"))
example(
    47,
    "child",
    lambda d: (d.leave("head"), d.born(d.head, "20020101", 11)),
    lambda d: (d.leave("head"), d.born(d.head, "20011231", 11)),
)
example(
    47,
    "orphan",
    lambda d: d.born(d.head, "20050101", 11),
    lambda d: (d.born(d.head, "20050101", 11), d.head.update(orphaned_child=True)),
)
example(
    48,
    "three people",
    lambda d: d.household.update(household_type="06"),
    lambda d: (d.leave("head", "spouse"), d.household.update(household_type="06")),
)
example(
    48,
    "grown son",
    lambda d: (
        d.leave("head", "child"),
        d.born(d.child, "19950101", 31),
        d.child_year.update(labour="2"),
        d.household.update(household_type="03"),
    ),
    lambda d: (
        d.leave("head", "child"),
        d.born(d.child, "19950101", 31),
        d.child_year.update(labour="4"),
        d.household.update(household_type="03"),
    ),
)
example(
    49,
    "all differ",
    lambda d: (d.leave("head", "child"), d.child.update(name="马小舟", ethnicity="03")),
    lambda d: (d.leave("head", "child"), d.child.update(ethnicity="03")),
)
example(
    49,
    "couple",
    lambda d: (d.spouse.update(ethnicity="03"), d.child.update(name="李小舟", ethnicity="11")),
    lambda d: (d.leave("head", "spouse"), d.spouse.update(ethnicity="03")),
)
