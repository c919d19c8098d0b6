import pytest

from reports.layouts import OfficeChange, changed, shipped_layouts
from tests.ui.office import RESOURCES
from ui.layout_editor import LayoutEditor

LAYOUTS = shipped_layouts(RESOURCES)


@pytest.fixture
def kept():
    return []


def editor(qtbot, kept, name):
    made = LayoutEditor(LAYOUTS[name], "0537-1", lambda change, phone: kept.append((change, phone)))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("name", LAYOUTS)
def test_saving_what_was_not_touched_changes_nothing(qtbot, kept, name):
    editor(qtbot, kept, name).keep_button.click()
    ((change, phone),) = kept
    assert changed(LAYOUTS[name], change) == LAYOUTS[name]
    assert phone == "0537-1"


def test_everything_an_office_may_change_is_there(qtbot, kept):
    made = editor(qtbot, kept, "card")
    made.title.setText(" 微山县明白卡 ")
    made.paper.setCurrentIndex(1)
    made.masked.setChecked(False)
    made.wording["hotline"].setText("0537-12317")
    made.signatures.setPlainText("户主\n\n村委会\n")
    made.phone.setText("0537-2")
    made.keep_button.click()
    ((change, phone),) = kept
    made_of = changed(LAYOUTS["card"], change)
    assert (made_of.title, made_of.paper, made_of.masked) == ("微山县明白卡", "two_up", False)
    assert (made_of.wording["hotline"], made_of.signatures, phone) == ("0537-12317", ("户主", "村委会"), "0537-2")


def test_reset_gives_the_shipped_layout_back(qtbot, kept):
    made = editor(qtbot, kept, "file")
    made.title.setText("别的")
    made.reset_button.click()
    assert kept[0][0] == OfficeChange()


def test_a_notice_can_t_be_unmasked(qtbot, kept):
    made = editor(qtbot, kept, "notice_out")
    assert made.masked.isChecked()
    assert not made.masked.isEnabled()


def test_what_is_refused_is_told_and_stays_typed(qtbot, kept):
    made = editor(qtbot, kept, "card")
    made.title.setText("长" * 90)
    made.refused("标题太长")
    assert made.isVisible()
    assert made.trouble.isVisible()
    assert made.trouble.text() == "标题太长"
    assert made.title.text() == "长" * 90


def test_every_editor_has_a_name_for_the_screen_reader(qtbot, kept):
    made = editor(qtbot, kept, "notice_in")
    parts = [made.title, made.paper, made.signatures, made.phone, *made.wording.values()]
    assert all(part.accessibleName() for part in parts)
