"""The first pages of the opening dialog, and what a page is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from storage.archive.drives import KIND_TEXTS, DriveKind, cloud_folder, kind_of
from ui.division_cascade import DivisionCascade
from ui.recent import Recent


class Page(QWidget):
    """One step: a title, a sentence about it, and what the buttons below the dialog say."""

    title = ""
    lead = ""
    next_text = "下一步"

    def problem(self) -> str:
        """Return what keeps the person from going on, as a sentence, or “”."""
        return ""

    def first(self) -> QWidget:
        """Return the widget that gets the focus when the page is shown."""
        return self

    def blamed(self) -> QWidget:
        """Return the widget that `problem` is about."""
        return self.first()


def line_edit(name: str, placeholder: str = "") -> QLineEdit:
    """Return a line editor with its accessible name."""
    edit = QLineEdit()
    edit.setAccessibleName(name)
    edit.setPlaceholderText(placeholder)
    return edit


def hint(text: str) -> QLabel:
    """Return a line of explanation."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setProperty("role", "hint")
    return label


def form_of(rows: list[tuple[str, QWidget | QHBoxLayout]]) -> QFormLayout:
    """Return rows of label and editor, labels right-aligned and bound to their editors."""
    form = QFormLayout()
    form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    form.setHorizontalSpacing(10)
    form.setVerticalSpacing(10)
    for label, editor in rows:
        form.addRow(label, editor)
    return form


class FolderPage(Page):
    """Choose a data folder opened before, another one, or a new archive."""

    title = "打开户档案库"
    lead = "选一个档案库，或新建一个。每个单位一个数据文件夹，放在本机硬盘上。"
    next_text = "打开"
    opened = Signal()
    new_wanted = Signal()

    def __init__(self, recent: list[Recent], proposed: Path) -> None:
        """List the folders opened before."""
        super().__init__()
        self.list = QListWidget()
        self.list.setProperty("framed", True)
        self.list.setAccessibleName("最近打开的档案库")
        self.list.setSpacing(1)
        folders = [one.folder for one in recent]
        if proposed.is_dir() and str(proposed.resolve()) not in folders:
            self._add(str(proposed.resolve()), "本机数据文件夹", False)
        for one in recent:
            self._add(one.folder, one.office, one.training)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _item: self.opened.emit())
        other = QPushButton("打开其他文件夹…")
        other.setAutoDefault(False)
        other.clicked.connect(self._choose)
        new = QPushButton("新建档案库…")
        new.setAutoDefault(False)
        new.clicked.connect(self.new_wanted)
        row = QHBoxLayout()
        row.addWidget(other)
        row.addWidget(new)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addLayout(row)

    def _add(self, folder: str, office: str, training: bool) -> QListWidgetItem:
        mark = "［演示数据］" if training else ""
        item = QListWidgetItem(f"{office}{mark}\n{folder}")
        item.setData(Qt.ItemDataRole.UserRole, folder)
        self.list.addItem(item)
        return item

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择数据文件夹")
        if chosen:
            self.list.setCurrentItem(self._add(chosen, "所选文件夹", False))
            self.opened.emit()

    @property
    def folder(self) -> Path | None:
        """Return the folder marked in the list."""
        item = self.list.currentItem()
        return Path(item.data(Qt.ItemDataRole.UserRole)) if item is not None else None

    def problem(self) -> str:
        """A folder must be marked."""
        return "" if self.folder is not None else "还没有选文件夹。"

    def first(self) -> QWidget:
        """Begin in the list."""
        return self.list


class PurposePage(Page):
    """Real work or training, and where the data folder is made."""

    title = "新建档案库：用途"
    lead = "正式录入与培训演示的数据分开存放，不能互相导入。"
    existing_wanted = Signal()

    def __init__(self, folder: Path) -> None:
        """Propose `folder`."""
        super().__init__()
        self._proposed = folder
        self.real = QRadioButton("正式录入：从空档案库开始，导入或录入真实户档")
        self.training = QRadioButton("培训演示：自动生成虚构人员的演示数据，可随意练习")
        for choice in (self.real, self.training):
            choice.setProperty("tile", True)
        self.real.setChecked(True)
        self.real.toggled.connect(self._propose)
        self.folder_edit = line_edit("数据文件夹")
        browse = QPushButton("更改…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._choose)
        row = QHBoxLayout()
        row.addWidget(self.folder_edit, 1)
        row.addWidget(browse)
        existing = QPushButton("打开已有的档案库…")
        existing.setProperty("flat", True)
        existing.setAutoDefault(False)
        existing.clicked.connect(self.existing_wanted)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.real)
        layout.addWidget(self.training)
        layout.addSpacing(8)
        layout.addLayout(form_of([("数据文件夹", row)]))
        layout.addWidget(hint("放在本机硬盘上，不要放在 U 盘、网络盘或网盘同步的文件夹里。"))
        layout.addStretch(1)
        layout.addWidget(existing, 0, Qt.AlignmentFlag.AlignLeft)
        self._propose()

    def _propose(self) -> None:
        folder = self._proposed
        self.folder_edit.setText(str(folder if self.real.isChecked() else folder.with_name(f"{folder.name}-演示")))

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择数据文件夹", str(self._proposed.parent))
        if chosen:
            self.folder_edit.setText(chosen)

    @property
    def folder(self) -> Path:
        """Return the folder typed."""
        return Path(self.folder_edit.text().strip()).expanduser()

    def problem(self) -> str:
        """A folder must be given, on the fixed disk and out of a cloud's way."""
        if not self.folder_edit.text().strip():
            return "请填数据文件夹。"
        kind, cloud = kind_of(self.folder), cloud_folder(self.folder)
        if kind is not DriveKind.FIXED:
            return f"这个文件夹在{KIND_TEXTS[kind]}上，拔出或断线会丢数据。请选本机硬盘上的文件夹。"
        if cloud:
            return f"这个文件夹在网盘“{cloud}”里，网盘会把打开着的数据库同步坏。请选别的文件夹。"
        return ""

    def first(self) -> QWidget:
        """Begin at the purpose."""
        return self.real if self.real.isChecked() else self.training


class UnitPage(Page):
    """Which division the office works for."""

    title = "新建档案库：单位所在区划"
    lead = "逐级选到本单位管辖的一级。在列表第一行按 Enter 就选定这一级。"

    def __init__(self, cascade: DivisionCascade) -> None:
        """Show the cascade."""
        super().__init__()
        self.cascade = cascade
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(cascade)

    def problem(self) -> str:
        """A division must be chosen."""
        return "" if self.cascade.path else "还没有选区划。"

    def first(self) -> QWidget:
        """Begin in the filter line."""
        return self.cascade.filter
