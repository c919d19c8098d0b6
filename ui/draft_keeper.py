"""Keeps a draft of the household being typed: two seconds after a change at the latest, and when a field is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ui.background import ArchiveWorker
from ui.household_session import HouseholdSession
from ui.page_jobs import keep_draft

DRAFT_MS = 2000


class DraftKeeper(QObject):
    """`kept` says that the draft lies in the archive; `failed` carries why it could not be written."""

    kept = Signal()
    failed = Signal(object)

    def __init__(self, worker: ArchiveWorker, session: Callable[[], HouseholdSession | None]) -> None:
        """Ask `session` for the household each time."""
        super().__init__()
        self._worker = worker
        self._session = session
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_MS)
        self._timer.timeout.connect(self.keep_now)

    def note_change(self) -> None:
        """A value changed: the two seconds begin, unless they run already."""
        if not self._timer.isActive():
            self._timer.start()

    @property
    def waiting(self) -> bool:
        """Tell whether a change has not been kept yet."""
        return self._timer.isActive()

    def field_left(self) -> None:
        """A field was left: keep what waits."""
        if self._timer.isActive():
            self.keep_now()

    def keep_now(self) -> None:
        """Keep the draft now."""
        self._timer.stop()
        session = self._session()
        if session is not None:
            job = partial(keep_draft, household=session.file.uid, data=session.draft())
            self._worker.submit(job, lambda _none: self.kept.emit(), self.failed.emit)

    def stop(self) -> None:
        """Forget the change that waits: it has been saved."""
        self._timer.stop()
