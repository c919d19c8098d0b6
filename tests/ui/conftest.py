import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from storage.archive.files import resolve_household
from storage.archive.pinyin import spellings
from tests.ui.desk import Desk, make_archive
from tests.ui.office import VILLAGE as OFFICE_VILLAGE
from tests.ui.office import make_archive as make_office
from tests.ui.office import worker_over
from tests.ui.previewing import NUMBER, wait_for_page
from tests.ui.samples import RESOURCES, VILLAGE, YEAR, office
from ui import message, print_memory
from ui.card_preview import CardPreview
from ui.editors.table import Surroundings
from ui.fonts import set_font
from ui.options import make_options
from ui.style import apply_theme

PLACES = [(VILLAGE, "西张阿村"), (VILLAGE[:9] + "202", "南庄村")]


@pytest.fixture(scope="session")
def qapp(qapp_cls) -> QApplication:
    """One application for all tests of the window, dressed as the program dresses it."""
    app = QApplication.instance() or qapp_cls([])
    assert isinstance(app, QApplication)
    app.setStyle("Fusion")
    set_font(app, RESOURCES / "fonts")
    apply_theme(app, "light")
    return app


@pytest.fixture(autouse=True)
def _no_message_waits_for_ever(monkeypatch):
    """A message that no test answers is closed after a while and fails the test, instead of stopping the whole run."""
    unanswered = []
    show = message.MessageDialog.exec

    def shown(dialog):
        timer = QTimer(dialog, singleShot=True, interval=20_000)
        timer.timeout.connect(lambda: (unanswered.append(dialog.accessibleName()), dialog.reject()))
        timer.start()
        return show(dialog)

    monkeypatch.setattr(message.MessageDialog, "exec", shown)
    yield
    assert unanswered == []


@pytest.fixture(scope="session")
def options():
    return make_options(office().codes, spellings, PLACES)


@pytest.fixture
def around(options) -> Surroundings:
    made = office()
    return Surroundings(made.codes, options, YEAR, made.as_of, {})


@pytest.fixture
def folder(data_folder):
    """An archive of three households of one village."""
    make_archive(data_folder)
    return data_folder


@pytest.fixture
def desk(qtbot, folder, monkeypatch):
    """The window; a message box fails the test instead of waiting for a click."""

    def refuse(_parent, problem):
        raise AssertionError(problem)

    monkeypatch.setattr(message, "error", refuse)
    made = Desk(qtbot, folder)
    qtbot.addWidget(made.window)
    yield made
    made.close()


@pytest.fixture
def print_settings(monkeypatch, tmp_path):
    """What the machine remembers about printing goes into the test's own folder."""
    monkeypatch.setattr(print_memory, "memory_file", lambda: tmp_path / "printing.json")


@pytest.fixture
def preview(qtbot, data_folder, print_settings):
    """The print preview of the first of thirty households of a village."""
    with make_office(data_folder, households=30) as archive:
        household = resolve_household(archive, NUMBER)
    with worker_over(data_folder) as worker:
        widget = CardPreview(worker)
        qtbot.addWidget(widget)
        widget.resize(1100, 700)
        widget.show()
        widget.show_cards(household, "孔令田", OFFICE_VILLAGE, "西张阿村")
        wait_for_page(qtbot, widget)
        yield widget
