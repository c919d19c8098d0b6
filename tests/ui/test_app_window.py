from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QHeaderView, QLineEdit, QPushButton, QTableView, QToolButton

from storage.archive.files import load_file
from storage.archive.records import delete
from tests.ui.desk import CTRL
from tests.ui.editors_helpers import compose
from tests.ui.samples import VILLAGE, YEAR
from ui import app_window
from ui.edits import Place
from ui.style import apply_theme, current_theme


def test_the_window_stays_small():
    assert len(Path(app_window.__file__).read_text("utf-8").splitlines()) <= 300


def test_the_window_fits_a_screen_of_1240_and_folds_below(desk):
    hint = desk.window.minimumSizeHint()
    assert hint.width() <= 1240
    assert hint.height() <= 700
    desk.window.resize(1366, 740)
    assert desk.page.panel.isVisible()
    assert desk.window.files.list.isVisible()
    desk.window.resize(1200, 740)
    assert not desk.page.panel.isVisible()
    assert desk.window.files.list.isVisible()
    desk.window.resize(1020, 740)
    assert not desk.window.files.list.isVisible()
    desk.window.resize(1366, 740)
    assert desk.page.panel.isVisible()
    assert desk.window.files.list.isVisible()


def test_every_button_has_a_name(desk):
    for page in ("quality", "import", "bin"):
        desk.window.show_page(page)
    desk.wait()
    buttons = [*desk.window.findChildren(QPushButton), *desk.window.findChildren(QToolButton)]
    ours = [one for one in buttons if not one.objectName().startswith("qt_") and one.parent() is not None]
    # the button inside a line that empties it is Qt's own
    nameless = [one for one in ours if not one.accessibleName() and not one.text()]
    assert [one for one in nameless if not isinstance(one.parent(), QLineEdit | QHeaderView | QTableView)] == []


def test_a_person_is_found_by_initials_and_opened(desk):
    desk.press(Qt.Key.Key_F3)
    desk.type("wxl")
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.session is not None and desk.session.file.uid == "h2", timeout=10_000)
    assert desk.page.tabs.header.name.text() == "王秀兰"


def test_a_finding_of_the_quality_page_leads_to_its_field(desk):
    desk.window.show_page("quality")
    page = desk.window.page("quality")
    with desk.qtbot.waitSignal(page.checked, timeout=10_000):
        desk.press(Qt.Key.Key_F5)
    desk.wait()
    assert page.model.rowCount() > 3
    assert page.table.currentIndex().row() == 0
    row = next(at for at in range(page.model.rowCount()) if page.model.row(at).finding.household == "h3")
    finding = page.model.row(row).finding
    for _line in range(row):
        desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert desk.window.stack.currentWidget() is desk.window.files
    assert desk.session.file.uid == "h3"
    assert desk.page.tabs.focused_place() == Place(finding.entity, finding.person or "", finding.field)


def test_a_finding_about_an_earlier_year_leads_into_that_year(desk):
    desk.window.top.year_chosen.emit(YEAR + 3)
    desk.wait()
    desk.window.show_page("quality")
    page = desk.window.page("quality")
    with desk.qtbot.waitSignal(page.checked, timeout=10_000):
        desk.press(Qt.Key.Key_F5)
    desk.wait()
    row = next(at for at in range(page.model.rowCount()) if page.model.row(at).finding.entity == "member_year")
    finding = page.model.row(row).finding
    page.table.setCurrentIndex(page.model.index(row, 0))
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert desk.window.facts.year == YEAR
    assert desk.session.file.uid == finding.household
    assert desk.session.year == YEAR
    assert f"{YEAR} 年度" in desk.window.bottom.said.text()
    assert desk.page.tabs.focused_place() == Place(finding.entity, finding.person or "", finding.field)


def test_the_quality_page_can_show_one_rule_only(desk):
    desk.window.show_page("quality")
    page = desk.window.page("quality")
    page.check()
    desk.wait()
    total = page.model.rowCount()
    page.rules.setCurrentIndex(1)
    assert 0 < page.model.rowCount() < total
    assert len({page.model.row(at).finding.rule for at in range(page.model.rowCount())}) == 1


def test_another_year_shows_that_years_facts(desk):
    assert desk.session.get(Place("year", "", "house_area")) == 4800
    desk.window.top.year_chosen.emit(2018)
    desk.wait()
    assert desk.window.facts.year == 2018
    assert desk.window.top.year.text() == "2018 年度"
    assert desk.session.get(Place("year", "", "house_area")) is None


def test_the_look_changes_and_the_household_stays(desk, qapp):
    desk.window.files.step(1)
    desk.wait()
    try:
        desk.window.switch_theme()
        desk.wait()
        assert current_theme() == "dark"
        assert desk.session.file.uid == "h2"
    finally:
        apply_theme(qapp, "light")


def test_a_place_shows_its_households_only(desk):
    place = desk.window.top.place
    place.setFocus()
    desk.qtbot.waitUntil(place.hasFocus)
    desk.type(VILLAGE[:9] + "202")
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert desk.window.files.list.model.ids == []
    assert desk.window.files.middle.currentWidget() is desk.window.files.empty
    place.setFocus()
    place.selectAll()
    desk.type(VILLAGE)
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert len(desk.window.files.list.model.ids) == 3


@pytest.mark.parametrize("name", ["import", "quality", "bin"])
def test_a_household_loaded_anew_behind_another_page_leaves_it_the_cursor(desk, name):
    desk.focus("phone")
    desk.window.show_page(name)
    desk.wait()
    desk.window.files.reload()
    desk.wait()
    assert desk.window.page(name).isAncestorOf(QApplication.focusWidget())


def test_what_was_restored_from_the_bin_is_in_the_list_again(desk):
    desk.ask(lambda archive, _progress: delete(archive, "h3", reason="重复"))
    desk.window.files.reload()
    desk.wait()
    assert len(desk.window.files.list.model.ids) == 2
    desk.window.show_page("bin")
    desk.wait()
    page = desk.window.page("bin")
    assert page.model.rowCount() >= 1
    page.data_changed.emit()
    desk.wait()
    assert desk.window.facts.office_name == "某镇"


def test_escape_in_the_search_box_gives_the_cursor_back(desk):
    editor = desk.focus("address")
    desk.press(Qt.Key.Key_F3)
    assert desk.window.top.search.hasFocus()
    desk.press(Qt.Key.Key_Escape)
    assert editor.hasFocus()


def test_the_cards_come_in_front_and_go_away_with_escape(desk):
    editor = desk.focus("address")
    desk.press(Qt.Key.Key_F9)
    desk.wait()
    assert desk.window.files.preview is not None
    assert desk.window.files.preview.isVisible()
    desk.press(Qt.Key.Key_Escape)
    desk.wait()
    assert not desk.window.files.preview.isVisible()
    assert editor.hasFocus()


@pytest.mark.parametrize(("key", "page"), [(Qt.Key.Key_4, "quality"), (Qt.Key.Key_6, "import"), (Qt.Key.Key_9, "bin")])
def test_pages_are_reached_by_keys(desk, key, page):
    editor = desk.focus("address")
    desk.press(key, CTRL)
    desk.wait()
    shown = desk.window.page(page)
    assert desk.window.stack.currentWidget() is shown
    focus = QApplication.focusWidget()
    assert focus is shown or shown.isAncestorOf(focus)
    desk.press(Qt.Key.Key_1, CTRL)
    assert desk.window.stack.currentWidget() is desk.window.files
    assert editor.hasFocus()


def test_leaving_the_page_saves_what_was_typed(desk):
    desk.focus("address")
    compose(QApplication.focusWidget(), "村南")
    desk.press(Qt.Key.Key_4, CTRL)
    desk.wait()
    assert desk.stored().household["address"] == "村南"


def test_what_becomes_of_a_draft_is_told_on_the_household_page_only(desk):
    desk.page.drafts.kept.emit(False)
    assert desk.window.bottom.said.text().startswith("改动已全部撤回")
    desk.window.rail.chosen.emit("quality")
    desk.page.drafts.kept.emit(False)
    desk.page.drafts.kept.emit(True)
    assert desk.window.bottom.said.text() == ""


def test_saving_and_the_next_error_work_from_the_list_too(desk):
    desk.focus("address")
    compose(QApplication.focusWidget(), "村南")
    view = desk.window.files.list.view
    view.setFocus()
    desk.qtbot.waitUntil(view.hasFocus)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored().household["address"] == "村南"
    desk.press(Qt.Key.Key_F8)
    assert desk.page.tabs.focused_place() == desk.page.panel.marked.place


def test_keys_told_at_the_bottom_are_whole_or_left_out(desk):
    bar = desk.window.bottom
    bar.say("√ 已保存 孔令田 08:00:00")
    seen = {}
    for width in (1366, 1000):
        desk.window.resize(width, 740)
        desk.wait()
        shown = [label for pair in bar.hints for label in pair if label.isVisible()]
        assert all(label.width() >= label.sizeHint().width() for label in shown)
        assert shown[-1].text() == "全部按键"
        seen[width] = len(shown)
    assert seen[1366] > seen[1000]


def test_a_new_household_left_empty_is_not_stored(desk):
    desk.press(Qt.Key.Key_N, CTRL)
    desk.wait()
    uid = desk.session.file.uid
    desk.press(Qt.Key.Key_S, CTRL)
    desk.press(Qt.Key.Key_4, CTRL)
    desk.wait()
    assert desk.ask(lambda archive, _progress: load_file(archive, uid)) is None
    desk.press(Qt.Key.Key_1, CTRL)
    desk.focus("address")
    compose(QApplication.focusWidget(), "村南")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored(uid).household["address"] == "村南"
