"""Walks the whole catalogue: every name that points somewhere must point at something."""

from dataclasses import fields as attributes

import pytest

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS, RECORD_ENTITIES, entity_by_label
from models.fields import HUNDREDTHS, Field, Kind, Policy
from tests.models.code_book import CODES

EVERY = [pytest.param(entity, id=name) for name, entity in ENTITIES.items()]
FIELDS = [
    pytest.param(field, id=f"{name}.{field.name}") for name, entity in ENTITIES.items() for field in entity.fields
]


@pytest.mark.parametrize("entity", EVERY)
def test_names_and_labels_are_unique(entity):
    names = [field.name for field in entity.fields]
    labels = [field.label for field in entity.fields]
    assert len(set(names)) == len(names)
    assert len(set(labels)) == len(labels)
    assert all(name.isidentifier() and name.isascii() for name in names)
    assert not {"uid", "household", "scope", "deleted", "received", "extra", "updated", "id"} & set(names)


def test_entities_are_unique_by_name_and_label():
    assert all(name == entity.name for name, entity in ENTITIES.items())
    assert len({entity.label for entity in ENTITIES.values()}) == len(ENTITIES)
    for entity in ENTITIES.values():
        assert entity_by_label(entity.label) is entity
        assert entity_by_label(entity.name) is entity
    assert entity_by_label("没有这个") is None


@pytest.mark.parametrize("entity", EVERY)
def test_sections_place_every_field_once(entity):
    placed = [name for section in entity.sections for name in section.names]
    assert sorted(placed) == sorted(field.name for field in entity.fields)
    assert all(section.title and section.names for section in entity.sections)


@pytest.mark.parametrize("entity", EVERY)
def test_everything_named_exists(entity):
    names = {field.name for field in entity.fields}
    in_facets = [name for facet in entity.facets for name in facet.names]
    assert set(in_facets) <= names
    assert len(set(in_facets)) == len(in_facets), "a field stands in two facets"
    assert set(entity.required_when) <= names
    assert set(entity.shown_when) <= names
    assert set(entity.repeatable) <= names
    assert len({facet.name for facet in entity.facets}) == len(entity.facets)


@pytest.mark.parametrize("entity", EVERY)
def test_facet_of_says_where_a_field_is_decided(entity):
    for field in entity.fields:
        facet = entity.facet_of(field.name)
        grouped = [one for one in entity.facets if field.name in one.names]
        assert facet == (grouped[0].name if grouped else field.name)


@pytest.mark.parametrize("entity", EVERY)
def test_owners_and_carriers_exist(entity):
    assert entity.owner in ("", "household")
    assert entity.part_of in ("", *ENTITIES)
    if entity.part_of:
        assert entity.name not in RECORD_ENTITIES
        assert list(ENTITIES).index(entity.part_of) < list(ENTITIES).index(entity.name)


def test_what_hangs_under_a_household_is_one_of_its_parts():
    owned = [name for name in RECORD_ENTITIES if ENTITIES[name].owner == "household"]
    assert [name for name in owned if name not in ("member", "year")] == list(HOUSEHOLD_PARTS)


@pytest.mark.parametrize("entity", EVERY)
def test_conditions_answer_for_every_record(entity):
    """A condition reads an empty record and one full of unknown codes without failing."""
    odd = {field.name: ["?"] if field.kind is Kind.CODES else "?" for field in entity.fields}
    for record in ({}, dict.fromkeys((field.name for field in entity.fields), None), odd):
        for field in entity.fields:
            assert isinstance(entity.is_shown(field.name, record), bool)
            assert isinstance(entity.is_required(field.name, record), bool)


@pytest.mark.parametrize("entity", EVERY)
def test_a_field_that_may_be_hidden_is_not_always_required(entity):
    for name in entity.shown_when:
        assert name in entity.required_when or not entity.field(name).required


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_is_plain(field: Field):
    assert field.label
    assert field.label == field.label.strip()
    assert bool(field.codes) == (field.kind in (Kind.CODE, Kind.CODES))
    assert field.kind is not Kind.MONEY or field.unit == "元"
    if field.least is not None or field.most is not None:
        assert field.kind in (Kind.INTEGER, Kind.YEAR, *HUNDREDTHS)
    if field.kind in (Kind.ID_NUMBER, Kind.PHONE, Kind.BANK_CARD):
        assert field.sensitive


def test_a_field_has_at_most_fourteen_attributes():
    assert len(attributes(Field)) <= 14


def test_every_code_list_exists_and_is_used():
    named = {field.codes for entity in ENTITIES.values() for field in entity.fields if field.codes}
    assert named == set(CODES.lists)


def test_national_ids_stand_once():
    found = [field.national for entity in ENTITIES.values() for field in entity.fields if field.national]
    assert len(found) > 60
    assert len(set(found)) == len(found)


def test_an_unknown_field_is_a_key_error():
    with pytest.raises(KeyError):
        ENTITIES["household"].field("nothing")


def test_notes_do_not_ask_a_person():
    for entity in ENTITIES.values():
        for facet in entity.facets:
            if facet.name == "note":
                assert facet.policy is Policy.AUTO


def test_conditions_of_the_household():
    household = ENTITIES["household"]
    assert household.is_required("exit_year", {"poverty_state": "1"})
    assert not household.is_required("exit_year", {"poverty_state": "0"})
    assert household.is_shown("return_year", {"poverty_state": "3"})
    assert not household.is_shown("settlement_place", {"relocated": False})
    monitoring = ENTITIES["monitoring"]
    assert monitoring.is_required("risk_note", {"risks": ["01", "99"]})
    assert not monitoring.is_required("risk_note", {"risks": ["01"]})
    assert not monitoring.is_shown("disaster_kind", {"risks": None})
    assert monitoring.is_required("cleared", {"risk_cleared": True})
    assert not monitoring.is_shown("cleared_self_paid", {"risk_cleared": False})
