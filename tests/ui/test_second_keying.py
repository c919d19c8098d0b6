"""The second keying by real keys: blind, differences side by side, decisions, figures."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from storage.archive.second_keying import differences, statistics
from ui.second_keying_dialog import SecondKeyingDialog


@pytest.fixture
def dialog(desk, qtbot):
    made = SecondKeyingDialog(desk.worker, "", "h1", desk.window)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    desk.wait()
    qtbot.waitUntil(made.this_button.hasFocus)
    return made


def begin(desk, dialog):
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    desk.qtbot.waitUntil(dialog.keying.lines[0].hasFocus)


def type_all(desk, dialog, texts):
    for text in texts:
        desk.type(text)
        desk.press(Qt.Key.Key_Return)
    desk.wait()


def numbers(desk):
    return [one["id_number"] for one in desk.session.file.members]


def test_nothing_on_the_page_says_what_the_archive_holds(desk, dialog):
    begin(desk, dialog)
    said = " ".join(one.text() for one in dialog.keying.findChildren(QLabel))
    typed = [one.text() for one in dialog.keying.findChildren(QLineEdit)]
    assert typed == [""] * 5
    for secret in (*numbers(desk), "13800000028", "1200"):
        assert secret not in said
    assert "孔令田" in said


def test_the_same_typed_again_leads_to_the_figures(desk, dialog):
    begin(desk, dialog)
    type_all(desk, dialog, [*numbers(desk), "", "13800000028", "1,200"])
    assert dialog.stack.currentWidget() is dialog.figures
    assert "已核对 1 户 4 项，不一致 0 项" in dialog.figures.said.text()


def test_a_difference_is_shown_and_the_new_value_taken_by_1(desk, dialog):
    begin(desk, dialog)
    first, second = numbers(desk)
    type_all(desk, dialog, [first[:-1] + "0", second, "", "13800000028", "1300"])
    assert dialog.stack.currentWidget() is dialog.differences
    shown = [(one.label, one.first, one.second) for one in dialog.differences.model.rows]
    assert shown == [("孔令田 · 证件号码", first, first[:-1] + "0"), ("孔令田 · 低保金（2017）", "1200.00", "1300")]
    changes = []
    dialog.changed.connect(changes.append)
    desk.press(Qt.Key.Key_2)
    desk.wait()
    desk.press(Qt.Key.Key_1)
    desk.wait()
    assert len(changes) == 1
    assert desk.stored().years[2017].income[0].amount == 130_000
    assert desk.stored().members[0]["id_number"] == first
    assert dialog.stack.currentWidget() is dialog.figures
    assert "不一致 2 项（50.00%），待定 0 项" in dialog.figures.said.text()


def test_what_is_put_off_waits_in_the_list(desk, dialog, qtbot):
    begin(desk, dialog)
    type_all(desk, dialog, ["", "", "", "138", ""])
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert len(desk.ask(lambda archive, _p: differences(archive))) == 1
    again = SecondKeyingDialog(desk.worker, "", "", desk.window)
    qtbot.addWidget(again)
    again.show()
    desk.wait()
    assert not again.this_button.isEnabled()
    again.open_button.click()
    assert [one.second for one in again.differences.model.rows] == ["138"]


def test_a_sample_goes_through_its_households(desk, dialog):
    dialog.how_many.setValue(2)
    dialog.draw_sample()
    desk.wait()
    for at in (1, 2):
        assert dialog.keying.title.text().endswith(f"{at} / 2")
        dialog.compare()
        desk.wait()
        desk.wait()
    assert dialog.stack.currentWidget() is dialog.figures
    assert desk.ask(lambda archive, _p: statistics(archive)).households == 2


def test_ctrl_shift_k_opens_it_from_the_page_with_what_was_typed_saved(desk, monkeypatch):
    opened = []
    monkeypatch.setattr(SecondKeyingDialog, "exec", lambda self: opened.append(self._household))
    desk.focus("phone")
    desk.type("13800000077")
    desk.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    desk.wait()
    assert opened == ["h1"]
    assert desk.stored().household["phone"] == "13800000077"
