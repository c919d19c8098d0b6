import pytest
from PySide6.QtCore import Qt

from ui.page_view import FIT, WIDEST_FIT, ZOOMS, PageView


@pytest.fixture
def view(qtbot):
    widget = PageView()
    qtbot.addWidget(widget)
    widget.resize(700, 500)
    widget.show()
    return widget


def test_keys_step_through_the_zooms(qtbot, view):
    view.set_zoom(100)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom == 125
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.zoom == 75
    qtbot.keyClick(view, Qt.Key.Key_0)
    assert view.zoom == FIT


def test_the_zoom_has_ends(view):
    view.set_zoom(ZOOMS[-1])
    view.step_zoom(True)
    assert view.zoom == ZOOMS[-1]
    view.set_zoom(ZOOMS[0])
    view.step_zoom(False)
    assert view.zoom == ZOOMS[0]


def test_a_fitted_page_follows_the_width_up_to_a_readable_one(qtbot, view):
    narrow = view.dpi
    with qtbot.waitSignal(view.dpi_wanted, timeout=2000):
        view.resize(850, 500)
    assert view.dpi > narrow
    view.resize(2000, 500)
    assert view.dpi == round(WIDEST_FIT * view.devicePixelRatioF() / (210 / 25.4))


def test_page_keys_ask_for_another_page(qtbot, view):
    with qtbot.waitSignal(view.turned, timeout=1000) as turned:
        qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert turned.args == [1]


def test_raw_bytes_become_the_page(view):
    view.show_image(2, 1, bytes((255, 0, 0, 0, 0, 255)))
    image = view.page.pixmap().toImage()
    assert image.pixelColor(0, 0).getRgb()[:3] == (255, 0, 0)
    assert image.pixelColor(1, 0).getRgb()[:3] == (0, 0, 255)
