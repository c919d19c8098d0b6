"""A damaged archive at the start: the best backup is offered, restored by Enter, and the damaged file is kept."""

import pytest
from PySide6.QtCore import Qt

from storage.archive import key_slots
from storage.archive.archive import DATABASE_NAME, open_archive
from storage.archive.backup_making import make_point, own_store, source_of
from storage.archive.backup_points import database_of
from storage.archive.problems import StorageProblem
from tests.ui.office import make_archive
from tests.ui.samples import RESOURCES
from ui.opening_dialog import OpeningDialog

PASSWORD = "correct horse"


@pytest.fixture(params=["", PASSWORD], ids=["plain", "protected"])
def damaged(request, data_folder, monkeypatch, tmp_path):
    monkeypatch.setattr(key_slots, "MEMORY_KIB", 64)
    monkeypatch.setattr(key_slots, "ITERATIONS", 1)
    monkeypatch.setattr("ui.recent.recent_file", lambda: tmp_path / "recent.json")
    with make_archive(data_folder, password=request.param or None) as archive:
        first = make_point(source_of(archive), own_store(data_folder), "daily")
        archive.settings.set("region", "370826")
        make_point(source_of(archive), own_store(data_folder), "asked")
    spoil(data_folder / DATABASE_NAME, 0)
    return data_folder, request.param, first


def spoil(path, at):
    content = bytearray(path.read_bytes())
    content[at : at + 200] = bytes(200)
    path.write_bytes(content)


def problem_of(folder, password):
    with pytest.raises(StorageProblem) as problem:
        open_archive(folder, password=password or None, resources=RESOURCES)
    return problem.value


def test_enter_restores_the_best_backup(qtbot, damaged):
    folder, password, _first = damaged
    dialog = OpeningDialog(RESOURCES, folder, problem=problem_of(folder, password), recent=[])
    qtbot.addWidget(dialog)
    dialog.show()
    page = dialog.restore_page
    assert dialog.page is page
    assert page.list.currentRow() == 0
    if password:
        dialog.go_on()
        assert "口令" in dialog.trouble.text()
        qtbot.keyClicks(page.password, password)
    qtbot.keyClick(page.password if password else dialog.next_button, Qt.Key.Key_Return)
    if dialog.opening is None and not dialog._errand:
        dialog.go_on()
    qtbot.waitUntil(lambda: dialog.opening is not None, timeout=30_000)
    with open_archive(folder, password=password or None, resources=RESOURCES) as archive:
        assert archive.settings.get("region") == "370826"
    assert len(list(folder.glob("backups/replaced-*/archive.db"))) == 1


def test_a_backup_that_is_damaged_too_is_not_the_one_chosen(qtbot, damaged):
    folder, password, first = damaged
    newest = max(own_store(folder).glob("*-asked-*.db"))
    spoil(newest, 300)
    dialog = OpeningDialog(RESOURCES, folder, problem=problem_of(folder, password), recent=[])
    qtbot.addWidget(dialog)
    assert dialog.restore_page.list.currentRow() == 1
    assert "损坏" in dialog.restore_page.list.item(0).text()
    assert database_of(own_store(folder), first.name).exists()
