"""Filters, columns and totals of lists on a real archive, against the same question answered in plain Python."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.derived import age_on
from models.fields import HUNDREDTHS, Kind
from models.list_fields import FIRST_COLUMNS, SOURCES, can_be_column, fields_of, list_field
from models.list_filter import ASKS, VALUES, Ask, Condition, Filter
from storage.archive.files import iterate_files
from storage.archive.lists import ListQuery, list_ids, table_rows, totals, uids_of
from storage.exchange.training import make_training_archive
from tests.ui.office import RESOURCES

EVERYTHING = [f"{source}:{field.name}" for source in SOURCES for field in fields_of(source)]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists") / "data"
    with make_training_archive(folder, households=150, resources=RESOURCES) as made:
        yield made


@pytest.fixture(scope="module")
def files(archive):
    return {file.uid: file for file in iterate_files(archive)}


def found(archive, *groups):
    ids = list_ids(archive, ListQuery(filter=Filter(tuple(groups))))
    return set(uids_of(archive, ids))


def test_every_field_can_be_asked_everything_it_offers(archive):
    samples = {Kind.DATE: "2017-01-01", Kind.MONTH: "2017-01"}
    for key in EVERYTHING:
        kind = list_field(key).kind
        sample = samples.get(kind, 1 if kind in HUNDREDTHS or kind in (Kind.INTEGER, Kind.YEAR) else "1")
        for ask in ASKS[kind]:
            values = (sample,) * VALUES.get(ask, 1)
            list_ids(archive, ListQuery(filter=Filter(((Condition(key, ask, values),),))))


def test_every_column_can_be_shown_sorted_by_and_added_up(archive):
    columns = [key for key in EVERYTHING if can_be_column(key)]
    ids = list_ids(archive, ListQuery())
    rows = table_rows(archive, ids[:20], columns)
    assert [row.id for row in rows] == ids[:20]
    totals(archive, ListQuery(), columns)
    for key in columns:
        sort = key.removeprefix("row:")
        assert sorted(list_ids(archive, ListQuery(sort=sort))) == sorted(ids)


def test_columns_hold_what_the_records_hold(archive, files):
    columns = ("row:head_name", "household:phone", "year:house_area", "year:water_safe", "head:id_number", "row:people")
    year = archive.settings.year
    for row in table_rows(archive, list_ids(archive, ListQuery()), columns):
        file = files[row.uid]
        values = file.years[year].values if year in file.years else {}
        head = file.head or {}
        wanted = (head.get("name"), file.household.get("phone"), values.get("house_area"), values.get("water_safe"))
        assert row.values == (*wanted, head.get("id_number"), len(file.active_members))


def test_sorting_by_a_joined_column_puts_the_empty_ones_last(archive):
    for descending in (False, True):
        ids = list_ids(archive, ListQuery(sort="household:phone", descending=descending))
        phones = [row.values[0] for row in table_rows(archive, ids, ("household:phone",))]
        told = [phone for phone in phones if phone is not None]
        assert told == sorted(told, reverse=descending)
        assert phones == told + [None] * (len(phones) - len(told))


def test_conditions_about_people_are_asked_of_one_and_the_same_person(archive, files):
    year, as_of = archive.settings.year, archive.settings.as_of
    old_and_ill = (Condition("member:age", Ask.LEAST, (60,)), Condition("member_year:health", Ask.ONE_OF, ("3",)))
    wanted = {
        uid
        for uid, file in files.items()
        if any(
            (age_on(person.get("birth_date"), as_of) or 0) >= 60
            and "3" in (file.year_facts(year, person["uid"]).get("health") or [])
            for person in file.active_members
        )
    }
    assert wanted
    assert found(archive, old_and_ill) == wanted


def test_groups_are_joined_by_or_and_conditions_by_and(archive, files):
    ill = Condition("row:main_cause", Ask.ONE_OF, ("01",))
    many = Condition("row:people", Ask.LEAST, (4,))
    by_ill = {uid for uid, file in files.items() if file.household.get("main_cause") == "01"}
    by_many = {uid for uid, file in files.items() if len(file.active_members) >= 4}
    assert found(archive, (ill, many)) == by_ill & by_many
    assert found(archive, (ill,), (many,)) == by_ill | by_many
    assert by_ill & by_many


def test_empty_no_and_yes_are_three_answers(archive):
    asked = [found(archive, (Condition("year:cooperative", ask),)) for ask in (Ask.EMPTY, Ask.NO, Ask.YES)]
    assert sum(map(len, asked)) == len(set.union(*asked)) == len(list_ids(archive, ListQuery()))


def test_scope_text_and_filter_hold_together(archive):
    uid = uids_of(archive, list_ids(archive, ListQuery())[:1])[0]
    (row,) = table_rows(archive, list_ids(archive, ListQuery())[:1], ("row:head_name", "household:division"))
    name, division = row.values
    both = ListQuery(scope=division, text=name, filter=Filter(((Condition("row:people", Ask.LEAST, (1,)),),)))
    assert uid in uids_of(archive, list_ids(archive, both))
    assert list_ids(archive, ListQuery(scope="999999", text=name)) == []


def test_totals_add_up(archive, files):
    query = ListQuery(filter=Filter(((Condition("row:people", Ask.LEAST, (2,)),),)))
    told = totals(archive, query, FIRST_COLUMNS)
    people = [len(file.active_members) for file in files.values() if len(file.active_members) >= 2]
    assert told.lines == len(people)
    assert told.sums["row:people"] == (sum(people), len(people))


def test_what_a_filter_compares_with_is_never_part_of_the_query(archive):
    nasty = Condition("household:address", Ask.HAS, ("'; DROP TABLE household; --",))
    assert found(archive, (nasty,)) == set()
    assert list_ids(archive, ListQuery())
    with pytest.raises(KeyError):
        list_ids(archive, ListQuery(sort='number"; DROP TABLE household; --'))


@given(st.integers(0, 99), st.sampled_from([Ask.LEAST, Ask.MOST, Ask.IS]))
def test_ages_are_those_of_the_model(archive, files, years, ask):
    holds = {Ask.LEAST: int.__ge__, Ask.MOST: int.__le__, Ask.IS: int.__eq__}[ask]
    as_of: date = archive.settings.as_of
    wanted = {
        uid
        for uid, file in files.items()
        if any(
            (age := age_on(person.get("birth_date"), as_of)) is not None and holds(age, years)
            for person in file.active_members
        )
    }
    assert found(archive, (Condition("member:age", ask, (years,)),)) == wanted
