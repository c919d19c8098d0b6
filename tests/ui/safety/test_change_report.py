"""谁改了多少: counted from the log and the trail, by month and clerk, in the window and on the command line."""

import csv
import json

import pytest
from PySide6.QtWidgets import QFileDialog

import main
from storage.archive import audit
from storage.archive.audit import Kind
from storage.archive.change_report import change_report
from storage.archive.records import RecordChange, delete, save
from tests.ui.desk import Desk, make_archive


@pytest.fixture
def desk(qtbot, data_folder):
    make_archive(data_folder)
    made = Desk(qtbot, data_folder)
    qtbot.addWidget(made.window)
    yield made
    made.worker.close()


def work(archive, _progress):
    uid = archive.connection.execute("SELECT uid FROM household LIMIT 1").fetchone()[0]
    archive.user = "赵录"
    save(archive, [RecordChange("household", uid, {"note": "一"})])
    save(archive, [RecordChange("household", uid, {"note": "二"})])
    delete(archive, uid, reason="重录")
    audit.note(archive, Kind.REVEAL, "查看完整号码：户列表", "3 行")
    # a month long ago, at a clock that was right then
    archive.connection.execute(
        "UPDATE op SET header = "
        "CAST(replace(header, substr(json_extract(CAST(header AS TEXT), '$.t'), 1, 7), '2019-03') AS BLOB) WHERE n = 1"
    )
    return change_report(archive)


def test_counted_by_month_and_user(desk):
    found = desk.ask(work)
    assert [one.month for one in found][-1] == "2019-03"
    # a household is deleted with its people and its year
    (mine,) = [one for one in found if one.user == "赵录"]
    assert (mine.changes, mine.records, mine.batches, mine.days, mine.deletions) == (6, 4, 3, 1, 4)
    assert mine.lines_of(Kind.REVEAL) == 1
    old = found[-1]
    assert (old.user, old.changes) == ("录入员", 1)


def test_shown_by_month_and_exported(desk, monkeypatch, tmp_path):
    desk.ask(work)
    desk.window.show_page("safety")
    page = desk.window.page("safety")
    page.tabs.setCurrentWidget(page.report)
    desk.wait()
    tab = page.report
    every = tab.model.rowCount()
    tab.month.setCurrentIndex(tab.month.findData("2019-03"))
    assert 0 < tab.model.rowCount() < every
    out = tmp_path / "报告.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(out), ""))
    tab.export_button.click()
    desk.wait()
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [(row["月份"], row["用户"], row["改动"]) for row in rows] == [("2019-03", "录入员", "1")]


def test_on_the_command_line(data_folder, capsys):
    make_archive(data_folder)
    capsys.readouterr()
    assert main.main(["changes", "--data", str(data_folder), "--by", "录入员", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["months"]
    assert told[0]["changes"] > 3
    assert main.main(["changes", "--data", str(data_folder), "--month", "1999-01", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["months"] == []
