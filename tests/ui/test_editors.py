from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.catalogue import ENTITIES
from models.fields import Kind
from tests.ui.editors_helpers import compose, focus
from tests.ui.samples import id_number
from ui.editors.code_edit import CodeEdit, CodesEdit
from ui.editors.id_number import live_message
from ui.editors.line import LineEditor
from ui.editors.note import NoteEditor
from ui.editors.segmented import SegmentedChoice
from ui.editors.table import EDITORS, make_editor
from ui.options import common_ends, hits


class Heard:
    """What an editor said: committed texts and steps asked for."""

    def __init__(self, editor) -> None:
        self.texts: list[str] = []
        self.steps: list[int] = []
        editor.committed.connect(self.texts.append)
        editor.left.connect(self.steps.append)


@pytest.fixture
def make(qtbot, around):
    kept = []  # qtbot holds its widgets by weak references only

    def build(entity: str, name: str):
        window = QWidget()
        kept.append(window)
        window.resize(500, 400)
        layout = QVBoxLayout(window)
        editor = make_editor(ENTITIES[entity].field(name), around)
        other = LineEditor()
        layout.addWidget(editor)
        layout.addWidget(other)
        qtbot.addWidget(window)
        window.show()
        focus(qtbot, editor)
        return editor, Heard(editor), other

    return build


def test_every_kind_has_an_editor():
    assert set(EDITORS) == set(Kind)


def test_every_field_of_the_catalogue_gets_an_editor_with_a_name(qtbot, around):
    for entity in ENTITIES.values():
        for field in entity.fields:
            editor = make_editor(field, around)
            qtbot.addWidget(editor)
            assert editor.accessibleName().startswith(field.label)


def test_content_is_selected_on_entry_and_typed_over(make, qtbot):
    editor, heard, other = make("household", "phone")
    editor.show_value("13800000028", "13800000028")
    focus(qtbot, other)
    qtbot.keyClick(other, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "138")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts == ["138"]
    assert heard.steps == [1]


def test_shift_enter_and_arrows_go_back_and_on(make, qtbot):
    editor, heard, _other = make("household", "address")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Up)
    assert heard.steps == [-1, 1, -1]
    assert heard.texts == []


def test_escape_takes_the_typing_back(make, qtbot):
    editor, heard, _other = make("household", "bank_name")
    editor.show_value("农商行", "农商行")
    compose(editor, "工")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    editor.commit()
    assert editor.text() == "农商行"
    assert heard.texts == []


@pytest.mark.parametrize("name", ["phone", "bank_card", "number", "head_count", "form_date", "main_cause", "division"])
def test_the_input_method_is_off_where_no_chinese_is_typed(make, name):
    editor, _heard, _other = make("household", name)
    assert editor.inputMethodQuery(Qt.InputMethodQuery.ImEnabled) is False


@pytest.mark.parametrize("name", ["address", "collector", "hamlet"])
def test_the_input_method_is_on_for_names_and_addresses(make, name):
    editor, _heard, _other = make("household", name)
    assert editor.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)


def test_a_digit_picks_and_moves_on(make, qtbot):
    editor, heard, _other = make("household", "line_used")
    assert isinstance(editor, SegmentedChoice)
    qtbot.keyClick(editor, Qt.Key.Key_2)
    assert (heard.texts, heard.steps) == (["02"], [1])
    qtbot.keyClick(editor, Qt.Key.Key_9)
    assert heard.texts == ["02"]


def test_yes_no_takes_1_and_0_and_can_be_emptied(make, qtbot):
    editor, heard, _other = make("household", "martyr_family")
    qtbot.keyClick(editor, Qt.Key.Key_0)
    assert editor.accessibleDescription() == "否"
    qtbot.keyClick(editor, Qt.Key.Key_Left)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert heard.texts == ["0", "1", ""]
    assert heard.steps == [1]


def test_a_click_picks(make, qtbot):
    editor, heard, _other = make("household", "line_used")
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton, pos=editor.rect().center())
    assert heard.texts == ["02"]


@pytest.mark.parametrize(("keys", "code"), [("yc", "02"), ("qjs", "07"), ("2", "02"), ("yincan", "02"), ("99", "99")])
def test_options_are_found_by_initials_code_and_pinyin(make, qtbot, keys, code):
    editor, heard, _other = make("household", "main_cause")
    assert isinstance(editor, CodeEdit)
    qtbot.keyClicks(editor, keys)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts == [code]
    assert heard.steps == [1]
    assert editor.text().startswith(code)


def test_options_are_found_by_chinese(make, qtbot):
    editor, heard, _other = make("household", "main_cause")
    compose(editor, "残")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert heard.texts == ["02"]


def test_the_list_opens_moves_and_is_given_up(make, qtbot):
    editor, heard, _other = make("household", "main_cause")
    editor.show_value("01", "因病")
    qtbot.keyClick(editor, Qt.Key.Key_F4)
    assert editor.popup_is_open
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.popup_is_open
    assert heard.texts == []
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts == ["02"]


def test_what_fits_no_option_is_handed_over_as_typed(make, qtbot):
    editor, heard, _other = make("household", "main_cause")
    qtbot.keyClicks(editor, "zzz")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts == ["zzz"]


def test_emptying_an_option_field_empties_it(make, qtbot):
    editor, heard, _other = make("household", "main_cause")
    editor.show_value("01", "因病")
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts == [""]


def test_several_options_by_comma_then_enter(make, qtbot):
    editor, heard, _other = make("household", "other_causes")
    assert isinstance(editor, CodesEdit)
    qtbot.keyClicks(editor, "yb,qjs")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts == ["01，07"]
    assert editor.text() == "因病，缺技术"
    qtbot.keyClick(editor, Qt.Key.Key_End)
    qtbot.keyClicks(editor, ",9")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts[-1] == "01，07，09"


def test_one_of_several_options_is_struck_out(make, qtbot):
    editor, heard, _other = make("household", "other_causes")
    editor.show_value(["01", "07"], "因病，缺技术")
    qtbot.keyClick(editor, Qt.Key.Key_End)
    for _ in range(4):
        qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heard.texts == ["01"]


def test_notes_leave_with_ctrl_enter(make, qtbot):
    editor, heard, _other = make("household", "note")
    assert isinstance(editor, NoteEditor)
    qtbot.keyClicks(editor, "a")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.keyClicks(editor, "b")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (heard.texts, heard.steps) == (["a\nb"], [1])


@pytest.mark.parametrize(
    ("text", "state", "part"),
    [
        ("", "", ""),
        ("99000019", "typing", "还差 10 位"),
        (id_number("19720315", "017"), "ok", "男  1972-03-15  45 岁"),
        (id_number("19720315", "017")[:17] + "*", "typing", "还差 1 位"),
        ("99000019720230001X", "error", ""),
        (id_number("19720315", "017") + "1", "error", "现 19 位"),
    ],
)
def test_a_number_is_read_while_it_is_typed(text, state, part):
    found = live_message(text, date(2017, 12, 31))
    assert found[0] == state
    assert part in found[1]


def test_a_wrong_check_digit_says_which_would_be_right():
    good = id_number("19720315", "017")
    bad = good[:17] + ("1" if good[17] != "1" else "2")
    assert live_message(bad, date(2017, 12, 31)) == ("error", f"× 校验位不对：按前 17 位，末位应为 {good[17]}")


def test_shared_endings_are_left_out():
    assert common_ends(["国家标准", "省定标准", "市定标准"]) == ("国家", "省定", "市定")
    assert common_ends(["是", "否"]) == ("是", "否")
    assert common_ends(["一级", "二级"]) == ("一", "二")


def test_hits_rank_code_before_initials_before_parts(options):
    causes = options.of("cause", 2017)
    assert [one.code for one in hits(causes, "y")][:4] == ["01", "02", "03", "04"]
    assert hits(causes, "10")[0].code == "10"
    assert hits(causes, "1")[0].code == "01"
