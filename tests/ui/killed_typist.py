"""A process that types in the window until it is killed: the other half of the tests of drafts."""

import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from storage.archive.archive import open_archive
from tests.ui.samples import RESOURCES
from ui.app_window import AppWindow
from ui.background import ArchiveWorker
from ui.start import Appearance, make_application
from ui.tabs.basic import BasicTab
from ui.window_facts import read_facts

TYPED = {"form": "1380000", "grid": "Ma"}
"""What is typed before the draft is kept; more follows."""


def run(folder: str, where: str) -> None:
    """Type in a field or in the empty row; say “typing” once the first part lies in the archive, and type on."""
    app = make_application(RESOURCES, Appearance())
    worker = ArchiveWorker(partial(open_archive, Path(folder), resources=RESOURCES))
    worker.wait_opened()
    shown: list[AppWindow] = []
    worker.submit(read_facts, lambda facts: shown.append(AppWindow(worker, facts)))
    _until(app, lambda: bool(shown) and not worker.busy)
    window = shown[0]
    window.show()
    window.activateWindow()
    page = window.files.page
    _until(app, lambda: page.session is not None and not worker.busy)
    tab = page.tabs.tab("basic")
    assert isinstance(tab, BasicTab)
    if where == "form":
        tab.form.focus_field("hamlet")
        _until(app, lambda: tab.form.focused() == "hamlet")
        _type("3")
        _press(Qt.Key.Key_Return)
        tab.form.focus_field("phone")
        _until(app, lambda: tab.form.focused() == "phone")
    else:
        tab.grid.enter_at(-1)
        _until(app, tab.grid.hasFocus)
        _press(Qt.Key.Key_F2)
    kept: list[bool] = []
    page.drafts.kept.connect(kept.append)
    _until(app, lambda: not worker.busy)
    kept.clear()
    _type(TYPED[where])
    _until(app, lambda: True in kept)
    print("typing", flush=True)  # noqa: T201
    while True:
        _type("5")
        app.processEvents()


def _until(app: QApplication, ready) -> None:
    while not ready():
        app.processEvents()


def _type(keys: str) -> None:
    for key in keys:
        QTest.keyClicks(_focused(), key)


def _press(key: Qt.Key) -> None:
    QTest.keyClick(_focused(), key)


def _focused() -> QWidget:
    """Return what has the focus; while an editor opens or closes nothing has it for a moment."""
    while (widget := QApplication.focusWidget()) is None:
        QApplication.processEvents()
    return widget


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2])
