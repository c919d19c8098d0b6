"""The later pages of the opening dialog: office and password of a new archive, size of a practice one, waiting."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from storage.archive.protection import SHORTEST_PASSWORD
from ui.opening_pages import Page, form_of, hint, line_edit


class OfficePage(Page):
    """The office, this desk, its user, and the password, if any."""

    title = "新建档案库：单位与录入人"
    lead = "这些名称会写进变更痕迹和打印件。"
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
        self.backup = line_edit("备份文件夹", "另一块硬盘或 U 盘上的文件夹；可以以后在设置里选")
        browse = QPushButton("选择…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._choose_backup)
        backup = QHBoxLayout()
        backup.addWidget(self.backup, 1)
        backup.addWidget(browse)
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
                    ("备份文件夹", backup),
                ]
            )
        )
        layout.addWidget(self.warning)
        layout.addStretch(1)
        self._warn("")

    def _choose_backup(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "备份到哪个文件夹", self.backup.text())
        if chosen:
            self.backup.setText(chosen)

    def _warn(self, password: str) -> None:
        self.again.setEnabled(bool(password))
        self.warning.setProperty("role", "hint" if password else "warning")
        self.warning.setText(
            "口令用来加密整个数据库。建好后请在“安全”页做恢复单：没有恢复单，口令忘了就无法找回。"
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
        backup = self.backup.text().strip()
        if backup and not Path(backup).expanduser().is_dir():
            return f"没有备份文件夹“{backup}”，请重新选，或先空着。"
        return ""

    def blamed(self) -> QWidget:
        """Go to the line that is missing or wrong."""
        for edit in (self.office, self.user):
            if not edit.text().strip():
                return edit
        password = self.password.text()
        if password and len(password) < SHORTEST_PASSWORD:
            return self.password
        return self.again if password != self.again.text() else self.backup

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
    forgotten = Signal()

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
        self.forgotten_button = QPushButton("忘了口令…")
        self.forgotten_button.setProperty("flat", True)
        self.forgotten_button.setAutoDefault(False)
        self.forgotten_button.clicked.connect(self.forgotten)
        layout.addWidget(self.forgotten_button, 0, Qt.AlignmentFlag.AlignLeft)
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
