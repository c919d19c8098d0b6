"""One job on a thread of its own, for what runs before there is an archive worker (making or trying an archive)."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QWidget

from storage.archive.progress import Cancelled, Progress


class Errand(QObject):
    """Runs `job` once; `done`, `failed` and `progressed` arrive on the thread that made the errand."""

    done = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int, str)

    def __init__(self, job: Callable[[Progress], object], parent: QObject | None = None) -> None:
        """Keep the job; `start` runs it."""
        super().__init__(parent)
        self._job = job
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, name="errand", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the job to stop at its next progress call; it then fails with `Cancelled`."""
        self._cancelled.set()

    def wait(self) -> None:
        """Wait until the thread has ended; its signals may still be on their way."""
        if self._thread.is_alive():
            self._thread.join()

    def _report(self, done: int, total: int, text: str) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        self.progressed.emit(done, total, text)

    def _run(self) -> None:
        try:
            result = self._job(self._report)
        except Exception as problem:  # noqa: BLE001 - every failure goes to the dialog, which words it
            self.failed.emit(problem)
        else:
            self.done.emit(result)


class ErrandDialog(QDialog):
    """A dialog that runs errands: leaving it while one runs only stops that one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without an errand."""
        super().__init__(parent)
        self._errand: Errand | None = None

    def reject(self) -> None:
        """Stop what is running, else leave."""
        if self._errand is not None:
            self._errand.cancel()
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Don't leave a job running behind."""
        if self._errand is not None:
            self._errand.cancel()
            event.ignore()
            return
        super().closeEvent(event)
