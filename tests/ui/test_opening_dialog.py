import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from storage.archive.archive import open_archive
from storage.archive.problems import StorageProblem
from tests.ui.office import RESOURCES, make_archive
from ui import opening_dialog
from ui.opening_dialog import OpeningDialog
from ui.recent import Recent, load_recent, remember


@pytest.fixture(autouse=True)
def own_recent_list(monkeypatch, tmp_path):
    monkeypatch.setattr("ui.recent.recent_file", lambda: tmp_path / "settings" / "recent.json")


def dialog_on(qtbot, folder, **named):
    dialog = OpeningDialog(RESOURCES, folder, **named)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow, timeout=5000)
    return dialog


def enter(qtbot, dialog):
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)


def test_a_new_archive_is_made_with_enter_alone(qtbot, data_folder):
    dialog = dialog_on(qtbot, data_folder)
    assert dialog.page is dialog.purpose_page
    enter(qtbot, dialog)
    for text in ("37", "3708", "370826"):
        qtbot.keyClicks(dialog.focusWidget(), text)
        enter(qtbot, dialog)
    enter(qtbot, dialog)
    assert dialog.page is dialog.office_page
    assert dialog.office_page.office.text() == "微山县乡村振兴局"
    assert dialog.focusWidget() is dialog.office_page.desk
    qtbot.keyClicks(dialog.focusWidget(), "desk 1")
    enter(qtbot, dialog)
    dialog.focusWidget().setText("李梅")
    enter(qtbot, dialog)
    assert dialog.focusWidget() is dialog.office_page.password
    enter(qtbot, dialog)
    assert dialog.focusWidget() is dialog.office_page.backup
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.opening is not None, timeout=20_000)
    assert dialog.opening.user == "李梅"
    with open_archive(data_folder, resources=RESOURCES) as archive:
        assert archive.office.division == "370826"
        assert archive.office.desk_name == "desk 1"
        assert not archive.office.training
        assert not archive.is_protected
    assert load_recent()[0].office == "微山县乡村振兴局"


def test_without_a_password_a_warning_stands_there(qtbot, data_folder):
    dialog = dialog_on(qtbot, data_folder)
    assert "没有口令" in dialog.office_page.warning.text()
    dialog.office_page.password.setText("mimamima")
    assert "无法找回" in dialog.office_page.warning.text()


@pytest.mark.parametrize(
    ("password", "again", "expected"),
    [
        ("short", "short", "至少 8 位"),
        ("longenough", "different", "不一样"),
        ("longenough", "longenough", ""),
        ("", "", ""),
    ],
)
def test_a_password_is_typed_twice(qtbot, data_folder, password, again, expected):
    page = dialog_on(qtbot, data_folder).office_page
    page.office.setText("微山县")
    page.user.setText("李梅")
    page.password.setText(password)
    page.again.setText(again)
    assert expected in page.problem()
    assert bool(page.problem()) is bool(expected)


def test_what_is_missing_is_said_in_the_dialog(qtbot, data_folder):
    dialog = dialog_on(qtbot, data_folder)
    dialog.show_page(dialog.unit_page)
    dialog.go_on()
    assert dialog.trouble.text() == "× 还没有选区划。"


def test_a_protected_archive_asks_for_its_password_until_it_is_right(qtbot, data_folder):
    make_archive(data_folder, password="kouling-1234").close()
    dialog = dialog_on(qtbot, data_folder, recent=[Recent(str(data_folder), "微山县", False)])
    assert dialog.page is dialog.folder_page
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.page is dialog.password_page, timeout=20_000)
    qtbot.keyClicks(dialog.focusWidget(), "wrong")
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.trouble.isVisible(), timeout=20_000)
    assert dialog.page is dialog.password_page
    dialog.password_page.password.setText("kouling-1234")
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.opening is not None, timeout=20_000)
    assert dialog.opening.password == "kouling-1234"


def test_a_second_window_is_refused_in_words(qtbot, data_folder):
    with make_archive(data_folder):
        dialog = dialog_on(qtbot, data_folder, recent=[Recent(str(data_folder), "微山县", False)])
        enter(qtbot, dialog)
        qtbot.waitUntil(lambda: dialog.trouble.isVisible(), timeout=20_000)
    assert dialog.page is dialog.folder_page
    assert "使用" in dialog.trouble.text() or "打开" in dialog.trouble.text()


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b""])
def test_a_damaged_archive_is_refused_in_words(qtbot, data_folder, content):
    make_archive(data_folder).close()
    for file in data_folder.glob("archive.db*"):
        file.unlink()
    (data_folder / "archive.db").write_bytes(content)
    dialog = dialog_on(qtbot, data_folder, recent=[Recent(str(data_folder), "微山县", False)])
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.trouble.isVisible(), timeout=20_000)
    assert dialog.opening is None
    assert "程序内部出错" not in dialog.trouble.text()


def test_a_used_folder_is_not_overwritten(qtbot, data_folder):
    data_folder.mkdir(parents=True)
    (data_folder / "重要.txt").write_text("x", encoding="utf-8")
    dialog = dialog_on(qtbot, data_folder)
    dialog.unit_page.cascade.choose(opening_dialog.shipped_children(RESOURCES, "37")[:1])
    dialog.show_page(dialog.office_page)
    dialog.office_page.office.setText("济南市")
    dialog.office_page.user.setText("李梅")
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.trouble.isVisible(), timeout=20_000)
    assert dialog.page is dialog.office_page
    assert "不是空的" in dialog.trouble.text()


def test_a_problem_met_before_is_shown_at_once(qtbot, data_folder):
    problem = StorageProblem("newer", "档案由更新的版本写成。")
    dialog = dialog_on(qtbot, data_folder, problem=problem)
    assert dialog.trouble.text() == "× 档案由更新的版本写成。"


def test_a_training_archive_is_made(qtbot, data_folder):
    dialog = dialog_on(qtbot, data_folder)
    qtbot.keyClick(dialog.purpose_page.real, Qt.Key.Key_Down)
    assert dialog.purpose_page.training.isChecked()
    enter(qtbot, dialog)
    assert dialog.page is dialog.training_page
    dialog.training_page.households.setText("10")
    enter(qtbot, dialog)
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.opening is not None, timeout=60_000)
    with open_archive(dialog.opening.folder, resources=RESOURCES) as archive:
        assert archive.office.training


def test_the_list_of_folders_forgets_those_that_are_gone(tmp_path):
    file = tmp_path / "recent.json"
    here = tmp_path / "甲"
    here.mkdir()
    remember(tmp_path / "乙", "乙县", False, file)
    remember(here, "甲县", True, file)
    assert load_recent(file) == [Recent(str(here.resolve()), "甲县", True)]
    file.write_text("{broken", encoding="utf-8")
    assert load_recent(file) == []


def test_every_page_has_names_for_a_screen_reader(qtbot, tmp_path: Path):
    dialog = dialog_on(qtbot, tmp_path / "新")
    from PySide6.QtWidgets import QLineEdit

    assert all(
        edit.accessibleName() for edit in dialog.findChildren(QLineEdit) if edit.objectName() != "qt_spinbox_lineedit"
    )


@pytest.mark.parametrize(("copied", "same_desk"), [(True, False), (False, True)])
def test_a_copied_folder_asks_once_how_it_came_here(qtbot, data_folder, copied, same_desk):
    with make_archive(data_folder) as archive:
        desk = archive.office.desk
    copy = data_folder.parent / "copy"
    shutil.copytree(data_folder, copy)
    dialog = dialog_on(qtbot, copy, recent=[Recent(str(copy), "微山县", False)])
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.page is dialog.origin_page, timeout=20_000)
    enter(qtbot, dialog)
    assert dialog.trouble.text() == "× 请选一项。"
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    if copied:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Down)
    enter(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.opening is not None, timeout=20_000)
    with open_archive(copy, resources=RESOURCES) as archive:
        assert (archive.office.desk == desk) == same_desk
