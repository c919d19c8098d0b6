"""Shares, compositions and numbers of the made-up people, without an archive."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from models.id_numbers import read_id_number
from models.thresholds import load_thresholds
from storage.exchange.training import mix, places
from storage.exchange.training.generate import generate
from storage.exchange.training.identity import Numbers
from storage.exchange.training.income import YEARS, path_per_head
from storage.exchange.training.people import AS_OF_YEAR
from storage.exchange.training.schooling import school_state

RESOURCES = Path(__file__).parents[4] / "resources"
THRESHOLDS = load_thresholds(RESOURCES / "thresholds.csv")
LINES = {year: THRESHOLDS.get("poverty_line", year, "3708") // 100 for year in YEARS}


def made(households: int, seed: int = 1) -> list:
    rng = Random(seed)
    villages = generate(rng, Numbers(rng), RESOURCES, households, LINES)
    return [household for village in villages for household in village.households]


@pytest.fixture(scope="module")
def twenty_thousand() -> list:
    return made(20_000)


def share(households: list, wanted) -> float:
    people = [(household, person) for household in households for person in household.people]
    return 100 * sum(bool(wanted(*one)) for one in people) / len(people)


def test_the_published_shares_hold_at_twenty_thousand_households(twenty_thousand):
    people = sum(len(household.people) for household in twenty_thousand)
    assert people / 20_000 == pytest.approx(238_900 / 142_000, abs=0.01)
    old = share(twenty_thousand, lambda _h, person: person.age_in(AS_OF_YEAR) >= 60)
    unable = share(twenty_thousand, lambda _h, person: person.labour in ("4", "5"))
    ill = share(twenty_thousand, lambda household, _p: household.slot.cause in ("01", "02"))
    poor = share(twenty_thousand, lambda household, _p: household.slot.exit_year == 0)
    assert old == pytest.approx(44.03, abs=0.5)
    assert unable == pytest.approx(70.41, abs=0.5)
    assert ill == pytest.approx(68.7, abs=0.5)
    assert poor == pytest.approx(100 * 34_300 / 238_900, abs=0.1)
    assert {household.slot.exit_year for household in twenty_thousand} == {0, 2015, 2016, 2017}


def test_the_whole_city_has_the_published_number_of_people():
    slots = mix.slots(142_000)
    people = Counter()
    for slot in slots:
        people[slot.exit_year] += len(slot.composition.seats)
    assert len(slots) == 142_000
    assert people.total() == pytest.approx(238_900, abs=20)
    assert people[0] == pytest.approx(34_300, abs=20)


def test_id_numbers_are_right_unlike_and_nobodys(twenty_thousand):
    seen = set()
    for household in twenty_thousand[:4000]:
        for person in household.people:
            facts = read_id_number(person.id_number)
            assert facts is not None
            assert person.id_number.startswith("990000")
            assert (facts.sex, facts.birth_date) == (person.sex, person.born.isoformat())
            assert person.id_number not in seen
            seen.add(person.id_number)


def test_phones_are_made_up(twenty_thousand):
    for household in twenty_thousand[:500]:
        for change in household.changes:
            for key in ("phone", "collector_phone"):
                assert str(change.values.get(key) or "1380000").startswith("1380000")


def test_people_live_in_real_villages_of_two_places_until_the_city_is_full():
    near = places.villages(Random(1), RESOURCES, 2000)
    assert sum(village.households for village in near) == 2000
    assert all(village.code.startswith(("370826", "370811002")) for village in near)
    assert any(village.code.startswith("370811002") for village in near)
    far = places.villages(Random(1), RESOURCES, 20_001)
    assert len({village.code[:6] for village in far}) > 8


def test_the_same_seed_makes_the_same_changes_and_another_seed_others():
    first, again, other = (made(60, seed) for seed in (5, 5, 6))
    assert [household.changes for household in first] == [household.changes for household in again]
    assert [household.changes for household in first] != [household.changes for household in other]


def test_no_made_up_person_bears_a_published_name(twenty_thousand):
    names = {person.name for household in twenty_thousand for person in household.people}
    assert not names & {"刘德华", "文庆磊"}


@pytest.mark.parametrize("exit_year", [0, 2015, 2016, 2017])
def test_income_crosses_the_line_in_the_exit_year_and_never_jumps(exit_year):
    for seed in range(300):
        path = path_per_head(Random(seed), exit_year, LINES)
        for year in YEARS:
            above = bool(exit_year) and year >= exit_year
            assert (path[year] > LINES[year]) is above
            if year > YEARS[0]:
                assert abs(path[year] - path[year - 1]) < 0.5 * path[year - 1]


def test_quotas_add_up_and_stay_within_one():
    weights = [3.0, 0.0, 1.0, 7.5]
    for total in (0, 1, 7, 1000):
        found = mix.quotas(weights, total)
        assert sum(found) == total
        assert all(abs(part - total * weight / 11.5) < 1 for part, weight in zip(found, weights, strict=True))
    with pytest.raises(ValueError):
        mix.quotas([0.0], 5)


def test_school_goes_by_the_age_on_the_first_of_september():
    from datetime import date

    assert school_state(date(2011, 9, 1), 2017, False) == "03"
    assert school_state(date(2011, 9, 2), 2017, False) == "02"
    assert school_state(date(2002, 8, 1), 2017, True) == "10"
    assert school_state(date(1999, 5, 1), 2017, False) == "20"
    assert school_state(date(2016, 1, 1), 2017, False) == "01"
