import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from reports.qr import code_for
from tests.ui.office import make_archive, worker_over
from ui.search_box import SearchBox


@pytest.fixture
def box(qtbot, data_folder):
    make_archive(data_folder).close()
    with worker_over(data_folder) as worker:
        window = QMainWindow()
        qtbot.addWidget(window)
        search = SearchBox(worker, window)
        search.setFixedWidth(240)
        window.setMenuWidget(search)
        window.resize(900, 500)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=5000)
        yield search


def has_hits(box):
    return box.model.rowCount() > 0 and box.popup is not None and box.popup.isVisible()


def test_f3_takes_the_focus_and_selects_the_old_text(qtbot, box):
    box.setText("abc")
    box.clearFocus()
    qtbot.keyClick(box.window(), Qt.Key.Key_F3)
    assert box.hasFocus()
    assert box.selectedText() == "abc"


def test_initials_find_a_person_while_typing(qtbot, box):
    box.begin()
    qtbot.keyClicks(box, "klt")
    qtbot.waitUntil(lambda: has_hits(box), timeout=10_000)
    assert box.model.hit(box.model.index(0)).name == "孔令田"


def test_chinese_comes_in_through_the_input_method(qtbot, box):
    box.begin()
    event = QInputMethodEvent()
    event.setCommitString("尹秀荣")
    QApplication.sendEvent(box, event)
    qtbot.waitUntil(lambda: has_hits(box), timeout=10_000)
    assert box.model.hit(box.model.index(0)).relation == "配偶"


def test_arrows_choose_and_enter_opens(qtbot, box):
    box.begin()
    qtbot.keyClicks(box, "9901040010")
    qtbot.waitUntil(lambda: has_hits(box) and box.model.rowCount() > 1, timeout=10_000)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    expected = box.model.hit(box.model.index(1))
    with qtbot.waitSignal(box.chosen, timeout=5000) as chosen:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert chosen.args[0] == expected
    assert not box.popup.isVisible()


def test_a_scanner_that_is_faster_than_the_search_still_opens_its_household(qtbot, box):
    box.begin()
    with qtbot.waitSignal(box.chosen, timeout=10_000) as chosen:
        qtbot.keyClicks(box, "99010400100002")
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert chosen.args[0].number == "99010400100002"


def test_the_code_of_a_card_opens_its_household(qtbot, box):
    box.begin()
    with qtbot.waitSignal(box.chosen, timeout=10_000) as chosen:
        qtbot.keyClicks(box, code_for("99010400100001"))
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert chosen.args[0].number == "99010400100001"
    assert chosen.args[0].why == "扫码"


def test_a_misread_code_opens_nothing(qtbot, box):
    right = code_for("99010400100001")
    box.begin()
    qtbot.keyClicks(box, right[:-1] + str((int(right[-1]) + 1) % 10))
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: box.popup is not None and box.popup.isVisible(), timeout=10_000)
    assert box.model.rowCount() == 0


def test_escape_folds_the_list_and_gives_the_focus_back(qtbot, box):
    box.begin()
    qtbot.keyClicks(box, "klt")
    qtbot.waitUntil(lambda: has_hits(box), timeout=10_000)
    with qtbot.waitSignal(box.left, timeout=5000):
        qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.popup.isVisible()


def test_nothing_found_says_what_can_be_typed(qtbot, box):
    box.begin()
    qtbot.keyClicks(box, "zzzzzz")
    qtbot.waitUntil(lambda: box.popup is not None and box.popup.isVisible(), timeout=10_000)
    assert "没有找到" in box.popup.footer.text()


def test_a_hit_is_read_out_as_one_sentence(qtbot, box):
    box.begin()
    qtbot.keyClicks(box, "klt")
    qtbot.waitUntil(lambda: has_hits(box), timeout=10_000)
    spoken = box.model.data(box.model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    assert "孔令田" in spoken
    assert "西张阿" in spoken
