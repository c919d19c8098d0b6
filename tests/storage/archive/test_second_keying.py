import pytest

from models.key_fields import key_fields
from storage.archive.archive import create_archive
from storage.archive.files import load_file
from storage.archive.history import field_history
from storage.archive.second_keying import (
    Result,
    decide,
    differences,
    record_answers,
    sample_households,
    statistics,
)
from tests.ui.samples import RESOURCES, VILLAGE, YEAR, household, office
from ui.household_session import HouseholdSession
from ui.session_changes import write

LABELS = ["孔令田证件号码", "尹秀荣证件号码", "银行卡号", "户联系电话", "孔令田低保金（2017）"]


@pytest.fixture
def archive(data_folder):
    made = create_archive(data_folder, division=VILLAGE[:9], office="某镇", user="甲", resources=RESOURCES)
    with made as archive:
        archive.settings.set("year", YEAR)
        for at in range(1, 6):
            file = household(f"h{at}", f"99010400100{at}")
            write(archive, HouseholdSession(file, office(), is_new=True).pending())
        yield archive


def fields_of(archive, uid="h1"):
    file = load_file(archive, uid)
    assert file is not None
    return key_fields(file, archive.codes, YEAR)


def answers(archive, *typed):
    return list(zip(fields_of(archive), typed, strict=True))


def test_numbers_card_and_amounts_are_asked(archive):
    assert [f"{one.owner}{one.label}" for one in fields_of(archive)] == LABELS


def test_the_same_is_the_same_however_it_is_typed(archive):
    first, second, _card, _phone, _amount = fields_of(archive)
    typed = (f"{first.stored[:6]} {first.stored[6:]}", second.stored.lower(), "", "138 0000 0028", "0.12万")
    made = record_answers(archive, "r1", "h1", answers(archive, *typed))
    assert [one.result for one in made] == [Result.SAME, Result.SAME, Result.SKIPPED, Result.SAME, Result.SAME]
    assert differences(archive) == []


def test_a_difference_is_kept_with_who_typed_first_and_second(archive):
    archive.user = "乙"
    made = record_answers(archive, "r1", "h1", answers(archive, "990000", "", "6200", "13800000028", "1200"))
    assert [one.result.value for one in made] == ["differs", "skipped", "differs", "same", "same"]
    card, number = differences(archive)
    assert (number.label, number.second, number.user, number.first_user) == ("孔令田 · 证件号码", "990000", "乙", "甲")
    assert (card.label, card.first, card.second) == ("银行卡号", "", "6200")


def test_taking_the_second_value_writes_it_with_a_reason(archive):
    made = record_answers(archive, "r1", "h1", answers(archive, "", "", "6200", "", "1500"))
    for one in made:
        if one.result is Result.DIFFERS:
            decide(archive, one, "second")
    file = load_file(archive, "h1")
    assert file.household["bank_card"] == "6200"
    item = file.years[YEAR].income[0]
    assert (item.amount, item.counts) == (150_000, True)
    assert field_history(archive, "h1", "bank_card")[0].reason == "二次录入核对"
    assert differences(archive) == []
    assert {one.taken for one in differences(archive, undecided=False)} == {"second"}


def test_keeping_the_first_value_writes_nothing(archive):
    (one,) = [one for one in record_answers(archive, "r1", "h1", answers(archive, "", "", "", "138", ""))
              if one.result is Result.DIFFERS]  # fmt: skip
    assert decide(archive, one, "first") is None
    assert load_file(archive, "h1").household["phone"] == "13800000028"
    assert statistics(archive).open == 0


def test_the_figures(archive):
    record_answers(archive, "r1", "h1", answers(archive, "1", "", "", "13800000028", "1200"))
    record_answers(archive, "r1", "h2", list(zip(fields_of(archive, "h2"), ["", "", "", "138", "1200"], strict=True)))
    found = statistics(archive)
    assert (found.total.compared, found.total.differed, found.households, found.open) == (5, 2, 2, 2)
    assert [(one.name, one.compared, one.differed) for one in found.first_typists] == [("甲", 5, 2)]
    assert {one.name: (one.compared, one.differed) for one in found.fields} == {
        "证件号码": (1, 1), "户联系电话": (2, 1), "低保金": (2, 0),
    }  # fmt: skip


def test_a_sample_is_drawn_at_random_without_repeats(archive):
    drawn = sample_households(archive, "", 3, seed=1)
    assert len(set(drawn)) == 3
    assert drawn == sorted(drawn)
    assert sample_households(archive, "", 99, seed=1) == ["h1", "h2", "h3", "h4", "h5"]
    assert {tuple(sample_households(archive, "", 3, seed=seed)) for seed in range(8)} != {tuple(drawn)}
