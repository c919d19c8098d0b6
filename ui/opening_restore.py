"""The page of the opening dialog for a damaged archive: the backups there are, the best one chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton, QVBoxLayout, QWidget

from storage.archive import protection
from storage.archive.backup_making import own_store
from storage.archive.backup_points import WHY_TEXTS, Point, check_point, points
from storage.archive.problems import DAMAGED, StorageProblem
from storage.archive.progress import Progress
from storage.archive.restoring import restore_damaged
from ui.opening_pages import Page, form_of, hint, line_edit

LOOKED_THROUGH = 3
"""So many of the newest backups are read through at once, to offer one that is whole."""


class RestorePage(Page):
    """Offers the newest backup that is whole; `look_wanted` opens the damaged archive to read."""

    title = "档案文件已损坏"
    lead = (
        "程序没有再写入。可以恢复下面的备份：损坏的文件会原样留在 backups 文件夹里，不删。"
        "备份以后的改动若交换过，合并对方的包就能收回。"
    )
    next_text = "恢复这一份并打开"
    look_wanted = Signal(object)

    def __init__(self, resources: Path) -> None:
        """Build list and password line."""
        super().__init__()
        self._resources = resources
        self._folder = Path()
        self._points: list[Point] = []
        self._password = ""
        self.list = QListWidget()
        self.list.setAccessibleName("备份")
        self.password = line_edit("口令")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.guard = QWidget()
        self.guard.setLayout(form_of([("口令", self.password)]))
        self.look = QPushButton("先只读打开看看")
        self.look.setAutoDefault(False)
        self.look.clicked.connect(lambda: self.look_wanted.emit(None))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.guard)
        layout.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(hint("另一块盘上的备份：用命令 restore --from 文件夹。"))

    def ask(self, folder: Path, password: str | None, problem: StorageProblem) -> bool:
        """Offer the backups of a folder; False where the problem is no damage, or there is no backup."""
        if problem.code not in DAMAGED:
            return False
        store = own_store(folder)
        self._folder, self._points, self._password = folder, points(store), password or ""
        self.list.clear()
        best = None
        for line, point in enumerate(self._points):
            whole = line >= LOOKED_THROUGH or best is not None or _is_whole(store, point, self._points)
            best = line if best is None and whole else best
            why = WHY_TEXTS.get(point.why, point.why)
            text = f"{point.at:%Y-%m-%d %H:%M}　{why}　{point.households:,} 户 {point.people:,} 人"
            self.list.addItem(text if whole else f"{text}　（这份也损坏了）")
        if self._points:
            self.list.setCurrentRow(best or 0)
        self.guard.setVisible(protection.is_protected(folder) and not password)
        self.password.clear()
        return bool(self._points)

    @property
    def where(self) -> tuple[Path, None, str | None]:
        """Return folder, user and password for opening it as it is."""
        return self._folder, None, self.password.text() or self._password or None

    def put_back(self, progress: Progress) -> tuple[Path, str | None]:
        """Restore the backup chosen; returns folder and password to open it with. Runs on the errand's thread."""
        folder, _user, password = self.where
        point = self._points[self.list.currentRow()]
        restore_damaged(folder, own_store(folder), point, password, self._resources, progress)
        return folder, password

    def problem(self) -> str:
        """A backup must be chosen, and the password typed where there is one."""
        if self.list.currentRow() < 0:
            return "请选一份备份。"
        return "请输入口令。" if self.guard.isVisible() and not self.password.text() else ""

    def blamed(self) -> QWidget:
        """Go to what is missing."""
        return self.list if self.list.currentRow() < 0 else self.password

    def first(self) -> QWidget:
        """Begin at the password where it is asked for, else at the list."""
        return self.password if self.guard.isVisibleTo(self) else self.list


def _is_whole(store: Path, point: Point, known: list[Point]) -> bool:
    try:
        check_point(store, point, known)
    except StorageProblem:
        return False
    return True
