"""标记已核实: why a finding is right as it stands, what was looked at, and until when it stays quiet."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.rules import Finding


class VerifyDialog(QDialog):
    """Reason, evidence and last day; Ctrl+Enter marks, Esc leaves."""

    def __init__(self, finding: Finding, today: date, parent: QWidget | None = None) -> None:
        """Ask about one finding; the last day is first the end of next year."""
        super().__init__(parent)
        self.setWindowTitle("标记已核实属实")
        self.setMinimumWidth(560)
        told = QLabel(finding.sentence)
        told.setWordWrap(True)
        self.reason_edit = _line("原因", "为什么不用改，例如：三口之家住祖屋，面积属实")
        self.evidence_edit = _line("依据", "看了什么、问了谁，例如：2017-11-02 入户丈量，村委会证明")
        self.expires_edit = _line("有效到", "年-月-日")
        self.expires_edit.setText(date(today.year + 1, 12, 31).isoformat())
        self._today = today
        self.said = QLabel()
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        self.ok_button = QPushButton("标记 Ctrl+Enter")
        self.ok_button.setProperty("primary", True)
        self.ok_button.clicked.connect(self.accept)
        cancel = QPushButton("取消 Esc")
        cancel.clicked.connect(self.reject)
        for key in ("Return", "Enter"):
            QShortcut(QKeySequence(f"Ctrl+{key}"), self, self.accept)
        hint = QLabel("到期那天以后，或这一项的值改变后，问题会重新出现。")
        hint.setProperty("role", "hint")
        form = QFormLayout()
        for edit in (self.reason_edit, self.evidence_edit, self.expires_edit):
            form.addRow(edit.accessibleName(), edit)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok_button)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addLayout(form)
        layout.addWidget(hint)
        layout.addWidget(self.said)
        layout.addLayout(buttons)
        self.reason_edit.setFocus()

    @property
    def reason(self) -> str:
        """Return the reason."""
        return self.reason_edit.text().strip()

    @property
    def evidence(self) -> str:
        """Return what was looked at."""
        return self.evidence_edit.text().strip()

    @property
    def expires(self) -> date | None:
        """Return the last day, or None where it is no day."""
        try:
            return date.fromisoformat(self.expires_edit.text().strip())
        except ValueError:
            return None

    def accept(self) -> None:
        """Close if all three are filled; otherwise say what is missing and go there."""
        expires = self.expires
        if not self.reason:
            self._ask(self.reason_edit, "请写明原因：为什么这一项不用改。")
        elif not self.evidence:
            self._ask(self.evidence_edit, "请写明依据：看了什么材料、问了谁。")
        elif expires is None:
            self._ask(self.expires_edit, "“有效到”请写成 2018-12-31 这样的日期。")
        elif expires < self._today:
            self._ask(self.expires_edit, "“有效到”已经过去，请填今天或以后的日子。")
        else:
            super().accept()

    def _ask(self, edit: QLineEdit, sentence: str) -> None:
        self.said.setText(sentence)
        edit.setFocus()


def _line(name: str, example: str) -> QLineEdit:
    edit = QLineEdit()
    edit.setAccessibleName(name)
    edit.setPlaceholderText(example)
    return edit
