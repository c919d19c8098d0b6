"""The household page on screens of different widths: columns of the form, panel and strip, columns of the grid."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea

from tests.ui.desk import CTRL
from tests.ui.samples import id_number
from ui.edits import Place
from ui.member_columns import COLUMNS, fitted_widths


def settle(desk):
    desk.wait()
    QApplication.processEvents()


def columns_of(form):
    return [one.columns for one in form._grids]


@pytest.mark.parametrize(("width", "columns"), [(1366, 3), (1240, 3), (1040, 3), (1920, 4)])
def test_the_form_has_as_many_columns_as_fit(desk, width, columns):
    desk.window.resize(width, 768)
    settle(desk)
    assert columns_of(desk.form) == [columns]
    right = max(one.editor.geometry().right() for one in desk.form.cells.values() if one.shown)
    assert right <= desk.form.width()


def test_the_order_of_enter_follows_the_columns(desk):
    desk.window.resize(1920, 900)
    settle(desk)
    cells = [desk.form.cells[name].editor for name in desk.form.names()]
    spots = [(one.y(), one.x()) for one in cells]
    assert spots == sorted(spots)


def test_below_1240_the_panel_is_a_strip_with_counts_that_draws_it_over_the_page(desk):
    desk.window.resize(1200, 768)
    settle(desk)
    side = desk.page.side
    assert side.strip.isVisible()
    assert side.strip.width() == 40
    assert sum(side.strip.counts) == len(desk.page.panel.model.notes)
    desk.focus("phone")
    desk.press(Qt.Key.Key_K, CTRL)
    assert desk.page.panel.isVisible()
    assert desk.page.panel.geometry().right() < side.geometry().left() + side.width()
    desk.page.panel._go(desk.page.panel.model.line_of(desk.page.panel.model.notes[0]))
    assert not desk.page.panel.isVisible(), "the field it leads to is not covered"
    desk.window.resize(1366, 768)
    settle(desk)
    assert desk.page.panel.isVisible()
    assert not side.strip.isVisible()


def test_a_wide_window_without_the_panel_keeps_its_counts(desk):
    desk.focus("phone")
    desk.press(Qt.Key.Key_K, CTRL)
    assert not desk.page.panel.isVisible()
    assert desk.page.side.strip.isVisible()
    desk.press(Qt.Key.Key_K, CTRL)
    assert desk.page.panel.isVisible()


@pytest.mark.parametrize("width", [1366, 1240, 1100])
@pytest.mark.parametrize("banner", [False, True])
def test_the_grid_never_gets_both_scroll_bars(desk, width, banner):
    for _ in range(9):
        desk.session.add_record("member", {"name": "某"})
    desk.page.banner.setVisible(banner)
    desk.page.tabs.refresh()
    desk.window.resize(width, 768)
    settle(desk)
    assert desk.grid.verticalScrollBar().isVisible()
    assert not desk.grid.horizontalScrollBar().isVisible()


def test_a_number_is_never_cut_and_what_is_missing_is_shared():
    number = next(at for at, one in enumerate(COLUMNS) if one.field == "id_number")
    for room in (500, 654, 790, 1200):
        widths = fitted_widths(room, 1.0)
        assert widths[number] == COLUMNS[number].width
        assert all(width >= len(one.title) * 13 for width, one in zip(widths, COLUMNS, strict=True))
        if room >= 654:
            assert sum(widths) == room


def test_the_panel_groups_by_tab_and_says_how_many_more_there_are(desk):
    for at in range(9):
        desk.session.add_record("member", {"name": f"某{at}", "id_number": id_number("19720315", "017")})
    desk.page.check_now()
    settle(desk)
    panel = desk.page.panel
    assert panel.more.isVisible()
    assert panel.more.text().startswith("还有 ")
    bar = panel.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert not panel.more.isVisible()


def test_tabs_tell_how_many_records_they_hold(desk):
    desk.session.add_record("visit", {"visitor": "某"})
    desk.session.set(Place("household", "", "phone"), "138")
    desk.page.check_now()
    texts = [desk.page.tabs.bar.tabText(at) for at in range(desk.page.tabs.bar.count())]
    assert "帮扶 1" in texts


def test_a_low_window_with_large_text_scrolls_to_what_has_the_focus(desk):
    desk.window.setMinimumSize(800, 480)
    desk.window.resize(1050, 560)
    settle(desk)
    assert desk.window.height() <= 590
    for name in ("bank_card", "number"):
        editor = desk.focus(name)
        settle(desk)
        area = desk.basic.findChild(QScrollArea)
        top = editor.mapTo(area.viewport(), QPoint(0, 0)).y()
        assert 0 <= top <= area.viewport().height() - editor.height()


def test_photos_stand_under_the_members_where_the_page_is_high_enough(desk):
    desk.session.add_record("attachment", {"slot": "2", "content_hash": "0" * 64, "file_name": "a.jpg"})
    desk.page.tabs.refresh()
    desk.window.resize(1366, 768)
    settle(desk)
    assert not desk.basic.strip.isVisible()
    desk.window.resize(1366, 1000)
    settle(desk)
    assert desk.basic.strip.isVisible()
    desk.qtbot.mouseClick(desk.basic.strip, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert desk.page.tabs.current == "photos"
    assert desk.photos.slot == "2"
