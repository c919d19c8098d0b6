"""Looks after the archive beside the work: daily backups, the check of the file, room on the disk.

Everything runs on a thread of its own with a connection of its own; nobody's typing or saving waits for it.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from storage.archive.backup_points import Point
from storage.archive.progress import Cancelled
from ui.background import ArchiveWorker
from ui.errand import Errand
from ui.message import Message, of_exception
from ui.safety import backup_jobs
from ui.safety.backup_jobs import Duties, Health

FIRST, AGAIN = 20_000, 30 * 60_000
"""Milliseconds after the start, and between two looks."""


class BackupKeeper(QObject):
    """`said` is for the bottom bar; `damaged` says that the archive was closed for writing, and what to do."""

    said = Signal(str)
    damaged = Signal(object)

    def __init__(self, worker: ArchiveWorker, parent: QObject | None = None) -> None:
        """Wait for the first look."""
        super().__init__(parent)
        self._worker = worker
        self._errand: Errand | None = None
        self._stopped = False
        self._closed_for_writing = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(AGAIN)
        QTimer.singleShot(FIRST, self, self.look)

    @property
    def busy(self) -> bool:
        """Tell whether something is under way."""
        return self._errand is not None

    def look(self) -> None:
        """See what is due, unless the last round still runs."""
        if self._errand is None and not self._stopped and not self._closed_for_writing:
            self._worker.submit(backup_jobs.read_duties, self._begin, lambda _problem: None)

    def stop(self) -> None:
        """Give up what is under way; what was made stays."""
        self._stopped = True
        self._timer.stop()
        if self._errand is not None:
            self._errand.cancel()
            self._errand.wait()

    def _begin(self, duties: Duties | None) -> None:
        if duties is not None and not self._stopped and self._errand is None:
            self._run(partial(backup_jobs.look_after, duties.source), partial(self._looked, duties))

    def _run(self, job: object, done: object) -> None:
        errand = Errand(job, self)  # type: ignore[arg-type]
        self._errand = errand
        errand.done.connect(done)
        errand.failed.connect(self._failed)
        errand.start()

    def _looked(self, duties: Duties, health: Health) -> None:
        self._errand = None
        if self._stopped:
            return
        if health.complaints:
            self._closed_for_writing = True
            self._worker.submit(backup_jobs.close_for_writing, lambda _none: self.damaged.emit(_told(health)))
            return
        if health.little_room is not None:
            self.said.emit(f"⚠ 磁盘只剩 {max(1, health.little_room >> 20)} MB，请尽快清理，否则不久就存不进去")
        if duties.due:
            job = partial(backup_jobs.back_up, duties.source, duties.due, "daily")
            self._run(job, self._made)

    def _made(self, made: list[Point]) -> None:
        self._errand = None
        if not self._stopped:
            self.said.emit(f"√ 已自动备份并核对 {made[-1].at:%H:%M}")

    def _failed(self, problem: Exception) -> None:
        self._errand = None
        if not self._stopped and not isinstance(problem, Cancelled):
            self.said.emit(f"⚠ 自动备份没有做成：{of_exception(problem).what}")


def _told(health: Health) -> Message:
    return Message(
        "档案文件有损坏，从现在起只能看、不能改。",
        "程序没有再写入；以前的备份都在。",
        "打开“安全 → 备份”，恢复最近的一份。损坏的文件会留着。",
        "\n".join(health.complaints),
    )
