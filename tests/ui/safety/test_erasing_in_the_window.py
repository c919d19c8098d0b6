"""The recycle bin's 抹去: asked on what grounds, gone for good, and what it does not reach is told."""

import pytest

from storage.archive.records import delete
from storage.archive.verify import verify
from tests.ui.desk import Desk, make_archive
from ui import message
from ui.recycle_bin_page import RecycleBinPage


@pytest.fixture
def desk(qtbot, data_folder):
    make_archive(data_folder)
    made = Desk(qtbot, data_folder)
    qtbot.addWidget(made.window)
    yield made
    made.worker.close()


def test_erased_from_the_bin(desk, monkeypatch):
    uid = desk.ask(lambda archive, _p: archive.connection.execute("SELECT uid FROM household").fetchone()[0])
    desk.ask(lambda archive, _p: delete(archive, uid, reason="本人申请"))
    page = RecycleBinPage(desk.worker)
    desk.qtbot.addWidget(page)
    page.reload()
    desk.wait()
    page.table.selectRow(0)
    asked, told = [], []
    monkeypatch.setattr(message, "ask_reason", lambda _p, what, yes: asked.append((what.what, yes)) or "本人申请")
    monkeypatch.setattr(message, "info", lambda _p, what: told.append(what))
    page.erase_button.click()
    desk.qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    desk.wait()
    assert "不能恢复" in asked[0][0]
    assert "旧包里还有" in told[0].now
    assert page.model.rowCount() == 0
    assert desk.ask(verify_now).problems == []
    assert desk.ask(lambda archive, _p: archive.connection.execute("SELECT count(*) FROM household").fetchone()[0]) == 2


def verify_now(archive, _progress):
    return verify(archive)
