"""Every control of the pages has a name that a screen reader can say, and the keyboard reaches what the mouse does."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QLineEdit, QProgressBar, QPushButton

from tests.ui.office import RESOURCES, make_archive, worker_over
from ui.batches_page import BatchesPage
from ui.card_preview import CardPreview
from ui.history_view import HistoryView
from ui.import_page import ImportPage
from ui.opening_dialog import OpeningDialog
from ui.recycle_bin_page import RecycleBinPage
from ui.search_box import SearchBox
from ui.shortcuts_sheet import KEYS, ShortcutsSheet


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    folder = tmp_path_factory.mktemp("office") / "data"
    make_archive(folder).close()
    with worker_over(folder) as opened:
        yield opened
    del app


def pages(worker, folder):
    yield ImportPage(worker)
    yield CardPreview(worker)
    yield HistoryView(worker)
    yield BatchesPage(worker)
    yield RecycleBinPage(worker)
    yield SearchBox(worker)
    yield OpeningDialog(RESOURCES, folder, recent=[])


def belongs_to_a_box(control):
    parent = control.parent()
    while parent is not None and not isinstance(parent, QComboBox):
        parent = parent.parent()
    return parent is not None


def test_every_control_has_a_name(qtbot, worker, tmp_path):
    nameless = []
    seen = 0
    for page in pages(worker, tmp_path / "new"):
        qtbot.addWidget(page)
        for kind in (QLineEdit, QComboBox, QAbstractItemView, QProgressBar):
            for control in [*page.findChildren(kind), *([page] if isinstance(page, kind) else [])]:
                if isinstance(control, QHeaderView) or belongs_to_a_box(control):
                    continue
                seen += 1
                if not control.accessibleName():
                    nameless.append(f"{type(page).__name__}: {type(control).__name__}")
        nameless += [
            f"{type(page).__name__}: button without text or name"
            for button in page.findChildren(QPushButton)
            if not button.text() and not button.accessibleName()
        ]
    assert seen > 20
    assert nameless == []


def test_buttons_are_reached_by_keyboard(qtbot, worker, tmp_path):
    for page in pages(worker, tmp_path / "new"):
        qtbot.addWidget(page)
        for button in page.findChildren(QPushButton):
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus, button.text()


def test_no_key_stands_twice_in_a_group(qtbot):
    for _title, keys in KEYS:
        assert len({key for key, _does in keys}) == len(keys)


def test_the_sheet_of_keys_closes_by_keyboard(qtbot):
    sheet = ShortcutsSheet()
    qtbot.addWidget(sheet)
    sheet.show()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
