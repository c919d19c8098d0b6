"""One job at a time for a page, with its progress: a new one cancels what is under way, and what is late is dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from storage.archive.archive import Archive
from storage.archive.progress import Progress
from ui.background import ArchiveWorker, Job
from ui.import_shown import ProgressStrip


class OneJob:
    """`changed` is called whenever the job begins or ends; `failed` with a problem that nobody else takes."""

    def __init__(
        self,
        worker: ArchiveWorker,
        strip: ProgressStrip,
        changed: Callable[[], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Start idle."""
        self._worker = worker
        self._strip = strip
        self._changed = changed
        self._failed = failed
        self.running: Job | None = None

    def start(
        self,
        text: str,
        job: Callable[[Archive, Progress], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do a job; `done` gets its result, `failed` its problem."""
        self.cancel()
        self._strip.report(0, 0, text)
        started: list[Job] = []

        def finished(result: object) -> None:
            if self._is_current(started):
                done(result)
                self._changed()

        def broke(problem: Exception) -> None:
            if self._is_current(started):
                self._changed()
                (failed or self._failed)(problem)

        started.append(self._worker.submit(job, finished, broke, self._strip.report))
        self.running = started[0]
        self._changed()

    def _is_current(self, started: list[Job]) -> bool:
        """Tell whether an answer belongs to the job that is waited for, and stop waiting."""
        if self.running is not started[0]:
            return False
        self.running = None
        self._strip.hide()
        return True

    def cancel(self) -> None:
        """Ask the running job to stop; nothing of it is kept."""
        if self.running is not None:
            self.running.cancel()
