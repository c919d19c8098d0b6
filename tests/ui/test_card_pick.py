import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from ui.card_jobs import Candidate
from ui.card_pick import PickDialog, PickModel

PEOPLE = [
    Candidate(f"u{n}", f"99010{n:03d}", "孔孟颜"[n % 3] + f"令{n}", "东西"[n % 2] + "村", n % 5 + 1) for n in range(30)
]


@pytest.fixture
def dialog(qtbot):
    made = PickDialog(PEOPLE, ("u4",))
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_model_is_sound(qtmodeltester):
    qtmodeltester.check(PickModel(PEOPLE))


def test_space_ticks_the_rows_marked_and_enter_prints_them(qtbot, dialog):
    qtbot.keyClick(dialog.filter, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.model.chosen() == ("u0", "u1", "u4")
    assert dialog.counted.text().startswith("已勾 3 户，共 30 户")
    qtbot.keyClick(dialog.view, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_ctrl_a_and_space_tick_everyone_shown_and_again_untick(qtbot, dialog):
    dialog.filter.setText("西村")
    dialog.view.setFocus()
    qtbot.keyClick(dialog.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert len(dialog.model.chosen()) == 16
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.model.chosen() == ("u4",)


def test_filtering_keeps_the_ticks(dialog):
    dialog.all_button.click()
    dialog.filter.setText("孟")
    dialog.none_button.click()
    assert len(dialog.model.chosen()) == 20
    dialog.filter.setText("99010007")
    assert [one.uid for one in dialog.model.shown] == ["u7"]
    dialog.filter.setText("")
    assert len(dialog.model.shown) == 30


def test_a_click_on_the_box_ticks(dialog):
    model = dialog.model
    assert model.setData(model.index(2, 0), Qt.CheckState.Checked.value, Qt.ItemDataRole.CheckStateRole)
    assert "u2" in model.chosen()
    assert model.data(model.index(2, 0), Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked


def test_without_a_tick_nothing_can_be_printed(dialog):
    dialog.none_button.click()
    assert not dialog.ok_button.isEnabled()
