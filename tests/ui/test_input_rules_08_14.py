"""Input rules 8—14 by real keys: same as before, grid, paste report, drafts, undo, errors, completeness."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from storage.archive.archive import open_archive
from storage.archive.drafts import list_drafts, load_draft
from storage.archive.records import RecordChange, save
from tests.ui.desk import CTRL, SHIFT, Desk
from tests.ui.editors_helpers import compose
from tests.ui.samples import RESOURCES, id_number
from tests.ui.test_input_rules_01_07 import cell, kept
from ui.draft_keeper import DRAFT_MS
from ui.edits import Place
from ui.member_columns import COLUMNS

COLUMN = {one.field: at for at, one in enumerate(COLUMNS)}
ROOT = Path(__file__).parents[2]


def paste(desk, text):
    QApplication.clipboard().setText(text)
    desk.press(Qt.Key.Key_V, CTRL)


def shown(desk, row):
    return [desk.grid.rows.text(row, column) for column in range(len(COLUMNS))]


# 8 same as the previous household


def test_rule_08_f6_fills_only_empty_repeatable_fields_in_violet_until_touched(desk):
    compose(desk.focus("hamlet"), "二组")
    desk.focus("phone")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    before = kept(desk, "identified_year")
    desk.press(Qt.Key.Key_F6)
    editor = desk.form.cells["hamlet"].editor
    assert editor.text() == "二组"
    assert editor.property("state") == "carried"
    assert desk.form.cells["hamlet"].message.text == "同上一户，可改"
    assert kept(desk, "identified_year") == before
    desk.focus("hamlet")
    compose(QApplication.focusWidget(), "三组")
    desk.press(Qt.Key.Key_Return)
    desk.page.check_now()
    assert editor.property("state") != "carried"


def test_rule_08_f6_brings_the_helper_along_and_one_undo_takes_all_back(desk):
    helper = RecordChange("helper", "p1", {"name": "李干部", "unit": "某局"})
    pair = RecordChange("assignment", "a1", {"helper": "p1", "starts": "2016-03"}, household="h1")
    desk.ask(lambda archive, _progress: save(archive, [helper, pair]))
    desk.window.files.reload()
    desk.wait()
    desk.focus("phone")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    desk.press(Qt.Key.Key_F6)
    assert [one["helper"] for one in desk.session.file.parts["assignment"]] == ["p1"]
    desk.press(Qt.Key.Key_Z, CTRL)
    assert not desk.session.file.parts["assignment"]
    assert not desk.session.is_dirty


def test_rule_08_ctrl_d_copies_one_field_a_cell_or_with_shift_a_row(desk):
    compose(desk.focus("address"), "村西")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    assert desk.form.focused() == "address"
    desk.press(Qt.Key.Key_D, CTRL)
    assert kept(desk, "address") == "村西"
    desk.basic.focus_row(1, "education")
    desk.press(Qt.Key.Key_D, CTRL)
    assert shown(desk, 1)[COLUMN["education"]] == "3 初中"
    assert cell(desk) == (1, "school_state")
    desk.basic.focus_row(2, "name")
    desk.press(Qt.Key.Key_D, CTRL | SHIFT)
    row, above = shown(desk, 2), shown(desk, 1)
    assert (row[0], row[COLUMN["id_number"]]) == ("", "")
    assert row[COLUMN["ethnicity"] :] == above[COLUMN["ethnicity"] :]


def test_rule_08_ctrl_d_in_a_members_form_copies_from_the_member_above(desk):
    desk.session.set(Place("member_year", "h1-m1", "work_months"), 7)
    tab = desk.page.tabs.show_tab("people")
    tab.focus_place(Place("member_year", "h1-m2", "work_months"))
    desk.press(Qt.Key.Key_D, CTRL)
    assert desk.session.get(Place("member_year", "h1-m2", "work_months")) == 7


# 9 the grid


def test_rule_09_typing_over_f2_and_enter_skip_what_is_computed(desk):
    desk.basic.focus_row(0, "relation")
    desk.press(Qt.Key.Key_Return)
    assert cell(desk) == (0, "id_number")
    desk.press(Qt.Key.Key_Return)
    assert cell(desk) == (0, "ethnicity")
    desk.basic.focus_row(0, "id_number")
    before = shown(desk, 0)[COLUMN["id_number"]]
    desk.press(Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert editor.text() == before
    desk.press(Qt.Key.Key_End)
    desk.press(Qt.Key.Key_Backspace)
    desk.press(Qt.Key.Key_Return)
    assert desk.session.file.members[0]["id_number"] == before[:-1]


def test_rule_09_a_block_from_excel_grows_the_grid_and_one_undo_takes_it_back(desk):
    first, second = id_number("20010610", "028"), id_number("20080909", "037")
    desk.basic.focus_row(2, "name")
    paste(desk, f"孔维佳\t女儿\t{first}\t女\t16\t汉族\t初中\t高一\t健康\n孔维晨\t之子\t{second}\t男\t9\t汉\t小学")
    members = desk.session.file.members
    assert [one["name"] for one in members[2:]] == ["孔维佳", "孔维晨"]
    assert [one.get("sex") for one in members[2:]] == ["2", "1"]
    assert desk.grid.rows.rowCount() == 5, "always one empty row at the bottom"
    desk.press(Qt.Key.Key_Z, CTRL)
    assert len(desk.session.file.members) == 2
    assert desk.grid.rows.rowCount() == 3


def test_rule_09_a_block_is_copied_as_excel_reads_it(desk):
    desk.basic.focus_row(0, "name")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right):
        desk.press(key, SHIFT)
    desk.press(Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "孔令田\t01 户主\n尹秀荣\t02 配偶"


# 10 the report of a paste


def test_rule_10_what_was_not_understood_is_reported_never_dropped(desk):
    desk.basic.focus_row(0, "school_state")
    paste(desk, "读初二\t健康\n读初二\t健康")
    assert "已贴 2 行 2 格" in desk.basic.notice.text
    assert "第 1 行在校状况“读初二”" in desk.basic.notice.text
    assert [shown(desk, row)[COLUMN["school_state"]] for row in (0, 1)] == ["读初二", "读初二"]


def test_rule_10_a_text_is_matched_to_an_option_once_for_all_cells_and_remembered(desk, qtbot, folder):
    desk.basic.focus_row(0, "school_state")
    paste(desk, "读初二\t健康\n读初二\t健康")
    assert desk.basic.match_bar.isVisible()
    assert "“读初二”（在校状况，2 格）" in desk.basic.match_bar.question.text()
    desk.press(Qt.Key.Key_M, CTRL)
    desk.type("bnj")
    desk.press(Qt.Key.Key_Return)
    assert not desk.basic.match_bar.isVisible()
    desk.qtbot.waitUntil(desk.grid.hasFocus)
    places = [Place("member_year", one, "school_state") for one in ("h1-m1", "h1-m2")]
    assert [desk.session.get(place) for place in places] == ["05", "05"]
    desk.press(Qt.Key.Key_Z, CTRL)
    assert [desk.session.text_at(place) for place in places] == ["读初二", "读初二"]
    desk.press(Qt.Key.Key_Y, CTRL)
    desk.wait()
    desk.close()
    again = Desk(qtbot, folder)
    qtbot.addWidget(again.window)
    again.basic.focus_row(0, "school_state")
    paste(again, "读初二")
    assert not again.basic.match_bar.isVisible()
    assert again.session.get(places[0]) == "05"
    again.close()


def test_rule_10_escape_puts_the_question_off_and_the_text_stays(desk):
    desk.basic.focus_row(0, "school_state")
    paste(desk, "读初二")
    desk.press(Qt.Key.Key_M, CTRL)
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_Escape)
    assert not desk.basic.match_bar.isVisible()
    assert shown(desk, 0)[COLUMN["school_state"]] == "读初二"


# 11 drafts


def test_rule_11_every_key_starts_the_two_seconds_and_more_typing_does_not_put_them_off(desk):
    assert DRAFT_MS <= 2000
    desk.focus("phone")
    desk.type("1")
    timer = desk.page.drafts._timer
    assert timer.isActive()
    left = timer.remainingTime()
    desk.type("38")
    assert 0 < timer.remainingTime() <= left


def test_rule_11_a_field_left_is_kept_at_once(desk):
    desk.focus("phone")
    desk.type("13800000031")
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    draft = desk.ask(lambda archive, _progress: load_draft(archive, "h1"))
    assert ["household", "h1", {"phone": "13800000031"}] in draft.data["changes"]


def test_rule_11_errors_never_stand_in_the_way_of_saving(desk):
    desk.focus("phone")
    desk.type("12")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored().household["phone"] == "12"


def test_rule_11_the_status_is_honest_after_undo(desk):
    said = []
    desk.page.said.connect(said.append)
    desk.focus("phone")
    desk.type("13800000031")
    desk.press(Qt.Key.Key_Return)
    desk.wait()
    assert said[-1].startswith("草稿已自动保存")
    desk.press(Qt.Key.Key_Z, CTRL)
    desk.page.drafts.keep_now()
    desk.wait()
    assert said[-1] == "改动已全部撤回，没有待保存的内容"
    assert desk.ask(lambda archive, _progress: list_drafts(archive)) == []


KILLED = """
import sys
from tests.ui import killed_typist
killed_typist.run(sys.argv[1], sys.argv[2])
"""


def typed_until_killed(folder, where):
    """Let another process type in a window over `folder` and kill it without warning while it types."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", KILLED, str(folder), where]
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "typing\n"
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()


def test_rule_11_a_killed_process_loses_at_most_the_last_two_seconds_of_one_field(qtbot, folder, monkeypatch):
    typed_until_killed(folder, "form")
    again = Desk(qtbot, folder)
    qtbot.addWidget(again.window)
    assert again.page.banner.isVisible()
    assert again.form.cells["hamlet"].editor.text() == "3"
    assert again.form.cells["phone"].editor.text().startswith("1380000")
    again.close()


def test_rule_11_a_name_half_typed_in_the_empty_row_survives_too(qtbot, folder):
    typed_until_killed(folder, "grid")
    with open_archive(folder, resources=RESOURCES) as archive:
        assert list_drafts(archive)
    again = Desk(qtbot, folder)
    qtbot.addWidget(again.window)
    assert again.session.file.members[2]["name"].startswith("Ma")
    again.close()


# 12 undo


def test_rule_12_undo_and_redo_go_through_the_household_step_by_step(desk):
    desk.focus("phone")
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    desk.focus("line_used")
    desk.type("3")
    desk.press(Qt.Key.Key_Z, CTRL)
    assert kept(desk, "line_used") == "01"
    desk.press(Qt.Key.Key_Z, CTRL)
    assert kept(desk, "phone") == "13800000028"
    desk.press(Qt.Key.Key_Y, CTRL)
    desk.press(Qt.Key.Key_Y, CTRL)
    assert (kept(desk, "phone"), kept(desk, "line_used")) == ("1", "03")


def test_rule_12_undo_still_works_after_going_to_the_next_household_and_back(desk):
    desk.focus("phone")
    desk.type("13800000031")
    desk.press(Qt.Key.Key_PageDown)
    desk.wait()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert desk.session.file.uid == "h2", "undo belongs to the household shown"
    assert kept(desk, "phone") == "13800000028"
    desk.press(Qt.Key.Key_PageUp)
    desk.wait()
    desk.press(Qt.Key.Key_Z, CTRL)
    assert kept(desk, "phone") == "13800000028"
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert desk.stored().household["phone"] == "13800000028"


def test_rule_12_the_trace_of_changes_tells_old_and_new(desk):
    desk.focus("phone")
    desk.type("13800000031")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    tab = desk.page.tabs.show_tab("history")
    desk.wait()
    line = next(one for one in tab.view.model.rows if one.key == "phone" and one.new == "13800000031")
    assert line.old == "13800000028"


# 13 errors


def test_rule_13_the_message_stands_under_the_field_with_its_sign(desk):
    desk.focus("phone")
    desk.type("138")
    desk.press(Qt.Key.Key_Return)
    desk.page.check_now()
    assert desk.form.cells["phone"].message.text.startswith("× ")
    assert QApplication.activeModalWidget() is None


def test_rule_13_f8_goes_through_all_errors_over_form_and_grid_and_back(desk):
    desk.focus("number")
    notes = desk.page.panel.model.notes
    entities = set()
    for note in notes:
        desk.press(Qt.Key.Key_F8)
        assert desk.page.tabs.focused_place() == note.place
        entities.add(note.place.entity)
    assert {"member", "member_year"} & entities or len(entities) > 1
    desk.press(Qt.Key.Key_F8, SHIFT)
    assert desk.page.tabs.focused_place() == notes[-2].place


# 14 completeness


def test_rule_14_completeness_follows_the_typing_and_counts_only_what_applies(desk):
    before = desk.page.tabs.header.bar.percent
    parts = desk.session.completeness()["household"]
    editor = desk.form.cells["poverty_state"].editor
    desk.focus("poverty_state")
    assert not desk.form.cells["exit_year"].label.required
    editor.setFocus()
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    desk.page.check_now()
    assert desk.form.cells["exit_year"].label.required
    assert desk.session.completeness()["household"].required == parts.required + 1
    assert desk.page.tabs.header.bar.percent <= before
    desk.focus("exit_year")
    desk.type("2017")
    desk.press(Qt.Key.Key_Return)
    desk.page.check_now()
    assert desk.session.completeness()["household"].filled == parts.filled + 1
