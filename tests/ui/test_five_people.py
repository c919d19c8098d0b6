"""A household of five with income goes in from paper by keys alone, with fewer keys than in a spreadsheet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.desk import CTRL, SHIFT
from tests.ui.editors_helpers import compose
from tests.ui.paper_household import COMPOSED, INCOME, NUMBER, PEOPLE, RELATIONS, count, keys, sheet_keys
from tests.ui.samples import VILLAGE, YEAR

KEYS = {
    "<Enter>": (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
    "<Tab>": (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
    "<Shift+Tab>": (Qt.Key.Key_Backtab, SHIFT),
    "<F6>": (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier),
    "<Ctrl+N>": (Qt.Key.Key_N, CTRL),
    "<Ctrl+D>": (Qt.Key.Key_D, CTRL),
    "<Ctrl+S>": (Qt.Key.Key_S, CTRL),
    "<Ctrl+Tab>": (Qt.Key.Key_Tab, CTRL),
}
MODEST_TYPIST = 10_000
"""Keys an hour of a data typist who is no champion."""


def press_all(desk, tokens):
    for token in tokens:
        composed = COMPOSED.fullmatch(token)
        if composed:
            compose(QApplication.focusWidget(), composed[1])
        elif token in KEYS:
            desk.press(*KEYS[token])
            if token in ("<Ctrl+N>", "<Ctrl+S>"):
                desk.wait()
        else:
            desk.type(token)


def test_five_people_with_income_in_under_three_minutes_without_the_mouse(desk):
    tokens = keys()
    assert set(KEYS) >= {token for token in tokens if token.startswith("<")}
    minutes = count(tokens) / (MODEST_TYPIST / 60)
    assert minutes < 3
    assert count(tokens) < 0.6 * count(sheet_keys())
    desk.focus("phone")
    press_all(desk, tokens)
    file = desk.stored(desk.session.file.uid)
    record = file.household
    assert (record["number"], record["division"], record["head_count"]) == (NUMBER, VILLAGE, 5)
    assert (record["household_type"], record["main_cause"], record["other_causes"]) == ("04", "02", ["08"])
    assert (record["address"], record["bank_holder"]) == ("村东大街36号", "孔令田")
    assert [one["name"] for one in file.members] == [one[0] for one in PEOPLE]
    assert [one["relation"] for one in file.members] == list(RELATIONS)
    assert [one["id_number"] for one in file.members] == [one[3] for one in PEOPLE]
    assert {one["ethnicity"] for one in file.members} == {"01"}
    year = file.years[YEAR]
    facts = [year.members[one["uid"]] for one in file.members]
    assert [one.get("education") for one in facts] == ["3", "2", "4", None, "1"]
    assert [one.get("school_state") for one in facts] == [None, None, None, "10", None]
    assert [one["health"] for one in facts] == [["4"], ["2"], ["1"], ["1"], ["2"]]
    assert [one["labour"] for one in facts] == ["4", "3", "2", "5", "5"]
    assert {one["medical_resident"] for one in facts} == {True}
    uids = [one["uid"] for one in file.members]
    entered = {(one.item, one.person): one.amount for one in year.income}
    assert entered == {
        (item, None if person is None else uids[person]): int(amount) * 100 for item, person, amount in INCOME
    }
