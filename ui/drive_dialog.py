"""An archive on a stick or a share: read it there, or copy it to the fixed disk and work in the copy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from storage.archive.drives import KIND_TEXTS, DriveKind
from storage.archive.progress import Cancelled
from storage.archive.relocate import copy_archive
from ui.errand import Errand, ErrandDialog
from ui.message import of_exception


class Way(StrEnum):
    """How an archive on another drive is opened."""

    COPIED = "copied"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person chose: the folder to open, and how."""

    folder: Path
    way: Way


class DriveDialog(ErrandDialog):
    """Offers the three ways; `choice` is None where the person left."""

    def __init__(self, folder: Path, kind: DriveKind, target: Path, parent: QWidget | None = None) -> None:
        """`folder` lies on a drive of `kind`; the copy is proposed in `target`."""
        super().__init__(parent)
        self.setWindowTitle("户档")
        self.choice: Choice | None = None
        self._folder = folder
        title = QLabel(f"档案库在{KIND_TEXTS[kind]}上")
        title.setObjectName("dialog-title")
        lead = QLabel(
            f"{folder}\n\n"
            "在这里直接录入，拔出或断线时可能丢掉正在保存的内容，所以只能看、不能改。\n"
            "要录入，请先复制到本机硬盘，以后都打开本机的那一份；这里的一份留作备份，不会改动。"
        )
        lead.setWordWrap(True)
        lead.setProperty("role", "secondary")
        self.target = QLineEdit(str(target))
        self.target.setAccessibleName("复制到")
        self.browse = QPushButton("更改…")
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("复制进度")
        self.bar.hide()
        self._arrange(title, lead)

    def _arrange(self, title: QLabel, lead: QLabel) -> None:
        unit = self.fontMetrics().height()
        self.setMinimumWidth(unit * 34)
        row = QHBoxLayout()
        row.addWidget(QLabel("复制到"))
        row.addWidget(self.target, 1)
        row.addWidget(self.browse)
        self.copy_button = QPushButton("复制到本机硬盘并打开")
        self.copy_button.setProperty("primary", True)
        self.copy_button.setDefault(True)
        self.copy_button.clicked.connect(self.copy)
        self.read_button = QPushButton("只读打开")
        self.read_button.setAutoDefault(False)
        self.read_button.clicked.connect(lambda: self._choose(self._folder, Way.READ))
        self.leave_button = QPushButton("退出")
        self.leave_button.setAutoDefault(False)
        self.leave_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.leave_button)
        buttons.addStretch(1)
        buttons.addWidget(self.read_button)
        buttons.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 18)
        layout.setSpacing(12)
        for part in (title, lead):
            layout.addWidget(part)
        layout.addLayout(row)
        layout.addWidget(self.bar)
        layout.addWidget(self.trouble)
        layout.addLayout(buttons)
        self.copy_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "复制到哪个文件夹", str(Path(self.target.text()).parent))
        if chosen:
            self.target.setText(chosen)

    def _choose(self, folder: Path, way: Way) -> None:
        self.choice = Choice(folder, way)
        self.accept()

    def copy(self) -> None:
        """Copy the archive; what goes wrong is told here, and the copy is gone."""
        text = self.target.text().strip()
        if not text:
            self.target.setFocus()
            return
        target = Path(text).expanduser()
        self.trouble.hide()
        self._busy(True)
        folder = self._folder
        errand = Errand(lambda progress: copy_archive(folder, target, progress), self)
        self._errand = errand
        errand.progressed.connect(self._report)
        errand.failed.connect(self._failed)
        errand.done.connect(lambda _none: self._done(target))
        errand.start()

    def _busy(self, busy: bool) -> None:
        self.bar.setVisible(busy)
        for widget in (self.target, self.browse, self.copy_button, self.read_button):
            widget.setEnabled(not busy)
        self.leave_button.setText("取消" if busy else "退出")

    def _report(self, done: int, total: int, _text: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _done(self, target: Path) -> None:
        self._errand = None
        self._choose(target, Way.COPIED)

    def _failed(self, problem: BaseException) -> None:
        self._errand = None
        self._busy(False)
        if not isinstance(problem, Cancelled):
            self.trouble.setText(f"× {of_exception(problem).what}")
            self.trouble.show()


def ask_where(folder: Path, kind: DriveKind, target: Path) -> Choice | None:
    """Show the dialog; return what was chosen, None where the person left."""
    dialog = DriveDialog(folder, kind, target)
    return dialog.choice if dialog.exec() == QDialog.DialogCode.Accepted else None


def free_name(folder: Path) -> Path:
    """Return `folder`, or the first of `folder-2`, `folder-3` … that is missing or empty."""
    for number in range(1, 100):
        named = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        if not named.exists() or not any(named.iterdir()):
            return named
    return folder.with_name(f"{folder.name}-copy")
