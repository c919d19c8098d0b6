from datetime import date

import pytest

from ui.hints import begin_hints, hints_mode, hints_wanted, keep_hints


@pytest.fixture
def file(tmp_path):
    return tmp_path / "hints.json"


def test_the_first_week_begins_once_and_ends(file):
    assert hints_wanted(file, date(2026, 3, 1))
    begin_hints(file, date(2026, 3, 1))
    begin_hints(file, date(2026, 3, 5))
    assert hints_wanted(file, date(2026, 3, 7))
    assert not hints_wanted(file, date(2026, 3, 8))


@pytest.mark.parametrize(("mode", "wanted"), [("on", True), ("off", False)])
def test_what_the_person_says_rules(file, mode, wanted):
    begin_hints(file, date(2026, 3, 1))
    keep_hints(mode, file)
    assert hints_mode(file) == mode
    assert {hints_wanted(file, day) for day in (date(2026, 3, 2), date(2026, 5, 1))} == {wanted}
    keep_hints("auto", file)
    assert not hints_wanted(file, date(2026, 5, 1))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"since": "gestern", "mode": 7}'])
def test_a_damaged_file_shows_the_hints(file, text):
    file.write_text(text, encoding="utf-8")
    assert hints_wanted(file, date(2026, 3, 1))
