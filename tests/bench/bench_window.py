"""The window over the whole city: start, open, type, save, scroll, each beside bare Qt doing the bare part of it.

Everything runs offscreen. Milliseconds are printed, ratios are judged, against these peers in the same run:

- start: a `QMainWindow` with one label and the same two fonts loaded, from a fresh interpreter too;
- open: the household read from storage, its rules run once, and the whole page painted once, one after the other;
- type: the rules run once and the whole page painted once, which is the least that a checked key must do;
- save: the same change saved in storage alone;
- scroll: a plain `QListView` of as many lines of ready text, as wide and as high.

A page is painted when Qt has nothing left to deliver. The pauses that wait for the end of typing are set to nothing:
they are no work. Run: make bench; HUDANG_BENCH_HOUSEHOLDS makes a smaller city.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QStringListModel, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from models.household_file import HouseholdFile
from models.rules import RuleContext, check_household
from storage.archive import files, records
from storage.archive.archive import open_archive
from storage.archive.records import RecordChange
from tests.bench.bench_archive import CITY, RESOURCES, ROOT, archive_of, told
from ui import message
from ui.app_window import AppWindow
from ui.appearance import Appearance
from ui.background import ArchiveWorker
from ui.edits import Place
from ui.start import make_application
from ui.window_facts import read_facts

SIZE = (1366, 768)
STARTS, OPENED, KEYS, SAVED, FRAMES = 5, 120, 200, 60, 400
WHEEL = 138
"""Pixels of one notch of the wheel: three lines of the list."""

MOST_START = 2.0
MOST_OPEN = 5.0
"""A household is read on another thread, bound to tabs, form, member grid and panel, and each paints what changed."""
MOST_KEY = 2.0
MOST_SAVE = 6.0
MOST_FRAME = 4.0
"""A line of the list is eight drawings (name, type, number, badge …), a bare one is one text."""


class Desk:
    """The window over the city's archive."""

    def __init__(self, folder: Path) -> None:
        self.app = make_application(RESOURCES, Appearance())
        self.worker = ArchiveWorker(partial(open_archive, folder, resources=RESOURCES))
        self.worker.wait_opened()
        self.window = AppWindow(self.worker, self.ask(read_facts))
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        self.settle()
        self.page = self.window.files.page
        self.list = self.window.files.list

    def ask(self, job):
        found: list = []
        self.worker.submit(job, found.append)
        while not found:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        return found[0]

    def settle(self) -> None:
        """Let the worker finish and everything be painted."""
        while self.worker.busy:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        painted(self.app)

    def open(self, uid: str) -> None:
        """Open a household and return when it is painted."""
        self.page.open(uid)
        while self.page.session is None or self.page.session.file.uid != uid:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        painted(self.app)


def painted(app: QApplication) -> None:
    """Deliver what is posted, layout and painting included."""
    for _round in range(3):
        app.sendPostedEvents()
        app.processEvents()


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    patch = pytest.MonkeyPatch()

    def refuse(_parent, problem) -> None:
        raise AssertionError(problem)

    patch.setattr(message, "error", refuse)
    with archive_of(CITY) as archive:
        folder = archive.folder
    made = Desk(folder)
    yield made
    made.window.close()
    made.window.deleteLater()
    made.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    patch.undo()


@pytest.fixture(scope="module")
def uids(desk) -> list[str]:
    known = desk.ask(lambda archive, _progress: files.household_uids(archive))
    return random.Random(2).sample(known, OPENED + 2)


def timed(work: Callable[[], object], repeats: int) -> list[float]:
    """Return the milliseconds of each run, after one that does not count."""
    work()
    found: list[float] = []
    for _ in range(repeats):
        start = perf_counter()
        work()
        found.append((perf_counter() - start) * 1000)
    return found


BARE = """
import sys, time
start = time.perf_counter()
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv[:1])
for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
    QFontDatabase.addApplicationFont(sys.argv[2] + "/fonts/" + name)
font = app.font()
font.setFamilies(["Noto Sans SC"])
app.setFont(font)
window = QMainWindow()
window.setCentralWidget(QLabel("户档"))
window.resize(1366, 768)
window.show()
for _round in range(3):
    app.sendPostedEvents()
    app.processEvents()
print(time.perf_counter() - start)
"""

OURS = """
import sys, time
start = time.perf_counter()
from functools import partial
from pathlib import Path
from PySide6.QtCore import QEventLoop
from ui.appearance import Appearance
from ui.start import make_application, open_worker
from ui.app_window import AppWindow
from ui.window_facts import read_facts
resources = Path(sys.argv[2])
app = make_application(resources, Appearance())
worker, _folder = open_worker(Path(sys.argv[1]), None, resources)
windows = []
def show(facts):
    windows.append(AppWindow(worker, facts))
    windows[0].show()
worker.submit(read_facts, show)
while not windows or windows[0].files.page.session is None:
    app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
for _round in range(3):
    app.sendPostedEvents()
    app.processEvents()
print(time.perf_counter() - start)
windows[0].close()
"""


def started(script: str, folder: Path) -> float:
    """Return how many milliseconds a fresh interpreter takes by its own account, imports included."""
    command = [sys.executable, "-c", script, str(folder), str(RESOURCES)]
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=compiled)
    return float(done.stdout.splitlines()[-1]) * 1000


def test_start_to_the_first_household():
    """From a fresh interpreter until list and household are painted and can be typed into."""
    with archive_of(CITY) as archive:
        folder = archive.folder
    for script in (OURS, BARE):
        started(script, folder)
    ours, bare = zip(*((started(OURS, folder), started(BARE, folder)) for _ in range(STARTS)), strict=True)
    ratio = statistics.median(ours) / statistics.median(bare)
    print(f"start: {statistics.median(ours):.0f} ms, bare window {statistics.median(bare):.0f} ms, {ratio:.2f} ×")
    assert ratio <= MOST_START


def test_open_a_household_painted(desk, uids):
    start = perf_counter()
    desk.open(uids[0])
    print(f"open the first household after start: {(perf_counter() - start) * 1000:.1f} ms")
    for name in ("standing", "income", "living", "people", "parts"):
        start = perf_counter()
        desk.page.tabs.show_tab(name)
        desk.settle()
        print(f"  tab {name} built and painted: {(perf_counter() - start) * 1000:.1f} ms")
    desk.page.tabs.show_tab("basic")
    desk.settle()
    targets = iter(uids[1:])
    middle, _high = told("open a household, painted", timed(lambda: desk.open(next(targets)), OPENED))
    paths = iter(uids[1:])

    def parts() -> None:
        file = desk.ask(partial(load_for_peer, uid=next(paths)))
        check_and_paint(desk, file)

    peer, _ = told("read, rules run and page painted, each once", timed(parts, OPENED))
    print(f"  {middle / peer:.2f} × its parts")
    assert middle <= MOST_OPEN * peer


def load_for_peer(archive, _progress, uid: str) -> HouseholdFile:
    file = files.load_file(archive, uid)
    assert file is not None
    return file


def check_and_paint(desk: Desk, file: HouseholdFile) -> None:
    """Run the rules over a household and paint the whole page."""
    office = desk.window.facts
    check_household(file, RuleContext(office.year, office.as_of, office.codes, office.thresholds))
    desk.page.repaint()
    desk.app.processEvents()


def test_a_keystroke_until_the_checks_are_painted(desk, uids):
    desk.open(uids[0])
    form = desk.page.tabs.tab("basic").form
    form.focus_field("phone")
    editor = form.cells["phone"].editor
    painted(desk.app)
    pauses = [*editor.findChildren(QTimer), desk.page._checks]
    kept = [timer.interval() for timer in pauses]
    for timer in pauses:
        timer.setInterval(0)
    digits = iter("13800000281" * KEYS)

    def key() -> None:
        if len(editor.text()) >= 11:
            editor.selectAll()
        QTest.keyClick(editor, next(digits))
        while any(timer.isActive() for timer in pauses):
            desk.app.processEvents()
        painted(desk.app)

    middle, _high = told(f"keystroke to checks painted, {len(desk.page.findings)} findings", timed(key, KEYS))
    for timer, interval in zip(pauses, kept, strict=True):
        timer.setInterval(interval)
    session = desk.page.session
    assert session is not None
    peer, _ = told("rules run and page painted, each once", timed(lambda: check_and_paint(desk, session.file), KEYS))
    desk.page.tabs.commit()
    while desk.page.session.undo_name:
        desk.page.undo()
    desk.page.drafts.keep_now()
    desk.settle()
    print(f"  {middle / peer:.1f} × its parts")
    assert middle <= MOST_KEY * peer


def save_in_storage(archive, _progress, targets: Iterator[str]) -> list[float]:
    """Save the note of each household; job for the worker. Return the milliseconds of each."""

    def save() -> None:
        records.save(archive, [RecordChange("household", next(targets), {"note": str(random.random())})])

    return timed(save, SAVED)


def test_save_a_household_until_page_and_list_show_it(desk, uids):
    found = []
    for uid in uids[1 : SAVED + 1]:
        desk.open(uid)
        desk.page.session.set_text(Place("household", "", "note"), str(random.random()))
        start = perf_counter()
        desk.page.save()
        desk.settle()
        found.append((perf_counter() - start) * 1000)
        assert not desk.page.session.is_dirty
    middle, _high = told("save, shown in page and list", found)
    targets = iter(uids)
    peer, _ = told("the same saved in storage", desk.ask(partial(save_in_storage, targets=targets)))
    print(f"  {middle / peer:.1f} × storage alone")
    assert middle <= MOST_SAVE * peer


def scroll_times(desk: Desk, view: QListView, step: int) -> list[float]:
    """Scroll `FRAMES` times by `step` pixels, each painted, and return the milliseconds of each frame."""
    bar = view.verticalScrollBar()
    at = iter(range(step, step * (FRAMES + 2), step))

    def frame() -> None:
        bar.setValue(next(at))
        desk.app.processEvents()

    return timed(frame, FRAMES)


def test_scroll_the_list(desk):
    view = desk.list.view
    lines = view.model().rowCount()
    assert lines == CITY
    bare = QListView()
    bare.setUniformItemSizes(True)
    bare.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
    model = QStringListModel([f"第{line}户 370826111201{line:06}" for line in range(lines)])
    bare.setModel(model)
    bare.resize(view.size())
    bare.show()
    painted(desk.app)
    # one wheel notch after the other from the top, then the bar dragged from end to end
    for how, step_of in (("wheel", lambda _bar: WHEEL), ("bar dragged", lambda bar: bar.maximum() // (FRAMES + 2))):
        frames = scroll_times(desk, view, step_of(view.verticalScrollBar()))
        middle, _high = told(f"{how}, frame of {lines:,} lines", frames)
        peer, _ = told(f"{how}, bare list", scroll_times(desk, bare, step_of(bare.verticalScrollBar())))
        print(f"  {1000 / middle:.0f} frames/s, {middle / peer:.1f} × a bare list")
        desk.settle()
        assert middle <= MOST_FRAME * peer
    bare.close()
