"""The safety page, the lock and the forgotten password, played with the real window and a real protected archive."""

import re

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from storage.archive import attempts, key_slots, protection
from storage.archive.archive import open_archive
from tests.reports import reading
from tests.ui.desk import Desk
from tests.ui.office import RESOURCES, make_archive
from ui import message
from ui.opening_dialog import OpeningDialog
from ui.safety import keys_tab, users_tab
from ui.safety.password_dialog import AskDialog

PASSWORD, NEW = "correct horse", "tr0ubador and 3"


@pytest.fixture(autouse=True)
def quick(monkeypatch, tmp_path):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)
    monkeypatch.setattr("ui.recent.recent_file", lambda: tmp_path / "settings" / "recent.json")


@pytest.fixture
def told(monkeypatch):
    """What the window said in boxes."""
    seen = []
    monkeypatch.setattr(message, "error", lambda _parent, problem: seen.append(str(problem)))
    monkeypatch.setattr(message, "info", lambda _parent, what: seen.append(what.what))
    return seen


@pytest.fixture
def desk(qtbot, data_folder, told):
    make_archive(data_folder, password=PASSWORD).close()
    made = Desk(qtbot, data_folder, password=PASSWORD)
    qtbot.addWidget(made.window)
    yield made
    made.close()


def answered(monkeypatch, module, *answers):
    """Fill the next dialogs: each answer is name → text, or None for Esc."""
    left = list(answers)

    class Filled(AskDialog):
        def exec(self):
            answer = left.pop(0)
            if answer is None:
                return QDialog.DialogCode.Rejected
            for name, text in (answer(self) if callable(answer) else answer).items():
                self.lines[name].setText(text)
            self.accept()
            assert self.result() == QDialog.DialogCode.Accepted, self.trouble.text()
            return self.result()

    monkeypatch.setattr(module, "AskDialog", Filled)
    return left


def quiet(qtbot, desk):
    qtbot.waitUntil(lambda: not desk.window.worker.busy, timeout=20_000)


def safety(qtbot, desk):
    desk.window.show_page("safety")
    quiet(qtbot, desk)
    return desk.window.page("safety")


def test_a_sheet_is_made_printed_typed_back_and_opens_the_archive_when_the_password_is_forgotten(
    qtbot, desk, monkeypatch, tmp_path, told, data_folder
):
    page = safety(qtbot, desk)
    assert "还没有恢复单" in page.keys.sheet.text()
    paper = tmp_path / "恢复单.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(paper), ""))

    def from_paper(dialog):
        groups = re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", reading.texts(paper)[0])
        return {name: groups[int(re.search("[0-9]", name)[0]) - 1] for name in dialog.lines}

    slip = dict.fromkeys(("a", "b"), "000000")
    answered(monkeypatch, keys_tab, lambda dialog: dict(zip(dialog.lines, slip.values(), strict=True)), from_paper)
    page.keys.sheet_button.click()
    qtbot.waitUntil(lambda: "√" in page.keys.sheet.text(), timeout=20_000)
    assert any("不一样" in one for one in told)  # the slip was told, and asked again
    assert "恢复单已生效。" in told
    quiet(qtbot, desk)
    desk.close()
    code = "".join(re.findall(r"(?<![0-9])[0-9]{6}(?![0-9])", reading.texts(paper)[0]))
    dialog = OpeningDialog(RESOURCES, data_folder, problem=_needs_password())
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.page is dialog.password_page
    dialog.password_page.forgotten_button.click()
    recovery = dialog.recovery_page
    assert dialog.page is recovery
    recovery.code.setText(code[:10] + ("1" if code[10] != "1" else "2"))
    recovery.code.setText(code[:6] + "123456")
    assert "第 2 组" in recovery.state.text()
    recovery.code.setText(code)
    recovery.password.setText(NEW)
    recovery.again.setText(NEW)
    dialog.next_button.click()
    qtbot.waitUntil(lambda: dialog.opening is not None, timeout=20_000)
    open_archive(data_folder, password=NEW, resources=RESOURCES).close()


def _needs_password():
    from storage.archive.problems import StorageProblem

    return StorageProblem("password_needed", "这份档案有口令保护，请输入口令。")


def test_the_password_is_changed_and_a_user_comes_and_goes(qtbot, desk, monkeypatch, told, data_folder):
    page = safety(qtbot, desk)
    answered(monkeypatch, keys_tab, {"现在的口令": PASSWORD, "新口令": NEW, "再输一次": NEW})
    page.keys.change_button.click()
    quiet(qtbot, desk)
    page.tabs.setCurrentWidget(page.users)
    quiet(qtbot, desk)
    answered(monkeypatch, users_tab, {"姓名": "王强", "口令": "battery staple", "再输一次": "battery staple"})
    page.users.buttons["登记用户…"].click()
    quiet(qtbot, desk)
    assert [one.name for one in page.users.model.rows] == ["李梅", "王强"]
    monkeypatch.setattr(message, "question", lambda *_a, **_n: True)
    page.users.table.selectRow(1)
    page.users.buttons["停用…"].click()
    quiet(qtbot, desk)
    assert page.users.model.rows[1].ended
    page.tabs.setCurrentWidget(page.trail)
    quiet(qtbot, desk)
    actions = [page.trail.model.row(at).action for at in range(page.trail.model.rowCount())]
    assert actions[:3] == ["停用用户：王强", "登记用户：王强", "更改口令"]
    assert "没有缺" in page.trail.state.text()
    page.trail.kind.setCurrentIndex(page.trail.kind.findData("key"))
    assert [page.trail.model.row(at).action for at in range(page.trail.model.rowCount())] == ["更改口令"]
    assert told == []
    assert protection.users(data_folder) == ["李梅"]


def test_the_trail_is_exported_as_it_is_shown(qtbot, desk, monkeypatch, tmp_path):
    page = safety(qtbot, desk)
    page.tabs.setCurrentWidget(page.trail)
    quiet(qtbot, desk)
    out = tmp_path / "日志.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))
    page.trail.export_button.click()
    quiet(qtbot, desk)
    lines = out.read_text("utf-8-sig").splitlines()
    assert lines[0] == "时间,用户,类别,做了什么,多少"
    assert len(lines) == 1 + page.trail.model.rowCount() > 1


def test_the_window_locks_hides_everything_and_opens_again_only_by_the_password(qtbot, desk, data_folder):
    window = desk.window
    window.lock._timer.timeout.emit()
    cover = window.lock.cover
    assert cover.geometry() == window.rect()
    assert not window.rail.isEnabled()
    cover.password.setText("not the one")
    qtbot.keyClick(cover.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "口令不对" in cover.trouble.text(), timeout=20_000)
    assert attempts.read_attempts(data_folder).count == 1
    qtbot.keyClick(cover.password, Qt.Key.Key_Escape)
    assert window.lock.cover is cover
    window.resize(1200, 700)
    assert cover.geometry() == window.rect()
    cover.password.setText(PASSWORD)
    qtbot.keyClick(cover.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.lock.cover is None, timeout=20_000)
    assert window.rail.isEnabled()
    assert attempts.read_attempts(data_folder).count == 0


def test_ctrl_shift_l_locks_and_ctrl_l_still_folds_the_list(qtbot, desk):
    window = desk.window
    shown = window.files.list.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.files.list.isVisible() != shown
    assert window.lock.cover is None
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_L, both)
    assert window.lock.cover is not None
    window.ways.came_from = "lists"
    qtbot.keyClick(window.lock.cover.password, Qt.Key.Key_Escape)
    assert window.shown == "files"


def test_a_key_puts_the_lock_off_and_an_open_dialog_is_no_way_round_it(qtbot, desk):
    lock = desk.window.lock
    lock._timer.stop()
    qtbot.keyClick(desk.window, Qt.Key.Key_Shift)
    assert lock._timer.isActive()
    dialog = QDialog(desk.window)
    QTimer.singleShot(0, lock.lock)
    dialog.exec()
    assert lock.cover is not None
    assert QApplication.activeModalWidget() is None


def test_a_plain_archive_has_no_lock_and_says_what_that_means(qtbot, data_folder, told):
    make_archive(data_folder).close()
    made = Desk(qtbot, data_folder)
    qtbot.addWidget(made.window)
    assert made.window.lock is None
    page = safety(qtbot, made)
    assert "没有口令" in page.keys.password.text()
    assert not page.keys.change_button.isEnabled()
    made.close()
