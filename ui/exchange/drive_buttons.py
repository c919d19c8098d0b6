"""Buttons for the drives that are plugged in: one fills in the folder, one ejects."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from storage.archive.progress import Progress
from storage.exchange.ejecting import eject
from storage.exchange.plugged import Drive, drive_of, plugged
from ui.buttons import push
from ui.errand import Errand
from ui.message import of_exception

MOST = 3


class DriveButtons(QWidget):
    """A row of the drives plugged in; `chosen` carries the folder of one."""

    chosen = Signal(str)

    def __init__(self, find: Callable[[], list[Drive]] = plugged) -> None:
        """Look for drives at once; `find` is asked on a thread of its own."""
        super().__init__()
        self._find = find
        self._errand: Errand | None = None
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        self.look()

    def look(self) -> None:
        """Look which drives there are."""
        self._errand = Errand(lambda _progress: self._find(), self)
        self._errand.done.connect(self._found)
        self._errand.start()

    def _found(self, drives: list[Drive]) -> None:
        for old in self.buttons:
            old.deleteLater()
        self.buttons = []
        for drive in drives[:MOST]:
            button = push(drive.text)
            button.setEnabled(not drive.read_only)
            button.setToolTip(f"{drive.root}　{drive.system}")
            button.clicked.connect(partial(self.chosen.emit, str(drive.root)))
            self._row.addWidget(button)
            self.buttons.append(button)


class EjectRow(QWidget):
    """A button that ejects the drive a file lies on, and the truth beside it; hidden where it lies on no such drive."""

    def __init__(
        self,
        find: Callable[[], list[Drive]] = plugged,
        do: Callable[[Drive, Progress], str] = eject,
    ) -> None:
        """Build the row; `find` and `do` run on a thread of their own."""
        super().__init__()
        self._find, self._do = find, do
        self._errand: Errand | None = None
        self._drive: Drive | None = None
        self.button = push("安全弹出")
        self.button.clicked.connect(self.eject)
        self.told = QLabel()
        self.told.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addWidget(self.told, 1)
        self.hide()

    def offer(self, file: Path) -> None:
        """Offer to eject what `file` lies on."""
        self.hide()
        self.told.clear()
        self._start(lambda _progress: drive_of(file, self._find()), self._offered)

    def _offered(self, drive: Drive | None) -> None:
        self._errand, self._drive = None, drive
        if drive is not None:
            self.button.setText(f"安全弹出“{drive.name}”")
            self.button.setEnabled(True)
            self.show()

    def eject(self) -> None:
        """Eject; says how it went."""
        drive = self._drive
        if drive is not None and self._errand is None:
            self.button.setEnabled(False)
            self._start(lambda progress: self._do(drive, progress), self._ejected)

    def _start(self, job: Callable[[Progress], object], done: Callable[..., None]) -> None:
        errand = Errand(job, self)
        self._errand = errand
        errand.progressed.connect(lambda _done, _total, text: self.told.setText(f"{text}…"))
        errand.done.connect(done)
        errand.failed.connect(self._failed)
        errand.start()

    def _ejected(self, sentence: str) -> None:
        self._errand = None
        self.told.setText(sentence)

    def _failed(self, problem: BaseException) -> None:
        self._errand = None
        self.button.setEnabled(True)
        self.told.setText(f"× {of_exception(problem).what}")
