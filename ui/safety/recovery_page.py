"""The page of the opening dialog for a forgotten password: whose it is, the code of the sheet, a new password."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from storage.archive import protection, recovery_code
from storage.archive.problems import StorageProblem
from storage.archive.recovery_code import WrongCode
from ui.opening_pages import Page, form_of, hint, line_edit


class RecoveryPage(Page):
    """Takes the 48 digits in one line, however they are grouped; a mistyped group is named at once."""

    title = "忘了口令"
    lead = "用封存的恢复单定一个新口令。档案不会改动；恢复单以后仍然有效，用完放回保险柜。"
    next_text = "定新口令并打开"

    def __init__(self) -> None:
        """Build the lines."""
        super().__init__()
        self.folder: Path | None = None
        self.user = QComboBox()
        self.user.setAccessibleName("是谁的口令")
        self.code = line_edit("恢复码", "8 组，每组 6 位数字；也可以扫二维码")
        self.password, self.again = line_edit("新口令"), line_edit("再输一次新口令")
        for edit in (self.password, self.again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.state = hint("")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(
            form_of([("用户", self.user), ("恢复码", self.code), ("新口令", self.password), ("再输一次", self.again)])
        )
        layout.addWidget(self.state)
        layout.addWidget(
            hint(
                "恢复单也找不到：登记过县级恢复公钥的，用命令 password ask 写申请文件，送县里换答复文件；"
                "都没有，只能在新文件夹里从上级的数据包重建。"
            )
        )
        layout.addStretch(1)
        self.code.textChanged.connect(self._check)

    def ask(self, folder: Path) -> None:
        """Ask for the sheet of the archive in `folder`."""
        self.folder = folder
        self.user.clear()
        for name in protection.users(folder):
            self.user.addItem(name or "（未署名的口令）", name)
        made = protection.sheet_made(folder)
        self._about = f"现在有效的是 {made} 做的恢复单。" if made else "⚠ 这份档案没有做过恢复单。"
        for edit in (self.code, self.password, self.again):
            edit.clear()
        self.state.setText(self._about)

    def _check(self, text: str) -> None:
        """Say which group is mistyped as soon as it is whole."""
        digits = recovery_code.digits_of(text)
        groups = [digits[place : place + 6] for place in range(0, len(digits), 6)]
        wrong = [n for n, group in enumerate(groups, 1) if len(group) == 6 and recovery_code.group_value(group) is None]
        self.state.setText(f"× 第 {wrong[0]} 组 {groups[wrong[0] - 1]} 有错，请对照恢复单。" if wrong else self._about)

    def problem(self) -> str:
        """Everything must be filled; the code whole and right in itself, the password strong enough and typed twice."""
        try:
            recovery_code.secret_of(self.code.text())
        except WrongCode as wrong:
            return f"恢复码第 {wrong.group} 组有错。" if wrong.group else "恢复码应是 8 组、每组 6 位数字。"
        try:
            protection.check_password(self.password.text())
        except StorageProblem as weak:
            return weak.sentence
        return "" if self.password.text() == self.again.text() else "两次输入的新口令不一样，请再输一次。"

    def blamed(self) -> QWidget:
        """Go to the line that is missing or wrong."""
        try:
            recovery_code.secret_of(self.code.text())
        except WrongCode:
            return self.code
        return self.password if self.password.text() != self.again.text() or not self.password.text() else self.again

    def first(self) -> QWidget:
        """Begin at the code."""
        return self.code
