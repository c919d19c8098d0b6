"""The comparison page in a real window: file in, differences worked off by key."""

from functools import partial

import openpyxl
import pytest
from PySide6.QtCore import Qt

from storage.archive.archive import open_archive
from storage.archive.files import iterate_files
from storage.exchange.training import make_training_archive
from tests.storage.exchange.sheets import write_sheet
from tests.ui.office import RESOURCES, ask
from ui.app_window import AppWindow
from ui.background import ArchiveWorker
from ui.window_facts import read_facts


@pytest.fixture
def window(qtbot, tmp_path):
    with make_training_archive(tmp_path / "data", households=60, resources=RESOURCES) as archive:
        files = [file for file in iterate_files(archive) if len(file.head["id_number"] or "") == 18][:5]
    worker = ArchiveWorker(partial(open_archive, tmp_path / "data", resources=RESOURCES))
    worker.wait_opened()
    made = AppWindow(worker, ask(qtbot, worker, read_facts))
    made.heads = [file.head for file in files]
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: not worker.busy, timeout=20_000)
    yield made
    made.close()


def test_a_list_is_dropped_worked_off_and_stays(qtbot, window, tmp_path, monkeypatch):
    def settled():
        qtbot.waitUntil(lambda: not window.worker.busy, timeout=20_000)

    rows = [[head["name"], head["id_number"], f"鲁H{place}"] for place, head in enumerate(window.heads)]
    number = rows[0][1]
    rows[0][1] = number[:12] + ("1" if number[12] != "1" else "2") + number[13:]
    path = write_sheet(tmp_path / "车辆.xlsx", ["姓名", "身份证号码", "车牌号"], rows)
    window.show_page("comparison")
    page = window.page("comparison")
    settled()
    assert page.start_view.empty.isVisible()
    page.start_view.kinds.setCurrentIndex(page.start_view.kinds.findData("vehicles"))
    page.open_file(path)
    qtbot.waitUntil(lambda: page.result_view.model.rowCount() == 5, timeout=20_000)
    settled()
    view = page.result_view
    assert [view.model.row(line).outcome for line in range(2)] == ["疑似", "名单中有我们的人"]
    assert "差一位：第 13 位" in view.model.row(0).reason
    assert "车牌号 鲁H0" in view.model.row(0).told
    view.table.setFocus()
    qtbot.keyClick(view.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.model.rowCount() == 4, timeout=20_000)
    assert "未处理 4" in view.count.text()
    monkeypatch.setattr("ui.message.ask_reason", lambda *_args, **_more: "家用三轮车")
    qtbot.keyClick(view.table, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: view.model.rowCount() == 3, timeout=20_000)
    out = tmp_path / "结果.xlsx"
    monkeypatch.setattr(
        "ui.comparison.page.QFileDialog.getSaveFileName", lambda *_args, **_more: (str(out), "")
    )
    qtbot.keyClick(view.table, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(out.exists, timeout=20_000)
    settled()
    cells = {cell.value for row in openpyxl.load_workbook(out)["名单中有我们的人"].iter_rows() for cell in row}
    assert "家用三轮车" in cells
    opened = []
    page.household_wanted.connect(opened.append)
    qtbot.keyClick(view.table, Qt.Key.Key_Return)
    assert opened
    settled()
    window.show_page("comparison")
    page.start_over()
    settled()
    made = page.start_view.model.row(0)
    assert (made.file, sum(made.open_counts.values())) == ("车辆.xlsx", 3)
