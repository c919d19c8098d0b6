import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit

from storage.archive.problems import StorageProblem
from ui import message
from ui.message import Level, Message, MessageDialog, ReasonDialog


def answer(key: Qt.Key, qtbot) -> list[str]:
    """Press `key` in the next dialog, and note its accessible name."""
    seen: list[str] = []

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        seen.append(dialog.accessibleName())
        qtbot.keyClick(dialog, key)

    QTimer.singleShot(0, press)
    return seen


@pytest.mark.parametrize(("key", "expected"), [(Qt.Key.Key_Return, True), (Qt.Key.Key_Escape, False)])
def test_a_question_is_answered_by_keyboard(qtbot, key, expected):
    seen = answer(key, qtbot)
    assert message.question(None, Message("撤销这一批？"), yes="撤销本批") is expected
    assert seen == ["撤销这一批？"]


def test_a_reason_must_be_given(qtbot):
    dialog = ReasonDialog(Message("恢复这一户？"), yes="恢复")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.reason.setText("   ")
    assert not dialog.yes_button.isEnabled()
    dialog.reason.setText("误删")
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_known_problems_speak_for_themselves():
    assert message.of_exception(StorageProblem("full", "磁盘空间不足。")) == Message("磁盘空间不足。")
    assert "权限" in message.of_exception(PermissionError(13, "no", "x.xlsx")).what


def test_a_fault_says_that_the_data_is_safe_and_shows_no_personal_data(qtbot):
    try:
        raise KeyError("990000197203150174")
    except KeyError as fault:
        shown = message.of_exception(fault)
    assert "没有改动" in shown.safe
    assert "KeyError" in shown.details
    assert "KeyError" not in shown.what + shown.safe + shown.now
    assert "990000197203150174" not in shown.details
    dialog = MessageDialog(Level.ERROR, shown)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.findChild(QPlainTextEdit).isVisible()
