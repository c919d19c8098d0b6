"""The window: rail, bars and pages. Pages own what they do; here they are only put together."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from storage.archive.archive import Archive
from storage.archive.conflicts import count_conflicts
from storage.archive.progress import Progress
from storage.archive.search import Hit
from ui import message
from ui.background import ArchiveWorker
from ui.bars import BottomBar, TopBar
from ui.files_page import FilesPage
from ui.pages import CARD_HINTS, PAGES, PageSpec, bring_up
from ui.rail import Rail
from ui.safety.lock import IdleLock
from ui.shortcuts_sheet import ShortcutsSheet
from ui.style import RESOURCES, apply_theme, current_theme
from ui.ways import Ways
from ui.window_facts import WindowFacts, read_facts, set_year, spell_options

if TYPE_CHECKING:
    from ui.help.window import HelpWindow

LEAST_SIZE = (1000, 540)
FIRST_SIZE = (1366, 740)


SETTLED = 1500
"""Milliseconds after which list and first household are shown, and the worker has time for what can wait."""


class AppWindow(QMainWindow):
    """The window over one open archive. `theme_chosen` lets the start remember the look."""

    theme_chosen = Signal(str)

    def __init__(self, worker: ArchiveWorker, facts: WindowFacts) -> None:
        """Build everything and show the files."""
        super().__init__()
        self.worker = worker
        self.facts = facts
        self.setMinimumSize(*LEAST_SIZE)
        self.resize(*FIRST_SIZE)
        worker.crashed.connect(partial(message.error, self))
        self.ways = Ways(self)
        QShortcut(QKeySequence("Ctrl+/"), self).activated.connect(self.show_keys)
        self.build()
        self.lock: IdleLock | None = None
        if facts.protected:
            self.lock = IdleLock(worker, self, facts.user)
            QShortcut(QKeySequence("Ctrl+Shift+L"), self).activated.connect(self.lock.lock)

    def build(self, household: str = "") -> None:
        """Build the pages anew, for another year or look, and show a household."""
        facts = self.facts
        training = "（演示数据）" if facts.training else "（只读）" if facts.read_only else ""
        self.setWindowTitle(f"户档 — {facts.office_name}{training}")
        dark = current_theme() == "dark"
        look = ("theme", "浅色", "sun", "") if dark else ("theme", "深色", "moon", "")
        pages = [spec for spec in PAGES if facts.training or not spec.training]
        self.rail = Rail(pages, (look, ("help", "帮助", "help", "F1")))
        self._help: HelpWindow | None = None
        self.top = TopBar(self.worker, facts)
        self.bottom = BottomBar()
        self.files = FilesPage(self.worker, facts)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.files)
        self._pages: dict[str, QWidget] = {"files": self.files}
        self._arrange()
        self._connect()
        self.show_page("files")
        self.top.place.show_value(facts.division, facts.office_name)
        self.files.start(household)
        QTimer.singleShot(SETTLED, self, self._spell_options)
        self.count_waiting()
        if facts.interruption:
            self.bottom.say(facts.interruption)

    def _spell_options(self) -> None:
        self.worker.submit(partial(spell_options, options=self.facts.options))

    def _arrange(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        strip = QLabel("演示数据，不会上报" if self.facts.training else "只读：这里的改动不会写入")
        strip.setObjectName("training-strip")
        strip.setAlignment(Qt.AlignmentFlag.AlignCenter)
        strip.setVisible(self.facts.training or self.facts.read_only)
        for part in (strip, self.top):
            column.addWidget(part)
        column.addWidget(self.stack, 1)
        column.addWidget(self.bottom)
        centre = QWidget()
        centre.setObjectName("window-centre")
        row = QHBoxLayout(centre)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        self.setCentralWidget(centre)

    def _connect(self) -> None:
        self.rail.chosen.connect(self._page_chosen)
        self.rail.asked.connect(lambda name: self.show_help() if name == "help" else self.switch_theme())
        self.top.place.chosen.connect(self._place_chosen)
        self.top.year_chosen.connect(self._year_chosen)
        self.top.search.chosen.connect(self._hit_chosen)
        self.top.search.left.connect(self._search_left)
        self.top.add.clicked.connect(self._add)
        self.top.print.clicked.connect(self._print)
        self.top.save.clicked.connect(self.files.page.save)
        self.files.said.connect(self.bottom.say)
        self.files.page.saved.connect(lambda _change: self.count_waiting())
        self.files.page.conflicts.wanted.connect(self.ways.to_conflicts)
        self.files.cards_shown.connect(self._say_keys)

    def _say_keys(self, cards: bool) -> None:
        self.bottom.show_hints(CARD_HINTS if cards else self._spec("files").hints)

    # pages

    @staticmethod
    def _spec(name: str) -> PageSpec:
        return next(spec for spec in PAGES if spec.name == name)

    def page(self, name: str) -> QWidget:
        """Return a page, built when first asked for."""
        if name not in self._pages:
            made = self._spec(name).make(self)
            self._pages[name] = made
            self.stack.addWidget(made)
        return self._pages[name]

    @property
    def shown(self) -> str:
        """Return the name of the page in front."""
        front = self.stack.currentWidget()
        return next(name for name, page in self._pages.items() if page is front)

    def _page_chosen(self, name: str) -> None:
        self.ways.came_from = ""
        self.bottom.say("")
        self.show_page(name)

    def show_page(self, name: str) -> None:
        """Bring a page to the front, with what it shows up to date."""
        self.files.page.leave()
        self.rail.mark(name)
        self.bottom.show_hints(self._spec(name).hints)
        page = self.page(name)
        self.stack.setCurrentWidget(page)
        if page is not self.files:
            bring_up(page, self.files.scope)

    def count_waiting(self) -> None:
        """Count anew what waits for a person, for the rail."""
        self.worker.submit(_waiting, self.show_waiting, lambda _problem: None)

    def show_waiting(self, count: int) -> None:
        """Show on the rail how many cases wait."""
        self.rail.show_count("inbox", count)

    # actions

    def _place_chosen(self, division: str) -> None:
        self.show_page("files")
        self.files.set_scope(division)

    def _year_chosen(self, year: int) -> None:
        if year == self.facts.year:
            return
        self.files.page.leave()
        self.worker.submit(partial(set_year, year=year), self.take_facts, partial(message.error, self))

    def read_facts_again(self) -> None:
        """Take in what was set: names, lists, lines; households are judged anew."""
        self.worker.submit(read_facts, self.take_facts, partial(message.error, self))

    def take_facts(self, facts: WindowFacts) -> None:
        """Build the pages anew from what was read."""
        self.facts = facts
        self._build_again()

    def _build_again(self) -> None:
        """Build the pages anew; the page in front, its section and the household stay."""
        shown, session = self.shown, self.files.page.session
        section = getattr(self.page(shown), "list", None)
        row = section.currentRow() if isinstance(section, QListWidget) else -1
        self.build(session.file.uid if session is not None and not session.is_new else "")
        if shown != "files":
            self.show_page(shown)
        if row >= 0:
            self.page(shown).list.setCurrentRow(row)  # type: ignore[attr-defined]

    def _hit_chosen(self, hit: Hit) -> None:
        self.show_page("files")
        self.files.show_found(hit.household_uid, hit.person_uid)

    def _search_left(self) -> None:
        shown = self.stack.currentWidget()
        if shown is self.files:
            self.files.page.take_focus()
        else:
            getattr(shown, "put_cursor", shown.setFocus)()

    def read_options(self) -> None:
        """Offer what the code lists hold now, after one grew."""
        self.worker.submit(read_facts, lambda facts: self.facts.options.take_over(facts.options))

    def _add(self) -> None:
        self.show_page("files")
        self.files.add()

    def _print(self) -> None:
        self.show_page("files")
        self.files.show_cards()

    def change_several(self, uids: list[str]) -> None:
        """Change one field of several households at once."""
        from ui.batch_dialog import BatchDialog

        self.files.page.leave()
        dialog = BatchDialog(self.worker, self.facts, uids, self)
        dialog.exec()
        if dialog.change is not None:
            self.files.reload()
            bring_up(self.page(self.shown), self.files.scope)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nothing else took it, is the page's; it closes the cards or goes back where one came from."""
        shown = self.stack.currentWidget()
        if event.key() != Qt.Key.Key_Escape or (self.lock is not None and self.lock.cover is not None):
            super().keyPressEvent(event)
        elif shown is not self.files:
            getattr(shown, "escape", lambda: None)()
        elif self.files.cards_are_shown:
            self.files.close_cards()
        else:
            self.ways.back()

    def show_help(self) -> HelpWindow:
        """Show the help of the field the cursor is in, or of the page, and return its window."""
        from ui.help.window import HelpWindow

        place = self.files.place_of_cursor() if self.shown == "files" else None
        if self._help is None:
            self._help = HelpWindow(RESOURCES, self.facts.codes, self)
        self._help.come_up(place, self.shown)
        return self._help

    def show_keys(self) -> None:
        """Show all keys on one sheet."""
        ShortcutsSheet(self).exec()

    def switch_theme(self) -> None:
        """Change between light and dark."""
        self.use_theme("light" if current_theme() == "dark" else "dark")

    def use_theme(self, theme: str) -> None:
        """Show the window light or dark."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if theme != current_theme():
            self.files.page.leave()
            apply_theme(app, theme)
            self.theme_chosen.emit(theme)
            self._build_again()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save what is open and close the archive; if saving fails, the draft is there at the next start."""
        page = self.files.page
        if page.session is not None:
            page.tabs.commit()
            if page.session.is_dirty:
                page.drafts.keep_now()
            page.leave()
            page.drafts.stop()
        self.worker.close()
        super().closeEvent(event)


def _waiting(archive: Archive, _progress: Progress) -> int:
    return count_conflicts(archive)
