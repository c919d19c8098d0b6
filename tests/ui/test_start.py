import sys
from pathlib import Path

import pytest

from models.catalogue import ENTITIES
from storage.archive.archive import create_archive
from storage.archive.problems import StorageProblem
from tests.ui.samples import RESOURCES, VILLAGE
from ui import crash, opening_dialog, start
from ui.appearance import Appearance, keep_theme, load_appearance
from ui.crash import CrashGuard, report_of, write_log
from ui.edits import Place
from ui.opening_dialog import Opening
from ui.tab_map import TABS, tab_of


def fail_with_a_name() -> None:
    name = "孔令田"
    raise ValueError(f"{name} 990000197203150174")


def caught() -> BaseException:
    try:
        fail_with_a_name()
    except ValueError as problem:
        return problem
    raise AssertionError


def test_a_report_names_places_but_no_people():
    report = report_of(caught())
    assert "builtins.ValueError" in report
    assert "tests/ui/test_start.py" in report
    assert "fail_with_a_name" in report
    assert "孔令田" not in report
    assert "990000" not in report
    assert str(Path.home()) not in report


def test_the_log_grows_and_begins_anew(tmp_path, monkeypatch):
    write_log(tmp_path, "一")
    write_log(tmp_path, "二")
    assert (tmp_path / crash.LOG).read_text("utf-8") == "一\n\n二\n\n"
    monkeypatch.setattr(crash, "MOST_LOG", 3)
    write_log(tmp_path, "三")
    assert (tmp_path / crash.LOG).read_text("utf-8") == "三\n\n"
    write_log(tmp_path / "gone", "四")


def test_a_fault_is_logged_and_shown_once(qtbot, tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr(crash.CrashDialog, "exec", lambda self: shown.append(self.report))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", lambda _details: None)
    guard = CrashGuard(lambda: tmp_path)
    guard.install()
    problem = caught()
    sys.excepthook(type(problem), problem, problem.__traceback__)
    qtbot.waitUntil(lambda: bool(shown))
    assert len(shown) == 1
    assert "ValueError" in (tmp_path / crash.LOG).read_text("utf-8")


def test_the_look_is_remembered_and_a_broken_file_does_no_harm(tmp_path):
    file = tmp_path / "settings" / "appearance.json"
    assert load_appearance(file) == Appearance()
    keep_theme("dark", file)
    assert load_appearance(file) == Appearance("dark")
    file.write_text('{"theme": "dark", "scale": 9}', "utf-8")
    assert load_appearance(file) == Appearance("dark", 1.0)
    file.write_text("{", "utf-8")
    assert load_appearance(file) == Appearance()


def test_the_buttons_of_qt_speak_chinese(qapp):
    from PySide6.QtWidgets import QDialogButtonBox

    start.make_application(RESOURCES, Appearance())
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert "取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_where_there_is_no_archive_the_dialog_asks_without_a_complaint(qapp, data_folder, monkeypatch):
    asked = []

    def ask(_resources, folder, *, problem=None):
        asked.append(problem)
        create_archive(folder, division=VILLAGE[:9], office="某镇", resources=RESOURCES).close()
        return Opening(folder, "李梅", None)

    monkeypatch.setattr(opening_dialog, "ask_for_archive", ask)
    opened = start.open_worker(data_folder, None, RESOURCES)
    assert opened is not None
    worker, folder = opened
    worker.close()
    assert folder == data_folder
    assert asked == [None]


def test_an_archive_in_use_is_told_and_the_person_may_leave(qapp, data_folder, monkeypatch):
    told = []

    def ask(_resources, _folder, *, problem=None):
        told.append(problem)

    monkeypatch.setattr(opening_dialog, "ask_for_archive", ask)
    with create_archive(data_folder, division=VILLAGE[:9], office="某镇", resources=RESOURCES):
        assert start.open_worker(data_folder, None, RESOURCES) is None
    assert isinstance(told[0], StorageProblem)
    assert told[0].code != "no_archive"


@pytest.mark.parametrize("entity", ["household", "member", "year", "member_year"])
def test_every_field_lies_on_a_tab(entity):
    names = {name for name, _title in TABS}
    for field in ENTITIES[entity].fields:
        assert tab_of(Place(entity, "", field.name)) in names
