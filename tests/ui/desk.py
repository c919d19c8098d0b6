"""The whole window over a small real archive, with waiting and typing."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from storage.archive.archive import create_archive, open_archive
from storage.archive.files import load_file
from tests.ui.samples import RESOURCES, VILLAGE, YEAR, household, office
from ui.app_window import AppWindow
from ui.background import ArchiveWorker
from ui.household_session import HouseholdSession
from ui.session_changes import write
from ui.tabs.basic import BasicTab
from ui.tabs.photos import PhotosTab
from ui.window_facts import read_facts

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NAMES = ("孔令田", "王秀兰", "张传海")


def make_archive(data_folder) -> None:
    """Make an archive of three households of one village; only the first one's members have numbers."""
    made = create_archive(data_folder, division=VILLAGE[:9], office="某镇", user="录入员", resources=RESOURCES)
    with made as archive:
        archive.settings.set("year", YEAR)
        for at, name in enumerate(NAMES, 1):
            file = household(f"h{at}", f"99010400100{at}")
            file.members[0]["name"] = file.household["head_name"] = name
            if at > 1:
                for member in file.members:
                    member["id_number"] = None
            write(archive, HouseholdSession(file, office(), is_new=True).pending())


class Desk:
    """The window over an archive, with waiting and typing."""

    def __init__(self, qtbot, folder, password=None) -> None:
        self.qtbot, self.folder = qtbot, folder
        self.worker = ArchiveWorker(partial(open_archive, folder, password=password, resources=RESOURCES))
        self.worker.wait_opened()
        facts = self.ask(read_facts)
        self.window = AppWindow(self.worker, facts)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.wait()

    def ask(self, job):
        found = []
        self.worker.submit(job, found.append)
        self.qtbot.waitUntil(lambda: bool(found), timeout=10_000)
        return found[0]

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: not self.worker.busy, timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.worker.busy, timeout=10_000)

    @property
    def page(self):
        return self.window.files.page

    @property
    def session(self):
        return self.page.session

    @property
    def basic(self) -> BasicTab:
        tab = self.page.tabs.tab("basic")
        assert isinstance(tab, BasicTab)
        return tab

    @property
    def photos(self) -> PhotosTab:
        tab = self.page.tabs.show_tab("photos")
        assert isinstance(tab, PhotosTab)
        return tab

    @property
    def form(self):
        return self.basic.form

    @property
    def grid(self):
        return self.basic.grid

    def focus(self, name: str):
        self.form.focus_field(name)
        editor = self.form.cells[name].editor
        self.qtbot.waitUntil(editor.hasFocus)
        return editor

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key, modifiers)

    def type(self, text: str) -> None:
        """Type key by key, each to what has the focus by then: the first key may open an editor."""
        for key in text:
            self.qtbot.keyClicks(QApplication.focusWidget(), key)

    def stored(self, uid: str = "h1"):
        file = self.ask(lambda archive, _progress: load_file(archive, uid))
        assert file is not None
        return file

    def close(self) -> None:
        self.window.close()
