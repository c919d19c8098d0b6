"""The ways to a household from the other pages, to the field a finding is about, and back again by Esc."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from models.rules import Finding
from ui import message
from ui.edits import Place
from ui.window_facts import WindowFacts, set_year, year_of_finding

if TYPE_CHECKING:
    from ui.app_window import AppWindow


class Ways:
    """Leads through a window; `came_from` names the page that Esc goes back to, “” for none."""

    def __init__(self, window: AppWindow) -> None:
        """Come from nowhere."""
        self._window = window
        self.came_from = ""
        self.then: Callable[[], None] | None = None
        """What is done once the window and its archive are closed, before the archive is opened again."""

    def restored(self) -> None:
        """Close the window; a backup was built that counts when the archive is opened next."""
        from storage.archive.restoring import count_restored

        self.then = partial(count_restored, self._window.facts.folder)
        self._window.close()

    def _remember(self) -> None:
        shown = self._window.shown
        self.came_from = shown if shown != "files" else ""

    def to_household(self, uid: str) -> None:
        """Bring a household to the front, the cursor in its first field; Esc goes back to the page one came from."""
        self._remember()
        self._window.show_page("files")
        self._window.files.show_found(uid)
        self._window.files.page.enter()

    def from_list(self, uid: str, ids: Sequence[int], line: int) -> None:
        """Bring a household of the table to the front; PgDn walks through the table from there, Esc goes back."""
        self.to_household(uid)
        self._window.files.follow(ids, line)

    def to_conflicts(self, household: str) -> None:
        """Bring the inbox to the front, at a household's first case."""
        self._window.show_page("inbox")
        page = self._window.page("inbox")
        page.show_household(household)  # type: ignore[attr-defined]

    def to_finding(self, finding: Finding) -> None:
        """Bring the household of a finding to the front, the cursor in the field it is about."""
        self._remember()
        job = partial(year_of_finding, finding=finding)
        self._window.worker.submit(job, partial(self._show, finding), partial(message.error, self._window))

    def _show(self, finding: Finding, year: int) -> None:
        """Show the field in the year the finding is about: typed into another year it would mend nothing."""
        window = self._window
        if year != window.facts.year:
            window.files.page.leave()
            show = partial(self._show_anew, finding)
            window.worker.submit(partial(set_year, year=year), show, partial(message.error, window))
            return
        window.show_page("files")
        window.files.list.show_household(finding.household)
        window.files.open(finding.household, Place(finding.entity, finding.person or "", finding.field))

    def _show_anew(self, finding: Finding, facts: WindowFacts) -> None:
        self._window.take_facts(facts)
        self._show(finding, facts.year)
        self._window.bottom.say(f"已换到 {facts.year} 年度：这个问题出在这一年。")

    def back(self) -> None:
        """Go back to the page one came from, if any, to the line of the table one has walked to."""
        if not self.came_from:
            return
        name, line = self.came_from, self._window.files.walk_line
        self.came_from = ""
        self._window.show_page(name)
        come_back = getattr(self._window.page(name), "come_back_to", None)
        if come_back is not None and line is not None:
            come_back(line)
