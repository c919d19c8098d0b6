"""One office's whole window over a real data folder, with waiting and keys."""

from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from storage.archive.archive import open_archive
from tests.storage.exchange.sheets import RESOURCES
from ui.app_window import AppWindow
from ui.background import ArchiveWorker
from ui.window_facts import read_facts


class Clerk:
    """One office's window, with waiting and keys."""

    def __init__(self, qtbot, folder: Path) -> None:
        self.qtbot = qtbot
        self.worker = ArchiveWorker(partial(open_archive, folder, resources=RESOURCES))
        self.worker.wait_opened()
        self.window = AppWindow(self.worker, self.ask(read_facts))
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow, timeout=10_000)
        self.wait()

    def ask(self, job):
        got, failed = [], []
        self.worker.submit(job, got.append, failed.append)
        self.qtbot.waitUntil(lambda: bool(got or failed), timeout=20_000)
        if failed:
            raise failed[0]
        return got[0]

    def wait(self) -> None:
        for _turn in range(3):
            self.qtbot.waitUntil(lambda: not self.worker.busy, timeout=20_000)
            QApplication.processEvents()

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        at_work = QApplication.focusWidget()
        assert at_work is not None, "keys go nowhere"
        self.qtbot.keyClick(at_work, key, modifiers)

    def show(self, name):
        digit = {"exchange": Qt.Key.Key_7, "inbox": Qt.Key.Key_8}[name]
        self.qtbot.keyClick(self.window, digit, Qt.KeyboardModifier.ControlModifier)
        assert self.window.shown == name
        self.wait()
        return self.window.page(name)

    def preview(self, *files):
        page = self.show("exchange")
        page.open_packs(files)
        self.qtbot.waitUntil(lambda: page.preview is not None and page.idle, timeout=30_000)
        self.settled(page)
        return page

    def settled(self, page) -> None:
        view = page.view

        def shown():
            return view.settled and (not view.model.rowCount() or view.model.row(0) is not None)

        self.qtbot.waitUntil(shown, timeout=20_000)

    def merge(self, page) -> None:
        self.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.qtbot.waitUntil(lambda: page.merged is not None and page.idle, timeout=30_000)
        self.wait()

    def close(self) -> None:
        self.window.close()


@contextmanager
def clerk_at(qtbot, folder):
    made = Clerk(qtbot, folder)
    try:
        yield made
    finally:
        made.close()
