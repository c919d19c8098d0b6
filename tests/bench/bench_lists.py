"""The window over the whole city: how long its own thread stands still while a clerk works in the lists.

Times are printed, to be read; judged is only what no slow machine explains (a list that answers at all).
Run: make bench, or python -m pytest -q -s -p no:xdist tests/bench/bench_lists.py
"""

import time
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from models.list_filter import Ask, Condition, Filter
from storage.archive.archive import open_archive
from tests.bench.bench_archive import CITY, RESOURCES, ROOT, archive_of
from tests.bench.heartbeat import Heartbeat
from ui.app_window import AppWindow
from ui.appearance import Appearance
from ui.background import ArchiveWorker
from ui.start import make_application
from ui.window_facts import read_facts

PATIENCE = 60
ILL = Filter(((Condition("row:main_cause", Ask.ONE_OF, ("01",)), Condition("row:people", Ask.LEAST, (3,))),))


class Clerk:
    """The window and its heart."""

    def __init__(self, folder: Path) -> None:
        self.app = make_application(RESOURCES, Appearance())
        began = time.perf_counter()
        self.worker = ArchiveWorker(partial(open_archive, folder, resources=RESOURCES))
        self.worker.wait_opened()
        got: list = []
        failed: list = []
        self.worker.submit(read_facts, got.append, failed.append)
        while not got and not failed:
            self.app.processEvents()
        if failed:
            raise failed[0]
        self.window = AppWindow(self.worker, got[0])
        self.window.resize(1366, 768)
        self.window.show()
        ends = time.perf_counter() + PATIENCE
        while self.window.files.page.session is None and time.perf_counter() < ends:
            self.app.processEvents()
        self.usable = (time.perf_counter() - began) * 1000
        self.heart = Heartbeat().start()
        self.wait()

    def wait(self) -> None:
        ends = time.perf_counter() + 0.05
        while self.worker.busy or time.perf_counter() < ends:
            self.app.processEvents()
            time.sleep(0.0005)

    def told(self, label: str, act) -> float:
        """Do something, wait until all is answered and painted, and print how long the window stood still."""
        self.wait()
        self.heart.start_over()
        began = time.perf_counter()
        act()
        self.wait()
        took = (time.perf_counter() - began) * 1000 - 50
        heart = self.heart
        print(f"{label:34s} {took:8.0f} ms, still {heart.longest:7.1f} ms, own work {heart.worked:6.1f} ms")
        return self.heart.longest

    def key(self, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def close(self) -> None:
        self.wait()
        self.heart.stop()
        self.window.close()


@pytest.fixture(scope="module")
def clerk():
    archive_of(CITY).close()
    made = Clerk(ROOT / "build" / "bench" / f"city-{CITY}")
    yield made
    made.close()


def test_lists_of_the_whole_city(clerk):
    print(f"\narchive opened and first household painted: {clerk.usable:.0f} ms")
    window = clerk.window
    clerk.told("table built and filled", lambda: window.show_page("lists"))
    page = window.page("lists")
    assert len(page.model.ids) == CITY
    for title in ("row:income_per_head", "row:head_name", "row:number"):
        clerk.told(f"sort by {title}", lambda title=title: page._sort_by(page.model.columns.index(title)))
    bar = page.table.verticalScrollBar()

    def scroll() -> None:
        for at in range(60):
            bar.setValue(bar.maximum() * at // 60)
            clerk.app.processEvents()

    began = time.perf_counter()
    clerk.told("60 long scrolls", scroll)
    frames = 60 / (time.perf_counter() - began - 0.1)

    def step_down() -> None:
        for _ in range(100):
            clerk.key(Qt.Key.Key_Down)
            clerk.app.processEvents()

    page.table.setFocus()
    clerk.told("100 times ↓", step_down)
    clerk.told("mark all (Ctrl+A)", lambda: clerk.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier))
    clerk.told("filter by cause and people", lambda: page.set_filter(ILL))
    clerk.told("filter taken away", lambda: page.set_filter(Filter()))
    clerk.told("quick: with errors", lambda: page._only_chosen("errors"))
    clerk.told("quick: all", lambda: page._only_chosen(""))
    clerk.told("open (Enter)", lambda: (page.mark(70_000 % CITY), page.open_line(70_000 % CITY)))
    for _ in range(3):
        clerk.told("next household (PgDn)", lambda: window.files.step(1))
    clerk.told("back to the table (Esc)", window.ways.back)
    print(f"scrolling {frames:.0f} frames a second")
    assert page.table.currentIndex().row() == 70_003 % CITY


def test_the_other_pages_of_the_whole_city(clerk):
    window = clerk.window
    for name in ("quality", "import", "bin", "files"):
        clerk.told(f"page {name}", lambda name=name: window.show_page(name))
    clerk.told("list at the left anew", window.files.list.load)
    clerk.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
