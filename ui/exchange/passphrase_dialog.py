"""Asks for the passphrase of a locked pack."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from ui.message import Level, Message, MessageDialog


class PassphraseDialog(MessageDialog):
    """One line to type the passphrase in; it is shown as typed, because long ones are mistyped blind."""

    def __init__(self, file: str, wrong: bool, parent: QWidget | None = None) -> None:
        """`wrong` says that the one before did not fit."""
        told = Message(
            "口令不对，请再试一次。" if wrong else "这个包用口令加锁。",
            f"文件：{file}",
            "请输入对方在电话里告诉您的口令，注意大小写。",
        )
        super().__init__(Level.WARN if wrong else Level.QUESTION, told, parent, yes="解锁", no="取消")
        self.edit = QLineEdit()
        self.edit.setAccessibleName("口令")
        self.body.addWidget(self.edit)
        self.yes_button.setEnabled(False)
        self.edit.textChanged.connect(lambda text: self.yes_button.setEnabled(bool(text)))
        self.edit.setFocus()


def ask_passphrase(parent: QWidget, file: str, *, wrong: bool) -> str | None:
    """Return what was typed, or None where the person cancelled."""
    dialog = PassphraseDialog(file, wrong, parent)
    return dialog.edit.text() if dialog.exec() else None
