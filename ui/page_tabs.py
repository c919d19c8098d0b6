"""The tabs of the household page: built when first shown, kept for the next household."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from models.rules import Finding
from ui.background import ArchiveWorker
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.history_view import HistoryView
from ui.household_session import HouseholdSession
from ui.options import Option
from ui.page_header import PageHeader
from ui.page_jobs import helper_options, keep_words, load_words
from ui.photo_thumbnails import Thumbnails
from ui.record_form import RecordForm
from ui.style import color
from ui.tab_map import LIVING, STANDING, TABS, tab_of
from ui.tabs.base import FormTab, PageTab
from ui.tabs.basic import BasicTab
from ui.tabs.cases import CasesTab
from ui.tabs.income import IncomeTab
from ui.tabs.parts import PartsTab
from ui.tabs.people import PeopleTab
from ui.tabs.photos import PhotosTab

HEAD_FIELDS = ("head_name", "head_id_number", "head_person_number")
DOT = 7


class HistoryTab(PageTab):
    """变更痕迹: the history of the household, loaded when it is looked at."""

    def __init__(self, worker: ArchiveWorker) -> None:
        """Hold the history view."""
        super().__init__()
        self.view = HistoryView(worker)
        self.session: HouseholdSession | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        frame = QFrame()
        frame.setProperty("card", True)
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.view)
        layout.addWidget(frame)

    def bind(self, session: HouseholdSession) -> None:
        """Load another household's history."""
        self.session = session
        self.refresh()

    def refresh(self) -> None:
        """Load the history anew."""
        if self.session is not None and not self.session.is_new:
            self.view.show_household(self.session.file.uid)

    def focus_end(self, step: int) -> None:
        """Put the cursor into the table."""
        self.view.table.setFocus()


class PageTabs(QWidget):
    """Head, tab bar and the tabs. `edited` follows every change, `repeat_wanted` is the button for F6.

    `number_said` names an ID number to be looked up in the rest of the archive, `twin_wanted` asks for the household
    that has the number under the cursor.
    """

    edited = Signal()
    repeat_wanted = Signal()
    number_said = Signal(str)
    twin_wanted = Signal()

    def __init__(self, worker: ArchiveWorker, around: Surroundings) -> None:
        """Build head and bar."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self._worker = worker
        self._around = around
        self._findings: Sequence[Finding] = ()
        self._made: dict[str, PageTab] = {}
        self._stale: set[str] = set()
        self.thumbnails = Thumbnails(worker)
        around.links["person"] = self._people
        self._makers: dict[str, Callable[[], PageTab]] = {
            "basic": self._make_basic,
            "standing": lambda: FormTab("household", STANDING, around, read_only=HEAD_FIELDS),
            "income": lambda: IncomeTab(around),
            "living": lambda: FormTab("year", LIVING, around),
            "people": lambda: PeopleTab(around),
            "parts": self._make_parts,
            "cases": self._make_cases,
            "photos": lambda: PhotosTab(worker, around, self.thumbnails),
            "history": lambda: HistoryTab(worker),
        }
        worker.submit(load_words, around.words.update)
        self.header = PageHeader(around.codes, self.thumbnails)
        self.header.photo.clicked.connect(lambda: self.show_tab("photos"))
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setIconSize(QSize(DOT, DOT))
        self.bar.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.bar.setAccessibleName("本户各部分")
        for _name, title in TABS:
            self.bar.addTab(title)
        self.stack = QStackedWidget()
        self._arrange()
        self.bar.currentChanged.connect(self._show)

    def _arrange(self) -> None:
        head = QFrame()
        head.setProperty("card", True)
        inner = QVBoxLayout(head)
        inner.setContentsMargins(12, 7, 10, 0)
        inner.setSpacing(3)
        inner.addWidget(self.header)
        inner.addWidget(self.bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(head)
        layout.addWidget(self.stack, 1)

    def _make_basic(self) -> PageTab:
        made = BasicTab(self._around, self.thumbnails)
        made.photo_wanted.connect(lambda uid: self.show_tab("photos").focus_place(Place("attachment", uid, "note")))
        made.repeat_wanted.connect(self.repeat_wanted)
        made.person_wanted.connect(self.show_person)
        made.number_said.connect(self.number_said)
        made.twin_wanted.connect(self.twin_wanted)
        made.words_taught.connect(lambda: self._worker.submit(partial(keep_words, words=self._around.words)))
        return made

    def _make_parts(self) -> PageTab:
        """Make the tab; the people who help come from the whole archive, so they arrive a moment later."""
        made = PartsTab(self._around)

        def arrived(helpers: list[Option]) -> None:
            self._around.links["helper"] = lambda: helpers
            made.refresh()

        self._worker.submit(helper_options, arrived)
        return made

    def _make_cases(self) -> PageTab:
        return CasesTab(self._worker, self._around, lambda: self.session)

    def _people(self) -> list[Option]:
        members = self.session.file.members if self.session is not None else []
        return [Option(one["uid"], one.get("name") or "", code_is_said=False) for one in members]

    # tabs

    @property
    def current(self) -> str:
        """Return the name of the tab shown."""
        return TABS[self.bar.currentIndex()][0]

    def tab(self, name: str) -> PageTab:
        """Return a tab, built and up to date."""
        if name not in self._made:
            made = self._makers[name]()
            made.edited.connect(lambda name=name: self._edited(name))
            made.left.connect(self._leave)
            self._made[name] = made
            self.stack.addWidget(made)
            self._stale.add(name)
        made = self._made[name]
        if name in self._stale and self.session is not None:
            self._stale.discard(name)
            made.bind(self.session)
            made.show_findings(self._findings)
        return made

    def _show(self, _at: int) -> None:
        self.stack.setCurrentWidget(self.tab(self.current))

    def show_tab(self, name: str) -> PageTab:
        """Bring a tab to the front."""
        self.bar.setCurrentIndex([one for one, _title in TABS].index(name))
        made = self.tab(name)
        self.stack.setCurrentWidget(made)
        return made

    def step(self, step: int) -> None:
        """Bring the next or previous tab to the front, with the cursor in it."""
        at = (self.bar.currentIndex() + step) % len(TABS)
        self.commit()
        self.show_tab(TABS[at][0]).focus_end(1)

    def _leave(self, step: int) -> None:
        """Enter past the last field of a tab goes to the next tab."""
        at = self.bar.currentIndex() + step
        if 0 <= at < len(TABS):
            self.show_tab(TABS[at][0]).focus_end(step)

    def show_person(self, person: str) -> None:
        """Bring a member's whole form to the front."""
        self.commit()
        made = self.show_tab("people")
        assert isinstance(made, PeopleTab)
        made.show_person(person)

    # the household

    def bind(self, session: HouseholdSession) -> None:
        """Show another household; tabs not in front are filled when they come there."""
        self.session = session
        self._stale = set(self._made)
        self._show(0)

    def refresh(self) -> None:
        """Show all values anew, in the tab in front now, in the others when they come there."""
        self._stale |= set(self._made) - {self.current}
        self.tab(self.current).refresh()

    def _edited(self, name: str) -> None:
        self._stale |= set(self._made) - {name}
        self.edited.emit()

    def show_findings(self, findings: Sequence[Finding], unread: Sequence[Place]) -> None:
        """Show at the fields what the rules found, and a dot at the tabs that hold an error."""
        self._findings = findings
        self.tab(self.current).show_findings(findings)
        wrong = {tab_of(Place(one.entity, one.person or "", one.field)) for one in findings if one.level == "E"}
        wrong |= {tab_of(place) for place in unread}
        counts = self._counts()
        for at, (name, title) in enumerate(TABS):
            text = f"{title} {counts[name]}" if counts.get(name) else title
            if text != self.bar.tabText(at):  # laying the bar out anew costs more than all the rest here
                self.bar.setTabText(at, text)
            self.bar.setTabIcon(at, dot() if name in wrong else QIcon())
            self.bar.setTabToolTip(at, f"{title}：有错误" if name in wrong else "")

    def _counts(self) -> dict[str, int]:
        """Return how many records the tabs of lists hold."""
        parts = self.session.file.parts if self.session is not None else {}
        found: dict[str, int] = {}
        for entity, records in parts.items():
            name = tab_of(Place(entity, "", ""))
            found[name] = found.get(name, 0) + len(records)
        return found

    def say_twins(self) -> None:
        """Say at the number under the cursor who has it already."""
        made = self.tab(self.current)
        if isinstance(made, BasicTab):
            made.say_twins()

    def mark_carried(self, places: Iterable[Place]) -> None:
        """Show fields as carried over from the household before."""
        for place in places:
            for form in self.findChildren(RecordForm):
                if form.entity.name == place.entity and place.field in form.cells:
                    form.carried.add(place.field)

    def after_save(self) -> None:
        """Let the history be loaded anew, and show the number a new household got."""
        self._stale.add("history")
        if self.current == "history" or (self.session is not None and self.current == "basic"):
            self.tab(self.current).refresh()

    def commit(self) -> None:
        """Hand over what is half typed."""
        if self.current in self._made:
            self._made[self.current].commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what stands in the field with the cursor and has not been handed over."""
        return self._made[self.current].half_typed() if self.current in self._made else {}

    # the cursor

    def focus_end(self, step: int) -> None:
        """Put the cursor on the first (1) or last (-1) field of the tab in front."""
        self.tab(self.current).focus_end(step)

    def go_to(self, place: Place) -> None:
        """Put the cursor on a place, whichever tab it is on."""
        if not self.show_tab(tab_of(place)).focus_place(place) and place.entity in ("member", "member_year"):
            self.show_tab("people").focus_place(place)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        return self.tab(self.current).focused_place()

    def where(self) -> tuple[str, int, Place | None]:
        """Return tab, row of the grid and place of the cursor, for the next household."""
        made = self.tab(self.current)
        row = made.grid.current_field()[0] if isinstance(made, BasicTab) else 0
        return self.current, row, made.focused_place()

    def put_cursor(self, name: str, row: int, place: Place | None) -> None:
        """Put the cursor where it was in the household before."""
        made = self.show_tab(name)
        if place is None:
            return
        if isinstance(made, BasicTab) and place.entity in ("member", "member_year"):
            made.focus_row(row, place.field)
        elif isinstance(made, PeopleTab):
            made.focus_end(1)
            (made.own_form if place.entity == "member" else made.year_form).focus_field(place.field)
        elif not made.focus_place(place):
            made.focus_end(1)

    def like_last_year(self) -> None:
        """Fill the income sheet in front with last year's amounts (F7)."""
        made = self.tab(self.current)
        if isinstance(made, IncomeTab):
            made.like_last_year()

    def answer_match(self) -> bool:
        """Put the cursor on the question which option a pasted text means (Ctrl+M); tell whether there is one."""
        made = self.tab(self.current)
        return isinstance(made, BasicTab) and made.answer_match()

    def ditto_in_grid(self) -> bool:
        """Copy the cell above if the cursor is in the member grid; tell whether it was."""
        made = self.tab(self.current)
        if isinstance(made, BasicTab) and made.grid.hasFocus():
            made.grid.copy_above()
            return True
        return False


def dot() -> QIcon:
    """Return the red dot of a tab that holds an error."""
    picture = QPixmap(DOT * 3, DOT * 3)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("error"))
    painter.drawEllipse(QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(3)
    return QIcon(picture)
