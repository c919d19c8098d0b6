"""Backups in the real window: made beside the work, listed with what they undo, gone back to and opened again."""

import pytest

from storage.archive import accounts
from storage.archive.archive import DATABASE_NAME, open_archive
from storage.archive.backup_making import own_store
from storage.archive.backup_points import points
from storage.archive.roles import Role
from tests.ui.desk import Desk, make_archive
from tests.ui.samples import RESOURCES
from ui import message
from ui.safety.backup_keeper import BackupKeeper
from ui.safety.backups_tab import BackupsTab, question_of


@pytest.fixture
def desk(qtbot, data_folder):
    make_archive(data_folder)
    made = Desk(qtbot, data_folder)
    qtbot.addWidget(made.window)
    yield made
    made.worker.close()


def tab_of(desk) -> BackupsTab:
    desk.window.show_page("safety")
    page = desk.window.page("safety")
    page.tabs.setCurrentWidget(page.backups)
    desk.wait()
    return page.backups


def settle(desk, tab):
    desk.qtbot.waitUntil(lambda: tab.now.isEnabled(), timeout=20_000)
    desk.wait()


def rename(desk, name):
    from models.keys import new_uid
    from storage.archive.records import RecordChange, save

    uid = new_uid()
    desk.ask(lambda archive, _progress: save(
        archive, [RecordChange("household", uid, {"division": "370826111214", "head_name": name})]
    ))  # fmt: skip


def test_made_listed_and_gone_back_to(desk, monkeypatch):
    tab = tab_of(desk)
    assert "还没有选另一块盘" in tab.far.text()
    assert not tab.restore_button.isEnabled()
    tab.now.click()
    settle(desk, tab)
    assert tab.model.rowCount() == 1
    rename(desk, "孔新来")
    tab.reload()
    desk.wait()
    kept = tab.marked
    told = question_of(kept)
    assert "1 批、1 处改动" in told.what
    assert "录入员" in told.details
    asked = []
    monkeypatch.setattr(message, "question", lambda _parent, what, yes: asked.append((what, yes)) or True)
    with desk.qtbot.waitSignal(tab.restored, timeout=30_000):
        tab.restore_button.click()
    assert asked[0][1] == "恢复并重新打开"
    then = desk.window.ways.then
    assert then is not None
    then()
    with open_archive(desk.folder, resources=RESOURCES) as archive:
        assert archive.connection.execute("SELECT count(*) FROM household").fetchone()[0] == 3
    assert [point.why for point in points(own_store(desk.folder))] == ["restore", "asked"]


def test_a_clerk_may_back_up_but_not_go_back(desk):
    desk.ask(lambda archive, _progress: accounts.add_user(archive, "录入员", Role.MANAGER, ""))
    tab = tab_of(desk)
    tab.now.click()
    settle(desk, tab)
    assert tab.restore_button.isEnabled()
    desk.ask(lambda archive, _progress: setattr(archive, "role", Role.ENTRY))
    tab.reload()
    desk.wait()
    assert not tab.restore_button.isEnabled()
    assert "管理" in tab.restore_button.toolTip()


def test_the_keeper_makes_the_daily_backup_once(desk):
    keeper = BackupKeeper(desk.worker, desk.window)
    said = []
    keeper.said.connect(said.append)
    keeper.look()
    desk.qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said[0].startswith("√ 已自动备份并核对")
    assert len(points(own_store(desk.folder))) == 1
    keeper.look()
    desk.wait()
    desk.qtbot.waitUntil(lambda: not keeper.busy, timeout=20_000)
    assert len(points(own_store(desk.folder))) == 1
    keeper.stop()


def test_damage_found_beside_the_work_closes_the_archive_for_writing(desk, monkeypatch):
    monkeypatch.setattr("ui.safety.backup_jobs.complaints", lambda _source: ["page 7 is never used"])
    keeper = BackupKeeper(desk.worker, desk.window)
    with desk.qtbot.waitSignal(keeper.damaged, timeout=20_000) as found:
        keeper.look()
    assert "只能看" in found.args[0].what
    assert desk.ask(lambda archive, _progress: archive.read_only)
    keeper.stop()
    assert (desk.folder / DATABASE_NAME).exists()
