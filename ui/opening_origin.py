"""The one question about a data folder that was copied, moved or restored behind the program's back."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from storage.archive.incarnation_guard import RESTORED
from storage.archive.problems import StorageProblem
from ui.opening_pages import Page, hint


class OriginPage(Page):
    """Moved here, or a further copy: the answer decides whether this PC keeps its number."""

    title = "这个数据文件夹是怎么来的？"
    lead = "每台电脑的改动各有编号。两台电脑用同一个编号，交换时就分不清是谁改的，所以要问一次。"
    next_text = "打开"

    def __init__(self) -> None:
        """Build the two choices; none is chosen beforehand."""
        super().__init__()
        self.folder: Path | None = None
        self.password: str | None = None
        self.where = hint("")
        self.moved = QRadioButton("搬来的：原来那份不再使用，本机接着用")
        self.copied = QRadioButton("另立一台：原来那份还在用，这里再开一台，换一个新的电脑编号")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.where)
        for choice in (self.moved, self.copied):
            choice.setProperty("tile", True)
            layout.addWidget(choice)
        layout.addWidget(hint("拿不准时选“另立一台”：数据一条不少，只是这台电脑换了编号。"))
        layout.addStretch(1)

    def ask(self, folder: Path, password: str | None, problem: StorageProblem) -> None:
        """Ask about the archive in `folder`."""
        self.folder, self.password = folder, password
        restored = problem.code == RESTORED
        self.where.setText(
            f"{folder}\n这份档案比本机上次用过的旧，像是从备份还原的。两种回答都会给本机换一个新的电脑编号。"
            if restored
            else f"{folder}\n这个文件夹像是从别处搬来或复制来的。"
        )

    @property
    def answer(self) -> Literal["", "moved", "copied"]:
        """Return what was chosen."""
        return "moved" if self.moved.isChecked() else "copied" if self.copied.isChecked() else ""

    def problem(self) -> str:
        """One of the two must be chosen."""
        return "" if self.answer else "请选一项。"

    def first(self) -> QWidget:
        """Begin at the first choice."""
        return self.copied if self.copied.isChecked() else self.moved
