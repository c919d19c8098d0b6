import pytest
from PySide6.QtWidgets import QApplication

from storage.archive.pinyin import spellings
from tests.ui.desk import Desk, make_archive
from tests.ui.samples import RESOURCES, VILLAGE, YEAR, office
from ui import message
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
