import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from models.household_file import IncomeItem, YearFile
from models.keys import year_uid
from tests.ui.desk import CTRL
from tests.ui.editors_helpers import compose
from tests.ui.samples import office, session
from ui import income_lines
from ui.edits import Place
from ui.income_model import IncomeModel
from ui.note_groups import Heading, notes_of, with_headings


def test_the_income_sheet_is_sound(qtmodeltester):
    model = IncomeModel()
    model.set_session(session())
    qtmodeltester.check(model)


def test_only_filled_items_can_be_shown():
    one = session()
    used = income_lines.used_items(one)
    lines = income_lines.lines_of(office().codes, 2017, used, all_items=False)
    assert [line.code for line in lines] == ["T", "T02"]
    assert len(income_lines.lines_of(office().codes, 2017, used, all_items=True)) > 40


def test_amounts_are_shown_with_thousands_marks():
    shown = {None: "", 0: "0", 123_456: "1,234.56", 120_000_000: "1,200,000", -5: "-0.05"}
    assert {fen: income_lines.money(fen) for fen in shown} == shown


def test_an_item_is_taken_out_of_the_income(desk):
    tab = desk.page.tabs.show_tab("income")
    tab.grid.focus_item("T02", "h1-m1")
    row = tab.grid.currentIndex().row()
    tab.grid.setCurrentIndex(tab.grid.sheet.index(row, tab.grid.sheet.counts_column))
    desk.press(Qt.Key.Key_Space)
    assert desk.session.get(Place("income", "h1-m1", "T02"))["counts"] is False
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored().years[2017].income[0].counts is False


def test_a_block_of_amounts_is_pasted_over_item_lines_only(desk):
    tab = desk.page.tabs.show_tab("income")
    tab.grid.focus_item("W09", "h1-m1")
    QGuiApplication.clipboard().setText("100\t200\n1.5万\tx")
    desk.press(Qt.Key.Key_V, CTRL)
    get = desk.session.get
    assert get(Place("income", "h1-m1", "W09"))["amount"] == 10_000
    assert get(Place("income", "h1-m2", "W09"))["amount"] == 20_000
    assert get(Place("income", "h1-m1", "B01"))["amount"] == 1_500_000
    assert desk.session.text_at(Place("income", "h1-m2", "B01")) == "x"
    assert "没看懂" in tab.notice.text
    desk.session.undo()
    assert get(Place("income", "h1-m1", "W09")) is None


def test_a_persons_whole_form_opens_from_the_grid_and_enter_goes_on_to_the_next(desk):
    desk.grid.focus_cell("h1-m2", "name")
    desk.press(Qt.Key.Key_Return, CTRL)
    tab = desk.page.tabs.tab("people")
    desk.qtbot.waitUntil(lambda: tab.focused_place() == Place("member_year", "h1-m2", "education"))
    desk.press(Qt.Key.Key_PageUp, CTRL)
    assert tab.focused_place() == Place("member_year", "h1-m1", "education")
    last = tab.own_form.names()[-1]
    tab.own_form.focus_field(last)
    desk.press(Qt.Key.Key_Return, CTRL)
    assert tab.person == "h1-m2"


def in_sight(widget, area) -> bool:
    rect = QRect(widget.mapTo(area.viewport(), QPoint(0, 0)), widget.size())
    return area.viewport().rect().contains(rect)


def test_the_field_with_the_cursor_is_scrolled_into_sight(desk):
    desk.window.resize(1366, 640)
    tab = desk.page.tabs.show_tab("living")
    last, first = tab.form.names()[-1], tab.form.names()[0]
    desk.page.go_to(tab.form.place(last))
    desk.qtbot.waitUntil(lambda: in_sight(tab.form.cells[last].editor, tab.area))
    assert not in_sight(tab.form.cells[first].editor, tab.area)
    desk.page.go_to(tab.form.place(first))
    assert in_sight(tab.form.cells[first].editor, tab.area)
    for name in tab.form.names():
        assert tab.form.focused() == name
        assert in_sight(QApplication.focusWidget(), tab.area)
        desk.press(Qt.Key.Key_Return)


def test_a_field_shows_only_where_it_applies(desk):
    form = desk.page.tabs.show_tab("living").form
    assert form.cells["house_grade"].editor.isVisible()
    form.focus_field("house_unsafe")
    desk.qtbot.waitUntil(form.cells["house_unsafe"].editor.hasFocus)
    desk.session.set(Place("year", "", "house_grade"), None)
    desk.press(Qt.Key.Key_0)
    assert not form.cells["house_grade"].editor.isVisible()
    assert "house_grade" not in form.names()


def test_a_required_field_wears_a_star(desk):
    assert desk.form.cells["phone"].label.required
    assert not desk.form.cells["exit_year"].label.required
    desk.focus("poverty_state")
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    assert desk.form.cells["exit_year"].label.required


def test_an_assignment_names_its_helper(desk):
    tab = desk.page.tabs.show_tab("parts")
    desk.wait()
    tab.shown.add()
    assert tab.shown.model.rowCount() == 1
    tab.shown.delete()
    assert tab.shown.model.rowCount() == 0
    assert not desk.session.is_dirty


def test_monitoring_shows_the_clearing_once_the_risk_is_cleared(desk):
    tab = desk.page.tabs.show_tab("parts")
    tab.bar.setCurrentIndex(3)
    tab.shown.add()
    form = tab.shown.form
    assert "cleared" not in form.names()
    form.focus_field("risk_cleared")
    desk.qtbot.waitUntil(form.cells["risk_cleared"].editor.hasFocus)
    desk.press(Qt.Key.Key_1)
    assert "cleared" in form.names()


def test_the_history_of_a_saved_change_is_told(desk):
    desk.focus("address")
    compose(QApplication.focusWidget(), "村北")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    tab = desk.page.tabs.show_tab("history")
    desk.wait()
    assert any(line.new == "村北" for line in tab.view.model.rows)


def test_notes_put_errors_first_and_missing_fields_apart():
    one = session()
    one.set(Place("household", "", "phone"), "138")
    one.set_text(Place("year", "", "house_area"), "大")
    notes = notes_of(one.findings(), one.unparsed, {"h1-m1": "孔令田"})
    lines = with_headings(notes)
    assert [line.title for line in lines if isinstance(line, Heading)][:2] == ["基本与成员", "住房饮水"]
    for section in {note.section for note in notes}:
        groups = [note.group for note in notes if note.section == section]
        assert groups == sorted(groups, key="EMWQ".index)
    assert notes[0].group == "E"
    assert next(note for note in notes if note.section == "living").text == "“大”没看懂，没有写入"
    assert any(note.title == "户联系电话" for note in notes)
    assert any(note.title.startswith("孔令田 · ") for note in notes)


def income(desk):
    tab = desk.page.tabs.show_tab("income")
    tab.focus_end(1)
    desk.qtbot.waitUntil(tab.grid.hasFocus)
    return tab


def item_at(tab):
    return tab.grid.sheet.lines[tab.grid.currentIndex().row()].code


@pytest.mark.parametrize("typed", ["t02", "T02", "dbj", "dibaojin"])
def test_letters_in_the_income_sheet_go_to_an_item_and_digits_type_its_amount(desk, typed):
    tab = income(desk)
    column = tab.grid.currentIndex().column()
    desk.type(typed)
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(tab.grid.hasFocus)
    assert item_at(tab) == "T02"
    assert tab.grid.currentIndex().column() == column
    desk.type("1500")
    desk.press(Qt.Key.Key_Return)
    assert desk.session.get(Place("income", "h1-m1", "T02"))["amount"] == 150_000


def test_escape_gives_the_way_to_an_item_up(desk):
    tab = income(desk)
    desk.type("d")
    desk.press(Qt.Key.Key_Escape)
    desk.qtbot.waitUntil(tab.grid.hasFocus)
    assert item_at(tab) == "W01"
    assert not desk.session.is_dirty


def test_f7_fills_what_is_empty_with_last_years_amounts_and_one_undo_takes_it_back(desk):
    before = YearFile(year_uid("h1", 2016), 2016)
    before.income += [IncomeItem("T02", "h1-m1", 90_000, True), IncomeItem("T05", None, 12_345, True)]
    desk.session.file.years[2016] = before
    tab = income(desk)
    desk.press(Qt.Key.Key_F7)
    assert desk.session.get(Place("income", "", "T05"))["amount"] == 12_345
    assert desk.session.get(Place("income", "h1-m1", "T02"))["amount"] == 120_000, "what is there stays"
    assert "已按 2016 年填入 1 项" in tab.notice.text
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.session.get(Place("income", "", "T05")) is None


def test_the_income_per_head_is_told_against_the_line_of_the_year(desk):
    tab = income(desk)
    assert "标准线 2,952" in tab.figures.text()
    assert "低于，差 2,352" in tab.figures.text()
