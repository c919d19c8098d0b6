"""Trouble met in the window: one clear sentence, nothing lost, what was typed still there and saved once it can be."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from storage.archive import lockfile, sqlite
from storage.archive.archive import DATABASE_NAME, open_archive
from tests.ui.desk import CTRL, Desk
from tests.ui.samples import RESOURCES
from ui import message, opening_dialog, start
from ui.edits import Place

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def told(desk, monkeypatch) -> list[str]:
    """What message boxes would have said."""
    found: list[str] = []
    monkeypatch.setattr(message, "error", lambda _parent, problem: found.append(message.of_exception(problem).what))
    return found


def pragma(desk: Desk, text: str) -> None:
    """Set something in the window's own connection."""
    desk.ask(lambda archive, _progress: archive.connection.execute(f"PRAGMA {text}").fetchone() or True)


def type_phone(desk: Desk) -> None:
    editor = desk.focus("phone")
    editor.selectAll()
    desk.type("13800000009")
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()


@pytest.mark.parametrize(
    ("fault", "mended", "sentence"),
    [
        ("query_only = ON", "query_only = OFF", "只能读、不能写"),
        ("max_page_count = 1", "max_page_count = 1000000", "磁盘空间不足"),
    ],
    ids=["read-only", "full"],
)
def test_a_save_that_fails_is_told_once_and_keeps_the_text(desk, told, fault, mended, sentence):
    """SQLite takes a largest size below the present one as the present one: a disk without a free page."""
    before = desk.stored().household["phone"]
    pragma(desk, fault)
    desk.session.set_text(Place("household", "", "note"), "长" * 20_000)
    type_phone(desk)
    assert len(told) == 1
    assert sentence in told[0]
    assert "没有写入" in told[0]
    assert desk.stored().household["phone"] == before
    assert desk.form.cells["phone"].editor.text().replace(" ", "") == "13800000009"
    assert desk.session.is_dirty

    pragma(desk, mended)
    desk.press(Qt.Key.Key_S, CTRL)
    desk.wait()
    assert len(told) == 1
    assert desk.stored().household["phone"] == "13800000009"
    assert len(desk.stored().household["note"]) == 20_000
    assert not desk.session.is_dirty


def damaged(folder: Path, how: str) -> None:
    """Make the archive of a folder one that can't be opened."""
    path = folder / DATABASE_NAME
    if how == "newer":
        connection = sqlite.connect(path)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        return
    data = bytearray(path.read_bytes())
    if how == "pages":
        for page in range(2, len(data) // 4096):
            data[page * 4096 : page * 4096 + 200] = b"\x07" * 200
    elif how == "header":
        data[:100] = b"z" * 100
    path.write_bytes(data[: len(data) // 3] if how == "cut off" else b"" if how == "empty" else data)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ("newer", "更新版本"),
        ("pages", "已损坏"),
        ("header", "已损坏"),
        ("cut off", "已损坏"),
        ("empty", "已损坏"),
    ],
)
def test_an_archive_that_cannot_be_opened_is_told_and_left_as_it_is(qapp, folder, monkeypatch, how, sentence):
    told: list[str] = []

    def ask(_resources, _folder, *, problem=None):
        told.append(problem.sentence)

    monkeypatch.setattr(opening_dialog, "ask_for_archive", ask)
    damaged(folder, how)
    path = folder / DATABASE_NAME
    before = path.read_bytes()
    assert start.open_worker(folder, None, RESOURCES) is None
    assert sentence in told[0]
    assert before in (path.read_bytes(), b"")
    assert not (folder / lockfile.OWNER_NAME).exists()


def test_a_second_window_says_who_has_the_archive(qapp, folder, monkeypatch):
    told: list[str] = []

    def ask(_resources, _folder, *, problem=None):
        told.append(problem.sentence)

    monkeypatch.setattr(opening_dialog, "ask_for_archive", ask)
    with open_archive(folder, user="王芳", resources=RESOURCES):
        assert start.open_worker(folder, None, RESOURCES) is None
        owner = json.loads((folder / lockfile.OWNER_NAME).read_text("utf-8"))
    assert owner["user"] == "王芳"
    assert "王芳" in told[0]


def test_a_folder_whose_owner_note_cannot_be_written_still_opens_and_closes(folder):
    (folder / lockfile.OWNER_NAME).mkdir()
    with open_archive(folder, resources=RESOURCES):
        pass
    with open_archive(folder, resources=RESOURCES):
        pass


KILLED = """
import os, sys
from pathlib import Path
from storage.archive import after_save
from storage.archive.archive import open_archive
from storage.archive.records import RecordChange, save
archive = open_archive(Path(sys.argv[1]), resources=Path(sys.argv[2]))
after_save.refresh = lambda *_: os.kill(os.getpid(), 9)
save(archive, [RecordChange("household", "h1", {"phone": "13800000009"})])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a POSIX signal")
def test_the_window_says_at_the_next_start_how_a_killed_save_ended(qtbot, folder):
    command = [sys.executable, "-c", KILLED, str(folder), str(RESOURCES)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
    desk = Desk(qtbot, folder)
    qtbot.addWidget(desk.window)
    assert "没有写入任何内容" in desk.window.bottom.said.text()
    assert desk.stored().household["phone"] != "13800000009"
    desk.close()
