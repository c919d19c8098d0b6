"""Household events in the real window: the preview tells all, the keys write it, one undo takes it back."""

from functools import partial

import pytest
from PySide6.QtCore import Qt

from models.keys import new_uid
from storage.archive.archive import open_archive
from storage.archive.batches import undo_batch
from storage.archive.files import iterate_files, load_file
from storage.archive.records import RecordChange, save
from storage.exchange.training import make_training_archive
from tests.ui.office import RESOURCES, ask
from ui.app_window import AppWindow
from ui.background import ArchiveWorker
from ui.events.dialog import EventDialog
from ui.window_facts import read_facts


@pytest.fixture
def window(qtbot, tmp_path):
    with make_training_archive(tmp_path / "data", households=60, resources=RESOURCES) as archive:
        file = next(file for file in iterate_files(archive) if len(file.active_members) == 1 and file.head)
        child = {"name": "小一", "relation": "03", "sex": "1", "birth_date": "2001-02-03", "member_state": "1"}
        grand = {"name": "小二", "relation": "07", "sex": "1", "birth_date": "2015-02-03", "member_state": "1"}
        save(archive, [RecordChange("member", new_uid(), who, household=file.uid) for who in (child, grand)])
    worker = ArchiveWorker(partial(open_archive, tmp_path / "data", resources=RESOURCES))
    worker.wait_opened()
    made = AppWindow(worker, ask(qtbot, worker, read_facts))
    made.home = file.uid
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: not worker.busy, timeout=20_000)
    yield made
    made.close()


def test_the_head_dies_by_key(qtbot, window, monkeypatch):
    def settled():
        qtbot.waitUntil(lambda: not window.worker.busy, timeout=20_000)

    dialogs = []
    monkeypatch.setattr(EventDialog, "exec", lambda dialog: dialogs.append(dialog) or dialog.show())
    window.show_page("files")
    window.files.show_found(window.home)
    settled()
    qtbot.keyClick(window, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(dialogs), timeout=20_000)
    dialog = dialogs[0]
    dialog.kinds.setCurrentIndex(dialog.kinds.findData("leave"))
    form = dialog.forms["leave"]
    assert not dialog.write_button.isEnabled()
    assert "请先选新户主" in dialog.said.text()
    form.head.setCurrentIndex(1)
    told = {(dialog.model.row(line).field, dialog.model.row(line).after) for line in range(dialog.model.rowCount())}
    assert {("与户主关系", "户主"), ("与户主关系", "之子"), ("人员状态", "死亡"), ("户主姓名", "小一")} <= told
    assert dialog.write_button.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    settled()
    file = ask(qtbot, window.worker, lambda archive, _progress: load_file(archive, window.home))
    assert [member["name"] for member in file.active_members] == ["小一", "小二"]
    assert file.head["name"] == "小一"
    assert file.household["head_name"] == "小一"

    def take_back(archive, _progress):
        batch = archive.connection.execute("SELECT uid FROM batch WHERE kind = 'event'").fetchone()[0]
        undo_batch(archive, batch)
        return load_file(archive, window.home)

    assert len(ask(qtbot, window.worker, take_back).active_members) == 3
