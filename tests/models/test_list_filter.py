import json

import pytest

from models.catalogue import ENTITIES, HOUSEHOLD_PARTS
from models.fields import Kind
from models.list_fields import (
    FIRST_COLUMNS,
    ROW_FIELDS,
    SOURCES,
    can_be_column,
    fields_of,
    is_known,
    list_field,
    title_of,
)
from models.list_filter import ASK_TEXTS, ASKS, Ask, Condition, Filter, filter_sentence, from_json, to_json, whole
from tests.models.code_book import CODES

CAUSE = Condition("row:main_cause", Ask.ONE_OF, ("01", "02"))
ROOM = Condition("year:house_area", Ask.LEAST, (4000,))


def test_every_kind_can_be_asked_something_and_every_ask_has_a_text():
    assert set(ASKS) == set(Kind)
    assert all(asks for asks in ASKS.values())
    assert set(ASK_TEXTS) == set(Ask)


def test_every_source_has_fields_and_every_field_a_title():
    assert set(SOURCES) >= {"row", "household", "year", "head", "member", "member_year", *HOUSEHOLD_PARTS}
    for source in SOURCES:
        for field in fields_of(source):
            assert title_of(f"{source}:{field.name}")
    assert {field.name for field in ENTITIES["household"].fields} == {field.name for field in fields_of("household")}


def test_the_first_columns_can_be_columns_and_ages_and_visits_can_not():
    assert all(can_be_column(key) for key in FIRST_COLUMNS)
    assert not can_be_column("head:age")
    assert not can_be_column("visit:date")
    assert not can_be_column("row:nothing")
    assert len({field.name for field in ROW_FIELDS}) == len(ROW_FIELDS)


def test_an_unknown_field_is_no_field():
    assert not is_known("household:nothing")
    assert not is_known("nothing:phone")
    with pytest.raises(KeyError):
        list_field("phone")


def test_a_filter_is_said_in_words():
    text = filter_sentence(Filter(((CAUSE, ROOM), (Condition("household:phone", Ask.EMPTY),))), CODES)
    assert text == "（主要致贫原因 是 因病、因残 且 住房面积 不小于 40㎡） 或 户联系电话 未填"
    assert filter_sentence(Filter(), CODES) == ""


def test_conditions_that_are_not_whole_ask_nothing():
    typed = Filter(((CAUSE, Condition("year:house_area", Ask.LEAST)), (Condition("row:errors", Ask.BETWEEN, (1,)),)))
    assert whole(typed) == Filter(((CAUSE,),))
    assert not whole(Filter(((Condition("row:head_name", Ask.HAS, ("",)),),)))


def test_a_filter_survives_being_kept_and_what_is_unknown_is_counted():
    kept = Filter(((CAUSE, ROOM), (Condition("household:phone", Ask.EMPTY),)))
    assert from_json(json.loads(json.dumps(to_json(kept)))) == (kept, 0)
    newer = [
        [["household:later_field", "is", ["1"]], ["row:errors", "least", [1]]],
        [["row:errors", "has", ["1"]]],
        "x",
    ]
    assert from_json(newer) == (Filter(((Condition("row:errors", Ask.LEAST, (1,)),),)), 2)
    assert from_json(None) == (Filter(), 0)


def test_conditions_can_be_added_to_every_group():
    both = Filter(((CAUSE,), (ROOM,))).also(Condition("row:errors", Ask.LEAST, (1,)))
    assert [len(group) for group in both.groups] == [2, 2]
    assert Filter().also(CAUSE) == Filter(((CAUSE,),))
