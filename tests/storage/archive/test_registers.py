"""Registers over the whole archive: filters, order, totals, named lists, and records of no household."""

import pytest

from models.cases import CASE_TYPES, all_column_keys
from storage.archive import records
from storage.archive.archive import create_archive
from storage.archive.case_lists import CASE_LISTS
from storage.archive.registers import (
    RegisterQuery,
    entity_of,
    iterate_register,
    register_counts,
    register_ids,
    register_rows,
    register_totals,
    values_of,
)
from tests.storage.exchange.own_records import everything
from tests.storage.exchange.sheets import RESOURCES, TOWN


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("台账") / "档案"
    with create_archive(folder, division=TOWN, office="镇", user="李梅", resources=RESOURCES) as made:
        records.save(made, everything())
        for year, amount in ((2019, 90000), (2018, None)):
            values = {"student_aid": "s1", "person": "m2", "school_year": year, "entitled_amount": amount}
            records.save(made, [records.RecordChange("aid_plan", f"s1.{year}", values, "h1")])
        yield made


def test_lines_are_sorted_with_empty_ones_last_and_added_up(archive):
    query = RegisterQuery("aid_plan", sort="entitled_amount")
    rows = list(iterate_register(archive, query, ("household.village", "person.name", "school_year")))
    assert rows[0].values[1:] == ("钱二", 2019)
    assert {row.household for row in rows} == {"h1"}
    totals = register_totals(archive, query, ("school_year", "entitled_amount"))
    assert (totals.lines, totals.households, totals.sums) == (3, 1, {"entitled_amount": 90000})


def test_filters_by_place_text_list_and_value(archive):
    def found(**asked):
        return len(register_ids(archive, RegisterQuery("aid_plan", **asked)))

    assert found(scope="370826111") == 3
    assert found(scope="370826999") == 0
    assert found(text="赵一") == 3, "the household has somebody of that name"
    assert found(text="没有这个人") == 0
    assert found(chosen=(("school_year", 2018),)) == 1
    assert found(chosen=(("control", None),)) == 3
    assert found(only="missing") == 1
    assert values_of(archive, "aid_plan", "school_year") == [2018, 2019, 2020]


def test_records_of_no_household_have_a_register_too(archive):
    (row,) = iterate_register(archive, RegisterQuery("payout_batch"), ("name",))
    assert (row.household, row.values) == ("", ("秋季助学金",))
    assert entity_of(archive, row.uid) == "payout_batch"
    assert entity_of(archive, "h1") is None
    (line,) = iterate_register(archive, RegisterQuery("payout_line"), ("payout_batch.name", "amount"))
    assert line.values == ("秋季助学金", 150000)
    assert register_counts(archive)["payout_batch"] == 1


@pytest.mark.parametrize("entity", CASE_TYPES)
def test_every_column_and_list_of_every_register_can_be_asked(archive, entity):
    keys = all_column_keys(entity)
    for key in keys:
        ids = register_ids(archive, RegisterQuery(entity, text="二", sort=key, descending=True))
        assert len(register_rows(archive, entity, ids, keys)) == len(ids)
    for one in CASE_LISTS.get(entity, ()):
        register_ids(archive, RegisterQuery(entity, only=one.name))


def test_deleted_records_leave_the_register(archive):
    records.delete(archive, "s1.2018", reason="试")
    assert len(register_ids(archive, RegisterQuery("aid_plan"))) == 2
    records.restore_record(archive, "s1.2018")
    assert len(register_ids(archive, RegisterQuery("aid_plan"))) == 3
