from functools import partial

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from storage.archive.lists import count
from tests.ui.office import ask, id_number, make_archive, worker_over
from ui import import_codes_view, import_page
from ui.editors.code_edit import CodeEdit
from ui.history_view import HistoryView
from ui.import_jobs import ADD_OPTION
from ui.import_page import ImportPage
from ui.import_plan_view import Outcome
from ui.kept_sheet import load_kept
from ui.memory_sheet import MemorySheet
from ui.message import MessageDialog

HEADINGS = (
    "市",
    "县",
    "镇",
    "行政村",
    "户编号",
    "人编号",
    "姓名",
    "性别",
    "证件号码",
    "与户主关系",
    "民族",
    "土方编号",
)
PLACE = ("济宁市", "微山县", "微山岛镇", "西张阿村")


def person(number, name, relation, birth, serial, **other):
    values = dict(zip(HEADINGS[:4], PLACE, strict=True))
    values |= {"户编号": number, "姓名": name, "性别": "男", "与户主关系": relation, "民族": "汉族"}
    return values | {"证件号码": id_number(birth, serial)} | other


@pytest.fixture
def sheet(tmp_path):
    """A clerk's list: a new household of two, a person with an ID number stored as a number, an unknown column."""
    path = tmp_path / "户表 2017.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(HEADINGS)
    rows = [
        person("99010400109001", "赵德福", "户主", "19500101", "701", 土方编号="T-1"),
        person("99010400109001", "赵小福", "之子", "19800101", "703"),
        person("99010400109002", "钱有余", "户主", "19550505", "705", 证件号码=990000195505057050),
    ]
    for row in rows:
        page.append([row.get(heading) for heading in HEADINGS])
    book.save(path)
    return path


@pytest.fixture
def page(qtbot, data_folder):
    make_archive(data_folder).close()
    with worker_over(data_folder) as worker:
        widget = ImportPage(worker)
        qtbot.addWidget(widget)
        widget.resize(1200, 700)
        widget.show()
        widget.worker = worker
        yield widget


def wait_plan(qtbot, page):
    qtbot.waitUntil(lambda: page.planned is not None and page.job.running is None, timeout=60_000)
    wait_lines(qtbot, page)


def wait_lines(qtbot, page):
    """The lines asked for are shown, the first one with its text."""
    view = page.plan_view

    def shown():
        return view.settled and (not view.model.rowCount() or view.model.line(0) is not None)

    qtbot.waitUntil(shown, timeout=60_000)


def show_only(qtbot, page, *outcomes):
    page.plan_view.show_only(*outcomes)
    wait_lines(qtbot, page)


def households(qtbot, page):
    return ask(qtbot, page.worker, lambda archive, _progress: count(archive))[0]


def test_a_dropped_file_is_planned_and_nothing_is_written(qtbot, page, sheet):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sheet))])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page.drop_zone, QDragEnterEvent(QPoint(5, 5), *rest))
    assert page.drop_zone.property("over") is True
    QApplication.sendEvent(page.drop_zone, QDropEvent(QPointF(5, 5), *rest))
    wait_plan(qtbot, page)
    assert page.file_label.text() == "户表 2017.xlsx"
    assert "表头在第 1 行" in page.form_label.text()
    assert "土方编号（L 列）" in page.unknown.text()
    assert households(qtbot, page) == 3


def test_refused_rows_say_where_and_why(qtbot, page, sheet):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    line = page.plan_view.model.line(0)
    assert line.outcome is Outcome.REFUSED
    assert line.place.startswith("第 4 行 I 列")
    assert line.field == "证件号码"
    assert line.basis
    assert line.remedy


def test_writing_by_keyboard_makes_one_batch_that_can_be_taken_back(qtbot, page, sheet):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    qtbot.keyClick(page.write_button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.written is not None, timeout=60_000)
    assert "√ 已写入" in page.summary.text()
    assert households(qtbot, page) == 4
    cells = ask(qtbot, page.worker, partial(load_kept, household=page.planned.plan.households[0].uid))
    assert [(cell.person, cell.heading, cell.text, cell.row) for cell in cells] == [("赵德福", "土方编号", "T-1", 2)]
    history = HistoryView(page.worker)
    qtbot.addWidget(history)
    history.show_household(page.planned.plan.households[0].uid)
    qtbot.waitUntil(lambda: history.kept_button.text() == "原表其他列 1…", timeout=30_000)
    answers = []

    def yes():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, MessageDialog):
            answers.append(dialog.accessibleName())
            qtbot.keyClick(dialog, Qt.Key.Key_Return)

    timer = QTimer(page)
    timer.timeout.connect(yes)
    timer.start(20)
    qtbot.keyClick(page.undo_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=60_000)
    timer.stop()
    assert households(qtbot, page) == 3


def test_the_same_sheet_twice_changes_nothing(qtbot, page, sheet):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    page.write()
    qtbot.waitUntil(lambda: page.written is not None, timeout=60_000)
    page.open_file(sheet)
    wait_plan(qtbot, page)
    assert sum(page.planned.index.ticked) == 0
    assert not page.write_button.isEnabled()
    assert page.plan_view.chips[Outcome.SAME].text() == "相同 1"


def test_changes_show_old_and_new(qtbot, page, sheet):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    page.write()
    qtbot.waitUntil(lambda: page.written is not None, timeout=60_000)
    book = openpyxl.load_workbook(sheet)
    book.active["K2"] = "回族"
    book.save(sheet)
    page.open_file(sheet)
    wait_plan(qtbot, page)
    show_only(qtbot, page, Outcome.CHANGED)
    line = page.plan_view.model.line(0)
    assert (line.person, line.field, line.old, line.new) == ("赵德福", "民族", "汉族", "回族")


def test_enter_on_a_line_goes_to_its_household_once_it_is_written(qtbot, page, sheet):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    show_only(qtbot, page, Outcome.NEW)
    wanted = []
    page.household_wanted.connect(wanted.append)
    page.plan_view.table.setFocus()
    qtbot.keyClick(page.plan_view.table, Qt.Key.Key_Return)
    assert wanted == []
    page.write()
    qtbot.waitUntil(lambda: page.written is not None, timeout=60_000)
    qtbot.keyClick(page.plan_view.table, Qt.Key.Key_Return)
    assert wanted == [page.planned.plan.households[0].uid]


def test_the_policy_is_chosen_and_the_plan_made_again(qtbot, page, sheet):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    page.policy_box.setFocus()
    qtbot.keyClick(page.policy_box, Qt.Key.Key_Down)
    page.policy_box.activated.emit(page.policy_box.currentIndex())  # twice in a row, as impatient people do
    wait_plan(qtbot, page)
    assert page.planned.plan.policy == "fill"


def test_the_workbook_is_given_back_with_reasons(qtbot, page, sheet, monkeypatch, tmp_path):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    target = tmp_path / "退回.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    said = []
    monkeypatch.setattr(import_page.message, "info", lambda _parent, shown: said.append(shown.what))
    page.marked_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    book = openpyxl.load_workbook(target)
    assert "错误原因" in [cell.value for cell in book.active[1]]


def test_a_file_that_is_no_sheet_is_refused_in_words(qtbot, page, monkeypatch, tmp_path):
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"PK not a workbook")
    said = []
    monkeypatch.setattr(import_page.message, "error", lambda _parent, problem: said.append(problem))
    page.open_file(broken)
    qtbot.waitUntil(lambda: bool(said), timeout=60_000)
    assert "坏的.xlsx" in said[0].sentence
    assert page.stack.currentIndex() == 0


def test_the_list_of_batches_stands_below_the_drop_zone(qtbot, page):
    page.reload()
    qtbot.waitUntil(lambda: page.batches.model.rowCount() == 1, timeout=30_000)


ODD = ("编码", "名儿", "手机", "病没病", "签字")


@pytest.fixture
def odd_sheet(tmp_path):
    """A list whose headings nobody knows, about people the archive has."""
    path = tmp_path / "摸底 2017.xlsx"
    book = openpyxl.Workbook()
    book.active.append(ODD)
    book.active.append(["99010400100000", "孔令田", "13800007777", "还行", "王"])
    book.active.append(["99010400100001", "孔令1", "13800007778", "健康", "王"])
    book.save(path)
    return path


def wait_for(qtbot, page, view):
    qtbot.waitUntil(lambda: page.stack.currentWidget() is view and page.job.running is None, timeout=60_000)


def pick(qtbot, table, row, letters):
    """Choose an option of a row by typing its initials and Enter."""
    table.setCurrentIndex(table.picks.index(row, table.picks.pick_column))
    table.setFocus()
    qtbot.keyClicks(table, letters[0])
    editor = table.findChildren(CodeEdit)[-1]  # the one before may still be going
    qtbot.keyClicks(editor, letters[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_columns_and_options_are_mapped_by_keyboard_and_remembered(qtbot, page, odd_sheet):
    page.open_file(odd_sheet)
    wait_for(qtbot, page, page.mapping_view)
    view = page.mapping_view
    assert not view.next_button.isEnabled()
    assert "能认出是谁" in view.trouble.text()
    pick(qtbot, view.table, 0, "hbh")
    pick(qtbot, view.table, 1, "cyxm")
    pick(qtbot, view.table, 3, "jkzk")
    assert [row.choice for row in view.model.rows][:2] == ["field:household.number", "field:member.name"]
    assert view.next_button.isEnabled()
    qtbot.keyClick(view.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, page, page.codes_view)
    assert [row.texts[1] for row in page.codes_view.model.rows] == ["还行"]
    pick(qtbot, page.codes_view.table, 0, "jk")
    qtbot.keyClick(page.codes_view.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, page, page.frame)
    wait_plan(qtbot, page)
    show_only(qtbot, page, Outcome.CHANGED, Outcome.FILLED)
    lines = [page.plan_view.model.line(at) for at in range(page.plan_view.model.rowCount())]
    assert ("孔令田", "健康") in [(line.person, line.new) for line in lines]
    page.start_over()
    page.open_file(odd_sheet)
    wait_for(qtbot, page, page.frame)
    wait_plan(qtbot, page)
    assert page.planned.questions == ()
    sheet = MemorySheet(page.worker, page)
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.waitUntil(lambda: sheet.model.rowCount() == 2, timeout=30_000)
    assert [sheet.model.row(at).kind for at in (0, 1)] == ["列对应", "选项对照"]
    assert "健康状况" in sheet.model.row(0).meaning
    for left in (1, 0):
        qtbot.keyClick(sheet.table, Qt.Key.Key_Delete)
        qtbot.waitUntil(lambda left=left: sheet.model.rowCount() == left, timeout=30_000)
    page.open_file(odd_sheet)
    wait_for(qtbot, page, page.mapping_view)


def test_another_heading_row_can_be_chosen(qtbot, page, odd_sheet):
    page.open_file(odd_sheet)
    wait_for(qtbot, page, page.mapping_view)
    page.mapping_view.heading_row.setValue(0)
    qtbot.waitUntil(lambda: page.mapping_view.look.heading_row == 0, timeout=60_000)
    assert page.mapping_view.model.rows[0].texts[1] == "A 列"


def test_a_list_grows_only_on_consent(qtbot, page, odd_sheet, monkeypatch):
    page.open_file(odd_sheet)
    wait_for(qtbot, page, page.mapping_view)
    view = page.mapping_view
    for row, letters in ((0, "hbh"), (1, "cyxm"), (3, "jkzk")):
        pick(qtbot, view.table, row, letters)
    view.next_button.click()
    wait_for(qtbot, page, page.codes_view)
    said = []
    monkeypatch.setattr(
        import_codes_view.message, "question", lambda *args, **_more: bool(said.append(args)) or len(said) > 1
    )
    page.codes_view.model.choose(0, ADD_OPTION)
    page.codes_view.next_button.click()
    assert page.stack.currentWidget() is page.codes_view
    with qtbot.waitSignal(page.codes_changed, timeout=30_000):
        page.codes_view.next_button.click()
    wait_for(qtbot, page, page.frame)
    assert ask(qtbot, page.worker, lambda archive, _progress: archive.codes["health"].find("还行"))


def test_several_files_make_one_plan(qtbot, page, sheet, tmp_path):
    other = tmp_path / "电话 2017.csv"
    other.write_text("姓名,身份证号,村医\n赵德福," + id_number("19500101", "701") + ",甲\n", encoding="utf-8")
    page.open_files([sheet, other])
    wait_plan(qtbot, page)
    assert len(page.planned.plan.sources) == 2
    assert "2 张表" in page.form_label.text()
    assert "村医" in page.unknown.text()
    assert page.sheet_box.isHidden()


def test_a_suspect_is_decided_and_the_plan_made_anew(qtbot, page, tmp_path):
    number = id_number("19720315", "1")
    slip = number[:10] + ("2" if number[10] == "1" else "1") + number[11:]
    path = tmp_path / "新户 2017.csv"
    path.write_text(f"户编号,姓名,证件号码,与户主关系\n99010400109999,孔令田,{slip},户主\n", encoding="utf-8")
    page.open_file(path)
    wait_plan(qtbot, page)
    assert page.plan_view.panel.isVisible()
    assert not page.write_button.isEnabled()
    page.plan_view.table.setFocus()
    qtbot.keyClick(page.plan_view.table, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: page.planned.plan.household_counts()["new"] == 1, timeout=60_000)
    wait_plan(qtbot, page)
    page.write()
    qtbot.waitUntil(lambda: page.written is not None, timeout=60_000)
    assert households(qtbot, page) == 4


def test_unticked_lines_are_not_written(qtbot, page, sheet):
    page.open_file(sheet)
    wait_plan(qtbot, page)
    show_only(qtbot, page, Outcome.NEW)
    page.plan_view.table.selectRow(0)
    page.plan_view.table.setFocus()
    qtbot.keyClick(page.plan_view.table, Qt.Key.Key_Space)
    assert not page.write_button.isEnabled()
