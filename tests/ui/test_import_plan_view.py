"""The plan of an import on the page: chips, filters, ticks, pages of lines, suspects."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from storage.exchange.plan_index import PlanIndex
from storage.exchange.plan_parts import (
    AS_NEW,
    CHANGE,
    CHANGED,
    CONFLICT,
    FILL,
    NEW,
    SAME,
    FieldLine,
    HouseholdPlan,
    ImportPlan,
    RecordPlan,
    Refused,
    Source,
    Suspect,
    Twin,
)
from storage.exchange.sheet_reading import Reading
from tests.ui.office import make_archive, worker_over
from ui.import_jobs import ImportOrder, Planned
from ui.import_plan_view import Outcome, PlanView
from ui.plan_lines import PlanTexts
from ui.plan_model import PAGE, PlanModel


def home(at, verdict=CHANGED, records=()):
    return HouseholdPlan(f"h-{at}", f"9901040010{at:04d}", f"户主{at}", "", (at,), verdict, [], list(records))


def field(verdict, take=True, old="13800000000"):
    return FieldLine(
        "phone", old, "13800000001", verdict, take, "档案里的值是手工录入的" if verdict == CONFLICT else ""
    )


def changed(at, *lines):
    return home(at, CHANGED, [RecordPlan("household", f"h-{at}", False, lines=list(lines))])


def new(at, people=2):
    records = [RecordPlan("household", f"h-{at}", True, {"number": str(at)})]
    records += [RecordPlan("member", f"m-{at}-{one}", True, {"name": f"人{one}"}, person="") for one in range(people)]
    return home(at, NEW, records)


def suspect(row=9):
    twin = Twin("h-0", "m-0", "one_digit", "赵德福", "990000195001017011", "1950-01-01", "01", "99010400100001",
                "赵德福", "")  # fmt: skip
    return Suspect(
        row, (row,), "赵德福", "99010400109999", twin, "证件号码只差一位", {"证件号码": "990000195001017021"}
    )


@pytest.fixture
def worker(qtbot, data_folder):
    make_archive(data_folder).close()
    with worker_over(data_folder) as made:
        yield made


@pytest.fixture
def show(qtbot, worker):
    from tests.ui.office import ask

    def shown(**parts):
        plan = ImportPlan(
            [Source(Path("户表.xlsx"), (0, 0), "Sheet1", "", "", 1, 2017, "2017-01-01")], "update", "keep"
        )
        for name, value in parts.items():
            setattr(plan, name, value)
        index = PlanIndex(plan)
        texts = ask(qtbot, worker, lambda archive, _progress: PlanTexts(archive, plan))
        fields = tuple((at, str(key), 1) for key, at in index.fields.items())
        planned = Planned(ImportOrder(()), Reading(), plan, index, texts, (), "", "", (), fields, ())
        view = PlanView(worker)
        qtbot.addWidget(view)
        view.resize(1100, 500)
        view.show()
        view.set_plan(planned)
        settle(qtbot, view)
        return view

    return shown


def settle(qtbot, view):
    def ready():
        rows = view.model.rowCount()
        return view.settled and (not rows or (view.model.line(0) is not None and view.model.line(rows - 1) is not None))

    qtbot.waitUntil(ready, timeout=30_000)


def outcomes(view):
    return [view.model.line(at).outcome for at in range(view.model.rowCount())]


def test_the_model_keeps_qts_rules(qtbot, worker, show):
    view = show(households=[changed(1, field(CHANGE)), new(2)])
    tester = QAbstractItemModelTester(view.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.show_only(Outcome.NEW)
    settle(qtbot, view)
    assert view.model.data(view.model.index(0, 1)) == "新增"
    assert PlanModel(worker).rowCount() == 0
    del tester


def test_what_needs_a_person_is_shown_first(show):
    refused = [Refused(4, "证件号码", "I", "1E+17", "是数字", "改成文本")]
    view = show(households=[changed(1, field(CONFLICT, take=False)), new(2), home(3, SAME)], refused=refused)
    assert outcomes(view) == [Outcome.REFUSED, Outcome.CONFLICT]
    assert view.chips[Outcome.NEW].text() == "新增 3"
    assert view.chips[Outcome.CONFLICT].text() == "冲突 0/1"
    assert not view.chips[Outcome.FILLED].isEnabled()


def test_chips_are_pressed_by_keyboard_and_filter(qtbot, show):
    view = show(households=[new(1, people=0), home(2, SAME), changed(3, field(FILL, old=None))])
    assert outcomes(view) == [Outcome.NEW, Outcome.FILLED]
    chip = view.chips[Outcome.SAME]
    chip.setFocus()
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    settle(qtbot, view)
    assert outcomes(view) == [Outcome.SAME]
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    settle(qtbot, view)
    assert outcomes(view) == [Outcome.NEW, Outcome.FILLED]


def test_the_text_and_field_filters(qtbot, show):
    view = show(households=[changed(1, field(CHANGE)), changed(2, field(CHANGE)), new(3)])
    view.text.setText("户主2")
    qtbot.waitUntil(lambda: view.model.rowCount() == 1, timeout=30_000)
    settle(qtbot, view)
    assert "户主2" in view.detail.text()
    view.text.setText("没有这个")
    qtbot.waitUntil(lambda: view.model.rowCount() == 0, timeout=30_000)
    assert view.empty.text() == "没有符合筛选的行。"
    view.text.clear()
    view.field_box.setCurrentIndex(view.field_box.findText("phone", Qt.MatchFlag.MatchContains))
    view.field_box.activated.emit(view.field_box.currentIndex())
    qtbot.waitUntil(lambda: view.model.rowCount() == 2, timeout=30_000)


def test_space_ticks_the_marked_lines(qtbot, show):
    view = show(households=[changed(1, field(CHANGE)), changed(2, field(CHANGE))])
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.chips[Outcome.CHANGED].text() == "变更 1/2"
    assert [bool(values) for _home, _record, values in view.planned.plan.changes()] == [True]
    qtbot.keyClick(view.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.chips[Outcome.CHANGED].text() == "变更 2"
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert list(view.planned.plan.changes()) == []


def test_a_new_household_comes_and_goes_with_its_people(qtbot, show):
    view = show(households=[new(1), new(2)])
    view.table.selectRow(0)
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    assert view.chips[Outcome.NEW].text() == "新增 3/6"
    assert {household for household, _record, _values in view.planned.plan.changes()} == {"h-2"}


def test_bulk_ticks_reach_what_is_filtered(qtbot, show):
    households = [changed(1, field(CHANGE)), changed(2, field(FILL, old=None))]
    view = show(households=households)
    view.show_only(Outcome.FILLED)
    settle(qtbot, view)
    with qtbot.waitSignal(view.model.ticked, timeout=10_000):
        view.untick_button.click()
    assert view.chips[Outcome.CHANGED].text() == "变更 1"
    assert view.chips[Outcome.FILLED].text() == "补空 0/1"


def test_a_suspect_is_shown_side_by_side_and_decided_by_a_key(qtbot, show):
    view = show(households=[changed(1, field(CHANGE))], suspects=[suspect()])
    assert outcomes(view) == [Outcome.SUSPECT]
    assert view.panel.isVisible()
    assert "<u>" in view.panel.cells[("证件号码", 1)].text()
    view.table.setFocus()
    with qtbot.waitSignal(view.decided, timeout=1000) as decided:
        qtbot.keyClick(view.table, Qt.Key.Key_N)
    assert ([one.name for one in decided.args[0]], decided.args[1]) == (["赵德福"], AS_NEW)


def test_the_same_sheet_again_says_that_nothing_changes(show):
    view = show(households=[home(1, SAME)])
    assert "完全相同" in view.empty.text()


def test_many_lines_are_fetched_page_by_page(qtbot, show):
    view = show(households=[changed(at, field(CHANGE)) for at in range(PAGE * 100)])
    assert view.model.rowCount() == PAGE * 100
    assert len(view.model._pages) <= 3
    view.table.selectRow(PAGE * 70)
    qtbot.waitUntil(lambda: view.model.line(PAGE * 70) is not None, timeout=30_000)
    assert view.model.line(PAGE * 70).household.startswith(f"户主{PAGE * 70} ")


def test_enter_opens_the_line(qtbot, show):
    view = show(households=[changed(1, field(CHANGE))])
    view.table.setFocus()
    with qtbot.waitSignal(view.line_opened, timeout=1000) as opened:
        qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert opened.args[0].uid == "h-1"
