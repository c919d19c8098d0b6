from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from storage.archive.drives import DriveKind
from tests.ui.office import RESOURCES, ask, make_archive
from ui import start
from ui.drive_dialog import Choice, DriveDialog, Way, free_name
from ui.window_facts import read_facts


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "U 盘" / "data"
    make_archive(folder).close()
    return folder


def on_stick(folder: Path) -> DriveKind:
    return DriveKind.REMOVABLE if "U 盘" in folder.parts else DriveKind.FIXED


def dialog_on(qtbot, stick, target):
    dialog = DriveDialog(stick, DriveKind.REMOVABLE, target)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_enter_copies_the_archive_and_opens_the_copy(qtbot, stick, tmp_path):
    target = tmp_path / "本机" / "data"
    dialog = dialog_on(qtbot, stick, target)
    qtbot.keyClick(dialog.copy_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.choice is not None, timeout=20_000)
    assert dialog.choice == Choice(target, Way.COPIED)
    assert (target / "archive.db").exists()


def test_what_goes_wrong_is_told_and_the_way_is_open_again(qtbot, stick, tmp_path):
    used = tmp_path / "used"
    used.mkdir()
    (used / "x").write_text("")
    dialog = dialog_on(qtbot, stick, used)
    dialog.copy()
    qtbot.waitUntil(lambda: dialog.trouble.isVisible(), timeout=20_000)
    assert "不是空的" in dialog.trouble.text()
    assert dialog.copy_button.isEnabled()
    assert dialog.choice is None


def test_a_free_name_is_proposed(tmp_path):
    assert free_name(tmp_path / "data") == tmp_path / "data"
    (tmp_path / "data").mkdir()
    assert free_name(tmp_path / "data") == tmp_path / "data"
    (tmp_path / "data" / "archive.db").write_text("")
    assert free_name(tmp_path / "data") == tmp_path / "data-2"


def answer(qtbot, act):
    """Let `act` answer the drive dialog as soon as it is there."""

    def look():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, DriveDialog):
            act(dialog)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def test_an_archive_on_a_stick_is_opened_to_read_only(qtbot, stick, tmp_path):
    answer(qtbot, lambda dialog: dialog.read_button.click())
    opened = start.open_worker(stick, None, RESOURCES, home=tmp_path / "home", kind=on_stick)
    assert opened is not None
    worker, folder = opened
    assert folder == stick
    facts = ask(qtbot, worker, read_facts)
    worker.close()
    assert facts.read_only


def test_an_archive_on_a_stick_is_copied_and_the_copy_opened(qtbot, stick, tmp_path):
    answer(qtbot, lambda dialog: dialog.copy_button.click())
    opened = start.open_worker(stick, None, RESOURCES, home=tmp_path / "home", kind=on_stick)
    assert opened is not None
    worker, folder = opened
    facts = ask(qtbot, worker, read_facts)
    worker.close()
    assert folder == tmp_path / "home"
    assert not facts.read_only


def test_leaving_opens_nothing(qtbot, stick, tmp_path):
    answer(qtbot, lambda dialog: dialog.leave_button.click())
    assert start.open_worker(stick, None, RESOURCES, home=tmp_path / "home", kind=on_stick) is None
