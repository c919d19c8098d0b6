"""Who works in the archive and what each may do."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QInputDialog, QPushButton, QVBoxLayout, QWidget

from storage.archive.accounts import Account
from storage.archive.roles import ROLE_SENTENCES, ROLE_TEXTS, Role
from ui import message
from ui.background import ArchiveWorker
from ui.message import Message
from ui.opening_pages import hint
from ui.rows_model import Column, RowsModel, table_over
from ui.safety import jobs
from ui.safety.jobs import SafetyState
from ui.safety.password_dialog import AskDialog
from ui.style import color

HONEST = (
    "权限由程序执行；拿到数据文件夹又知道口令的人可以绕过它。"
    "真正管用的是：每处改动、每次导出和打印都记名，交换给上级后改不掉。"
)
_NAME, _PASSWORD, _AGAIN = "姓名", "口令", "再输一次"

COLUMNS: tuple[Column[Account], ...] = (
    Column("姓名", lambda one: one.name, 14),
    Column("权限", lambda one: ROLE_TEXTS[one.role], 8),
    Column("能做什么", lambda one: ROLE_SENTENCES[one.role], 0),
    Column("登记", lambda one: one.made, 12),
    Column("停用", lambda one: one.ended or "", 12, color=lambda one: color("text_secondary") if one.ended else None),
)


class UsersTab(QWidget):
    """Table of users with the buttons that change them."""

    said = Signal(str)

    def __init__(self, worker: ArchiveWorker) -> None:
        """Build table and buttons."""
        super().__init__()
        self._worker = worker
        self._protected = False
        self.model: RowsModel[Account] = RowsModel(COLUMNS, self)
        self.table = table_over(self.model, "用户")
        self.buttons = {
            text: QPushButton(text) for text in ("登记用户…", "改权限…", "重设口令…", "停用…")
        }  # fmt: skip
        for text, act in zip(self.buttons, (self.add, self.set_role, self.reset, self.end), strict=True):
            self.buttons[text].clicked.connect(act)
        self.buttons["登记用户…"].setProperty("primary", True)
        row = QHBoxLayout()
        for button in self.buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        self.empty = hint("还没有登记用户：谁打开都能做全部工作。登记第一位后，别人打开就要用自己的名字（和口令）。")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addLayout(row)
        layout.addWidget(self.empty)
        layout.addWidget(self.table, 1)
        layout.addWidget(hint(HONEST))

    def reload(self) -> None:
        """Read the users."""
        self._worker.submit(jobs.read_state, self._show, self._failed)

    def _show(self, state: SafetyState) -> None:
        self._protected = state.protected
        self.model.set_rows(state.accounts)
        self.empty.setVisible(not state.accounts)
        manager = state.role is Role.MANAGER
        for text, button in self.buttons.items():
            alone = text == "登记用户…"
            button.setEnabled(manager and (alone or bool(state.accounts)))
        self.buttons["重设口令…"].setEnabled(manager and state.protected and bool(state.accounts))
        if state.accounts:
            self.table.selectRow(0)

    @property
    def marked(self) -> Account | None:
        """Return the user marked in the table."""
        index = self.table.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def add(self) -> None:
        """Ask for a name, a role and, in a protected archive, a first password."""
        secret = (_PASSWORD, _AGAIN) if self._protected else ()
        dialog = AskDialog(
            "登记用户", "第一次的口令由你定，请对方登录后自己改。" if secret else "这份档案没有口令，按姓名分权限。",
            (_NAME, *secret), self, secret=secret, same=secret or None, roles=True, yes="登记",
        )  # fmt: skip
        if dialog.exec() == QDialog.DialogCode.Accepted:
            job = partial(
                jobs.add_user, name=dialog.text(_NAME), role=dialog.chosen_role,
                password=dialog.text(_PASSWORD) if secret else "",
            )  # fmt: skip
            self._worker.submit(job, partial(self._done, f"√ 已登记 {dialog.text(_NAME)}"), self._failed)

    def set_role(self) -> None:
        """Ask for another role of the user marked."""
        account = self.marked
        if account is None:
            return
        texts = [f"{ROLE_TEXTS[role]}：{ROLE_SENTENCES[role]}" for role in Role]
        at = list(Role).index(account.role)
        text, chosen = QInputDialog.getItem(self, "改权限", f"{account.name} 的权限", texts, at, editable=False)
        if chosen:
            job = partial(jobs.set_role, name=account.name, role=list(Role)[texts.index(text)])
            self._worker.submit(job, partial(self._done, f"√ 已改 {account.name} 的权限"), self._failed)

    def reset(self) -> None:
        """Ask for a new password of the user marked."""
        account = self.marked
        if account is None:
            return
        dialog = AskDialog(
            f"为“{account.name}”重设口令", "旧口令立即失效。请对方登录后自己再改。", (_PASSWORD, _AGAIN), self,
            secret=(_PASSWORD, _AGAIN), same=(_PASSWORD, _AGAIN), yes="重设",
        )  # fmt: skip
        if dialog.exec() == QDialog.DialogCode.Accepted:
            job = partial(jobs.reset_password, name=account.name, password=dialog.text(_PASSWORD))
            self._worker.submit(job, partial(self._done, f"√ 已为 {account.name} 重设口令"), self._failed)

    def end(self) -> None:
        """Let the user marked in no more, after a question."""
        account = self.marked
        told = account and Message(
            f"停用“{account.name}”？",
            "留下的改动仍记在其名下，档案不变。",
            "其口令立即打不开这份档案。走的人可能拷走过数据的，请再用命令 password renew-key 换密钥。",
        )
        if account and told and message.question(self, told, yes="停用"):
            job = partial(jobs.end_user, name=account.name)
            self._worker.submit(job, partial(self._done, f"√ 已停用 {account.name}"), self._failed)

    def _done(self, sentence: str, state: SafetyState) -> None:
        self._show(state)
        self.said.emit(sentence)

    def _failed(self, problem: Exception) -> None:
        message.error(self, problem)
