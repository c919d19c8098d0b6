"""Notices when the window's thread stands still: how long, and how much of that it worked itself."""

import time

from PySide6.QtCore import QObject, QTimer

BEAT_MS = 2


class Heartbeat(QObject):
    """Beats on the thread that made it; `longest` is the longest time between two beats in ms.

    `worked` is the longest stretch of processor time in ms that the thread itself used between two beats: a busy
    machine lengthens `longest`, not `worked`. Looking at the frames of the running thread would say where it stood, but
    keeps its painters alive and brings Qt down.
    """

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self.start_over()

    def start(self) -> "Heartbeat":
        self._timer.start()
        return self

    def start_over(self) -> None:
        """Forget what was measured so far."""
        self._last, self._used = time.perf_counter(), time.thread_time()
        self.longest, self.worked = 0.0, 0.0

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now, used = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self.worked = max(self.worked, (used - self._used) * 1000)
        self._last, self._used = now, used
