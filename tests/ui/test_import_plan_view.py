import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from ui.import_plan_view import COLUMNS, Outcome, PlanLine, PlanView
from ui.rows_model import RowsModel


def line(outcome, person="张三", new="1", old="", basis="户编号+姓名"):
    return PlanLine(outcome, "370826108001", person, "联系电话", old, new, basis, "户表 第 7 行")


@pytest.fixture
def view(qtbot):
    widget = PlanView()
    qtbot.addWidget(widget)
    widget.resize(1000, 500)
    widget.show()
    return widget


def shown(view):
    return [view.model.row(at).outcome for at in range(view.model.rowCount())]


def test_the_model_keeps_qts_rules(qtbot):
    model = RowsModel(COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows([line(Outcome.NEW), line(Outcome.SAME)])
    model.show_only(lambda one: one.outcome is Outcome.NEW)
    assert model.rowCount() == 1
    assert model.data(model.index(0, 0)) == "新增"
    assert model.data(QModelIndex()) is None
    del tester


def test_what_needs_a_person_is_shown_first(view):
    view.set_lines([line(Outcome.NEW), line(Outcome.REFUSED), line(Outcome.CONFLICT), line(Outcome.SAME)])
    assert shown(view) == [Outcome.REFUSED, Outcome.CONFLICT]
    assert view.chips[Outcome.NEW].text() == "新增 1"
    assert not view.chips[Outcome.FILLED].isEnabled()


def test_chips_are_pressed_by_keyboard_and_filter(qtbot, view):
    view.set_lines([line(Outcome.NEW), line(Outcome.SAME), line(Outcome.FILLED)])
    assert shown(view) == [Outcome.NEW, Outcome.FILLED]
    chip = view.chips[Outcome.SAME]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert shown(view) == [Outcome.SAME]
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert shown(view) == [Outcome.NEW, Outcome.FILLED]


def test_the_text_filter_looks_at_all_parts(view):
    view.set_lines([line(Outcome.NEW, person="张三"), line(Outcome.NEW, person="李四")])
    view.text.setText("李四")
    assert shown(view) == [Outcome.NEW]
    assert "李四" in view.detail.text()
    view.text.setText("没有这个")
    assert shown(view) == []
    assert view.empty.text() == "没有符合筛选的行。"


def test_the_same_sheet_again_says_that_nothing_changes(view):
    view.set_lines([line(Outcome.SAME)])
    assert "完全相同" in view.empty.text()


def test_fifty_thousand_lines_are_filtered_without_copying_them(view):
    lines = [line(Outcome.NEW if at % 10 else Outcome.REFUSED, person=str(at)) for at in range(50_000)]
    view.set_lines(lines)
    assert view.model.rowCount() == 5_000
    view.show_only(Outcome.NEW)
    assert view.model.rowCount() == 45_000
    assert view.model.rows is lines


def test_enter_opens_the_line(qtbot, view):
    view.set_lines([line(Outcome.NEW)])
    with qtbot.waitSignal(view.line_opened, timeout=1000) as opened:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert opened.args[0].person == "张三"
