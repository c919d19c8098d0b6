"""Every rule fires on its record and is silent on the twin; the clean household is clean; nothing makes them raise."""

import importlib
import pkgutil
from datetime import date
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

import models.rules as rules_package
from models.catalogue import ENTITIES
from models.fields import HUNDREDTHS, Field, Kind
from models.household_file import HouseholdFile, IncomeItem, YearFile
from models.rules import RULES, RuleContext, Twin, check_household, load_rule_book
from models.rules.base import HouseholdRule, PersonRule, ProjectRule, VillageRule

from .drafts import CODES, PLACES, RESOURCES, THRESHOLDS, Draft, ProjectDraft, VillageDraft, id_number
from .examples_of_care import EXAMPLES as OF_CARE
from .examples_of_cases import EXAMPLES as OF_CASES
from .examples_of_figures import EXAMPLES
from .examples_of_help import VILLAGE_EXAMPLES
from .examples_of_housing import EXAMPLES as OF_HOUSING
from .examples_of_money import EXAMPLES as OF_MONEY
from .examples_of_money import PROJECT_EXAMPLES
from .examples_of_work import EXAMPLES as OF_LIFE

assert OF_LIFE is EXAMPLES
assert OF_MONEY is EXAMPLES
assert OF_CARE is EXAMPLES
assert OF_CASES is EXAMPLES
assert OF_HOUSING is EXAMPLES
EMPTY_FIELD_RULES = {1, 16, 17, 18, 19, 23, 25, 26, 27, 29, 30, 32, 33, 34, 35, 36, 37, 154, 156, 193, 194}
BOOK = load_rule_book(RESOURCES / "rules.csv")
KINDS = {
    "人": PersonRule, "户": HouseholdRule, "村": VillageRule, "资金": HouseholdRule, "项目": ProjectRule,
    52: VillageRule, 53: HouseholdRule,
}  # fmt: skip
"""Which kind of function asks about which object; the two yearly sums are asked of what they are summed over."""


def drafted(change) -> Draft:
    draft = Draft()
    change(draft)
    return draft


@pytest.mark.parametrize(("number", "fires"), [pytest.param(e[0], e[2], id=f"{e[0]} {e[1]}") for e in EXAMPLES])
def test_rule_fires(number, fires):
    draft = drafted(fires)
    found = [finding for finding in draft.findings() if finding.rule == number]
    assert found
    for finding in found:
        assert finding.level == BOOK[number].level
        assert finding.household == "h1"
        if finding.entity == "income":
            assert finding.field in CODES["income_item"].by_code
        else:
            ENTITIES[finding.entity].field(finding.field)
        assert finding.sentence
        assert finding.remedy
        assert "None" not in finding.sentence + finding.value + finding.remedy
        if finding.entity in ("member", "member_year"):
            assert finding.person in {member["uid"] for member in draft.file().members}


@pytest.mark.parametrize(("number", "quiet"), [pytest.param(e[0], e[3], id=f"{e[0]} {e[1]}") for e in EXAMPLES])
def test_rule_is_silent_on_the_twin(number, quiet):
    assert number not in {finding.rule for finding in drafted(quiet).findings()}


@pytest.mark.parametrize(("number", "fires", "quiet"), [pytest.param(*e, id=str(e[0])) for e in VILLAGE_EXAMPLES])
def test_village_rule_fires_and_is_silent_on_the_twin(number, fires, quiet):
    wrong, right = VillageDraft(), VillageDraft()
    fires(wrong)
    quiet(right)
    found = [finding for finding in wrong.findings() if finding.rule == number]
    assert found
    for finding in found:
        ENTITIES[finding.entity].field(finding.field)
        assert (finding.household, finding.village, finding.person) == ("", "370826111214", None)
        assert finding.level == BOOK[number].level
        assert "None" not in finding.sentence + finding.value + finding.remedy
        assert finding.remedy
    assert number not in {finding.rule for finding in right.findings()}


@pytest.mark.parametrize(("number", "fires", "quiet"), [pytest.param(*e, id=str(e[0])) for e in PROJECT_EXAMPLES])
def test_project_rule_fires_and_is_silent_on_the_twin(number, fires, quiet):
    wrong, right = ProjectDraft(), ProjectDraft()
    fires(wrong)
    quiet(right)
    found = [finding for finding in wrong.findings() if finding.rule == number]
    assert found
    for finding in found:
        ENTITIES[finding.entity].field(finding.field)
        assert (finding.household, finding.village, finding.person) == ("", "370826111214", "pr1")
        assert finding.level == BOOK[number].level
        assert "None" not in finding.sentence + finding.value + finding.remedy
        assert finding.remedy
    assert number not in {finding.rule for finding in right.findings()}


def test_clean_household_has_no_findings():
    assert Draft().findings() == []
    assert ProjectDraft().findings() == []
    assert VillageDraft().findings() == []


def test_every_rule_has_an_example():
    exemplified = {example[0] for example in (*EXAMPLES, *VILLAGE_EXAMPLES, *PROJECT_EXAMPLES)}
    assert exemplified == {rule.number for rule in RULES}


def test_a_rule_is_written_once_or_waits_for_a_named_file():
    numbers = [rule.number for rule in RULES]
    assert len(numbers) == len(set(numbers))
    waiting = {number for number, info in BOOK.items() if info.waits_for}
    assert set(numbers) == set(BOOK) - waiting
    assert not waiting & set(numbers)


def test_every_declared_rule_is_gathered():
    names = [info.name for info in pkgutil.iter_modules(rules_package.__path__)]
    modules: list[ModuleType] = [importlib.import_module(f"models.rules.{name}") for name in names]
    declared = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, (HouseholdRule, PersonRule, VillageRule, ProjectRule))
    ]
    assert {id(rule) for rule in declared} == {id(rule) for rule in RULES}


def test_rule_book_lists_all_rules_and_agrees_with_the_code():
    assert list(BOOK) == list(range(1, 213))
    levels = [info.level for info in BOOK.values()]
    assert (levels.count("E"), levels.count("W"), levels.count("Q")) == (108, 89, 15)
    for rule in RULES:
        info = BOOK[rule.number]
        assert rule.level == info.level, rule.number
        assert isinstance(rule, KINDS.get(rule.number) or KINDS[info.object]), rule.number
        assert (rule.from_year, rule.to_year) == (info.from_year, info.to_year), rule.number
        assert info.title
        assert info.source
        assert info.section


def test_an_empty_household_has_only_findings_of_empty_fields():
    members = [{"uid": "p1", "household": "h1", "name": "孔维晨", "relation": "01"}, {"uid": "p2", "household": "h1"}]
    file = HouseholdFile({"uid": "h1"}, members)
    findings = check_household(file, Draft().context())
    assert {finding.rule for finding in findings} <= EMPTY_FIELD_RULES
    assert {1, 16, 17, 18, 23, 30, 32, 36} <= {finding.rule for finding in findings}
    assert all(finding.value == "" for finding in findings)


def test_the_households_of_the_report_have_only_findings_of_empty_fields():
    """What the newspaper says of two households, entered as it stands, is nothing to object to."""
    liu = HouseholdFile(
        {"uid": "h1", "household_type": "01", "main_cause": "01", "other_causes": ["03"],
         "head_name": "刘德华", "head_count": 4},
        [
            {"uid": "a", "household": "h1", "name": "刘德华", "relation": "01", "sex": "1"},
            {"uid": "b", "household": "h1", "relation": "02", "sex": "2"},
            {"uid": "c", "household": "h1", "relation": "28"},
            {"uid": "d", "household": "h1", "relation": "28"},
        ],
        {2017: YearFile("h1.2017", 2017, {}, {
            "a": {"health": ["3"], "illness": "类风湿性关节炎"}, "b": {"work_months": 1200},
            "c": {"school_state": "20"}, "d": {"school_state": "20"},
        }, [IncomeItem("B09", "a", None, True), IncomeItem("P01", None, None, True)])},
        {"measure": [{"uid": "m", "year": 2017, "group": "39", "options": ["3905"]}]},
    )  # fmt: skip
    aided = {"low_income_aid": "2", "supplement_cover": True}
    wen = HouseholdFile(
        {"uid": "h2", "household_type": "04", "head_name": "文庆磊", "head_count": 7},
        [{"uid": "a", "household": "h2", "name": "文庆磊", "relation": "01", "sex": "1"}]
        + [{"uid": letter, "household": "h2", "relation": "02" if letter == "b" else "28"} for letter in "bcdefg"],
        {2017: YearFile("h2.2017", 2017, {}, {letter: dict(aided) for letter in "abcdefg"},
                        [IncomeItem("B04", "a", None, True), IncomeItem("T02", None, None, True)])},
    )  # fmt: skip
    for file in (liu, wen):
        findings = check_household(file, Draft().context())
        assert {finding.rule for finding in findings} <= EMPTY_FIELD_RULES
        assert all(finding.value == "" for finding in findings)


def test_sentences_a_clerk_reads():
    draft = Draft()
    draft.child["id_number"] = "990000200710030310"
    right = id_number("20071003", 31)[17]
    (finding,) = draft.findings()
    assert finding.sentence == f"孔小舟的证件号码 990000200710030310 校验位不对，末位应为 {right}"
    assert finding.remedy == "对照身份证或户口簿核对每一位"
    assert (finding.entity, finding.person, finding.field) == ("member", "p3", "id_number")
    assert finding.value == "990000200710030310"


def test_values_are_shown_as_people_read_them():
    draft = Draft()
    draft.head["relation"] = "28"
    (finding,) = draft.findings()
    assert (finding.rule, finding.value) == (39, "其他")


def test_amounts_are_said_in_yuan():
    draft = Draft()
    draft.year["income_per_head"] = 295_150
    sentences = {finding.rule: finding for finding in draft.findings()}
    assert "2951.5元" in sentences[91].sentence
    assert "2952元" in sentences[91].sentence
    assert "还没有和文件核对" in sentences[91].remedy
    assert "2951.5元" in sentences[90].sentence
    assert "6000元" in sentences[90].sentence


def test_checks_fall_back_to_the_latest_year_before():
    draft = Draft()
    draft.year["household_power"] = None
    context = RuleContext(2020, date(2020, 6, 30), CODES, THRESHOLDS)
    (finding,) = check_household(draft.file(), context)
    assert finding.rule == 35
    assert "2017年" in finding.sentence


def test_ages_of_a_past_year_count_on_its_last_day():
    draft = Draft()
    draft.born(draft.head, "19580101", 11)
    later = RuleContext(2017, date(2024, 3, 1), CODES, THRESHOLDS)
    assert check_household(draft.file(), later) == []


def test_twins_are_asked_once_for_each_number():
    asked: list[str] = []

    def same_id(part: str, _household: str) -> list[Twin]:
        asked.append(part)
        return []

    check_household(Draft().file(), RuleContext(2017, date(2017, 12, 31), CODES, THRESHOLDS, same_id))
    assert len(asked) == 3
    assert len(set(asked)) == 3


def test_the_absent_are_not_checked():
    draft = Draft()
    draft.child.update(member_state="4", change_reason="23", change_date="2017-06-30", id_number="1", sex="2")
    draft.household["head_count"] = 2
    assert draft.findings() == []


# --- no value of any kind makes a rule raise

_CODED = {"health": "1234", "labour": "12345"}
_DAYS = st.one_of(
    st.dates(date(1, 1, 1), date(9999, 12, 31)).map(str), st.sampled_from(["2016-02-30", "0000-00-00", "", "20170101"])
)
_NUMBERS = st.one_of(
    st.from_regex(r"[0-9]{17}[0-9X]([1-9]{2}(B[12])?)?", fullmatch=True),
    st.just(id_number("19720501")),
    st.text(max_size=24),
)


def values_of(field: Field) -> st.SearchStrategy:
    """Values that the field's kind can hold, sensible or not; None = empty."""
    if field.kind in (Kind.CODE, Kind.CODES):
        known = st.sampled_from(list(CODES[field.codes].by_code))
        one = st.one_of(known, st.text(min_size=1, max_size=4))
        return st.none() | (one if field.kind is Kind.CODE else st.lists(one, min_size=1, max_size=4, unique=True))
    if field.kind in HUNDREDTHS or field.kind in (Kind.INTEGER, Kind.YEAR):
        return st.none() | st.sampled_from([0, -1, 1, 9_900, 2017]) | st.integers(-(10**14), 10**14)
    if field.kind is Kind.YES_NO:
        return st.none() | st.booleans()
    if field.kind in (Kind.DATE, Kind.MONTH):
        return st.none() | _DAYS
    if field.kind is Kind.ID_NUMBER:
        return st.none() | _NUMBERS
    return st.none() | st.text(max_size=6)


def records(entity: str, **fixed: object) -> st.SearchStrategy:
    fields = {field.name: values_of(field) for field in ENTITIES[entity].fields}
    return st.fixed_dictionaries({name: st.just(value) for name, value in fixed.items()}, optional=fields)


@st.composite
def files(draw) -> HouseholdFile:
    uids = ["p1", "p2", "p3"][: draw(st.integers(0, 3))]
    members = [draw(records("member", uid=uid)) for uid in uids]
    income = st.builds(
        IncomeItem,
        item=st.sampled_from(list(CODES["income_item"].by_code)) | st.text(max_size=3),
        person=st.none() | st.sampled_from(["p1", "gone"]),
        amount=st.none() | st.integers(-(10**12), 10**12),
        counts=st.none() | st.booleans(),
    )
    years = {
        year: YearFile(
            f"h1.{year}", year, draw(records("year")), {uid: draw(records("member_year")) for uid in uids},
            draw(st.lists(income, max_size=4)),
        )
        for year in draw(st.sets(st.sampled_from([2016, 2017, 2022])))
    }  # fmt: skip
    kinds = ("monitoring", "measure", "assignment", "visit")
    parts = {name: draw(st.lists(records(name, uid=name), max_size=2)) for name in kinds}
    return HouseholdFile(draw(records("household", uid="h1")), members, years, parts)


@given(files(), st.sampled_from([2013, 2016, 2017, 2023]), st.dates(date(2010, 1, 1), date(2030, 1, 1)))
def test_no_values_make_a_rule_raise(file, year, as_of):
    twins = [Twin("h2", "x", None, ""), Twin("h3", "y", "孔维晨", "8630")]
    ask = lambda _value, _household: twins  # noqa: E731
    context = RuleContext(year, as_of, CODES, THRESHOLDS, ask, ask, ask, lambda _helper: 11, PLACES)
    for finding in check_household(file, context):
        assert finding.sentence
