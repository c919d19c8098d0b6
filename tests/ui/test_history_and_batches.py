import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from models.keys import new_uid
from storage.archive.files import resolve_household
from storage.archive.records import RecordChange, delete, load, save
from tests.ui.office import VILLAGE, ask, make_archive, worker_over
from ui.batches_page import BatchesPage
from ui.history_view import HistoryView, local_time
from ui.message import MessageDialog, ReasonDialog
from ui.recycle_bin_page import RecycleBinPage

NUMBER = "99010400100000"


@pytest.fixture
def office(data_folder):
    with make_archive(data_folder) as archive:
        household = resolve_household(archive, NUMBER)
        save(archive, [RecordChange("household", household, {"phone": "13800009999"})], reason="入户核实")
    with worker_over(data_folder) as worker:
        yield worker, household


def press_when_asked(qtbot, reason: str | None = None) -> list[str]:
    """Answer the next dialogs: type the reason where one is wanted, then Enter; collect what they said."""
    said: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, MessageDialog):
            said.append(dialog.accessibleName())
            if isinstance(dialog, ReasonDialog):
                dialog.reason.setText(reason)
            qtbot.keyClick(dialog, Qt.Key.Key_Return)

    timer = QTimer(QApplication.instance())
    timer.timeout.connect(answer)
    timer.start(20)
    said_timer.append(timer)
    return said


said_timer: list[QTimer] = []


@pytest.fixture(autouse=True)
def stop_timers():
    yield
    while said_timer:
        said_timer.pop().stop()


def test_history_shows_old_and_new_with_the_reason(qtbot, office):
    worker, household = office
    view = HistoryView(worker)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.counted, timeout=10_000):
        view.show_household(household)
    newest = view.model.row(0)
    assert (newest.label, newest.old, newest.new, newest.reason) == (
        "户联系电话",
        "13800000000",
        "13800009999",
        "入户核实",
    )
    assert newest.user == "李梅"


def test_history_is_filtered_by_field_and_by_text(qtbot, office):
    worker, household = office
    view = HistoryView(worker)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.counted, timeout=10_000):
        view.show_household(household)
    view.show_field("户联系电话")
    assert view.model.rowCount() == 2
    view.text.setText("入户核实")
    assert view.model.rowCount() == 1
    assert view.count.text().startswith("1 / ")


def test_a_household_without_changes_says_so(qtbot, office):
    worker, _household = office
    view = HistoryView(worker)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.counted, timeout=10_000):
        view.show_household(new_uid())
    assert view.stack.currentWidget() is view.empty


def test_time_stamps_are_shown_in_local_time():
    assert local_time("2026-01-02T03:04:05").endswith("03:04")
    assert local_time("不是时间") == "不是时间"


def test_a_batch_is_taken_back_and_later_changes_are_kept(qtbot, office):
    worker, household = office
    page = BatchesPage(worker)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=10_000)
    page.table.selectRow(0)
    assert page.marked.source == "微山县户表.xlsx"
    said = press_when_asked(qtbot)
    page.undo_button.setFocus()
    with qtbot.waitSignal(page.data_changed, timeout=10_000):
        qtbot.keyClick(page.undo_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(said) == 2, timeout=10_000)
    assert said[0].startswith("撤销“微山县户表.xlsx”")
    kept = ask(qtbot, worker, lambda archive, _progress: load(archive, "household", household))
    assert kept["phone"] == "13800009999"


def test_a_deleted_household_comes_back_with_a_reason(qtbot, office):
    worker, household = office
    ask(qtbot, worker, lambda archive, _progress: delete(archive, household, reason="录重"))
    page = RecycleBinPage(worker)
    qtbot.addWidget(page)
    page.show()
    page.reload()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=10_000)
    page.table.selectRow(0)
    assert page.marked.reason == "录重"
    said = press_when_asked(qtbot, "核实不是重复户")
    with qtbot.waitSignal(page.data_changed, timeout=10_000):
        page.restore_marked()
    assert said
    back = ask(qtbot, worker, lambda archive, _progress: load(archive, "household", household))
    assert back["division"] == VILLAGE
