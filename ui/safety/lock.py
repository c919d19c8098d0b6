"""The lock of the window: after ten minutes without key or mouse, or by Ctrl+Shift+L, a cover asks for the password."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.background import ArchiveWorker
from ui.message import of_exception
from ui.safety.lock_jobs import note_locked, unlock

IDLE_MINUTES = 10
_AWAKE = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel})


class LockCover(QWidget):
    """Covers the whole window while it is locked; nothing below can be seen or reached by key."""

    unlocked = Signal()

    def __init__(self, worker: ArchiveWorker, window: QWidget, user: str) -> None:
        """Cover `window` at once."""
        super().__init__(window)
        self._worker = worker
        self.setObjectName("lock-cover")
        self.setAutoFillBackground(True)
        title = QLabel("已锁屏")
        title.setObjectName("dialog-title")
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("口令")
        self.password.setPlaceholderText(f"{user} 的口令" if user else "口令")
        self.button = QPushButton("解锁 Enter")
        self.button.setProperty("primary", True)
        self.trouble = QLabel("正在录入的内容有草稿，没有丢。")
        self.trouble.setWordWrap(True)
        box = QFrame()
        box.setProperty("card", True)
        box.setFixedWidth(self.fontMetrics().height() * 20)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.setSpacing(12)
        for part in (title, self.password, self.button, self.trouble):
            inside.addWidget(part)
        layout = QVBoxLayout(self)
        layout.addWidget(box, 0, Qt.AlignmentFlag.AlignCenter)
        self.password.returnPressed.connect(self.try_unlock)
        self.button.clicked.connect(self.try_unlock)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.password.setFocus()

    def try_unlock(self) -> None:
        """Check what was typed."""
        password = self.password.text()
        if password and self.button.isEnabled():
            self.button.setEnabled(False)
            self._worker.submit(partial(unlock, password=password), lambda _none: self.unlocked.emit(), self._refused)

    def _refused(self, problem: Exception) -> None:
        self.button.setEnabled(True)
        self.password.clear()
        self.password.setFocus()
        self.trouble.setText(f"× {of_exception(problem).what}")


class IdleLock(QObject):
    """Watches the application and covers `window` when nobody has worked in it for a while."""

    def __init__(self, worker: ArchiveWorker, window: QWidget, user: str, minutes: float = IDLE_MINUTES) -> None:
        """Begin to watch."""
        super().__init__(window)
        self._worker, self._window, self._user = worker, window, user
        self.cover: LockCover | None = None
        self._focus: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(round(minutes * 60_000))
        self._timer.timeout.connect(self.lock)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self._timer.start()

    def lock(self) -> None:
        """Cover the window now; dialogs above it are closed as by Esc."""
        if self.cover is not None:
            return
        while (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
            if QApplication.activeModalWidget() is dialog:
                break
        self._focus = QApplication.focusWidget()
        centre = self._window.findChild(QWidget, "window-centre")
        if centre is not None:
            centre.setEnabled(False)
        self.cover = LockCover(self._worker, self._window, self._user)
        self.cover.unlocked.connect(self._unlock)
        self._worker.submit(note_locked)

    def _unlock(self) -> None:
        if self.cover is None:
            return
        self.cover.hide()
        self.cover.deleteLater()
        self.cover = None
        centre = self._window.findChild(QWidget, "window-centre")
        if centre is not None:
            centre.setEnabled(True)
        if self._focus is not None:
            self._focus.setFocus()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the time of the lock off at every key and move; keep the cover as large as the window."""
        if event.type() in _AWAKE and self.cover is None:
            self._timer.start()
        if watched is self._window and isinstance(event, QResizeEvent) and self.cover is not None:
            self.cover.setGeometry(0, 0, event.size().width(), event.size().height())
        return False
