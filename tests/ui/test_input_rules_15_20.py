"""Input rules 15—20 by real keys: batch change, photos, next household, input method, dates and amounts, alignment."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from tests.ui.desk import CTRL
from tests.ui.editors_helpers import compose
from tests.ui.samples import YEAR
from tests.ui.test_input_rules_01_07 import cell, kept
from ui.batch_dialog import BatchDialog
from ui.edits import Place
from ui.income_model import ITEM
from ui.window_facts import read_facts

ALL = ("h1", "h2", "h3")


# 15 batch change


@pytest.fixture
def dialog(desk, qtbot):
    made = BatchDialog(desk.worker, desk.ask(read_facts), ALL, desk.window)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.field.hasFocus)
    return made


def test_rule_15_field_value_preview_write_and_undo_without_the_mouse(desk, dialog):
    desk.type("tpzt")
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: dialog.editor is not None and dialog.editor.hasFocus())
    desk.type("0")
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert [(one.text, one.households) for one in dialog.plan.old] == [("预脱贫", 3)]
    assert dialog.model.index(0, 1).data() == "未脱贫"
    assert "将改 3 户" in dialog.said.text()
    assert desk.stored("h2").household["poverty_state"] == "2", "nothing is written by the preview"
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.wait()
    assert [desk.stored(uid).household["poverty_state"] for uid in ALL] == ["0", "0", "0"]
    desk.qtbot.waitUntil(dialog.undo_button.hasFocus)
    desk.press(Qt.Key.Key_Space)
    desk.wait()
    assert [desk.stored(uid).household["poverty_state"] for uid in ALL] == ["2", "2", "2"]
    assert "已撤销" in dialog.said.text()


def test_rule_15_a_value_that_cannot_be_read_writes_nothing(desk, dialog):
    desk.type("xsbnd")
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: dialog.editor is not None and dialog.editor.hasFocus())
    desk.type("20xx")
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert dialog.said.text().startswith("× ")
    assert not dialog.write_button.isEnabled()


# 17 the next household


def test_rule_17_page_down_saves_and_stays_in_the_field_so_one_field_is_swept_through_a_village(desk):
    desk.focus("phone")
    for at in (1, 2, 3):
        desk.type(f"1380000010{at}")
        desk.press(Qt.Key.Key_PageDown)
        desk.wait()
        assert desk.form.focused() == "phone"
    assert [desk.stored(uid).household["phone"] for uid in ALL] == [f"1380000010{at}" for at in (1, 2, 3)]


def test_rule_17_what_is_typed_before_the_next_household_arrives_is_saved_where_it_was_typed(desk):
    desk.focus("phone")
    desk.press(Qt.Key.Key_PageDown)
    desk.type("13800000199")  # the archive has not answered yet: the first household is still shown
    desk.wait()
    desk.wait()
    assert desk.session.file.uid == "h2"
    assert desk.stored("h1").household["phone"] == "13800000199"


def test_rule_17_page_down_stays_in_the_cell(desk):
    desk.basic.focus_row(1, "labour")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    assert desk.session.file.uid == "h2"
    assert cell(desk) == (1, "labour")


# 18 input method


def asks_for_input_method(widget):
    return bool(widget.inputMethodQuery(Qt.InputMethodQuery.ImEnabled))


def test_rule_18_the_input_method_is_on_for_names_and_notes_and_off_elsewhere(desk):
    on = {name for name, one in desk.form.cells.items() if hasattr(one.editor, "inputMethodQuery")
          and asks_for_input_method(one.editor)}  # fmt: skip
    assert {"hamlet", "address", "bank_name", "bank_holder"} <= on
    assert not on & {"number", "phone", "bank_card", "identified_year", "main_cause", "household_type", "division"}


def test_rule_18_the_state_comes_back_by_itself_from_cell_to_cell(desk):
    desk.basic.focus_row(0, "name")
    assert asks_for_input_method(desk.grid)
    desk.press(Qt.Key.Key_Return)
    assert not asks_for_input_method(desk.grid)
    desk.press(Qt.Key.Key_Return)
    desk.type("9")
    assert not asks_for_input_method(QApplication.focusWidget())
    desk.press(Qt.Key.Key_Escape)
    desk.basic.focus_row(1, "name")
    assert asks_for_input_method(desk.grid)


def test_rule_18_chinese_lands_in_the_empty_row(desk):
    desk.basic.focus_row(2, "name")
    QApplication.sendEvent(desk.grid, QInputMethodEvent("kong", []))
    assert desk.grid.hasFocus(), "a focus that moves while composing would end the composing"
    assert desk.grid.composing == "kong"
    compose(desk.grid, "孔")
    compose(QApplication.focusWidget(), "维佳")
    desk.press(Qt.Key.Key_Return)
    assert desk.session.file.members[2]["name"] == "孔维佳"


# 19 dates and amounts as people type them


@pytest.mark.parametrize("typed", ["20170315", "2017.3.15", "170315", "2017-3-15"])
def test_rule_19_dates(desk, typed):
    tab = desk.page.tabs.show_tab("standing")
    tab.form.focus_field("form_date")
    desk.type(typed)
    desk.press(Qt.Key.Key_Return)
    assert kept(desk, "form_date") == "2017-03-15"
    assert tab.form.cells["form_date"].editor.text() == "2017-03-15"


@pytest.mark.parametrize(("typed", "fen", "shown"), [
    ("1200", 120_000, "1,200"), ("1,200", 120_000, "1,200"), ("0.12", 12, "0.12"), ("1200.5", 120_050, "1,200.50"),
])  # fmt: skip
def test_rule_19_amounts(desk, typed, fen, shown):
    tab = desk.page.tabs.show_tab("income")
    tab.focus_end(1)
    desk.type(typed)
    desk.press(Qt.Key.Key_Return)
    assert desk.session.get(Place("income", "h1-m1", "W01"))["amount"] == fen
    row = next(at for at, line in enumerate(tab.grid.sheet.lines) if line.code == "W01" and not line.is_group)
    assert tab.grid.sheet.text(row, 2) == shown


def test_rule_19_an_amount_in_ten_thousands(desk):
    tab = desk.page.tabs.show_tab("income")
    tab.focus_end(1)
    desk.type("0.12")
    compose(QApplication.focusWidget(), "万")
    if QApplication.focusWidget().text() == "0.12":  # the input method is off here: as pasted
        QApplication.focusWidget().insert("万")
    desk.press(Qt.Key.Key_Return)
    assert desk.session.get(Place("income", "h1-m1", "W01"))["amount"] == 120_000


# 20 numbers


def test_rule_20_numbers_stand_right_in_tables_and_left_in_forms_the_unit_outside(desk):
    income = desk.page.tabs.show_tab("income")
    sheet = income.grid.sheet
    row = next(at for at, line in enumerate(sheet.lines) if not line.is_group)
    sides = [
        sheet.index(row, column).data(Qt.ItemDataRole.TextAlignmentRole) for column in (ITEM, 1, sheet.total_column)
    ]
    right = int(Qt.AlignmentFlag.AlignRight)
    assert [bool(side & right) for side in sides] == [False, True, True]
    living = desk.page.tabs.show_tab("living")
    area = living.form.cells["house_area"]
    assert area.editor.text() == "48"
    assert area.editor.alignment() & Qt.AlignmentFlag.AlignLeft
    assert area.unit.text() == "㎡"
    assert desk.session.file.years[YEAR].values["house_area"] == 4800
