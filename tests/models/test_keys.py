"""Names of records and of keyed facets."""

import re

from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import ENTITIES
from models.keys import division_uid, income_key, member_key, new_uid, split_key, village_year_uid, year_uid

UUID_7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def test_new_uids_are_version_7_and_differ():
    made = [new_uid() for _ in range(2000)]
    assert all(UUID_7.fullmatch(uid) for uid in made)
    assert len(set(made)) == len(made)
    times = [uid[:13] for uid in made]
    assert times == sorted(times)


def test_derived_uids_are_the_same_everywhere():
    """Packages of every version name these records so: the form of the uid may never change."""
    assert year_uid("h", 2017) == "h.2017"
    assert division_uid("370826") == "division.370826"
    assert village_year_uid("370826111214", 2017) == "village.370826111214.2017"


@given(st.sampled_from([field.name for field in ENTITIES["member_year"].fields]), st.uuids())
def test_member_keys_come_apart_again(field, person):
    assert split_key(member_key(field, str(person))) == ("year:", field, str(person))


@given(st.from_regex(r"\A[WBPTEN][0-9]{2}\Z"), st.one_of(st.none(), st.uuids()))
def test_income_keys_come_apart_again(item, person):
    uid = str(person) if person else None
    assert split_key(income_key(item, uid)) == ("income:", item, uid or "")


def test_plain_fields_are_no_keyed_facets():
    for entity in ENTITIES.values():
        for field in entity.fields:
            assert split_key(field.name) is None
