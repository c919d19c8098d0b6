import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog

from models.list_filter import Ask, Condition, Filter
from storage.archive.list_views import ListView
from tests.ui.desk import CTRL, SHIFT
from tests.ui.samples import VILLAGE
from ui import message
from ui.batch_dialog import BatchDialog
from ui.lists.column_dialog import ColumnDialog
from ui.lists.filter_dialog import FilterDialog
from ui.lists.jobs import read_views
from ui.lists.page import ListPage

HEAD = Condition("row:head_name", Ask.HAS, ("王",))


@pytest.fixture
def lists(desk):
    """The page in front with its lines, numbers whole."""
    desk.ask(lambda archive, _progress: archive.settings.set("mask_lists", False))
    desk.window.read_facts_again()
    desk.wait()
    desk.press(Qt.Key.Key_2, CTRL)
    page = desk.window.page("lists")
    desk.qtbot.waitUntil(lambda: len(page.model.ids) == 3 and page.model.row(0) is not None, timeout=10_000)
    desk.wait()
    return page


def names(page):
    column = page.model.columns.index("row:head_name")
    return [page.model.index(line, column).data() for line in range(page.model.rowCount())]


def loaded(desk, page, lines):
    desk.wait()
    desk.qtbot.waitUntil(lambda: len(page.model.ids) == lines, timeout=10_000)
    for line in range(lines):
        page.model.row(line)
    desk.wait()


def test_enter_opens_and_escape_comes_back_to_the_same_line(desk, lists):
    assert lists.table.hasFocus(), QApplication.focusWidget()
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.session is not None and desk.session.file.uid == "h2", timeout=10_000)
    assert desk.window.shown == "files"
    desk.wait()
    desk.press(Qt.Key.Key_PageDown)
    desk.qtbot.waitUntil(lambda: desk.session.file.uid == "h3", timeout=10_000)
    desk.wait()
    desk.press(Qt.Key.Key_Escape)
    desk.wait()
    assert desk.window.shown == "lists"
    assert lists.table.currentIndex().row() == 2
    assert lists.table.hasFocus()


def test_page_down_follows_the_order_of_the_table(desk, lists):
    lists._sort_by(lists.model.columns.index("row:number"))
    lists._sort_by(lists.model.columns.index("row:number"))
    loaded(desk, lists, 3)
    lists.mark(0)
    first = lists.model.row(0).uid
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.session.file.uid == first, timeout=10_000)
    desk.wait()
    desk.window.files.step(1)
    desk.qtbot.waitUntil(lambda: desk.session.file.uid == lists.model.row(1).uid, timeout=10_000)


def test_escape_in_a_changed_field_takes_back_what_was_typed_and_stays(desk, lists):
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.window.shown == "files", timeout=10_000)
    desk.wait()
    editor = desk.focus("phone")
    before = editor.text()
    desk.type("13")
    desk.press(Qt.Key.Key_Escape)
    assert editor.text() == before
    assert desk.window.shown == "files"
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.shown == "lists"


def test_a_title_sorts_and_sorts_the_other_way(desk, lists):
    column = lists.model.columns.index("row:number")
    numbers = [lists.model.index(line, column).data() for line in range(3)]
    assert numbers == sorted(numbers)
    header = lists.table.frozen.horizontalHeader()
    spot = header.sectionViewportPosition(column) + 10
    desk.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center().__class__(spot, 10))
    loaded(desk, lists, 3)
    assert [lists.model.index(line, column).data() for line in range(3)] == sorted(numbers, reverse=True)


def test_any_column_can_be_sorted_by(desk, lists):
    lists._show_view(ListView(columns=("row:number", "row:head_name", "year:house_area")))
    lists._sort_by(2)
    loaded(desk, lists, 3)
    assert lists.view.sort == "year:house_area"


def test_shift_and_arrows_mark_several_and_the_number_is_told(desk, lists):
    desk.press(Qt.Key.Key_Down, SHIFT)
    assert lists.marked.text() == "选中 2 户"
    desk.press(Qt.Key.Key_A, CTRL)
    assert lists.marked.text() == "选中 3 户"
    assert sorted(lists.marked_ids) == sorted(lists.model.ids)


def test_marked_households_are_handed_to_the_batch_change(desk, qtbot):
    handed = []
    page = ListPage(desk.worker, desk.window.facts, batch=handed.append)
    qtbot.addWidget(page)
    page.show()
    page.bring_up(desk.window.facts.division)
    qtbot.waitUntil(lambda: len(page.model.ids) == 3, timeout=10_000)
    desk.wait()
    page.table.setFocus()
    page.table.selectAll()
    page.change_marked()
    qtbot.waitUntil(lambda: bool(handed), timeout=10_000)
    assert sorted(handed[0]) == ["h1", "h2", "h3"]


def test_ctrl_b_changes_the_marked_households_and_takes_it_back(desk, lists):
    states = []

    def note_states():
        states.append([desk.stored(uid).household["poverty_state"] for uid in ("h1", "h2", "h3")])

    def type_in(dialog):
        desk.type("tpzt")
        desk.press(Qt.Key.Key_Return)
        desk.qtbot.waitUntil(lambda: dialog.editor is not None and dialog.editor.hasFocus())
        desk.type("0")
        desk.press(Qt.Key.Key_Return)
        desk.wait()
        note_states()
        desk.press(Qt.Key.Key_Return, CTRL)
        desk.wait()
        note_states()
        desk.press(Qt.Key.Key_Space)
        desk.wait()
        note_states()

    def look():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, BatchDialog) or not dialog.field.hasFocus():
            QTimer.singleShot(20, look)
            return
        try:
            type_in(dialog)
        finally:
            dialog.reject()
            states.append("closed")

    desk.press(Qt.Key.Key_Down, SHIFT)
    assert lists.marked.text() == "选中 2 户"
    QTimer.singleShot(20, look)
    desk.press(Qt.Key.Key_B, CTRL)
    desk.qtbot.waitUntil(lambda: "closed" in states, timeout=20_000)
    assert states == [["2", "2", "2"], ["0", "0", "2"], ["2", "2", "2"], "closed"]
    desk.wait()
    assert desk.window.shown == "lists"


def test_a_filter_is_built_with_keys_alone(desk, lists):
    dialog = FilterDialog(desk.worker, lists._around, lists.query, lists)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    line = dialog.lines[0]
    line.field.setFocus()
    desk.qtbot.waitUntil(line.field.hasFocus)
    desk.type("zcrk")
    desk.press(Qt.Key.Key_Return)
    assert line.condition is not None
    assert line.condition.key == "row:people"
    desk.press(Qt.Key.Key_Return)
    assert line.editors[0].hasFocus()
    desk.type("1")
    desk.press(Qt.Key.Key_Return)
    assert dialog.ok.hasFocus()
    desk.press(Qt.Key.Key_Return, CTRL)
    second = dialog.lines[1]
    second.field.setFocus()
    desk.type("zyzpyy")
    desk.press(Qt.Key.Key_Return)
    second.ask.setCurrentIndex(second.ask.findData(Ask.NONE_OF))
    second.editors[0].setFocus()
    desk.type("yb")
    desk.press(Qt.Key.Key_Return)
    assert dialog.filter == Filter(
        ((Condition("row:people", Ask.LEAST, (1,)), Condition("row:main_cause", Ask.NONE_OF, ("01",))),)
    )
    desk.qtbot.waitUntil(lambda: dialog.count.text().startswith("筛出"), timeout=10_000)
    assert "在册人口 不小于 1人 且 主要致贫原因 不是 因病" in dialog.sentence.text()
    dialog.close()


def test_a_value_that_is_none_is_told_and_filters_nothing(desk, lists):
    dialog = FilterDialog(desk.worker, lists._around, lists.query, lists)
    desk.qtbot.addWidget(dialog)
    line = dialog.lines[0]
    line.show_condition(Condition("row:people", Ask.LEAST, (2,)))
    line.editors[0].setText("two")
    line.editors[0].setModified(True)
    line.editors[0].commit()
    assert line.editors[0].property("state") == "error"
    assert dialog.filter == Filter()


def test_what_was_built_comes_back_in_the_dialog(desk, lists):
    built = Filter(
        ((HEAD, Condition("year:house_area", Ask.BETWEEN, (1000, 9000))), (Condition("household:phone", Ask.EMPTY),))
    )
    lists.set_filter(built)
    desk.wait()
    dialog = FilterDialog(desk.worker, lists._around, lists.query, lists)
    desk.qtbot.addWidget(dialog)
    assert dialog.filter == built


def test_conditions_stand_as_chips_and_go_with_their_cross(desk, lists):
    lists.set_filter(Filter(((HEAD, Condition("row:people", Ask.LEAST, (1,))),)))
    loaded(desk, lists, 1)
    assert names(lists) == ["王秀兰"]
    assert lists.chips.isVisible()
    lists.chips.removed.emit(0, 0)
    loaded(desk, lists, 3)
    lists.chips.removed.emit(0, 0)
    desk.wait()
    assert not lists.chips.isVisible()


def test_no_household_fits_is_said_and_what_to_do(desk, lists):
    lists.set_filter(Filter(((Condition("row:people", Ask.LEAST, (50,)),),)))
    loaded(desk, lists, 0)
    assert lists.body.currentWidget() is lists.empty
    assert "去掉一个条件" in lists.empty.text()


def test_the_quick_chips_tell_numbers_and_filter(desk, lists):
    assert lists.quick.buttons[""].text() == "全部 3"
    desk.qtbot.mouseClick(lists.quick.buttons["complete"], Qt.MouseButton.LeftButton)
    desk.wait()
    assert lists.query.only == "complete"


def test_totals_stand_below_their_columns(desk, lists):
    desk.qtbot.waitUntil(lambda: bool(lists.totals.texts()), timeout=10_000)
    texts = dict(zip(lists.model.columns, lists.totals.texts(), strict=True))
    assert texts["row:number"] == "合计 3 户"
    people = sum(int(lists.model.index(line, lists.model.columns.index("row:people")).data()) for line in range(3))
    assert texts["row:people"] == str(people)
    assert texts["row:completeness"].startswith("均 ")


def test_columns_that_stay_lie_exactly_over_the_others(desk, lists):
    desk.window.resize(1040, 700)
    desk.wait()
    table = lists.table
    assert table.frozen.width() == table.columnWidth(0) + table.columnWidth(1)
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    first = table.visualRect(lists.model.index(1, 3))
    frozen = table.frozen.visualRect(lists.model.index(1, 0))
    on_main = table.viewport().mapTo(table, first.topLeft()).y()
    on_frozen = table.frozen.viewport().mapTo(table, frozen.topLeft()).y()
    assert on_main == on_frozen
    assert first.height() == frozen.height()
    table.frozen.setColumnWidth(0, 222)
    assert table.columnWidth(0) == 222


def test_columns_are_chosen_by_initials_and_kept(desk, lists):
    dialog = ColumnDialog(lists.view.columns, 2, lists)
    desk.qtbot.addWidget(dialog)
    dialog.show()
    dialog.search.setFocus()
    dialog.search.setText("zfmj")
    desk.qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.columns[-1] == "year:house_area"
    dialog.chosen.setCurrentRow(dialog.chosen.count() - 1)
    desk.qtbot.keyClick(dialog.chosen, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert dialog.columns[-2] == "year:house_area"
    desk.qtbot.keyClick(dialog.chosen, Qt.Key.Key_Delete)
    assert "year:house_area" not in dialog.columns


def test_a_view_is_saved_used_and_survives_a_restart(desk, lists):
    lists._show_view(ListView(columns=("row:number", "household:phone"), frozen=1, filter=Filter(((HEAD,),))))
    lists.views.keep_as("王家")
    desk.wait()
    lists.use_view(ListView())
    loaded(desk, lists, 3)
    assert [view.name for view in desk.ask(read_views).named] == ["王家"]
    again = ListPage(desk.worker, desk.window.facts)
    desk.qtbot.addWidget(again)
    again.bring_up("")
    desk.wait()
    (view,) = again.views.views
    again.use_view(view)
    desk.wait()
    assert again.model.columns == ("row:number", "household:phone")
    assert len(again.model.ids) == 1
    again.views._drop(view)
    desk.wait()
    assert desk.ask(read_views).named == []


def test_the_list_is_written_as_a_workbook_with_numbers_as_text(desk, lists, monkeypatch, tmp_path):
    out = tmp_path / "清单.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_n: (str(out), ""))
    told = []
    monkeypatch.setattr(message, "info", lambda _parent, said: told.append(said.what))
    lists.table.clearSelection()
    desk.press(Qt.Key.Key_E, CTRL)
    desk.qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    sheet = openpyxl.load_workbook(out).active
    assert told == ["已导出 3 户。"]
    assert sheet.cell(1, 1).value == "户编号"
    assert sheet.cell(2, 1).value == "990104001001"
    assert sheet.cell(2, 1).data_type == "s"


def test_a_pasted_list_is_looked_up_with_keys_and_opened(desk, lists):
    desk.press(Qt.Key.Key_F, CTRL | SHIFT)
    pane = lists.lookup
    assert pane.text.hasFocus()
    QApplication.clipboard().setText("序号\t户号\n1\t990104001002\n2\t没有的人\n3\t张传海")
    desk.press(Qt.Key.Key_V, CTRL)
    desk.press(Qt.Key.Key_Return, CTRL)
    desk.qtbot.waitUntil(lambda: bool(pane.answers), timeout=10_000)
    assert [one.verdict.value for one in pane.answers] == ["在册", "不在册", "在册"]
    assert pane.table.hasFocus()
    desk.press(Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: desk.session is not None and desk.session.file.uid == "h2", timeout=10_000)
    desk.press(Qt.Key.Key_Escape)
    assert desk.window.shown == "lists"
    assert lists.stack.currentWidget() is pane
    pane.only_these.click()
    loaded(desk, lists, 2)
    assert lists.chips.isVisible()
    lists.chips.list_dropped.emit()
    loaded(desk, lists, 3)


def test_the_answers_are_written_as_a_workbook(desk, lists, monkeypatch, tmp_path):
    out = tmp_path / "比对.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_n: (str(out), ""))
    told = []
    monkeypatch.setattr(message, "info", lambda _parent, said: told.append(said.what))
    pane = lists.lookup
    lists.show_lookup()
    pane.text.setPlainText("990104001002\n没有的人")
    pane.look()
    desk.qtbot.waitUntil(lambda: len(pane.answers) == 2, timeout=10_000)
    pane.export()
    desk.qtbot.waitUntil(lambda: bool(told), timeout=10_000)
    sheet = openpyxl.load_workbook(out).active
    assert [sheet.cell(line, 3).value for line in (2, 3)] == ["在册", "不在册"]


def test_a_place_shows_its_lines_only(desk, lists):
    lists.bring_up(VILLAGE[:9] + "202")
    loaded(desk, lists, 0)
    lists.bring_up(VILLAGE)
    loaded(desk, lists, 3)


def test_numbers_are_masked_where_the_office_wants_it(desk, lists):
    lists._show_view(ListView(columns=("row:number", "head:id_number")))
    loaded(desk, lists, 3)
    assert "*" not in lists.model.index(0, 1).data()
    lists.model.masked = True
    assert lists.model.index(0, 1).data().startswith("990000********")


def test_the_model_is_sound(desk, lists, qtmodeltester):
    qtmodeltester.check(lists.model)
    desk.wait()


def test_asking_while_an_older_question_is_open_shows_the_newer_answer(desk, lists):
    for text in ("王", "孔", "张"):
        lists.find_edit.setText(text)
        lists.load()
    loaded(desk, lists, 1)
    assert names(lists) == ["张传海"]
