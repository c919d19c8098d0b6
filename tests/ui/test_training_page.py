from functools import partial

import pytest

from storage.archive.archive import open_archive
from storage.archive.records import RecordChange, save
from storage.exchange.training import make_training_archive
from tests.ui.office import RESOURCES, ask
from ui.app_window import AppWindow
from ui.background import ArchiveWorker
from ui.training_page import clue
from ui.window_facts import read_facts


@pytest.fixture
def window(qtbot, tmp_path):
    make_training_archive(tmp_path / "data", households=60, resources=RESOURCES).close()
    worker = ArchiveWorker(partial(open_archive, tmp_path / "data", resources=RESOURCES))
    worker.wait_opened()
    made = AppWindow(worker, ask(qtbot, worker, read_facts))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: not worker.busy, timeout=20_000)
    yield made
    made.close()


def settled(qtbot, window):
    qtbot.waitUntil(lambda: not window.worker.busy, timeout=20_000)


def test_a_round_is_played_to_its_end(qtbot, window):
    assert "training" in window.rail.buttons
    window.show_page("training")
    page = window.page("training")
    settled(qtbot, window)
    assert page.stack.currentIndex() == 0
    page.start_button.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 5, timeout=20_000)
    settled(qtbot, window)
    assert page.score.text() == "已改正 0 / 5"
    state = page.model.row(0)
    assert state.head not in clue(state)
    page.hint()
    settled(qtbot, window)
    assert page.model.row(0).village in clue(page.model.row(0))
    opened = []
    page.wanted.connect(opened.append)
    page._open(0)
    assert opened == []
    page.hint()
    settled(qtbot, window)
    page._open(0)
    assert opened == [state.task.household]
    empty = next(page.model.row(line).task for line in range(5) if page.model.row(line).task.rule == 16)
    change = RecordChange("member", empty.person, {"ethnicity": "01"})
    ask(qtbot, window.worker, lambda archive, _progress: save(archive, [change]))
    page.check()
    settled(qtbot, window)
    assert page.score.text() == "已改正 1 / 5"


def test_a_real_archive_has_no_training_page(desk):
    assert "training" not in desk.window.rail.buttons
