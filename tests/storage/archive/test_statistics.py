"""Statistical tables against the same numbers counted by hand from the records, and traced back through the list."""

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from models.statistics import PEOPLE, Axis, Rate, Table, cell_filter, field_axis, from_stored, problem_of
from storage.archive.denominators import save_rural_people
from storage.archive.files import iterate_files
from storage.archive.lists import ListQuery, list_ids, uids_of
from storage.archive.problems import StorageProblem
from storage.archive.records import RecordChange, save
from storage.archive.statistic_tables import all_tables, changed_since, freeze, frozen, save_own_tables, shipped_tables
from storage.archive.statistics import ALL, compute
from storage.exchange.statistics_out import write_statistics
from storage.exchange.training.training_archive import make_training_archive

RESOURCES = Path(__file__).parents[3] / "resources"
YEAR = 2017


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    made = make_training_archive(tmp_path_factory.mktemp("figures") / "a", households=150, resources=RESOURCES)
    yield made
    made.close()


@pytest.fixture(scope="module")
def people(archive):
    return [
        (file, person, file.year_facts(YEAR, person["uid"]))
        for file in iterate_files(archive)
        for person in file.active_members
    ]


def table(rows: Axis, columns: Axis | None = None, base: str = PEOPLE, **more) -> Table:
    return Table("t", "表", base, rows, columns, **more)


def test_people_by_labour_and_sex_are_those_counted_by_hand(archive, people):
    found = compute(archive, table(field_axis("member_year:labour"), field_axis("member:sex")))
    wanted = Counter((facts.get("labour"), person.get("sex")) for _file, person, facts in people)
    assert {key: number for key, number in found.cells.items() if number} == dict(wanted)
    assert found.total == len(people)
    assert sum(found.row_totals.values()) == sum(found.column_totals.values()) == len(people)


def test_age_bands_hold_their_lower_limit_and_not_their_upper(archive, people):
    found = compute(archive, table(Axis("member:age", (0, 16, 60))))
    ages = [YEAR - int(person["birth_date"][:4]) for _file, person, _facts in people if person.get("birth_date")]
    wanted = {
        0: sum(age < 16 for age in ages),
        1: sum(16 <= age < 60 for age in ages),
        2: sum(age >= 60 for age in ages),
    }
    assert {band: found.row_totals[band] for band in wanted} == wanted


def test_one_who_is_ill_in_two_ways_is_one_person_in_the_total(archive, people):
    found = compute(archive, table(field_axis("member_year:health")))
    wanted = Counter(code for _file, _person, facts in people for code in facts.get("health") or [None])
    assert dict(found.row_totals) == dict(wanted)
    assert found.total == len(people)
    assert not found.sums_up


def test_households_by_a_fact_of_members_are_each_counted_once_a_group(archive, people):
    found = compute(archive, table(field_axis("member_year:labour"), base="household"))
    wanted = {(facts.get("labour"), file.uid) for file, _person, facts in people}
    assert dict(found.row_totals) == dict(Counter(labour for labour, _uid in wanted))
    assert found.total == 150


def test_sums_of_money_are_exact(archive):
    found = compute(archive, table(Axis("division", level=9), base="household", measure="year:wage_income"))
    files = list(iterate_files(archive))
    wanted = sum((file.years[YEAR].values.get("wage_income") or 0) for file in files if YEAR in file.years)
    assert found.total == wanted > 0
    with pytest.raises(StorageProblem):
        compute(archive, table(field_axis("member:sex"), base="household", measure="year:wage_income"))


@pytest.mark.parametrize("name", [one.name for one in map(from_stored, __import__("json").loads(
    (RESOURCES / "statistics.json").read_text("utf-8")))])  # fmt: skip
def test_every_number_of_a_shipped_table_is_the_list_behind_it(archive, name):
    one = next(each for each in shipped_tables(archive) if each.name == name)
    assert problem_of(one) == ""
    found = compute(archive, one)
    assert found.rows
    year = found.columns[0].value if found.by_year else found.year
    for head in found.rows:
        asked = cell_filter(one, year, [(one.rows, head.value)])
        uids = set(uids_of(archive, list_ids(archive, ListQuery(filter=asked))))
        number = found.cells.get((head.value, year), 0) if found.by_year else found.row_totals.get(head.value, 0)
        if one.base == "household" and not one.measure:
            assert len(uids) == number
        elif not one.measure:
            assert len(uids) <= number
            assert bool(uids) == bool(number)


def test_incidence_has_the_denominator_of_its_own_year_or_none(archive):
    save_rural_people(archive, {})
    one = table(Axis("division", level=6), Axis("years"), years=(2015, 2017), rate=Rate.INCIDENCE)
    assert set(compute(archive, one).rates.values()) == {None}
    save_rural_people(archive, {2015: {"": 4000}, 2017: {"": 8000}})
    found = compute(archive, one)
    assert found.rates[ALL, 2015] == round(10_000 * found.column_totals[2015] / 4000)
    assert found.rates[ALL, 2017] == round(10_000 * found.column_totals[2017] / 8000)
    assert found.rates[found.rows[0].value, 2015] is None
    save_rural_people(archive, {})


def test_what_changed_since_it_was_handed_up_is_told_cell_by_cell(archive):
    one = table(field_axis("household:main_cause"), base="household", rate=Rate.SHARE)
    save_own_tables(archive, [one])
    assert all_tables(archive)[0] == one
    freeze(archive, compute(archive, one), "2017-12-31T09:00:00", "甲")
    [kept] = frozen(archive)
    assert changed_since(archive, kept) == []
    file = next(each for each in iterate_files(archive) if each.household.get("main_cause") == "01")
    save(archive, [RecordChange("household", file.uid, {"main_cause": "02"})])
    changed = {(each.row, each.now - each.before) for each in changed_since(archive, kept)}
    assert changed == {("因病", -1), ("因残", 1)}
    save(archive, [RecordChange("household", file.uid, {"main_cause": "01"})])


def test_the_workbook_adds_up_by_itself(archive, tmp_path):
    one = table(Axis("division", level=9), field_axis("household:main_cause"), base="household", rate=Rate.SHARE)
    found = compute(archive, one)
    write_statistics(archive, tmp_path / "t.xlsx", found)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    last = 4 + len(found.rows)
    whole = 2 + len(found.columns)
    assert sheet.cell(last, 2).value == f"=SUM(B4:B{last - 1})"
    assert str(sheet.cell(4, whole).value).startswith("=SUM(B4:")
    shown = openpyxl.load_workbook(tmp_path / "t.xlsx", data_only=True).active
    assert shown.cell(last, whole).value == found.total == 150
    assert shown.page_setup.orientation == "landscape"
    assert shown.print_title_rows == "$3:$3"
