"""Small dialogs that ask for passwords, a user, or two groups of a recovery sheet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from storage.archive.roles import ROLE_SENTENCES, ROLE_TEXTS, Role
from ui.opening_pages import form_of, hint, line_edit


class AskDialog(QDialog):
    """Lines to be filled, each by name; secret ones show dots. `roles` adds the choice of a role."""

    def __init__(
        self,
        title: str,
        lead: str,
        names: Sequence[str],
        parent: QWidget | None = None,
        *,
        secret: Sequence[str] = (),
        same: tuple[str, str] | None = None,
        roles: bool = False,
        yes: str = "确定",
    ) -> None:
        """`same` names two lines that must agree: a new password and its repetition."""
        super().__init__(parent)
        self.setWindowTitle("户档")
        self.setMinimumWidth(self.fontMetrics().height() * 26)
        self._same = same
        head = QLabel(title)
        head.setObjectName("dialog-title")
        self.lines = {name: line_edit(name) for name in names}
        for name in secret:
            self.lines[name].setEchoMode(QLineEdit.EchoMode.Password)
        self.role = QComboBox()
        self.role.setAccessibleName("权限")
        for role in Role:
            self.role.addItem(f"{ROLE_TEXTS[role]}：{ROLE_SENTENCES[role]}", role)
        rows: list[tuple[str, QWidget | QHBoxLayout]] = [(name, edit) for name, edit in self.lines.items()]
        if roles:
            rows.insert(1, ("权限", self.role))
        self.trouble = QLabel()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.no_button = QPushButton("取消")
        self.no_button.setAutoDefault(False)
        self.no_button.clicked.connect(self.reject)
        self.yes_button = QPushButton(yes)
        self.yes_button.setProperty("primary", True)
        self.yes_button.setDefault(True)
        self.yes_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.no_button)
        buttons.addWidget(self.yes_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(22, 18, 22, 16)
        layout.setSpacing(10)
        layout.addWidget(head)
        layout.addWidget(hint(lead))
        layout.addLayout(form_of(rows))
        layout.addWidget(self.trouble)
        layout.addLayout(buttons)
        next(iter(self.lines.values())).setFocus()

    def text(self, name: str) -> str:
        """Return what was typed in a line."""
        return self.lines[name].text()

    @property
    def chosen_role(self) -> Role:
        """Return the role chosen."""
        return Role(self.role.currentData())

    def accept(self) -> None:
        """Close, if every line is filled and the two that must agree do."""
        empty = next((name for name, edit in self.lines.items() if not edit.text().strip()), "")
        if empty:
            self._tell(f"请填“{empty}”。", empty)
        elif self._same and self.text(self._same[0]) != self.text(self._same[1]):
            self._tell("两次输入的口令不一样，请再输一次。", self._same[1])
        else:
            super().accept()

    def _tell(self, sentence: str, name: str) -> None:
        self.trouble.setText(f"× {sentence}")
        self.trouble.show()
        self.lines[name].setFocus()
