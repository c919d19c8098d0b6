"""The pages of the opening dialog. Each says what is still missing (`problem`) and where typing begins (`first`)."""

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
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from storage.archive.protection import SHORTEST_PASSWORD
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
        """A folder must be given."""
        return "" if self.folder_edit.text().strip() else "请填数据文件夹。"

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


class OfficePage(Page):
    """The office, this desk, its user, and the password, if any."""

    title = "新建档案库：单位与录入人"
    lead = "这些名称会写进变更痕迹和打印件，以后可在设置里改。"
    next_text = "建立档案库"

    def __init__(self) -> None:
        """Build the lines."""
        super().__init__()
        self.office = line_edit("单位名称")
        self.desk = line_edit("机器名称", "例如 一号窗口")
        self.user = line_edit("录入人", "姓名")
        self.password = line_edit("口令", "可不设")
        self.again = line_edit("再输一次口令")
        for edit in (self.password, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.warning = hint("")
        self.password.textChanged.connect(self._warn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(
            form_of(
                [
                    ("单位名称", self.office),
                    ("机器名称", self.desk),
                    ("录入人", self.user),
                    ("口令", self.password),
                    ("再输一次", self.again),
                ]
            )
        )
        layout.addWidget(self.warning)
        layout.addStretch(1)
        self._warn("")

    def _warn(self, password: str) -> None:
        self.again.setEnabled(bool(password))
        self.warning.setProperty("role", "hint" if password else "warning")
        self.warning.setText(
            "口令用来加密整个数据库，忘记后无法找回，请把它写在纸上锁好。"
            if password
            else "⚠ 没有口令：拿到这台电脑或数据文件夹的人都能看到全部身份证号和银行卡号。"
        )
        self.warning.style().unpolish(self.warning)
        self.warning.style().polish(self.warning)

    def problem(self) -> str:
        """Office and user are needed; a password must be long enough and typed twice alike."""
        if not self.office.text().strip():
            return "请填单位名称。"
        if not self.user.text().strip():
            return "请填录入人姓名，变更痕迹要记下是谁改的。"
        password = self.password.text()
        if password and len(password) < SHORTEST_PASSWORD:
            return f"口令至少 {SHORTEST_PASSWORD} 位，现 {len(password)} 位。"
        if password != self.again.text() and password:
            return "两次输入的口令不一样，请再输一次。"
        return ""

    def blamed(self) -> QWidget:
        """Go to the line that is missing or wrong."""
        for edit in (self.office, self.user):
            if not edit.text().strip():
                return edit
        return self.password if len(self.password.text()) < SHORTEST_PASSWORD else self.again

    def first(self) -> QWidget:
        """Begin at the first empty line."""
        lines = (self.office, self.desk, self.user)
        return next((edit for edit in lines if not edit.text().strip()), self.user)


class TrainingPage(Page):
    """How large the training archive is and who practises."""

    title = "新建演示档案库"
    lead = "用真实的济宁市村名和虚构的人员生成，人名、身份证号、电话都是编造的。"
    next_text = "生成演示数据"

    def __init__(self) -> None:
        """Build the lines."""
        super().__init__()
        self.households = line_edit("户数")
        self.households.setText("300")
        self.user = line_edit("练习人")
        self.user.setText("练习人")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form_of([("户数", self.households), ("练习人", self.user)]))
        layout.addWidget(hint("300 户几秒钟；2,000 户约半分钟。"))
        layout.addStretch(1)

    def problem(self) -> str:
        """The number must be sensible, the name there."""
        text = self.households.text().strip().replace(",", "")
        if not text.isdecimal() or not 10 <= int(text) <= 20_000:
            return "户数填 10—20000 之间的整数。"
        return "" if self.user.text().strip() else "请填练习人姓名。"

    def first(self) -> QWidget:
        """Begin at the number."""
        return self.households


class PasswordPage(Page):
    """The password of a protected archive."""

    title = "输入口令"
    lead = "这个档案库设了口令。"
    next_text = "打开"

    def __init__(self) -> None:
        """Build the line."""
        super().__init__()
        self.folder: Path | None = None
        self.where = hint("")
        self.password = line_edit("口令")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.where)
        layout.addLayout(form_of([("口令", self.password)]))
        layout.addStretch(1)

    def ask(self, folder: Path) -> None:
        """Ask for the password of the archive in `folder`."""
        self.folder = folder
        self.where.setText(str(folder))
        self.password.clear()

    def problem(self) -> str:
        """Something must be typed."""
        return "" if self.password.text() else "请输入口令。"

    def first(self) -> QWidget:
        """Begin at the password."""
        return self.password


class WaitPage(Page):
    """What is being done, and how far it is."""

    title = "请稍候"

    def __init__(self) -> None:
        """Build bar and text."""
        super().__init__()
        self.text = QLabel()
        self.bar = QProgressBar()
        self.bar.setAccessibleName("进度")
        self.bar.setTextVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self.text)
        layout.addWidget(self.bar)
        layout.addStretch(2)

    def report(self, done: int, total: int, text: str) -> None:
        """Show the progress; total 0 = unknown."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.text.setText(text)
