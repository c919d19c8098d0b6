import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from storage.archive.archive import open_archive
from storage.archive.drafts import list_drafts, load_draft
from storage.archive.files import load_file
from tests.ui.desk import CTRL, SHIFT, Desk
from tests.ui.editors_helpers import compose
from tests.ui.samples import RESOURCES
from ui.edits import Place


def test_the_first_household_is_shown_with_its_checks(desk):
    assert desk.page.tabs.header.name.text() == "孔令田"
    assert desk.page.panel.model.rowCount() > 0
    assert "错误" in desk.page.panel.counts.text()
    assert desk.page.tabs.header.bar.percent < 100


def test_enter_goes_through_the_form_in_order_and_into_the_grid(desk):
    names = desk.form.names()
    desk.focus(names[0])
    seen = []
    for _ in names:
        seen.append(desk.form.focused())
        desk.press(Qt.Key.Key_Return)
    assert seen == names
    assert "local_number" not in names
    desk.qtbot.waitUntil(desk.grid.hasFocus)
    assert desk.grid.currentIndex().row() == 0
    desk.press(Qt.Key.Key_Return, SHIFT)
    desk.qtbot.waitUntil(lambda: desk.form.focused() == names[-1])


def test_tab_follows_the_same_order(desk):
    names = desk.form.names()
    desk.focus(names[0])
    for name in names[1:]:
        desk.press(Qt.Key.Key_Tab)
        assert desk.form.focused() == name


def test_what_is_typed_is_saved_and_shown_again(desk, qtbot, folder):
    desk.focus("phone")
    desk.type("13800000099")
    desk.press(Qt.Key.Key_Return)
    desk.focus("line_used")
    desk.press(Qt.Key.Key_2)
    assert desk.form.focused() != "line_used"
    desk.focus("main_cause")
    desk.type("qjs")
    desk.press(Qt.Key.Key_Return)
    editor = desk.focus("address")
    compose(editor, "村东大街36号")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    record = desk.stored().household
    assert record["phone"] == "13800000099"
    assert (record["line_used"], record["main_cause"], record["address"]) == ("02", "07", "村东大街36号")
    desk.close()
    again = Desk(qtbot, folder)
    qtbot.addWidget(again.window)
    assert again.form.cells["phone"].editor.text() == "13800000099"
    assert again.form.cells["main_cause"].editor.text() == "07 缺技术"
    again.close()


def test_errors_never_stand_in_the_way_of_saving(desk):
    desk.focus("phone")
    desk.type("138")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored().household["phone"] == "138"
    assert desk.form.cells["phone"].editor.property("state") == "error"
    assert desk.form.cells["phone"].message.text.startswith("× ")


def test_what_cannot_be_read_is_told_not_written_and_kept_as_draft(desk):
    desk.focus("identified_year")
    desk.type("20xx")
    desk.press(Qt.Key.Key_Return)
    assert "不是年份" in desk.form.cells["identified_year"].message.text
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored().household["identified_year"] == 2014
    note = desk.ask(lambda archive, _progress: load_draft(archive, "h1"))
    assert note.data["texts"] == [["household", "", "identified_year", "20xx"]]
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    desk.press(Qt.Key.Key_PageUp)
    desk.wait()
    assert desk.form.cells["identified_year"].editor.text() == "20xx"


def test_page_down_stays_in_the_field_and_saves_what_was_typed(desk):
    desk.focus("phone")
    desk.type("13800000031")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    assert desk.page.tabs.header.name.text() == "王秀兰"
    assert desk.form.focused() == "phone"
    assert desk.form.cells["phone"].editor.selectedText() == "13800000028"
    assert desk.stored().household["phone"] == "13800000031"
    desk.press(Qt.Key.Key_PageUp)
    desk.wait()
    assert desk.page.tabs.header.name.text() == "孔令田"
    assert desk.form.cells["phone"].editor.text() == "13800000031"


def test_page_down_stays_in_the_cell_of_the_grid(desk):
    desk.page.tabs.tab("basic").focus_row(1, "labour")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    assert desk.grid.hasFocus()
    assert (desk.grid.currentIndex().row(), desk.grid.current_field()[1]) == (1, "labour")


def test_f8_goes_from_one_finding_to_the_next_across_tabs(desk):
    desk.focus("number")
    seen = []
    for _ in desk.page.panel.model.notes:
        desk.press(Qt.Key.Key_F8)
        place = desk.page.panel.marked.place
        seen.append(place)
        assert desk.page.tabs.focused_place() == place
    assert len({place.entity for place in seen}) >= 2
    desk.press(Qt.Key.Key_F8, SHIFT)
    assert desk.page.panel.marked.place == seen[-2]


def test_undo_and_redo_run_through_the_household(desk):
    desk.focus("phone")
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.form.cells["phone"].editor.text() == "13800000028"
    assert desk.form.focused() == "phone"
    desk.press(Qt.Key.Key_Y, CTRL)
    assert desk.session.get(Place("household", "", "phone")) == "1"


@pytest.mark.parametrize("pause", [True, False])
def test_what_is_taken_back_while_typing_is_not_stored(desk, pause):
    phone = Place("household", "", "phone")
    before = desk.session.get(phone)
    editor = desk.focus("phone")
    desk.type("1380000")
    if pause:
        desk.qtbot.waitUntil(lambda: desk.session.get(phone) == "1380000")
    while editor.text() != before:
        desk.press(Qt.Key.Key_Z, CTRL)
    desk.press(Qt.Key.Key_Return)
    assert desk.session.get(phone) == before
    assert not desk.session.is_dirty


def test_a_save_names_the_head_of_household(desk):
    desk.session.file.household["head_name"] = None
    said = []
    desk.page.said.connect(said.append)
    desk.focus("address")
    compose(QApplication.focusWidget(), "村南")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert any("已保存 孔令田" in one for one in said)


@pytest.mark.parametrize("stored", [None, "13800000028"])
@pytest.mark.parametrize("entered", [True, False])
def test_undo_shows_the_phone_as_it_was(desk, stored, entered):
    phone = Place("household", "", "phone")
    desk.session.set(phone, stored)
    desk.page.save()
    desk.wait()
    desk.page.tabs.refresh()
    editor = desk.focus("phone")
    desk.type("1380000")
    if entered:
        desk.press(Qt.Key.Key_Return)
    desk.page.undo()
    assert desk.session.get(phone) == stored
    assert editor.text() == (stored or "")
    told = desk.form.cells["phone"].message
    assert (told.text if told is not None else "") == ("" if stored else "× 未填")


def test_f6_fills_empty_repeatable_fields_from_the_household_before(desk):
    desk.focus("hamlet")
    compose(QApplication.focusWidget(), "二组")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    desk.press(Qt.Key.Key_F6)
    assert desk.session.get(Place("household", "", "hamlet")) == "二组"
    assert desk.form.cells["hamlet"].editor.property("state") == "carried"
    assert desk.session.get(Place("household", "", "phone")) == "13800000028"
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.session.get(Place("household", "", "hamlet")) is None


def test_ctrl_d_copies_one_field_from_the_household_before(desk):
    desk.focus("address")
    compose(QApplication.focusWidget(), "村西")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    desk.focus("address")
    desk.press(Qt.Key.Key_D, CTRL)
    assert desk.form.cells["address"].editor.text() == "村西"


def test_a_new_household_gets_a_local_number_and_a_line_in_the_list(desk):
    desk.window.top.add.click()
    desk.focus("phone")
    desk.type("13800000077")
    desk.page.tabs.tab("basic").grid.enter_at(1)
    desk.press(Qt.Key.Key_F2)
    compose(QApplication.focusWidget(), "赵德福")
    desk.press(Qt.Key.Key_Return)
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.window.files.list.listed.households == 4
    record = desk.stored(desk.session.file.uid)
    assert record.household["local_number"].startswith("L")
    assert record.household["head_name"] == "赵德福"
    assert desk.form.cells["local_number"].editor.text() == record.household["local_number"]


def test_a_draft_survives_a_crash_and_is_offered(desk, qtbot, folder):
    desk.focus("phone")
    desk.type("13800000055")
    desk.press(Qt.Key.Key_Return)
    desk.page.drafts.keep_now()
    desk.wait()
    desk.page.session = None  # the process dies here: nothing is saved on leaving
    desk.close()
    again = Desk(qtbot, folder)
    qtbot.addWidget(again.window)
    assert again.page.banner.isVisible()
    assert again.form.cells["phone"].editor.text() == "13800000055"
    again.page.save()
    again.wait()
    assert again.stored().household["phone"] == "13800000055"
    assert again.ask(lambda archive, _progress: list_drafts(archive)) == []
    assert not again.page.banner.isVisible()
    again.close()


def test_a_draft_can_be_given_up(desk, qtbot, folder):
    desk.session.set(Place("household", "", "phone"), "13800000055")
    desk.page.drafts.keep_now()
    desk.wait()
    desk.page.session = None
    desk.close()
    again = Desk(qtbot, folder)
    qtbot.addWidget(again.window)
    again.page.drop_draft()
    again.wait()
    assert again.form.cells["phone"].editor.text() == "13800000028"
    assert again.ask(lambda archive, _progress: list_drafts(archive)) == []
    again.close()


def test_a_number_that_stands_elsewhere_is_found_while_typing(desk):
    number = desk.session.file.members[0]["id_number"]
    desk.window.files.step(1)
    desk.wait()
    desk.grid.focus_cell("h2-m1", "id_number")
    desk.type(number[0])
    desk.type(number[1:])
    desk.press(Qt.Key.Key_Return)
    desk.page.check_now()
    desk.wait()
    assert any(finding.rule == 6 and "990104001001" in finding.sentence for finding in desk.page.findings)


def test_closing_the_window_saves(desk, folder):
    desk.focus("phone")
    desk.type("13800000066")
    desk.close()
    with open_archive(folder, resources=RESOURCES) as archive:
        file = load_file(archive, "h1")
        assert file is not None
        assert file.household["phone"] == "13800000066"
        assert list_drafts(archive) == []


def test_the_income_sheet_adds_up_while_it_is_typed(desk):
    desk.page.tabs.show_tab("income").focus_end(1)
    grid = desk.page.tabs.tab("income").grid
    desk.type("1")
    desk.type("2000")
    desk.press(Qt.Key.Key_Return)
    assert desk.session.get(Place("income", "h1-m1", "W01")) == {"amount": 1_200_000, "counts": True, "note": None}
    assert grid.sheet.lines[grid.currentIndex().row()].code == "W02"
    assert "13,200" in desk.page.tabs.tab("income").figures.text()
    assert "6,600" in desk.page.tabs.tab("income").figures.text()


def test_tabs_are_built_when_they_are_first_shown(desk):
    assert set(desk.page.tabs._made) == {"basic"}
    desk.page.tabs.step(1)
    assert set(desk.page.tabs._made) == {"basic", "standing"}


def test_a_visit_is_added_and_saved(desk):
    tab = desk.page.tabs.show_tab("parts")
    desk.wait()
    tab.bar.setCurrentIndex(2)
    tab.shown.add()
    desk.type("20170315")
    desk.press(Qt.Key.Key_Return)
    compose(QApplication.focusWidget(), "李干部")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    visit = desk.stored().parts["visit"][0]
    assert (visit["date"], visit["visitor"]) == ("2017-03-15", "李干部")


def test_every_editor_of_the_page_has_a_name_and_a_buddy(desk):
    for name in ("basic", "standing", "living", "income"):
        form = desk.page.tabs.tab(name).form
        for cell in form.cells.values():
            assert cell.editor.accessibleName()
            assert cell.label.buddy() is cell.editor
