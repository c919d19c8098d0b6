"""Looks numbers up in the rest of the archive while they are typed, each once per household opened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from models.id_numbers import clean_id_number, person_part, read_id_number
from models.rules import Twin
from ui.background import ArchiveWorker
from ui.household_session import HouseholdSession
from ui.page_jobs import find_twins


class TwinFinder(QObject):
    """`found` says that people of other households have a number that was asked for; the session knows them."""

    found = Signal()

    def __init__(self, worker: ArchiveWorker) -> None:
        """Start without a household."""
        super().__init__()
        self._worker = worker
        self._session: HouseholdSession | None = None
        self._asked: set[str] = set()

    def begin(self, session: HouseholdSession) -> None:
        """Look up for another household from now on; what it knows already is not asked again."""
        self._session = session
        self._asked = set(session.twins)

    def ask_all(self) -> None:
        """Look up the numbers of all members."""
        for member in self._session.file.members if self._session is not None else ():
            self.ask(member.get("id_number") or "")

    def ask(self, text: str) -> None:
        """Look a number up, once, as soon as it is complete and right."""
        number = clean_id_number(text)
        part = person_part(number)
        if self._session is None or read_id_number(number) is None or part in self._asked:
            return
        self._asked.add(part)
        job = partial(find_twins, household=self._session.file.uid, number=part)
        self._worker.submit(job, partial(self._arrived, self._session))

    def _arrived(self, session: HouseholdSession, found: dict[str, list[Twin]]) -> None:
        session.twins.update(found)
        if session is self._session and any(found.values()):
            self.found.emit()
