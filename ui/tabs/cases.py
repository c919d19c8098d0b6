"""业务档案: the household's cases, domain by domain; lists and forms follow from the declared case types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout

from models.cases import CASE_TYPES, DOMAINS, case_types_of, is_owned, link_fields, linked_entity, own_columns
from models.catalogue import ENTITIES, HOUSEHOLD_PARTS, TOP_LEVEL
from models.fields import Kind
from models.rules import Finding
from ui.background import ArchiveWorker
from ui.cases.links import LinkOptions, link_options, options_within
from ui.editors.table import Surroundings
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.options import Option
from ui.tabs.base import PageTab
from ui.tabs.parts import PartColumns, PartsTab

WIDTHS: dict[Kind, int] = {
    Kind.NAME: 10, Kind.LINK: 12, Kind.YEAR: 8, Kind.DATE: 13, Kind.MONTH: 10, Kind.MONEY: 13, Kind.INTEGER: 8,
    Kind.YES_NO: 10, Kind.CODE: 16, Kind.CODES: 24, Kind.ID_NUMBER: 22, Kind.PHONE: 14, Kind.BANK_CARD: 22,
}  # fmt: skip
"""Kind → width of its column in characters; texts get 18."""
MOST_COLUMNS = 7


def columns_of(entity: str) -> PartColumns:
    """Return the columns of a case's list in the household page: the first of its register, the last one stretched."""
    names = own_columns(entity)[:MOST_COLUMNS]
    widths = [WIDTHS.get(ENTITIES[entity].field(name).kind, 18) for name in names]
    return [*zip(names[:-1], widths, strict=False), (names[-1], 0)]


class CasesTab(PageTab):
    """A bar of domains; behind each its case types as the 帮扶 tab shows them, built when first shown."""

    def __init__(
        self, worker: ArchiveWorker, around: Surroundings, session: Callable[[], HouseholdSession | None]
    ) -> None:
        """Build the bar and ask for what cases may be linked to."""
        super().__init__()
        self.session: HouseholdSession | None = None
        self._around = around
        self._current = session
        self._made: dict[str, PartsTab] = {}
        self.domains = [name for name in DOMAINS if any(is_owned(one.entity) for one in case_types_of(name))]
        self.bar = QTabBar()
        self.bar.setExpanding(False)
        self.bar.setAccessibleName("业务")
        self.bar.setFocusPolicy(self.bar.focusPolicy().NoFocus)
        for name in self.domains:
            self.bar.addTab(DOMAINS[name])
        self.stack = QStackedWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.bar)
        layout.addWidget(self.stack, 1)
        self._link()
        worker.submit(link_options, self._linked)
        self.bar.currentChanged.connect(self._show)

    def _link(self) -> None:
        """Let links to records of the household offer what the household has."""
        for entity in CASE_TYPES:
            for one in link_fields(entity):
                target = linked_entity(entity, one.name)
                if target in HOUSEHOLD_PARTS:
                    self._around.links[one.name] = lambda target=target: self._records(target)
                elif target == "member" and one.name != "person":
                    self._around.links[one.name] = lambda: self._around.links["person"]()

    def _records(self, target: str) -> Sequence[Option]:
        session = self._current()
        return options_within(session.file, target, self._around.codes) if session is not None else ()

    def _linked(self, found: LinkOptions) -> None:
        for entity in CASE_TYPES:
            for one in link_fields(entity):
                target = linked_entity(entity, one.name)
                if target in TOP_LEVEL or target == "helper":
                    self._around.links[one.name] = lambda target=target: found.get(target, [])
        self.refresh()

    def tab_of(self, domain: str) -> PartsTab:
        """Return the tab of a domain, built and filled."""
        if domain not in self._made:
            columns = {one.entity: columns_of(one.entity) for one in case_types_of(domain) if is_owned(one.entity)}
            made = PartsTab(self._around, columns, DOMAINS[domain])
            made.edited.connect(self._edited)
            made.left.connect(self.left)
            self._made[domain] = made
            self.stack.addWidget(made)
            if self.session is not None:
                made.bind(self.session)
        return self._made[domain]

    @property
    def shown(self) -> PartsTab:
        """Return the domain in front."""
        return self.tab_of(self.domains[self.bar.currentIndex()])

    def _edited(self) -> None:
        self._titles()
        self.edited.emit()

    def _show(self, _at: int) -> None:
        self.stack.setCurrentWidget(self.shown)

    def _titles(self) -> None:
        parts = self.session.file.parts if self.session is not None else {}
        for at, name in enumerate(self.domains):
            count = sum(len(parts.get(one.entity, ())) for one in case_types_of(name))
            self.bar.setTabText(at, DOMAINS[name] + (f" {count}" if count else ""))

    def bind(self, session: HouseholdSession) -> None:
        """Show another household."""
        self.session = session
        for made in self._made.values():
            made.bind(session)
        self._titles()
        self._show(0)

    def refresh(self) -> None:
        """Show all values anew."""
        if self.session is not None:
            for made in self._made.values():
                made.refresh()
            self._titles()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show at the fields what the rules found."""
        for made in self._made.values():
            made.show_findings(findings)

    def focus_place(self, place: Place) -> bool:
        """Put the cursor on a place; tell whether the tab has it."""
        case = CASE_TYPES.get(place.entity)
        if case is None or case.domain not in self.domains:
            return False
        self.bar.setCurrentIndex(self.domains.index(case.domain))
        self._show(0)
        return self.shown.focus_place(place)

    def focus_end(self, step: int) -> None:
        """Put the cursor on the form in front."""
        self.shown.focus_end(step)

    def focused_place(self) -> Place | None:
        """Return the place the cursor is on."""
        return self.shown.focused_place()

    def commit(self) -> None:
        """Hand over what is half typed."""
        for made in self._made.values():
            made.commit()

    def half_typed(self) -> dict[Place, str]:
        """Return what is being typed in the form in front."""
        return self.shown.half_typed()
