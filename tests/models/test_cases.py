"""Every declared case type: what it names exists, and its register has columns."""

import pytest

from models.cases import (
    CASE_TYPES,
    DOMAINS,
    all_column_keys,
    link_fields,
    linked_entity,
    own_columns,
    register_column,
    title_of,
)
from models.catalogue import CASE_MODULES, ENTITIES
from models.fields import Kind
from tests.models.code_book import CODES

EVERY = [pytest.param(case, id=name) for name, case in CASE_TYPES.items()]


def test_every_entity_of_a_case_module_is_a_case_type():
    declared = {entity.name for module in CASE_MODULES for entity in module.ENTITIES}
    assert declared == set(CASE_TYPES)
    assert {case.domain for case in CASE_TYPES.values()} <= set(DOMAINS)


@pytest.mark.parametrize("case", EVERY)
def test_everything_a_case_type_names_exists(case):
    entity = ENTITIES[case.entity]
    for key in all_column_keys(case.entity):
        assert register_column(case.entity, key).title
    for one in link_fields(case.entity):
        assert linked_entity(case.entity, one.name) in ENTITIES
    assert own_columns(case.entity)
    for name in filter(None, (*case.title, *case.links)):
        entity.field(name)
    if case.order:
        register_column(case.entity, case.order)
    assert not case.state or entity.field(case.state).kind is Kind.CODE
    assert not case.year or entity.field(case.year).kind is Kind.YEAR
    assert {entity.field(name).kind for name in case.filters} <= {Kind.CODE, Kind.YES_NO}


def test_a_record_is_called_by_its_title_and_else_by_its_kind():
    plan = {"person": "m1", "school_year": 2017}
    assert title_of("aid_plan", plan, CODES, {"m1": "赵一"}) == "赵一 2017"
    assert title_of("aid_plan", {}, CODES) == "资助计划"
