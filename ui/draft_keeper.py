"""Keeps a draft of the household being typed: two seconds after a change at the latest, and when a field is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ui.background import ArchiveWorker
from ui.edits import Place
from ui.household_session import HouseholdSession
from ui.page_jobs import keep_draft

DRAFT_MS = 2000


class DraftKeeper(QObject):
    """`kept` tells whether a draft lies in the archive now; `failed` carries why it could not be written.

    What stands in the field with the cursor counts too, though it has not been read yet (`half_typed`).
    """

    kept = Signal(bool)
    failed = Signal(object)

    def __init__(
        self,
        worker: ArchiveWorker,
        session: Callable[[], HouseholdSession | None],
        half_typed: Callable[[], Mapping[Place, str]] = dict,
    ) -> None:
        """Ask `session` for the household and `half_typed` for what is being typed each time."""
        super().__init__()
        self._worker = worker
        self._session = session
        self._half_typed = half_typed
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
            data = session.draft(self._half_typed())
            job = partial(keep_draft, household=session.file.uid, data=data)
            self._worker.submit(job, lambda _none: self.kept.emit(bool(data)), self.failed.emit)

    def stop(self) -> None:
        """Forget the change that waits: it has been saved."""
        self._timer.stop()
