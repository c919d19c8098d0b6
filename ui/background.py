"""One thread that owns the archive: jobs go in, results come back on the window's thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from storage.archive.archive import Archive
from storage.archive.progress import Cancelled, Progress

T = TypeVar("T")
Done = Callable[[Any], None]
Failed = Callable[[Exception], None]
Report = Callable[[int, int, str], None]


class Job:
    """One job under way; `cancel` drops it if it waits, else stops it at its next progress call."""

    def __init__(
        self,
        work: Callable[[Archive, Progress], Any],
        done: Done | None,
        failed: Failed | None,
        progress: Report | None,
    ) -> None:
        """Keep what to do and whom to tell."""
        self.work = work
        self.done = done
        self.failed = failed
        self.progress = progress
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Tell whether the job was asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the job to stop; it then fails with `Cancelled`."""
        self._cancelled.set()


class ArchiveWorker(QObject):
    """Runs jobs one after the other on the thread that opened the archive.

    `idle` is emitted when the queue has run dry; `crashed` carries a failure nobody asked to hear of.
    """

    crashed = Signal(object)
    idle = Signal()
    _finished = Signal(object, object, object)
    _progressed = Signal(object, int, int, str)

    def __init__(self, opener: Callable[[], Archive], parent: QObject | None = None) -> None:
        """Start the thread; `opener` opens the archive on it. `opened` waits for the outcome."""
        super().__init__(parent)
        self._opener = opener
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._ready = threading.Event()
        self._problem: Exception | None = None
        self._pending = 0
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._progressed.connect(self._deliver_progress, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()

    def wait_opened(self) -> None:
        """Wait until the archive is open; raises what the opener raised."""
        self._ready.wait()
        if self._problem is not None:
            self._thread.join()
            raise self._problem

    @property
    def busy(self) -> bool:
        """Tell whether any job has not been answered yet."""
        return self._pending > 0

    def submit(
        self,
        job: Callable[[Archive, Progress], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        progress: Report | None = None,
    ) -> Job:
        """Queue `job`; `done` gets its result and `failed` its exception, both on the window's thread.

        A cancelled job tells `failed` with `Cancelled`; one without `failed` is dropped silently.
        """
        made = Job(job, done, failed, progress)
        if self._closed:
            made.cancel()
            return made
        self._pending += 1
        self._queue.put(made)
        return made

    def close(self) -> None:
        """Finish what is queued, close the archive, end the thread; results not yet delivered are dropped."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
            self._thread.join()

    def _run(self) -> None:
        try:
            archive = self._opener()
        except Exception as problem:  # noqa: BLE001 - the thread that waits raises it again
            self._problem = problem
            self._ready.set()
            return
        self._ready.set()
        with archive:
            while (job := self._queue.get()) is not None:
                self._do(archive, job)

    def _do(self, archive: Archive, job: Job) -> None:
        def report(done: int, total: int, text: str) -> None:
            if job.cancelled:
                raise Cancelled
            if job.progress is not None:
                self._progressed.emit(job, done, total, text)

        result: Any = None
        problem: Exception | None = None
        try:
            if job.cancelled:
                raise Cancelled
            result = job.work(archive, report)
        except Exception as raised:  # noqa: BLE001 - every failure goes to whom it concerns
            problem = raised
        self._finished.emit(job, result, problem)

    def _deliver(self, job: Job, result: object, problem: Exception | None) -> None:
        self._pending -= 1
        try:
            if self._closed:
                return
            if problem is None:
                if job.done is not None:
                    job.done(result)
            elif job.failed is not None:
                job.failed(problem)
            elif not isinstance(problem, Cancelled):
                self.crashed.emit(problem)
        finally:
            if self._pending == 0:
                self.idle.emit()

    def _deliver_progress(self, job: Job, done: int, total: int, text: str) -> None:
        if job.progress is not None and not job.cancelled and not self._closed:
            job.progress(done, total, text)
