"""Input rules 1—7 by real keys: order of Enter, arrows, overtyping, digits, lookup, ID numbers, the place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.desk import CTRL, SHIFT
from tests.ui.editors_helpers import compose
from tests.ui.samples import VILLAGE, id_number
from ui.editors.code_edit import CodeEdit
from ui.editors.line import LineEditor
from ui.editors.note import NoteEditor
from ui.editors.segmented import SegmentedChoice
from ui.edits import Place

HOUSEHOLD = "household"


def focused(desk):
    return desk.page.tabs.focused_place()


def cell(desk):
    return desk.grid.currentIndex().row(), desk.grid.current_field()[1]


def kept(desk, name):
    return desk.session.get(Place(HOUSEHOLD, "", name))


# 1 Enter, Shift+Enter, Tab, Ctrl+Enter, from the form into the grid and on to the next tab


def test_rule_01_enter_goes_row_by_row_through_the_form_then_into_the_grid_and_back(desk):
    names = desk.form.names()
    desk.focus(names[0])
    spots = []
    for name in names:
        assert desk.form.focused() == name
        editor = desk.form.cells[name].editor
        spots.append((editor.y(), editor.x()))
        desk.press(Qt.Key.Key_Return)
    assert spots == sorted(spots), "the order of Enter is the order on the screen"
    desk.qtbot.waitUntil(desk.grid.hasFocus)
    assert cell(desk) == (0, "name")
    for name in reversed(names):
        desk.press(Qt.Key.Key_Return, SHIFT)
        assert desk.form.focused() == name


def test_rule_01_tab_and_enter_of_the_number_block_do_the_same(desk):
    first, second, third = desk.form.names()[:3]
    desk.focus(first)
    desk.press(Qt.Key.Key_Tab)
    assert desk.form.focused() == second
    desk.press(Qt.Key.Key_Enter)
    assert desk.form.focused() == third
    desk.press(Qt.Key.Key_Tab, SHIFT)
    assert desk.form.focused() == second


def test_rule_01_tab_goes_through_the_grid_like_enter_and_leaves_it_at_its_end(desk):
    desk.basic.focus_row(0, "name")
    for field in ("relation", "id_number", "ethnicity"):
        desk.press(Qt.Key.Key_Tab)
        assert cell(desk) == (0, field)
    desk.press(Qt.Key.Key_Tab, SHIFT)
    assert cell(desk) == (0, "id_number")
    desk.basic.focus_row(2, "name")
    desk.press(Qt.Key.Key_Tab)
    assert desk.page.tabs.current == "standing"


def test_rule_01_enter_past_the_last_member_opens_the_next_tab(desk):
    desk.basic.focus_row(1, "medical_resident")
    desk.press(Qt.Key.Key_Return)
    assert cell(desk) == (2, "name")
    desk.press(Qt.Key.Key_Return)
    assert desk.page.tabs.current == "standing"


def test_rule_01_several_lines_take_enter_and_ctrl_enter_leaves_them(desk):
    tab = desk.page.tabs.show_tab("standing")
    tab.form.focus_field("change_note")
    editor = tab.form.cells["change_note"].editor
    assert isinstance(editor, NoteEditor)
    desk.qtbot.waitUntil(editor.hasFocus)
    desk.type("a")
    desk.press(Qt.Key.Key_Return)
    desk.type("b")
    desk.press(Qt.Key.Key_Return, CTRL)
    assert tab.form.focused() == "note"
    assert kept(desk, "change_note") == "a\nb"


# 2 arrows


def test_rule_02_arrows_move_between_plain_fields_and_inside_an_open_list(desk):
    names = desk.form.names()
    desk.focus("hamlet")
    desk.press(Qt.Key.Key_Down)
    assert desk.form.focused() == names[names.index("hamlet") + 1]
    desk.press(Qt.Key.Key_Up)
    assert desk.form.focused() == "hamlet"
    editor = desk.focus("main_cause")
    desk.press(Qt.Key.Key_F4)
    marked = editor._popup.current
    desk.press(Qt.Key.Key_Down)
    assert desk.form.focused() == "main_cause"
    assert editor._popup.current != marked
    desk.press(Qt.Key.Key_Return)
    assert kept(desk, "main_cause") == "03"


# 3 what is there is selected


def test_rule_03_a_field_entered_by_key_is_selected_so_that_typing_replaces(desk):
    desk.focus("hamlet")
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Down)
    assert desk.form.focused() == "phone"
    assert QApplication.focusWidget().selectedText() == "13800000028"
    desk.type("13800000031")
    desk.press(Qt.Key.Key_Return)
    assert kept(desk, "phone") == "13800000031"


def test_rule_03_a_cell_is_typed_over_too(desk):
    desk.basic.focus_row(0, "id_number")
    desk.type("9")
    assert QApplication.focusWidget().text() == "9"


# 4 two to five options


def test_rule_04_a_digit_picks_and_moves_on(desk):
    editor = desk.focus("line_used")
    assert isinstance(editor, SegmentedChoice)
    names = desk.form.names()
    desk.type("3")
    assert kept(desk, "line_used") == "03"
    assert desk.form.focused() == names[names.index("line_used") + 1]


def test_rule_04_a_digit_picks_in_the_grid_too(desk):
    desk.basic.focus_row(0, "labour")
    desk.type("2")
    assert desk.session.get(Place("member_year", "h1-m1", "labour")) == "2"
    assert cell(desk) == (0, "medical_resident")
    desk.type("0")
    assert desk.session.get(Place("member_year", "h1-m1", "medical_resident")) is False
    assert cell(desk) == (1, "name")


# 5 many options


def look_up(desk, typed):
    desk.focus("main_cause")
    desk.type(typed)
    desk.press(Qt.Key.Key_Return)
    assert desk.form.focused() != "main_cause"
    return kept(desk, "main_cause")


def test_rule_05_an_option_is_found_by_code_initials_or_full_pinyin(desk):
    assert look_up(desk, "7") == "07"
    assert look_up(desk, "yb") == "01"
    assert look_up(desk, "quelaoli") == "08"
    assert desk.form.cells["main_cause"].editor.text() == "08 缺劳力"


def test_rule_05_an_option_is_found_by_chinese_as_pasted(desk):
    desk.focus("main_cause")
    QApplication.clipboard().setText("缺技术")
    desk.press(Qt.Key.Key_V, CTRL)
    desk.press(Qt.Key.Key_Return)
    assert kept(desk, "main_cause") == "07"


def test_rule_05_f4_opens_escape_restores_and_the_list_shows_code_name_and_initials(desk):
    editor = desk.focus("main_cause")
    desk.type("qjs")
    assert editor.popup_is_open
    option = editor._popup.current
    assert (option.code, option.text, option.initials[0]) == ("07", "缺技术", "qjs")
    desk.press(Qt.Key.Key_Escape)
    assert not editor.popup_is_open
    assert editor.text() == "02 因残"
    desk.press(Qt.Key.Key_F4)
    assert editor.popup_is_open
    assert editor._popup.current.code == "02"
    desk.press(Qt.Key.Key_Escape)
    assert kept(desk, "main_cause") == "02"


def test_rule_05_the_grid_looks_up_with_the_same_editor(desk):
    desk.basic.focus_row(1, "relation")
    desk.type("z")
    assert isinstance(QApplication.focusWidget(), CodeEdit)
    desk.type("n")
    desk.press(Qt.Key.Key_Return)
    assert desk.session.get(Place("member", "h1-m2", "relation")) == "04"
    assert cell(desk) == (1, "id_number")


# 6 ID numbers


def test_rule_06_blanks_go_x_is_made_large_and_the_number_fills_sex_birth_and_age(desk):
    number = next(one for one in (id_number("20010610", f"{n:03d}") for n in range(1, 99)) if one.endswith("X"))
    desk.basic.focus_row(0, "id_number")
    desk.type(f"{number[:6]} {number[6:14]} {number[14:17]}x")
    assert desk.basic.notice.text.startswith("√ "), desk.basic.notice.text
    desk.press(Qt.Key.Key_Return)
    member = desk.session.file.members[0]
    assert member["id_number"] == number
    assert member["birth_date"] == "2001-06-10"
    assert member["sex"] == ("1" if int(number[16]) % 2 else "2")
    assert cell(desk) == (0, "ethnicity"), "sex and age are grey and no stops"
    row = [desk.grid.rows.text(0, column) for column in range(5)]
    assert row[4] == "16"


def test_rule_06_a_wrong_last_digit_is_told_while_typing_with_the_right_one(desk):
    number = id_number("19720315", "019")
    wrong = number[:17] + ("0" if number[17] != "0" else "1")
    desk.basic.focus_row(0, "id_number")
    desk.type(wrong)
    assert desk.basic.notice.text == f"× 校验位不对：按前 17 位，末位应为 {number[17]}"


def test_rule_06_a_number_of_another_household_is_found_while_typing_and_ctrl_j_goes_there(desk):
    number = desk.session.file.members[1]["id_number"]
    desk.focus("phone")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    desk.basic.focus_row(0, "id_number")
    desk.type(number[:17])
    assert "990104001001" not in desk.basic.notice.text
    desk.type(number[17])
    desk.wait()
    assert desk.basic.notice.text == "× 已在第 990104001001 户，尹秀荣名下"
    assert desk.basic.notice.link.isVisible()
    assert isinstance(QApplication.focusWidget(), LineEditor), "the typing goes on undisturbed"
    desk.press(Qt.Key.Key_J, CTRL)
    desk.wait()
    assert desk.page.tabs.header.name.text() == "孔令田"
    assert cell(desk) == (1, "name")


# 7 the place is chosen once


def test_rule_07_the_place_is_set_once_at_the_top_and_new_households_get_it(desk):
    desk.focus("phone")
    desk.press(Qt.Key.Key_G, CTRL)
    place = desk.window.top.place
    desk.qtbot.waitUntil(place.hasFocus)
    desk.type(VILLAGE)
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    desk.press(Qt.Key.Key_N, CTRL)
    desk.wait()
    assert kept(desk, "division") == VILLAGE
    compose(desk.focus("hamlet"), "二组")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored(desk.session.file.uid).household["division"] == VILLAGE
