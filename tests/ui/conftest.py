import pytest
from PySide6.QtWidgets import QApplication

from storage.archive.pinyin import spellings
from tests.ui.samples import RESOURCES, VILLAGE, YEAR, office
from ui.editors.table import Surroundings
from ui.fonts import set_font
from ui.options import make_options
from ui.style import apply_theme

PLACES = [(VILLAGE, "西张阿村"), (VILLAGE[:9] + "202", "南庄村")]


@pytest.fixture(scope="session")
def qapp(qapp_cls) -> QApplication:
    """One application for all tests of the window, dressed as the program dresses it."""
    app = QApplication.instance() or qapp_cls([])
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
