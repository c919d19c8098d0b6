"""Lists hide the middle of numbers by default; a key or button held down shows them, and the trail says who looked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from storage.archive.audit import lines
from tests.ui.desk import Desk, make_archive

WHOLE, COLUMN = "13800000001", "household:phone"


@pytest.fixture
def desk(qtbot, data_folder):
    make_archive(data_folder)
    made = Desk(qtbot, data_folder)
    qtbot.addWidget(made.window)
    yield made
    made.worker.close()


def page_of(desk):
    desk.window.show_page("lists")
    desk.wait()
    page = desk.window.page("lists")
    keys = [key for key in page.model.columns if key.endswith("phone")]
    if not keys:
        page.model.set_columns((*page.model.columns, COLUMN))
        desk.wait()
    return page


def shown(desk, page) -> list[str]:
    page.table.viewport().grab()
    desk.wait()
    at = len(page.model.columns) - 1
    return [str(page.model.index(line, at).data()) for line in range(page.model.rowCount())]


def test_hidden_by_default_and_shown_while_held(desk):
    page = page_of(desk)
    assert page.model.masked
    assert all("*" in text for text in shown(desk, page) if text)
    page.table.setFocus()
    QTest.keyPress(page.table, Qt.Key.Key_F8)
    whole = [text for text in shown(desk, page) if text]
    assert whole
    assert not any("*" in text for text in whole)
    QTest.keyRelease(page.table, Qt.Key.Key_F8)
    assert all("*" in text for text in shown(desk, page) if text)
    QTest.mousePress(page.reveal, Qt.MouseButton.LeftButton)
    assert not page.model.masked
    QTest.mouseRelease(page.reveal, Qt.MouseButton.LeftButton)
    assert page.model.masked
    desk.wait()
    seen = [line for line in desk.ask(lambda archive, _p: lines(archive)) if line.kind == "reveal"]
    assert [(line.user, line.detail) for line in seen] == [("录入员", "3 行"), ("录入员", "3 行")]
    assert "户列表" in seen[0].action


def test_leaving_the_table_hides_them_again(desk):
    page = page_of(desk)
    page.table.setFocus()
    QTest.keyPress(page.table, Qt.Key.Key_F8)
    page.find_edit.setFocus()
    assert page.model.masked
    QTest.keyPress(page.table, Qt.Key.Key_F8)
    desk.window.show_page("files")
    assert page.model.masked


def test_without_masking_there_is_no_button(desk):
    desk.ask(lambda archive, _p: archive.settings.set("mask_lists", False))
    desk.window.read_facts_again()
    desk.wait()
    page = page_of(desk)
    assert not page.model.masked
    assert page.reveal.isHidden()
