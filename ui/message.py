"""Every message of the window in one form: what happened, whether the data is safe, what to do now."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from storage.archive.problems import problem_of
from storage.archive.progress import Cancelled
from ui.crash import report_of


class Level(StrEnum):
    """How serious a message is; the value is the sign that stands beside its first line."""

    INFO = "√"
    WARN = "⚠"
    ERROR = "×"
    QUESTION = "?"


LEVEL_STYLES = {Level.INFO: "ok", Level.WARN: "warning", Level.ERROR: "error", Level.QUESTION: "primary"}
"""Level → the value of the dynamic property `tone` that the style sheet colours the sign by."""


@dataclass(frozen=True, slots=True)
class Message:
    """`what` happened, whether the data is `safe`, what to do `now`; `details` stay folded."""

    what: str
    safe: str = ""
    now: str = ""
    details: str = ""


def of_exception(problem: BaseException) -> Message:
    """Return the message for a failure: a known problem brings its sentence, the rest is a fault."""
    sentence = getattr(problem, "sentence", "") or _sentence_of_error(problem)
    if sentence:
        return Message(sentence)
    return Message(
        "程序内部出错，这一步没有完成。",
        "已保存的数据没有改动。",
        "可以再试一次；仍然出错时，把“详细信息”交给维护人员。",
        report_of(problem),
    )


def _sentence_of_error(problem: BaseException) -> str:
    known = problem_of(problem)
    return known.sentence if known is not None else ""


class MessageDialog(QDialog):
    """A message with one or two buttons; `accept` answers yes."""

    def __init__(
        self, level: Level, message: Message, parent: QWidget | None = None, *, yes: str = "知道了", no: str = ""
    ) -> None:
        """Build the dialog; without `no` there is only one button."""
        super().__init__(parent)
        self.setWindowTitle("户档")
        self.setAccessibleName(message.what)
        self.setMinimumWidth(self.fontMetrics().height() * 26)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        self.body.addWidget(_line(message.what, "message-what"))
        for text in (message.safe, message.now):
            if text:
                self.body.addWidget(_line(text, "message-more"))
        row = QHBoxLayout()
        row.setSpacing(12)
        sign = QLabel(level.value)
        sign.setObjectName("message-sign")
        sign.setProperty("tone", LEVEL_STYLES[level])
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self.body, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(row)
        layout.addStretch(1)
        if message.details:
            self._add_details(layout, message.details)
        layout.addLayout(self._buttons(yes, no))

    def _add_details(self, layout: QVBoxLayout, details: str) -> None:
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setAccessibleName("详细信息")
        text.hide()
        unfold = QPushButton("详细信息")
        unfold.setCheckable(True)
        unfold.setProperty("flat", True)
        unfold.setAutoDefault(False)
        unfold.toggled.connect(text.setVisible)
        layout.addWidget(unfold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(text)

    def _buttons(self, yes: str, no: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        if no:
            self.no_button = QPushButton(no)
            self.no_button.setAutoDefault(False)
            self.no_button.clicked.connect(self.reject)
            row.addWidget(self.no_button)
        self.yes_button = QPushButton(yes)
        self.yes_button.setProperty("primary", True)
        self.yes_button.setDefault(True)
        self.yes_button.clicked.connect(self.accept)
        row.addWidget(self.yes_button)
        return row


class ReasonDialog(MessageDialog):
    """A question that wants a reason in words; it can't be answered without one."""

    def __init__(self, message: Message, parent: QWidget | None = None, *, yes: str = "确定") -> None:
        """Build the dialog with one line to type the reason in."""
        super().__init__(Level.QUESTION, message, parent, yes=yes, no="取消")
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("原因（写进变更痕迹）")
        self.reason.setAccessibleName("原因")
        self.body.addWidget(self.reason)
        self.yes_button.setEnabled(False)
        self.reason.textChanged.connect(lambda text: self.yes_button.setEnabled(bool(text.strip())))
        self.reason.setFocus()


def _line(text: str, name: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def info(parent: QWidget | None, message: Message) -> None:
    """Tell that something is done."""
    MessageDialog(Level.INFO, message, parent).exec()


def warn(parent: QWidget | None, message: Message) -> None:
    """Tell of something to look after."""
    MessageDialog(Level.WARN, message, parent).exec()


def error(parent: QWidget | None, problem: Message | BaseException) -> None:
    """Tell of something that failed; what the person stopped is no failure."""
    if isinstance(problem, Cancelled):
        return
    message = problem if isinstance(problem, Message) else of_exception(problem)
    MessageDialog(Level.ERROR, message, parent).exec()


def question(parent: QWidget | None, message: Message, *, yes: str, no: str = "取消") -> bool:
    """Ask, and tell whether the answer was yes; `yes` is a verb, such as “撤销本批”."""
    return MessageDialog(Level.QUESTION, message, parent, yes=yes, no=no).exec() == QDialog.DialogCode.Accepted


def ask_reason(parent: QWidget | None, message: Message, *, yes: str) -> str | None:
    """Ask for a reason in words; return it, or None where the person cancelled."""
    dialog = ReasonDialog(message, parent, yes=yes)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return None
    return dialog.reason.text().strip()
